//! Several logs to one sequence of records, in which every event stands once.

use std::collections::HashMap;

use super::{
    order::sort,
    record::Record,
    same::{Gained, absorb, is_same, keys},
};

/// Most records of one key that a record is compared with.
const MAX_CANDIDATES: usize = 256;

/// Merges the records of several logs.
///
/// Two records are the same event when nothing that both state differs: channel, computer, record id, event id, time
/// (as fine as the coarser of the two) and parameters. A record that states no computer is never the same as another,
/// nor are two of one log, unless both state the same record id. The merged record names every place it was found in.
///
/// Records with a time come first, in its order, and those of one computer and channel in the order of their record
/// ids; records without one follow, in the order of their logs.
pub fn merge(records: Vec<Record>) -> Vec<Record> {
    let mut records = Merger::of(records).finish();
    sort(&mut records);
    records
}

/// A log, and whether it states the record id.
type InLog = (usize, bool);

/// Records that are settled one by one: joined with one before, or put where those after will find them.
///
/// However the logs are made, a record is compared with a bounded number of others, and once more for each of the few
/// times that it takes over what lets it be the same as further ones.
struct Merger {
    /// In the place of a record that was joined with another, one without origins is left.
    records: Vec<Record>,
    /// The logs that each was found in, in their order.
    logs: Vec<Vec<InLog>>,
    /// The first and the last node of each key: no key is kept, only its hash.
    chains: HashMap<u64, (usize, usize)>,
    nodes: Vec<Node>,
    /// Of a key and a log, the last node up to which every record was found in that log.
    passed: HashMap<(u64, usize), usize>,
}

/// A record in the chain of a key, in the order in which they came.
struct Node {
    record: usize,
    next: Option<usize>,
}

impl Merger {
    fn of(mut records: Vec<Record>) -> Self {
        let logs = records.iter_mut().map(|record| {
            record.origins.sort_unstable();
            let mut logs: Vec<InLog> = record.origins.iter().map(|origin| (origin.log, origin.numbered)).collect();
            logs.dedup();
            logs
        });
        let logs = logs.collect();
        Self { records, logs, chains: HashMap::new(), nodes: Vec::new(), passed: HashMap::new() }
    }

    fn finish(mut self) -> Vec<Record> {
        for record in 0..self.records.len() {
            self.settle(record);
        }
        self.records.retain(|record| !record.origins.is_empty());
        for record in self.records.iter_mut().filter(|record| record.origins.len() > 1) {
            record.origins.sort_unstable();
            record.origins.dedup();
        }
        self.records
    }

    fn settle(&mut self, mut at: usize) {
        let mut is_new = [true; 2];
        loop {
            let keys = self.records.get(at).map_or([None; 2], keys);
            let [by_id, by_second] = keys;
            let twin = by_id.and_then(|key| self.twin(at, key, None)).or_else(|| {
                let key = by_second?;
                let passed = self.pass(at, key);
                self.twin(at, key, passed)
            });
            let Some(twin) = twin else {
                for key in keys.into_iter().zip(is_new).filter_map(|(key, is_new)| key.filter(|_| is_new)) {
                    self.add(at, key);
                }
                return;
            };
            let gained = self.join(twin, at);
            if !gained.record_id && !gained.time && !gained.parameters {
                return;
            }
            // Now it may be known as one that it was compared with before.
            is_new = [gained.record_id, gained.time];
            at = twin;
        }
    }

    /// A record that is the same event, among those of the key that come after a node.
    fn twin(&self, at: usize, key: u64, after: Option<usize>) -> Option<usize> {
        let (record, logs) = (self.records.get(at)?, self.logs.get(at)?);
        let mut next = self.after(key, after);
        for _ in 0..MAX_CANDIDATES {
            let node = self.nodes.get(next?)?;
            let (other, other_logs) = (self.records.get(node.record)?, self.logs.get(node.record)?);
            if node.record != at && !other_logs.is_empty() && is_same(other, record) && may_join(other_logs, logs) {
                return Some(node.record);
            }
            next = node.next;
        }
        None
    }

