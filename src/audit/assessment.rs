//! The answer for one system: which secret is current, which files hold it, what proves that one of them can be used, and
//! what has to be done.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    across,
    corroboration::{Corroborated, Corroboration},
    examined::AuditedFile,
    grouping::newest,
    recoverability::Recoverability,
    report::{Action, AuditFinding, Basis, CurrentView, SecretLine, gathered},
};
use crate::{
    evidence::{Conclusion, ConclusionCode, Grade},
    finding::{Finding, FindingCode, Severity},
    policy::Policy,
    report::ContentView,
    verdict::Verdict,
};

/// What an assessment of one system rests on.
pub(crate) struct Case<'a> {
    pub(crate) files: Vec<&'a AuditedFile>,
    /// The current secret, as the event log tells it.
    pub(crate) logged: Option<String>,
    /// That logs name other secrets as current, and nobody knows which of them said so last.
    pub(crate) disagreement: Option<AuditFinding>,
    /// The secrets that logs name.
    pub(crate) logged_msids: BTreeSet<String>,
    /// What its logs say beside the files.
    pub(crate) corroboration: Corroboration<'a>,
    /// Contradictions among all files, by MSID.
    pub(crate) contradictions: &'a BTreeMap<String, AuditFinding>,
    /// Secrets of several MSIDs among all files, with these.
    pub(crate) aliases: &'a [(BTreeSet<String>, AuditFinding)],
    /// Files of no system that may hold anybody's secret.
    pub(crate) strangers: bool,
    pub(crate) policy: &'a Policy,
}

/// What came of it.
pub(crate) struct Answer {
    pub(crate) verdict: Recoverability,
    pub(crate) sentence: String,
    pub(crate) actions: Vec<Action>,
    pub(crate) current: Option<CurrentView>,
    pub(crate) secrets: Vec<SecretLine>,
    pub(crate) findings: Vec<AuditFinding>,
}

/// What keeps a file from being the proof: what to do about each thing, in order.
type Lacks = Vec<String>;

