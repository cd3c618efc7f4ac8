//! What must hold of every event log, in whichever form.

use std::io::{Cursor, Read, Result, Seek, SeekFrom};

use mastersecret::{
    eventlog::{Limitation, LogError, LogSummary, Place, ReadOptions, Record, merge, read_log},
    evidence::conclude,
};

use crate::{MIB, planted, said::plain, within};

/// The size of a binary log's own header, in bytes.
pub const EVTX_HEADER: usize = 4096;
/// The size of each of its chunks, in bytes.
const EVTX_CHUNK: usize = 64 * 1024;

/// Which of the logs this one is said to be.
const NUMBER: usize = 7;

/// Gives a few bytes at a time.
struct Slowly<'a>(Cursor<&'a [u8]>, usize);

impl Read for Slowly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

impl Seek for Slowly<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.0.seek(to)
    }
}

/// A whole binary log from chunks without what every log begins with and ends in; a whole log stays as it is.
pub fn whole_evtx(chunks: &[u8]) -> Vec<u8> {
    if chunks.starts_with(b"ElfFile\0") {
        return chunks.to_vec();
    }
    let mut log = vec![0; EVTX_HEADER];
    let mut put = |at: usize, bytes: &[u8]| log[at..at + bytes.len()].copy_from_slice(bytes);
    let count = chunks.len().div_ceil(EVTX_CHUNK);
    put(0, b"ElfFile\0");
    put(32, &128_u32.to_le_bytes());
    put(36, &1_u16.to_le_bytes());
    put(38, &3_u16.to_le_bytes());
    put(40, &4096_u16.to_le_bytes());
    put(42, &u16::try_from(count).unwrap().to_le_bytes());
    let checksum = crate::evtx_writer::crc32(&[&log[..120]]);
    log[124..128].copy_from_slice(&checksum.to_le_bytes());
    log.extend_from_slice(chunks);
    log.resize(EVTX_HEADER + count * EVTX_CHUNK, 0);
    log
}

fn read(source: impl Read + Seek, options: &ReadOptions) -> std::result::Result<(Vec<Record>, LogSummary), LogError> {
    let mut records = Vec::new();
    let summary = read_log(NUMBER, source, options, &mut |record| records.push(record))?;
    Ok((records, summary))
}

/// Reads a log in bounded memory, twice: at once and in small pieces.
pub fn holds(log: &[u8]) {
    // What a log does not say of itself is given for half of them.
    let told = log.len() % 2 == 0;
    let options = ReadOptions {
        time_zone: told.then(crate::forms::zone),
        computer: told.then(|| "BTS01.corp.example".to_owned()),
        threads: 1,
    };
    let outcome = within(16 * MIB + 64 * log.len(), || read(Cursor::new(log), &options));
    let again = read(Slowly(Cursor::new(log), 1 + log.len() % 13), &options);
    match (outcome, again) {
        (Ok((records, summary)), Ok((same_records, same_summary))) => {
            assert_eq!(summary, same_summary, "read in pieces");
            assert_eq!(json(&records), json(&same_records), "read in pieces");
            holds_for_a_summary(log, &records, &summary);
            records.iter().for_each(|record| holds_for_a_record(log, record));
            planted(records.iter().any(|record| record.parameter("current_msid").is_some_and(|msid| !msid.is_empty())));
            follows(records, &summary);
        }
        (Err(error), Err(same)) => {
            assert_eq!(error.to_string(), same.to_string(), "read in pieces");
            plain(&error.to_string().replace(['\n', '\t'], " "));
        }
        (one, other) => panic!("read at once: {:?}; in pieces: {:?}", one.err(), other.err()),
    }
}

fn json<T: serde::Serialize>(values: &[T]) -> String {
    serde_json::to_string(values).unwrap()
}

fn holds_for_a_summary(log: &[u8], records: &[Record], summary: &LogSummary) {
    let LogSummary { sources, records: all, entsso_records: ours, catalogued_records: known, .. } = summary;
    assert_eq!(summary.log, NUMBER);
    assert!(records.len() as u64 <= *known && known <= ours && ours <= all, "{summary:?}");
    let by_source: u64 = sources.iter().map(|source| source.records).sum();
    let many = summary.limitations.contains(&Limitation::TooManySources);
    assert!(by_source == *all || (many && by_source < *all), "{summary:?}");
    assert!(summary.broken.len() as u64 <= summary.broken_records);
    assert!(summary.broken.len() == 32 || summary.broken.len() as u64 == summary.broken_records);
    assert!(summary.limitations.is_sorted());
    for broken in &summary.broken {
        lies_in(log, &broken.place);
        assert!(!broken.reason.is_empty());
    }
    for source in sources {
        let listed: u64 = source.gaps.iter().map(|gap| gap.to - gap.from).fold(0, u64::saturating_add);
        assert!(source.records > 0 && source.missing >= listed);
        assert!(source.gaps.iter().all(|gap| gap.from <= gap.to));
        assert!(source.gaps.windows(2).all(|pair| pair[0].to < pair[1].from));
        if let (Some(first), Some(last)) = (source.first.time, source.last.time) {
            assert!(first <= last);
        }
    }
    let text = serde_json::to_string(summary).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["records"], *all);
}

fn holds_for_a_record(log: &[u8], record: &Record) {
    let event = record.event().expect("only events of the catalogue are given");
    let names: Vec<_> = record.parameters.iter().map(|parameter| parameter.name).collect();
    let mut catalogued = event.parameters.iter();
    assert!(names.iter().all(|name| catalogued.any(|known| known == name)), "{names:?}");
    assert!(record.parameters.iter().all(|parameter| parameter.value.trim() == &*parameter.value));
    let [origin] = record.origins.as_slice() else { panic!("{:?}", record.origins) };
    assert_eq!(origin.log, NUMBER);
    lies_in(log, &origin.place);
}

fn lies_in(log: &[u8], place: &Place) {
    let lines = log.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
    match place {
        Place::Line(line) => assert!((1..=lines).contains(line), "{place}"),
        Place::Offset(_) | Place::Chunk(_) | Place::Record(_) => {}
    }
}

/// What is concluded cites records that are there, and the same records twice are the same evidence.
fn follows(records: Vec<Record>, summary: &LogSummary) {
    let count = records.len();
    let logs = [summary.clone()];
    let merged = merge(records.clone());
    assert!(merged.len() <= count);
    let evidence = conclude(&merged, &logs);
    assert!(evidence.unplaced.iter().all(|index| *index < merged.len()));
    let cited = |index: &usize| *index < merged.len();
    for system in &evidence.systems {
        assert!(system.conclusions.iter().all(|conclusion| conclusion.records.iter().all(cited)));
    }
    serde_json::to_string(&evidence).unwrap();
    assert_eq!(json(&merge(merged.clone())), json(&merged), "merged twice");
}
