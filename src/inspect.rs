//! Inspecting and checking: from bytes to a verdict, and to the report that every face renders.

use zeroize::Zeroizing;

use crate::{
    backup::{self, Backup, Reading},
    canonical::{hex, sha256, written},
    cost::Budget,
    fault::{Fault, FaultCode},
    finding::{self, Finding, FindingCode},
    keys::Memory,
    open::{Failure, OpenedBackup, Roots, Watch, candidates, check_cost, open_with_roots},
    password::Password,
    policy::Policy,
    recognize::{Sample, SeemsToBe, is_backup, seems_to_be},
    report::Report,
    salvage::{Salvaged, salvage},
    text::{Encoding, decode, decode_lossy},
    time::Time,
    tree::Node,
    verdict::Verdict,
};

/// What an inspection is measured against.
#[derive(Clone, Debug)]
pub struct Terms {
    /// How much a derivation may cost.
    pub budget: Budget,
    /// What a well-kept backup looks like.
    pub policy: Policy,
    /// The moment of the inspection.
    pub now: Time,
}

/// A file, looked at without a password.
pub struct Inspection {
    /// The name by which a face knows the file.
    pub file: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256; none for a file that was not read whole.
    pub sha256: Option<[u8; 32]>,
    /// The verdict without a password.
    pub verdict: Verdict,
    /// Why the verdict is not `intact`.
    pub fault: Option<Fault>,
    /// Where a damaged file shows its damage.
    pub hint: Option<Fault>,
    /// What a file that is not ours seems to be.
    pub seems_to_be: Option<SeemsToBe>,
    /// The text of a file that is ours, with replacement characters where it could not be decoded.
    pub text: Option<Zeroizing<String>>,
    /// The tree, if the JSON holds.
    pub root: Option<Node>,
    /// The backup, if the schema holds.
    pub backup: Option<Backup>,
    /// Findings without a password.
    pub findings: Vec<Finding>,
}

/// What a check adds to an inspection.
pub struct Check {
    /// The verdict with the password.
    pub verdict: Verdict,
    /// Why it is not `opens`.
    pub fault: Option<Fault>,
    /// The opened backup.
    pub opened: Option<OpenedBackup>,
    /// Findings of the inspection and of the check.
    pub findings: Vec<Finding>,
    /// Whether no slot accepts the password; also in a damaged file, whose verdict stays what it was.
    pub wrong_password: bool,
}

/// Looks at a file without a password.
pub fn inspect(file: Option<&str>, sample: &Sample<'_>, terms: &Terms) -> Inspection {
    let (bytes, sha256) = match sample {
        Sample::Whole(bytes) => (bytes.len() as u64, Some(sha256(bytes))),
        Sample::Ends { bytes, .. } => (*bytes, None),
    };
    let mut inspection = Inspection {
        file: file.map(str::to_owned),
        bytes,
        sha256,
        verdict: Verdict::Unrecognized,
        fault: None,
        hint: None,
        seems_to_be: None,
        text: None,
        root: None,
        backup: None,
        findings: Vec::new(),
    };
    match sample {
        Sample::Whole(bytes) if is_backup(sample) => inspection.read(bytes, terms),
        _ => inspection.seems_to_be = Some(seems_to_be(sample, file)),
    }
    inspection
}

impl Inspection {
    fn read(&mut self, bytes: &[u8], terms: &Terms) {
        let (text, encoding) = match decode(bytes) {
            Ok(decoded) => decoded,
            Err(fault) => {
                self.text = Some(decode_lossy(bytes));
                return self.fail(fault);
            }
        };
        let Reading { root, backup, fault, hint } = backup::read(&text);
        if let Some(backup) = &backup {
            self.findings = finding::of_backup(backup, &terms.policy, terms.now);
        }
        if let Some(root) = &root {
            if root.get("repair").is_some() {
                self.findings.push(Finding::new(FindingCode::RepairData));
            }
            self.findings.extend(reformatted(&text, encoding, root));
            finding::sort(&mut self.findings);
        }
        self.verdict = Verdict::Intact;
        let too_dear = || {
            let slots = candidates(backup.as_ref()?, None).ok()?;
            check_cost(&slots, &terms.budget).err()
        };
        if let Some(fault) = fault.or_else(too_dear) {
            self.fail(fault);
        }
        (self.root, self.backup, self.hint, self.text) = (root, backup, hint, Some(text));
    }

    fn fail(&mut self, fault: Fault) {
        self.verdict = fault.verdict().unwrap_or(Verdict::Malformed);
        self.fault = Some(fault);
    }

    /// Whether a password can be tried at all; a damaged file only where that is asked for.
    fn to_try(&self, try_damaged: bool) -> Option<&Backup> {
        match self.verdict {
            // A refusal is looked at again: it may not concern the one slot that is asked for.
            Verdict::Intact | Verdict::Refused => self.backup.as_ref(),
            Verdict::Damaged if try_damaged => self.backup.as_ref(),
            _ => None,
        }
    }

