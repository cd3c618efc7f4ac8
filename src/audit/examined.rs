//! One file of an audit with all that the trials showed about it.

use serde::Serialize;

use super::{
    candidate::{CandidateName, Candidates},
    file::{Identity, Looked},
    plan::{Outcome, Outcomes, Trial},
    redaction,
};
use crate::{
    evidence::{Grade, HeldBackup},
    finding::{self, Finding, FindingCode},
    policy::Policy,
    recognize::Kind,
    report::{ContentView, HeaderView, Report},
    time::Time,
    verdict::Verdict,
};

/// One file of an audit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct AuditedFile {
    /// Its path below the given root, with `/`.
    pub path: String,
    /// When it was last modified, as the file system says.
    pub modified: Option<Time>,
    /// The system that it was counted to; none for an unassigned one.
    pub system: Option<String>,
    /// The first file with the same content, where that is another one.
    pub same_as: Option<String>,
    /// How many derivations it took until it opened, or until all were done.
    pub tried: usize,
    /// The candidate that opens it.
    pub opened_by: Option<CandidateName>,
    /// How well it is known that the native file can be restored; none where there is no native file.
    pub grade: Option<Grade>,
    /// What is known about the file alone.
    pub report: Report,
    #[serde(skip)]
    pub(crate) facts: Facts,
}

/// What an assessment needs and a report does not show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) identity: Option<Identity>,
    pub(crate) place: Option<(u64, u64)>,
    pub(crate) given_system: Option<String>,
    /// The system that the file states, as it does.
    pub(crate) stated_system: Option<String>,
    /// The name of the native file that it encloses, as it states it.
    pub(crate) enclosed_name: Option<String>,
    /// The keys of all slots, and of the one that opened.
    pub(crate) locks: Vec<[u8; 32]>,
    pub(crate) opened_lock: Option<[u8; 32]>,
}

impl AuditedFile {
    /// The file with what came of its trials.
    pub(crate) fn new(looked: &Looked, outcomes: &Outcomes, candidates: &Candidates, policy: &Policy) -> Self {
        let outcome = outcomes.of(looked);
        let mut file = Self {
            path: looked.found.path.clone(),
            modified: looked.found.modified,
            system: None,
            same_as: None,
            tried: outcome.map_or(0, |outcome| outcome.tried),
            opened_by: None,
            grade: None,
            report: looked.report.clone(),
            facts: Facts {
                identity: looked.identity,
                place: looked.found.identity,
                given_system: looked.found.system.clone(),
                stated_system: None,
                enclosed_name: None,
                locks: looked.locks.iter().map(|lock| lock.key).collect(),
                opened_lock: None,
            },
        };
        if let Some(outcome) = outcome {
            file.take(outcome, candidates, policy);
        }
        if let Some(slot) = &file.report.opened_slot {
            file.facts.opened_lock = looked.locks.iter().find(|lock| lock.label == *slot).map(|lock| lock.key);
        }
        file.add_findings(looked, outcome, candidates, policy);
        // What files and logs are put together by is what they state, also where the report must not repeat it.
        file.facts.stated_system = file.header().and_then(|header| header.system.clone());
        if let Some(ContentView::File { name, .. }) = file.content() {
            file.facts.enclosed_name = Some(name.clone());
        }
        redaction::redact(&mut file, candidates);
        finding::sort(&mut file.report.findings);
        file
    }

    fn take(&mut self, outcome: &Outcome, candidates: &Candidates, policy: &Policy) {
        let Some((candidate, trial)) = &outcome.decided else { return };
        match trial {
            Trial::Opens(report, guesses) => {
                self.opened_by = candidates.get(*candidate).map(|candidate| candidate.name().clone());
                self.adopt(report);
                let weak = guesses.and_then(|guesses| finding::of_password(guesses, policy));
                self.report.findings.extend(weak);
            }
            Trial::Fails(report) => self.adopt(report),
            Trial::Changed => self.report.findings.push(Finding::new(FindingCode::ChangedWhileRead)),
            Trial::Unreadable(why) => {
                self.report.findings.push(Finding::new(FindingCode::Unreadable).with("found", why));
            }
            Trial::No | Trial::Refused(_) => {}
        }
    }

