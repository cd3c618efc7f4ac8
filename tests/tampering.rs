//! Changes on purpose, with the checksum computed anew: the tables of docs/VERDICTS.md, line by line.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "generator/mod.rs"]
mod generator;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use generator::document::{A, B, Document, slot, way};
use serde_json::{Value, json};
use support::{look, try_password};

const VERDICTS: &str = include_str!("../docs/VERDICTS.md");

/// The cells of the table that stands behind the mark `name`.
fn rows(name: &str) -> Vec<Vec<&'static str>> {
    let mark = format!("<!-- run by the tests: {name} -->");
    let table = &VERDICTS[VERDICTS.find(&mark).unwrap() + mark.len()..];
    let table = &table[..table.find("<!-- end -->").unwrap()];
    let rows: Vec<Vec<_>> = table
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(!rows.is_empty(), "{name}");
    rows
}

/// What a check gives, as the tables write it.
fn checked(text: &str, password: &str) -> String {
    let check = try_password(&look(text.as_bytes()), password);
    match check.fault {
        Some(fault) => format!("`{}` {}", check.verdict, fault.code.row().name),
        None => format!("`{}`", check.verdict),
    }
}

/// Checks a changed file with both passwords, with one that is nobody's, and without any.
fn compare(what: &str, text: &str, expected: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    // Without a password only what needs none can be told, and a forgery is none of that.
    let needs_a_password = ["`opens`", "`wrong-password`", "`tampered`", "`mismatch`"];
    let needs = |cell: &&str| needs_a_password.iter().any(|verdict| cell.starts_with(verdict));
    let without = look(text.as_bytes()).verdict;
    let fits =
        |cell: &&str| if needs(cell) { without.name() == "intact" } else { cell.starts_with(&format!("`{without}`")) };
    if !expected.iter().all(fits) {
        wrong.push(format!("{what}: expected {expected:?}, and without a password it is {without}"));
    }
    for (password, expected) in [A, B].into_iter().zip(expected) {
        let found = checked(text, password);
        if found != *expected {
            wrong.push(format!("{what}: expected {expected}, found {found}"));
        }
    }
    let nobodys = checked(text, "not the password");
    let as_before = expected.iter().all(|expected| *expected == nobodys);
    if !as_before && nobodys != "`wrong-password` wrong-password" {
        wrong.push(format!("{what}: a wrong password gives {nobodys}"));
    }
    wrong
}

/// Does to the value at `pointer` what the second cell says.
fn changed(document: Document, pointer: &str, change: &str) -> Document {
    let literal = || serde_json::from_str::<Value>(change.split_once('`').unwrap().1.trim_end_matches('`')).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let document = match change.split_once(' ').map_or(change, |(word, _)| word) {
        "removed" if name.parse::<usize>().is_ok() => document.slots(|slots, _| {
            slots.remove(name.parse().unwrap());
        }),
        "removed" => document.without(pointer),
        "another" => document.flipped(pointer),
        "added" => document.adding(parent, name, literal()),
        "to" => {
            assert_ne!(document.root.pointer(pointer), Some(&literal()), "{pointer} does not change");
            document.with(pointer, literal())
        }
        _ => panic!("{change}"),
    };
    // Markers, for a file that loses nearly all of its header.
    let document = match (parent, name) {
        ("", "header") => document.adding("", "repair", json!({ "words": "key_check wrapped_key" })),
        _ => document,
    };
    document.summed()
}

/// The pointers of all values below `pointer`, by whether they hold others.
fn pointers(value: &Value, pointer: &str, leaves: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| pointers(value, &format!("{pointer}/{name}"), leaves));
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| pointers(value, &format!("{pointer}/{n}"), leaves));
        }
        _ => {
            leaves.insert(pointer.to_owned());
        }
    }
}

