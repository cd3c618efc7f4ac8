//! `audit`: many files, candidates and event logs to one answer.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    thread,
};

use mastersecret::{
    audit::{
        assemble::{LogInput, Material, assemble},
        candidate::Candidates,
        plan::{Outcomes, Plan},
        policy_file,
        recoverability::Recoverability,
        report::{AuditReport, Circumstances, PolicyView, Setting, Statement, interrupted},
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
        reports,
        verifying::{Comparison, Earlier},
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

/// What the program itself needs at least beside derivations, in KiB.
const OWN_KIB: u64 = 32 * 1024;

/// What looking at one file can take, in KiB: the largest document and its parsed tree.
const READER_KIB: u64 = 64 * 1024;

/// What is kept for reading files again, in KiB.
const REREAD_KIB: u64 = 16 * 1024;

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
        return verify(report, args, session);
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
    let readers = usize::try_from(memory_kib / READER_KIB).unwrap_or(usize::MAX).clamp(1, jobs);
    let Reading { files, skipped: unread, left } = look_at(&entries, &terms, args.hash_all, readers, &bar);
    bar.clear();
    skipped.extend(unread);
    let (logs, records) = evidence(args, jobs);

    let limit_kib = memory_kib.saturating_sub(machine::held_kib().unwrap_or_default().max(OWN_KIB) + REREAD_KIB);
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
    interrupt::asked_to_end().then(|| interrupted(left, outcomes.is_complete()))
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
        setting("fail-on", args.show.fail_on.name().to_owned()),
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
    let lists: Vec<PathBuf> = args.passwords.iter().cloned().collect();
    options.extend(named(&lists).into_iter().map(|path| setting("passwords", path)));
    options.extend(named(&args.report).into_iter().map(|path| setting("report", path)));
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

/// Verifies an earlier report; without paths, on those that it names.
fn verify(report: &Path, args: &Audit, session: &mut Session) -> Result<Exit, Failure> {
    let earlier = Earlier::read(report)?;
    let given = !args.paths.is_empty() || !args.system.is_empty();
    let walk = if given {
        walk(&args.paths, &without_logs(args))?
    } else {
        earlier.check_places()?;
        walk(&earlier.paths(), &earlier.labelled())?
    };
    let Comparison { differences, same, partial } = earlier.compare(&walk, session.layout.charset);
    for difference in &differences {
        session.print_note(difference)?;
    }
    let inputs = if same == 1 { "1 input is".to_owned() } else { format!("{same} inputs are") };
    session.print_note(&match differences.len() {
        _ if partial => format!("Interrupted: {inputs} as the report says; the others were not looked at."),
        0 => format!("No difference: {inputs} as the report says."),
        1 => format!("1 difference; {inputs} as the report says."),
        count => format!("{count} differences; {inputs} as the report says."),
    })?;
    Ok(match (partial, differences.is_empty()) {
        (true, _) => Exit::INPUT_OUTPUT,
        (false, true) => Exit::FINE,
        (false, false) => Exit::FINDINGS,
    })
}
