//! `rewrap`: the same content under a new password.

use std::path::PathBuf;

use mastersecret::{
    fault::{Fault, FaultCode},
    inspect::Inspection,
    outcome::Action,
    rewrap::rewrap,
};

use super::write::{outcome, put, refuse, tell};
use crate::{
    args::Rewrap,
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard},
    opening::{Source, look},
    output::Target,
    passwords::{Key, Protection},
    session::Session,
};

pub(crate) fn run(args: &Rewrap, session: &mut Session) -> Result<Exit, Failure> {
    let files = [Some(&args.file), args.existing.password_file.as_ref(), args.new.new_password_file.as_ref()];
    check_standard(files.into_iter().flatten().map(PathBuf::as_path))?;
    let target = Target::new(&args.wanted.out, args.wanted.force, Some(&args.file))?;
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let inspection = look(&Input::read(&args.file)?, session);
    check_slots(&inspection, args.drop_others).map_err(|fault| Failure::from(fault).about(&args.file))?;
    let source = Source::open(inspection, &mut key, args.only.slot.as_deref(), &args.existing, session)?;
    let Some((backup, opened)) = source.opened() else {
        return refuse(&source.report(), session);
    };
    let label = args.new.label.clone().unwrap_or_else(|| opened.slot.clone());
    let protection = Protection::new(&args.new, label, session)?;
    let draft = session.draft("Writing the new backup", |writer| {
        rewrap(backup, opened, args.drop_others, &protection.slot(), writer)
    })?;
    let report = put(&draft, &target, protection.password(), session)?;
    let outcome = outcome(Action::Rewrap, &target, Some(source.report()), report, Some(&protection), session);
    tell(&outcome, session)
}

/// Finds out that other slots would be lost before anybody is asked for a password.
fn check_slots(inspection: &Inspection, drop_others: bool) -> Result<(), Fault> {
    match inspection.backup.as_ref().map_or(0, |backup| backup.header.slots.len()) {
        0 | 1 => Ok(()),
        _ if drop_others => Ok(()),
        count => Err(Fault::new(FaultCode::SeveralSlots).with("found", count)),
    }
}
