//! Findings: what is worth knowing about a file beyond its verdict, from one table.

use std::fmt::Display;

use serde::Serialize;

use crate::{
    backup::Backup,
    content::Content,
    fault::shown,
    password::Password,
    policy::Policy,
    slot::{PasswordSlot, Slot},
    time::Time,
};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// To be mended soon.
    Warning,
    /// To be mended now.
    Critical,
}

impl Severity {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// The remedy of what needs none; where space is short it is left out.
pub const NOTHING_TO_DO: &str = "Nothing has to be done.";

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Finding {
    /// The stable code.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, in one sentence.
    pub what: String,
    /// What to do, in one sentence.
    pub remedy: String,
    /// The ENTSSO event that it corresponds to, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u16>,
}

impl Finding {
    /// A finding in the table's own words.
    pub fn new(code: FindingCode) -> Self {
        let row = code.row();
        Self {
            code,
            severity: row.severity,
            what: row.what.to_owned(),
            remedy: row.remedy.to_owned(),
            event: row.event,
        }
    }

    /// Fills the placeholder `{name}`. What comes from outside is cut and escaped first.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        let (placeholder, value) = (format!("{{{name}}}"), shown(&value.to_string()));
        self.what = self.what.replace(&placeholder, &value);
        self.remedy = self.remedy.replace(&placeholder, &value);
        self
    }
}

/// One row of the findings table.
pub struct Row {
    /// The code.
    pub code: FindingCode,
    /// The code as it stands in reports.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The ENTSSO event that it corresponds to.
    pub event: Option<u16>,
    /// What it is; `{name}` marks what is filled in.
    pub what: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

macro_rules! findings {
    ($($variant:ident $name:literal $severity:ident $event:expr, $what:literal, $remedy:literal;)*) => {
        /// The stable codes of all findings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum FindingCode {
            $(#[doc = $what] #[serde(rename = $name)] $variant,)*
        }

        impl FindingCode {
            /// This code's row in the table.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &Row {
                        code: Self::$variant, name: $name, severity: Severity::$severity, event: $event,
                        what: $what, remedy: $remedy,
                    },)*
                }
            }
        }

        /// Every finding there is.
        pub const CODES: &[FindingCode] = &[$(FindingCode::$variant,)*];
    };
}

