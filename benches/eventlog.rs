//! How fast logs of 200 MiB are read, and how much memory that takes, beside the `evtx` crate's own dump of the same log.
//!
//! `cargo bench --bench eventlog --no-default-features --features audit,evtx/multithreading` writes the logs into a temporary folder and runs every measurement in a process of
//! its own, so that the peak of memory is that measurement's alone. With `-- --write MIB FILE` it only writes a binary log.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

#[path = "../tests/events/evtx_writer.rs"]
#[allow(dead_code, unreachable_pub)]
mod evtx_writer;
#[path = "../tests/events/forms.rs"]
#[allow(dead_code, unreachable_pub)]
mod forms;

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    process::Command,
    time::Instant,
};

use evtx::{EvtxParser, ParserSettings};
use forms::{Export, Logged};
use mastersecret::eventlog::{ReadOptions, read_log};

/// Size of every log, in bytes.
const SIZE: usize = 200 * 1024 * 1024;
/// Threads for binary logs, for the reader and for the dump alike.
const THREADS: usize = 2;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--measure") {
        return measure(&arguments[at + 1], Path::new(&arguments[at + 2]));
    }
    if let Some(at) = arguments.iter().position(|argument| argument == "--write") {
        let mebibytes: usize = arguments[at + 1].parse().unwrap();
        return write(Path::new(&arguments[at + 2]), Export::Evtx, 100, mebibytes * 1024 * 1024);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, every, exports) in [
        ("usual", 100, &[Export::XmlWithoutRoot, Export::Evtx, Export::Json, Export::PowershellCsv][..]),
        ("entsso-only", 1, &[Export::XmlWithoutRoot, Export::Evtx]),
    ] {
        for export in exports {
            let log = path(&format!("{name}-{export:?}"));
            write(&log, *export, every, SIZE);
            let whats: &[&str] =
                if *export == Export::Evtx { &["read", "dump", "dump-to-file", "records"] } else { &["read"] };
            for what in whats {
                let this = std::env::current_exe().unwrap();
                let status = Command::new(this).args(["--measure", what]).arg(&log).status().unwrap();
                assert!(status.success());
            }
            std::fs::remove_file(&log).unwrap();
        }
    }
}

fn measure(what: &str, path: &Path) {
    let megabytes = path.metadata().unwrap().len() as f64 / 1e6;
    let began = Instant::now();
    let found = match what {
        "read" => read(path),
        "dump" => dump(path, std::io::sink()),
        "dump-to-file" => dump(path, File::create(path.with_extension("xml")).unwrap()),
        _ => records(path),
    };
    let seconds = began.elapsed().as_secs_f64();
    let name = path.file_name().unwrap().to_string_lossy();
    let peak = peak_memory().map_or("unknown".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
    println!("{name:28} {what:12} {seconds:6.2} s {:6.0} MB/s   peak {peak:>8}   {found}", megabytes / seconds);
}

fn read(path: &Path) -> String {
    let options = ReadOptions { time_zone: Some(forms::zone()), computer: None, threads: THREADS };
    let mut records = Vec::new();
    let summary = read_log(0, File::open(path).unwrap(), &options, &mut |record| records.push(record)).unwrap();
    assert_eq!(summary.broken_records, 0);
    format!("{} of {} records", records.len(), summary.records)
}

/// What `evtx_dump` does: every record as XML. Into a sink it never has to do what it is for.
fn dump(path: &Path, out: impl Write) -> String {
    let mut parser = parser(path);
    let mut out = BufWriter::new(out);
    let mut records = 0_u64;
    for chunk in parser.chunks_xml_bytes(false) {
        records += chunk.items.len() as u64;
        out.write_all(&chunk.data).unwrap();
    }
    format!("{records} records")
}

/// The way that the crate's documentation shows: every record as a string of XML.
fn records(path: &Path) -> String {
    format!("{} records", parser(path).records().filter(Result::is_ok).count())
}

fn parser(path: &Path) -> EvtxParser<File> {
    let settings = ParserSettings::new().indent(false).num_threads(THREADS);
    EvtxParser::from_path(path).unwrap().with_configuration(settings)
}

/// A log of `size` bytes in which every `every`th event is ENTSSO's.
fn write(path: &Path, export: Export, every: u64, size: usize) {
    let time: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut number = 0;
    let mut batch = |count: u64| -> Vec<Logged> {
        (0..count)
            .map(|_| {
                number += 1;
                let ours = number % every == 0;
                Logged {
                    provider: if ours { "ENTSSO" } else { "Application Error" }.to_owned(),
                    channel: "Application".to_owned(),
                    computer: "BTS01.corp.example".to_owned(),
                    record_id: number,
                    time: time + jiff::SignedDuration::from_secs(number as i64),
                    event_id: if ours { 10559 } else { 1000 },
                    severity: 'I',
                    strings: [
                        r"C:\Program Files\Common Files\Enterprise Single Sign-On\SSO478AD.bak",
                        "8b1f6f4e-0c7a-4c55-9e0b-0f6d3a2b1c4d",
                        "0d5a2c11-77b3-4e0c-8f52-1b2c3d4e5f60",
                        r"CORP\anna.administrator",
                        "BTS01.corp.example",
                    ]
                    .map(str::to_owned)
                    .to_vec(),
                }
            })
            .collect()
    };
    let mut file = BufWriter::new(File::create(path).unwrap());
    let mut written = 0;
    while written < size {
        let bytes = match export {
            // One chunk at a time, all behind the first one's file header.
            Export::Evtx => export.write(&batch(70)).split_off(if written == 0 { 0 } else { 4096 }),
            Export::PowershellCsv => {
                let text = String::from_utf8(export.write(&batch(1000))).unwrap();
                let heading = text.match_indices("\r\n").nth(1).unwrap().0 + 2;
                text.into_bytes().split_off(if written == 0 { 0 } else { heading })
            }
            _ => export.write(&batch(1000)),
        };
        written += bytes.len();
        file.write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
}

/// The most memory this process ever had, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
