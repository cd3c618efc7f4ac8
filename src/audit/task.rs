//! One trial: a candidate on a slot, done in one go or with its derivation done elsewhere.

use super::candidate::Candidates;
use crate::{
    canonical::sha256,
    cost::Cost,
    fault::{Fault, FaultCode},
    finding::FindingCode,
    inspect::{Check, Inspection, Terms, inspect},
    keys::{self, Memory},
    password::Password,
    recognize::Sample,
    report::Report,
    secret::Key,
    slot::PasswordSlot,
    verdict::Verdict,
};

/// An estimate of the guesses that a password takes, for an attacker who knows some words about the file.
pub type Estimate<'a> = dyn Fn(&str, &[&str]) -> Option<u64> + 'a;

/// One derivation: a candidate on a slot.
#[derive(Clone, Debug)]
pub struct Task {
    /// Where the file lies.
    pub path: String,
    /// What the derivation needs, in KiB.
    pub memory_kib: u64,
    /// What the document takes beside it, in KiB; nothing of a small one.
    pub document_kib: u64,
    /// Memory x passes, in KiB: what its time is proportional to.
    pub work_kib: u64,
    pub(crate) sha256: [u8; 32],
    pub(super) slot: String,
    pub(super) candidate: usize,
    pub(super) content: usize,
    pub(super) number: usize,
}

/// What came of a task.
pub enum Trial {
    /// The slot does not accept the candidate.
    No,
    /// The file opens, whole or damaged; with the estimated guesses, if the face can estimate them.
    Opens(Box<Report>, Option<u64>),
    /// The slot accepts the candidate and the file does not hold.
    Fails(Box<Report>),
    /// The derivation could not be done.
    Refused(Box<Fault>),
    /// The file is no longer what it was when it was looked at.
    Changed,
    /// The file cannot be read any more; why.
    Unreadable(String),
}

impl Trial {
    /// Whether nothing more has to be tried on the file.
    pub(super) fn decides(&self) -> bool {
        !matches!(self, Self::No | Self::Refused(_))
    }
}

/// A task of which only the derivation is left to do.
pub struct Begun {
    inspection: Inspection,
    terms: Terms,
    slot: String,
    candidate: usize,
}

impl Task {
    /// What the task takes in all, in KiB.
    pub fn needed_kib(&self) -> u64 {
        self.memory_kib + self.document_kib
    }

    /// The place of the candidate in its list, from 0.
    pub fn candidate(&self) -> usize {
        self.candidate
    }

    /// Does the derivation on the file's bytes, read again by the face, so that a plan need not hold them.
    pub fn run(
        &self,
        bytes: &[u8],
        candidates: &Candidates,
        terms: &Terms,
        memory: &mut Memory,
        estimate: &Estimate<'_>,
    ) -> Trial {
        let begun = match self.begin(bytes, candidates, terms) {
            Ok(begun) => begun,
            Err(trial) => return *trial,
        };
        let root = match (begun.slot(), candidates.get(self.candidate)) {
            (Some(slot), Some(candidate)) => keys::root(candidate.password(), &slot.salt, slot.cost, memory),
            _ => return Trial::No,
        };
        let mut trial = begun.end(root, candidates);
        if let (Trial::Opens(report, guesses), Some(candidate)) = (&mut trial, candidates.get(self.candidate)) {
            *guesses = estimate(candidate.password().expose(), &known_words(report));
        }
        trial
    }

    /// Does all that comes before the derivation.
    ///
    /// # Errors
    ///
    /// What came of it, where there is nothing to derive.
    pub fn begin(&self, bytes: &[u8], candidates: &Candidates, terms: &Terms) -> Result<Begun, Box<Trial>> {
        if sha256(bytes) != self.sha256 {
            return Err(Box::new(Trial::Changed));
        }
        if candidates.get(self.candidate).is_none() {
            return Err(Box::new(Trial::No));
        }
        let inspection = inspect(Some(&self.path), &Sample::Whole(bytes), terms);
        match inspection.settled(true, Some(&self.slot), terms) {
            Ok(None) => {}
            Ok(Some(check)) => return Err(Box::new(judged(&inspection, &check))),
            Err(fault) => return Err(Box::new(Trial::Refused(Box::new(fault)))),
        }
        Ok(Begun { inspection, terms: terms.clone(), slot: self.slot.clone(), candidate: self.candidate })
    }
}

impl Begun {
    /// The slot whose root is to be derived.
    fn slot(&self) -> Option<&PasswordSlot> {
        self.inspection.backup.as_ref()?.header.password_slots().find(|slot| slot.label == self.slot)
    }

    /// What is to be derived from, where that is done elsewhere: password, salt and cost.
    pub fn derivation<'a>(&'a self, candidates: &'a Candidates) -> Option<(&'a Password, &'a [u8], Cost)> {
        let (slot, candidate) = (self.slot()?, candidates.get(self.candidate)?);
        Some((candidate.password(), &slot.salt, slot.cost))
    }

    /// Does all that comes after the derivation. Guesses are left to the face.
    pub fn end(&self, root: Result<Key, Fault>, candidates: &Candidates) -> Trial {
        let Some(candidate) = candidates.get(self.candidate) else {
            return Trial::No;
        };
        let mut root = Some(root);
        // One slot is tried, so one root is asked for.
        let mut roots = |_: &PasswordSlot, _, _| match root.take() {
            Some(root) => root,
            None => Err(Fault::new(FaultCode::NoMemory)),
        };
        let password = candidate.password();
        match self.inspection.check_with_roots(password, true, Some(&self.slot), &self.terms, &mut roots) {
            Err(fault) => Trial::Refused(Box::new(fault)),
            Ok(check) => judged(&self.inspection, &check),
        }
    }
}

fn judged(inspection: &Inspection, check: &Check) -> Trial {
    match (check.verdict, &check.fault) {
        (Verdict::Opens, _) => Trial::Opens(Box::new(check.report(inspection)), None),
        (Verdict::WrongPassword, _) => Trial::No,
        // A damaged file stays damaged, whether the password or the damage is the cause.
        (Verdict::Damaged, _) if !check.findings.iter().any(|found| found.code == FindingCode::Salvageable) => {
            Trial::No
        }
        (_, Some(fault)) if fault.code == FaultCode::NoMemory => Trial::Refused(Box::new(fault.clone())),
        _ => Trial::Fails(Box::new(check.report(inspection))),
    }
}

/// What an attacker who has the file would guess with, beside [`crate::finding::COMMON_WORDS`].
pub fn known_words(report: &Report) -> Vec<&str> {
    let header = report.header.as_ref();
    let slots = header.into_iter().flat_map(|header| &header.slots);
    let texts = slots.flat_map(|slot| [slot.label.as_deref(), slot.reminder.as_deref()]);
    texts.chain([header.and_then(|header| header.system.as_deref())]).flatten().collect()
}
