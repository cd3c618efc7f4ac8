//! Restores, and moves of the master secret server.

use std::collections::HashMap;

use jiff::SignedDuration;
use serde::Serialize;
use uuid::Uuid;

use super::system::{Host, Hosts, System, Witness};
use crate::catalogue::{self, Role};

/// How far apart a restore and the warning about its file's old format may be logged.
const SAME_RESTORE: SignedDuration = SignedDuration::from_mins(10);

/// The same in record ids, where the log states no time zone.
const NEXT_RECORDS: u64 = 10;

/// NTE_BAD_DATA: what was stored did not decrypt.
const BAD_DATA: u32 = 0x8009_0005;

/// What a restore did to the current secret of its server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RestoreEffect {
    /// The secret that was current before is current again.
    Same,
    /// An older secret took the place of the current one.
    Older,
    /// A secret that the logs do not name before took the place of the current one.
    Other,
    /// The logs do not tell which secret was current before.
    Unknown,
}

/// One restore.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Restore {
    /// Its record.
    pub record: usize,
    /// The server it was done on.
    pub computer: String,
    /// Whether that is the master secret server of the system at the end of the logs.
    pub on_secret_server: bool,
    /// The file, as it was named.
    pub file: Option<String>,
    /// The secret that became current.
    pub msid: Option<String>,
    /// What that did.
    pub effect: RestoreEffect,
    /// The secret that was current before, where another one took its place.
    pub replaced: Option<String>,
    /// The warning that the file has the older format.
    pub old_format: Option<usize>,
    /// Later failures to decrypt what is stored, until the next restore; the first of them.
    pub not_decrypted: Option<usize>,
}

/// One move of the master secret server.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerChange {
    /// Its record.
    pub record: usize,
    /// The server until then.
    pub from: Option<String>,
    /// The server from then on.
    pub to: Option<String>,
    /// The restore on the new server after that.
    pub restored: Option<usize>,
    /// Whether any log of the new server was read.
    pub new_server_logged: bool,
}

/// All restores, in order.
pub(super) fn restores(hosts: &Hosts, system: &System<'_>, server: Option<Host>) -> Vec<Restore> {
    let mut restores: Vec<Restore> = Vec::new();
    let mut known = Known::default();
    // Per server: its last restore, and a warning that came before its restore.
    let mut last: HashMap<Host, (usize, &Witness<'_>)> = HashMap::new();
    let mut waiting: HashMap<Host, &Witness<'_>> = HashMap::new();
    for witness in &system.witnesses {
        match witness.role() {
            Role::Restored => {
                let msid = witness.msid("current_msid");
                let before = known.before(witness.host);
                let effect = known.effect(before, msid);
                restores.push(Restore {
                    record: witness.index,
                    computer: hosts.name(witness.host).to_owned(),
                    on_secret_server: Some(witness.host) == server,
                    file: witness.record.parameter("file").map(str::to_owned),
                    msid: msid.map(|msid| msid.to_string()),
                    effect,
                    replaced: before.filter(|_| effect != RestoreEffect::Same).map(|msid| msid.to_string()),
                    old_format: waiting
                        .remove(&witness.host)
                        .filter(|warning| is_one_operation(warning, witness))
                        .map(|warning| warning.index),
                    not_decrypted: None,
                });
                last.insert(witness.host, (restores.len() - 1, witness));
            }
            Role::RestoredOldFormat => {
                let restore = last
                    .get(&witness.host)
                    .filter(|(_, restored)| is_one_operation(restored, witness))
                    .and_then(|(at, _)| restores.get_mut(*at))
                    .filter(|restore| restore.old_format.is_none());
                match restore {
                    Some(restore) => restore.old_format = Some(witness.index),
                    None => {
                        waiting.insert(witness.host, witness);
                    }
                }
            }
            Role::CallFailed => {
                let code = witness.record.parameter("error_code").and_then(catalogue::error_code_in);
                if code == Some(BAD_DATA)
                    && let Some(restore) = restores.last_mut()
                {
                    restore.not_decrypted.get_or_insert(witness.index);
                }
            }
            _ => {}
        }
        known.saw(witness);
    }
    restores
}

/// Whether a restore and a warning on the same server are of one operation.
fn is_one_operation(one: &Witness<'_>, other: &Witness<'_>) -> bool {
    match (one.record.time, other.record.time, one.record.record_id, other.record.record_id) {
        (Some(one), Some(other), ..) => one.duration_since(other).abs() <= SAME_RESTORE,
        (_, _, Some(one), Some(other)) => one.abs_diff(other) <= NEXT_RECORDS,
        _ => false,
    }
}

/// What was current where, up to some record.
#[derive(Default)]
struct Known {
    by_host: HashMap<Host, Uuid>,
    latest: Option<Uuid>,
    /// When each secret was named first, as current or as previous; the order tells old from new.
    ages: HashMap<Uuid, usize>,
}

impl Known {
    fn before(&self, host: Host) -> Option<Uuid> {
        self.by_host.get(&host).copied().or(self.latest)
    }

    fn effect(&self, before: Option<Uuid>, restored: Option<Uuid>) -> RestoreEffect {
        let (Some(before), Some(restored)) = (before, restored) else {
            return RestoreEffect::Unknown;
        };
        match (self.ages.get(&before), self.ages.get(&restored)) {
            _ if before == restored => RestoreEffect::Same,
            (Some(before), Some(restored)) if restored < before => RestoreEffect::Older,
            _ => RestoreEffect::Other,
        }
    }

    fn saw(&mut self, witness: &Witness<'_>) {
        // The previous secret is the older one of the two.
        for msid in [witness.msid("previous_msid"), witness.states_current()].into_iter().flatten() {
            let age = self.ages.len();
            self.ages.entry(msid).or_insert(age);
        }
        if let Some(msid) = witness.states_current() {
            self.by_host.insert(witness.host, msid);
            self.latest = Some(msid);
        }
    }
}

/// All moves of the master secret server, in order.
pub(super) fn server_changes(hosts: &Hosts, system: &System<'_>, has_log: impl Fn(Host) -> bool) -> Vec<ServerChange> {
    let mut changes: Vec<(Option<Host>, ServerChange)> = Vec::new();
    for witness in &system.witnesses {
        match witness.role() {
            Role::SecretServerChanged => {
                let named = |name: &str| witness.record.parameter(name).filter(|name| !name.is_empty());
                let new = named("new_secret_server").and_then(|name| hosts.find(name));
                let change = ServerChange {
                    record: witness.index,
                    from: named("old_secret_server").map(str::to_owned),
                    to: named("new_secret_server").map(str::to_owned),
                    restored: None,
                    new_server_logged: new.is_some_and(&has_log),
                };
                changes.push((new, change));
            }
            Role::Restored => {
                if let Some((_, change)) = changes
                    .iter_mut()
                    .rev()
                    .take_while(|(_, change)| change.restored.is_none())
                    .find(|(new, _)| *new == Some(witness.host))
                {
                    change.restored = Some(witness.index);
                }
            }
            _ => {}
        }
    }
    changes.into_iter().map(|(_, change)| change).collect()
}
