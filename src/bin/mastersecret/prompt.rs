//! Prompts: passwords typed on the terminal, without being shown.

use std::io::{self, IsTerminal, Write};

use mastersecret::{fault::Fault, password::Password, slot::PasswordSlot};
use zeroize::Zeroizing;

use crate::{
    failure::Failure,
    hardening::leaving_nothing,
    interrupt,
    printable::{Charset, printable},
};

/// How often a wrong password, or two that differ, can be typed again.
pub(crate) const ATTEMPTS: usize = 3;

/// Asks for the password of what exists. What the file says of itself is shown first, so that the reminder can help.
///
/// # Errors
///
/// No terminal; an interruption.
pub(crate) fn existing(introduction: &str) -> Result<Result<Password, Fault>, Failure> {
    typed(&format!("{introduction}Password: "))
}

/// Asks for a new password, twice, until it passes `check`.
///
/// # Errors
///
/// No terminal; an interruption; [`ATTEMPTS`] that all failed.
pub(crate) fn new(
    label: &str,
    check: impl Fn(&Password) -> Result<(), Fault>,
    charset: Charset,
) -> Result<Password, Failure> {
    let differ = || Failure::usage("passwords-differ", "The two passwords differ.", "Type the same one twice.");
    let prompt = printable(&format!("New password for {label}: "), charset);
    let mut introduction = prompt.clone();
    let mut failure = differ();
    for _ in 0..ATTEMPTS {
        let first = typed(&introduction)?.and_then(|password| check(&password).map(|()| password));
        failure = match first {
            Ok(password) => match typed("The same again: ")? {
                Ok(again) if again.same_as(&password) => return Ok(password),
                _ => differ(),
            },
            Err(fault) => fault.into(),
        };
        introduction = printable(&format!("{} {}", failure.what, failure.remedy), charset) + "\n" + &prompt;
    }
    Err(failure)
}

/// What a file says about its passwords, for the lines above the prompt.
pub(crate) fn reminders(name: &str, slots: &[&PasswordSlot], charset: Charset) -> String {
    let mut lines = vec![name.to_owned()];
    for slot in slots {
        lines.push(match &slot.reminder {
            Some(reminder) => format!("  Reminder of {}: {reminder}", slot.label),
            None => format!("  {} has no reminder", slot.label),
        });
    }
    if !slots.is_empty() {
        lines.push("  (not authenticated: anybody may have written this)".to_owned());
    }
    lines.iter().map(|line| printable(line, charset) + "\n").collect()
}

fn typed(prompt: &str) -> Result<Result<Password, Fault>, Failure> {
    leaving_nothing(|| Ok(Password::typed(&ask(prompt)?)))
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    interrupt::hide_typing();
    // To a console of Windows the standard library writes UTF-16; what is written to it as a file is read in its code page.
    let by_us = cfg!(windows) && io::stderr().is_terminal();
    let typed = if by_us {
        let _ = io::stderr().write_all(prompt.as_bytes());
        rpassword::read_password()
    } else {
        rpassword::prompt_password(prompt)
    };
    // On Windows a NUL follows the line end, and moves what comes next by a column.
    if by_us {
        let _ = io::stderr().write_all(b"\r");
    }
    match typed {
        Ok(typed) => Ok(Zeroizing::new(typed)),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Failure::interrupted()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(Failure::usage("no-password", "No password was given.", "Start again when you have it."))
        }
        Err(_) => Err(Failure::usage(
            "no-terminal",
            "There is no terminal to ask for a password on.",
            "Give a file with it: --password-file for a backup that exists, --new-password-file for one that is written; \
             - is standard input.",
        )),
    }
}