findings! {
    ChecksumDamaged "checksum-damaged" Critical None, "The file was damaged, and yet everything that matters in it is whole and authentic.", "Re-wrap it into a new file now, and replace this copy.";
    Salvageable "salvageable" Critical None, "The content of this file is whole and this password reaches it, although the file as a whole cannot be trusted.", "Use another copy; if there is none, restore with --salvage.";
    ReminderHoldsPassword "reminder-holds-password" Critical None, "The reminder of the slot {slot} contains the password, and everybody who has the file can read it.", "Re-wrap with a new password and another reminder, and destroy the old copies.";
    WeakDerivation "weak-derivation" Warning None, "The slot {slot} costs an attacker little for each guess: {found}; at least {least} is recommended.", "Re-wrap, or replace the slot, with a higher cost.";
    WeakPassword "weak-password" Warning None, "The password can be guessed in about {found} guesses.", "Re-wrap with several random words as the password.";
    OneCustodian "one-custodian" Warning None, "Custodians who can open this file: {count} ({found}); the policy asks for {least}.", "Add a slot for a second administrator with slot add.";
    SecretOld "secret-old" Warning None, "The current secret was generated {found} days ago; the policy allows {most}.", "Generate a new master secret, back it up, and seal that backup.";
    BackupOld "backup-old" Warning Some(10589), "The secret was last backed up from the live system {found} days ago; the policy allows {most}.", "Make a new backup on the master secret server, and seal it.";
    CreatedInFuture "created-in-future" Warning None, "The file states a time that is still to come: {found}. How old it is cannot be known.", "Check the clocks of this machine and of the one that wrote the file, and what was stated then.";
    UnknownSlot "unknown-slot" Warning None, "The slot {slot} is of a kind that this version does not know ({kind}) and was passed over.", "Use a newer version of this tool to see what it is.";
    AgeUnknown "age-unknown" Info None, "The file does not say when its content was taken from the live system.", "Give --backed-up when sealing, so that its age can be watched.";
    NoReminder "no-reminder" Info None, "The slot {slot} has no reminder.", "Add one with slot replace, if the password is not kept in a safe.";
    NoPrevious "no-previous" Info None, "The file holds no previous secret.", "Keep older backups as long as data encrypted with older secrets exists.";
    NoNativePassword "no-native-password" Info None, "The password of the enclosed native file is not enclosed with it.", "Make sure that its custodian still has it; opening the seal does not test it.";
    NativeUntested "native-untested" Info None, "Opening the seal proves that the enclosed file is unchanged; it cannot prove that ENTSSO accepts it.", "Rehearse a restore on an isolated server once.";
    UnknownExtension "unknown-extension" Info None, "The file carries extensions that this version does not know: {found}.", "Use a newer version of this tool to see what they are.";
    RepairData "repair-data" Info None, "The file carries repair data, which this version does not use.", "Nothing has to be done; a re-wrap leaves it out.";
    Reformatted "reformatted" Info None, "The file is not byte for byte as it was written ({found}), and reads as if it were.", "Nothing has to be done; a re-wrap writes it cleanly.";
    OtherSlots "other-slots" Info None, "Whether the other custodians ({found}) can still open the file was not tried.", "Let each of them check it with their own password.";
    NotNative "not-native" Warning Some(10564), "The enclosed file seems to be something else than a native backup: {found}.", "Make sure that it is the file that ssoconfig -backupsecret wrote.";
    SalvagedHeader "salvaged-header" Warning None, "Nothing in the header of this file is authenticated: names, identifiers and times in it may be false.", "Compare what was given back with another source before it is used.";
    NotForEntsso "not-for-entsso" Info None, "This secret serves systems that take their master secret from this tool: ENTSSO cannot import it, and it does not end event 10589.", "For ENTSSO, use ssoconfig -backupsecret on the server, then seal the file that it writes.";
    OldCopies "old-copies" Info None, "Older copies of this file still open with the old password.", "Find and destroy them, if the old password must not open anything any more.";
    NotPrivate "not-private" Warning None, "Others may be able to read {found}: the place it lies in did not take the rights that keep them out.", "Move it to a disk that keeps access rights (on Windows NTFS), or into a folder that nobody else can enter.";
    // Across files
    BackupBroken "backup-broken" Warning None, "This backup does not hold: it is {found}.", "Use another copy; if there is none, try to salvage what it holds.";
    BackupTampered "backup-tampered" Critical None, "This backup was altered, or a faulty program wrote it: it is {found}.", "Keep it as evidence, use another copy, and find out who could write to this one.";
    FingerprintsDiffer "fingerprints-differ" Critical None, "The MSID {msid} has {found} different fingerprints in these files: at least one of them does not hold what it says.", "Find out which is right by restoring on an isolated server, and keep the others as evidence.";
    OneSecretSeveralMsids "one-secret-several-msids" Warning None, "The secrets {msids} have one fingerprint: they are one and the same secret under {found} MSIDs.", "Find out which MSID is its own; a file that states another one does not hold what it says.";
    CurrentNotHeld "current-not-held" Critical Some(10589), "None of the files is known to hold the current secret {msid}.", "Back it up on the master secret server with ssoconfig -backupsecret now, and seal that file.";
    FewCopies "few-copies" Warning None, "Whole files that hold the current secret: {found}; the policy asks for {least}.", "Put another copy in another place, and check it there.";
    NotOpened "not-opened" Warning None, "None of the {found} candidate passwords opens this backup.", "Ask the custodians of its slots: {slots}.";
    NotTried "not-tried" Info None, "No candidate password was there to be tried on this backup.", "Give candidates, so that the audit can prove that it opens.";
    TrialRefused "trial-refused" Warning None, "Not every candidate could be tried on every slot of this backup: {found}.", "Allow the audit more memory, or check the file alone.";
    TrialsMissing "trials-missing" Warning None, "The audit ended before every candidate was tried on this backup.", "Run the audit again to its end.";
    SameBackup "same-backup" Info None, "The same content stands in {found} files.", "Nothing has to be done.";
    SameFile "same-file" Info None, "These are {found} names of one file, which count as one copy.", "Put a second copy in another place.";
    SeveralBackups "several-backups" Info None, "{found} different backups hold the secret {msid} as their current one; {proof}", "Nothing has to be done.";
    OldGenerationOpens "old-generation-opens" Warning None, "This file was replaced by {newer} and still opens with {candidate}.", "Destroy it if the old password must not open anything any more; keep it only if it holds a secret that nothing else holds.";
    OldGeneration "old-generation" Info None, "This file was replaced by {newer}.", "Keep it only as long as there is a reason to.";
    NativeSealed "native-sealed" Info None, "This native file is enclosed bit for bit in {found}.", "Once the seal is proven in every place, this copy is needed no more than any other native backup.";
    NativeUnsealed "native-unsealed" Warning None, "This may be a native backup, and none of the files encloses it: nobody can tell whether it is whole or whether its password is known.", "If ssoconfig -backupsecret wrote it, seal it with its password.";
    OtherBak "other-bak" Warning Some(10564), "This file is named like a backup and is something else: {found}.", "Keep it apart from the master-secret backups, so that nobody takes it for one.";
    SystemsShareSecret "systems-share-secret" Warning None, "The secret {msid} is named by files of several systems: {found}.", "Correct the system label of the files that are wrong, by sealing or re-wrapping them again.";
    LogsDisagree "logs-disagree" Warning None, "Logs whose times cannot be compared name different secrets as current: {found}. The worst answer of all is given.", "State the time zone of the logs, or export them anew with wevtutil epl, so that they can be put in order.";
    SystemDiffers "system-differs" Warning None, "The file says that it belongs to the system {found}, and was given as one of {wanted}.", "Make sure that it lies in the right place.";
    NoSystem "no-system" Info None, "Nothing says which system this backup belongs to.", "Tell the audit which system its folder belongs to, or state system and MSIDs when sealing.";
    ReminderMissing "reminder-missing" Warning None, "The slot {slot} has no reminder, and the policy asks for one.", "Replace the slot, and give a reminder that helps only those who know the password.";
    ReminderHoldsCandidate "reminder-holds-candidate" Critical None, "The reminder of the slot {slot} contains the candidate password {candidate}, and everybody who has the file can read it.", "Re-wrap with a new password and another reminder, and destroy the old copies.";
    TextHoldsCandidate "text-holds-candidate" Critical None, "Readable text in this file contains the candidate password {candidate}; this report leaves that text out.", "Change that password wherever it is used, and destroy the old copies.";
    SealUnproven "seal-unproven" Warning None, "The seal opens, but nothing shows that the native file in it can be restored.", "Restore the native file in this seal once on an isolated server, and give that server's event log to the audit.";
    SealAttested "seal-attested" Warning Some(10559), "The event log attests that a file of this name was written with these secrets; it names files, not their content, and nobody has restored it since.", "Restore the native file in this seal once on an isolated server, and give that server's event log to the audit.";
    SealRehearsed "seal-rehearsed" Info Some(10523), "The event log attests that a file of this name with these secrets was restored later; it names files, not their content.", "Repeat the rehearsal after every change of the secret.";
    CandidateRepeated "candidate-repeated" Info None, "The candidate {found} is the same password as {first} and was not tried again.", "Give every custodian a password of their own.";
    CandidateUnused "candidate-unused" Info None, "The candidate {found} opens none of the files.", "Find out what it is for, or whether a file is missing.";
    LoggedBackupHeld "logged-backup-held" Info Some(10559), "A file of the name that the last logged backup of the current secret was written to ({found}, {time}) is among the files; events name files, not their content.", "Nothing has to be done.";
    LoggedBackupMissing "logged-backup-missing" Warning Some(10559), "No file of the name that the last logged backup of the current secret was written to ({found}, {time}) is among the files.", "Find that file, or back up again with ssoconfig -backupsecret, and seal it.";
    UnreadableAided "unreadable-aided" Critical Some(10521), "Since {time}, {computer} cannot load its secrets; each of these files is said to hold what is missing.", "Restore one of these files on {computer} with ssoconfig -restoresecret (a seal has to give back the file in it first), and restart the service.";
    UnreadableUnaided "unreadable-unaided" Critical Some(10521), "Since {time}, {computer} cannot load its secrets, and none of the files is known to hold them.", "Look for a backup elsewhere; failing that, put the previous service account back on {computer}, so that the secrets load again, back them up then, and seal that backup.";
    LogUnreadable "log-unreadable" Critical None, "This event log could not be read, so its evidence is missing: {found}", "Export it anew on its server, with wevtutil epl, and run the audit again.";
    LogNotRead "log-not-read" Warning None, "This is an event log, and it was not read as evidence.", "Give it to the audit as an event log, if it comes from an SSO server.";
    NotHashed "not-hashed" Info None, "Of this file's {found} bytes only the beginning and the end were looked at, and it was not hashed.", "Let the audit hash everything if the report has to name its SHA-256.";
    Unreadable "unreadable" Warning None, "This could not be read: {found}", "Run the audit with an account that may read it, or give a copy.";
    ChangedWhileRead "changed-while-read" Warning None, "The file changed while it was read, and again when it was read once more.", "Find out who writes to it, and run the audit again.";
    NotAFile "not-a-file" Info None, "This is {found} and was passed over.", "Nothing has to be done.";
    SeenBefore "seen-before" Info None, "This link leads to something that was looked at already.", "Nothing has to be done.";
    AuditPartial "audit-partial" Critical None, "The audit is partial: {found}", "Run it again to its end; this report proves nothing about what is missing.";
}

