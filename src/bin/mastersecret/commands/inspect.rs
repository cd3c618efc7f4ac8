//! `inspect`: what files are, without a password.

use std::path::Path;

use mastersecret::{
    inspect::{Terms, inspect},
    report::Report,
};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::check::Several;
use crate::{
    args::Inspect,
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard},
    render,
    session::{Form, Session},
};

/// How many files are looked at side by side before what was found is printed, in their order.
const BATCH: usize = 256;

pub(crate) fn run(args: &Inspect, session: &mut Session) -> Result<Exit, Failure> {
    check_standard(args.files.iter().map(|path| path.as_path()))?;
    let (terms, form) = (session.terms.clone(), session.form());
    let mut several = Several::new(args.files.len());
    for batch in args.files.chunks(BATCH) {
        let looked: Vec<_> = match batch {
            // No threads for one file.
            [path] => vec![look(path, &terms, form)],
            _ => batch.par_iter().map(|path| look(path, &terms, form)).collect(),
        };
        for (path, looked) in batch.iter().zip(looked) {
            several.next(path, session, |session, tally| {
                let (report, printed) = looked?;
                session.print_rendered(&printed)?;
                tally.count(&report, session.exit(&report));
                Ok(())
            })?;
        }
    }
    several.end(session)
}

/// The report on one file, and how it is printed.
fn look(path: &Path, terms: &Terms, form: Form) -> Result<(Report, Vec<u8>), Failure> {
    let input = Input::read(path)?;
    let report = inspect(Some(&input.name()), &input.sample(), terms).report();
    let printed = form.render(&report, render::report::page)?;
    Ok((report, printed))
}
