//! The order of records from several logs, whose times are cut to different units.

use std::{cmp::Ordering, collections::HashMap};

use super::record::Record;

/// Sorts records by time, as far as they have one, and those of one computer and channel by their record ids.
pub(super) fn sort(records: &mut [Record]) {
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
pub(super) fn permute(records: &mut [Record], from: &mut [usize]) {
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
