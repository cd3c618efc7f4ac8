//! `audit`: many files, candidates and event logs to one answer.

use std::{collections::HashMap, path::PathBuf, thread};

use mastersecret::{
    audit::{
        assemble::{LogInput, Material, assemble},
        candidate::Candidates,
        plan::{Outcomes, Plan},
        policy_file,
        recoverability::Recoverability,
        report::{AuditReport, Circumstances, PolicyView, Setting, Statement},
    },
    canonical::{hex, sha256},
    cost::size,
    eventlog::Record,
    inspect::Terms,
};

use crate::{
    args::audit::Audit,
    audit::{
        bar::Bar,
        logs, machine,
        reading::{Reading, look_at},
        reports, verifying,
        walking::{Walk, walk},
        working::work,
    },
    exit::Exit,
    failure::Failure,
    input::{Input, check_standard, is_standard},
    interrupt,
    session::Session,
    system::now,
};

/// What the program itself needs beside derivations, in KiB.
const OWN_KIB: u64 = 48 * 1024;

pub(crate) fn run(args: &Audit, session: &mut Session) -> Result<Exit, Failure> {
    check_standard(args.passwords.iter().map(PathBuf::as_path))?;
    if let Some(path) = args.paths.iter().chain(&args.events).find(|path| is_standard(path)) {
        return Err(Failure::usage(
            "standard-input",
            "An audit takes files and folders by their names, not from standard input.",
            "Give a path; only the candidate passwords can come from standard input.",
        )
        .about(path));
    }
    interrupt::end_by_asking();
    if let Some(report) = &args.verify {
        let walk = walk(&args.paths, &args.system)?;
        return verify(&verifying::differences(report, &walk)?, &walk, session);
    }
    let policy = policy(args)?;
    let candidates = candidates(args)?;
    let wanted = reports::wanted(&args.report, args.force)?;
    let report = examine(args, policy, &candidates, session)?;
    let mut exit = exit(&report, args);
    let mut notes = Vec::new();
    for wanted in &wanted {
        match reports::write(wanted, &report) {
            Ok(hash) => notes.push((wanted, hash)),
            Err(failure) => {
                session.print_failure(&failure)?;
                exit = Exit::INPUT_OUTPUT;
            }
        }
    }
    session.print_audit(&report)?;
    for (wanted, (hash, readers)) in notes {
        session.print_note(&format!("{hash}  {}", wanted.name()))?;
        if let Some(finding) = readers.finding(&wanted.name()) {
            session.print_note(&format!("{} {}", finding.what, finding.remedy))?;
        }
    }
    Ok(exit)
}

fn exit(report: &AuditReport, args: &Audit) -> Exit {
    let proven = report.verdict <= Recoverability::RecoverableWithFindings;
    if report.partial.is_some() {
        Exit::INPUT_OUTPUT
    } else if !proven || args.show.fail_on.fails(report.worst()) {
        Exit::FINDINGS
    } else {
        Exit::FINE
    }
}

fn policy(args: &Audit) -> Result<PolicyView, Failure> {
    let Some(path) = &args.policy else {
        let text = policy_file::DEFAULT;
        return Ok(PolicyView {
            file: None,
            sha256: hex(&sha256(text.as_bytes())),
            rules: policy_file::read(text.as_bytes())?,
        });
    };
    let input = Input::read(path)?;
    let bytes = input.whole().unwrap_or_default();
    let rules = policy_file::read(bytes).map_err(|fault| Failure::from(fault).about(path))?;
    Ok(PolicyView { file: Some(input.name()), sha256: hex(&sha256(bytes)), rules })
}

fn candidates(args: &Audit) -> Result<Candidates, Failure> {
    let Some(path) = &args.passwords else { return Ok(Candidates::default()) };
    let bytes = crate::input::read_candidates(path)?;
    Candidates::read(&bytes).map_err(|fault| Failure::from(fault).about(path))
}

