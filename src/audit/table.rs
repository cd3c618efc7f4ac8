//! The files of an audit as CSV (RFC 4180): one row a file, for a spreadsheet.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula. Such a cell is
//! written with an apostrophe before it, and so is what stands behind a semicolon, where some begin a cell. Control
//! characters and those that turn the direction of writing are escaped as `\u{202e}`.

use csv::{Terminator, WriterBuilder};

use super::{examined::AuditedFile, report::AuditReport};
use crate::{cost::Cost, fault::escaped, report::ContentView};

const COLUMNS: [&str; 26] = [
    "path",
    "bytes",
    "modified",
    "sha256",
    "verdict",
    "seems_to_be",
    "system",
    "same_as",
    "id",
    "replaces",
    "created",
    "content",
    "current_msid",
    "previous_msid",
    "generated",
    "backed_up",
    "enclosed_name",
    "enclosed_sha256",
    "slots",
    "derivations",
    "opened_by",
    "opened_slot",
    "fingerprints",
    "grade",
    "tried",
    "findings",
];

/// The table of files.
pub fn csv(report: &AuditReport) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has as many cells as there are columns.
    let _ = writer.write_record(COLUMNS);
    for file in &report.files {
        let _ = writer.write_record(row(file).map(|cell| harmless(&cell)));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(file: &AuditedFile) -> [String; 26] {
    let report = &file.report;
    let header = report.header.as_ref();
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let shown = |value: Option<crate::time::Time>| value.map(|time| time.to_string()).unwrap_or_default();
    let (mut kind, mut generated, mut backed_up, mut name, mut sha256) = ("", None, None, None, None);
    match header.map(|header| &header.content) {
        Some(ContentView::Secrets { current, backed_up: time, .. }) => {
            (kind, generated, backed_up) = ("secrets", current.generated, *time);
        }
        Some(ContentView::File { name: enclosed, sha256: hash, backed_up: time, .. }) => {
            (kind, backed_up, name, sha256) = ("file", *time, Some(enclosed.as_str()), Some(hash.as_str()));
        }
        None => {}
    }
    let slots = header.map(|header| header.slots.as_slice()).unwrap_or_default();
    let join = |parts: Vec<String>| parts.join("; ");
    [
        file.path.clone(),
        report.bytes.to_string(),
        shown(file.modified),
        text(report.sha256.as_deref()),
        report.verdict.to_string(),
        text(report.seems_to_be.as_ref().map(|seems| seems.name.as_str())),
        text(file.system.as_deref()),
        text(file.same_as.as_deref()),
        text(header.map(|header| header.id.as_str())),
        text(header.and_then(|header| header.replaces.as_deref())),
        shown(header.map(|header| header.created)),
        kind.to_owned(),
        text(file.current_msid()),
        text(file.previous_msid()),
        shown(generated),
        shown(backed_up),
        text(name),
        text(sha256),
        join(slots.iter().map(|slot| slot.label.clone().unwrap_or_else(|| slot.kind.clone())).collect()),
        join(slots.iter().map(|slot| slot.cost.map(in_short).unwrap_or_else(|| slot.kind.clone())).collect()),
        file.opened_by.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(report.opened_slot.as_deref()),
        join(report.secrets.iter().map(|secret| secret.fingerprint.clone()).collect()),
        text(file.grade.map(super::examined::grade_name)),
        file.tried.to_string(),
        join(report.findings.iter().map(|finding| finding.code.row().name.to_owned()).collect()),
    ]
}

fn in_short(cost: Cost) -> String {
    format!("{} KiB x {} x {}", cost.memory_kib, cost.passes, cost.lanes)
}

/// The cell as no spreadsheet runs it. Where lists are separated by semicolons, a cell begins behind each of them, and
/// quotes around it do not help.
fn harmless(cell: &str) -> String {
    let parts = cell.split_inclusive(';').map(|part| {
        let begins = part.trim_start_matches([' ', '"']);
        // Full-width signs count as well: some input methods and spreadsheets take them for the plain ones.
        match begins.chars().next() {
            Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
                format!("'{}", escaped(part))
            }
            _ => escaped(part),
        }
    });
    parts.collect()
}
