//! `explain`: what an event or an error code means.

use mastersecret::catalogue::explain;

use crate::{args::Explain, exit::Exit, failure::Failure, session::Session};

pub(crate) fn run(args: &Explain, session: &mut Session) -> Result<Exit, Failure> {
    let explanation =
        explain(&args.query).map_err(|unknown| Failure::usage("unknown-query", unknown.what(), unknown.remedy()))?;
    session.print_explanation(&explanation)?;
    Ok(Exit::FINE)
}