    /// What no password can change, so that none has to be asked for: the check of a file that cannot be tried, or
    /// that would cost too much. None where a password is needed.
    ///
    /// # Errors
    ///
    /// [`crate::fault::FaultCode::LabelUnknown`]: a fault of the request, not of the file.
    pub fn settled(&self, try_damaged: bool, only: Option<&str>, terms: &Terms) -> Result<Option<Check>, Fault> {
        let mut check = self.unchecked();
        let Some(backup) = self.to_try(try_damaged) else {
            return Ok(Some(check));
        };
        match check_cost(&candidates(backup, only)?, &terms.budget) {
            Ok(()) => Ok(None),
            Err(fault) => {
                if self.verdict != Verdict::Damaged {
                    check.verdict = Verdict::Refused;
                }
                check.fault = Some(fault);
                Ok(Some(check))
            }
        }
    }

    fn unchecked(&self) -> Check {
        Check {
            verdict: self.verdict,
            fault: self.fault.clone(),
            opened: None,
            findings: self.findings.clone(),
            wrong_password: false,
        }
    }

    /// Tries a password.
    ///
    /// # Errors
    ///
    /// [`FaultCode::LabelUnknown`]: a fault of the request, not of the file.
    pub fn check(
        &self,
        password: &Password,
        try_damaged: bool,
        only: Option<&str>,
        terms: &Terms,
        memory: &mut Memory,
        watch: &mut Watch<'_>,
    ) -> Result<Check, Fault> {
        self.check_with_roots(password, try_damaged, only, terms, &mut |slot, number, all| {
            watch(slot, number, all);
            slot.root(password, memory)
        })
    }

    /// As [`Inspection::check`], with the roots of the slots from elsewhere.
    ///
    /// # Errors
    ///
    /// As [`Inspection::check`].
    pub fn check_with_roots(
        &self,
        password: &Password,
        try_damaged: bool,
        only: Option<&str>,
        terms: &Terms,
        roots: &mut Roots<'_>,
    ) -> Result<Check, Fault> {
        let mut check = self.unchecked();
        let Some(backup) = self.to_try(try_damaged) else {
            return Ok(check);
        };
        let damaged = self.verdict == Verdict::Damaged;
        match open_with_roots(backup, only, &terms.budget, roots) {
            Ok(opened) => {
                check.findings.extend(finding::of_opened(backup, &opened.slot, password));
                if damaged {
                    check.findings.push(Finding::new(FindingCode::ChecksumDamaged));
                }
                check.verdict = Verdict::Opens;
                check.fault = None;
                check.opened = Some(opened);
            }
            Err(Failure { fault, content_whole }) => {
                let Some(verdict) = fault.verdict() else {
                    return Err(fault);
                };
                if content_whole {
                    check.findings.push(Finding::new(FindingCode::Salvageable));
                }
                check.wrong_password = verdict == Verdict::WrongPassword;
                if !damaged {
                    check.verdict = verdict;
                    check.fault = Some(fault);
                }
            }
        }
        finding::sort(&mut check.findings);
        Ok(check)
    }

    /// Opens the file for an operation that needs what is inside.
    ///
    /// # Errors
    ///
    /// Why it does not open: what [`Inspection::check`] finds, or [`FaultCode::NotABackup`].
    pub fn open(
        &self,
        password: &Password,
        try_damaged: bool,
        only: Option<&str>,
        terms: &Terms,
        memory: &mut Memory,
        watch: &mut Watch<'_>,
    ) -> Result<(&Backup, OpenedBackup, Report), Fault> {
        let mut check = self.check(password, try_damaged, only, terms, memory, watch)?;
        let report = check.report(self);
        match (&self.backup, check.opened.take(), check.fault) {
            (Some(backup), Some(opened), _) => Ok((backup, opened, report)),
            (_, _, Some(fault)) => Err(fault),
            _ => Err(Fault::new(FaultCode::NotABackup).with("found", self.seeming())),
        }
    }

    /// Takes out what salvage can get from a file that does not open.
    ///
    /// # Errors
    ///
    /// As [`salvage`], and [`FaultCode::NotABackup`].
    pub fn salvage(
        &self,
        password: &Password,
        only: Option<&str>,
        terms: &Terms,
        memory: &mut Memory,
    ) -> Result<Salvaged, Fault> {
        let Some(text) = &self.text else {
            return Err(Fault::new(FaultCode::NotABackup).with("found", self.seeming()));
        };
        salvage(text, self.root.as_ref(), password, only, &terms.budget, memory)
    }

    fn seeming(&self) -> &str {
        self.seems_to_be.as_ref().map_or("nothing that is known", |seems| &seems.name)
    }

    /// The report without a password.
    pub fn report(&self) -> Report {
        Report::inspected(self)
    }

    /// The SHA-256 in hex, where the file was read whole.
    pub fn sha256_hex(&self) -> Option<String> {
        self.sha256.map(|hash| hex(&hash))
    }
}

impl Check {
    /// The report with what the password showed.
    pub fn report(&self, inspection: &Inspection) -> Report {
        Report::checked(inspection, self)
    }
}

/// In what way the text differs from the written form of its tree.
fn reformatted(text: &str, encoding: Encoding, root: &Node) -> Option<Finding> {
    let found = match encoding {
        Encoding::Utf8Mark => "UTF-8 with a byte order mark",
        Encoding::Utf16 => "UTF-16LE",
        Encoding::Utf8 => {
            let clean = written(root);
            if text == clean {
                return None;
            } else if text.replace("\r\n", "\n") == clean {
                "CRLF line ends"
            } else {
                "another layout"
            }
        }
    };
    Some(Finding::new(FindingCode::Reformatted).with("found", found))
}
