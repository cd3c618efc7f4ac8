//! `generate`: a new master secret.

use std::path::Path;

use mastersecret::{
    fault::{Fault, FaultCode},
    generate::generate,
    label, limits,
    outcome::Action,
    rewrap::free_label,
};

use super::write::{outcome, put, refuse, tell};
use crate::{
    args::Generate,
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard},
    opening::{Source, look},
    output::Target,
    passwords::{Key, Protection},
    session::Session,
};

pub(crate) fn run(args: &Generate, session: &mut Session) -> Result<Exit, Failure> {
    check_use(args)?;
    let files = [&args.from, &args.existing.password_file, &args.new.new_password_file];
    check_standard(files.into_iter().flatten().map(|path| path.as_path()))?;
    check_system(args.system.as_deref())?;
    let target = Target::new(&args.wanted.out, args.wanted.force, args.from.as_deref())?;
    let source = args.from.as_deref().map(|from| open(from, args, session)).transpose()?;
    if let Some(source) = &source
        && source.opened().is_none()
    {
        return refuse(&source.report(), session);
    }
    let from = source.as_ref().and_then(Source::opened);
    let label = args
        .new
        .label
        .clone()
        .unwrap_or_else(|| from.map_or_else(|| free_label(None), |(_, opened)| opened.slot.clone()));
    let protection = Protection::new(&args.new, label, session)?;
    let draft = session
        .draft("Writing the new backup", |writer| generate(from, args.system.clone(), &protection.slot(), writer))?;
    let report = put(&draft, &target, protection.password(), session)?;
    let source = source.as_ref().map(Source::report);
    let outcome = outcome(Action::Generate, &target, source, report, Some(&protection), session);
    tell(&outcome, session)
}

fn open(from: &Path, args: &Generate, session: &mut Session) -> Result<Source, Failure> {
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    Source::open(look(&Input::read(from)?, session), &mut key, args.only.slot.as_deref(), &args.existing, session)
}

/// Refuses options that only say something about an old file where there is none.
fn check_use(args: &Generate) -> Result<(), Failure> {
    let given = [
        ("--password-file", args.existing.password_file.is_some()),
        ("--try-damaged", args.existing.try_damaged),
        ("--slot", args.only.slot.is_some()),
    ];
    match given.iter().find(|(_, given)| *given && args.from.is_none()) {
        Some((option, _)) => Err(Failure::usage(
            "option-without-use",
            format!("{option} is about an older backup, and none is given."),
            "Name it with --from, or leave the option out. The new backup's password comes from --new-password-file.",
        )),
        None => Ok(()),
    }
}

/// Checks the system label before anybody is asked for a password.
pub(super) fn check_system(system: Option<&str>) -> Result<(), Fault> {
    match system.map(|system| label::check(system, limits::SYSTEM_CHARS)) {
        Some(Err(fault)) => Err(Fault::new(FaultCode::BadSystem).with("why", fault.what)),
        _ => Ok(()),
    }
}
