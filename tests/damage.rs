//! Accidents, all of them: every bit flipped, every byte lost, every two neighbours swapped, every length cut, blocks
//! zeroed. What each must be called is judged by a second, slower reader in this file that shares nothing with the
//! program. One backup in every run; all of them with `MASTERSECRET_FULL=1`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "generator/mod.rs"]
mod generator;
mod judge;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use generator::document::{A, B, Document};
use judge::judge;
use mastersecret::{fault::FaultCode, finding::FindingCode, inspect::Inspection, keys::Memory, verdict::Verdict};
use serde_json::json;
use support::{look, password, terms, try_password};

/// What was done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Flip,
    Loss,
    Swap,
    Cut,
    Zeros,
}

/// All changes of one kind, each as its place and the bytes that it leaves.
fn changes(whole: &[u8], kind: Kind) -> Box<dyn Iterator<Item = (usize, Vec<u8>)> + '_> {
    let length = whole.len();
    let edited = move |edit: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.to_vec();
        edit(&mut bytes);
        bytes
    };
    match kind {
        Kind::Flip => {
            Box::new((0..length * 8).map(move |bit| (bit, edited(&|bytes| bytes[bit / 8] ^= 1 << (bit % 8)))))
        }
        Kind::Loss => Box::new((0..length).map(move |at| {
            let lost = edited(&|bytes| {
                bytes.remove(at);
            });
            (at, lost)
        })),
        Kind::Swap => Box::new((1..length).map(move |at| (at, edited(&|bytes| bytes.swap(at - 1, at))))),
        Kind::Cut => Box::new((0..length).map(move |at| (at, whole[..at].to_vec()))),
        Kind::Zeros => {
            let blocks = [1, 2, 3, 16, 64, 512, 4096];
            let block = move |size: usize| (0..length).step_by(size).map(move |at| (at, (at + size).min(length)));
            let tails = (0..length).step_by(64).map(move |at| (at, length));
            let ranges = blocks.into_iter().flat_map(block).chain(tails);
            Box::new(ranges.map(move |(from, to)| (from, edited(&|bytes| bytes[from..to].fill(0)))))
        }
    }
}

const KINDS: [Kind; 5] = [Kind::Flip, Kind::Loss, Kind::Swap, Kind::Cut, Kind::Zeros];

/// Makes every change to `whole`, and returns the counts by kind and verdict.
fn hurt(name: &str, whole: &[u8]) -> BTreeMap<(Kind, &'static str), usize> {
    let original = look(whole);
    assert_eq!(original.verdict.name(), "intact", "{name}");
    let mut counts = BTreeMap::new();
    let (mut passwords_to_try, mut damaged_to_try) = (4, 24);
    let passwords = [A, B, "not the password", "\u{1f511}"];
    for kind in KINDS {
        for (at, bytes) in changes(whole, kind) {
            let inspection = look(&bytes);
            let (verdict, expected) = (inspection.verdict.name(), judge(&bytes));
            let what = || format!("{name}, {kind:?} at {at}");
            assert_eq!(verdict, expected, "{}", what());
            if matches!(kind, Kind::Flip | Kind::Loss | Kind::Swap) {
                assert_ne!(verdict, "unrecognized", "{}", what());
            }
            if kind == Kind::Cut && verdict == "malformed" {
                assert_eq!(inspection.fault.as_ref().unwrap().code, FaultCode::CutShort, "{}", what());
            }
            if verdict == "intact" {
                same_backup(&original, &inspection, &what());
                if passwords_to_try > 0 && bytes != whole {
                    passwords_to_try -= 1;
                    assert_eq!(try_password(&inspection, A).verdict.name(), "opens", "{}", what());
                    let wrong = try_password(&inspection, "not the password").verdict.name();
                    assert_eq!(wrong, "wrong-password", "{}", what());
                }
            } else {
                // Whatever password is given; none is derived from.
                for password in passwords {
                    assert_eq!(try_password(&inspection, password).verdict.name(), verdict, "{}", what());
                }
            }
            if verdict == "damaged" && damaged_to_try > 0 && at % 97 == 0 {
                damaged_to_try -= 1;
                tried_all_the_same(&inspection, &bytes, whole, &what());
            }
            *counts.entry((kind, verdict)).or_default() += 1;
        }
    }
    counts
}

/// A password that is tried although the file is damaged opens it where nothing is hurt but the checksum, and says so.
fn tried_all_the_same(inspection: &Inspection, bytes: &[u8], whole: &[u8], what: &str) {
    let covered = |bytes: &[u8]| {
        let root = judge::parsed(&judge::decoded(bytes).unwrap()).unwrap();
        ["header", "payload", "mac"].map(|name| root[name].clone())
    };
    let only_the_sum = covered(bytes) == covered(whole);
    let check = inspection.check(&password(A), true, None, &terms(), &mut Memory::new(), &mut |_, _, _| {}).unwrap();
    let told = check.findings.iter().any(|finding| finding.code == FindingCode::ChecksumDamaged);
    assert_eq!((check.verdict.name() == "opens", told), (only_the_sum, only_the_sum), "{what}");
    assert!(only_the_sum || check.verdict == Verdict::Damaged, "{what}");
}

/// The places of white space between values, in a text without escapes: what may be lost without harm.
fn insignificant(whole: &[u8]) -> BTreeSet<usize> {
    let mut inside = false;
    let mut places = BTreeSet::new();
    for (at, byte) in whole.iter().enumerate() {
        inside ^= *byte == b'"';
        if !inside && matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
            places.insert(at);
        }
    }
    places
}

