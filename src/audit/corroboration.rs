//! Logs and files beside each other: whether what a log names is among the files, how old the log says it is, and which
//! file would help where secrets cannot be loaded.

use super::{
    examined::AuditedFile,
    report::{Action, AuditFinding},
};
use crate::{
    eventlog::Record,
    evidence::{BackupState, HeldBackup, SystemEvidence, Unreadable, time_in_words},
    finding::{Finding, FindingCode},
    policy::Policy,
    report::ContentView,
    time::Time,
};

/// The logs of one system and the files that they may speak of.
pub(crate) struct Corroboration<'a> {
    /// Files of the system, and those of none, which only their name can tie to it.
    pub(crate) files: &'a [&'a AuditedFile],
    pub(crate) evidence: &'a [&'a SystemEvidence],
    pub(crate) records: &'a [Record],
    /// When the audit began.
    pub(crate) now: Time,
    pub(crate) policy: &'a Policy,
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Corroborated {
    pub(crate) findings: Vec<AuditFinding>,
    /// What has to be done first where secrets cannot be loaded: then they cannot be backed up either.
    pub(crate) relief: Option<Action>,
}

impl Corroboration<'_> {
    /// Compares logs and files; `holders` are the whole files that hold the current secret.
    pub(crate) fn compare(&self, holders: &[&AuditedFile]) -> Corroborated {
        // ENTSSO reads its own backups only: native files, and those that a seal gives back.
        let usable: Vec<&AuditedFile> = self
            .files
            .iter()
            .copied()
            .filter(|file| (file.is_seal() && file.is_whole()) || file.may_be_native())
            .collect();
        let held: Vec<HeldBackup> = usable.iter().map(|file| file.as_held()).collect();
        let mut found = Corroborated::default();
        for system in self.evidence {
            let matches = system.matches(self.records, &held);
            let paths = |places: &[usize]| {
                let files = places.iter().filter_map(|place| usable.get(*place));
                files.map(|file| file.path.clone()).collect::<Vec<_>>()
            };
            found.findings.extend(self.last_backup(system, paths(&matches.named_like_backup)));
            found.findings.extend(self.ages(system, holders));
            if let Some(stretch) = system.unreadable.iter().rev().find(|stretch| stretch.is_open()) {
                self.relieve(stretch, paths(&matches.would_end_unreadable), &mut found);
            }
        }
        found
    }

    fn when(&self, record: usize) -> String {
        self.records.get(record).map_or_else(String::new, time_in_words)
    }

    /// Whether a file of the name that the last backup was written to is here.
    fn last_backup(&self, system: &SystemEvidence, files: Vec<String>) -> Option<AuditFinding> {
        let last = system.backup.last.filter(|_| system.backup.state != BackupState::NoEvidence)?;
        let name = self.records.get(last)?.parameter("file").filter(|name| !name.is_empty())?;
        let code = if files.is_empty() { FindingCode::LoggedBackupMissing } else { FindingCode::LoggedBackupHeld };
        let finding = Finding::new(code).with("found", name).with("time", self.when(last));
        Some(AuditFinding::new(finding, files))
    }

    /// Ages that the log tells where no file does.
    fn ages(&self, system: &SystemEvidence, holders: &[&AuditedFile]) -> Vec<AuditFinding> {
        let days = |record: Option<usize>| {
            let time = self.records.get(record?)?.time?;
            Some(self.now.days_since(Time::from_unix(time.as_second())?))
        };
        let older = |code, days: Option<i64>, most: i64| {
            let days = days.filter(|days| *days > most)?;
            Some(AuditFinding::new(Finding::new(code).with("found", days).with("most", most), Vec::new()))
        };
        let generated = system.current.as_ref().and_then(|current| current.generated);
        let told = holders.iter().any(|file| file.generated().is_some());
        let secret = older(FindingCode::SecretOld, days(generated).filter(|_| !told), self.policy.secret_days);
        // A generated secret is not taken from a live system: its backup does not age.
        let is_native = |file: &&&AuditedFile| matches!(file.content(), Some(ContentView::File { .. }));
        let tells = |file: &AuditedFile| matches!(file.content(), Some(ContentView::File { backed_up: Some(_), .. }));
        let told = holders.iter().any(|file| tells(file));
        let applies = !told && (holders.is_empty() || holders.iter().any(|file| is_native(&file)));
        let backup =
            older(FindingCode::BackupOld, days(system.backup.last).filter(|_| applies), self.policy.backup_days);
        secret.into_iter().chain(backup).collect()
    }

    /// Which files would give back the secrets that a server cannot load.
    fn relieve(&self, stretch: &Unreadable, files: Vec<String>, found: &mut Corroborated) {
        let first = stretch.records.first().map_or_else(String::new, |record| self.when(*record));
        let code = if files.is_empty() { FindingCode::UnreadableUnaided } else { FindingCode::UnreadableAided };
        let finding = Finding::new(code).with("computer", &stretch.computer).with("time", first);
        found.relief.get_or_insert_with(|| Action { what: finding.remedy.clone(), files: files.clone() });
        found.findings.push(AuditFinding::new(finding, files));
    }
}
