//! Where all forms meet: one event as read, counted, filtered and made a record.

use std::{collections::HashSet, sync::Arc};

use jiff::{Timestamp, civil::DateTime, tz::AmbiguousOffset};

use super::{
    ReadOptions, message,
    record::{AsWritten, Origin, ParameterValue, Place, Record, Resolution},
    summary::{Form, Limitation, LogSummary},
    tally::{Seen, Tally},
    time::DateOrder,
};
use crate::catalogue::{self, Event};

/// What a log says when an event happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When<'a> {
    /// A time with its zone.
    Instant(Timestamp, Resolution),
    /// A time without one, and the order of day and month in it, where that is known.
    Local(&'a str, Option<DateOrder>),
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

/// Values that repeat: users, computers, secrets. Forgotten when there are too many of them.
#[derive(Debug, Default)]
struct Shared(HashSet<Arc<str>>);

/// Most values that are shared at a time.
const MAX_SHARED: usize = 4096;

/// Longest value that is kept: ENTSSO's are paths, accounts, GUIDs and texts of errors, in bytes of UTF-8.
const MAX_VALUE: usize = 1024;

/// Most text that is kept of one event, in bytes. The records of a binary log may share one long text, so that what is
/// kept of each has to be bounded, and not only what is read.
const MAX_TEXT: usize = 2048;

/// Most strings that are kept beyond those that the catalogue names.
const MAX_FURTHER: usize = 16;

/// Longest name of a computer or channel, and longest time as it is written, in bytes; DNS allows 255.
const MAX_NAME: usize = 256;

/// What may still be kept of one event, and whether anything was left out.
struct Room {
    left: usize,
    was_cut: bool,
}

impl Room {
    fn take<'t>(&mut self, text: &'t str, most: usize) -> &'t str {
        let kept = text.get(..text.floor_char_boundary(most.min(self.left))).unwrap_or_default();
        self.was_cut |= kept.len() < text.len();
        self.left -= kept.len();
        // A cut may end in white space.
        trimmed(kept)
    }
}

impl Shared {
    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        if self.0.len() >= MAX_SHARED {
            self.0.clear();
        }
        let shared: Arc<str> = Arc::from(text);
        self.0.insert(Arc::clone(&shared));
        shared
    }
}

/// A time as far as it can be read.
#[derive(Clone, Copy, Debug)]
struct Time<'a> {
    utc: Option<Timestamp>,
    resolution: Resolution,
    local: Option<&'a str>,
    civil: Option<DateTime>,
}

/// Takes in the events of one log.
pub(crate) struct Intake<'a> {
    log: usize,
    pub(crate) options: &'a ReadOptions,
    pub(crate) tally: Tally,
    shared: Shared,
    sink: &'a mut dyn FnMut(Record),
}

impl<'a> Intake<'a> {
    pub(crate) fn new(log: usize, options: &'a ReadOptions, sink: &'a mut dyn FnMut(Record)) -> Self {
        Self { log, options, tally: Tally::default(), shared: Shared::default(), sink }
    }

    pub(crate) fn finish(self, form: Form) -> LogSummary {
        self.tally.into_summary(self.log, form)
    }

    /// Takes in one event; `content` is asked for only where the catalogue knows the event.
    pub(crate) fn take(&mut self, entry: &Entry<'_>, content: impl FnOnce() -> Content) {
        let time = self.time(entry.when);
        let computer = entry.computer.map(|name| self.name(name)).filter(|name| !name.is_empty());
        let channel = entry.channel.map(|name| self.name(name)).filter(|name| !name.is_empty());
        let seen = Seen {
            computer: computer.or(self.options.computer.as_deref()),
            channel,
            record_id: entry.record_id,
            time: time.utc,
            local_time: time.local,
            civil: time.civil,
        };
        if seen.computer.is_none() {
            self.tally.limitations.insert(Limitation::NoComputer);
        }
        self.tally.saw(&seen);
        if !entry.entsso {
            return;
        }
        let (computer, channel) = self.tally.latest();
        self.tally.entsso_records += 1;
        // Where the whole message id is written, the event id is its low half.
        let event_id = u16::try_from(entry.event_id & 0xffff).unwrap_or_default();
        let Some(event) = catalogue::event(event_id) else {
            return;
        };
        self.tally.catalogued_records += 1;
        let mut room = Room { left: MAX_TEXT, was_cut: false };
        let (parameters, further_strings, message) = self.read(event, content(), &mut room);
        if !is_evidence(event, &parameters, message.as_deref()) {
            return;
        }
        let message =
            message.map(|text| if text.len() > room.left { room.take(&text, MAX_TEXT).to_owned() } else { text });
        if room.was_cut {
            self.tally.limitations.insert(Limitation::TextCut);
        }
        if parameters.is_empty() && !event.parameters.is_empty() {
            self.tally.limitations.insert(Limitation::UnreadableParameters);
        }
        let as_written = AsWritten {
            local_time: time.local.filter(|_| time.utc.is_none()).map(|text| text.trim().to_owned()),
            further_strings,
            message,
            civil: time.civil.filter(|_| time.utc.is_none()),
        };
        (self.sink)(Record {
            channel,
            computer,
            record_id: entry.record_id,
            time: time.utc,
            event_id,
            parameters,
            as_written: (as_written != AsWritten::default()).then(|| Box::new(as_written)),
            origins: vec![Origin { log: self.log, place: entry.place, numbered: entry.record_id.is_some() }],
            resolution: time.resolution,
        });
    }

