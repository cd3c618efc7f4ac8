//! What a writing operation did: one value for every face, like the report.

use serde::Serialize;

use crate::{
    finding::{Finding, FindingCode, Severity},
    recognize::{Kind, Sample, seems_to_be},
    report::{ContentView, Report},
};

/// An operation that writes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A new master secret was generated.
    Generate,
    /// A native backup was enclosed.
    Seal,
    /// The content was written under a new password.
    Rewrap,
    /// A slot was added.
    SlotAdd,
    /// A slot was replaced.
    SlotReplace,
    /// A slot was removed.
    SlotRemove,
    /// The content was given back.
    Restore,
    /// The content was given back from a file that cannot be trusted.
    Salvage,
}

/// What was done, and to what.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Outcome {
    /// The operation.
    pub action: Action,
    /// What was done, in one or two sentences.
    pub answer: String,
    /// The file that was written, as the face named it.
    pub written: Option<String>,
    /// The file that the password of a restored native backup was written to.
    pub native_password: Option<String>,
    /// The file that it was made from, opened.
    pub source: Option<Report>,
    /// The new backup, read back and opened with its password; none where content was given back.
    pub report: Option<Report>,
    /// What differs between the two.
    pub changes: Vec<Change>,
    /// The ENTSSO event that reports the same of a live system. Nothing was logged there.
    pub corresponds_to: Option<u16>,
    /// What has to be known about it, worst first.
    pub findings: Vec<Finding>,
}

/// One thing that differs between the old file and the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Change {
    /// What it is, in plain words.
    pub what: String,
    /// What the old file has.
    pub old: Option<String>,
    /// What the new file has.
    pub new: Option<String>,
}

impl Outcome {
    /// What was written, proven by `report`.
    pub fn written(action: Action, written: Option<String>, source: Option<Report>, report: Report) -> Self {
        let changes = source.as_ref().map(|source| changes(source, &report)).unwrap_or_default();
        let mut findings = Vec::new();
        if matches!(action, Action::Rewrap | Action::SlotReplace | Action::SlotRemove) {
            findings.push(Finding::new(FindingCode::OldCopies));
        }
        if action == Action::Generate {
            findings.push(Finding::new(FindingCode::NotForEntsso));
        }
        Self {
            action,
            answer: format!("{} {}", said(action), held(&report)),
            written,
            native_password: None,
            source,
            corresponds_to: match action {
                Action::Generate => Some(10525),
                Action::Seal => Some(10559),
                _ => None,
            },
            report: Some(report),
            changes,
            findings,
        }
    }

    /// What was given back from `source`.
    pub fn restored(action: Action, written: Option<String>, source: Report) -> Self {
        let generated = matches!(&source.header, Some(header) if matches!(header.content, ContentView::Secrets { .. }));
        let mut findings = Vec::new();
        if action == Action::Salvage {
            findings.push(Finding::new(FindingCode::SalvagedHeader));
        }
        if generated {
            findings.push(Finding::new(FindingCode::NotForEntsso));
        }
        Self {
            action,
            answer: said(action).to_owned(),
            written,
            native_password: None,
            source: Some(source),
            report: None,
            changes: Vec::new(),
            corresponds_to: None,
            findings,
        }
    }

    /// Adds what a seal's content seems to be, where that is plainly something else than a native backup.
    pub fn note_native(&mut self, native: &Sample<'_>, name: &str) {
        let seems = seems_to_be(native, Some(name));
        if seems.kind != Kind::UnknownBinary {
            self.findings.push(Finding::new(FindingCode::NotNative).with("found", seems.name));
            crate::finding::sort(&mut self.findings);
        }
    }

    /// The severity of the worst finding, of the outcome and of the new file.
    pub fn worst(&self) -> Option<Severity> {
        let report = self.report.iter().flat_map(|report| &report.findings);
        self.findings.iter().chain(report).map(|finding| finding.severity).max()
    }
}

fn said(action: Action) -> &'static str {
    match action {
        Action::Generate => "A new master secret was generated and its backup written, read back and opened.",
        Action::Seal => {
            "The native backup was enclosed; the new file was read back and opened, and its content is bit for bit the same."
        }
        Action::Rewrap => {
            "The content was re-wrapped; the new file was read back and opened with the new password, and its content is the same."
        }
        Action::SlotAdd => {
            "The slot was added; the new file was read back and opened with its password, and its content is the same."
        }
        Action::SlotReplace => {
            "The slot was replaced; the new file was read back and opened with the new password, and its content is the same."
        }
        Action::SlotRemove => {
            "The slot was removed; the new file was read back and opened with a password that stays, and its content is the same."
        }
        Action::Restore => "The backup was opened, everything in it holds, and its content was given back.",
        Action::Salvage => "The content was given back from a file that does not hold as a whole.",
    }
}

fn held(report: &Report) -> String {
    report.header.as_ref().map(|header| header.content.sentence(("holds", "encloses"))).unwrap_or_default()
}

/// What a person would compare: id, custodians, costs, reminders, and the proof that the content is the same.
fn changes(old: &Report, new: &Report) -> Vec<Change> {
    let (Some(before), Some(after)) = (&old.header, &new.header) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    let mut add = |what: &str, old: Option<String>, new: Option<String>| {
        changes.push(Change { what: what.to_owned(), old, new });
    };
    add("id", Some(before.id.clone()), Some(after.id.clone()));
    add("created", Some(before.created.to_string()), Some(after.created.to_string()));
    let rows = before.slots.len().max(after.slots.len());
    for index in 0..rows {
        let (old, new) = (before.slots.get(index), after.slots.get(index));
        let number = index + 1;
        let label = |slot: &crate::report::SlotView| slot.label.clone().unwrap_or_else(|| slot.kind.clone());
        let cost = |slot: &crate::report::SlotView| slot.cost.map(|cost| cost.to_string());
        add(&format!("slot {number}, label"), old.map(label), new.map(label));
        add(&format!("slot {number}, derivation"), old.and_then(cost), new.and_then(cost));
        let reminder = |slot: &crate::report::SlotView| slot.reminder.clone();
        add(&format!("slot {number}, reminder"), old.and_then(reminder), new.and_then(reminder));
    }
    for secret in &new.secrets {
        let twin = old.secrets.iter().find(|other| other.msid == secret.msid);
        add(
            &format!("fingerprint of {}", secret.msid),
            twin.map(|twin| twin.fingerprint.clone()),
            Some(secret.fingerprint.clone()),
        );
    }
    let sha256 = |content: &ContentView| match content {
        ContentView::File { sha256, .. } => Some(sha256.clone()),
        ContentView::Secrets { .. } => None,
    };
    if let Some(hash) = sha256(&after.content) {
        add("SHA-256 of the enclosed file", sha256(&before.content), Some(hash));
    }
    changes
}
