//! Recognition of real and hand-built files: one folder of `tests/samples` for each kind.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use mastersecret::recognize::{Sample, SeemsToBe, is_backup, seems_to_be};

/// Every sample: the kind its folder names, its path, its bytes.
fn samples() -> Vec<(String, String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let mut samples = Vec::new();
    for folder in fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let kind = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            samples.push((kind.clone(), path.display().to_string(), bytes));
        }
    }
    assert!(samples.len() > 70, "only {} samples were found", samples.len());
    samples
}

fn kind(seems: &SeemsToBe) -> String {
    serde_json::to_value(seems.kind).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn every_sample_is_told_to_be_what_its_folder_says() {
    for (expected, path, bytes) in samples() {
        let sample = Sample::Whole(&bytes);
        let seems = seems_to_be(&sample, None);
        assert_eq!(kind(&seems), expected, "{path}: {seems:?}");
        assert_eq!(is_backup(&sample), expected == "backup", "{path}");
        assert!(seems.whole);
    }
}

#[test]
fn most_samples_are_told_from_the_ends_of_a_file_too_large_to_read() {
    // What is told by the beginning stays what it is with anything behind it. Texts, remains and files that
    // are nothing else but what they repeat do not; the fixed disk is told by its end.
    let not_by_head = [
        "age/note-armoured",
        "all-zeros",
        "backup",
        "backup-remains",
        "backup-beginning",
        "embedded-backup",
        "empty",
        "encoded-backup",
        "event-log/viewer",
        "event-log/wevtutil",
        "fixed-end",
        "html",
        "json",
        "mentions-backup",
        "one-byte-value",
        "openpgp",
        "openssh-key",
        "pem",
        "private-key",
        "registry-export",
        "site.url",
        "text",
        "xml",
    ];
    let tail = [0x41, 0, 1, 2].repeat(100);
    let mut told = 0;
    for (expected, path, head) in samples() {
        if not_by_head
            .iter()
            .any(|part| path.contains(&format!("samples/{part}")) || path.contains(&format!("/{part}")))
        {
            continue;
        }
        let sample = Sample::Ends { head: &head, tail: &tail, bytes: 200 << 30 };
        let seems = seems_to_be(&sample, None);
        assert_eq!(kind(&seems), expected, "{path}");
        assert!(!seems.whole);
        told += 1;
    }
    assert!(told > 35, "only {told}");
}

#[cfg(feature = "schema")]
#[test]
fn every_kind_that_a_small_file_can_be_has_a_sample() {
    let folders: std::collections::BTreeSet<String> = samples().into_iter().map(|(kind, ..)| kind).collect();
    let schema = serde_json::to_value(schemars::schema_for!(mastersecret::recognize::Kind)).unwrap();
    let kinds: std::collections::BTreeSet<String> =
        schema["oneOf"].as_array().unwrap().iter().map(|kind| kind["const"].as_str().unwrap().to_owned()).collect();
    let without: Vec<_> = kinds.difference(&folders).cloned().collect();
    // Told by their size or by statistics: tested beside the code.
    assert_eq!(without, ["dpapi-blob", "low-entropy-binary", "oversized-backup", "unknown-binary", "zero-tailed"]);
}

#[test]
fn no_cut_and_no_changed_byte_stops_recognition() {
    for (_, _, bytes) in samples() {
        for end in (0..bytes.len().min(600)).chain([bytes.len()]) {
            let (head, tail) = bytes.split_at(end);
            check(&Sample::Whole(head));
            check(&Sample::Ends { head, tail, bytes: bytes.len() as u64 });
        }
        let mut changed = bytes.clone();
        for at in 0..changed.len().min(200) {
            for bit in [0x01, 0x80, 0xff] {
                changed[at] ^= bit;
                check(&Sample::Whole(&changed));
                changed[at] ^= bit;
            }
        }
    }
}

/// What holds for every answer.
fn check(sample: &Sample<'_>) {
    let seems = seems_to_be(sample, Some("SSO478AD.bak"));
    assert!(!seems.name.is_empty() && !seems.note.is_empty());
    assert!((0.0..=8.0).contains(&seems.entropy));
    assert!(seems.strings.len() <= 32);
    assert_eq!(kind(&seems) == "backup", is_backup(sample) && sample.is_whole());
    for string in &seems.strings {
        assert!(string.text.chars().count() <= 512 && string.offset < sample.bytes());
    }
}