/// What must stay intact of each kind of change, counted without a reader: a single flipped bit makes white space of
/// white space in a carriage return and a tab alone, and what is lost or cut without harm is white space.
fn harmless(whole: &[u8]) -> [usize; 3] {
    let places = insignificant(whole);
    let flips = places.iter().filter(|at| matches!(whole[**at], b'\r' | b'\t')).count();
    let cuts = (0..whole.len()).filter(|at| (*at..whole.len()).all(|at| places.contains(&at))).count();
    [flips, places.len(), cuts]
}

/// A file that is still intact holds the very same backup, so every password gets the same answer as before.
fn same_backup(original: &Inspection, changed: &Inspection, what: &str) {
    let (one, other) = (original.backup.as_ref().unwrap(), changed.backup.as_ref().unwrap());
    let same = one.header == other.header
        && one.payload == other.payload
        && one.mac == other.mac
        && one.authenticated == other.authenticated;
    assert!(same, "{what}");
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The backups; the first is for every run.
fn backups() -> Vec<(&'static str, Vec<u8>)> {
    let (secrets, two, file) = (Document::secrets(), Document::two_slots(), Document::file());
    let escapes = Document::two_slots()
        .with("/header/slots/1/label", "Grün \u{1f511} \"\\/")
        .adding("/header", "extensions", json!({ "list": [0, 10, true, false, {}], "text": "\n\u{7f}" }))
        .authentic();
    let repair = Document::smallest().adding("", "repair", json!({ "parity": [1, "x"] }));
    vec![
        ("one slot, as written", secrets.text().into_bytes()),
        ("one slot, one line", secrets.compact().into_bytes()),
        ("two slots, as written", two.text().into_bytes()),
        ("two slots, one line", two.compact().into_bytes()),
        ("a file, as written", file.text().into_bytes()),
        ("a file, one line", file.compact().into_bytes()),
        ("escapes and extensions", escapes.text().into_bytes()),
        ("UTF-8 beyond ASCII", serde_json::to_string_pretty(&escapes.root).unwrap().into_bytes()),
        ("repair data", repair.text().into_bytes()),
        ("CRLF and tabs", secrets.text().replace('\n', "\r\n").replace("  ", "\t").into_bytes()),
        ("UTF-8 with a mark", format!("\u{feff}{}", secrets.text()).into_bytes()),
        ("UTF-16LE", utf16(&secrets.text())),
        ("UTF-16LE, one line", utf16(&escapes.compact())),
    ]
}

#[test]
fn no_accident_is_taken_for_anything_else() {
    let full = std::env::var_os("MASTERSECRET_FULL").is_some();
    let many = if full { usize::MAX } else { 1 };
    let (mut all, mut flips, mut by_verdict) = (0, 0, BTreeMap::new());
    for (name, whole) in backups().iter().take(many) {
        let counts = hurt(name, whole);
        // Every change that there is was made, and every kind of change was found out at least once.
        let made = |kind| counts.iter().filter(|((of, _), _)| *of == kind).map(|(_, count)| count).sum::<usize>();
        let length = whole.len();
        assert_eq!(
            [made(Kind::Flip), made(Kind::Loss), made(Kind::Swap), made(Kind::Cut)],
            [length * 8, length, length - 1, length]
        );
        for kind in KINDS {
            let found: Vec<_> = counts
                .iter()
                .filter(|((of, _), _)| *of == kind)
                .map(|((_, verdict), n)| format!("{verdict} {n}"))
                .collect();
            println!("{name}: {length} bytes, {kind:?}: {}", found.join(", "));
        }
        let intact = |kind| counts.get(&(kind, "intact")).copied().unwrap_or(0);
        if whole.is_ascii() && !whole.contains(&b'\\') && !whole.windows(8).any(|word| word == b"\"repair\"") {
            assert_eq!([Kind::Flip, Kind::Loss, Kind::Cut].map(intact), harmless(whole), "{name}");
        }
        for ((kind, verdict), count) in &counts {
            if *kind == Kind::Flip {
                assert!(["damaged", "malformed", "intact"].contains(verdict), "{name}: {count} flips give {verdict}");
                *by_verdict.entry(*verdict).or_insert(0) += count;
            }
        }
        assert!(counts[&(Kind::Flip, "damaged")] > length && counts[&(Kind::Flip, "malformed")] > length);
        all += counts.values().sum::<usize>();
        flips += made(Kind::Flip);
    }
    println!("figure: bits flipped, one at a time: {flips}");
    for (verdict, count) in by_verdict {
        println!("figure: bits flipped, found {verdict}: {count}");
    }
    println!("figure: accidents of all kinds (flips, losses, swaps, cuts, zeroed blocks): {all}");
}

#[test]
fn the_judge_calls_a_planted_change_by_its_name() {
    let text = Document::secrets().text();
    assert_eq!(judge(text.as_bytes()), "intact");
    assert_eq!(judge(text.replace("where we met", "where we meT").as_bytes()), "damaged");
    assert_eq!(judge(text.replace("\"lanes\": 1", "\"lanes\": 01").as_bytes()), "malformed");
    assert_eq!(judge(text.replace("\"lanes\": 1", "\"lanes\": 1, \"lanes\": 1").as_bytes()), "malformed");
    assert_eq!(judge(text.replace("\"mac\"", "\"mab\"").as_bytes()), "malformed");
    assert_eq!(judge(b"{}"), "unrecognized");
    assert_eq!(judge(&utf16(&text)), "intact");
}
