//! Every vector of `tests/vectors`, through the core; see the README there.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "generator/mod.rs"]
mod generator;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use mastersecret::{
    canonical::{hex, sha256},
    content::Opened,
    cost::Budget,
    fault::{CODES, FaultCode},
    finding::Finding,
    inspect::{Check, Inspection, Terms, inspect},
    keys::Memory,
    password::Password,
    policy::Policy,
    recognize::Sample,
    salvage::{Salvaged, salvage},
    time::Time,
    verdict::{VERDICTS, Verdict},
};

/// One vector as it was read.
struct Vector {
    name: String,
    head: Vec<(String, String)>,
    bytes: Vec<u8>,
}

impl Vector {
    fn read(path: &Path) -> Self {
        let all = fs::read(path).unwrap();
        let end = all.windows(2).position(|pair| pair == b"\n\n").unwrap();
        let line = |line: &str| {
            let (key, value) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|key| (key, ""))).unwrap();
            (key.to_owned(), value.to_owned())
        };
        Self {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            head: std::str::from_utf8(&all[..end]).unwrap().lines().map(line).collect(),
            bytes: all[end + 2..].to_vec(),
        }
    }

    fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn get<'a>(&'a self, key: &'a str) -> Option<&'a str> {
        self.all(key).next()
    }

    /// A value that is a JSON string.
    fn text(&self, key: &str) -> Option<String> {
        self.get(key).map(|value| serde_json::from_str(value).unwrap())
    }

    /// The verdict without a password: the same, unless a password is needed to see more.
    fn without_password(&self) -> &str {
        let expect = self.get("expect").unwrap();
        self.get("inspect").unwrap_or(match expect {
            "opens" | "wrong-password" | "tampered" | "mismatch" => "intact",
            _ => expect,
        })
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn vectors() -> Vec<Vector> {
    let mut paths: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "vector"))
        .collect();
    paths.sort();
    paths.iter().map(|path| Vector::read(path)).collect()
}

fn terms() -> Terms {
    Terms { budget: Budget::default(), policy: Policy::default(), now: Time::parse("2026-11-20T14:55:02Z").unwrap() }
}

/// Everything that the vector says and the core does not, as sentences.
fn disagreements(vector: &Vector) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |what: &str, expected: Option<&str>, found: Option<&str>| {
        if expected.is_some() && expected != found {
            wrong.push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    };
    let inspection = inspect(Some("vector.msb"), &Sample::Whole(&vector.bytes), &terms());
    compare("without a password", Some(vector.without_password()), Some(inspection.verdict.name()));
    let seems = inspection.seems_to_be.as_ref().map(|seems| serde_json::to_value(seems.kind).unwrap());
    compare("seems to be", vector.get("seems-to-be"), seems.as_ref().and_then(|seems| seems.as_str()));
    let only = vector.text("only");
    let mut memory = Memory::new();
    let mut checked = |try_damaged| checked(vector, &inspection, try_damaged, only.as_deref(), &mut memory);
    let check = checked(false);
    let (verdict, fault) = match &check {
        Some(check) => (check.verdict, check.fault.as_ref()),
        None => (inspection.verdict, inspection.fault.as_ref()),
    };
    compare("verdict", vector.get("expect"), Some(verdict.name()));
    compare(
        "code",
        Some(vector.get("code").unwrap_or("none")),
        Some(fault.map_or("none", |fault| fault.code.row().name)),
    );
    let place = fault.and_then(|fault| fault.place.as_ref());
    compare("line", vector.get("line"), place.map(|place| place.line.to_string()).as_deref());
    compare("column", vector.get("column"), place.map(|place| place.column.to_string()).as_deref());
    compare("pointer", vector.get("pointer"), place.map(|place| place.pointer.as_str()));
    compare("hint", vector.get("hint"), inspection.hint.as_ref().map(|hint| hint.code.row().name));
    let report = check.as_ref().map_or_else(|| inspection.report(), |check| check.report(&inspection));
    compare("slot", vector.text("slot").as_deref(), report.opened_slot.as_deref());
    let fingerprint = |index: usize| report.secrets.get(index).map(|secret| secret.fingerprint.as_str());
    compare("current", vector.get("current"), fingerprint(0));
    compare("previous", vector.get("previous"), fingerprint(1));
    let content = check.as_ref().and_then(|check| check.opened.as_ref()).map(|opened| &opened.content);
    if let Some(Opened::File { file, native_password }) = content {
        compare("sha256", vector.get("sha256"), Some(&hex(&sha256(file.expose()))));
        let native = native_password.as_ref().map(|bytes| String::from_utf8_lossy(bytes.expose()).into_owned());
        compare("native-password", vector.text("native-password").as_deref(), native.as_deref());
    } else {
        compare("sha256", vector.get("sha256"), None);
    }
    if let Some(expected) = vector.get("try-damaged") {
        let tried = checked(true).unwrap();
        compare("try-damaged", Some(expected), Some(tried.verdict.name()));
        findings(vector, &tried.findings, &mut wrong);
    } else {
        findings(vector, &report.findings, &mut wrong);
    }
    if let Some(expected) = vector.get("salvage") {
        let found = salvaged(vector, &inspection);
        if expected != found {
            wrong.push(format!("salvage: expected {expected}, found {found}"));
        }
    }
    wrong
}

