//! `seal`: a native backup, enclosed.

use mastersecret::{
    fault::{Fault, FaultCode},
    outcome::Action,
    password::{decoded, line},
    rewrap::free_label,
    seal::{Native, seal},
    secret::SecretBytes,
    time::Time,
};
use uuid::Uuid;

use super::{
    generate::check_system,
    write::{outcome, put, tell},
};
use crate::{
    args::Seal,
    exit::Exit,
    failure::Failure,
    hardening::leaving_nothing,
    input::{Input, check_standard, is_standard, read_password},
    output::Target,
    passwords::Protection,
    session::Session,
};

pub(crate) fn run(args: &Seal, session: &mut Session) -> Result<Exit, Failure> {
    let files = [Some(&args.native), args.native_password_file.as_ref(), args.new.new_password_file.as_ref()];
    check_standard(files.into_iter().flatten().map(|path| path.as_path()))?;
    check_system(args.system.as_deref())?;
    let target = Target::new(&args.wanted.out, args.wanted.force, Some(&args.native))?;
    let input = Input::read(&args.native)?;
    let native = native(args, &input)?;
    let name = native.name.clone();
    native.check().map_err(|fault| Failure::from(fault).about(&args.native))?;
    let label = args.new.label.clone().unwrap_or_else(|| free_label(None));
    let protection = Protection::new(&args.new, label, session)?;
    let draft = session
        .draft("Writing the new backup", |writer| seal(native, args.system.clone(), &protection.slot(), writer))?;
    let report = put(&draft, &target, protection.password(), session)?;
    let mut outcome = outcome(Action::Seal, &target, None, report, Some(&protection), session);
    outcome.note_native(&input.sample(), &name);
    tell(&outcome, session)
}

fn native(args: &Seal, input: &Input) -> Result<Native, Failure> {
    let Some(bytes) = input.whole() else {
        let fault = Fault::new(FaultCode::FileTooLarge).with("found", input.sample().bytes());
        return Err(Failure::from(fault).about(&args.native));
    };
    let msid = |text: &Option<String>| text.as_deref().map(msid).transpose();
    let stated = args.backed_up.as_deref().map(|text| {
        Time::parse(text).ok_or_else(|| Fault::new(FaultCode::BadBackedUp).with("found", format!("“{text}”")))
    });
    Ok(Native {
        name: name(args)?,
        bytes: bytes.to_vec(),
        password: args.native_password_file.as_deref().map(native_password).transpose()?,
        current_msid: msid(&args.current_msid)?,
        previous_msid: msid(&args.previous_msid)?,
        backed_up: stated.transpose()?.or(input.modified),
    })
}

fn name(args: &Seal) -> Result<String, Failure> {
    if let Some(name) = &args.name {
        return Ok(name.clone());
    }
    if is_standard(&args.native) {
        return Err(Failure::usage(
            "no-name",
            "What comes from standard input has no name.",
            "Say with --name under which name it is to be given back.",
        ));
    }
    let name = args.native.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).ok_or_else(|| {
        Failure::usage("bad-file-name", "The file's name is not valid Unicode.", "Give it another with --name.")
            .about(&args.native)
    })
}

fn msid(text: &str) -> Result<Uuid, Fault> {
    Uuid::try_parse(text.trim()).map_err(|_| Fault::new(FaultCode::BadMsid).with("found", format!("“{text}”")))
}

fn native_password(path: &std::path::Path) -> Result<SecretBytes, Failure> {
    leaving_nothing(|| {
        let bytes = read_password(path)?;
        let text = decoded(&bytes).map_err(|fault| Failure::from(fault).about(path))?;
        Ok(SecretBytes::new(line(&text).as_bytes().to_vec()))
    })
}
