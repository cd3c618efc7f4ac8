//! The report: one value, made here and only rendered elsewhere, so that no two faces can disagree.

use serde::Serialize;

use crate::{
    backup::Backup,
    canonical::hex,
    content::{self, Content},
    cost::Cost,
    fault::Fault,
    finding::Finding,
    inspect::{Check, Inspection},
    keys::fingerprint,
    limits,
    recognize::SeemsToBe,
    slot::Slot,
    time::Time,
    verdict::Verdict,
};

/// What is known about one file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Report {
    /// The name by which the file was given.
    pub file: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hex; none for a file too large to be read whole.
    pub sha256: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// The answer in one or two sentences.
    pub answer: String,
    /// What to do next, in one sentence.
    pub remedy: String,
    /// Why the verdict is what it is, where something does not hold.
    pub fault: Option<Fault>,
    /// Where a damaged file shows its damage, as far as it can be seen.
    pub hint: Option<Fault>,
    /// What a file that is not ours seems to be.
    pub seems_to_be: Option<SeemsToBe>,
    /// Whether a password has shown that the header is authentic. Until then everything in it, the reminder above all,
    /// is only what the file says of itself.
    pub authenticated: bool,
    /// The header, where it could be read.
    pub header: Option<HeaderView>,
    /// The label of the slot that accepted the password.
    pub opened_slot: Option<String>,
    /// The generated secrets, after the file has been opened. Never the secrets themselves.
    pub secrets: Vec<SecretView>,
    /// What is worth knowing beyond the verdict, worst first.
    pub findings: Vec<Finding>,
}

/// The header as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct HeaderView {
    /// The version of the format.
    pub version: u64,
    /// The file's id.
    pub id: String,
    /// The id of the file that this one was made from.
    pub replaces: Option<String>,
    /// When this file was written.
    pub created: Time,
    /// The SSO system that it belongs to.
    pub system: Option<String>,
    /// What it holds.
    pub content: ContentView,
    /// The ways in.
    pub slots: Vec<SlotView>,
    /// The names of extensions that this version does not know.
    pub extensions: Vec<String>,
}

/// The content as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ContentView {
    /// Generated secrets.
    Secrets {
        /// The current secret.
        current: EntryView,
        /// The previous secret.
        previous: Option<EntryView>,
        /// When they were taken from the live system.
        backed_up: Option<Time>,
    },
    /// An enclosed native backup; MSIDs and time are what the sealer stated.
    File {
        /// Its name.
        name: String,
        /// Its size in bytes.
        bytes: u64,
        /// Its SHA-256 in lower-case hex.
        sha256: String,
        /// Whether the native file's own password is enclosed.
        native_password: bool,
        /// The current master secret in it, as stated.
        current_msid: Option<String>,
        /// The previous master secret in it, as stated.
        previous_msid: Option<String>,
        /// When it was taken from the live system, as stated.
        backed_up: Option<Time>,
    },
}

/// One generated secret as the header describes it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct EntryView {
    /// Its identifier.
    pub msid: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// When it was generated.
    pub generated: Option<Time>,
}

/// One slot as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SlotView {
    /// `password`, or the kind that this version does not know.
    pub kind: String,
    /// Whether this version knows the kind.
    pub known: bool,
    /// Who holds the password.
    pub label: Option<String>,
    /// What helps to remember it; everybody can read it.
    pub reminder: Option<String>,
    /// What a derivation costs.
    pub cost: Option<Cost>,
}

/// One generated secret, after the file has been opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SecretView {
    /// Which of the two it is.
    pub role: Role,
    /// Its identifier.
    pub msid: String,
    /// What tells two copies of one secret to be the same: 16 bytes derived from it, in hex.
    pub fingerprint: String,
}

/// Which of the two secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The one in use when the backup was made.
    Current,
    /// The one before.
    Previous,
}

impl Report {
    pub(crate) fn inspected(inspection: &Inspection) -> Self {
        let header = inspection.backup.as_ref().map(HeaderView::new);
        let answer = answer(inspection.verdict, header.as_ref(), inspection.seems_to_be.as_ref());
        let remedy = match &inspection.fault {
            Some(fault) => fault.remedy.clone(),
            None => inspection.verdict.row().remedy.to_owned(),
        };
        Self {
            file: inspection.file.clone(),
            bytes: inspection.bytes,
            sha256: inspection.sha256_hex(),
            verdict: inspection.verdict,
            answer,
            remedy,
            fault: inspection.fault.clone(),
            hint: inspection.hint.clone(),
            seems_to_be: inspection.seems_to_be.clone(),
            authenticated: false,
            header,
            opened_slot: None,
            secrets: Vec::new(),
            findings: inspection.findings.clone(),
        }
    }

