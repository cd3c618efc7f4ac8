//! `check`: whether a password opens files. Also how several files are gone through.

use std::path::{Path, PathBuf};

use mastersecret::{report::Report, verdict::VERDICTS};

use crate::{
    args::Check,
    exit::{Exit, worst},
    failure::Failure,
    input::{Input, check_standard},
    opening::{Source, look},
    passwords::Key,
    session::Session,
};

pub(crate) fn run(args: &Check, session: &mut Session) -> Result<Exit, Failure> {
    check_standard(args.files.iter().chain(&args.existing.password_file).map(PathBuf::as_path))?;
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let only = args.only.slot.as_deref();
    let mut several = Several::new(args.files.len());
    for path in &args.files {
        several.next(path, session, |session, tally| {
            let source = Source::open(look(&Input::read(path)?, session), &mut key, only, &args.existing, session)?;
            let report = source.report();
            session.print_report(&report)?;
            // Each one can take a while: its answer is not kept back until the next.
            session.flush()?;
            tally.count(&report, session.exit(&report));
            Ok(())
        })?;
    }
    several.end(session)
}

/// What came of several files.
pub(super) struct Tally {
    exits: Vec<Exit>,
    verdicts: Vec<usize>,
    failed: usize,
}

impl Tally {
    /// Counts one file.
    pub(super) fn count(&mut self, report: &Report, exit: Exit) {
        self.note(exit);
        let row = VERDICTS.iter().position(|verdict| *verdict == report.verdict);
        if let Some(count) = row.and_then(|row| self.verdicts.get_mut(row)) {
            *count += 1;
        }
    }

    fn note(&mut self, exit: Exit) {
        if !self.exits.contains(&exit) {
            self.exits.push(exit);
        }
    }

    fn summary(&self, files: usize) -> String {
        let of_verdicts = VERDICTS.iter().zip(&self.verdicts).map(|(verdict, count)| (verdict.name(), *count));
        let counts: Vec<_> = of_verdicts
            .chain([("not looked at", self.failed)])
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        format!("{files} files: {}.", counts.join(", "))
    }
}

/// The files of one command, one after the other. One that cannot be looked at does not keep the others from it.
pub(super) struct Several {
    tally: Tally,
    files: usize,
}

impl Several {
    pub(super) fn new(files: usize) -> Self {
        Self { tally: Tally { exits: Vec::new(), verdicts: vec![0; VERDICTS.len()], failed: 0 }, files }
    }

    /// Deals with the next file.
    ///
    /// # Errors
    ///
    /// What ends the command, not only the work on this file.
    pub(super) fn next(
        &mut self,
        path: &Path,
        session: &mut Session,
        work: impl FnOnce(&mut Session, &mut Tally) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match work(session, &mut self.tally) {
            Ok(()) => {}
            Err(failure) if failure.ends_everything() => return Err(failure),
            Err(failure) => {
                let failure = failure.or_about(&path.to_string_lossy());
                session.print_failure(&failure)?;
                if self.files > 1 {
                    session.separate();
                }
                self.tally.note(failure.exit);
                self.tally.failed += 1;
            }
        }
        Ok(())
    }

    /// Sums up, and gives the exit code of the command.
    pub(super) fn end(self, session: &mut Session) -> Result<Exit, Failure> {
        if self.files > 1 {
            session.print_note(&self.tally.summary(self.files))?;
        }
        Ok(worst(&self.tally.exits))
    }
}
