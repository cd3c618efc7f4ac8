//! Which secret is current, on which server, and what became of each.

use std::collections::HashMap;

use serde::Serialize;
use uuid::Uuid;

use super::{
    cite,
    system::{Host, Hosts, System, Witness},
};
use crate::catalogue::Role;

/// The master secret server.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretServer {
    /// Its name.
    pub computer: String,
    /// The record that shows it.
    pub record: usize,
}

/// The current master secret.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CurrentSecret {
    /// Its MSID.
    pub msid: String,
    /// The MSID of the secret before, where one is stated.
    pub previous: Option<String>,
    /// The record that first states it as current.
    pub since: usize,
    /// The record that states it last.
    pub stated: usize,
    /// The record of its generation, where there is one.
    pub generated: Option<usize>,
}

/// What the logs tell of one secret.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretHistory {
    /// Its MSID.
    pub msid: String,
    /// Records that name it.
    pub named: usize,
    /// The first record that names it.
    pub first: usize,
    /// The last record that names it.
    pub last: usize,
    /// The record of its generation.
    pub generated: Option<usize>,
    /// Records of backups that hold it as the current secret; here and below the first and the last of many.
    pub backed_up: Vec<usize>,
    /// Records of backups that hold it as the previous secret.
    pub backed_up_as_previous: Vec<usize>,
    /// Records of restores that made it the current secret.
    pub restored: Vec<usize>,
    /// Records of complete re-encryptions under it.
    pub reencrypted: Vec<usize>,
}

/// What only a master secret server does. Restoring and starting come last: an isolated server does that too, to rehearse.
fn acts(role: Role) -> bool {
    matches!(
        role,
        Role::Generated
            | Role::GenerateFailed
            | Role::BackedUp
            | Role::BackupFailed
            | Role::BackupMediaRefused
            | Role::BackupRequired
            | Role::Reencrypted
            | Role::ReencryptStarting
            | Role::ReencryptFailed
            | Role::SecretRequestServed
            | Role::SecretRequestFailed
            | Role::SecretAccessDenied
            | Role::SecretsNotLoaded
            | Role::SecretNotLoaded
    )
}

fn acts_or_restores(role: Role) -> bool {
    acts(role)
        || matches!(
            role,
            Role::Restored
                | Role::RestoreFailed
                | Role::RestoredOldFormat
                | Role::NotABackup
                | Role::NoSecret
                | Role::SecretServerStarting
        )
}

/// The master secret server at the end of the logs: where the others fetch the secret from; else where the role was
/// moved to, unless the old server goes on; else the last that did what only it does.
pub(super) fn server(hosts: &Hosts, system: &System<'_>) -> Option<(Host, usize)> {
    let host_in =
        |witness: &Witness<'_>, name: &str| witness.record.parameter(name).and_then(|value| hosts.find(value));
    let named = system.witnesses.iter().rev().find_map(|witness| {
        let server = host_in(witness, "secret_server")?;
        (server != witness.host).then_some((server, witness))
    });
    let moved = system
        .witnesses
        .iter()
        .rev()
        .find(|witness| witness.role() == Role::SecretServerChanged)
        .and_then(|witness| Some((host_in(witness, "new_secret_server")?, witness)));

    if let Some((new, change)) = moved
        && named.is_none_or(|(_, witness)| witness.order < change.order)
    {
        let old = host_in(change, "old_secret_server");
        let goes_on = system
            .witnesses
            .iter()
            .skip(change.order + 1)
            .any(|witness| Some(witness.host) == old && witness.host != new && acts(witness.role()));
        if !goes_on {
            return Some((new, change.index));
        }
    }
    named.map(|(host, witness)| (host, witness.index)).or_else(|| {
        let last = |acts: fn(Role) -> bool| {
            let found = system.witnesses.iter().rev().find(|witness| acts(witness.role()))?;
            Some((found.host, found.index))
        };
        last(acts).or_else(|| last(acts_or_restores))
    })
}

/// What is stated of the current secret, by the server itself and by those that fetched it there.
pub(super) fn statements<'s, 'a>(
    hosts: &Hosts,
    system: &'s System<'a>,
    server: Option<Host>,
) -> Vec<(&'s Witness<'a>, Uuid)> {
    let all = || system.witnesses.iter().filter_map(|witness| Some((witness, witness.states_current()?)));
    let of_server: Vec<_> = all()
        .filter(|(witness, _)| {
            let fetched_from = witness.record.parameter("secret_server").and_then(|name| hosts.find(name));
            Some(witness.host) == server || (fetched_from.is_some() && fetched_from == server)
        })
        .collect();
    // The server's own log may be missing.
    if of_server.is_empty() { all().collect() } else { of_server }
}

/// The current secret at the end of the logs.
pub(super) fn current(system: &System<'_>, statements: &[(&Witness<'_>, Uuid)]) -> Option<CurrentSecret> {
    let (stated, msid) = statements.last()?;
    let run = statements.iter().rev().take_while(|(_, other)| other == msid);
    let since = run.clone().last().map_or(*stated, |(witness, _)| *witness);
    let before = statements.iter().rev().find(|(_, other)| other != msid);
    let generated = system
        .witnesses
        .iter()
        .rev()
        .find(|witness| witness.role() == Role::Generated && witness.msid("msid") == Some(*msid))
        .map(|witness| witness.index);
    let previous = run
        .clone()
        .find_map(|(witness, _)| witness.msid("previous_msid"))
        .or_else(|| {
            let fetched =
                |witness: &&Witness<'_>| witness.role() == Role::FetchedPrevious && witness.order >= since.order;
            system.witnesses.iter().rev().find(fetched)?.msid("msid")
        })
        .or_else(|| before.filter(|_| generated == Some(since.index)).map(|(_, msid)| *msid));
    Some(CurrentSecret {
        msid: msid.to_string(),
        previous: previous.map(|msid| msid.to_string()),
        since: since.index,
        stated: stated.index,
        generated,
    })
}

/// What the logs tell of every secret they name, in the order in which they name them.
pub(super) fn histories(system: &System<'_>) -> Vec<SecretHistory> {
    let mut histories: Vec<SecretHistory> = Vec::new();
    let mut known: HashMap<Uuid, usize> = HashMap::new();
    for witness in &system.witnesses {
        for name in ["current_msid", "msid", "previous_msid"] {
            let Some(msid) = witness.msid(name) else {
                continue;
            };
            let index = *known.entry(msid).or_insert_with(|| {
                histories.push(SecretHistory {
                    msid: msid.to_string(),
                    first: witness.index,
                    ..SecretHistory::default()
                });
                histories.len() - 1
            });
            let Some(history) = histories.get_mut(index) else {
                continue;
            };
            history.named += 1;
            history.last = witness.index;
            match (witness.role(), name) {
                (Role::Generated, _) => history.generated = Some(witness.index),
                (Role::BackedUp, "current_msid") => history.backed_up.push(witness.index),
                (Role::BackedUp, _) => history.backed_up_as_previous.push(witness.index),
                (Role::Restored, "current_msid") => history.restored.push(witness.index),
                (Role::Reencrypted, "current_msid") => history.reencrypted.push(witness.index),
                _ => {}
            }
        }
    }
    for history in &mut histories {
        for records in [
            &mut history.backed_up,
            &mut history.backed_up_as_previous,
            &mut history.restored,
            &mut history.reencrypted,
        ] {
            cite(records);
        }
    }
    histories
}
