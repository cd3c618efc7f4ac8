//! Every form of export gives the same records.

use std::io::Cursor;

use jiff::Timestamp;
use mastersecret::eventlog::{Form, LogError, LogSummary, Place, ReadOptions, Record, merge, read_log};

use crate::forms::{Export, Logged, zone};

pub const CURRENT: &str = "{8B1F6F4E-0C7A-4C55-9E0B-0F6D3A2B1C4D}";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn options(export: Export) -> ReadOptions {
    ReadOptions {
        time_zone: export.is_local().then(zone),
        computer: (export == Export::EventViewerCsv).then(|| "BTS01.corp.example".to_owned()),
        threads: 1,
    }
}

pub fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<(Vec<Record>, LogSummary), LogError> {
    let mut records = Vec::new();
    let summary = read_log(0, Cursor::new(bytes), options, &mut |record| records.push(record))?;
    Ok((records, summary))
}

pub fn logged(record_id: u64, time: &str, event_id: u16, severity: char, strings: &[&str]) -> Logged {
    Logged {
        provider: "ENTSSO".to_owned(),
        channel: "Application".to_owned(),
        computer: "BTS01.corp.example".to_owned(),
        record_id,
        time: at(time),
        event_id,
        severity,
        strings: strings.iter().map(|&string| string.to_owned()).collect(),
    }
}

/// Two of ENTSSO's events with parameters, one without, one the catalogue does not know, and another provider's.
pub fn sample() -> Vec<Logged> {
    let user = r"CORP\b\u{e4}rbel & <s\u{f6}hne>".replace(r"\u{e4}", "\u{e4}").replace(r"\u{f6}", "\u{f6}");
    let mut foreign = logged(102, "2026-10-25T09:30:00.25Z", 10559, 'I', &["not ours"]);
    foreign.provider = "MsiInstaller".to_owned();
    vec![
        logged(100, "2026-10-24T09:00:00.1234567Z", 10589, 'E', &[]),
        logged(
            101,
            "2026-10-25T09:29:59.9999999Z",
            10559,
            'I',
            &[r"C:\Program Files\SSO: new\SSO478AD.bak", CURRENT, "", &user, "BTS01"],
        ),
        foreign,
        logged(104, "2026-11-05T08:00:00.5Z", 10522, 'E', &["5", "0x80090005, Bad Data."]),
        logged(105, "2026-11-20T08:00:00.5Z", 10999, 'I', &["unknown"]),
    ]
}

#[test]
fn every_form_gives_the_same_records() {
    let events = sample();
    for export in Export::ALL {
        let (records, summary) = read(export.write(&events), &options(export)).unwrap();
        let mut records = merge(records);
        assert_eq!(summary.records, 5, "{export:?}");
        assert_eq!(summary.entsso_records, 4, "{export:?}");
        assert_eq!(summary.catalogued_records, 3, "{export:?}");
        assert_eq!((summary.broken_records, &summary.broken), (0, &vec![]), "{export:?}");
        assert_eq!(records.len(), 3, "{export:?}");
        let ids: Vec<u16> = records.iter().map(|record| record.event_id).collect();
        assert_eq!(ids, [10589, 10559, 10522], "{export:?}");

        for (record, event) in records.iter().zip([&events[0], &events[1], &events[3]]) {
            let time = record.time.unwrap();
            assert_eq!(time.as_second(), event.time.as_second(), "{export:?}");
            if !export.is_local() {
                assert_eq!(time.as_millisecond(), event.time.as_millisecond(), "{export:?}");
            }
            assert_eq!(record.computer.as_deref(), Some("BTS01.corp.example"), "{export:?}");
            if export != Export::EventViewerCsv {
                assert_eq!(record.record_id, Some(event.record_id), "{export:?}");
                assert_eq!(record.channel.as_deref(), Some("Application"), "{export:?}");
            }
            assert_eq!(record.message(), None, "{export:?}");
        }
        let backup = &records[1];
        assert_eq!(backup.parameter("file"), Some(r"C:\Program Files\SSO: new\SSO478AD.bak"), "{export:?}");
        assert_eq!(backup.parameter("current_msid"), Some(CURRENT), "{export:?}");
        assert_eq!(backup.parameter("previous_msid"), Some(""), "{export:?}");
        assert_eq!(backup.parameter("user"), Some("CORP\\b\u{e4}rbel & <s\u{f6}hne>"), "{export:?}");
        assert_eq!(backup.parameter("computer"), Some("BTS01"), "{export:?}");
        let failed = records.pop().unwrap();
        assert_eq!(failed.parameter("minutes"), Some("5"), "{export:?}");
        assert_eq!(failed.parameter("error_code"), Some("0x80090005, Bad Data."), "{export:?}");
        assert!(records[0].parameters.is_empty(), "{export:?}");
    }
}

