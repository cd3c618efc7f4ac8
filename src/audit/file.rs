//! The files of an audit, as far as they can be looked at without a password.

use crate::{
    canonical::sha256,
    cost::Cost,
    finding::{Finding, FindingCode},
    inspect::{Inspection, Terms, inspect},
    recognize::Sample,
    report::Report,
    slot::PasswordSlot,
    time::Time,
    tree::Node,
    verdict::Verdict,
};

/// Where a face found a file.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its path below the given root, with `/`.
    pub path: String,
    /// When it was last modified, as the file system says.
    pub modified: Option<Time>,
    /// What tells two names of one file to be the same, where the file system says so: two names are one copy.
    pub identity: Option<(u64, u64)>,
    /// The label that its root was given with, by `--system LABEL=PATH`.
    pub system: Option<String>,
}

/// A slot of a file, as far as a plan needs it.
#[derive(Clone, Debug)]
pub(crate) struct Lock {
    pub(crate) label: String,
    pub(crate) cost: Cost,
    /// SHA-256 of salt and check: whoever opens one slot opens every other with the same.
    pub(crate) key: [u8; 32],
}

impl Lock {
    fn new(slot: &PasswordSlot) -> Self {
        let key = sha256(&[slot.salt.as_slice(), &slot.check].concat());
        Self { label: slot.label.clone(), cost: slot.cost, key }
    }
}

/// What makes two files the same for an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Identity {
    /// Backups with one checksum say the same, whatever their layout and encoding.
    Checksum([u8; 32]),
    /// Everything else is compared bit for bit.
    Bytes([u8; 32]),
}

/// A file that has been looked at: its report without a password, and what a plan needs to open it.
pub struct Looked {
    pub(crate) found: Found,
    pub(crate) report: Report,
    /// None for a file that was not read whole.
    pub(crate) identity: Option<Identity>,
    pub(crate) sha256: Option<[u8; 32]>,
    /// The slots that a candidate can be tried on.
    pub(crate) locks: Vec<Lock>,
}

/// Looks at one file without a password. `sha256` is that of the whole file where it is larger than a document may be
/// and was hashed all the same.
pub fn look(found: Found, sample: &Sample<'_>, whole_sha256: Option<[u8; 32]>, terms: &Terms) -> Looked {
    let inspection = inspect(Some(&found.path), sample, terms);
    let sha256 = inspection.sha256.or(whole_sha256);
    let mut report = inspection.report();
    report.sha256 = sha256.map(|hash| crate::canonical::hex(&hash));
    if sha256.is_none() {
        report.findings.push(Finding::new(FindingCode::NotHashed).with("found", inspection.bytes));
    }
    let locks = match (&inspection.backup, inspection.verdict) {
        // A damaged backup may still give its secret back, and then it has to be re-wrapped while it does.
        (Some(backup), Verdict::Intact | Verdict::Damaged) => backup.header.password_slots().map(Lock::new).collect(),
        _ => Vec::new(),
    };
    let identity = checksum(&inspection).map(Identity::Checksum).or(sha256.map(Identity::Bytes));
    Looked { found, report, identity, sha256, locks }
}

impl Looked {
    /// The path under which it was found.
    pub fn path(&self) -> &str {
        &self.found.path
    }

    /// Adds what only the face could see.
    pub fn note(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    /// The verdict without a password.
    pub fn verdict(&self) -> Verdict {
        self.report.verdict
    }
}

/// The checksum of a backup for which it holds.
fn checksum(inspection: &Inspection) -> Option<[u8; 32]> {
    if !matches!(inspection.verdict, Verdict::Intact | Verdict::Refused) {
        return None;
    }
    // What stands there is text of ours; its hash is as good a key as its bytes, and needs no decoding.
    inspection.root.as_ref()?.get("checksum").and_then(Node::as_text).map(|text| sha256(text.as_bytes()))
}