    /// Takes over what a trial showed; it may have been done on another file with the same content in another layout.
    fn adopt(&mut self, opened: &Report) {
        let layout = |finding: &Finding| matches!(finding.code, FindingCode::Reformatted | FindingCode::RepairData);
        let own = self.report.findings.iter().filter(|finding| layout(finding)).cloned();
        let findings = own.chain(opened.findings.iter().filter(|finding| !layout(finding)).cloned()).collect();
        self.report = Report {
            file: self.report.file.take(),
            bytes: self.report.bytes,
            sha256: self.report.sha256.take(),
            findings,
            ..opened.clone()
        };
    }

    fn add_findings(&mut self, looked: &Looked, outcome: Option<&Outcome>, candidates: &Candidates, policy: &Policy) {
        let mut findings = Vec::new();
        if let Some(verdict) = self.broken() {
            findings.push(
                Finding::new(match verdict {
                    Verdict::Tampered | Verdict::Mismatch => FindingCode::BackupTampered,
                    _ => FindingCode::BackupBroken,
                })
                .with("found", verdict),
            );
        }
        let slots = || looked.locks.iter().map(|lock| format!("“{}”", lock.label)).collect::<Vec<_>>().join(", ");
        match outcome {
            None if !looked.locks.is_empty() => findings.push(Finding::new(FindingCode::NotTried)),
            Some(outcome) if !outcome.settled => findings.push(Finding::new(FindingCode::TrialsMissing)),
            Some(outcome) if outcome.decided.is_none() => {
                if let Some(fault) = &outcome.refused {
                    findings.push(Finding::new(FindingCode::TrialRefused).with("found", &fault.what));
                } else if outcome.too_large {
                    let why = "a slot needs more memory than the audit may use.";
                    findings.push(Finding::new(FindingCode::TrialRefused).with("found", why));
                } else {
                    findings.push(
                        Finding::new(FindingCode::NotOpened).with("found", candidates.len()).with("slots", slots()),
                    );
                }
            }
            _ => {}
        }
        self.report.findings.extend(findings);
        if policy.reminder_required {
            for finding in &mut self.report.findings {
                if finding.code == FindingCode::NoReminder {
                    finding.code = FindingCode::ReminderMissing;
                }
            }
            self.reword_missing_reminders();
        }
        if policy.reminder_without_candidates {
            self.find_candidates_in_reminders(candidates);
        }
    }

    /// The policy turns what is only good to know into a breach.
    fn reword_missing_reminders(&mut self) {
        self.report.findings.retain(|finding| finding.code != FindingCode::ReminderMissing);
        let Some(header) = &self.report.header else { return };
        for slot in header.slots.iter().filter(|slot| slot.known && slot.reminder.is_none()) {
            let label = slot.label.as_deref().unwrap_or_default();
            let finding = Finding::new(FindingCode::ReminderMissing).with("slot", format!("“{label}”"));
            self.report.findings.push(finding);
        }
    }

    fn find_candidates_in_reminders(&mut self, candidates: &Candidates) {
        let Some(header) = &self.report.header else { return };
        for slot in &header.slots {
            let Some(name) = slot.reminder.as_ref().and_then(|reminder| candidates.standing_in(reminder)) else {
                continue;
            };
            let label = slot.label.as_deref().unwrap_or_default();
            self.report.findings.push(
                Finding::new(FindingCode::ReminderHoldsCandidate)
                    .with("slot", format!("“{label}”"))
                    .with("candidate", name),
            );
        }
    }

    /// The header, where the file is a backup in this tool's format.
    pub(crate) fn header(&self) -> Option<&HeaderView> {
        self.report.header.as_ref()
    }

