//! What all commands that write a backup have in common: stage, prove, put in place, tell.

use mastersecret::{
    finding,
    outcome::{Action, Outcome},
    password::Password,
    report::Report,
    write::Draft,
};

use crate::{
    exit::Exit,
    failure::Failure,
    output::{Readers, Target},
    passwords::Protection,
    session::Session,
};

/// Writes a draft beside its target, proves it by opening it with `password`, and puts it in place. Gives back the
/// report of the new file, and who can read it.
///
/// # Errors
///
/// What the file system says; a file that does not open as it should. The target is untouched then.
pub(super) fn put(
    draft: &Draft,
    target: &Target,
    password: &Password,
    session: &mut Session,
) -> Result<(Report, Readers), Failure> {
    let name = target.name();
    let staged = target.stage(&draft.bytes)?;
    let report = session
        .prove(draft, &name, &staged.read_back, password)
        .map_err(|fault| Failure::from(fault).or_about(&name))?;
    let readers = staged.put()?;
    Ok((report, readers))
}

/// The outcome, with what is to be said about the new password.
pub(super) fn outcome(
    action: Action,
    target: &Target,
    source: Option<Report>,
    (report, readers): (Report, Readers),
    protection: Option<&Protection>,
    session: &Session,
) -> Outcome {
    let words: Vec<String> = report
        .header
        .iter()
        .flat_map(|header| header.slots.iter().filter_map(|slot| slot.label.clone()).chain(header.system.clone()))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut outcome = Outcome::written(action, Some(target.name()), source, report);
    if let Some(protection) = protection {
        outcome.findings.extend(session.weakness(protection.password(), None, &words));
    }
    outcome.findings.extend(readers.finding(&target.name()));
    finding::sort(&mut outcome.findings);
    outcome
}

/// Tells of an outcome.
pub(super) fn tell(outcome: &Outcome, session: &mut Session) -> Result<Exit, Failure> {
    session.print_outcome(outcome)?;
    Ok(session.exit_of_outcome(outcome))
}

/// Tells of a source that does not open, which ends the command.
pub(super) fn refuse(report: &Report, session: &mut Session) -> Result<Exit, Failure> {
    session.print_refusal(report)?;
    Ok(report.verdict.into())
}
