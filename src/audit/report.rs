//! The report of an audit: one value, made here and only rendered elsewhere. What a person files is made from it, too.

use serde::Serialize;

use super::{candidate::CandidateName, examined::AuditedFile, recoverability::Recoverability, timeline::Timeline};
use crate::{
    eventlog::{LogSummary, Record},
    evidence::Conclusion,
    finding::{Finding, FindingCode, Severity},
    policy::Policy,
    time::Time,
};

/// What `report` says in every report of an audit.
pub const KIND: &str = "mastersecret-audit";

/// An audit, from its question to its answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct AuditReport {
    /// `mastersecret-audit`.
    pub report: &'static str,
    /// The version of this report's form.
    pub version: u32,
    /// Why the audit is partial; none for a whole one.
    pub partial: Option<String>,
    /// The answer: that of the worst system.
    pub verdict: Recoverability,
    /// The answer in one or two sentences.
    pub answer: String,
    /// What it was made for, as the examiner stated it.
    pub statement: Statement,
    /// How it was made.
    pub circumstances: Circumstances,
    /// What it was measured against.
    pub policy: PolicyView,
    /// How much was examined.
    pub counts: Counts,
    /// The SSO systems, worst first.
    pub systems: Vec<SystemView>,
    /// What belongs to no system.
    pub unassigned: Option<SystemView>,
    /// Findings that belong to no system, worst first.
    pub findings: Vec<AuditFinding>,
    /// Every candidate by its name, and how many files it opens.
    pub candidates: Vec<CandidateView>,
    /// Every file that was examined, by path in byte order.
    pub files: Vec<AuditedFile>,
    /// What was passed over, and why.
    pub skipped: Vec<Skipped>,
    /// The event logs.
    pub logs: Vec<LogView>,
    /// The records of the logs that conclusions rest on, and the first of those that are in no order.
    pub records: Vec<CitedRecord>,
    /// How many records are in no order with others; nothing is concluded from them.
    pub unplaced_records: usize,
    /// How the examination was done.
    pub method: Vec<String>,
    /// What it cannot show.
    pub limits: Vec<String>,
}

/// What the examiner states; nothing of it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Statement {
    /// The case or engagement.
    pub case: Option<String>,
    /// Who examined.
    pub examiner: Option<String>,
    /// For which organisation.
    pub organisation: Option<String>,
    /// To what purpose.
    pub purpose: Option<String>,
}

/// How an audit was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Circumstances {
    /// The tool and its version.
    pub tool: String,
    /// The SHA-256 of the tool, where it can be read.
    pub tool_sha256: Option<String>,
    /// The machine; none for an anonymous report.
    pub host: Option<String>,
    /// The account; none for an anonymous report.
    pub user: Option<String>,
    /// When it began, by this machine's unverified clock.
    pub started: Time,
    /// When it ended, by the same clock.
    pub ended: Time,
    /// The local time's offset from UTC, such as `+01:00`.
    pub local_offset: String,
    /// The options in effect.
    pub options: Vec<Setting>,
}

/// One option in effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What was measured against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct PolicyView {
    /// The policy file; none for the built-in policy.
    pub file: Option<String>,
    /// SHA-256 of the policy file, or of the built-in policy's text.
    pub sha256: String,
    /// The rules.
    pub rules: Policy,
}

/// How much was examined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Counts {
    /// Files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Backups in this tool's format, however hurt.
    pub backups: usize,
    /// Those that a candidate opens.
    pub opened: usize,
    /// Derivations that the outcome rests on.
    pub derivations: usize,
}

/// One SSO system, or what belongs to none.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SystemView {
    /// Its label; without one its master secret server, or one of its secrets. None for what belongs to no system.
    pub name: Option<String>,
    /// The answer; none where there is no backup to answer for.
    pub verdict: Option<Recoverability>,
    /// The answer in one or two sentences.
    pub answer: String,
    /// What has to be done, in this order, to make it `recoverable`: the shortest way that was found.
    pub actions: Vec<Action>,
    /// The current secret.
    pub current: Option<CurrentView>,
    /// Every secret that a file or a log names.
    pub secrets: Vec<SecretLine>,
    /// Its computers, as far as logs name them.
    pub computers: Vec<String>,
    /// Findings, worst first.
    pub findings: Vec<AuditFinding>,
    /// What follows from the event logs, worst first.
    pub conclusions: Vec<Conclusion>,
    /// Its files by path.
    pub files: Vec<String>,
    /// What happened when.
    pub timeline: Timeline,
}

/// The current secret of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CurrentView {
    /// Its MSID.
    pub msid: String,
    /// What says so.
    pub basis: Basis,
    /// The files that are known, or say, to hold it.
    pub held_by: Vec<String>,
}

/// What says which secret is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The event log.
    EventLog,
    /// The newest of the files; the live system may have a newer one.
    NewestFile,
}