/// What a file shows without a password.
pub fn of_backup(backup: &Backup, policy: &Policy, now: Time) -> Vec<Finding> {
    use FindingCode as Code;
    let header = &backup.header;
    let mut findings = Vec::new();
    for slot in &header.slots {
        match slot {
            Slot::Password(slot) => of_slot(slot, policy, &mut findings),
            Slot::Unknown(slot) => findings.push(
                Finding::new(Code::UnknownSlot)
                    .with("slot", quoted(slot.label.as_deref().unwrap_or("without a label")))
                    .with("kind", &slot.kind),
            ),
        }
    }
    let custodians = header.password_slots().count();
    if custodians < policy.custodians {
        let who = header.password_slots().map(|slot| quoted(&slot.label)).collect::<Vec<_>>().join(", ");
        findings.push(
            Finding::new(Code::OneCustodian)
                .with("count", custodians)
                .with("found", who)
                .with("least", policy.custodians),
        );
    }
    let generated = match &header.content {
        Content::Secrets(secrets) => secrets.current.generated,
        Content::File(_) => None,
    };
    let latest = [Some(header.created), header.content.backed_up(), generated].into_iter().flatten().max();
    if let Some(to_come) = latest.filter(|time| *time > now) {
        findings.push(Finding::new(Code::CreatedInFuture).with("found", to_come));
    }
    let aged = |code, since: Option<Time>, most: i64| {
        let days = now.days_since(since?);
        (days > most).then(|| Finding::new(code).with("found", days).with("most", most))
    };
    match &header.content {
        Content::Secrets(secrets) => {
            findings.extend(aged(Code::SecretOld, secrets.current.generated, policy.secret_days));
            if secrets.previous.is_none() {
                findings.push(Finding::new(Code::NoPrevious));
            }
        }
        Content::File(file) => {
            findings.extend(aged(Code::BackupOld, file.backed_up, policy.backup_days));
            findings.push(Finding::new(Code::NativeUntested));
            if file.native_password_bytes.is_none() {
                findings.push(Finding::new(Code::NoNativePassword));
            }
        }
    }
    if header.content.backed_up().is_none() {
        findings.push(Finding::new(Code::AgeUnknown));
    }
    let extensions = header.extension_names();
    if !extensions.is_empty() {
        findings.push(Finding::new(Code::UnknownExtension).with("found", extensions.join(", ")));
    }
    findings
}

