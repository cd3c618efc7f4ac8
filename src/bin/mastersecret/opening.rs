//! Opening the file that a command starts from.

use mastersecret::{
    backup::Backup,
    inspect::{Check, Inspection, inspect},
    open::OpenedBackup,
    report::Report,
};

use crate::{args::options::Existing, failure::Failure, input::Input, passwords::Key, session::Session};

/// Looks at an input without a password.
pub(crate) fn look(input: &Input, session: &Session) -> Inspection {
    inspect(Some(&input.name()), &input.sample(), &session.terms)
}

/// A file that was tried with a password.
pub(crate) struct Source {
    pub(crate) inspection: Inspection,
    pub(crate) check: Check,
}

impl Source {
    /// Tries a password on an inspected file, if a password can change anything.
    ///
    /// # Errors
    ///
    /// An unknown slot; no password to be had.
    pub(crate) fn open(
        inspection: Inspection,
        key: &mut Key,
        only: Option<&str>,
        existing: &Existing,
        session: &mut Session,
    ) -> Result<Self, Failure> {
        let name = inspection.file.clone().unwrap_or_default();
        let about = |failure: Failure| failure.or_about(&name);
        let settled = inspection.settled(existing.try_damaged, only, &session.terms);
        let check = match settled.map_err(|fault| about(fault.into()))? {
            Some(check) => check,
            None => key.check(&inspection, only, existing.try_damaged, session).map_err(about)?,
        };
        Ok(Self { inspection, check })
    }

    /// The report with what the password showed.
    pub(crate) fn report(&self) -> Report {
        self.check.report(&self.inspection)
    }

    /// The backup, if the password opened it.
    pub(crate) fn opened(&self) -> Option<(&Backup, &OpenedBackup)> {
        self.inspection.backup.as_ref().zip(self.check.opened.as_ref())
    }
}
