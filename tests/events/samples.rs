//! Public logs that hold no ENTSSO event: real input that must be read.

use std::path::PathBuf;

use mastersecret::eventlog::{Form, ReadOptions};

use crate::reading::read;

/// Number of records, of computers and of broken records, counted with the PyPI package `python-evtx`.
const EXPECTED: [(&str, u64, usize, u64); 4] = [
    ("Application_no_crc32.evtx", 17, 1, 0),
    ("MSExchange_Management_wec.evtx", 1, 1, 0),
    ("Security_short_selected.evtx", 7, 1, 0),
    ("issue_201.evtx", 1, 1, 0),
];

#[test]
fn public_samples_are_read_and_hold_no_entsso_events() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/evtx-samples");
    if !folder.is_dir() {
        println!("passed over: there is no folder {}", folder.display());
        return;
    }
    for (name, records, computers, broken) in EXPECTED {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let (found, summary) = read(bytes, &ReadOptions::default()).unwrap();
        assert_eq!(found.len(), 0, "{name}");
        assert_eq!(summary.form, Form::Evtx);
        assert_eq!(summary.entsso_records, 0, "{name}");
        assert_eq!(summary.records, records, "{name}");
        assert_eq!(summary.computers().count(), computers, "{name}");
        assert_eq!(summary.broken_records, broken, "{name}");
    }
}