fn run(table: &str, base: &Document) -> (usize, BTreeSet<String>) {
    assert_eq!((checked(&base.text(), A), checked(&base.text(), B)), ("`opens`".to_owned(), "`opens`".to_owned()));
    let rows = rows(table);
    let mut wrong = Vec::new();
    let mut touched = BTreeSet::new();
    for row in &rows {
        let [pointer, change, expected @ ..] = row.as_slice() else { panic!("{row:?}") };
        assert_eq!(expected.len(), 2, "{row:?}");
        let text = changed(base.clone(), pointer, change).text();
        wrong.extend(compare(&format!("{pointer}, {change}"), &text, expected));
        if *change != "removed" {
            touched.insert((*pointer).to_owned());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    (rows.len(), touched)
}

#[test]
fn every_changed_field_ends_as_the_tables_say() {
    let file = Document::file();
    let second = slot(&way("custodian B", B, 2), &file.file_key);
    let file = file.slots(|slots, _| slots.push(second)).authentic();
    let secrets = Document::two_slots();
    let (mut leaves, mut of_file) = (BTreeSet::new(), BTreeSet::new());
    pointers(&secrets.root, "", &mut leaves);
    pointers(&file.root["header"]["content"], "/header/content", &mut of_file);
    // The checksum is what every line computes anew.
    assert!(leaves.remove("/checksum"));
    let (lines, touched) = run("secrets", &secrets);
    let (lines_of_file, touched_of_file) = run("file", &file);
    assert_eq!(leaves.difference(&touched).collect::<Vec<_>>(), Vec::<&String>::new(), "fields without a line");
    assert_eq!(
        of_file.difference(&touched_of_file).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "fields without a line"
    );
    println!("figure: fields changed with a fitting checksum: {}", lines + lines_of_file);
}

/// A file that keeps the slot of `old` for the other custodian's password.
fn taken(from: &Document, into: Document, pointers: &[&str]) -> Document {
    pointers.iter().fold(into, |into, pointer| into.with(pointer, from.root.pointer(pointer).unwrap().clone())).summed()
}

/// What the lines of the third table do.
fn scenes() -> BTreeMap<&'static str, Document> {
    let whole = Document::two_slots;
    let other = {
        let other = Document::other();
        let second = slot(&way("custodian B", B, 4), &other.file_key);
        other.slots(|slots, _| slots.push(second)).authentic()
    };
    let older = || whole().with("/header/created", "2025-01-01T00:00:00Z").authentic();
    // B's slot was removed: the file key stays. A re-wrap: A's slot holds another one.
    let removed = Document::secrets;
    let rewrapped = Document::other();
    let (slots, key_check) = ("/header/slots", "/header/key_check");
    let msid = |which: &str| whole().root["header"]["content"][which]["msid"].clone();
    BTreeMap::from([
        ("the slots changed places", whole().slots(|slots, _| slots.reverse()).summed()),
        ("the first slot is that of the other file", taken(&other, whole(), &["/header/slots/0"])),
        ("all slots are those of the other file", taken(&other, whole(), &[slots])),
        ("slots and key check are those of the other file", taken(&other, whole(), &[slots, key_check])),
        (
            "slots, key check and payload are those of the other file",
            taken(&other, whole(), &[slots, key_check, "/payload"]),
        ),
        (
            "slots, key check, payload and mac are those of the other file",
            taken(&other, whole(), &[slots, key_check, "/payload", "/mac"]),
        ),
        ("the payload is that of the other file", taken(&other, whole(), &["/payload"])),
        ("payload and mac are those of the other file", taken(&other, whole(), &["/payload", "/mac"])),
        ("the header is that of the other file", taken(&other, whole(), &["/header"])),
        ("the mac is that of the other file", taken(&other, whole(), &["/mac"])),
        (
            "the lines between the two secrets were moved",
            whole().with("/header/content/current/bytes", 24).with("/header/content/previous/bytes", 32).summed(),
        ),
        (
            "the secrets' identifiers changed places",
            whole()
                .with("/header/content/current/msid", msid("previous"))
                .with("/header/content/previous/msid", msid("current"))
                .summed(),
        ),
        ("B's slot was removed with a password, and somebody put it back", taken(&whole(), removed(), &[slots])),
        ("an older copy was put in the place of the file", older()),
        ("the header of an older copy was put into the file", taken(&older(), whole(), &["/header"])),
        (
            "B, after the removal of the slot, wrote the file anew with the file key",
            removed().with("/header/content/current/generated", "2030-01-01T00:00:00Z").authentic(),
        ),
        (
            "B, after a re-wrap, wrote the file anew with the old file key and A's new slot",
            taken(&rewrapped, removed(), &[slots]).authentic(),
        ),
    ])
}

#[test]
fn parts_of_several_files_end_as_the_table_says() {
    let mut scenes = scenes();
    let rows = rows("files");
    let mut wrong = Vec::new();
    for row in &rows {
        let [what, expected @ ..] = row.as_slice() else { panic!("{row:?}") };
        let scene = scenes.remove(what).unwrap_or_else(|| panic!("nobody knows how to do this: {what}"));
        wrong.extend(compare(what, &scene.text(), expected));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(scenes.is_empty(), "not in the table: {:?}", scenes.keys());
    println!("figure: files put together from several: {}", rows.len());
}
