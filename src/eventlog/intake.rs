//! Where all forms meet: one event as read, counted, filtered and made a record.

use super::message;
use super::record::{Origin, Place, Record, Resolution};
use super::summary::{Form, Limitation, LogSummary, Seen, Tally};
use super::{ReadOptions, time};
use crate::catalogue;
use jiff::Timestamp;
use jiff::tz::AmbiguousOffset;

/// What a log says when an event happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When<'a> {
    /// A time with its zone.
    Instant(Timestamp, Resolution),
    /// A time without one, and the order of day and month in it, where that is known.
    Local(&'a str, Option<time::DateOrder>),
    /// Nothing that can be read.
    Unknown,
}

/// What an event carries.
#[derive(Debug)]
pub(crate) enum Content {
    /// Its insertion strings.
    Strings(Vec<String>),
    /// Its message, built from them.
    Message(String),
    /// Neither.
    Nothing,
}

/// One event as a log states it, of any provider.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) place: Place,
    pub(crate) entsso: bool,
    /// May carry severity and facility in its high 16 bits.
    pub(crate) event_id: u32,
    pub(crate) record_id: Option<u64>,
    pub(crate) computer: Option<&'a str>,
    pub(crate) channel: Option<&'a str>,
    pub(crate) when: When<'a>,
}

/// Takes in the events of one log.
pub(crate) struct Intake<'a> {
    log: usize,
    pub(crate) options: &'a ReadOptions,
    pub(crate) tally: Tally,
    sink: &'a mut dyn FnMut(Record),
}

impl<'a> Intake<'a> {
    pub(crate) fn new(log: usize, options: &'a ReadOptions, sink: &'a mut dyn FnMut(Record)) -> Self {
        Self { log, options, tally: Tally::default(), sink }
    }

    pub(crate) fn finish(self, form: Form) -> LogSummary {
        self.tally.into_summary(self.log, form)
    }

    /// Takes in one event; `content` is asked for only where the catalogue knows the event.
    pub(crate) fn take(&mut self, entry: &Entry<'_>, content: impl FnOnce() -> Content) {
        let mut record = Record {
            channel: None,
            computer: None,
            record_id: entry.record_id,
            time: None,
            local_time: None,
            event_id: 0,
            parameters: Vec::new(),
            further_strings: Vec::new(),
            message: None,
            origins: Vec::new(),
            resolution: Resolution::Tick,
            civil: None,
        };
        self.set_time(&mut record, entry.when);
        let computer = entry.computer.filter(|name| !name.is_empty());
        let seen = Seen {
            computer: computer.or(self.options.computer.as_deref()),
            channel: entry.channel.filter(|name| !name.is_empty()),
            record_id: entry.record_id,
            time: record.time,
            local_time: record.local_time.as_deref(),
            civil: record.civil,
        };
        if seen.computer.is_none() {
            self.tally.limitations.insert(Limitation::NoComputer);
        }
        (record.computer, record.channel) = self.tally.saw(&seen);
        if !entry.entsso {
            return;
        }
        self.tally.entsso_records += 1;
        // Where the whole message id is written, the event id is its low half.
        let event_id = u16::try_from(entry.event_id & 0xffff).unwrap_or_default();
        if catalogue::event(event_id).is_none() {
            return;
        }
        self.tally.catalogued_records += 1;
        record.event_id = event_id;
        record.origins.push(Origin { log: self.log, place: entry.place });
        self.set_content(&mut record, content());
        (self.sink)(record);
    }

    /// Counts one event as broken.
    pub(crate) fn broken(&mut self, place: Place, reason: impl Into<String>) {
        self.tally.broken(place, reason);
    }

    fn set_time(&mut self, record: &mut Record, when: When<'_>) {
        match when {
            When::Unknown => {}
            When::Instant(time, resolution) => {
                record.time = Some(time);
                record.resolution = resolution;
            }
            When::Local(text, order) => {
                record.resolution = Resolution::Second;
                record.civil = order.and_then(|order| time::local(text, order));
                if let (Some(civil), Some(zone)) = (record.civil, &self.options.time_zone) {
                    let ambiguous = zone.to_ambiguous_timestamp(civil);
                    if matches!(ambiguous.offset(), AmbiguousOffset::Fold { .. }) {
                        self.tally.limitations.insert(Limitation::RepeatedHour);
                    }
                    record.time = ambiguous.compatible().ok();
                }
                if record.time.is_none() {
                    record.local_time = Some(text.trim().to_owned());
                    let why = if order.is_none() { Limitation::UncertainDates } else { Limitation::NoTimeZone };
                    self.tally.limitations.insert(why);
                }
            }
        }
    }

    fn set_content(&mut self, record: &mut Record, content: Content) {
        match content {
            Content::Strings(strings) => record.set_strings(strings),
            Content::Message(message) if !record.states_parameters() => {
                match record.event().and_then(|event| message::parameters(event, &message)) {
                    Some(parameters) => record.parameters = parameters,
                    None => record.message = Some(message),
                }
            }
            Content::Message(_) => {}
            Content::Nothing => {}
        }
        if !record.states_parameters() {
            self.tally.limitations.insert(Limitation::UnreadableParameters);
        }
    }
}
