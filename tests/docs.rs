//! Tables in the documentation that are made from the code. In a document such a table stands between
//! `<!-- made from the code: NAME -->` and `<!-- end -->`; `UPDATE_DOCS=1 cargo test --test docs` writes it anew.
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

#[path = "docs/dependencies.rs"]
mod dependencies;
#[path = "../src/bin/mastersecret/exit.rs"]
mod exit;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use mastersecret::{fault, finding, limits, verdict::VERDICTS};

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<_> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = vec!["---".to_owned(); head.len()];
    [line(&head), line(&rule)].into_iter().chain(rows.map(|row| line(&row))).collect()
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

/// A sentence with placeholders, as it is shown in a table.
fn sentence(text: &str) -> String {
    text.replace(['{', '}'], "*").replace('|', "\\|")
}

fn faults(of_files: bool) -> String {
    let rows = fault::CODES.iter().map(|code| code.row()).filter(|row| row.verdict.is_some() == of_files);
    if of_files {
        let cells = |row: &fault::Row| {
            let verdict = row.verdict.map_or_else(String::new, |verdict| code(verdict.name()));
            vec![code(row.name), verdict, sentence(row.what), sentence(row.remedy)]
        };
        table(&["code", "verdict", "what it says", "what to do"], rows.map(cells))
    } else {
        table(
            &["code", "what it says", "what to do"],
            rows.map(|row| vec![code(row.name), sentence(row.what), sentence(row.remedy)]),
        )
    }
}

/// Every table that is made from the code, by its name.
fn tables() -> BTreeMap<&'static str, String> {
    let verdicts = VERDICTS.iter().map(|verdict| {
        let row = verdict.row();
        vec![code(row.name), row.exit.to_string(), sentence(row.meaning), sentence(row.remedy)]
    });
    let findings = finding::CODES.iter().map(|finding| {
        let row = finding.row();
        let event = row.event.map_or_else(String::new, |event| event.to_string());
        vec![code(row.name), row.severity.name().to_owned(), event, sentence(row.what), sentence(row.remedy)]
    });
    BTreeMap::from([
        ("verdicts", table(&["verdict", "exit", "what it says", "what to do"], verdicts)),
        ("faults of files", faults(true)),
        ("faults of requests", faults(false)),
        ("findings", table(&["code", "severity", "event", "what it says", "what to do"], findings)),
        ("exit codes", exit_codes()),
    ])
}

fn exit_codes() -> String {
    let rows = exit::TABLE.iter().map(|(exit, meaning)| vec![exit.code().to_string(), sentence(meaning)]);
    table(&["exit", "meaning"], rows)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// README.md and everything in `docs` that is Markdown.
fn documents() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut documents: Vec<_> = folder.chain([root().join("README.md")]).collect();
    documents.retain(|path| path.extension().is_some_and(|extension| extension == "md") && path.exists());
    documents.sort();
    documents
}

const BEGIN: &str = "<!-- made from the code: ";
const END: &str = "<!-- end -->";

/// The document with every marked table made anew; the names of those tables.
fn made(document: &str, tables: &BTreeMap<&str, String>) -> (String, Vec<String>) {
    let (mut out, mut names) = (String::new(), Vec::new());
    let mut rest = document;
    while let Some(at) = rest.find(BEGIN) {
        let (before, marked) = rest.split_at(at + BEGIN.len());
        let (name, body) = marked.split_once(" -->\n").expect("a mark is a line of its own");
        let end = body.find(END).unwrap_or_else(|| panic!("the table {name} has no end"));
        let fresh = tables.get(name).unwrap_or_else(|| panic!("there is no table {name}"));
        out.push_str(&format!("{before}{name} -->\n\n{fresh}\n"));
        names.push(name.to_owned());
        rest = &body[end..];
    }
    out.push_str(rest);
    (out, names)
}

#[test]
fn every_table_in_the_documents_is_what_the_code_says() {
    let tables = tables();
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut used = BTreeSet::new();
    for path in documents() {
        let there = fs::read_to_string(&path).unwrap();
        let (fresh, names) = made(&there, &tables);
        used.extend(names);
        if update && there != fresh {
            fs::write(&path, &fresh).unwrap();
            println!("wrote {}", path.display());
        } else {
            assert!(there == fresh, "{} is stale: UPDATE_DOCS=1 cargo test --test docs", path.display());
        }
    }
    let all: BTreeSet<_> = tables.keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(used, all, "every table stands in a document");
}

