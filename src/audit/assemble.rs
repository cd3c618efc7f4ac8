//! From everything that was examined to the report.

use std::collections::BTreeSet;

use super::{
    across,
    assessment::{Answer, Case},
    candidate::Candidates,
    corroboration::Corroboration,
    examined::AuditedFile,
    file::Looked,
    grouping::{Group, Grouping, group},
    plan::Outcomes,
    recoverability::Recoverability,
    redaction::{self, Logged},
    report::{
        AuditFinding, AuditReport, CandidateView, Circumstances, CitedRecord, Counts, KIND, LogView, PolicyView,
        Skipped, Statement, SystemView, gathered,
    },
    testimony::Testimony,
    timeline,
};
use crate::{
    eventlog::{LogSummary, Record},
    evidence::{Conclusion, CurrentSecret, Evidence, SystemEvidence, conclude},
    finding::{Finding, FindingCode, Severity},
};

/// Everything that was examined.
pub struct Material<'a> {
    /// The files, in any order.
    pub files: &'a [Looked],
    /// What came of the trials.
    pub outcomes: &'a Outcomes,
    /// The candidates.
    pub candidates: &'a Candidates,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
    /// The event logs, by the numbers that they were read with.
    pub logs: Vec<LogInput>,
    /// The records of all logs, merged.
    pub records: Vec<Record>,
    /// What the examiner states.
    pub statement: Statement,
    /// How the audit was made.
    pub circumstances: Circumstances,
    /// What it is measured against.
    pub policy: PolicyView,
    /// Why the audit is partial; none for a whole one.
    pub partial: Option<String>,
}

/// One event log.
pub struct LogInput {
    /// What the report says of it.
    pub view: LogView,
    /// The label that it was given with, by `--system LABEL=PATH`.
    pub system: Option<String>,
}

/// Makes the report.
pub fn assemble(material: Material<'_>) -> AuditReport {
    let Material { candidates, policy, records, .. } = &material;
    let mut files: Vec<AuditedFile> = material
        .files
        .iter()
        .map(|looked| AuditedFile::new(looked, material.outcomes, candidates, &policy.rules))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    across::mark_copies(&mut files);
    for file in files.iter_mut().filter(|file| file.is_seal() || (file.may_be_native() && !records.is_empty())) {
        file.grade = Some(file.as_held().grade(records).grade);
    }

    let summaries: Vec<LogSummary> = material.logs.iter().filter_map(|log| log.view.summary.clone()).collect();
    let evidence = conclude(records, &summaries);
    let label = |log: usize| material.logs.get(log).and_then(|log| log.system.clone());
    let testimonies = Testimony::of(&evidence, records, &label);
    let mut grouping = group(&files, &testimonies);
    redaction::rename(&mut grouping, candidates);
    for system in &grouping.systems {
        for index in &system.files {
            if let Some(file) = files.get_mut(*index) {
                file.system = Some(system.name.clone());
            }
        }
    }

    let (mut systems, mut unassigned) =
        Court { files: &files, evidence: &evidence, material: &material }.answer(&grouping);
    let mut findings = across::misnamed(&files, &across::all_enclosed(&files));
    findings.extend(across::other_systems(&files, candidates));
    let read: BTreeSet<&str> = material.logs.iter().filter_map(|log| log.view.sha256.as_deref()).collect();
    findings.extend(across::unread_logs(&files, &read));
    findings.extend(material.logs.iter().filter_map(|log| {
        let finding = Finding::new(FindingCode::LogUnreadable).with("found", log.view.error.as_ref()?);
        Some(AuditFinding::new(finding, vec![log.view.path.clone()]))
    }));
    findings.extend(across::of_candidates(candidates, &files));
    findings.extend(grouping.shared.iter().map(|(msid, labels)| {
        let finding = Finding::new(FindingCode::SystemsShareSecret).with("msid", msid).with("found", labels.join(", "));
        let naming = files.iter().filter(|file| file.msids().any(|own| own == msid)).map(|file| file.path.clone());
        AuditFinding::new(finding, naming.collect())
    }));
    let skipped = material.skipped.iter().filter(|skipped| skipped.finding.severity > Severity::Info);
    findings.extend(skipped.map(|skipped| AuditFinding::new(skipped.finding.clone(), vec![skipped.path.clone()])));
    if let Some(why) = &material.partial {
        findings.push(AuditFinding::new(Finding::new(FindingCode::AuditPartial).with("found", why), Vec::new()));
    }

    let mut records = cited(&material.records, systems.iter().chain(&unassigned), &evidence.unplaced);
    let logged = Logged::take_from(&mut records, candidates);
    systems.iter_mut().chain(&mut unassigned).for_each(|view| logged.take_from_view(view));
    let logs: Vec<LogView> = material.logs.into_iter().map(|log| log.view).collect();
    findings.extend(logged.findings(&logs));

    let verdict = overall(&systems, unassigned.as_ref(), &files);
    let counts = Counts {
        files: files.len(),
        bytes: files.iter().map(|file| file.report.bytes).sum(),
        backups: files.iter().filter(|file| file.is_ours()).count(),
        opened: files.iter().filter(|file| file.opens()).count(),
        derivations: material.outcomes.derivations(),
    };
    let opens =
        |line: u32| files.iter().filter(|file| file.opened_by.as_ref().is_some_and(|name| name.line == line)).count();
    let mut skipped = material.skipped;
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    AuditReport {
        report: KIND,
        version: 1,
        answer: answer(verdict, &systems, &counts, material.partial.is_some()),
        partial: material.partial,
        verdict,
        statement: material.statement,
        circumstances: material.circumstances,
        policy: material.policy,
        counts,
        records,
        systems,
        unassigned,
        findings: gathered(findings),
        candidates: material
            .candidates
            .iter()
            .map(|candidate| CandidateView { name: candidate.name().clone(), opens: opens(candidate.name().line) })
            .collect(),
        files,
        skipped,
        logs,
        unplaced_records: evidence.unplaced.len(),
        method: METHOD.iter().map(|sentence| (*sentence).to_owned()).collect(),
        limits: LIMITS.iter().map(|sentence| (*sentence).to_owned()).collect(),
    }
}