fn of_slot(slot: &PasswordSlot, policy: &Policy, findings: &mut Vec<Finding>) {
    let least = policy.least_cost;
    if slot.cost.memory_kib < least.memory_kib || slot.cost.work_kib() < least.work_kib() {
        findings.push(
            Finding::new(FindingCode::WeakDerivation)
                .with("slot", quoted(&slot.label))
                .with("found", slot.cost)
                .with("least", least),
        );
    }
    if slot.reminder.is_none() {
        findings.push(Finding::new(FindingCode::NoReminder).with("slot", quoted(&slot.label)));
    }
}

/// What the right password adds: reminders that give it away, and custodians who were not asked.
pub fn of_opened(backup: &Backup, opened_slot: &str, password: &Password) -> Vec<Finding> {
    let slots = || backup.header.password_slots();
    let gives_away = |slot: &&PasswordSlot| slot.reminder.as_ref().is_some_and(|text| password.stands_in(text));
    let mut findings: Vec<_> = slots()
        .filter(gives_away)
        .map(|slot| Finding::new(FindingCode::ReminderHoldsPassword).with("slot", quoted(&slot.label)))
        .collect();
    let others: Vec<_> = slots().filter(|slot| slot.label != opened_slot).map(|slot| quoted(&slot.label)).collect();
    if !others.is_empty() {
        findings.push(Finding::new(FindingCode::OtherSlots).with("found", others.join(", ")));
    }
    findings
}

