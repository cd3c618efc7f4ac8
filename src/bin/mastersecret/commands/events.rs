//! `events`: what exported event logs show.

use std::{path::PathBuf, thread};

use mastersecret::{
    audit::report::LogView,
    evidence::{Evidence, conclude},
    eventlog::Record,
};
use serde::Serialize;

use crate::{args::audit::Events, audit::logs, exit::Exit, failure::Failure, session::Session};

/// What the logs show, and what it rests on.
#[derive(Serialize)]
pub(crate) struct EventsReport {
    pub(crate) logs: Vec<LogView>,
    pub(crate) evidence: Evidence,
    /// All records of ENTSSO that the catalogue knows, in the order by which the evidence names them.
    pub(crate) records: Vec<Record>,
}

pub(crate) fn run(args: &Events, session: &mut Session) -> Result<Exit, Failure> {
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    let (logs, records) = logs::read(args.logs.iter().map(PathBuf::as_path).map(|path| (path, None)), &args.reading, jobs);
    let logs: Vec<LogView> = logs.into_iter().map(|log| log.view).collect();
    let summaries: Vec<_> = logs.iter().filter_map(|log| log.summary.clone()).collect();
    let evidence = conclude(&records, &summaries);
    let worst = evidence.systems.iter().flat_map(|system| &system.conclusions).map(|found| found.severity).max();
    let failed = logs.iter().any(|log| log.error.is_some());
    session.print_events(&EventsReport { logs, evidence, records })?;
    Ok(if failed {
        Exit::INPUT_OUTPUT
    } else if args.show.fail_on.fails(worst) {
        Exit::FINDINGS
    } else {
        Exit::FINE
    })
}