/// A secret that a file or a log names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SecretLine {
    /// Its MSID.
    pub msid: String,
    /// Its fingerprints, from the files that were opened; more than one contradict each other.
    pub fingerprints: Vec<String>,
    /// Whole files in which it is the current secret.
    pub as_current: usize,
    /// Whole files in which it is the previous secret.
    pub as_previous: usize,
    /// Those of both that a candidate opens.
    pub opened: usize,
    /// Whether a log names it.
    pub logged: bool,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Action {
    /// What to do, in one sentence.
    pub what: String,
    /// The files that it is about.
    pub files: Vec<String>,
}

/// A finding and the files that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct AuditFinding {
    /// The stable code.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// The rule of the policy that is broken, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// What it is, in one sentence.
    pub what: String,
    /// What to do, in one sentence.
    pub remedy: String,
    /// The ENTSSO event that it corresponds to, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u16>,
    /// The files, by path in byte order.
    pub files: Vec<String>,
}

impl AuditFinding {
    /// A finding about these files.
    pub(crate) fn new(finding: Finding, files: Vec<String>) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity,
            rule: finding.code.rule(),
            what: finding.what,
            remedy: finding.remedy,
            event: finding.event,
            files,
        }
    }
}

/// A candidate, by its name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CandidateView {
    /// By what it is known.
    pub name: CandidateName,
    /// How many files it opens.
    pub opens: usize,
}

/// Something that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Skipped {
    /// Its path below the given root, with `/`.
    pub path: String,
    /// Why.
    pub finding: Finding,
}

/// One event log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct LogView {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last modified, as the file system says.
    pub modified: Option<Time>,
    /// Its SHA-256.
    pub sha256: Option<String>,
    /// What was read of it.
    pub summary: Option<LogSummary>,
    /// Why it could not be read.
    pub error: Option<String>,
    /// What to do then.
    pub remedy: Option<String>,
}

/// A record that a conclusion rests on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CitedRecord {
    /// Its number, by which conclusions name it.
    pub number: usize,
    /// The record.
    pub record: Record,
}

impl AuditReport {
    /// What is to be said of records that are in no order with others; none where there are none.
    pub fn unplaced_in_words(&self) -> Option<String> {
        let why = "their log names neither computer nor time zone, so nothing is concluded from them";
        (self.unplaced_records > 0)
            .then(|| format!("Events of ENTSSO that are in no order with others: {}; {why}.", self.unplaced_records))
    }

    /// The systems, and what belongs to none.
    pub fn groups(&self) -> impl Iterator<Item = &SystemView> {
        self.systems.iter().chain(&self.unassigned)
    }

    /// The severity of the worst finding and conclusion.
    pub fn worst(&self) -> Option<Severity> {
        let of_groups = self.groups().flat_map(|group| {
            let findings = group.findings.iter().map(|finding| finding.severity);
            findings.chain(group.conclusions.iter().map(|conclusion| conclusion.severity))
        });
        of_groups.chain(self.findings.iter().map(|finding| finding.severity)).max()
    }

    /// The report as JSON.
    pub fn to_json(&self) -> String {
        // Only maps with keys that are no strings fail, and there are none.
        let mut json = crate::fault::escaped_json(&serde_json::to_string_pretty(self).unwrap_or_default());
        json.push('\n');
        json
    }
}

/// Why an audit that was interrupted is partial: `left` files and logs were not looked at, or not all was tried.
pub fn interrupted(left: usize, all_tried: bool) -> String {
    match (left, all_tried) {
        (0, true) => "it was interrupted before everything was looked at.".to_owned(),
        (0, false) => "it was interrupted before every candidate was tried.".to_owned(),
        (left, _) => format!("it was interrupted with {left} files not looked at."),
    }
}

/// The JSON Schema (2020-12) of the reports of an audit and of event logs.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    #[derive(Serialize, schemars::JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Output {
        Audit(Box<AuditReport>),
        Events(Box<super::logged::EventsReport>),
    }
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Output>().to_value()
}

/// Puts findings of one code and text together, each with all its files, worst first.
pub(crate) fn gathered(findings: impl IntoIterator<Item = AuditFinding>) -> Vec<AuditFinding> {
    let mut gathered: Vec<AuditFinding> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for finding in findings {
        let key = (finding.code, finding.what.clone(), finding.remedy.clone());
        match places.get(&key).and_then(|place: &usize| gathered.get_mut(*place)) {
            Some(same) => same.files.extend(finding.files),
            None => {
                places.insert(key, gathered.len());
                gathered.push(finding);
            }
        }
    }
    for finding in &mut gathered {
        finding.files.sort_unstable();
        finding.files.dedup();
    }
    gathered.sort_by(|a, b| (b.severity, &a.files, a.code.row().name).cmp(&(a.severity, &b.files, b.code.row().name)));
    gathered
}
