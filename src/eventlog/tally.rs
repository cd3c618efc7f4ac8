//! What is counted while a log is read.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime};

use super::{
    ranges::Ranges,
    record::Place,
    summary::{Broken, End, Form, Limitation, LogSummary, MAX_LISTED, Source},
};

/// Most computer and channel pairs that a log's record ids are followed for; a forwarded log has hundreds.
const MAX_SOURCES: usize = 4096;

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
    /// Counts one record.
    pub(crate) fn saw(&mut self, seen: &Seen<'_>) {
        self.records += 1;
        self.latest = self.source(seen);
        if let Some((_, tally)) = self.sources.get_mut(self.latest) {
            tally.saw(seen);
        }
    }

    /// Computer and channel of the record that was counted last, as shared names.
    pub(crate) fn latest(&self) -> (Option<Arc<str>>, Option<Arc<str>>) {
        self.sources.get(self.latest).map_or((None, None), |(key, _)| (key.computer.clone(), key.channel.clone()))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_span_never_ends_before_it_begins() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let seen = |time, id| Seen { record_id: Some(id), time, ..Seen::default() };
        let records = [seen(None, 5), seen(at(50), 7), seen(at(90), 3), seen(None, 9), seen(at(70), 1), seen(None, 2)];
        // In whichever order they come.
        for start in 0..records.len() {
            for order in [records, records.map(|it| Seen { record_id: it.record_id.map(|id| 20 - id), ..it })] {
                let mut tally = Tally::default();
                order.iter().cycle().skip(start).take(order.len()).for_each(|record| tally.saw(record));
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