#[test]
fn the_summary_tells_span_and_gaps() {
    for export in Export::ALL {
        let (_, summary) = read(export.write(&sample()), &options(export)).unwrap();
        let [source] = summary.sources.as_slice() else {
            panic!("{export:?}: {:?}", summary.sources);
        };
        assert_eq!(source.records, 5, "{export:?}");
        assert_eq!(source.first.time.unwrap().as_second(), at("2026-10-24T09:00:00Z").as_second());
        assert_eq!(source.last.time.unwrap().as_second(), at("2026-11-20T08:00:00Z").as_second());
        if export != Export::EventViewerCsv {
            assert_eq!(source.missing, 1, "{export:?}");
            assert_eq!((source.gaps[0].from, source.gaps[0].to), (103, 103), "{export:?}");
            assert_eq!(source.gaps_in_words(), "record ids missing in between: 1 (103)");
        }
        assert_eq!(summary.limitations, [], "{export:?}");
        let form = match export {
            Export::Evtx => Form::Evtx,
            Export::EventViewerCsv => Form::EventViewerCsv,
            Export::PowershellCsv | Export::PowershellCsvGerman => Form::PowershellCsv,
            Export::Json | Export::JsonDepth3Utf16 | Export::Json7 => Form::PowershellJson,
            _ => Form::Xml,
        };
        assert_eq!(summary.form, form);
    }
}

#[test]
fn all_forms_merged_are_one_log() {
    let events = sample();
    let mut all = Vec::new();
    for (number, export) in Export::ALL.into_iter().enumerate() {
        let bytes = Cursor::new(export.write(&events));
        read_log(number, bytes, &options(export), &mut |record| all.push(record)).unwrap();
    }
    assert_eq!(all.len(), 3 * Export::ALL.len());
    for _ in 0..2 {
        let merged = merge(all.clone());
        assert_eq!(merged.len(), 3, "{merged:#?}");
        for record in &merged {
            assert_eq!(record.origins.len(), Export::ALL.len());
            let exact = events.iter().find(|event| Some(event.record_id) == record.record_id).unwrap();
            assert_eq!(record.time, Some(exact.time));
        }
        all.reverse();
    }
}

#[test]
fn the_place_of_a_record_is_that_in_its_file() {
    let places = |export: Export| {
        let (records, _) = read(export.write(&sample()), &options(export)).unwrap();
        records.iter().map(|record| record.origins[0].place).collect::<Vec<_>>()
    };
    assert_eq!(places(Export::Evtx), [Place::Record(100), Place::Record(101), Place::Record(104)]);
    assert_eq!(places(Export::XmlWithoutRoot), [Place::Line(1), Place::Line(2), Place::Line(4)]);
    // Newest first, and every message over several lines.
    assert_eq!(places(Export::EventViewerCsv), [Place::Line(3), Place::Line(7), Place::Line(13)]);
    assert_eq!(places(Export::PowershellCsv), [Place::Line(4), Place::Line(8), Place::Line(14)]);
}

