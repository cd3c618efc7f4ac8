//! Several logs to one sequence of records, in which every event stands once.

use std::{
    cmp::Ordering,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::record::Record;

/// Most records of one second that a record is compared with.
const MAX_CANDIDATES: usize = 256;

/// Merges the records of several logs.
///
/// Two records are the same event when nothing that both state differs: channel, computer, record id, event id, time
/// (as fine as the coarser of the two) and parameters. A record that states no computer is never the same as another,
/// nor are two of one log without record ids. The merged record names every place it was found in.
///
/// Records with a time come first, in its order, and those of one computer and channel in the order of their record
/// ids; records without one follow, in the order of their logs.
pub fn merge(mut records: Vec<Record>) -> Vec<Record> {
    // The first record of each key, and for each record the next one of that key: no key is kept, only its hash.
    let mut first: HashMap<u64, usize> = HashMap::with_capacity(records.len());
    let mut next: Vec<[Option<usize>; 2]> = Vec::with_capacity(records.len());
    let mut kept = 0;
    for index in 0..records.len() {
        let keys = records.get(index).map_or([None; 2], keys);
        let mut twin = None;
        for (which, key) in keys.iter().enumerate() {
            let mut at = key.and_then(|key| first.get(&key).copied());
            let mut tried = 0;
            while let Some(candidate) = at.filter(|_| twin.is_none() && tried < MAX_CANDIDATES) {
                tried += 1;
                if let (Some(other), Some(record)) = (records.get(candidate), records.get(index))
                    && is_same(other, record)
                {
                    twin = Some(candidate);
                }
                at = next.get(candidate).and_then(|next| *next.get(which)?);
            }
        }
        // Those that are kept move together to the front.
        records.swap(kept, index);
        let (front, back) = records.split_at_mut(kept);
        match (twin.and_then(|twin| front.get_mut(twin)), back.first_mut()) {
            (Some(twin), Some(record)) => absorb(twin, record),
            _ => {
                let mut links = [None; 2];
                for (link, key) in links.iter_mut().zip(keys) {
                    *link = key.and_then(|key| first.insert(key, kept));
                }
                next.push(links);
                kept += 1;
            }
        }
    }
    records.truncate(kept);
    sort(&mut records);
    records
}

/// What records must share to be compared at all: event id and computer, with the record id or with the second.
fn keys(record: &Record) -> [Option<u64>; 2] {
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
        (None, None) => one.local_time() == other.local_time(),
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
            .all(|parameter| other.parameter(parameter.name).is_none_or(|value| value == &*parameter.value))
}

/// Takes over what the other record states more fully.
fn absorb(record: &mut Record, other: &mut Record) {
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
        if **known == super::record::AsWritten::default() {
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
    for origin in std::mem::take(&mut other.origins) {
        if !record.origins.contains(&origin) {
            record.origins.push(origin);
        }
    }
}

fn sort(records: &mut [Record]) {
    records.sort_unstable_by(|one, other| match (one.time, other.time) {
        (Some(one_time), Some(other_time)) => one_time
            .cmp(&other_time)
            .then_with(|| one.record_id.cmp(&other.record_id))
            .then_with(|| one.origins.cmp(&other.origins)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.origins.cmp(&other.origins),
    });
    order_by_record_id(records);
}

/// A time that is cut to the second may put a record before one that was logged earlier in that second; the record
/// ids of one computer and channel tell their true order.
fn order_by_record_id(records: &mut [Record]) {
    let mut streams: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (index, record) in records.iter().enumerate() {
        if let (Some(computer), Some(_), Some(_)) = (&record.computer, record.record_id, record.time) {
            let channel = record.channel.as_deref().unwrap_or_default();
            let stream = (computer.to_lowercase(), channel.to_lowercase());
            streams.entry(stream).or_default().push(index);
        }
    }
    // Where each place takes its record from.
    let mut from: Vec<usize> = (0..records.len()).collect();
    for places in streams.into_values() {
        let id = |index: &usize| records.get(*index).and_then(|record| record.record_id);
        let mut by_id = places.clone();
        by_id.sort_by_key(id);
        let follows_time =
            by_id.iter().zip(by_id.iter().skip(1)).all(|(one, next)| match (records.get(*one), records.get(*next)) {
                (Some(one), Some(next)) => {
                    let coarser = one.resolution.max(next.resolution);
                    one.time.map(|time| coarser.floor(time)) <= next.time.map(|time| coarser.floor(time))
                }
                _ => false,
            });
        // If not, the log was cleared and its ids began anew, or a clock was set back: time it is.
        if follows_time {
            for (place, source) in places.into_iter().zip(by_id) {
                if let Some(slot) = from.get_mut(place) {
                    *slot = source;
                }
            }
        }
    }
    permute(records, &mut from);
}

/// Puts the record at `from[place]` to each place, following each cycle once.
fn permute(records: &mut [Record], from: &mut [usize]) {
    for start in 0..from.len() {
        let mut place = start;
        while let Some(source) = from.get(place).copied().filter(|source| *source != place) {
            if let Some(slot) = from.get_mut(place) {
                *slot = place;
            }
            // The cycle ends where it began: the record that stood there has come this far.
            if source == start {
                break;
            }
            records.swap(place, source);
            place = source;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::{
        super::record::{Origin, Place, Resolution},
        *,
    };

    fn record(id: u64, time: &str, resolution: Resolution) -> Record {
        Record {
            channel: Some("Application".into()),
            computer: Some("BTS01".into()),
            record_id: Some(id),
            time: Some(time.parse().unwrap()),
            event_id: 10589,
            parameters: Box::default(),
            as_written: None,
            origins: vec![Origin { log: 0, place: Place::Record(id) }],
            resolution,
        }
    }

    fn ids(records: Vec<Record>) -> Vec<u64> {
        merge(records).iter().map(|record| record.record_id.unwrap()).collect()
    }

    #[test]
    fn record_ids_order_what_was_cut_to_the_second() {
        let exact = |id, time| record(id, time, Resolution::Tick);
        let cut = |id, time| record(id, time, Resolution::Second);
        assert_eq!(
            ids(vec![
                cut(8, "2026-11-20T08:00:03Z"),
                exact(5, "2026-11-20T08:00:02.9Z"),
                cut(6, "2026-11-20T08:00:02Z"),
                exact(7, "2026-11-20T08:00:02.95Z"),
                exact(4, "2026-11-20T08:00:02.1Z"),
            ]),
            [4, 5, 6, 7, 8]
        );
    }

    #[test]
    fn time_orders_records_of_a_log_that_was_cleared() {
        let exact = |id, time| record(id, time, Resolution::Tick);
        assert_eq!(
            ids(vec![
                exact(1, "2026-11-20T09:00:00Z"),
                exact(900, "2026-11-20T08:00:00Z"),
                exact(2, "2026-11-20T10:00:00Z")
            ]),
            [900, 1, 2]
        );
    }

    #[test]
    fn many_records_in_one_second_stay_apart_and_take_no_time() {
        let mut records: Vec<Record> =
            (0..20_000).map(|id| record(id, "2026-11-20T08:00:00Z", Resolution::Second)).collect();
        records.extend(records.clone());
        records[20_000..].iter_mut().for_each(|record| record.origins[0].log = 1);
        let merged = merge(records);
        assert_eq!(merged.len(), 20_000);
        assert!(merged.iter().all(|record| record.origins.len() == 2));
    }

    #[test]
    fn a_permutation_puts_everything_in_its_place() {
        let numbers = [3, 0, 1, 2, 4, 6, 5];
        let mut records: Vec<Record> = (0..7).map(|id| record(id, "2026-11-20T08:00:00Z", Resolution::Tick)).collect();
        permute(&mut records, &mut numbers.clone());
        let ids: Vec<u64> = records.iter().map(|record| record.record_id.unwrap()).collect();
        assert_eq!(ids, [3, 0, 1, 2, 4, 6, 5]);
    }
}
