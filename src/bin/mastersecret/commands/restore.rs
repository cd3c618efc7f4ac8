//! `restore`: the content, given back as a file.

use std::path::PathBuf;

use mastersecret::{
    fault::{Fault, FaultCode},
    finding::{self, Finding},
    outcome::{Action, Outcome},
    report::Report,
    restore::{Restored, restore, restore_salvaged},
    salvage::{Remains, not_accepted},
    secret::SecretBytes,
    text::decode_lossy,
    verdict::Verdict,
};

use super::write::{refuse, tell};
use crate::{
    args::Restore,
    exit::Exit,
    failure::Failure,
    hardening::{deriving, leaving_nothing},
    input::{Input, check_standard},
    opening::{Source, look},
    output::{Staged, Target},
    passwords::{Key, name, slots},
    progress::Progress,
    prompt,
    session::Session,
};

pub(crate) fn run(args: &Restore, session: &mut Session) -> Result<Exit, Failure> {
    check_standard(
        [Some(&args.file), args.existing.password_file.as_ref()].into_iter().flatten().map(PathBuf::as_path),
    )?;
    let force = args.wanted.force;
    let target = Target::new(&args.wanted.out, force, Some(&args.file))?;
    let password_target =
        args.native_password_out.as_deref().map(|path| Target::new(path, force, Some(&args.file))).transpose()?;
    if [Some(&target), password_target.as_ref()].into_iter().flatten().any(|target| target.is(&args.file)) {
        return Err(Failure::usage(
            "same-file",
            "The backup itself would be replaced by what it holds.",
            "Give the output another name.",
        )
        .about(&args.file));
    }
    if password_target.as_ref().is_some_and(|other| other.same_as(&target)) {
        return Err(Failure::usage(
            "same-output",
            "The content and the native password are to be written to the same file.",
            "Give --native-password-out another name.",
        ));
    }
    let mut key = Key::new(args.existing.password_file.as_deref())?;
    let input = Input::read(&args.file)?;
    let source = Source::open(look(&input, session), &mut key, args.only.slot.as_deref(), &args.existing, session)?;
    let report = source.report();
    let about = |fault: Fault| Failure::from(fault).about(&args.file);
    let native = password_target.is_some();
    let (action, restored) = match source.check.opened {
        Some(opened) => {
            let restored = leaving_nothing(|| restore(opened.content, args.secret.map(Into::into), native));
            (Action::Restore, restored.map_err(about)?)
        }
        None if args.salvage && salvageable(&report) => match salvaged(args, &input, &source, &mut key, session)? {
            Ok(restored) => (Action::Salvage, restored),
            Err(fault) => return not_salvaged(&report, fault, session),
        },
        None => return refuse(&report, session),
    };
    let findings = write(&restored, &target, password_target.as_ref())?;
    let mut outcome = Outcome::restored(action, Some(target.name()), report);
    outcome.native_password = password_target.as_ref().map(Target::name);
    outcome.findings.extend(findings);
    finding::sort(&mut outcome.findings);
    tell(&outcome, session)
}

/// Where salvage can do what opening could not. A wrong password stays wrong, and a refusal is a refusal.
fn salvageable(report: &Report) -> bool {
    !matches!(report.verdict, Verdict::WrongPassword | Verdict::Refused)
}

/// Salvages, with the password that was tried or, where nothing could be tried, with one that is asked for now.
fn salvaged(
    args: &Restore,
    input: &Input,
    source: &Source,
    key: &mut Key,
    session: &mut Session,
) -> Result<Result<Restored, Fault>, Failure> {
    let Some(bytes) = input.whole() else {
        return Ok(Err(Fault::new(FaultCode::NotSalvaged).with("why", "the file is larger than any backup may be.")));
    };
    let inspection = &source.inspection;
    let lossy = inspection.text.is_none().then(|| decode_lossy(bytes));
    let text = inspection.text.as_ref().or(lossy.as_ref()).map(|text| text.as_str()).unwrap_or_default();
    let only = args.only.slot.as_deref();
    // Where no password could get anything out, nobody is asked for one.
    let remains = match Remains::of(text, inspection.root.as_ref(), only, &session.terms.budget) {
        Ok(remains) => remains,
        Err(fault) => return Ok(Err(fault)),
    };
    let introduction = prompt::reminders(name(inspection), &slots(inspection, only), session.layout.charset);
    key.attempt(&introduction, session, |session, password| {
        let _progress = Progress::start("Looking for what can be salvaged".to_owned(), session.layout.charset);
        let native = args.native_password_out.is_some();
        let memory = &mut session.memory;
        let restored = deriving(|| {
            let found = remains.open(password, memory)?;
            found.map(|found| restore_salvaged(found, args.secret.map(Into::into), native)).transpose()
        });
        let fits = !matches!(restored, Ok(None));
        Ok((fits, restored.and_then(|restored| restored.ok_or_else(not_accepted))))
    })
}

/// Ends with the file's own verdict, and says why not even salvage helps.
fn not_salvaged(report: &Report, fault: Fault, session: &mut Session) -> Result<Exit, Failure> {
    if fault.code != FaultCode::NotSalvaged {
        return Err(Failure::from(fault).or_about(report.file.as_deref().unwrap_or_default()));
    }
    let exit = report.verdict.into();
    let mut failure = Failure::from(fault).or_about(report.file.as_deref().unwrap_or_default());
    failure.exit = exit;
    session.print_refusal(report)?;
    Err(failure)
}

/// Writes the content and, where it is asked for, the native password: both or none, but that with `--force` the password
/// may have taken the place of a file when the content cannot. Gives back what is to be said about who can read them.
fn write(restored: &Restored, target: &Target, password_target: Option<&Target>) -> Result<Vec<Finding>, Failure> {
    let content = stage(&restored.content, target)?;
    let password = match (password_target, &restored.native_password) {
        (Some(target), Some(password)) => Some((stage(password, target)?, target)),
        _ => None,
    };
    let Some((password, password_target)) = password else {
        return Ok(content.put()?.finding(&target.name()).into_iter().collect());
    };
    let of_password = password.put()?.finding(&password_target.name());
    let of_content = content.put().inspect_err(|_| Staged::take_back(password_target))?.finding(&target.name());
    Ok(of_content.into_iter().chain(of_password).collect())
}

fn stage<'a>(content: &SecretBytes, target: &'a Target) -> Result<Staged<'a>, Failure> {
    let staged = target.stage(content.expose())?;
    if content.holds(&staged.read_back) {
        return Ok(staged);
    }
    let fault = Fault::new(FaultCode::NotProven).with("why", "what was read back is not what was written.");
    Err(Failure::from(fault).or_about(&target.name()))
}
