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
    several(&args.files, session, |path, session, tally| {
        let source = Source::open(look(&Input::read(path)?, session), &mut key, only, &args.existing, session)?;
        let report = source.report();
        session.print_report(&report)?;
        // Each one can take a while: its answer is not kept back until the next.
        session.flush()?;
        tally.count(&report, session.exit(&report));
        Ok(())
    })
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

/// Goes through files. One that cannot be looked at does not keep the others from it.
pub(super) fn several(
    files: &[PathBuf],
    session: &mut Session,
    mut work: impl FnMut(&Path, &mut Session, &mut Tally) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let mut tally = Tally { exits: Vec::new(), verdicts: vec![0; VERDICTS.len()], failed: 0 };
    for path in files {
        match work(path, session, &mut tally) {
            Ok(()) => {}
            Err(failure) if failure.ends_everything() => return Err(failure),
            Err(failure) => {
                let failure = failure.or_about(&path.to_string_lossy());
                session.print_failure(&failure)?;
                if files.len() > 1 {
                    session.separate();
                }
                tally.note(failure.exit);
                tally.failed += 1;
            }
        }
    }
    if files.len() > 1 {
        session.print_note(&tally.summary(files.len()))?;
    }
    Ok(worst(&tally.exits))
}
