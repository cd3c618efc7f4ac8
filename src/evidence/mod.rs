//! What follows from event logs: which master secret is current, whether it is backed up, what failed and what made up
//! for it.
//!
//! Every fact names the records it rests on, by their index among those given. Evidence that is absent is called that,
//! with the spans that were searched: success events are often not logged, and logs wrap.

mod backup;
mod conclude;
mod conclusion;
mod failure;
mod holdings;
mod restore;
mod secret;
mod system;
mod unreadable;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

pub(crate) use conclude::{time_in_words, times};

pub use backup::{BackupEvidence, BackupState, Spell};
pub use conclusion::{CONCLUSIONS, Conclusion, ConclusionCode, Row};
pub use failure::{Failure, Reason};
pub use holdings::{Grade, Grading, HeldBackup, Matches};
pub use restore::{Restore, RestoreEffect, ServerChange};
pub use secret::{CurrentSecret, SecretHistory, SecretServer};
pub use unreadable::{Unreadable, UnreadableState};

use crate::{
    catalogue::Role,
    eventlog::{End, LogSummary, Record},
};
use system::{Host, Hosts, System};

/// Most records that one fact names; of more, the first ones and the last.
const MAX_CITED: usize = 64;

/// What the logs show.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// By SSO system: computers that name the same secrets, or each other.
    pub systems: Vec<SystemEvidence>,
    /// Records that are in no order with others, because their log states neither computer and record id nor a time
    /// with its zone. Nothing is concluded from them.
    pub unplaced: Vec<usize>,
}

/// What the logs show of one SSO system.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SystemEvidence {
    /// Its computers, as far as they logged anything.
    pub computers: Vec<String>,
    /// Whether all times are in UTC. If not, this is one computer whose log states no time zone.
    pub in_utc: bool,
    /// The master secret server at the end of the logs.
    pub secret_server: Option<SecretServer>,
    /// The current secret at the end of the logs.
    pub current: Option<CurrentSecret>,
    /// Whether that is backed up.
    pub backup: BackupEvidence,
    /// Every secret that is named, in the order of its first record.
    pub secrets: Vec<SecretHistory>,
    /// Stretches of time in which a backup was demanded.
    pub spells: Vec<Spell>,
    /// What failed.
    pub failures: Vec<Failure>,
    /// Other events that call for a look, by kind and computer.
    pub noted: Vec<Failure>,
    /// Stretches of time in which secrets could not be loaded.
    pub unreadable: Vec<Unreadable>,
    /// Restores.
    pub restores: Vec<Restore>,
    /// Moves of the master secret server.
    pub server_changes: Vec<ServerChange>,
    /// What was searched.
    pub searched: Vec<Searched>,
    /// What follows, worst first.
    pub conclusions: Vec<Conclusion>,
}

/// A span of one computer's log that was searched.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Searched {
    /// Which log.
    pub log: usize,
    /// The computer.
    pub computer: String,
    /// Its first record in that log, of any provider.
    pub first: End,
    /// Its last record in that log, of any provider.
    pub last: End,
    /// Record ids that are missing in between.
    pub missing: u64,
}

/// Draws the conclusions from records, which must come from [`merge`](crate::eventlog::merge), and the summaries of the
/// logs they came from.
pub fn conclude(records: &[Record], logs: &[LogSummary]) -> Evidence {
    let (hosts, systems, unplaced) = system::group(records);
    let systems = systems.iter().map(|system| of_system(records, logs, &hosts, system)).collect();
    Evidence { systems, unplaced }
}

fn of_system(records: &[Record], logs: &[LogSummary], hosts: &Hosts, system: &System<'_>) -> SystemEvidence {
    let server = secret::server(hosts, system);
    let server_host = server.as_ref().map(|server| server.host);
    let statements = secret::statements(hosts, system, server_host);
    let current = secret::current(system, &statements);
    let current_msid = current.as_ref().and_then(|current| Uuid::try_parse(&current.msid).ok());
    let since = current.as_ref().map_or(0, |current| current.since);
    let is_first = statements.iter().all(|(_, msid)| Some(*msid) == current_msid);
    let searched = searched(logs, hosts, system);

    let mut unreadable = unreadable::stretches(hosts, system, server.as_ref());
    for stretch in &mut unreadable {
        let began = stretch.records.first().and_then(|record| records.get(*record)).and_then(moment);
        let of_server = searched.iter().filter(|span| span.computer == stretch.computer);
        let logs_end = of_server.filter_map(|span| end_moment(&span.last)).max();
        stretch.set_progress(began, logs_end);
    }
    let mut evidence = SystemEvidence {
        computers: system.hosts.iter().map(|host| hosts.name(*host).to_owned()).collect(),
        in_utc: system.in_utc,
        secret_server: server
            .map(|server| SecretServer { computer: hosts.name(server.host).to_owned(), record: server.index }),
        backup: backup::of_current(system, current_msid, since, is_first, server_host),
        current,
        secrets: secret::histories(system),
        spells: backup::spells(hosts, system),
        failures: failure::failures(hosts, system),
        noted: failure::noted(hosts, system),
        unreadable,
        restores: restore::restores(hosts, system, server_host),
        server_changes: restore::server_changes(hosts, system, |host| has_log(logs, hosts, host)),
        searched,
        conclusions: Vec::new(),
    };
    evidence.conclusions = conclude::conclusions(records, system, &evidence);
    evidence
}

fn has_log(logs: &[LogSummary], hosts: &Hosts, host: Host) -> bool {
    logs.iter().flat_map(LogSummary::computers).any(|name| hosts.find(name) == Some(host))
}

fn searched(logs: &[LogSummary], hosts: &Hosts, system: &System<'_>) -> Vec<Searched> {
    let spans = logs.iter().flat_map(|log| log.sources.iter().map(move |source| (log, source)));
    spans
        .filter_map(|(log, source)| {
            let host = hosts.find(source.computer.as_deref()?)?;
            let in_channel =
                system.witnesses.iter().any(|witness| witness.record.channel.as_deref() == source.channel.as_deref());
            (in_channel && system.hosts.contains(&host)).then(|| Searched {
                log: log.log,
                computer: hosts.name(host).to_owned(),
                first: source.first.clone(),
                last: source.last.clone(),
                missing: if log.limitations.contains(&crate::eventlog::Limitation::Filtered) {
                    0
                } else {
                    source.missing
                },
            })
        })
        .collect()
}

/// A moment to count from; a local time counts as one, for it is only compared with times of the same log.
fn moment(record: &Record) -> Option<Timestamp> {
    record.time.or_else(|| in_utc(record.civil()?))
}

fn end_moment(end: &End) -> Option<Timestamp> {
    end.time.or_else(|| in_utc(end.civil?))
}

fn in_utc(civil: jiff::civil::DateTime) -> Option<Timestamp> {
    jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
}

/// Leaves the first records and the last, where there are too many to name them all.
fn cite(records: &mut Vec<usize>) {
    if let Some(last) = records.last().copied().filter(|_| records.len() > MAX_CITED) {
        records.truncate(MAX_CITED - 1);
        records.push(last);
    }
}

/// Events that are neither a failure that can be made good nor a state, and yet call for a look.
fn calls_for_a_look(role: Role) -> bool {
    matches!(role, Role::SecretAccessDenied | Role::VersionMismatch)
}
