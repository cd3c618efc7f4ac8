//! Where passwords come from: a file that was named, or the terminal.

use std::path::Path;

use mastersecret::{
    cost::Cost,
    fault::Fault,
    inspect::{Check, Inspection},
    password::Password,
    slot::PasswordSlot,
    write::{NewSlot, check_text},
};

use crate::{
    args::options::NewPassword, failure::Failure, hardening::leaving_nothing, input::read_password, prompt,
    session::Session,
};

/// What opens existing files.
pub(crate) enum Key {
    /// A password from a file.
    Given(Password),
    /// One that is asked for; the last that opened a file is tried on the next.
    Asked(Option<Password>),
}

impl Key {
    /// Reads the password file, if there is one.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or holds no password.
    pub(crate) fn new(file: Option<&Path>) -> Result<Self, Failure> {
        Ok(match file {
            Some(path) => Self::Given(read(path)?),
            None => Self::Asked(None),
        })
    }

    /// Tries the password on a file, or asks for one until it fits or the attempts are used up.
    ///
    /// # Errors
    ///
    /// An unknown slot; no terminal; an interruption.
    pub(crate) fn check(
        &mut self,
        inspection: &Inspection,
        only: Option<&str>,
        try_damaged: bool,
        session: &mut Session,
    ) -> Result<Check, Failure> {
        let slots = slots(inspection, only);
        let introduction = prompt::reminders(name(inspection), &slots, session.layout.charset);
        self.attempt(&introduction, session, |session, password| {
            let check = session.check(inspection, password, try_damaged, only)?;
            Ok((!check.wrong_password, check))
        })
    }

    /// Runs `work` with the password, or with what is asked for until `work` says that it fits.
    ///
    /// # Errors
    ///
    /// No terminal; an interruption; what `work` gives.
    pub(crate) fn attempt<T>(
        &mut self,
        introduction: &str,
        session: &mut Session,
        mut work: impl FnMut(&mut Session, &Password) -> Result<(bool, T), Failure>,
    ) -> Result<T, Failure> {
        let asked = match self {
            Self::Given(password) => return Ok(work(session, password)?.1),
            Self::Asked(last) => last,
        };
        if let Some(password) = asked {
            let (fits, done) = work(session, password)?;
            if fits {
                return Ok(done);
            }
        }
        session.flush()?;
        let mut introduction = introduction.to_owned();
        let mut left = prompt::ATTEMPTS;
        loop {
            left -= 1;
            introduction = match prompt::existing(&introduction)? {
                Err(fault) if left == 0 => return Err(fault.into()),
                Err(fault) => format!("{fault} Try again.\n"),
                Ok(password) => {
                    let (fits, done) = work(session, &password)?;
                    if fits || left == 0 {
                        *asked = fits.then_some(password).or(asked.take());
                        return Ok(done);
                    }
                    "This password does not open it. Try again.\n".to_owned()
                }
            };
        }
    }

    /// The password that fitted last.
    pub(crate) fn fitted(&self) -> Option<&Password> {
        match self {
            Self::Given(password) | Self::Asked(Some(password)) => Some(password),
            Self::Asked(None) => None,
        }
    }
}

/// The slot that a command is going to write.
pub(crate) struct Protection {
    label: String,
    reminder: Option<String>,
    cost: Cost,
    password: Password,
}

impl Protection {
    /// Gathers label, reminder and cost from the options, and the new password from its file or the terminal. All that
    /// can be wrong is found before anybody is asked, and long before anything is derived.
    ///
    /// # Errors
    ///
    /// What the core finds wrong; a cost over the limit; no terminal; an interruption.
    pub(crate) fn new(options: &NewPassword, label: String, session: &mut Session) -> Result<Self, Failure> {
        let reminder = options.reminder.clone();
        check_text(&label, reminder.as_deref())?;
        let cost = options.cost()?;
        // What this tool would refuse to open again unless told, it does not write unless told.
        session.terms.budget.check(std::iter::once((label.as_str(), cost)))?;
        let check =
            |password: &Password| NewSlot { label: label.clone(), reminder: reminder.clone(), password, cost }.check();
        let password = match &options.new_password_file {
            Some(path) => {
                let password = read(path)?;
                check(&password)?;
                password
            }
            None => {
                session.flush()?;
                prompt::new(&label, check, session.layout.charset)?
            }
        };
        Ok(Self { label, reminder, cost, password })
    }

    pub(crate) fn slot(&self) -> NewSlot<'_> {
        NewSlot {
            label: self.label.clone(),
            reminder: self.reminder.clone(),
            password: &self.password,
            cost: self.cost,
        }
    }

    pub(crate) fn password(&self) -> &Password {
        &self.password
    }
}

/// The slots that a password would be tried on.
pub(crate) fn slots<'a>(inspection: &'a Inspection, only: Option<&str>) -> Vec<&'a PasswordSlot> {
    let slots = inspection.backup.iter().flat_map(|backup| backup.header.password_slots());
    slots.filter(|slot| only.is_none_or(|label| label == slot.label)).collect()
}

/// How a file is called at a prompt.
pub(crate) fn name(inspection: &Inspection) -> &str {
    match inspection.file.as_deref() {
        Some("-") | None => "standard input",
        Some(name) => name,
    }
}

fn read(path: &Path) -> Result<Password, Failure> {
    let about = |fault: Fault| Failure::from(fault).about(path);
    leaving_nothing(|| Password::from_file(&read_password(path)?).map_err(about))
}