/// What was examined, when the systems are answered for.
struct Court<'a> {
    files: &'a [AuditedFile],
    evidence: &'a Evidence,
    material: &'a Material<'a>,
}

impl Court<'_> {
    /// Answers for every system, worst first, and for what belongs to none.
    fn answer(&self, grouping: &Grouping) -> (Vec<SystemView>, Option<SystemView>) {
        let unassigned: Vec<&AuditedFile> =
            grouping.unassigned.iter().filter_map(|index| self.files.get(*index)).collect();
        let enclosed = across::all_enclosed(self.files);
        let sealed = |file: &AuditedFile| file.report.sha256.as_deref().is_some_and(|sha256| enclosed.contains(sha256));
        let strangers = unassigned
            .iter()
            .any(|file| (file.is_seal() && file.is_whole()) || (file.may_be_native() && !sealed(file)));
        let contradictions = across::contradictions(self.files);
        let aliases = across::aliases(self.files);
        let now = self.material.circumstances.started;
        let mut systems: Vec<SystemView> = grouping
            .systems
            .iter()
            .map(|group| {
                let evidence: Vec<&SystemEvidence> =
                    group.testimonies.iter().filter_map(|index| self.evidence.systems.get(*index)).collect();
                let files: Vec<&AuditedFile> = group.files.iter().filter_map(|index| self.files.get(*index)).collect();
                let nearby: Vec<&AuditedFile> = files.iter().chain(&unassigned).copied().collect();
                let logged = current_by_logs(&evidence, &self.material.records);
                let disagreement = (logged.len() > 1).then(|| {
                    let named: Vec<&str> = logged.iter().flatten().map(String::as_str).collect();
                    let finding = Finding::new(FindingCode::LogsDisagree).with("found", named.join(", "));
                    AuditFinding::new(finding, Vec::new())
                });
                let case = |logged: &Option<String>| Case {
                    corroboration: Corroboration {
                        files: &nearby,
                        evidence: &evidence,
                        records: &self.material.records,
                        now,
                        policy: &self.material.policy.rules,
                    },
                    files: files.clone(),
                    logged: logged.clone(),
                    disagreement: disagreement.clone(),
                    logged_msids: evidence.iter().flat_map(|system| &system.secrets).map(|s| s.msid.clone()).collect(),
                    contradictions: &contradictions,
                    aliases: &aliases,
                    strangers,
                    policy: &self.material.policy.rules,
                };
                let answers = logged.iter().map(|logged| case(logged).answer());
                let answer = answers.max_by_key(|answer| answer.verdict).unwrap_or_else(|| case(&None).answer());
                self.view(group, &files, &evidence, answer)
            })
            .collect();
        systems.sort_by(|a, b| (b.verdict, &a.name).cmp(&(a.verdict, &b.name)));
        (systems, self.unassigned(&unassigned))
    }

    fn view(&self, group: &Group, files: &[&AuditedFile], evidence: &[&SystemEvidence], answer: Answer) -> SystemView {
        let mut conclusions: Vec<Conclusion> =
            evidence.iter().flat_map(|system| system.conclusions.iter().cloned()).collect();
        conclusions.sort_by_key(|conclusion| std::cmp::Reverse(conclusion.severity));
        let computers: BTreeSet<&String> = evidence.iter().flat_map(|system| &system.computers).collect();
        let current = answer.current.as_ref().map(|current| current.msid.as_str());
        SystemView {
            name: Some(group.name.clone()),
            verdict: Some(answer.verdict),
            timeline: timeline::draw(files, evidence, &self.material.records, current),
            answer: answer.sentence,
            actions: answer.actions,
            current: answer.current,
            secrets: answer.secrets,
            computers: computers.into_iter().cloned().collect(),
            findings: answer.findings,
            conclusions,
            files: files.iter().map(|file| file.path.clone()).collect(),
        }
    }

    fn unassigned(&self, files: &[&AuditedFile]) -> Option<SystemView> {
        if files.is_empty() {
            return None;
        }
        let mut findings = across::of_system(files);
        for file in files {
            let worth = file.report.findings.iter().filter(|finding| finding.severity > Severity::Info);
            findings.extend(worth.map(|finding| AuditFinding::new(finding.clone(), vec![file.path.clone()])));
            if file.is_whole() {
                findings.push(AuditFinding::new(Finding::new(FindingCode::NoSystem), vec![file.path.clone()]));
            }
        }
        let backups = files.iter().filter(|file| file.is_whole()).count();
        let natives = files.iter().filter(|file| file.may_be_native()).count();
        Some(SystemView {
            name: None,
            verdict: (backups + natives > 0).then_some(Recoverability::Unproven),
            answer: format!(
                "Files that belong to no system: {}. Backups in this tool's format among them: {backups}; files that may be native backups: {natives}.",
                files.len()
            ),
            actions: Vec::new(),
            current: None,
            secrets: Vec::new(),
            computers: Vec::new(),
            findings: gathered(findings),
            conclusions: Vec::new(),
            files: files.iter().map(|file| file.path.clone()).collect(),
            timeline: timeline::draw(files, &[], &self.material.records, None),
        })
    }
}

