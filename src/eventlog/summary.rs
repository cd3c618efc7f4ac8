//! What was read of one log: its span, its gaps, what was broken.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime};
use serde::Serialize;

use super::record::Place;

/// Most broken records and gaps that are listed one by one; all are counted.
const MAX_LISTED: usize = 32;

/// Most computer and channel pairs that a log's record ids are followed for; a forwarded log has hundreds.
const MAX_SOURCES: usize = 4096;

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

/// Counts while a log is read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    sources: Vec<(Key, SourceTally)>,
    /// Where each computer and channel stands in `sources`.
    known: HashMap<String, usize>,
    /// The source of the record before: nearly always that of the next.
    latest: usize,
    pub(crate) records: u64,
    pub(crate) entsso_records: u64,
    pub(crate) catalogued_records: u64,
    broken_records: u64,
    broken: Vec<Broken>,
    pub(crate) limitations: BTreeSet<Limitation>,
}

#[derive(Debug, Default, PartialEq)]
struct Key {
    computer: Option<Arc<str>>,
    channel: Option<Arc<str>>,
}

#[derive(Debug, Default)]
struct SourceTally {
    records: u64,
    span: Option<(End, End)>,
    ids: Ranges,
}

/// What the tally wants to know of every record.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen<'a> {
    pub(crate) computer: Option<&'a str>,
    pub(crate) channel: Option<&'a str>,
    pub(crate) record_id: Option<u64>,
    pub(crate) time: Option<Timestamp>,
    pub(crate) local_time: Option<&'a str>,
    pub(crate) civil: Option<DateTime>,
}

impl Tally {
    /// Counts one record, and gives its computer and channel as shared names.
    pub(crate) fn saw(&mut self, seen: &Seen<'_>) -> (Option<Arc<str>>, Option<Arc<str>>) {
        self.records += 1;
        let index = self.source(seen);
        self.latest = index;
        let Some((key, tally)) = self.sources.get_mut(index) else {
            return (None, None);
        };
        tally.saw(seen);
        (key.computer.clone(), key.channel.clone())
    }

    fn source(&mut self, seen: &Seen<'_>) -> usize {
        let fits = |(key, _): &(Key, SourceTally)| {
            key.computer.as_deref() == seen.computer && key.channel.as_deref() == seen.channel
        };
        if self.sources.get(self.latest).is_some_and(fits) {
            return self.latest;
        }
        let name = format!("{:?} {:?}", seen.computer, seen.channel);
        if let Some(index) = self.known.get(&name) {
            return *index;
        }
        if self.sources.len() >= MAX_SOURCES {
            self.limitations.insert(Limitation::TooManySources);
            return self.sources.len();
        }
        self.known.insert(name, self.sources.len());
        let key = Key { computer: seen.computer.map(Arc::from), channel: seen.channel.map(Arc::from) };
        self.sources.push((key, SourceTally::default()));
        self.sources.len() - 1
    }

    pub(crate) fn broken(&mut self, place: Place, reason: impl Into<String>) {
        self.broken_records += 1;
        if self.broken.len() < MAX_LISTED {
            let reason = reason.into();
            self.broken.push(Broken { place, reason });
        }
    }

    pub(crate) fn into_summary(mut self, log: usize, form: Form) -> LogSummary {
        if self.records > 0 && self.records == self.entsso_records {
            self.limitations.insert(Limitation::Filtered);
        }
        let sources = self.sources.into_iter().map(|(key, tally)| tally.into_source(key)).collect();
        LogSummary {
            log,
            form,
            sources,
            records: self.records,
            entsso_records: self.entsso_records,
            catalogued_records: self.catalogued_records,
            broken_records: self.broken_records,
            broken: self.broken,
            limitations: self.limitations.into_iter().collect(),
        }
    }
}

impl SourceTally {
    fn saw(&mut self, seen: &Seen<'_>) {
        self.records += 1;
        if let Some(id) = seen.record_id {
            self.ids.insert(id);
        }
        let end = || End {
            record_id: seen.record_id,
            time: seen.time,
            local_time: seen.local_time.map(str::to_owned),
            civil: seen.civil,
        };
        match &mut self.span {
            None => self.span = Some((end(), end())),
            // What states more about when it was stands for the span, and what states less does not count: times and
            // record ids in turn give no order.
            Some((first, last)) => match states(seen.time, seen.record_id).cmp(&states(first.time, first.record_id)) {
                Ordering::Greater => (*first, *last) = (end(), end()),
                Ordering::Equal if is_before(seen, first) => *first = end(),
                Ordering::Equal if !is_before(seen, last) => *last = end(),
                Ordering::Equal | Ordering::Less => {}
            },
        }
    }

    fn into_source(self, key: Key) -> Source {
        let nothing = || End { record_id: None, time: None, local_time: None, civil: None };
        let (first, last) = self.span.unwrap_or_else(|| (nothing(), nothing()));
        let (missing, gaps) = self.ids.gaps();
        Source { computer: key.computer, channel: key.channel, records: self.records, first, last, missing, gaps }
    }
}