fn checked(
    vector: &Vector,
    inspection: &Inspection,
    try_damaged: bool,
    only: Option<&str>,
    memory: &mut Memory,
) -> Option<Check> {
    let password = vector.text("password").unwrap();
    let password = (!password.is_empty()).then(|| Password::typed(&password).unwrap())?;
    Some(inspection.check(&password, try_damaged, only, &terms(), memory, &mut |_, _, _| {}).unwrap())
}

fn findings(vector: &Vector, found: &[Finding], wrong: &mut Vec<String>) {
    let found: Vec<_> = found.iter().map(|finding| finding.code.row().name).collect();
    for expected in vector.all("finding") {
        if !found.contains(&expected) {
            wrong.push(format!("finding {expected} is not among {found:?}"));
        }
    }
    for unwanted in vector.all("without") {
        if found.contains(&unwanted) {
            wrong.push(format!("finding {unwanted} is there"));
        }
    }
}

/// What salvage gives: the secrets of all vectors are counted up from 0x80, the enclosed file is the generator's.
fn salvaged(vector: &Vector, inspection: &Inspection) -> &'static str {
    let password = Password::typed(&vector.text("password").unwrap()).unwrap();
    let root = inspection.root.as_ref();
    let text = inspection.text.as_ref().unwrap();
    let right =
        |bytes: &[u8]| bytes.iter().zip(0x80_u8..).all(|(byte, n)| *byte == n) || bytes == b"not a real one\r\n";
    match salvage(text, root, &password, None, &terms().budget, &mut Memory::new()) {
        Ok(Salvaged::Described(Opened::Secrets { current, .. })) if right(current.expose()) => "described",
        Ok(Salvaged::Described(Opened::File { file, .. })) if right(file.expose()) => "described",
        Ok(Salvaged::Raw(bytes)) if right(bytes.expose()) => "raw",
        Ok(_) => "something else",
        Err(fault) if fault.code == FaultCode::NotSalvaged => "nothing",
        Err(fault) if fault.verdict() == Some(Verdict::Refused) => "refused",
        Err(fault) => panic!("{fault}"),
    }
}

#[test]
fn the_core_agrees_with_every_vector() {
    let vectors = vectors();
    let mut failures = Vec::new();
    for vector in &vectors {
        failures.extend(disagreements(vector).into_iter().map(|wrong| format!("{}: {wrong}", vector.name)));
    }
    assert!(failures.is_empty(), "{} of {} vectors:\n{}", failures.len(), vectors.len(), failures.join("\n"));
}

#[test]
fn every_verdict_and_every_fault_of_a_file_has_several_vectors() {
    let vectors = vectors();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for vector in &vectors {
        let verdict = vector.get("expect").unwrap();
        let names = BTreeSet::from([verdict, vector.without_password(), vector.get("code").unwrap_or("none")]);
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    println!("figure: vectors: {}", vectors.len());
    println!("by verdict and fault code: {counts:?}");
    assert!(vectors.len() >= 150);
    let verdicts = VERDICTS.iter().map(|verdict| verdict.name());
    // An allocation that fails cannot be written into a file, and what is no backup is only a fault for who opens it.
    let apart = [FaultCode::NoMemory, FaultCode::NotABackup];
    let codes = CODES.iter().filter(|code| !apart.contains(code) && code.row().verdict.is_some());
    for name in verdicts.chain(codes.map(|code| code.row().name)) {
        assert!(counts.get(name).is_some_and(|count| *count >= 3), "{name} has {:?} vectors", counts.get(name));
    }
}

#[test]
fn the_vectors_are_what_the_generator_makes() {
    let cases = generator::cases();
    let names: BTreeSet<_> = cases.iter().map(generator::Case::file_name).collect();
    assert_eq!(names.len(), cases.len(), "a name stands twice");
    let there: BTreeSet<_> = vectors().iter().map(|vector| format!("{}.vector", vector.name)).collect();
    assert_eq!(there, names, "write the vectors anew: cargo run --example vectors");
    for case in cases {
        let bytes = fs::read(folder().join(case.file_name())).unwrap();
        assert_eq!(bytes, case.written(), "{}: write the vectors anew: cargo run --example vectors", case.name);
    }
}