/// Words that whoever attacks any backup tries, beside those that stand in it.
pub const COMMON_WORDS: [&str; 4] = ["entsso", "ssoconfig", "biztalk", "mastersecret"];

/// What an estimate of the guesses that a password takes says about it. Only the power of ten is told, so that a report
/// gives little away.
pub fn of_password(guesses: u64, policy: &Policy) -> Option<Finding> {
    (guesses < policy.least_guesses)
        .then(|| Finding::new(FindingCode::WeakPassword).with("found", power_of_ten(guesses)))
}

fn power_of_ten(guesses: u64) -> String {
    let digits = guesses.checked_ilog10().unwrap_or(0);
    let leading = 10_u32.pow(digits % 3);
    match ["", "thousand", "million", "billion", "trillion"].get(digits as usize / 3) {
        Some(&"") => leading.to_string(),
        Some(name) => format!("{leading} {name}"),
        None => "a thousand trillion".to_owned(),
    }
}

/// Sorts by severity, worst first, and keeps the order otherwise.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
}

fn quoted(label: &str) -> String {
    format!("“{label}”")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_weak_password_is_told_by_the_power_of_ten_of_its_guesses() {
        let what = |guesses| of_password(guesses, &Policy::default()).map(|finding| finding.what);
        for (guesses, words) in
            [(0, "about 1 guesses"), (47, "about 10 guesses"), (999_999, "100 thousand"), (9_999_999_999, "1 billion")]
        {
            assert!(what(guesses).unwrap().contains(words), "{guesses}: {:?}", what(guesses));
        }
        assert_eq!(what(crate::policy::LEAST_GUESSES), None);
        assert_eq!(what(u64::MAX), None);
    }

    #[test]
    fn codes_are_unique_and_serialise_as_their_names() {
        let mut seen = HashSet::new();
        for code in CODES {
            let row = code.row();
            assert_eq!(row.code, *code);
            assert!(seen.insert(row.name), "{} twice", row.name);
            assert_eq!(serde_json::to_value(code).unwrap(), row.name);
            // What is filled in last brings its own full stop.
            assert!(row.what.ends_with(['.', '}']) && row.remedy.ends_with('.'), "{}", row.name);
        }
    }
}
