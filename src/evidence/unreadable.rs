//! Secrets that could not be loaded: a change of the service account, finished or not, or worse.

use std::collections::HashMap;

use jiff::SignedDuration;
use serde::Serialize;
use uuid::Uuid;

use super::{
    cite,
    secret::Server,
    system::{Host, Hosts, System, Witness},
};
use crate::catalogue::Role;

/// How long after its beginning a change of the service account may still be under way.
const CHANGE_TAKES: SignedDuration = SignedDuration::from_hours(24);

/// What became of secrets that could not be loaded.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnreadableState {
    /// Backed up before and restored after: a change of the service account explains it.
    AccountChanged,
    /// Restored after; no backup from before is logged.
    Restored,
    /// The server used its secrets again without a restore: the account was put back, or rights were.
    LoadedAgain,
    /// A new secret was generated in place of what could not be loaded.
    Generated,
    /// Backed up before, begun less than a day before the logs end.
    InProgress,
    /// Nothing logged ends it, and another computer is the master secret server now.
    Retired,
    /// Nothing logged ends it.
    Open,
}

/// A stretch of time in which a server could not load its secrets (events 10520, 10521, 10565).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unreadable {
    /// The server.
    pub computer: String,
    /// There was no secret at all (event 10520), and none that could not be decrypted.
    pub missing: bool,
    /// How often it was logged.
    pub count: usize,
    /// The records; the first and the last where there are many.
    pub records: Vec<usize>,
    /// The secrets that are needed, as far as they are named.
    pub msids: Vec<String>,
    /// The last backup before, unless it holds another secret than the one in use.
    pub backed_up_before: Option<usize>,
    /// What ended it.
    pub ended_by: Option<usize>,
    /// What became of it.
    pub state: UnreadableState,
}

/// All such stretches, in the order of their beginnings.
pub(super) fn stretches(hosts: &Hosts, system: &System<'_>, server: Option<&Server>) -> Vec<Unreadable> {
    let mut found: Vec<Unreadable> = Vec::new();
    let mut began: Vec<&Witness<'_>> = Vec::new();
    let mut open: HashMap<Host, usize> = HashMap::new();
    let mut current: Option<Uuid> = None;
    let mut backup: Option<&Witness<'_>> = None;
    for witness in &system.witnesses {
        let role = witness.role();
        if matches!(role, Role::NoSecret | Role::SecretsNotLoaded | Role::SecretNotLoaded) {
            let at = *open.entry(witness.host).or_insert_with(|| {
                let of_this = |backup: &&Witness<'_>| {
                    let held = backup.msid("current_msid");
                    held.is_none() || current.is_none() || held == current
                };
                began.push(witness);
                found.push(Unreadable {
                    computer: hosts.name(witness.host).to_owned(),
                    missing: true,
                    count: 0,
                    records: Vec::new(),
                    msids: current.iter().map(Uuid::to_string).collect(),
                    backed_up_before: backup.filter(of_this).map(|backup| backup.index),
                    ended_by: None,
                    state: UnreadableState::Open,
                });
                found.len() - 1
            });
            if let Some(stretch) = found.get_mut(at) {
                stretch.add(witness);
            }
        } else if let Some(at) = open.get(&witness.host).copied()
            && let Some(stretch) = found.get_mut(at)
            && let Some(state) = stretch.ended_with(role)
        {
            stretch.state = state;
            stretch.ended_by = Some(witness.index);
            open.remove(&witness.host);
        }
        if role == Role::BackedUp {
            backup = Some(witness);
        }
        current = witness.states_current().or(current);
    }
    for (stretch, began) in found.iter_mut().zip(began) {
        cite(&mut stretch.records);
        if stretch.is_open() && server.is_some_and(|server| server.replaced(began.host, began.order)) {
            stretch.state = UnreadableState::Retired;
        }
    }
    found
}

impl Unreadable {
    /// Whether nothing logged ends it, on what may still be the master secret server.
    pub fn is_open(&self) -> bool {
        matches!(self.state, UnreadableState::Open | UnreadableState::InProgress)
    }

    fn add(&mut self, witness: &Witness<'_>) {
        self.count += 1;
        self.records.push(witness.index);
        self.missing &= witness.role() == Role::NoSecret;
        if let Some(msid) = witness.msid("msid").map(|msid| msid.to_string())
            && !self.msids.contains(&msid)
        {
            self.msids.push(msid);
        }
    }

    fn ended_with(&self, role: Role) -> Option<UnreadableState> {
        match role {
            Role::Restored if self.backed_up_before.is_some() && !self.missing => Some(UnreadableState::AccountChanged),
            Role::Restored => Some(UnreadableState::Restored),
            Role::Generated => Some(UnreadableState::Generated),
            Role::BackedUp | Role::SecretRequestServed | Role::Reencrypted if !self.missing => {
                Some(UnreadableState::LoadedAgain)
            }
            _ => None,
        }
    }

    /// Tells a change that may still be under way from one that was never finished, by where the logs end.
    pub(super) fn set_progress(&mut self, began: Option<jiff::Timestamp>, logs_end: Option<jiff::Timestamp>) {
        if self.state == UnreadableState::Open
            && self.backed_up_before.is_some()
            && let (Some(began), Some(end)) = (began, logs_end)
            && end.duration_since(began) <= CHANGE_TAKES
        {
            self.state = UnreadableState::InProgress;
        }
    }
}
