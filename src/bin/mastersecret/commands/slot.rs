//! `slot`: the ways into a backup.

use std::path::{Path, PathBuf};

use mastersecret::{
    backup::Backup,
    inspect::inspect,
    outcome::Action,
    rewrap::{add_slot, free_label, remove_slot, replace_slot},
};

use super::write::{outcome, put, refuse, tell};
use crate::{
    args::{SlotAdd, SlotList, SlotRemove, SlotReplace},
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard},
    opening::Source,
    output::Target,
    passwords::{Key, Protection},
    session::Session,
};

pub(crate) fn list(args: &SlotList, session: &mut Session) -> Result<Exit, Failure> {
    let input = Input::read(&args.file)?;
    let report = inspect(Some(&input.name()), &input.sample(), &session.terms).report();
    session.print_slots(&report)?;
    Ok(session.exit(&report))
}

pub(crate) fn add(args: &SlotAdd, session: &mut Session) -> Result<Exit, Failure> {
    check_files([Some(&args.file), args.existing.password_file.as_ref(), args.new.new_password_file.as_ref()])?;
    let target = Target::new(&args.wanted.out, args.wanted.force, Some(&args.file))?;
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let input = Input::read(&args.file)?;
    let source = Source::open(&input, &mut key, args.only.slot.as_deref(), &args.existing, session)?;
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
    let input = Input::read(&args.file)?;
    let source = Source::open(&input, &mut key, None, &args.existing, session)?;
    let Some((backup, opened)) = source.opened() else {
        return refuse(&source.report(), session);
    };
    check_slot(backup, &args.slot, &args.file)?;
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
    let input = Input::read(&args.file)?;
    let source = Source::open(&input, &mut key, None, &args.existing, session)?;
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

/// Finds out that there is no such slot before a new password is asked for.
fn check_slot(backup: &Backup, label: &str, file: &Path) -> Result<(), Failure> {
    match backup.header.position(label) {
        Some(_) => Ok(()),
        None => Err(Failure::from(mastersecret::open::unknown_label(backup, label)).about(file)),
    }
}
