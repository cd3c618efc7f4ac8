//! How fast logs of 200 MiB are read, and how much memory that takes, beside the `evtx` crate's own dump of the same log.
//!
//! `cargo bench --bench eventlog --no-default-features --features audit,evtx/multithreading` writes the logs into a
//! temporary folder and runs every measurement in a process of its own, so that the peak of memory is that
//! measurement's alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

#[path = "../tests/events/evtx_writer.rs"]
#[allow(dead_code, unreachable_pub)]
mod evtx_writer;
#[path = "../tests/events/forms.rs"]
#[allow(dead_code, unreachable_pub)]
mod forms;
#[path = "tools/src/long_log.rs"]
mod long_log;

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    process::Command,
    time::Instant,
};

use evtx::{EvtxParser, ParserSettings};
use forms::Export;
use long_log::write;
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
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, every, exports) in [
        ("usual", 100, &[Export::XmlWithoutRoot, Export::Evtx, Export::Json, Export::PowershellCsv][..]),
        ("entsso-only", 1, &[Export::XmlWithoutRoot, Export::Evtx]),
    ] {
        for export in exports {
            let log = path(&format!("{name}-{export:?}"));
            write(&log, *export, every, SIZE);
            let whats: &[&str] = if *export == Export::Evtx {
                &["read", "dump", "dump-bare", "dump-nowhere", "records"]
            } else {
                &["read"]
            };
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
        "dump" => dump(path, true, File::create(path.with_extension("xml")).unwrap()),
        "dump-bare" => dump(path, false, File::create(path.with_extension("xml")).unwrap()),
        "dump-nowhere" => dump(path, false, std::io::sink()),
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

/// Every record as XML: as `evtx_dump` writes it when nothing else is asked for, indented and with a line that numbers
/// it, or bare. Into a sink it never has to do what it is for.
fn dump(path: &Path, is_default: bool, out: impl Write) -> String {
    let mut parser = parser(path, is_default);
    let mut out = BufWriter::new(out);
    let mut records = 0_u64;
    for chunk in parser.chunks_xml_bytes(is_default) {
        records += chunk.items.len() as u64;
        out.write_all(&chunk.data).unwrap();
    }
    format!("{records} records")
}

/// The way that the crate's documentation shows: every record as a string of XML.
fn records(path: &Path) -> String {
    format!("{} records", parser(path, false).records().filter(Result::is_ok).count())
}

fn parser(path: &Path, is_indented: bool) -> EvtxParser<File> {
    let settings = ParserSettings::new().indent(is_indented).num_threads(THREADS);
    EvtxParser::from_path(path).unwrap().with_configuration(settings)
}

/// The most memory this process ever had, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
