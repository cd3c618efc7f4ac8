//! What failed, why, and whether a later success made up for it.

use std::collections::HashMap;

use serde::Serialize;
use uuid::Uuid;

use super::{
    cite,
    system::{Host, Hosts, System, Witness},
};
use crate::catalogue::{self, Role};

/// Most different reasons that are kept of one failure.
const MAX_REASONS: usize = 8;

/// Something that failed, once or repeatedly, until it succeeded or the logs end.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failure {
    /// The event that tells of it.
    pub event_id: u16,
    /// The computer.
    pub computer: String,
    /// The secret that it was about or, failing that, the one that was current then.
    pub msid: Option<String>,
    /// How often.
    pub count: usize,
    /// The records; the first and the last where there are many.
    pub records: Vec<usize>,
    /// The reasons given.
    pub reasons: Vec<Reason>,
    /// The later success that made up for it; `None` while none is logged.
    pub made_good_by: Option<usize>,
}

/// A reason that an event gives.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// As logged.
    pub text: String,
    /// The error code in it, as `0xC0002A1B`.
    pub code: Option<String>,
    /// What the code means, where the catalogue knows it.
    pub meaning: Option<String>,
}

impl Reason {
    fn of(text: &str) -> Self {
        let code = catalogue::error_code_in(text);
        let known = code.and_then(catalogue::error_code);
        Self {
            text: text.to_owned(),
            code: code.map(catalogue::hex),
            meaning: known.map(|known| known.meaning.clone()),
        }
    }
}

/// What is told elsewhere, as a state and not as a failure.
fn is_state(role: Role) -> bool {
    matches!(role, Role::NoSecret | Role::SecretsNotLoaded | Role::SecretNotLoaded | Role::BackupRequired)
}

impl Failure {
    fn new(hosts: &Hosts, witness: &Witness<'_>, current: Option<Uuid>) -> Self {
        let stated = witness.msid("current_msid").or_else(|| witness.msid("msid"));
        Self {
            event_id: witness.event.id,
            computer: hosts.name(witness.host).to_owned(),
            msid: stated.or(current).map(|msid| msid.to_string()),
            count: 0,
            records: Vec::new(),
            reasons: Vec::new(),
            made_good_by: None,
        }
    }
}

/// All failures, in the order of their first records.
pub(super) fn failures(hosts: &Hosts, system: &System<'_>) -> Vec<Failure> {
    let mut failures: Vec<Failure> = Vec::new();
    let mut open: HashMap<(Host, u16), usize> = HashMap::new();
    let mut current: Option<Uuid> = None;
    for witness in &system.witnesses {
        current = witness.states_current().or(current);
        for event in catalogue::events() {
            if event.made_good_by.contains(&witness.event.id)
                && let Some(at) = open.remove(&(witness.host, event.id))
                && let Some(failure) = failures.get_mut(at)
            {
                failure.made_good_by = Some(witness.index);
            }
        }
        if witness.event.made_good_by.is_empty() || is_state(witness.role()) {
            continue;
        }
        let at = *open.entry((witness.host, witness.event.id)).or_insert_with(|| {
            failures.push(Failure::new(hosts, witness, current));
            failures.len() - 1
        });
        if let Some(failure) = failures.get_mut(at) {
            failure.count += 1;
            failure.records.push(witness.index);
            if let Some(text) = witness.record.parameter("error_code").filter(|text| !text.is_empty()) {
                let reason = Reason::of(text);
                if failure.reasons.len() < MAX_REASONS && !failure.reasons.contains(&reason) {
                    failure.reasons.push(reason);
                }
            }
        }
    }
    for failure in &mut failures {
        cite(&mut failure.records);
    }
    failures
}

/// Other events that call for a look, counted by kind and computer.
pub(super) fn noted(hosts: &Hosts, system: &System<'_>) -> Vec<Failure> {
    let mut noted: Vec<Failure> = Vec::new();
    let mut known: HashMap<(Host, u16), usize> = HashMap::new();
    for witness in system.witnesses.iter().filter(|witness| super::calls_for_a_look(witness.role())) {
        let at = *known.entry((witness.host, witness.event.id)).or_insert_with(|| {
            noted.push(Failure::new(hosts, witness, None));
            noted.len() - 1
        });
        if let Some(failure) = noted.get_mut(at) {
            failure.count += 1;
            failure.records.push(witness.index);
        }
    }
    for failure in &mut noted {
        cite(&mut failure.records);
    }
    noted
}