    /// Counts one event as broken.
    pub(crate) fn broken(&mut self, place: Place, reason: impl Into<String>) {
        self.tally.broken(place, reason);
    }

    fn name<'t>(&mut self, text: &'t str) -> &'t str {
        let kept = text.get(..text.floor_char_boundary(MAX_NAME)).unwrap_or_default();
        if kept.len() < text.len() {
            self.tally.limitations.insert(Limitation::TextCut);
        }
        kept
    }

    fn time<'t>(&mut self, when: When<'t>) -> Time<'t> {
        let mut time = Time { utc: None, resolution: Resolution::Tick, local: None, civil: None };
        match when {
            When::Unknown => {}
            When::Instant(utc, resolution) => {
                time.utc = Some(utc);
                time.resolution = resolution;
            }
            When::Local(text, order) => {
                time.resolution = Resolution::Second;
                time.civil = order.and_then(|order| super::time::local(text, order));
                if let (Some(civil), Some(zone)) = (time.civil, &self.options.time_zone) {
                    let ambiguous = zone.to_ambiguous_timestamp(civil);
                    if matches!(ambiguous.offset(), AmbiguousOffset::Fold { .. }) {
                        self.tally.limitations.insert(Limitation::RepeatedHour);
                    }
                    time.utc = ambiguous.compatible().ok();
                }
                if time.utc.is_none() {
                    time.local = Some(self.name(text));
                    let why = if order.is_none() { Limitation::UncertainDates } else { Limitation::NoTimeZone };
                    self.tally.limitations.insert(why);
                }
            }
        }
        time
    }

    /// The parameters under their names, strings that have no name, and a message that could not be read.
    fn read(
        &mut self,
        event: &'static Event,
        content: Content,
        room: &mut Room,
    ) -> (Box<[ParameterValue]>, Vec<String>, Option<String>) {
        match content {
            Content::Strings(strings) => {
                let mut strings = strings.iter().map(|text| trimmed(text));
                let parameters = event
                    .parameters
                    .iter()
                    .zip(strings.by_ref())
                    .map(|(name, value)| ParameterValue { name, value: self.shared.share(room.take(value, MAX_VALUE)) })
                    .collect();
                let further =
                    strings.by_ref().take(MAX_FURTHER).map(|text| room.take(text, MAX_VALUE).to_owned()).collect();
                room.was_cut |= strings.next().is_some();
                (parameters, further, None)
            }
            Content::Message(text) if !event.parameters.is_empty() => match message::parameters(event, &text) {
                Some(values) => {
                    let share = |(name, value): (&'static str, &str)| ParameterValue {
                        name,
                        value: self.shared.share(room.take(value, MAX_VALUE)),
                    };
                    (values.into_iter().map(share).collect(), Vec::new(), None)
                }
                None => (Box::default(), Vec::new(), Some(text)),
            },
            Content::Message(_) | Content::Nothing => (Box::default(), Vec::new(), None),
        }
    }
}

/// Whether the event is of those that count only with certain error codes, and has none of them.
fn is_evidence(event: &Event, parameters: &[ParameterValue], message: Option<&str>) -> bool {
    if event.only_with.is_empty() {
        return true;
    }
    let stated = parameters.iter().find(|parameter| parameter.name == "error_code").map(|parameter| &*parameter.value);
    stated.or(message).and_then(catalogue::error_code_in).is_some_and(|code| event.only_with.contains(&code))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0')
}
