//! `rewrap`: the same content under a new password.

use std::path::PathBuf;

use mastersecret::{
    fault::{Fault, FaultCode},
    outcome::Action,
    rewrap::rewrap,
};

use super::write::{outcome, put, refuse, tell};
use crate::{
    args::Rewrap,
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard},
    opening::Source,
    output::Target,
    passwords::{Key, Protection},
    session::Session,
};

pub(crate) fn run(args: &Rewrap, session: &mut Session) -> Result<Exit, Failure> {
    let files = [Some(&args.file), args.existing.password_file.as_ref(), args.new.new_password_file.as_ref()];
    check_standard(files.into_iter().flatten().map(PathBuf::as_path))?;
    let target = Target::new(&args.wanted.out, args.wanted.force, Some(&args.file))?;
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let input = Input::read(&args.file)?;
    let source = Source::open(&input, &mut key, args.only.slot.as_deref(), &args.existing, session)?;
    let Some((backup, opened)) = source.opened() else {
        return refuse(&source.report(), session);
    };
    let slots = backup.header.slots.len();
    if slots > 1 && !args.drop_others {
        let fault = Fault::new(FaultCode::SeveralSlots).with("found", slots);
        return Err(Failure::from(fault).about(&args.file));
    }
    let label = args.new.label.clone().unwrap_or_else(|| opened.slot.clone());
    let protection = Protection::new(&args.new, label, session)?;
    let draft = session.draft("Writing the new backup", |writer| {
        rewrap(backup, opened, args.drop_others, &protection.slot(), writer)
    })?;
    let report = put(&draft, &target, protection.password(), session)?;
    let outcome = outcome(Action::Rewrap, &target, Some(source.report()), report, Some(&protection), session);
    tell(&outcome, session)
}