    pub(crate) fn checked(inspection: &Inspection, check: &Check) -> Self {
        let report = Self::inspected(inspection);
        let remedy = match &check.fault {
            Some(fault) => fault.remedy.clone(),
            None => check.verdict.row().remedy.to_owned(),
        };
        let secrets = match (&check.opened, &inspection.backup) {
            (Some(opened), Some(backup)) => secrets(&backup.header.content, &opened.content),
            _ => Vec::new(),
        };
        Self {
            verdict: check.verdict,
            answer: answer(check.verdict, report.header.as_ref(), inspection.seems_to_be.as_ref()),
            remedy,
            fault: check.fault.clone(),
            authenticated: check.opened.is_some(),
            opened_slot: check.opened.as_ref().map(|opened| opened.slot.clone()),
            secrets,
            findings: check.findings.clone(),
            ..report
        }
    }
}

impl HeaderView {
    fn new(backup: &Backup) -> Self {
        let header = &backup.header;
        Self {
            version: limits::VERSION,
            id: header.id.to_string(),
            replaces: header.replaces.map(|id| id.to_string()),
            created: header.created,
            system: header.system.clone(),
            content: ContentView::new(&header.content),
            slots: header.slots.iter().map(SlotView::new).collect(),
            extensions: header.extension_names(),
        }
    }
}

impl ContentView {
    fn new(content: &Content) -> Self {
        let entry = |entry: &content::SecretEntry| EntryView {
            msid: entry.msid.to_string(),
            bytes: entry.bytes as u64,
            generated: entry.generated,
        };
        match content {
            Content::Secrets(secrets) => Self::Secrets {
                current: entry(&secrets.current),
                previous: secrets.previous.as_ref().map(entry),
                backed_up: secrets.backed_up,
            },
            Content::File(file) => Self::File {
                name: file.name.clone(),
                bytes: file.bytes as u64,
                sha256: hex(&file.sha256),
                native_password: file.native_password_bytes.is_some(),
                current_msid: file.current_msid.map(|id| id.to_string()),
                previous_msid: file.previous_msid.map(|id| id.to_string()),
                backed_up: file.backed_up,
            },
        }
    }

    /// What it is, for the middle of a sentence.
    pub(crate) fn sentence(&self, verb: (&str, &str)) -> String {
        match self {
            Self::Secrets { current, previous: None, .. } => format!("It {} secret {}.", verb.0, current.msid),
            Self::Secrets { current, previous: Some(previous), .. } => {
                format!("It {} secret {} (current) and {} (previous).", verb.0, current.msid, previous.msid)
            }
            Self::File { name, bytes, .. } => {
                let unit = if *bytes == 1 { "byte" } else { "bytes" };
                format!("It {} the native backup {name}, {bytes} {unit}.", verb.1)
            }
        }
    }
}

impl SlotView {
    fn new(slot: &Slot) -> Self {
        match slot {
            Slot::Password(slot) => Self {
                kind: "password".to_owned(),
                known: true,
                label: Some(slot.label.clone()),
                reminder: slot.reminder.clone(),
                cost: Some(slot.cost),
            },
            Slot::Unknown(slot) => {
                Self { kind: slot.kind.clone(), known: false, label: slot.label.clone(), reminder: None, cost: None }
            }
        }
    }
}

/// The secrets of an opened file, as they are shown.
pub(crate) fn secrets(content: &Content, opened: &content::Opened) -> Vec<SecretView> {
    let (Content::Secrets(described), content::Opened::Secrets { current, previous }) = (content, opened) else {
        return Vec::new();
    };
    let view =
        |role, msid: uuid::Uuid, secret| SecretView { role, msid: msid.to_string(), fingerprint: fingerprint(secret) };
    let mut secrets = vec![view(Role::Current, described.current.msid, current)];
    if let (Some(described), Some(previous)) = (&described.previous, previous) {
        secrets.push(view(Role::Previous, described.msid, previous));
    }
    secrets
}

/// The JSON Schema (2020-12) of everything that `--json` prints: a report, an outcome, an explanation, or a failure.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    #[derive(Serialize, schemars::JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Output {
        Report(Box<Report>),
        Outcome(Box<crate::outcome::Outcome>),
        Explanation(Box<crate::catalogue::Explanation>),
        Failed(FailedView),
    }
    schemars::schema_for!(Output).to_value()
}

/// An input that could not be looked at, or a request that could not be carried out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct FailedView {
    /// The file, where the failure is about one.
    pub file: Option<String>,
    /// What happened and what to do.
    pub error: ErrorView,
}

/// What happened and what to do.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct ErrorView {
    /// A stable code.
    pub code: String,
    /// What happened, in one sentence.
    pub what: String,
    /// What to do, in one sentence.
    pub remedy: String,
}

fn answer(verdict: Verdict, header: Option<&HeaderView>, seems_to_be: Option<&SeemsToBe>) -> String {
    let content = |verb| header.map(|header| header.content.sentence(verb)).unwrap_or_default();
    match (verdict, seems_to_be) {
        (Verdict::Opens, _) => {
            format!("This backup is whole and this password opens it. {}", content(("holds", "encloses")))
        }
        (Verdict::Intact, _) => format!(
            "This backup shows no accidental damage. {} Whether a password opens it has not been tried.",
            content(("says that it holds", "says that it encloses"))
        ),
        (Verdict::Unrecognized, Some(seems)) => {
            format!("This is not a backup in this tool's format. It seems to be: {}.", seems.name)
        }
        _ => verdict.row().meaning.to_owned(),
    }
}
