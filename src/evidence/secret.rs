//! Which secret is current, on which server, and what became of each.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use uuid::Uuid;

use super::{
    cite,
    system::{Host, Hosts, System, Witness},
};
use crate::catalogue::{self, Role};

/// ENTSSO_E_NOT_SECRET_SERVER.
const NOT_SECRET_SERVER: u32 = 0xc000_2a0e;

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
    )
}

/// What a computer logs that holds secrets and cannot use them: the server, or one that was it.
fn holds(role: Role) -> bool {
    matches!(role, Role::SecretsNotLoaded | Role::SecretNotLoaded)
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

/// By the order of the records, whether each shows a master secret server at work.
fn acting(system: &System<'_>) -> Vec<bool> {
    // A restore starts a re-encryption by itself: until a secret is generated there, that says no more than the restore.
    let mut restored: HashSet<Host> = HashSet::new();
    let acts = |witness: &Witness<'_>| match witness.role() {
        Role::Restored => {
            restored.insert(witness.host);
            false
        }
        Role::Reencrypted | Role::ReencryptStarting | Role::ReencryptFailed => !restored.contains(&witness.host),
        role => {
            if role == Role::Generated {
                restored.remove(&witness.host);
            }
            acts(role) && !is_refused(witness)
        }
    };
    system.witnesses.iter().map(acts).collect()
}

/// Whether something failed for the very reason that this computer is not the server.
fn is_refused(witness: &Witness<'_>) -> bool {
    witness.record.parameter("error_code").and_then(catalogue::error_code_in) == Some(NOT_SECRET_SERVER)
}

fn named_in(hosts: &Hosts, witness: &Witness<'_>, parameter: &str) -> Option<Host> {
    witness.record.parameter(parameter).and_then(|name| hosts.find(name))
}

/// What the logs tell of who is the master secret server at their end.
pub(super) struct Server {
    pub(super) host: Host,
    /// The record that shows it.
    pub(super) index: usize,
    /// The place of that record, if it is one that names the server: of a move, or of a computer that reached it.
    named: Option<usize>,
    roles: Roles,
}

/// Where the role was moved to, and which computers do not have it any more.
struct Roles {
    moved_to: Option<Host>,
    /// Those it was moved from, but for those that went on.
    left: HashSet<Host>,
}

impl Roles {
    fn of(hosts: &Hosts, system: &System<'_>, acting: &[bool]) -> Self {
        let mut roles = Self { moved_to: None, left: HashSet::new() };
        for (witness, acts) in system.witnesses.iter().zip(acting) {
            if witness.role() == Role::SecretServerChanged {
                roles.moved_to = named_in(hosts, witness, "new_secret_server");
                roles.left.extend(named_in(hosts, witness, "old_secret_server"));
                roles.moved_to.map(|new| roles.left.remove(&new));
            } else if *acts {
                roles.left.remove(&witness.host);
            }
        }
        roles
    }
}

impl Server {
    /// Whether a computer is the server no more, though it could not load its secrets from a record on.
    ///
    /// That another is at work is not enough: it may be a laboratory, and then nobody would be told of the loss.
    pub(super) fn replaced(&self, host: Host, since: usize) -> bool {
        host != self.host
            && Some(host) != self.roles.moved_to
            && (self.roles.left.contains(&host) || self.named.is_some_and(|named| named > since))
    }
}

/// The master secret server at the end of the logs: where the others fetch the secret from; else where the role was
/// moved to, unless the old server goes on; else the last that did what only it does; else the one that another could
/// not reach, which says whom that one asks and not who serves; else the last that holds what it cannot use.
pub(super) fn server(hosts: &Hosts, system: &System<'_>) -> Option<Server> {
    let acting = acting(system);
    let roles = Roles::of(hosts, system, &acting);
    let named = |roles: &'static [Role]| {
        let by_another = system.witnesses.iter().rev().filter(move |witness| roles.contains(&witness.role()));
        by_another
            .filter_map(|witness| Some((named_in(hosts, witness, "secret_server")?, witness)))
            .find(|(server, witness)| *server != witness.host)
    };
    let last = |does: &dyn Fn(&Witness<'_>) -> bool| {
        let found = system.witnesses.iter().rev().find(|witness| does(witness))?;
        Some((found.host, found))
    };
    let change = system.witnesses.iter().rev().find(|witness| witness.role() == Role::SecretServerChanged);
    let moved = change.and_then(|change| {
        let old = named_in(hosts, change, "old_secret_server");
        let goes_on = old.is_some_and(|old| Some(old) != roles.moved_to && !roles.left.contains(&old));
        roles.moved_to.filter(|_| !goes_on).map(|new| (new, change))
    });
    let reached = named(&[Role::FetchedCurrent, Role::FetchedPrevious, Role::SecretServerFound])
        .filter(|(_, witness)| moved.is_none_or(|(_, change)| witness.order > change.order));
    let by_name = reached.or(moved);
    let (host, witness) = by_name
        .or_else(|| last(&|witness| acting.get(witness.order).is_some_and(|acts| *acts)))
        .or_else(|| named(&[Role::SecretServerLost]))
        .or_else(|| last(&|witness| holds(witness.role())))
        .or_else(|| last(&|witness| acts_or_restores(witness.role()) && !is_refused(witness)))?;
    Some(Server { host, index: witness.index, named: by_name.map(|(_, witness)| witness.order), roles })
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
