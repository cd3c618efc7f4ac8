//! `inspect`: what files are, without a password.

use std::path::Path;

use super::check::{Tally, several};
use crate::{
    args::Inspect,
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard},
    opening::look,
    session::Session,
};

pub(crate) fn run(args: &Inspect, session: &mut Session) -> Result<Exit, Failure> {
    check_standard(args.files.iter().map(|path| path.as_path()))?;
    several(&args.files, session, |path: &Path, session: &mut Session, tally: &mut Tally| {
        let input = Input::read(path)?;
        let report = look(&input, session).report();
        session.print_report(&report)?;
        tally.count(&report, session.exit(&report));
        Ok(())
    })
}
