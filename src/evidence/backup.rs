//! Whether the current secret has been backed up, and how long ENTSSO demanded it.

use std::collections::HashMap;

use serde::Serialize;
use uuid::Uuid;

use super::{
    cite,
    system::{Host, Hosts, System, Witness},
};
use crate::catalogue::Role;

/// Whether the logs show a backup of the current secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BackupState {
    /// A backup that holds it is logged, and no demand for one after that.
    BackedUp,
    /// ENTSSO demanded a backup, and none is logged after that.
    NotBackedUp,
    /// Backups were logged before this secret was generated, and none since.
    BackupPredatesSecret,
    /// Neither a backup nor a demand is logged.
    NoEvidence,
}

/// What the logs show of backups.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BackupEvidence {
    /// The answer.
    pub state: BackupState,
    /// The last backup that holds the current secret as current.
    pub last: Option<usize>,
    /// The last backup that holds another secret as current.
    pub last_of_another: Option<usize>,
    /// Backups that hold the current secret as current; the first and the last where there are many.
    pub backups: Vec<usize>,
    /// Backups that do not say which secret they hold, since this one became current.
    pub unnamed: Vec<usize>,
    /// The last demand for a backup that nothing ended.
    pub demanded: Option<usize>,
}

/// A stretch of time in which ENTSSO demanded a backup (event 10589).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spell {
    /// The computer.
    pub computer: String,
    /// The secret that was current when it began, where the logs tell.
    pub msid: Option<String>,
    /// How often.
    pub count: usize,
    /// The first demand.
    pub first: usize,
    /// The last demand.
    pub last: usize,
    /// The backup that ended it; `None` while none is logged.
    pub ended_by: Option<usize>,
}

/// What is known of backups of the current secret, which became current with the record `since`.
pub(super) fn of_current(
    system: &System<'_>,
    current: Option<Uuid>,
    since: usize,
    is_first: bool,
    server: Option<Host>,
) -> BackupEvidence {
    let position = |index: usize| system.witnesses.iter().position(|witness| witness.index == index);
    // What came before the first secret the logs name may have been about that secret as well.
    let start = if is_first { 0 } else { position(since).unwrap_or(0) };
    let mut evidence = BackupEvidence {
        state: BackupState::NoEvidence,
        last: None,
        last_of_another: None,
        backups: Vec::new(),
        unnamed: Vec::new(),
        demanded: None,
    };
    for witness in &system.witnesses {
        let at = witness.order;
        match (witness.role(), witness.msid("current_msid")) {
            (Role::BackedUp, Some(msid)) if Some(msid) == current => {
                evidence.last = Some(witness.index);
                evidence.backups.push(witness.index);
                evidence.demanded = None;
            }
            (Role::BackedUp, Some(_)) => evidence.last_of_another = Some(witness.index),
            (Role::BackedUp, None) if at >= start => {
                evidence.unnamed.push(witness.index);
                evidence.demanded = None;
            }
            (Role::BackupRequired, _) if at >= start && Some(witness.host) == server => {
                evidence.demanded = Some(witness.index);
            }
            _ => {}
        }
    }
    let generated = |witness: &Witness<'_>| witness.index == since && witness.role() == Role::Generated;
    evidence.state = if evidence.demanded.is_some() {
        BackupState::NotBackedUp
    } else if evidence.last.is_some() {
        BackupState::BackedUp
    } else if evidence.unnamed.is_empty()
        && evidence.last_of_another.is_some()
        && system.witnesses.iter().any(generated)
    {
        // Both successes are of the same kind, so where the one is logged, the other would be.
        BackupState::BackupPredatesSecret
    } else {
        BackupState::NoEvidence
    };
    cite(&mut evidence.backups);
    cite(&mut evidence.unnamed);
    evidence
}

/// All stretches of demands, by computer.
pub(super) fn spells(hosts: &Hosts, system: &System<'_>) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    let mut open: HashMap<Host, usize> = HashMap::new();
    let mut current: Option<Uuid> = None;
    for witness in &system.witnesses {
        current = witness.states_current().or(current);
        match witness.role() {
            Role::BackupRequired => {
                let at = *open.entry(witness.host).or_insert_with(|| {
                    spells.push(Spell {
                        computer: hosts.name(witness.host).to_owned(),
                        msid: current.as_ref().map(Uuid::to_string),
                        count: 0,
                        first: witness.index,
                        last: witness.index,
                        ended_by: None,
                    });
                    spells.len() - 1
                });
                if let Some(spell) = spells.get_mut(at) {
                    spell.count += 1;
                    spell.last = witness.index;
                }
            }
            Role::BackedUp => {
                if let Some(spell) = open.remove(&witness.host).and_then(|at| spells.get_mut(at)) {
                    spell.ended_by = Some(witness.index);
                }
            }
            _ => {}
        }
    }
    spells
}
