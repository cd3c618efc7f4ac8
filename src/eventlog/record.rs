//! One ENTSSO event as a log states it, the same whichever form the log was exported in.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;

use crate::catalogue::{self, Event, Role};

/// How fine the clock was that a time was written with.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Resolution {
    /// 100 ns, as Windows stores it.
    Tick,
    /// As PowerShell 5.1 writes JSON.
    Millisecond,
    /// As both kinds of CSV are written.
    Second,
}

impl Resolution {
    /// What a time of this resolution can have lost.
    fn nanoseconds(self) -> i128 {
        match self {
            Self::Tick => 100,
            Self::Millisecond => 1_000_000,
            Self::Second => 1_000_000_000,
        }
    }

    /// The same time as a clock of this resolution shows it.
    pub(crate) fn floor(self, time: Timestamp) -> i128 {
        time.as_nanosecond().div_euclid(self.nanoseconds())
    }
}

/// Where in a log a record stands.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The record's own number (`EventRecordID`).
    Record(u64),
    /// The line on which it begins, counted from 1.
    Line(u64),
    /// The byte at which it begins, counted from 0.
    Offset(u64),
    /// A whole chunk of 64 KiB, counted from 0.
    Chunk(u64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Record(id) => write!(f, "record {id}"),
            Self::Line(line) => write!(f, "line {line}"),
            Self::Offset(offset) => write!(f, "byte {offset}"),
            Self::Chunk(chunk) => write!(f, "chunk {chunk}"),
        }
    }
}

/// A log and a place in it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Origin {
    /// Which of the logs that were read, counted from 0.
    pub log: usize,
    /// Where in it.
    pub place: Place,
    /// Whether it states the record id there.
    #[serde(skip)]
    pub(crate) numbered: bool,
}

/// One insertion string by its catalogued name.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParameterValue {
    /// Name, as in the catalogue.
    pub name: &'static str,
    /// Value as logged, without surrounding white space; may be empty.
    pub value: Arc<str>,
}

/// One ENTSSO event of the catalogue.
///
/// All text is from outside, to be escaped where it is shown. A log can hold hundreds of thousands of these, so values
/// that repeat are shared, and what few records have stands apart.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// Log channel, usually `Application`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Arc<str>>,
    /// Computer that logged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computer: Option<Arc<str>>,
    /// Number within channel and computer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<u64>,
    /// When it was logged, in UTC; absent where the log states no time zone and none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub time: Option<Timestamp>,
    /// Event id, one of the catalogue's.
    pub event_id: u16,
    /// The parameters the log states, in the catalogue's order.
    pub parameters: Box<[ParameterValue]>,
    /// What the log writes and the fields above cannot hold.
    #[serde(flatten)]
    pub as_written: Option<Box<AsWritten>>,
    /// Where it was found; more than one place when several logs hold it.
    pub origins: Vec<Origin>,
    #[serde(skip)]
    pub(crate) resolution: Resolution,
}

/// What a log writes of an event and could not be made into a time in UTC or into parameters.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AsWritten {
    /// The time, where its zone is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_time: Option<String>,
    /// Insertion strings beyond those the catalogue names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further_strings: Vec<String>,
    /// The message's text, where the parameters could not be read from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// `local_time`, where its order of day and month is certain.
    #[serde(skip)]
    pub(crate) civil: Option<DateTime>,
}

impl Record {
    /// The catalogue's entry.
    pub fn event(&self) -> Option<&'static Event> {
        catalogue::event(self.event_id)
    }

    /// What the event says.
    pub fn role(&self) -> Option<Role> {
        self.event().map(|event| event.role)
    }

    /// The parameter with this catalogued name; `None` when the log does not state it.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| &*parameter.value)
    }

    /// The time as the log writes it, where its zone is not known.
    pub fn local_time(&self) -> Option<&str> {
        self.as_written.as_ref()?.local_time.as_deref()
    }

    /// The message's text, where the parameters could not be read from it.
    pub fn message(&self) -> Option<&str> {
        self.as_written.as_ref()?.message.as_deref()
    }

    /// Whether the log states the parameters that this event has.
    pub fn states_parameters(&self) -> bool {
        !self.parameters.is_empty() || self.event().is_some_and(|event| event.parameters.is_empty())
    }

    /// The local time, where its order of day and month is certain.
    pub(crate) fn civil(&self) -> Option<DateTime> {
        self.as_written.as_ref()?.civil
    }
}