/// The secrets that the logs of one system name as current last: one; none where they name none; several where their
/// times cannot be compared.
fn current_by_logs(evidence: &[&SystemEvidence], records: &[Record]) -> Vec<Option<String>> {
    let stated: Vec<_> = evidence.iter().filter_map(|system| system.current.as_ref()).collect();
    // What another log calls the previous secret is current no more.
    let is_previous = |msid: &String| stated.iter().any(|other| other.previous.as_ref() == Some(msid));
    let (outdated, latest): (Vec<_>, Vec<_>) = stated.iter().copied().partition(|current| is_previous(&current.msid));
    let latest = if latest.is_empty() { outdated } else { latest };
    let time = |current: &CurrentSecret| records.get(current.stated).and_then(|record| record.time);
    let last = if latest.iter().all(|current| time(current).is_some()) {
        latest.into_iter().max_by_key(|current| time(current)).into_iter().collect()
    } else {
        latest
    };
    let named: BTreeSet<&String> = last.iter().map(|current| &current.msid).collect();
    if named.is_empty() { vec![None] } else { named.into_iter().cloned().map(Some).collect() }
}

/// The answer for all: that of the worst system. Backups of no system count like one; files that only may be native
/// backups count where there is nothing else.
fn overall(systems: &[SystemView], unassigned: Option<&SystemView>, files: &[AuditedFile]) -> Recoverability {
    let worst = systems.iter().filter_map(|system| system.verdict).max();
    let stray = files.iter().any(|file| file.system.is_none() && file.is_whole());
    match (worst, unassigned.and_then(|group| group.verdict)) {
        (Some(worst), Some(other)) if stray => worst.max(other),
        (Some(worst), _) => worst,
        (None, Some(other)) => other,
        (None, None) => Recoverability::NotRecoverable,
    }
}

