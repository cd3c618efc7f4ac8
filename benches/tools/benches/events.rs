//! Event logs: `cargo bench --profile measured --package bench-tools --features events --bench events`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::{fmt::Write, hint::black_box, io::Cursor};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mastersecret::eventlog::{ReadOptions, read_log};

const RECORDS: usize = 1000;

/// A log as `wevtutil` exports it: every tenth event is one of ENTSSO's.
fn log() -> String {
    (0..RECORDS).fold(String::from("<Events>"), |mut text, number| {
        let (provider, event) = if number % 10 == 0 { ("ENTSSO", 10559) } else { ("Application Error", 1000) };
        let _ = write!(
            text,
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{provider}'/>\
             <EventID Qualifiers='32768'>{event}</EventID><Level>4</Level><Task>1</Task><Keywords>0x80000000000000</Keywords>\
             <TimeCreated SystemTime='2026-11-20T10:{:02}:{:02}.000000000Z'/><EventRecordID>{number}</EventRecordID>\
             <Channel>Application</Channel><Computer>BTS01.corp.example</Computer><Security/></System><EventData>\
             <Data>C:\\Backup\\SSO478A.bak</Data><Data>8b1f6f4e-0c7a-4c55-9e0b-0f6d3a2b1c4d</Data></EventData></Event>",
            number / 60 % 60,
            number % 60,
        );
        text
    }) + "</Events>"
}

fn events(criterion: &mut Criterion) {
    let log = log();
    let mut group = criterion.benchmark_group("event log");
    group.throughput(Throughput::Bytes(log.len() as u64));
    group.bench_function("XML", |bencher| {
        bencher.iter(|| {
            let options = ReadOptions { time_zone: None, computer: None, threads: 1 };
            let mut records = 0;
            read_log(0, Cursor::new(black_box(log.as_bytes())), &options, &mut |_| records += 1).unwrap();
            assert_eq!(records, RECORDS / 10);
        });
    });
    group.finish();
}

criterion_group!(benches, events);
criterion_main!(benches);