#[test]
fn a_stale_table_is_found_and_made_anew() {
    let tables = BTreeMap::from([("x", "| a |\n".to_owned())]);
    let stale = format!("one\n{BEGIN}x -->\n\n| b |\n\n{END}\ntwo\n");
    let (fresh, names) = made(&stale, &tables);
    assert_eq!(fresh, format!("one\n{BEGIN}x -->\n\n| a |\n\n{END}\ntwo\n"));
    assert_eq!(names, ["x"]);
    assert_eq!(made(&fresh, &tables).0, fresh);
}

/// The limits of FORMAT.md, section 13, which is written by hand: the format rules, the code follows.
#[test]
fn the_limits_are_those_of_the_format() {
    let format = fs::read_to_string(root().join("docs/FORMAT.md")).unwrap();
    let section = &format[format.find("\n## 13 Limits").unwrap()..format.find("\n## 14 ").unwrap()];
    let stated: BTreeMap<&str, u64> = section
        .lines()
        .filter_map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            Some((*cells.get(1)?, cells.get(2)?.parse().ok()?))
        })
        .collect();
    let size = |n: usize| u64::try_from(n).unwrap();
    let own = BTreeMap::from([
        ("DOCUMENT_MAX", size(limits::DOCUMENT_BYTES)),
        ("EDGE_LOOKED_AT", size(limits::SAMPLE_BYTES)),
        ("MARKERS_NEEDED", size(mastersecret::recognize::MARKERS_NEEDED)),
        ("DEPTH_MAX", size(limits::DEPTH)),
        ("VALUES_MAX", size(limits::VALUES)),
        ("NUMBER_MAX", limits::NUMBER),
        ("KEY_MAX", size(limits::KEY_CHARS)),
        ("SYSTEM_MAX", size(limits::SYSTEM_CHARS)),
        ("LABEL_MAX", size(limits::LABEL_CHARS)),
        ("REMINDER_MAX", size(limits::REMINDER_CHARS)),
        ("NAME_MAX", size(limits::NAME_CHARS)),
        ("SLOTS_MAX", size(limits::SLOTS)),
        ("CRITICAL_MAX", size(limits::CRITICAL)),
        ("SECRET_MIN", *limits::SECRET_BYTES.start()),
        ("SECRET_MAX", *limits::SECRET_BYTES.end()),
        ("FILE_MIN", *limits::FILE_BYTES.start()),
        ("FILE_MAX", *limits::FILE_BYTES.end()),
        ("NATIVE_PASSWORD_MIN", *limits::NATIVE_PASSWORD_BYTES.start()),
        ("NATIVE_PASSWORD_MAX", *limits::NATIVE_PASSWORD_BYTES.end()),
        ("MEMORY_KIB_MIN", *limits::MEMORY_KIB.start()),
        ("MEMORY_KIB_MAX", *limits::MEMORY_KIB.end()),
        ("PASSES_MIN", *limits::PASSES.start()),
        ("PASSES_MAX", *limits::PASSES.end()),
        ("LANES_MIN", *limits::LANES.start()),
        ("LANES_MAX", *limits::LANES.end()),
        ("SALT_MIN", size(*limits::SALT_BYTES.start())),
        ("SALT_MAX", size(*limits::SALT_BYTES.end())),
        ("SALT_WRITTEN", size(limits::NEW_SALT_BYTES)),
        ("KEY_BYTES", size(limits::KEY_BYTES)),
        ("NONCE_BYTES", size(limits::NONCE_BYTES)),
        ("TAG_BYTES", size(limits::TAG_BYTES)),
        ("WRAPPED_KEY_BYTES", size(limits::WRAPPED_KEY_BYTES)),
        ("FINGERPRINT_BYTES", size(limits::FINGERPRINT_BYTES)),
        ("NEW_PASSWORD_MIN", size(limits::PASSWORD_CHARS)),
        ("PASSWORD_MAX", size(limits::PASSWORD_BYTES)),
        ("COST_MEMORY_KIB_MAX", limits::SLOT_MEMORY_KIB),
        ("COST_SLOT_KIB_PASSES_MAX", limits::SLOT_WORK_KIB),
        ("COST_ALL_KIB_PASSES_MAX", limits::TOTAL_WORK_KIB),
        // Fixed in the code where they are used: private to the recognition, to lists and to times.
        ("HEAD_LOOKED_AT", 64),
        ("HEAD_CHARACTERS", 16),
        ("YEAR_MIN", 1970),
        ("YEAR_MAX", 9999),
        ("SLOTS_MIN", 1),
        ("CRITICAL_MIN", 1),
    ]);
    assert_eq!(stated, own);
    let told: BTreeSet<_> = limits::TABLE.iter().map(|(_, value, _)| *value).collect();
    assert!(told.is_subset(&stated.values().copied().collect()), "a limit that FORMAT.md does not have");
}