fn examine(
    args: &Audit,
    policy: PolicyView,
    candidates: &Candidates,
    session: &Session,
) -> Result<AuditReport, Failure> {
    let started = now()?;
    let jobs = args.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let memory_kib = args.memory.map_or_else(|| machine::memory_kib().map_or(2 << 20, |kib| kib / 2), |size| size.kib);
    let terms = Terms { policy: policy.rules.clone(), ..session.terms.clone() };
    let charset = session.layout.charset;

    let mut walked = walk(&args.paths, &without_logs(args))?;
    if let Some(list) = &args.passwords {
        // A hash of a list of passwords helps to guess them.
        walked.pass_over(list, "the list of candidate passwords");
    }
    let Walk { entries, mut skipped, .. } = walked;
    let bar = Bar::of_files(entries.len(), charset);
    let Reading { files, skipped: unread, left } = look_at(&entries, &terms, args.hash_all, jobs, &bar);
    bar.clear();
    skipped.extend(unread);
    let (logs, records) = evidence(args, jobs);

    let limit_kib = memory_kib.saturating_sub(OWN_KIB);
    let paths: HashMap<&str, &PathBuf> = entries.iter().map(|entry| (entry.found.path.as_str(), &entry.path)).collect();
    let plan = Plan::new(&files, candidates, limit_kib);
    let bar = Bar::of_derivations(charset);
    let outcomes = work(plan, &paths, candidates, &terms, (jobs, limit_kib), &bar);
    bar.clear();

    let partial = partial(left, &outcomes);
    let circumstances = circumstances(args, started, jobs, memory_kib)?;
    let material = Material {
        files: &files,
        outcomes: &outcomes,
        candidates,
        skipped,
        logs,
        records,
        statement: statement(args),
        circumstances,
        policy,
        partial,
    };
    Ok(assemble(material))
}

/// What was given with a label, without the event logs.
fn without_logs(args: &Audit) -> Vec<crate::args::audit::Labelled> {
    args.system.iter().filter(|labelled| !args.events.contains(&labelled.path)).cloned().collect()
}

fn evidence(args: &Audit, jobs: usize) -> (Vec<LogInput>, Vec<Record>) {
    let label =
        |path: &PathBuf| args.system.iter().find(|labelled| labelled.path == *path).map(|found| found.label.clone());
    logs::read(args.events.iter().map(|path| (path.as_path(), label(path))), &args.reading, jobs)
}

fn partial(left: usize, outcomes: &Outcomes) -> Option<String> {
    if !interrupt::asked_to_end() {
        return None;
    }
    Some(match (left, outcomes.is_complete()) {
        (0, true) => "it was interrupted before everything was looked at.".to_owned(),
        (0, false) => "it was interrupted before every candidate was tried.".to_owned(),
        (left, _) => format!("it was interrupted with {left} files not looked at."),
    })
}

fn statement(args: &Audit) -> Statement {
    let stated = &args.stated;
    Statement {
        case: stated.case.clone(),
        examiner: stated.examiner.clone(),
        organisation: stated.organisation.clone(),
        purpose: stated.purpose.clone(),
    }
}

fn circumstances(
    args: &Audit,
    started: mastersecret::time::Time,
    jobs: usize,
    memory_kib: u64,
) -> Result<Circumstances, Failure> {
    let setting = |name: &str, value: String| Setting { name: name.to_owned(), value };
    let mut options = vec![
        setting("jobs", jobs.to_string()),
        setting("memory", size(memory_kib)),
        setting("hash-all", if args.hash_all { "yes" } else { "no" }.to_owned()),
    ];
    let named = |paths: &[PathBuf]| paths.iter().map(|path| path.to_string_lossy().into_owned()).collect::<Vec<_>>();
    options.extend(named(&args.paths).into_iter().map(|path| setting("path", path)));
    options.extend(
        args.system
            .iter()
            .map(|labelled| setting("system", format!("{}={}", labelled.label, labelled.path.to_string_lossy()))),
    );
    options.extend(named(&args.events).into_iter().map(|path| setting("events", path)));
    options.extend(args.reading.computer.iter().map(|name| setting("computer", name.clone())));
    let zone = args.reading.time_zone.as_ref().and_then(|zone| zone.iana_name());
    options.extend(zone.map(|zone| setting("time-zone", zone.to_owned())));
    options.extend(args.limits.max_memory.map(|limit| setting("max-memory", size(limit.kib))));
    options.extend(args.limits.max_work.map(|limit| setting("max-work", size(limit.kib))));
    let known = !args.stated.anonymous;
    Ok(Circumstances {
        tool: format!("mastersecret {}", env!("CARGO_PKG_VERSION")),
        tool_sha256: machine::tool_sha256(),
        host: known.then(machine::host).flatten(),
        user: known.then(machine::user).flatten(),
        started,
        ended: now()?,
        local_offset: machine::local_offset(),
        options,
    })
}

fn verify(differences: &[String], walk: &Walk, session: &mut Session) -> Result<Exit, Failure> {
    for difference in differences {
        session.print_note(difference)?;
    }
    session.print_note(&match differences.len() {
        0 => format!("All {} files are those of the report.", walk.entries.len()),
        1 => "1 difference.".to_owned(),
        count => format!("{count} differences."),
    })?;
    Ok(if differences.is_empty() { Exit::FINE } else { Exit::FINDINGS })
}