impl Case<'_> {
    /// Answers for the system.
    pub(crate) fn answer(&self) -> Answer {
        let current = self.current();
        let msid = current.as_ref().map(|(msid, _)| msid.as_str());
        let holders: Vec<&AuditedFile> = self.files.iter().copied().filter(|file| self.holds(file, msid)).collect();
        let whole: Vec<&AuditedFile> = holders.iter().copied().filter(|file| file.is_whole()).collect();
        let contradiction = msid.and_then(|msid| self.contradictions.get(msid));

        let Corroborated { findings: logged, relief } = self.corroboration.compare(&whole);
        let proven = contradiction.is_none() && whole.iter().any(|file| lacks(file, msid).is_empty());
        let findings = self.findings(msid, &holders, &whole, logged);
        let concluded = self.concluded().map(|conclusion| conclusion.severity);
        let worst = findings.iter().map(|finding| finding.severity).chain(concluded).max();
        let verdict = match (proven, worst) {
            (true, Some(Severity::Warning | Severity::Critical)) => Recoverability::RecoverableWithFindings,
            (true, _) => Recoverability::Recoverable,
            (false, _) if !whole.is_empty() || self.may_be_elsewhere() => Recoverability::Unproven,
            (false, _) => Recoverability::NotRecoverable,
        };
        // Which secret it is about comes before what to do about it.
        let first: Vec<Action> = self
            .disagreement
            .iter()
            .chain(contradiction)
            .map(|finding| Action { what: finding.remedy.clone(), files: finding.files.clone() })
            .chain(relief)
            .collect();
        let actions = self.actions(verdict, msid, &whole, first, &findings);
        let held_by = whole.iter().map(|file| file.path.clone()).collect();
        Answer {
            verdict,
            sentence: sentence(verdict, msid, whole.len(), current.as_ref().map(|current| current.1)),
            actions,
            secrets: self.secrets(),
            findings,
            current: current.map(|(msid, basis)| CurrentView { msid, basis, held_by }),
        }
    }

    /// The current secret: as the log tells it, else that of the newest file which no other file calls previous.
    fn current(&self) -> Option<(String, Basis)> {
        if let Some(msid) = &self.logged {
            return Some((msid.clone(), Basis::EventLog));
        }
        let file = newest(self.files.iter().copied())?;
        Some((file.current_msid()?.to_owned(), Basis::NewestFile))
    }

    /// Whether a file says that it holds the current secret. Where nobody knows which that is, a seal that does not say
    /// what it holds may.
    fn holds(&self, file: &AuditedFile, msid: Option<&str>) -> bool {
        match msid {
            Some(msid) => file.msids().any(|held| held == msid),
            None => file.is_seal() && file.is_ours(),
        }
    }

    /// Whether files that do not say what they hold may hold the current secret: seals without MSIDs, native files but
    /// those of which a seal says it.
    fn may_be_elsewhere(&self) -> bool {
        let telling = |file: &&&AuditedFile| file.is_whole() && file.current_msid().is_some();
        let told: BTreeSet<&str> =
            self.files.iter().filter(telling).filter_map(|file| across::enclosed(file)).collect();
        let silent = |file: &AuditedFile| {
            let is_told = || file.report.sha256.as_deref().is_some_and(|sha256| told.contains(sha256));
            (file.is_seal() && file.is_whole() && file.current_msid().is_none()) || (file.may_be_native() && !is_told())
        };
        self.strangers || self.files.iter().any(|file| silent(file))
    }

    /// What the logs conclude beyond what is good to know.
    fn concluded(&self) -> impl Iterator<Item = &Conclusion> {
        let conclusions = self.corroboration.evidence.iter().flat_map(|system| &system.conclusions);
        conclusions.filter(|conclusion| conclusion.severity >= Severity::Warning)
    }

    fn findings(
        &self,
        msid: Option<&str>,
        holders: &[&AuditedFile],
        whole: &[&AuditedFile],
        logged: Vec<AuditFinding>,
    ) -> Vec<AuditFinding> {
        let mut findings = logged;
        findings.extend(self.disagreement.clone());
        let proven = whole.iter().any(|file| lacks(file, msid).is_empty());
        // What is proven to hold the secret makes up for a file that is not here.
        for finding in &mut findings {
            if proven && finding.code == FindingCode::LoggedBackupMissing {
                finding.severity = Severity::Info;
            }
        }
        let fresh = |code| whole.iter().any(|file| lacks(file, msid).is_empty() && !file.has(code));
        for file in &self.files {
            let counts = holders.iter().any(|holder| holder.path == file.path);
            for finding in &file.report.findings {
                // An older backup of the same secret may be old, as long as there is a newer one that is proven.
                let outdated = finding.code == FindingCode::BackupOld && fresh(FindingCode::BackupOld);
                let matters = match finding.severity {
                    Severity::Critical => true,
                    Severity::Warning => (counts && !outdated) || finding.code == FindingCode::BackupBroken,
                    Severity::Info => false,
                };
                let mut found = AuditFinding::new(finding.clone(), vec![file.path.clone()]);
                if matters {
                    findings.push(found);
                } else if finding.code == FindingCode::NotOpened {
                    // A backup of an older secret that nobody opens does not speak against the current one.
                    found.severity = Severity::Info;
                    findings.push(found);
                }
            }
        }
        for finding in across::of_system(&self.files) {
            // A seal that lacks proof does no harm beside a backup that has it.
            let weak_seal = matches!(finding.code, FindingCode::SealUnproven | FindingCode::SealAttested);
            let of_holders = finding.files.iter().all(|path| whole.iter().any(|file| file.path == *path));
            if !weak_seal || (of_holders && !proven) {
                findings.push(finding);
            }
        }
        let named = |msid: &String| self.files.iter().any(|file| file.msids().any(|own| own == msid));
        findings.extend(self.contradictions.iter().filter(|(msid, _)| named(msid)).map(|(_, finding)| finding.clone()));
        let of_these = |(msids, _): &&(BTreeSet<String>, AuditFinding)| msids.iter().any(named);
        findings.extend(self.aliases.iter().filter(of_these).map(|(_, finding)| finding.clone()));
        match msid {
            Some(msid) if whole.is_empty() => {
                let finding = Finding::new(FindingCode::CurrentNotHeld).with("msid", msid);
                findings.push(AuditFinding::new(finding, Vec::new()));
            }
            _ => {
                let copies = across::places(whole.iter().copied());
                if copies < self.policy.copies && copies > 0 {
                    let finding =
                        Finding::new(FindingCode::FewCopies).with("found", copies).with("least", self.policy.copies);
                    findings.push(AuditFinding::new(finding, whole.iter().map(|file| file.path.clone()).collect()));
                }
            }
        }
        gathered(findings)
    }

    /// The shortest way to `recoverable`: what the nearest file lacks, then what else is wrong.
    fn actions(
        &self,
        verdict: Recoverability,
        msid: Option<&str>,
        whole: &[&AuditedFile],
        first: Vec<Action>,
        findings: &[AuditFinding],
    ) -> Vec<Action> {
        // Where secrets cannot be loaded and no file helps, a backup cannot be made before that is mended.
        let stuck = findings.iter().any(|finding| finding.code == FindingCode::UnreadableUnaided);
        let mut actions: Vec<Action> = Vec::new();
        let mut add = |what: &str, files: &[String]| match actions.iter_mut().find(|action| action.what == what) {
            Some(action) => {
                action.files.extend(files.iter().cloned());
                action.files.sort_unstable();
                action.files.dedup();
            }
            None => actions.push(Action { what: what.to_owned(), files: files.to_vec() }),
        };
        for action in &first {
            add(&action.what, &action.files);
        }
        let nearest = whole.iter().min_by_key(|file| (lacks(file, msid).len(), file.path.as_str()));
        match nearest {
            Some(file) => lacks(file, msid).iter().for_each(|lack| add(lack, std::slice::from_ref(&file.path))),
            None if verdict == Recoverability::Unproven => {
                let silent: Vec<_> = self
                    .files
                    .iter()
                    .filter(|file| file.may_be_native() || (file.is_seal() && file.is_whole()))
                    .map(|file| file.path.clone())
                    .collect();
                add(
                    "Find out whether these files hold the current secret, and seal them with its MSID stated; the surest way is a new backup with ssoconfig -backupsecret.",
                    &silent,
                );
            }
            None if self.files.iter().any(|file| file.is_ours() && !file.is_seal() && file.header().is_some()) => {
                let broken: Vec<_> =
                    self.files.iter().filter(|file| file.broken().is_some()).map(|file| file.path.clone()).collect();
                add(
                    "Look for another copy of the backup; if there is none, salvage what these files hold, or back up again while the secret is still in use.",
                    &broken,
                );
            }
            None if stuck => {}
            None => add(
                "On the master secret server run ssoconfig -backupsecret with a full path now, and seal that file with its password and its MSIDs.",
                &[],
            ),
        }
        // Where there is nothing to mend yet, what is wrong with the files at hand does not matter.
        if nearest.is_some() {
            for finding in findings.iter().filter(|finding| finding.severity >= Severity::Warning) {
                if !matches!(
                    finding.code,
                    FindingCode::NotOpened
                        | FindingCode::SealUnproven
                        | FindingCode::SealAttested
                        | FindingCode::NotTried
                ) || verdict == Recoverability::RecoverableWithFindings
                {
                    add(&finding.remedy, &finding.files);
                }
            }
            for conclusion in self.concluded().filter(|conclusion| !tells_of_unreadable(conclusion.code)) {
                add(&conclusion.remedy, &[]);
            }
        }
        actions
    }

    /// Every secret that a file or a log names.
    fn secrets(&self) -> Vec<SecretLine> {
        let mut lines: BTreeMap<String, SecretLine> = BTreeMap::new();
        let empty = |msid: &str| SecretLine {
            msid: msid.to_owned(),
            fingerprints: Vec::new(),
            as_current: 0,
            as_previous: 0,
            opened: 0,
            logged: false,
        };
        for msid in &self.logged_msids {
            lines.entry(msid.clone()).or_insert_with(|| empty(msid)).logged = true;
        }
        for file in self.files.iter().filter(|file| file.is_whole()) {
            let roles = [(file.current_msid(), true), (file.previous_msid(), false)];
            for (msid, as_current) in roles.into_iter().filter_map(|(msid, role)| Some((msid?, role))) {
                let line = lines.entry(msid.to_owned()).or_insert_with(|| empty(msid));
                line.as_current += usize::from(as_current);
                line.as_previous += usize::from(!as_current);
                line.opened += usize::from(file.opens());
            }
            for secret in &file.report.secrets {
                let line = lines.entry(secret.msid.clone()).or_insert_with(|| empty(&secret.msid));
                line.fingerprints.push(secret.fingerprint.clone());
            }
        }
        let mut lines: Vec<_> = lines.into_values().collect();
        for line in &mut lines {
            line.fingerprints.sort_unstable();
            line.fingerprints.dedup();
        }
        lines
    }
}

