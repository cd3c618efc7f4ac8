//! Two records of one event: how they find each other, whether they are the same, and what one takes over from the other.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::record::{AsWritten, Record};

/// What a record took over from another.
pub(super) struct Gained {
    pub(super) record_id: bool,
    pub(super) time: bool,
    pub(super) parameters: bool,
}

/// What records must share to be compared at all: event id and computer, with the record id or with the second.
pub(super) fn keys(record: &Record) -> [Option<u64>; 2] {
    let Some(computer) = record.computer.as_deref() else {
        return [None; 2];
    };
    let computer = short_name(computer).to_lowercase();
    let key = |kind: u8, number: i128| {
        let mut hasher = DefaultHasher::new();
        (kind, record.event_id, &computer, number).hash(&mut hasher);
        hasher.finish()
    };
    [record.record_id.map(|id| key(0, id.into())), record.time.map(|time| key(1, time.as_second().into()))]
}

/// The computer's name without its domain.
pub(crate) fn short_name(computer: &str) -> &str {
    computer.split('.').next().unwrap_or(computer)
}

/// Whether two names can be of one computer: the same, or one of them without the domain.
fn may_be_one_computer(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || (one.contains('.') != other.contains('.') && short_name(one).eq_ignore_ascii_case(short_name(other)))
}

/// Whether nothing that both records state speaks against their being the same event.
pub(super) fn is_same(one: &Record, other: &Record) -> bool {
    fn agree<T>(one: Option<T>, other: Option<T>, same: impl Fn(T, T) -> bool) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => same(one, other),
            _ => true,
        }
    }
    let coarser = one.resolution.max(other.resolution);
    let times_agree = match (one.time, other.time) {
        (Some(one), Some(other)) => coarser.floor(one) == coarser.floor(other),
        (None, None) => one.local_time() == other.local_time(),
        _ => one.record_id.is_some() && one.record_id == other.record_id,
    };
    one.event_id == other.event_id
        && times_agree
        && agree(one.record_id, other.record_id, |one, other| one == other)
        && agree(one.computer.as_deref(), other.computer.as_deref(), may_be_one_computer)
        && agree(one.channel.as_deref(), other.channel.as_deref(), str::eq_ignore_ascii_case)
        && one
            .parameters
            .iter()
            .all(|parameter| other.parameter(parameter.name).is_none_or(|value| value == &*parameter.value))
}

/// Takes over what the other record states more fully.
pub(super) fn absorb(record: &mut Record, other: &mut Record) -> Gained {
    let stated = (record.record_id.is_some(), record.time.is_some());
    let more_parameters = other.parameters.len() > record.parameters.len();
    if more_parameters {
        record.parameters = std::mem::take(&mut other.parameters);
    }
    let finer = other.time.is_some() && (record.time.is_none() || other.resolution < record.resolution);
    if finer {
        record.time = other.time;
        record.resolution = other.resolution;
    }
    match (&mut record.as_written, other.as_written.take()) {
        (Some(known), Some(other)) => {
            if more_parameters {
                known.further_strings = other.further_strings;
            }
            known.message = known.message.take().or(other.message);
        }
        (known @ None, other) => *known = other,
        (Some(_), None) => {}
    }
    let (has_time, has_parameters) = (record.time.is_some(), record.states_parameters());
    if let Some(known) = &mut record.as_written {
        known.local_time = known.local_time.take().filter(|_| !has_time);
        known.civil = known.civil.filter(|_| !has_time);
        known.message = known.message.take().filter(|_| !has_parameters);
        if **known == AsWritten::default() {
            record.as_written = None;
        }
    }
    record.channel = record.channel.take().or(other.channel.take());
    record.record_id = record.record_id.or(other.record_id);
    // The name with the domain is the longer one.
    if let Some(computer) = other.computer.take()
        && record.computer.as_deref().is_none_or(|known| computer.len() > known.len())
    {
        record.computer = Some(computer);
    }
    if record.origins.len() < other.origins.len() {
        std::mem::swap(&mut record.origins, &mut other.origins);
    }
    record.origins.append(&mut other.origins);
    Gained {
        record_id: record.record_id.is_some() && !stated.0,
        time: record.time.is_some() && !stated.1,
        parameters: more_parameters,
    }
}
