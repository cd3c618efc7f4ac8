//! `events`: what exported event logs show.

use std::{path::PathBuf, thread};

use mastersecret::audit::logged::EventsReport;

use crate::{args::audit::Events, audit::logs, exit::Exit, failure::Failure, session::Session};

pub(crate) fn run(args: &Events, session: &mut Session) -> Result<Exit, Failure> {
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    let paths = args.logs.iter().map(PathBuf::as_path).map(|path| (path, None));
    let (logs, records) = logs::read(paths, &args.reading, jobs);
    let report = EventsReport::new(logs.into_iter().map(|log| log.view).collect(), records);
    session.print_events(&report)?;
    Ok(if report.is_incomplete() {
        Exit::INPUT_OUTPUT
    } else if args.show.fail_on.fails(report.worst()) {
        Exit::FINDINGS
    } else {
        Exit::FINE
    })
}
