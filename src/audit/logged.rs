//! What event logs show on their own, without files beside them.

use serde::Serialize;

use super::report::LogView;
use crate::{
    eventlog::{LogSummary, Record},
    evidence::{Evidence, conclude},
    finding::Severity,
};

/// What `report` says in every report on event logs.
pub const KIND: &str = "mastersecret-events";

/// Event logs, and what follows from them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct EventsReport {
    /// `mastersecret-events`.
    pub report: &'static str,
    /// The version of this report's form.
    pub version: u32,
    /// The logs.
    pub logs: Vec<LogView>,
    /// What follows from them.
    pub evidence: Evidence,
    /// All records of ENTSSO that the catalogue knows, in the order in which the evidence counts them.
    pub records: Vec<Record>,
}

impl EventsReport {
    /// Concludes from merged records.
    pub fn new(logs: Vec<LogView>, records: Vec<Record>) -> Self {
        let summaries: Vec<LogSummary> = logs.iter().filter_map(|log| log.summary.clone()).collect();
        Self { report: KIND, version: 1, evidence: conclude(&records, &summaries), logs, records }
    }

    /// The severity of the worst conclusion.
    pub fn worst(&self) -> Option<Severity> {
        self.evidence.systems.iter().flat_map(|system| &system.conclusions).map(|found| found.severity).max()
    }

    /// Whether a log could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.logs.iter().any(|log| log.error.is_some())
    }
}
