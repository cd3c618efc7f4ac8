//! From facts to sentences.

use super::{
    BackupState, Conclusion, ConclusionCode as Code, Restore, RestoreEffect, SystemEvidence, Unreadable,
    UnreadableState, conclusion::Value, failure::Failure, system::System,
};
use crate::{
    catalogue::{self, Role},
    eventlog::Record,
};

/// Where the usual advice, to back up, leads nowhere.
const CANNOT_BE_BACKED_UP: &str =
    "Look for a backup among the files: what cannot be loaded cannot be backed up either.";

/// All conclusions about one system, worst first.
pub(super) fn conclusions(records: &[Record], system: &System<'_>, evidence: &SystemEvidence) -> Vec<Conclusion> {
    let tell = Teller { records, system, evidence };
    let mut found = Vec::new();
    tell.current(&mut found);
    tell.backup(&mut found);
    tell.unreadable(&mut found);
    tell.restores(&mut found);
    tell.server_changes(&mut found);
    tell.spells(&mut found);
    tell.failures(&mut found);
    tell.reencryption(&mut found);
    found.sort_by_key(|conclusion| std::cmp::Reverse(conclusion.severity));
    found
}

struct Teller<'t, 'a> {
    records: &'t [Record],
    system: &'t System<'a>,
    evidence: &'t SystemEvidence,
}