/// Leaves the binary logs of the tests, and what they hold, for `read_evtx.py`, which reads them with a library that is
/// not ours.
#[test]
fn binary_logs_are_left_for_another_reader() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("evtx");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, events) in [("sample", sample()), ("full", full())] {
        let bytes = Export::Evtx.write(&events);
        std::fs::write(folder.join(name).with_extension("evtx"), bytes).unwrap();
        let expected: Vec<serde_json::Value> = events
            .iter()
            .map(|event| {
                serde_json::json!({
                    "record_id": event.record_id,
                    "provider": event.provider,
                    "computer": event.computer,
                    "channel": event.channel,
                    "event_id": event.event_id,
                    "time": event.time.to_string(),
                    "strings": event.strings,
                })
            })
            .collect();
        let expected = serde_json::to_string_pretty(&expected).unwrap();
        std::fs::write(folder.join(name).with_extension("json"), expected).unwrap();
    }
}

/// As many events as fit into the one chunk, from two computers.
fn full() -> Vec<Logged> {
    (1..=110)
        .map(|number| {
            let time = format!("2026-11-20T08:{:02}:00.7654321Z", number % 60);
            let strings = [r"C:\a.bak", CURRENT, "", r"CORP\anna", "BTS01"];
            let mut event = logged(number, &time, 10559, 'I', &strings);
            if number % 3 == 0 {
                event.computer = "BTS02".to_owned();
            }
            event
        })
        .collect()
}

#[test]
fn a_full_chunk_is_read_back() {
    let (records, summary) = read(Export::Evtx.write(&full()), &ReadOptions::default()).unwrap();
    assert_eq!((records.len(), summary.broken_records), (110, 0));
    assert_eq!(summary.computers().collect::<Vec<_>>(), ["BTS01.corp.example", "BTS02"]);
    assert!(!summary.limitations.contains(&mastersecret::eventlog::Limitation::ChecksumMismatch));
}

/// Found by the fuzzer: a record that takes over a record id becomes the same as one that was kept before it.
#[test]
fn what_is_merged_stays_as_it_is() {
    let log = include_bytes!("found/joined-late.log").to_vec();
    let options = ReadOptions { time_zone: Some(zone()), computer: Some("BTS01.corp.example".to_owned()), threads: 1 };
    let (records, _) = read(log, &options).unwrap();
    let count = records.len();
    let merged = merge(records);
    assert!(merged.len() < count);
    let json = |records: &[Record]| serde_json::to_string(records).unwrap();
    assert_eq!(json(&merge(merged.clone())), json(&merged));
}

#[test]
fn events_that_look_the_same_are_all_counted_though_one_of_them_states_its_record_id() {
    let id = |number: usize| if number == 2 { "7" } else { "" };
    let objects: Vec<String> = (0..5)
        .map(|number| {
            let member = if id(number).is_empty() { String::new() } else { format!(",\"RecordId\":{}", id(number)) };
            format!(
                "{{\"Id\":10589,\"ProviderName\":\"ENTSSO\",\"MachineName\":\"BTS01\",\
                 \"TimeCreated\":\"2026-11-20T08:00:00Z\"{member}}}"
            )
        })
        .collect();
    let rows: Vec<String> =
        (0..5).map(|number| format!("ENTSSO,10589,{},BTS01,20/11/2026 08:00:00,\"text\"\r\n", id(number))).collect();
    let table = format!("ProviderName,Id,RecordId,MachineName,TimeCreated,Message\r\n{}", rows.concat());
    for log in [format!("[{}]", objects.join(",")), table] {
        let options = ReadOptions { time_zone: Some(zone()), ..ReadOptions::default() };
        let (records, summary) = read(log.into_bytes(), &options).unwrap();
        assert_eq!((records.len(), summary.broken_records), (5, 0), "{:?}", summary.form);
        let merged = merge(records);
        assert_eq!(merged.len(), 5, "{:?}", summary.form);
        assert_eq!(merged.iter().filter_map(|record| record.record_id).collect::<Vec<_>>(), [7]);
    }
}