fn answer(verdict: Recoverability, systems: &[SystemView], counts: &Counts, partial: bool) -> String {
    let of = |verdict| systems.iter().filter(|system| system.verdict == Some(verdict)).count();
    let parts: Vec<String> = super::recoverability::RECOVERABILITIES
        .into_iter()
        .rev()
        .filter(|verdict| of(*verdict) > 0)
        .map(|verdict| format!("{} {verdict}", of(verdict)))
        .collect();
    // What a verdict means stands with each system.
    let systems = match systems.len() {
        0 => format!("{} No SSO system was found.", verdict.meaning()),
        1 => format!("1 SSO system: {}.", parts.join(", ")),
        n => format!("{n} SSO systems: {}.", parts.join(", ")),
    };
    format!(
        "{}{systems} Files examined: {}; backups in this tool's format among them: {}, opened: {}.",
        if partial { "This audit is partial. " } else { "" },
        counts.files,
        counts.backups,
        counts.opened
    )
}

/// Most records in no order that are listed one by one.
const LISTED: usize = 1000;

fn cited<'a>(records: &[Record], groups: impl Iterator<Item = &'a SystemView>, unplaced: &[usize]) -> Vec<CitedRecord> {
    let mut numbers: BTreeSet<usize> = unplaced.iter().take(LISTED).copied().collect();
    for group in groups {
        numbers.extend(group.conclusions.iter().flat_map(|conclusion| conclusion.records.iter().copied()));
        numbers.extend(group.timeline.lanes.iter().flat_map(|lane| lane.marks.iter().filter_map(|mark| mark.record)));
    }
    let cite = |number: usize| Some(CitedRecord { number, record: records.get(number)?.clone() });
    numbers.into_iter().filter_map(cite).collect()
}

const METHOD: &[&str] = &[
    "Every file below the given paths was looked at, whatever it is called; links were followed once.",
    "Each file was recognised by its content. Backups in this tool's format were checked as far as that goes without a password: syntax, checksum, version, schema, cost.",
    "Files with the same content were tried once. On each, every candidate password was tried on every slot, cheapest first, until one opened it; then everything inside was checked against the header.",
    "Files and logs were put into SSO systems by the label in the file or on the command line, by the secrets that they name, and by the native file that they enclose.",
    "The current secret is the one that the event log names last or, without a log, that of the newest file which no other calls previous.",
];

const LIMITS: &[&str] = &[
    "Native backups have no public format: nothing here opens one. Opening a seal proves the envelope; that the native file in it can be restored is attested by event logs only, which name files and secrets, not contents.",
    "What a header says is not authenticated until a password has opened the file.",
    "Absent evidence is not evidence of absence: success events are often not logged, and logs wrap.",
    "Whether copies lie in different places, on different media and with different people cannot be seen from files.",
    "All times come from clocks that nobody checked: this machine's, those of the servers, and those of the programs that wrote the files.",
    "Passwords that are not among the candidates were not tried.",
];
