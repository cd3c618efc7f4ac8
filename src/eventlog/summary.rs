//! What one log proves: its span, its gaps, what was broken, what limits it.

use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime};
use serde::Serialize;

use super::record::Place;

/// Most broken records and gaps that are listed one by one; all are counted.
pub(super) const MAX_LISTED: usize = 32;

/// The form a log was exported in.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Binary log (`wevtutil epl`, Event Viewer's "Save All Events As").
    Evtx,
    /// XML, with or without a root (`wevtutil qe`, Event Viewer).
    Xml,
    /// Event Viewer's CSV: local time, no zone, no computer, no record id.
    EventViewerCsv,
    /// `Get-WinEvent | Export-Csv`: local time, no zone.
    PowershellCsv,
    /// `Get-WinEvent | ConvertTo-Json`.
    PowershellJson,
}

impl Form {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Evtx => "binary event log (.evtx)",
            Self::Xml => "event log as XML",
            Self::EventViewerCsv => "CSV from Event Viewer",
            Self::PowershellCsv => "CSV from PowerShell",
            Self::PowershellJson => "JSON from PowerShell",
        }
    }
}

/// The record that stands at one end of a span.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct End {
    /// Its number, where the log states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<u64>,
    /// Its time in UTC, where the log states one with a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub time: Option<Timestamp>,
    /// Its time as written, where it has no zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_time: Option<String>,
    #[serde(skip)]
    pub(crate) civil: Option<DateTime>,
}

/// What a log holds of one computer and channel.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// Computer, where the log states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computer: Option<Arc<str>>,
    /// Channel, where the log states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Arc<str>>,
    /// Records read, of any provider.
    pub records: u64,
    /// The earliest record.
    pub first: End,
    /// The latest record.
    pub last: End,
    /// Record ids between the lowest and the highest that are not in the log.
    pub missing: u64,
    /// Where they are missing: the first gaps.
    pub gaps: Vec<Gap>,
}

/// Most gaps that are told in words.
const TOLD_GAPS: usize = 3;

impl Source {
    /// Which record ids are missing, in words; empty where none are.
    pub fn gaps_in_words(&self) -> String {
        if self.missing == 0 {
            return String::new();
        }
        let range =
            |gap: &Gap| if gap.from == gap.to { gap.from.to_string() } else { format!("{}-{}", gap.from, gap.to) };
        let told: Vec<String> = self.gaps.iter().take(TOLD_GAPS).map(range).collect();
        let more = if self.gaps.len() > TOLD_GAPS { ", …" } else { "" };
        format!("record ids missing in between: {} ({}{more})", self.missing, told.join(", "))
    }
}

/// Consecutive record ids that a log does not hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// First missing record id.
    pub from: u64,
    /// Last missing record id.
    pub to: u64,
}

/// A record that could not be read and was skipped.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Broken {
    /// Where it is.
    pub place: Place,
    /// What is wrong with it.
    pub reason: String,
}

/// Something about a log that limits what it proves.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Limitation {
    /// Times are local, the log does not say of which zone, and none was given.
    NoTimeZone,
    /// The log does not name its computer, and none was given.
    NoComputer,
    /// Its dates cannot be read for certain: day and month may be swapped, or the calendar is another.
    UncertainDates,
    /// Some times fall into the hour that clocks go through twice; the earlier was taken.
    RepeatedHour,
    /// Some ENTSSO events carry neither insertion strings nor a message they could be read from.
    UnreadableParameters,
    /// Only ENTSSO events: a filtered export, whose missing record ids prove nothing.
    Filtered,
    /// A checksum in the file does not match: it was copied while in use, or altered.
    ChecksumMismatch,
    /// More computers than are followed one by one.
    TooManySources,
    /// More text in some events than is kept of one.
    TextCut,
}

impl Limitation {
    /// What it is.
    pub fn what(self) -> &'static str {
        match self {
            Self::NoTimeZone => "Times in this log are local, and it does not say of which zone.",
            Self::NoComputer => "This log does not name the computer that wrote it.",
            Self::UncertainDates => "The dates in this log cannot be read for certain: day and month may be swapped.",
            Self::RepeatedHour => {
                "Some times fall into the hour that clocks go through twice; the earlier one was taken."
            }
            Self::UnreadableParameters => {
                "Some ENTSSO events in this log do not say which secret, file or user they are about."
            }
            Self::Filtered => "This log holds ENTSSO events only, so missing record ids in it prove nothing.",
            Self::ChecksumMismatch => "A checksum in this log does not match: it was copied while in use, or altered.",
            Self::TooManySources => "This log holds events of more computers than are followed one by one.",
            Self::TextCut => "Some events in this log hold more text than is kept of one; the rest was left out.",
        }
    }

    /// What to do.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::NoTimeZone => "Give the zone, or export the log with: wevtutil epl Application Application.evtx",
            Self::NoComputer => "Name the computer, or export the log with: wevtutil epl Application Application.evtx",
            Self::UncertainDates | Self::RepeatedHour => {
                "Export the log with: wevtutil epl Application Application.evtx"
            }
            Self::UnreadableParameters => {
                "Export the log on the SSO server itself with: wevtutil epl Application Application.evtx"
            }
            Self::Filtered => "Export the whole log to see where records are missing.",
            Self::ChecksumMismatch => "Export the log with wevtutil epl instead of copying the file, and compare.",
            Self::TooManySources => "Export the logs of the SSO servers one by one.",
            Self::TextCut => "Look at these events in Event Viewer: what ENTSSO itself logs is shorter.",
        }
    }
}

/// What was read of one log.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogSummary {
    /// Which of the logs that were read, counted from 0.
    pub log: usize,
    /// How it was exported.
    pub form: Form,
    /// What it holds, by computer and channel.
    pub sources: Vec<Source>,
    /// Records read, of any provider.
    pub records: u64,
    /// Those of the provider ENTSSO.
    pub entsso_records: u64,
    /// Those of ENTSSO that the catalogue knows, and that conclusions rest on.
    pub catalogued_records: u64,
    /// Records that could not be read and were skipped.
    pub broken_records: u64,
    /// The first of them.
    pub broken: Vec<Broken>,
    /// What limits what the log proves.
    pub limitations: Vec<Limitation>,
}

impl LogSummary {
    /// The computers whose events the log holds.
    pub fn computers(&self) -> impl Iterator<Item = &str> {
        let mut computers: Vec<&str> = self.sources.iter().filter_map(|source| source.computer.as_deref()).collect();
        computers.sort_unstable();
        computers.dedup();
        computers.into_iter()
    }
}