/// Whether the files at hand say better what to do: secrets cannot be loaded.
fn tells_of_unreadable(code: ConclusionCode) -> bool {
    matches!(
        code,
        ConclusionCode::AccountChangeInProgress
            | ConclusionCode::SecretsNotLoadable
            | ConclusionCode::SecretsNotLoadableNoBackup
            | ConclusionCode::NoSecret
    )
}

/// What a whole file lacks to prove that the current secret can be restored; nothing for the proof itself.
fn lacks(file: &AuditedFile, msid: Option<&str>) -> Lacks {
    let mut lacks = Vec::new();
    let remedy = |code| {
        let finding = file.report.findings.iter().find(|finding| finding.code == code);
        finding.map(|finding| finding.remedy.clone())
    };
    if !file.opens() {
        let why =
            [FindingCode::NotOpened, FindingCode::NotTried, FindingCode::TrialRefused, FindingCode::TrialsMissing]
                .into_iter()
                .find_map(remedy);
        lacks.push(match (why, file.report.verdict) {
            (Some(remedy), _) => remedy,
            (None, Verdict::Refused | Verdict::Unsupported) => file.report.remedy.clone(),
            (None, _) => Finding::new(FindingCode::NotTried).remedy,
        });
    }
    if let Some(ContentView::File { native_password, current_msid, .. }) = file.header().map(|header| &header.content) {
        if current_msid.is_none() || msid.is_none() {
            lacks.push(
                "State the MSIDs of the enclosed backup by sealing the native file again with --current-msid."
                    .to_owned(),
            );
        }
        if !native_password {
            lacks.push(
                "Seal the native file again with --native-password-file, so that its password is kept with it."
                    .to_owned(),
            );
        }
        if file.grade != Some(Grade::Rehearsed) {
            lacks.push(Finding::new(FindingCode::SealUnproven).remedy);
        }
    }
    lacks
}

fn sentence(verdict: Recoverability, msid: Option<&str>, whole: usize, basis: Option<Basis>) -> String {
    let secret = match (msid, basis) {
        (Some(msid), Some(Basis::EventLog)) => format!("The event log names {msid} as the current secret."),
        (Some(msid), _) => {
            format!("By the files alone, {msid} is the current secret; no event log confirms that.")
        }
        (None, _) => "Nothing says which secret is current.".to_owned(),
    };
    let files = match whole {
        0 => "No whole file is known to hold it.".to_owned(),
        1 => "One whole file says that it holds it.".to_owned(),
        n => format!("{n} whole files say that they hold it."),
    };
    format!("{} {secret} {files}", verdict.meaning())
}
