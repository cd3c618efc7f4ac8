//! Writes folders that tell a story, for the page and the command line to audit both:
//! `cargo run --example audit-folders FOLDER`.
//!
//! Each holds `safe/` with the files, `logs/` with the event logs, `candidates`, `policy.toml`, and `case.json` with
//! the zone and the computer of logs that state none, and with the answer that the story was written for.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

#[path = "../events/evtx_writer.rs"]
mod evtx_writer;
#[path = "../events/forms.rs"]
mod forms;
mod story;
#[path = "../support/mod.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use forms::{Export, Logged};
use story::*;

const NEXT_SECRET: [&str; 4] = [MSID_B, r"CORP\anna", "BTS01", "{11111111-2222-4333-8444-555555555555}"];
const BACKED_UP: [&str; 5] = [r"C:\Backup\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"];
const RESTORED: [&str; 5] = [r"E:\sso478ad.BAK", MSID_A, "", r"LAB\ben", "LAB01"];

struct Case {
    folder: PathBuf,
}

impl Case {
    fn new(root: &Path, name: &str, verdict: &str, zone: Option<&str>) -> Self {
        let case = Self { folder: root.join(name) };
        let zone = zone.map_or(String::new(), |zone| format!("\"zone\": \"{zone}\", \"computer\": \"BTS01.corp\", "));
        case.write("case.json", format!("{{ {zone}\"verdict\": \"{verdict}\" }}\n"));
        case.write("policy.toml", EASY);
        fs::create_dir_all(case.folder.join("logs")).unwrap();
        case
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn log(&self, name: &str, form: Export, events: &[(&str, u16, char, &[&str])]) {
        let logged: Vec<Logged> = (1000..)
            .zip(events)
            .map(|(record_id, (time, event_id, severity, strings))| Logged {
                provider: "ENTSSO".to_owned(),
                channel: "Application".to_owned(),
                computer: "BTS01.corp".to_owned(),
                record_id,
                time: time.parse().unwrap(),
                event_id: *event_id,
                severity: *severity,
                strings: strings.iter().map(|&text| text.to_owned()).collect(),
            })
            .collect();
        self.write(&format!("logs/{name}"), form.write(&logged));
    }
}

fn main() {
    let root = PathBuf::from(std::env::args().nth(1).expect("the folder to write to"));
    let root = root.as_path();
    rehearsed(root);
    regenerated(root);
    generations(root);
    never_backed_up(root);
    local_times(root);
    println!("5 folders");
}

/// A seal that was restored on an isolated server, as the log in XML says.
fn rehearsed(root: &Path) {
    let case = Case::new(root, "rehearsed", "recoverable", None);
    case.write("safe/prod.msb", sealing().seal(1, FIRST));
    case.write("safe/copies/copy of prod.msb", sealing().seal(1, FIRST));
    case.write("candidates", format!("spare\tnot this one\nenvelope 7\t{FIRST}\n"));
    let events: [(&str, u16, char, &[&str]); 2] =
        [("2026-11-19T08:00:00.1234567Z", 10559, 'I', &BACKED_UP), ("2026-11-19T09:00:00Z", 10523, 'I', &RESTORED)];
    case.log("Application.xml", Export::Xml, &events);
}

/// A secret that was generated after the last backup, as the binary log says.
fn regenerated(root: &Path) {
    let case = Case::new(root, "regenerated", "not recoverable", None);
    case.write("safe/prod.msb", sealing().seal(1, FIRST));
    case.write("candidates", format!("{FIRST}\n"));
    let events: [(&str, u16, char, &[&str]); 3] = [
        ("2026-11-19T08:00:00.7654321Z", 10559, 'I', &BACKED_UP),
        ("2026-11-19T09:00:00Z", 10525, 'I', &NEXT_SECRET),
        ("2026-11-19T09:01:00Z", 10528, 'I', &["12", MSID_B, MSID_A]),
    ];
    case.log("Application.evtx", Export::Evtx, &events);
}

/// Two systems; copies, older generations, custodians, a damaged file, a reminder that gives a password away, other
/// things named `.bak`, names that mean harm.
fn generations(root: &Path) {
    let case = Case::new(root, "generations", "unproven", None);
    let first = backup(1, Some("BTS-PROD"), FIRST);
    let second = next(2, &first, FIRST);
    case.write("safe/2025/first.msb", &first);
    case.write("safe/2026/second.msb", &second);
    case.write("safe/2026/two custodians.msb", with_second_slot(3, &second, FIRST, SECOND));
    case.write("safe/2026/wrapped anew.msb", rewrapped(4, &second, FIRST, SECOND));
    case.write("safe/2026/damaged.msb", with_wrong_checksum(&second));
    case.write("safe/test/nobody opens it.msb", backup(5, Some("BTS-TEST"), "a password that nobody kept"));
    case.write("safe/test/reminder.msb", backup_with_reminder(6, Some(&format!("it is {SECOND}")), FIRST));
    case.write("safe/db/SSODB.BAK", include_bytes!("../samples/sql-server-backup/tape-header.bak"));
    case.write("safe/db/stray.bak", native(2));
    case.write("safe/=cmd <b>&'.txt", "=HYPERLINK(\"http://x\")");
    case.write("safe/.hidden", "");
    case.write("candidates", format!("{SECOND}\nenvelope 7\t{FIRST}\nworthless\tPassword1\n"));
}

/// A native backup that nothing encloses, and a server that asks for one; the log in XML, as `wevtutil` redirects it.
fn never_backed_up(root: &Path) {
    let case = Case::new(root, "never backed up", "unproven", None);
    case.write("safe/SSO478AD.bak", native(1));
    case.write("candidates", format!("{FIRST}\n"));
    let events: [(&str, u16, char, &[&str]); 3] = [
        ("2026-11-01T09:00:00Z", 10525, 'I', &NEXT_SECRET),
        ("2026-11-01T09:30:00Z", 10589, 'E', &[]),
        ("2026-11-02T09:30:00Z", 10589, 'E', &[]),
    ];
    case.log("BTS01.xml", Export::XmlUtf16, &events);
    case.log("BTS01 binary.evtx", Export::Evtx, &events);
}

/// Logs that state no zone and no computer, in summer and in winter.
fn local_times(root: &Path) {
    let case = Case::new(root, "local times", "recoverable", Some("Europe/Berlin"));
    case.write("safe/prod.msb", sealing().seal(1, FIRST));
    case.write("candidates", format!("{FIRST}\n"));
    let events: [(&str, u16, char, &[&str]); 3] = [
        ("2026-07-19T06:00:00Z", 10534, 'I', &[]),
        ("2026-11-19T08:00:00Z", 10559, 'I', &BACKED_UP),
        ("2026-11-19T09:00:00Z", 10523, 'I', &RESTORED),
    ];
    case.log("Application.csv", Export::EventViewerCsv, &events);
    case.log("Application.json", Export::Json, &events);
}
