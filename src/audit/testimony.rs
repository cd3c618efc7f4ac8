//! What event logs say of one SSO system, as far as files are assigned and judged by it.

use std::collections::BTreeSet;

use crate::{
    catalogue::Role,
    eventlog::Record,
    evidence::{Evidence, SystemEvidence},
};

/// The logs of one system, beside the evidence that was drawn from them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Testimony {
    /// Its computers, the master secret server first.
    pub(crate) computers: Vec<String>,
    /// The label that a log of these computers was given with.
    pub(crate) label: Option<String>,
    /// Every secret that is named.
    pub(crate) msids: BTreeSet<String>,
    /// The files that were backed up to or restored from, without their folders, in lower case.
    files: BTreeSet<String>,
}

impl Testimony {
    /// One for every system of the evidence; `label` knows the one that a log was given with, by the log's number.
    pub(crate) fn of(evidence: &Evidence, records: &[Record], label: &dyn Fn(usize) -> Option<String>) -> Vec<Self> {
        evidence.systems.iter().map(|system| Self::of_system(system, records, label)).collect()
    }

    fn of_system(system: &SystemEvidence, records: &[Record], label: &dyn Fn(usize) -> Option<String>) -> Self {
        let server = system.secret_server.as_ref().map(|server| server.computer.clone());
        let others = system.computers.iter().filter(|name| Some(*name) != server.as_ref()).cloned();
        let computers: Vec<String> = server.clone().into_iter().chain(others).collect();
        let files = records
            .iter()
            .filter(|record| matches!(record.role(), Some(Role::BackedUp | Role::Restored)))
            .filter(|record| {
                record.computer.as_deref().is_some_and(|name| computers.iter().any(|own| is_one(own, name)))
            })
            .filter_map(|record| record.parameter("file"))
            .map(|file| plain_name(file).to_lowercase())
            .filter(|name| !name.is_empty());
        Self {
            label: system.searched.iter().find_map(|span| label(span.log)),
            msids: system.secrets.iter().map(|secret| secret.msid.clone()).collect(),
            files: files.collect(),
            computers,
        }
    }

    /// Whether an event names a file of this name.
    pub(crate) fn names(&self, file: &str) -> bool {
        self.files.contains(&file.to_lowercase())
    }

    /// Whether one of its computers has this name, with or without a domain.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.computers.iter().any(|computer| is_one(computer, name))
    }
}

fn is_one(one: &str, other: &str) -> bool {
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    one.eq_ignore_ascii_case(other) || (one.contains('.') != other.contains('.') && short(one) == short(other))
}

/// The name of a file without its folders, as Windows writes them.
fn plain_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path).trim()
}