impl Teller<'_, '_> {
    fn time(&self, record: usize) -> Value<'static> {
        Value::Own(self.records.get(record).map_or_else(String::new, time_in_words))
    }

    fn parameter(&self, record: usize, name: &str) -> Value<'_> {
        let value = self.records.get(record).and_then(|record| record.parameter(name));
        Value::Logged(value.filter(|value| !value.is_empty()).unwrap_or("an unnamed one"))
    }

    /// The spans that were searched, for evidence that is absent.
    fn span(&self) -> Value<'static> {
        let server = self.evidence.secret_server.as_ref().map(|server| server.computer.as_str());
        let searched = &self.evidence.searched;
        let of_server = || searched.iter().filter(|span| Some(span.computer.as_str()) == server);
        let spans: Vec<_> =
            if of_server().next().is_some() { of_server().collect() } else { searched.iter().collect() };
        let mut words: Vec<String> = spans
            .iter()
            .take(3)
            .map(|span| {
                let gaps = if span.missing > 0 { format!(", {} records missing", span.missing) } else { String::new() };
                let computer = crate::fault::shown(&span.computer);
                format!(
                    "the log of {computer} from {} to {}{gaps}",
                    end_in_words(&span.first),
                    end_in_words(&span.last)
                )
            })
            .collect();
        if spans.len() > 3 {
            words.push(format!("{} more", spans.len() - 3));
        }
        Value::Own(if words.is_empty() { "no log of this system".to_owned() } else { words.join("; ") })
    }

    fn current(&self, found: &mut Vec<Conclusion>) {
        found.push(match &self.evidence.current {
            None => Conclusion::new(Code::NoCurrentSecret, [], &[("span", self.span())]),
            Some(current) => {
                let event = self.records.get(current.stated).map_or(0, |record| record.event_id);
                let mut records: Vec<usize> =
                    current.generated.into_iter().chain([current.since, current.stated]).collect();
                records.dedup();
                let of_generation = current.generated.and_then(|record| self.records.get(record));
                let generated = of_generation.map(|record| format!(", generated at {}", time_in_words(record)));
                let previous = current.previous.as_ref().map(|msid| format!("; the previous one is {msid}"));
                Conclusion::new(
                    Code::CurrentSecret,
                    records,
                    &[
                        ("msid", Value::Own(current.msid.clone())),
                        ("generated", Value::Own(generated.unwrap_or_default())),
                        ("event", Value::Own(event.to_string())),
                        ("time", self.time(current.stated)),
                        ("previous", Value::Own(previous.unwrap_or_default())),
                    ],
                )
            }
        });
    }

    fn backup(&self, found: &mut Vec<Conclusion>) {
        let backup = &self.evidence.backup;
        let since = self.evidence.current.as_ref().map(|current| current.since);
        let mut conclusion = match (backup.state, backup.last, backup.demanded) {
            (BackupState::BackedUp, Some(last), _) => Conclusion::new(
                Code::BackedUp,
                [last],
                &[
                    ("time", self.time(last)),
                    ("user", self.parameter(last, "user")),
                    ("file", self.parameter(last, "file")),
                ],
            ),
            (BackupState::NotBackedUp, _, Some(demanded)) => {
                let spell = self.evidence.spells.iter().find(|spell| spell.last == demanded);
                let count = spell.map_or(1, |spell| spell.count);
                let first = spell.map(|spell| spell.first).filter(|first| *first != demanded);
                Conclusion::new(
                    Code::NotBackedUp,
                    first.into_iter().chain([demanded]),
                    &[
                        ("count", Value::Own(times(count))),
                        ("first", self.time(first.unwrap_or(demanded))),
                        ("time", self.time(demanded)),
                    ],
                )
            }
            (BackupState::BackupPredatesSecret, ..) => Conclusion::new(
                Code::BackupPredatesSecret,
                since.into_iter().chain(backup.last_of_another),
                &[
                    ("time", self.time(since.unwrap_or_default())),
                    ("backup", self.time(backup.last_of_another.unwrap_or_default())),
                ],
            ),
            _ => match backup.unnamed.last() {
                Some(unnamed) => Conclusion::new(Code::BackedUpUnnamed, [*unnamed], &[("time", self.time(*unnamed))]),
                None => Conclusion::new(Code::NoBackupEvidence, [], &[("span", self.span())]),
            },
        };
        if backup.state != BackupState::BackedUp && self.evidence.unreadable.iter().any(Unreadable::is_open) {
            CANNOT_BE_BACKED_UP.clone_into(&mut conclusion.remedy);
        }
        found.push(conclusion);
    }

    fn unreadable(&self, found: &mut Vec<Conclusion>) {
        for stretch in &self.evidence.unreadable {
            let backup = stretch.backed_up_before;
            let code = match (stretch.state, stretch.missing, backup) {
                (UnreadableState::Retired, ..) => Code::NotLoadedOnFormerServer,
                (UnreadableState::Open | UnreadableState::InProgress, true, _) => Code::NoSecret,
                (_, true, _) => Code::SecretSupplied,
                (UnreadableState::AccountChanged, ..) => Code::AccountChanged,
                (UnreadableState::Restored, ..) => Code::SecretsRestored,
                (UnreadableState::LoadedAgain, ..) => Code::SecretsLoadedAgain,
                (UnreadableState::Generated, ..) => Code::GeneratedOverUnreadable,
                (UnreadableState::InProgress, ..) => Code::AccountChangeInProgress,
                (UnreadableState::Open, _, Some(_)) => Code::SecretsNotLoadable,
                (UnreadableState::Open, _, None) => Code::SecretsNotLoadableNoBackup,
            };
            let lacks = if stretch.missing { "has no master secret" } else { "cannot load its secrets" };
            let time_of = |record: Option<usize>| record.map_or(Value::Own(String::new()), |record| self.time(record));
            let backup_told = code.row().what.contains("{backup}");
            let server = self.evidence.secret_server.as_ref().filter(|_| code == Code::NotLoadedOnFormerServer);
            let event = server.and_then(|server| self.records.get(server.record)).map(|record| record.event_id);
            let records = backup
                .filter(|_| backup_told)
                .into_iter()
                .chain(stretch.records.iter().copied())
                .chain(stretch.ended_by)
                .chain(server.map(|server| server.record));
            found.push(Conclusion::new(
                code,
                records,
                &[
                    ("computer", Value::Logged(&stretch.computer)),
                    ("first", time_of(stretch.records.first().copied())),
                    ("backup", time_of(backup)),
                    ("restore", time_of(stretch.ended_by)),
                    ("ended", time_of(stretch.ended_by)),
                    ("lacks", Value::Own(lacks.to_owned())),
                    ("server", Value::Logged(server.map_or("", |server| &server.computer))),
                    ("event", Value::Own(event.unwrap_or_default().to_string())),
                    ("time", time_of(server.map(|server| server.record))),
                ],
            ));
        }
    }

    fn restores(&self, found: &mut Vec<Conclusion>) {
        let current = self.evidence.current.as_ref().map(|current| current.msid.as_str());
        for restore in &self.evidence.restores {
            let code = match restore.effect {
                _ if !restore.on_secret_server => Code::RestoredElsewhere,
                RestoreEffect::Older if restore.msid.as_deref() == current => Code::OlderSecretRestored,
                RestoreEffect::Older => Code::OlderSecretWasRestored,
                RestoreEffect::Other => Code::OtherSecretRestored,
                RestoreEffect::Same | RestoreEffect::Unknown => Code::Restored,
            };
            let values = self.of_restore(restore);
            found.push(Conclusion::new(code, [restore.record], &values));
            if let Some(warning) = restore.old_format {
                found.push(Conclusion::new(Code::RestoredOldFormat, [restore.record, warning], &values));
            }
            if let Some(failed) = restore.not_decrypted {
                found.push(Conclusion::new(Code::NotDecrypted, [restore.record, failed], &values));
            }
        }
    }

    fn of_restore<'v>(&'v self, restore: &'v Restore) -> Vec<(&'static str, Value<'v>)> {
        let msid = |msid: &Option<String>| Value::Own(msid.clone().unwrap_or_else(|| "of no stated MSID".to_owned()));
        vec![
            ("time", self.time(restore.record)),
            ("computer", Value::Logged(&restore.computer)),
            ("msid", msid(&restore.msid)),
            ("replaced", msid(&restore.replaced)),
            ("file", self.parameter(restore.record, "file")),
            ("user", self.parameter(restore.record, "user")),
            ("failed", restore.not_decrypted.map_or(Value::Own(String::new()), |failed| self.time(failed))),
        ]
    }

    fn server_changes(&self, found: &mut Vec<Conclusion>) {
        for change in &self.evidence.server_changes {
            let code = match (change.restored, change.new_server_logged) {
                (Some(_), _) => Code::SecretServerChanged,
                (None, true) => Code::SecretServerNotRestored,
                (None, false) => Code::SecretServerNotLogged,
            };
            found.push(Conclusion::new(
                code,
                [change.record].into_iter().chain(change.restored),
                &[
                    ("time", self.time(change.record)),
                    ("from", self.parameter(change.record, "old_secret_server")),
                    ("to", self.parameter(change.record, "new_secret_server")),
                    ("restore", change.restored.map_or(Value::Own(String::new()), |record| self.time(record))),
                ],
            ));
        }
    }

    fn spells(&self, found: &mut Vec<Conclusion>) {
        for spell in &self.evidence.spells {
            let mut records = vec![spell.first, spell.last];
            records.dedup();
            let code = match spell.ended_by {
                Some(_) => Code::BackupDemandEnded,
                // Told as the state of the current secret already.
                None if self.evidence.backup.demanded == Some(spell.last) => continue,
                None => Code::BackupDemandOpen,
            };
            found.push(Conclusion::new(
                code,
                records.into_iter().chain(spell.ended_by),
                &[
                    ("computer", Value::Logged(&spell.computer)),
                    ("count", Value::Own(times(spell.count))),
                    ("first", self.time(spell.first)),
                    ("last", self.time(spell.last)),
                    ("ended", spell.ended_by.map_or(Value::Own(String::new()), |record| self.time(record))),
                ],
            ));
        }
    }

    fn failures(&self, found: &mut Vec<Conclusion>) {
        for failure in &self.evidence.failures {
            let code = if failure.made_good_by.is_some() { Code::FailureMadeGood } else { Code::FailureOpen };
            found.push(self.failure(code, failure));
        }
        for failure in &self.evidence.noted {
            found.push(self.failure(Code::Noted, failure));
        }
    }

    fn failure(&self, code: Code, failure: &Failure) -> Conclusion {
        let event = catalogue::event(failure.event_id);
        let last = failure.records.last().copied().unwrap_or_default();
        let reasons: Vec<String> = failure
            .reasons
            .iter()
            .map(|reason| {
                let text = crate::fault::shown(&reason.text);
                let meaning = reason.meaning.as_deref().map(|meaning| meaning.trim_end_matches('.'));
                meaning.map_or(text.clone(), |meaning| format!("{text} ({meaning})"))
            })
            .collect();
        let reason = if reasons.is_empty() { String::new() } else { format!(", because of {}", reasons.join("; ")) };
        let symbol = event.map_or("", |event| event.symbol.as_str());
        let mut conclusion = Conclusion::new(
            code,
            failure.records.iter().copied().chain(failure.made_good_by),
            &[
                ("computer", Value::Logged(&failure.computer)),
                ("failed", Value::Own(format!("event {} ({symbol}) was logged", failure.event_id))),
                ("count", Value::Own(times(failure.count))),
                ("time", self.time(last)),
                ("reason", Value::Own(reason)),
                ("success", failure.made_good_by.map_or(Value::Own(String::new()), |record| self.time(record))),
                ("action", Value::Own(event.map_or(String::new(), |event| event.action.clone()))),
            ],
        );
        conclusion.event = Some(failure.event_id);
        conclusion
    }

    /// Re-encryption that began after the last one that ended.
    fn reencryption(&self, found: &mut Vec<Conclusion>) {
        let witnesses = &self.system.witnesses;
        let last = |role: Role| witnesses.iter().rposition(|witness| witness.role() == role);
        let began = last(Role::ReencryptStarting);
        if began > last(Role::Reencrypted)
            && let Some(witness) = began.and_then(|at| witnesses.get(at))
        {
            found.push(Conclusion::new(Code::ReencryptionOpen, [witness.index], &[("time", self.time(witness.index))]));
        }
    }
}

/// How often, in words.
pub(crate) fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// The time of a record, as sentences state it.
pub(crate) fn time_in_words(record: &Record) -> String {
    match (&record.time, record.local_time()) {
        (Some(time), _) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        (None, Some(local)) => format!("{} local time", crate::fault::shown(local)),
        (None, None) => "an unknown time".to_owned(),
    }
}

fn end_in_words(end: &crate::eventlog::End) -> String {
    match (&end.time, &end.local_time) {
        (Some(time), _) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        (None, Some(local)) => format!("{} local time", crate::fault::shown(local)),
        (None, None) => "an unknown time".to_owned(),
    }
}
