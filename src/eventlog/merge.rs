//! Several logs to one sequence of records, in which every event stands once.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::record::Record;

/// Merges the records of several logs.
///
/// Two records are the same event when nothing that both state differs: channel, computer, record id, event id, time
/// (as fine as the coarser of the two) and parameters; a record without a time in UTC, or without a computer, is never
/// the same as one of another log. The merged record names every place it was found in.
///
/// Records with a time come first, in its order, and those of one computer and channel in the order of their record
/// ids; records without one follow, in the order of their logs.
pub fn merge(records: Vec<Record>) -> Vec<Record> {
    let mut merged: Vec<Record> = Vec::with_capacity(records.len());
    let mut known: HashMap<Key, Vec<usize>> = HashMap::new();
    for record in records {
        let keys = keys(&record);
        let twin = keys.iter().find_map(|key| {
            let candidates = known.get(key)?;
            candidates.iter().copied().find(|index| merged.get(*index).is_some_and(|other| is_same(other, &record)))
        });
        match twin.and_then(|index| merged.get_mut(index).map(|other| (index, other))) {
            Some((index, other)) => {
                absorb(other, record);
                for key in keys {
                    let indices = known.entry(key).or_default();
                    if !indices.contains(&index) {
                        indices.push(index);
                    }
                }
            }
            None => {
                for key in keys {
                    known.entry(key).or_default().push(merged.len());
                }
                merged.push(record);
            }
        }
    }
    sort(&mut merged);
    merged
}

/// What records must share to be compared at all.
#[derive(Eq, Hash, PartialEq)]
enum Key {
    /// Event id, computer and record id.
    Numbered(u16, String, u64),
    /// Event id, computer and second.
    Timed(u16, String, i64),
}

fn keys(record: &Record) -> Vec<Key> {
    let Some(computer) = record.computer.as_deref() else {
        return Vec::new();
    };
    let computer = short_name(computer).to_lowercase();
    let numbered = record.record_id.map(|id| Key::Numbered(record.event_id, computer.clone(), id));
    let timed = record.time.map(|time| Key::Timed(record.event_id, computer, time.as_second()));
    numbered.into_iter().chain(timed).collect()
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

fn is_same(one: &Record, other: &Record) -> bool {
    fn agree<T>(one: Option<T>, other: Option<T>, same: impl Fn(T, T) -> bool) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => same(one, other),
            _ => true,
        }
    }
    let coarser = one.resolution.max(other.resolution);
    let times_agree = match (one.time, other.time) {
        (Some(one), Some(other)) => coarser.floor(one) == coarser.floor(other),
        // Local times of one log agree with themselves only.
        (None, None) => one.local_time == other.local_time,
        _ => one.record_id.is_some() && one.record_id == other.record_id,
    };
    // Without record ids, rows of one log that look the same are events of their own.
    let told_apart = one.record_id.is_none()
        && other.record_id.is_none()
        && one.origins.iter().any(|origin| other.origins.iter().any(|known| known.log == origin.log));
    one.event_id == other.event_id
        && !told_apart
        && times_agree
        && agree(one.record_id, other.record_id, |one, other| one == other)
        && agree(one.computer.as_deref(), other.computer.as_deref(), may_be_one_computer)
        && agree(one.channel.as_deref(), other.channel.as_deref(), str::eq_ignore_ascii_case)
        && one
            .parameters
            .iter()
            .all(|parameter| other.parameter(parameter.name).is_none_or(|value| value == parameter.value))
}

/// Takes over what the other record states more fully.
fn absorb(record: &mut Record, other: Record) {
    let Record {
        channel,
        computer,
        record_id,
        time,
        local_time: _,
        event_id: _,
        parameters,
        further_strings,
        message,
        origins,
        resolution,
        civil: _,
    } = other;
    if time.is_some() && (record.time.is_none() || resolution < record.resolution) {
        record.time = time;
        record.resolution = resolution;
        record.local_time = None;
    }
    if parameters.len() > record.parameters.len() {
        record.parameters = parameters;
        record.further_strings = further_strings;
        record.message = None;
    } else if record.parameters.is_empty() && record.message.is_none() {
        record.message = message;
    }
    record.channel = record.channel.take().or(channel);
    record.record_id = record.record_id.or(record_id);
    let longer = |one: &str, other: &str| other.len() > one.len();
    if let Some(computer) = computer
        && record.computer.as_deref().is_none_or(|known| longer(known, &computer))
    {
        record.computer = Some(computer);
    }
    for origin in origins {
        if !record.origins.contains(&origin) {
            record.origins.push(origin);
        }
    }
}

fn sort(records: &mut Vec<Record>) {
    records.sort_by(|one, other| match (one.time, other.time) {
        (Some(one_time), Some(other_time)) => one_time
            .cmp(&other_time)
            .then_with(|| one.record_id.cmp(&other.record_id).then_with(|| one.origins.cmp(&other.origins))),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.origins.cmp(&other.origins),
    });
    order_by_record_id(records);
}

/// A time that is cut to the second may put a record before one that was logged earlier in that second; the record
/// ids of one computer and channel tell their true order.
fn order_by_record_id(records: &mut Vec<Record>) {
    let mut streams: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (index, record) in records.iter().enumerate() {
        if let (Some(computer), Some(_), Some(_)) = (&record.computer, record.record_id, record.time) {
            let channel = record.channel.as_deref().unwrap_or_default();
            let stream = (computer.to_lowercase(), channel.to_lowercase());
            streams.entry(stream).or_default().push(index);
        }
    }
    let mut taken: Vec<Option<Record>> = records.drain(..).map(Some).collect();
    for slots in streams.into_values() {
        let mut stream: Vec<(usize, Record)> =
            slots.iter().filter_map(|slot| Some((*slot, taken.get_mut(*slot)?.take()?))).collect();
        stream.sort_by_key(|(_, record)| record.record_id);
        let follows_time = stream.iter().zip(stream.iter().skip(1)).all(|((_, one), (_, next))| {
            let coarser = one.resolution.max(next.resolution);
            one.time.map(|time| coarser.floor(time)) <= next.time.map(|time| coarser.floor(time))
        });
        if !follows_time {
            // The log was cleared and its ids began anew, or a clock was set back: time it is.
            stream.sort_by_key(|(by_time, _)| *by_time);
        }
        for (slot, (_, record)) in slots.into_iter().zip(stream) {
            if let Some(place) = taken.get_mut(slot) {
                *place = Some(record);
            }
        }
    }
    records.extend(taken.into_iter().flatten());
}
