//! What follows from the logs, in sentences from one table.

use serde::Serialize;

use crate::{fault::shown, finding::Severity};

/// One conclusion, and the records that it rests on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conclusion {
    /// The stable code.
    pub code: ConclusionCode,
    /// How much it matters.
    pub severity: Severity,
    /// What follows, in one or two sentences.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// The ENTSSO event that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u16>,
    /// The records that it rests on. None for evidence that is absent: then the spans searched are named.
    pub records: Vec<usize>,
}

impl Conclusion {
    /// A conclusion in the table's own words, its placeholders filled.
    pub(super) fn new(
        code: ConclusionCode,
        records: impl IntoIterator<Item = usize>,
        values: &[(&str, Value<'_>)],
    ) -> Self {
        let row = code.row();
        Self {
            code,
            severity: row.severity,
            what: fill(row.what, values),
            remedy: fill(row.remedy, values),
            event: row.event,
            records: records.into_iter().collect(),
        }
    }
}

/// What stands in the place of a placeholder.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// Text from a log: cut and escaped before it is shown.
    Logged(&'a str),
    /// The program's own words and numbers.
    Own(String),
}

/// Fills every `{name}` once: what is filled in is not looked at again.
fn fill(template: &str, values: &[(&str, Value<'_>)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, Value::Logged(text))) => filled.push_str(&shown(text)),
            Some((_, Value::Own(text))) => filled.push_str(text),
            None => {}
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// One row of the conclusions table.
pub struct Row {
    /// The code as it stands in reports.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The ENTSSO event that it is about.
    pub event: Option<u16>,
    /// What follows; `{name}` marks what is filled in.
    pub what: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

macro_rules! conclusions {
    ($($variant:ident $name:literal $severity:ident $event:expr, $what:literal, $remedy:literal;)*) => {
        /// The stable codes of all conclusions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum ConclusionCode {
            $(#[doc = $what] #[serde(rename = $name)] $variant,)*
        }

        impl ConclusionCode {
            /// This code's row in the table.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &Row {
                        name: $name, severity: Severity::$severity, event: $event, what: $what, remedy: $remedy,
                    },)*
                }
            }
        }

        /// Every conclusion there is.
        pub const CONCLUSIONS: &[ConclusionCode] = &[$(ConclusionCode::$variant,)*];
    };
}

conclusions! {
    CurrentSecret "current-secret" Info None, "The current master secret is {msid}{generated}, last stated by event {event} of {time}{previous}.", "Nothing has to be done.";
    NoCurrentSecret "no-current-secret" Warning None, "No evidence of which master secret is current, in {span}.", "Export the Application log of the master secret server, from before the secret was generated or restored.";
    BackedUp "backed-up" Info Some(10559), "The current master secret was backed up at {time}, by {user}, to {file}.", "Make sure that this file can still be found, and its password with it.";
    BackedUpUnnamed "backed-up-unnamed" Warning Some(10559), "A backup was made at {time}, after the current master secret came into use; the log does not say which secrets it holds.", "Export the log on the SSO server itself, where Windows knows ENTSSO's messages.";
    NotBackedUp "not-backed-up" Critical Some(10589), "The current master secret is not backed up: ENTSSO demanded it {count}, from {first} to {time}, and no backup is logged after that.", "On the master secret server run ssoconfig -backupsecret with a full path, and keep the file and its password apart.";
    BackupPredatesSecret "backup-predates-secret" Critical Some(10559), "The current master secret was generated at {time}, and no backup is logged since; the last one, of {backup}, holds another secret.", "On the master secret server run ssoconfig -backupsecret with a full path, and keep the file and its password apart.";
    NoBackupEvidence "no-backup-evidence" Warning Some(10559), "No evidence that the current master secret was backed up, in {span}. Successes are often not logged, and logs wrap.", "Look for the backup among the files, or make a new one with ssoconfig -backupsecret.";
    BackupDemandEnded "backup-demand-ended" Info Some(10589), "From {first} to {last} ENTSSO on {computer} demanded a backup {count}; the backup of {ended} ended that.", "Nothing has to be done.";
    BackupDemandOpen "backup-demand-open" Warning Some(10589), "From {first} to {last} ENTSSO on {computer} demanded a backup {count}, and nothing logged there ended that.", "If this computer still is a master secret server, run ssoconfig -backupsecret on it.";
    FailureMadeGood "failure-made-good" Info None, "On {computer}, {failed} {count}, last at {time}{reason}; the success of {success} made up for it.", "Nothing has to be done.";
    FailureOpen "failure-open" Warning None, "On {computer}, {failed} {count}, last at {time}{reason}; no success is logged after that.", "{action}";
    AccountChanged "account-changed" Info Some(10523), "From {first} on, {computer} could not load its secrets. A backup of {backup} and the restore of {restore} explain it as a change of the service account.", "Nothing has to be done.";
    AccountChangeInProgress "account-change-in-progress" Warning Some(10521), "Since {first}, {computer} cannot load its secrets. There is a backup of {backup}, so this may be a change of the service account that is not finished yet.", "Restore that backup on {computer} with ssoconfig -restoresecret, and restart the service.";
    SecretsNotLoadable "secrets-not-loadable" Critical Some(10521), "Since {first}, {computer} cannot load its secrets, and no restore is logged. There is a backup of {backup}.", "Restore that backup on {computer} with ssoconfig -restoresecret, and restart the service.";
    SecretsNotLoadableNoBackup "secrets-not-loadable-no-backup" Critical Some(10521), "Since {first}, {computer} cannot load its secrets, and neither a backup of them before nor a restore after is logged.", "Restore any backup that holds them. If there is none, put the previous service account back, back up with ssoconfig -backupsecret, change the account, and restore.";
    SecretsRestored "secrets-restored" Info Some(10523), "From {first} on, {computer} could not load its secrets; the restore of {restore} ended that. No backup from before is logged.", "Make sure that the restored secrets are those that were in use.";
    SecretsLoadedAgain "secrets-loaded-again" Info Some(10521), "From {first} on, {computer} could not load its secrets; from {ended} on it used them again without a restore.", "Make sure that the service account has the rights it needs for good.";
    GeneratedOverUnreadable "generated-over-unreadable" Critical Some(10525), "From {first} on, {computer} could not load its secrets, and at {ended} a new one was generated instead.", "Keep every backup of the older secrets: what was stored under them can be read with nothing else.";
    NoSecret "no-secret" Critical Some(10520), "Since {first}, {computer} has no master secret, and neither a restore nor a new secret is logged.", "Restore the newest backup with ssoconfig -restoresecret, if the system stores anything.";
    SecretSupplied "secret-supplied" Info Some(10520), "From {first} on, {computer} had no master secret, until one was restored or generated at {ended}.", "Nothing has to be done.";
    NotLoadedOnFormerServer "not-loaded-on-former-server" Info Some(10521), "Since {first}, {computer} {lacks}. It is not the master secret server now: {server} is, by event {event} of {time}.", "Nothing has to be restored there. Remove what it still holds of the secrets, if that has not been done.";
    Restored "restored" Info Some(10523), "At {time} the secret {msid} was restored on {computer} from {file}, by {user}.", "Nothing has to be done.";
    RestoredElsewhere "restored-elsewhere" Info Some(10523), "At {time} the secret {msid} was restored from {file}, by {user}, on {computer}, which is not the master secret server now.", "If this was a rehearsal, it shows that the file opens and is accepted. Make sure that the computer was isolated.";
    OlderSecretRestored "older-secret-restored" Critical Some(10523), "At {time} the older secret {msid} was restored from {file} on {computer}, in place of {replaced}.", "Restore the newest backup that holds {replaced}: what was stored under it cannot be read until then.";
    OlderSecretWasRestored "older-secret-was-restored" Warning Some(10523), "At {time} the older secret {msid} was restored from {file} on {computer}, in place of {replaced}; it is not the current one any more.", "Make sure that what was stored in between can be read.";
    OtherSecretRestored "other-secret-restored" Warning Some(10523), "At {time} the secret {msid}, which the logs do not name before, was restored from {file} on {computer}, in place of {replaced}.", "Make sure that this is the secret that the SSO database was encrypted under.";
    RestoredOldFormat "restored-old-format" Warning Some(10598), "The backup file {file}, restored at {time}, has the older format.", "Back up again, so that the newest backup has the newer format.";
    NotDecrypted "not-decrypted" Critical Some(10536), "After the restore of {time} what is stored does not decrypt (0x80090005), first at {failed}.", "Find out under which secret the SSO database was encrypted, and restore the backup that holds it.";
    SecretServerChanged "secret-server-changed" Info Some(10575), "At {time} the role of the master secret server moved from {from} to {to}, and the secrets were restored there at {restore}.", "Remove the secrets from the old server, if that has not been done.";
    SecretServerNotRestored "secret-server-not-restored" Warning Some(10575), "At {time} the role of the master secret server moved from {from} to {to}; no restore is logged there after that.", "Make sure that {to} has the secrets: the role moves, the secrets do not.";
    SecretServerNotLogged "secret-server-not-logged" Warning Some(10575), "At {time} the role of the master secret server moved from {from} to {to}, and no log of {to} was read.", "Export the Application log of {to}, too.";
    ReencryptionOpen "reencryption-open" Warning Some(10562), "Re-encryption of the SSO database began at {time}, and its end is not logged.", "Keep every backup that holds the previous secret until event 10528 tells that re-encryption has ended.";
    Noted "noted" Warning None, "On {computer}, {failed} {count}, last at {time}.", "{action}";
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue;

    #[test]
    fn the_table_is_sound() {
        let names: BTreeSet<&str> = CONCLUSIONS.iter().map(|code| code.row().name).collect();
        assert_eq!(names.len(), CONCLUSIONS.len());
        for code in CONCLUSIONS {
            let row = code.row();
            assert!(row.what.ends_with('.'), "{}", row.name);
            assert!(row.remedy.ends_with('.') || row.remedy == "{action}", "{}", row.name);
            if let Some(event) = row.event {
                assert!(catalogue::event(event).is_some(), "{}", row.name);
            }
            assert_eq!(serde_json::to_value(code).unwrap(), row.name);
        }
    }

    #[test]
    fn text_from_logs_is_cut_and_escaped_and_never_filled_in_itself() {
        let file = format!("a\u{202e}b{}", "x".repeat(1000));
        let values =
            [("file", Value::Logged(&file)), ("user", Value::Logged("{msid}")), ("msid", Value::Own("M".to_owned()))];
        let conclusion = Conclusion::new(ConclusionCode::Restored, [1], &values);
        assert!(!conclusion.what.contains('\u{202e}'));
        assert!(conclusion.what.len() < 300);
        assert!(conclusion.what.contains("by {msid}."), "{}", conclusion.what);
    }
}