    /// What the header says of the content.
    pub(crate) fn content(&self) -> Option<&ContentView> {
        self.header().map(|header| &header.content)
    }

    /// When the file says that its current secret was generated.
    pub(crate) fn generated(&self) -> Option<Time> {
        match self.content()? {
            ContentView::Secrets { current, .. } => current.generated,
            ContentView::File { .. } => None,
        }
    }

    /// Whether it is a backup in this tool's format, however hurt.
    pub(crate) fn is_ours(&self) -> bool {
        self.report.verdict != Verdict::Unrecognized
    }

    /// The verdict, where it says that the backup does not hold.
    pub(crate) fn broken(&self) -> Option<Verdict> {
        let verdict = self.report.verdict;
        matches!(verdict, Verdict::Damaged | Verdict::Malformed | Verdict::Tampered | Verdict::Mismatch)
            .then_some(verdict)
    }

    /// Whether it may be used: it opens, or nothing speaks against it.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_ours() && self.broken().is_none()
    }

    /// Whether a candidate opened it.
    pub(crate) fn opens(&self) -> bool {
        self.report.verdict == Verdict::Opens
    }

    /// Whether it encloses a native file.
    pub(crate) fn is_seal(&self) -> bool {
        matches!(self.header().map(|header| &header.content), Some(ContentView::File { .. }))
    }

    /// Whether it may be a native backup that nothing encloses.
    pub(crate) fn may_be_native(&self) -> bool {
        let sealable = crate::limits::FILE_BYTES.contains(&self.report.bytes);
        sealable && self.report.seems_to_be.as_ref().is_some_and(|seems| seems.kind == Kind::UnknownBinary)
    }

    /// The secret that the file says is current in it.
    pub(crate) fn current_msid(&self) -> Option<&str> {
        match &self.header()?.content {
            ContentView::Secrets { current, .. } => Some(&current.msid),
            ContentView::File { current_msid, .. } => current_msid.as_deref(),
        }
    }

    /// The secret that the file says was the previous one.
    pub(crate) fn previous_msid(&self) -> Option<&str> {
        match &self.header()?.content {
            ContentView::Secrets { previous, .. } => previous.as_ref().map(|entry| entry.msid.as_str()),
            ContentView::File { previous_msid, .. } => previous_msid.as_deref(),
        }
    }

    /// The secrets that the file says it holds.
    pub(crate) fn msids(&self) -> impl Iterator<Item = &str> {
        self.current_msid().into_iter().chain(self.previous_msid())
    }

    /// When its content was taken from the live system or, failing that, made or written.
    pub(crate) fn age_mark(&self) -> Option<Time> {
        let header = self.header()?;
        let (backed_up, generated) = match &header.content {
            ContentView::Secrets { current, backed_up, .. } => (*backed_up, current.generated),
            ContentView::File { backed_up, .. } => (*backed_up, None),
        };
        Some(generated.or(backed_up).unwrap_or(header.created))
    }

    /// The plain name under which the native file was known, of the enclosed file or of the file itself; not to be
    /// shown, since it may hold a candidate.
    pub(crate) fn native_name(&self) -> &str {
        self.facts.enclosed_name.as_deref().unwrap_or_else(|| self.path.rsplit('/').next().unwrap_or(&self.path))
    }

    /// The file as the event logs are asked about it.
    pub(crate) fn as_held(&self) -> HeldBackup {
        HeldBackup {
            names: vec![self.native_name().to_owned()],
            msids: self.msids().filter_map(crate::eventlog::guid).collect(),
        }
    }

    pub(crate) fn has(&self, code: FindingCode) -> bool {
        self.report.findings.iter().any(|finding| finding.code == code)
    }
}

/// The name of a grade in reports for people.
pub(crate) fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::Unproven => "unproven",
        Grade::Attested => "attested",
        Grade::Rehearsed => "rehearsed",
    }
}