    fn after(&self, key: u64, node: Option<usize>) -> Option<usize> {
        match node {
            Some(node) => self.nodes.get(node)?.next,
            None => self.chains.get(&key).map(|(first, _)| *first),
        }
    }

    /// The last node before the first record that is of none of this one's logs: rows that look the same are taken one
    /// after the other, and none is asked again. One of the same log and record id is found by that id.
    fn pass(&mut self, at: usize, key: u64) -> Option<usize> {
        let mut furthest = None;
        for (log, _) in self.logs.get(at)? {
            let mut passed = self.passed.get(&(key, *log)).copied();
            let before = passed;
            while let Some(next) = self.after(key, passed)
                && let Some(logs) = self.nodes.get(next).and_then(|node| self.logs.get(node.record))
                && (logs.is_empty() || in_log(logs, *log).is_some())
            {
                passed = Some(next);
            }
            if let Some(node) = passed.filter(|_| passed != before) {
                self.passed.insert((key, *log), node);
            }
            furthest = furthest.max(passed);
        }
        furthest
    }

    fn add(&mut self, record: usize, key: u64) {
        let node = self.nodes.len();
        self.nodes.push(Node { record, next: None });
        let (_, last) = self.chains.entry(key).or_insert((node, node));
        let before = std::mem::replace(last, node);
        if let Some(before) = self.nodes.get_mut(before).filter(|_| before != node) {
            before.next = Some(node);
        }
    }

    fn join(&mut self, into: usize, from: usize) -> Gained {
        let mut logs = self.logs.get_mut(from).map(std::mem::take).unwrap_or_default();
        if let Some(known) = self.logs.get_mut(into) {
            if known.len() < logs.len() {
                std::mem::swap(known, &mut logs);
            }
            for log in logs {
                if let Err(place) = known.binary_search(&log) {
                    known.insert(place, log);
                }
            }
        }
        match self.records.get_disjoint_mut([into, from]) {
            Ok([record, other]) => absorb(record, other),
            Err(_) => Gained { record_id: false, time: false, parameters: false },
        }
    }
}

/// Whether the log is among these, and whether it states the record id.
fn in_log(logs: &[InLog], log: usize) -> Option<bool> {
    let place = logs.binary_search_by_key(&log, |(log, _)| *log).ok()?;
    logs.get(place).map(|(_, numbered)| *numbered)
}

