//! `slot`: the ways into a backup.

use std::path::PathBuf;

use mastersecret::{
    fault::{Fault, FaultCode},
    inspect::Inspection,
    limits,
    open::unknown_label,
    outcome::Action,
    rewrap::{add_slot, free_label, remove_slot, replace_slot},
};

use super::write::{outcome, put, refuse, tell};
use crate::{
    args::slot::{SlotAdd, SlotList, SlotRemove, SlotReplace},
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard},
    opening::{Source, look},
    output::Target,
    passwords::{Key, Protection},
    session::Session,
};

pub(crate) fn list(args: &SlotList, session: &mut Session) -> Result<Exit, Failure> {
    let report = look(&Input::read(&args.file)?, session).report();
    session.print_slots(&report)?;
    Ok(session.exit(&report))
}

pub(crate) fn add(args: &SlotAdd, session: &mut Session) -> Result<Exit, Failure> {
    check_files([Some(&args.file), args.existing.password_file.as_ref(), args.new.new_password_file.as_ref()])?;
    let target = Target::new(&args.wanted.out, args.wanted.force, Some(&args.file))?;
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let inspection = look(&Input::read(&args.file)?, session);
    check_room(&inspection, args.new.label.as_deref()).map_err(|fault| Failure::from(fault).about(&args.file))?;
    let source = Source::open(inspection, &mut key, args.only.slot.as_deref(), &args.existing, session)?;
    let Some((backup, opened)) = source.opened() else {
        return refuse(&source.report(), session);
    };
    let label = args.new.label.clone().unwrap_or_else(|| free_label(Some(&backup.header)));
    let protection = Protection::new(&args.new, label, session)?;
    let draft = session
        .draft("Writing the new backup", |writer| add_slot(backup, opened, &protection.slot(), writer))
        .map_err(|fault| Failure::from(fault).about(&args.file))?;
    let report = put(&draft, &target, protection.password(), session)?;
    let outcome = outcome(Action::SlotAdd, &target, Some(source.report()), report, Some(&protection), session);
    tell(&outcome, session)
}

pub(crate) fn replace(args: &SlotReplace, session: &mut Session) -> Result<Exit, Failure> {
    check_files([Some(&args.file), args.existing.password_file.as_ref(), args.new.new_password_file.as_ref()])?;
    let target = Target::new(&args.wanted.out, args.wanted.force, Some(&args.file))?;
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let inspection = look(&Input::read(&args.file)?, session);
    check_slot(&inspection, &args.slot).map_err(|fault| Failure::from(fault).about(&args.file))?;
    let source = Source::open(inspection, &mut key, None, &args.existing, session)?;
    let Some((backup, opened)) = source.opened() else {
        return refuse(&source.report(), session);
    };
    let label = args.new.label.clone().unwrap_or_else(|| args.slot.clone());
    let protection = Protection::new(&args.new, label, session)?;
    let draft = session
        .draft("Writing the new backup", |writer| replace_slot(backup, opened, &args.slot, &protection.slot(), writer))
        .map_err(|fault| Failure::from(fault).about(&args.file))?;
    let report = put(&draft, &target, protection.password(), session)?;
    let outcome = outcome(Action::SlotReplace, &target, Some(source.report()), report, Some(&protection), session);
    tell(&outcome, session)
}

pub(crate) fn remove(args: &SlotRemove, session: &mut Session) -> Result<Exit, Failure> {
    check_files([Some(&args.file), args.existing.password_file.as_ref(), None])?;
    let target = Target::new(&args.wanted.out, args.wanted.force, Some(&args.file))?;
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let inspection = look(&Input::read(&args.file)?, session);
    check_slot(&inspection, &args.slot).map_err(|fault| Failure::from(fault).about(&args.file))?;
    let source = Source::open(inspection, &mut key, None, &args.existing, session)?;
    let (Some((backup, opened)), Some(password)) = (source.opened(), key.fitted()) else {
        return refuse(&source.report(), session);
    };
    let draft = session
        .draft("Writing the new backup", |writer| remove_slot(backup, opened, &args.slot, writer))
        .map_err(|fault| Failure::from(fault).about(&args.file))?;
    let report = put(&draft, &target, password, session)?;
    let outcome = outcome(Action::SlotRemove, &target, Some(source.report()), report, None, session);
    tell(&outcome, session)
}

fn check_files(files: [Option<&PathBuf>; 3]) -> Result<(), Failure> {
    check_standard(files.into_iter().flatten().map(PathBuf::as_path))
}

/// Finds out that there is no such slot before anybody is asked for a password.
fn check_slot(inspection: &Inspection, label: &str) -> Result<(), Fault> {
    match &inspection.backup {
        Some(backup) if backup.header.position(label).is_none() => Err(unknown_label(backup, label)),
        _ => Ok(()),
    }
}

/// Finds out that there is no room for a slot, or that its label is taken, before anybody is asked for a password.
fn check_room(inspection: &Inspection, label: Option<&str>) -> Result<(), Fault> {
    match (&inspection.backup, label) {
        (Some(backup), _) if backup.header.slots.len() >= limits::SLOTS => Err(Fault::new(FaultCode::TooManySlots)),
        (Some(backup), Some(label)) if backup.header.position(label).is_some() => {
            Err(Fault::new(FaultCode::LabelTaken).with("found", format!("“{label}”")))
        }
        _ => Ok(()),
    }
}