/// How much a record states of when it was: a time, else a record id, else nothing.
fn states(time: Option<Timestamp>, record_id: Option<u64>) -> u8 {
    if time.is_some() { 2 } else { u8::from(record_id.is_some()) }
}

/// By time, else by record id; a log that states neither is taken in the order it has.
fn is_before(seen: &Seen<'_>, end: &End) -> bool {
    match (seen.time, end.time, seen.record_id, end.record_id) {
        (Some(time), Some(other), _, _) => time < other,
        (_, _, Some(id), Some(other)) => id < other,
        _ => false,
    }
}

/// The record ids seen, as disjoint ranges: one for a whole log, in whichever order it is read.
#[derive(Debug, Default)]
struct Ranges {
    ranges: BTreeMap<u64, u64>,
    /// The range that is growing, not yet among the others.
    growing: Option<(u64, u64)>,
}

impl Ranges {
    fn insert(&mut self, id: u64) {
        match &mut self.growing {
            Some((start, end)) if (*start..=*end).contains(&id) => {}
            Some((_, end)) if end.checked_add(1) == Some(id) => *end = id,
            Some((start, _)) if start.checked_sub(1) == Some(id) => *start = id,
            growing => {
                if let Some((start, end)) = growing.replace((id, id)) {
                    self.settle(start, end);
                }
            }
        }
    }

    /// Puts a range among the others, and together with those it touches.
    fn settle(&mut self, mut start: u64, mut end: u64) {
        while let Some((other, other_end)) =
            self.ranges.range(..=end.saturating_add(1)).next_back().map(|(start, end)| (*start, *end))
            && other_end.saturating_add(1) >= start
        {
            self.ranges.remove(&other);
            start = start.min(other);
            end = end.max(other_end);
        }
        self.ranges.insert(start, end);
    }

    fn gaps(mut self) -> (u64, Vec<Gap>) {
        if let Some((start, end)) = self.growing.take() {
            self.settle(start, end);
        }
        let mut missing = 0_u64;
        let mut gaps = Vec::new();
        for ((_, end), (start, _)) in self.ranges.iter().zip(self.ranges.iter().skip(1)) {
            let gap = Gap { from: end.saturating_add(1), to: start.saturating_sub(1) };
            missing = missing.saturating_add(gap.to.saturating_sub(gap.from).saturating_add(1));
            if gaps.len() < MAX_LISTED {
                gaps.push(gap);
            }
        }
        (missing, gaps)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn gaps_are_found_in_any_order() {
        for ids in [[1, 2, 3, 7, 9, 10], [10, 9, 7, 3, 2, 1], [9, 1, 3, 7, 2, 10]] {
            let mut ranges = Ranges::default();
            for id in ids {
                ranges.insert(id);
                ranges.insert(id);
            }
            let (missing, gaps) = ranges.gaps();
            assert_eq!(missing, 4);
            assert_eq!(gaps, [Gap { from: 4, to: 6 }, Gap { from: 8, to: 8 }]);
        }
    }

    #[test]
    fn the_ends_of_the_number_range_do_no_harm() {
        let mut ranges = Ranges::default();
        for id in [u64::MAX, 0, u64::MAX, u64::MAX - 1] {
            ranges.insert(id);
        }
        assert_eq!(ranges.gaps().0, u64::MAX - 2);
    }

    #[test]
    fn a_span_never_ends_before_it_begins() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let seen = |time, id| Seen { record_id: Some(id), time, ..Seen::default() };
        let records = [seen(None, 5), seen(at(50), 7), seen(at(90), 3), seen(None, 9), seen(at(70), 1), seen(None, 2)];
        // In whichever order they come.
        for start in 0..records.len() {
            for order in [records, records.map(|it| Seen { record_id: it.record_id.map(|id| 20 - id), ..it })] {
                let mut tally = Tally::default();
                order.iter().cycle().skip(start).take(order.len()).for_each(|record| drop(tally.saw(record)));
                let source = tally.into_summary(0, Form::Xml).sources.remove(0);
                assert_eq!((source.first.time, source.last.time), (at(50), at(90)));
                assert_eq!(source.records, 6);
            }
        }
    }

    #[test]
    fn sources_are_counted_apart_and_bounded() {
        let mut tally = Tally::default();
        for number in 0..MAX_SOURCES + 10 {
            let computer = format!("HOST{number}");
            let seen = Seen { computer: Some(&computer), record_id: Some(7), ..Seen::default() };
            tally.saw(&seen);
        }
        let summary = tally.into_summary(0, Form::Xml);
        assert_eq!(summary.records, MAX_SOURCES as u64 + 10);
        assert_eq!(summary.sources.len(), MAX_SOURCES);
        assert_eq!(summary.limitations, [Limitation::TooManySources]);
    }

    #[test]
    fn broken_records_are_all_counted_and_the_first_listed() {
        let mut tally = Tally::default();
        for line in 1..=100 {
            tally.broken(Place::Line(line), "cut");
        }
        let summary = tally.into_summary(3, Form::Xml);
        assert_eq!(summary.broken_records, 100);
        assert_eq!(summary.broken.len(), MAX_LISTED);
        assert_eq!(summary.broken[0].place, Place::Line(1));
        assert_eq!(summary.log, 3);
    }
}