/// Whether no log holds both as rows of their own. What agrees in all that it states has one record id.
fn may_join(one: &[InLog], other: &[InLog]) -> bool {
    let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
    few.iter().all(|(log, numbered)| in_log(many, *log).is_none_or(|other| *numbered && other))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::{
        super::{
            order::permute,
            record::{AsWritten, Origin, ParameterValue, Place, Resolution},
        },
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
            origins: vec![Origin { log: 0, place: Place::Record(id), numbered: true }],
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

    /// Rows of one log, the same but for their places.
    fn rows(log: usize, count: u64, id: Option<u64>) -> impl Iterator<Item = Record> {
        (0..count).map(move |line| Record {
            record_id: id,
            origins: vec![Origin { log, place: Place::Line(line), numbered: id.is_some() }],
            ..record(0, "2026-11-20T08:00:00Z", Resolution::Second)
        })
    }

    #[test]
    fn one_record_id_among_rows_of_one_log_joins_none_of_them() {
        for before in 0..=4 {
            let all: Vec<Record> = rows(0, before, None).chain(rows(0, 1, Some(7))).chain(rows(0, 4, None)).collect();
            let count = all.len();
            assert_eq!(merge(all).len(), count);
        }
        // What another log calls by that number is one of them, and the row of that number is another.
        let all = rows(0, 1, None).chain(rows(1, 1, Some(7))).chain(rows(0, 3, None)).chain(rows(0, 1, Some(7)));
        let merged = merge(all.collect());
        assert_eq!(merged.len(), 5);
        assert_eq!(merge(merged.clone()).len(), 5);
    }

    #[test]
    fn rows_of_one_log_with_one_record_id_are_one_event() {
        let merged = merge(rows(0, 3, Some(7)).collect());
        assert_eq!((merged.len(), merged[0].origins.len()), (1, 3));
    }

    #[test]
    fn rows_that_look_the_same_in_two_logs_are_joined_one_with_one() {
        for ids in [None, Some(0)] {
            let other = rows(1, 3_000, ids).zip(1..).map(|(row, id)| Record { record_id: ids.map(|_| id), ..row });
            let merged = merge(other.chain(rows(0, 2_000, None)).chain(rows(2, 2_500, None)).collect());
            assert_eq!(merged.len(), 3_000);
            assert_eq!(merged.iter().filter(|record| record.origins.len() == 3).count(), 2_000);
            assert!(merged.iter().all(|record| record.origins.is_sorted()));
        }
    }

    #[test]
    fn logs_made_to_be_slow_are_merged_as_fast_as_others() {
        let unnumbered = |count| rows(0, count, None);
        let local = |log, count| {
            rows(log, count, Some(7)).enumerate().map(|(number, row)| {
                let local_time = Some(format!("once {number}"));
                let as_written = Some(Box::new(AsWritten { local_time, ..AsWritten::default() }));
                Record { time: None, as_written, ..row }
            })
        };
        for (records, left) in [
            (unnumbered(20_000).chain(rows(0, 1, Some(7))).chain(unnumbered(20_000)).collect::<Vec<_>>(), 40_001),
            // Where the row with the time comes last, it makes one of all that have its number.
            (local(0, 200).chain(local(1, 200)).chain(rows(2, 1, Some(7))).collect(), 1),
            (rows(0, 40_000, Some(7)).chain(unnumbered(20_000)).collect(), 20_001),
            ((0..5_000).flat_map(|log| rows(log, 4, None)).collect(), 4),
            ((0..5_000).rev().flat_map(|log| rows(log, 4, None)).collect(), 4),
        ] {
            let started = std::time::Instant::now();
            let merged = merge(records);
            assert_eq!(merged.len(), left);
            assert!(started.elapsed().as_secs() < 20, "{left}: {:?}", started.elapsed());
        }
    }

    #[test]
    fn whatever_is_merged_keeps_the_rows_of_a_log_apart_and_stays_as_it_is() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        let told = |records: &[Record]| serde_json::to_string(records).unwrap();
        for _ in 0..2_000 {
            let records: Vec<Record> = (0..1 + random(12))
                .map(|line| {
                    let (id, exact) = (random(4), random(2) == 0);
                    let mut row = record(id, "2026-11-20T08:00:00Z", Resolution::Second);
                    row.record_id = row.record_id.filter(|id| *id > 0);
                    if exact {
                        row.time = row.time.map(|time| time + jiff::SignedDuration::from_millis(random(2) as i64));
                        row.resolution = Resolution::Tick;
                    }
                    row.time = row.time.filter(|_| random(4) > 0);
                    row.computer =
                        (random(8) > 0).then(|| ["BTS01", "BTS01.corp", "bts01.lab"][random(3) as usize].into());
                    row.channel = row.channel.filter(|_| random(2) > 0);
                    let names = [["file", "user"], ["user", "msid"]][random(2) as usize];
                    let values = names.iter().take(random(3) as usize);
                    row.parameters =
                        values.map(|name| ParameterValue { name, value: random(2).to_string().into() }).collect();
                    let log = random(3) as usize;
                    row.origins = vec![Origin { log, place: Place::Line(line), numbered: row.record_id.is_some() }];
                    row
                })
                .collect();
            let merged = merge(records.clone());
            assert_eq!(told(&merge(merged.clone())), told(&merged));
            let mut origins: Vec<Origin> = merged.iter().flat_map(|record| record.origins.clone()).collect();
            origins.sort_unstable();
            assert!(origins.is_sorted_by(|one, next| one < next) && origins.len() == records.len());
            for record in &merged {
                let ids_in = |log| {
                    let rows = records.iter().filter(move |row| row.origins[0].log == log);
                    rows.filter(|row| record.origins.contains(&row.origins[0])).map(|row| row.record_id)
                };
                for log in 0..3 {
                    let ids: Vec<_> = ids_in(log).collect();
                    assert!(ids.len() < 2 || ids.iter().all(|id| id.is_some() && *id == ids[0]), "{ids:?}");
                }
            }
        }
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
