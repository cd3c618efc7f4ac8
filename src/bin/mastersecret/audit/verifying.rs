//! Verifying an earlier report: every input is hashed again, and what differs is listed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use mastersecret::{audit::report::KIND, canonical::hex, text::decode};
use serde_json::Value;

use super::{bar::Bar, reading::hash, walking::Walk};
use crate::{args::audit::Labelled, failure::Failure, interrupt, path, printable::Charset};

/// An earlier report, as far as its inputs are named in it.
pub(crate) struct Earlier {
    path: PathBuf,
    value: Value,
}

/// What came of a comparison.
#[derive(Default)]
pub(crate) struct Comparison {
    /// What differs, one line each.
    pub(crate) differences: Vec<String>,
    /// Inputs with the same hash as then.
    pub(crate) same: usize,
    /// Whether somebody ended it early.
    pub(crate) partial: bool,
}

impl Earlier {
    /// Reads a report.
    ///
    /// # Errors
    ///
    /// A report that cannot be read, or is none.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let not_a_report = |why: String| {
            Failure::usage("not-a-report", why, "Give the report of an audit in JSON, as --report FILE.json writes it.")
                .about(path)
        };
        path::check(path)?;
        let bytes = fs::read(path).map_err(|error| Failure::io(path, "read", &error))?;
        // PowerShell 5.1 redirects into UTF-16.
        let (text, _) = decode(&bytes).map_err(|fault| not_a_report(fault.to_string()))?;
        let value: Value =
            serde_json::from_str(&text).map_err(|error| not_a_report(format!("This is not JSON: {error}.")))?;
        if value.get("report").and_then(Value::as_str) != Some(KIND) {
            return Err(not_a_report("This JSON is not the report of an audit.".to_owned()));
        }
        Ok(Self { path: path.to_owned(), value })
    }

    fn list(&self, pointer: &str) -> impl Iterator<Item = &Value> {
        self.value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
    }

    /// The values of an option that was in effect.
    fn option<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |option: &&Value| option.get("name").and_then(Value::as_str) == Some(name);
        self.list("/circumstances/options").filter(named).filter_map(|option| option.get("value")?.as_str())
    }

    /// The paths that were audited.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.option("path").map(PathBuf::from).collect()
    }

    /// The paths that were audited with a label, without the event logs among them.
    pub(crate) fn labelled(&self) -> Vec<Labelled> {
        let logs: BTreeSet<&str> = self.option("events").collect();
        let labelled = self.option("system").filter_map(|text| text.split_once('='));
        labelled
            .filter(|(_, path)| !logs.contains(path))
            .map(|(label, path)| Labelled { label: label.to_owned(), path: PathBuf::from(path) })
            .collect()
    }

    /// Compares what is there now with what the report says.
    pub(crate) fn compare(&self, walk: &Walk, charset: Charset) -> Comparison {
        let mut known: BTreeMap<&str, &Value> =
            self.list("/files").filter_map(|file| Some((file.get("path")?.as_str()?, file))).collect();
        let skipped: BTreeMap<&str, &str> = self
            .list("/skipped")
            .filter_map(|skipped| Some((skipped.get("path")?.as_str()?, skipped.pointer("/finding/code")?.as_str()?)))
            .collect();
        let own = self.own_files();
        let bar = Bar::of_files(walk.entries.len(), charset);
        let mut comparison = Comparison::default();
        for entry in &walk.entries {
            if interrupt::asked_to_end() {
                break;
            }
            let path = entry.found.path.as_str();
            match (known.remove(path), skipped.get(path)) {
                (Some(file), _) => comparison.take("", path, &entry.path, file.get("report").unwrap_or(file)),
                // The list of candidates is not hashed.
                (None, Some(&"not-a-file")) => {}
                (None, Some(_)) => comparison.tell("unhashed", "", path, "it could not be read then"),
                (None, None) if fs::canonicalize(&entry.path).is_ok_and(|path| own.contains(&path)) => {}
                (None, None) => comparison.tell("added", "", path, ""),
            }
            bar.one_more();
        }
        bar.clear();
        for log in self.list("/logs") {
            if let Some(path) = log.get("path").and_then(Value::as_str) {
                comparison.take("event log ", path, Path::new(path), log);
            }
        }
        if let Some(path) = self.value.pointer("/policy/file").and_then(Value::as_str) {
            comparison.take("policy ", path, Path::new(path), self.value.get("policy").unwrap_or(&Value::Null));
        }
        comparison.partial = interrupt::asked_to_end();
        if !comparison.partial {
            known.into_keys().for_each(|path| comparison.tell("missing", "", path, ""));
        }
        comparison
    }

    /// Reports of that audit, which may lie among the files by now.
    fn own_files(&self) -> BTreeSet<PathBuf> {
        let reports = self.option("report").map(PathBuf::from).chain([self.path.clone()]);
        let with_hashes = reports.flat_map(|path| {
            let mut hash = path.clone().into_os_string();
            hash.push(".sha256");
            [path, PathBuf::from(hash)]
        });
        with_hashes.filter_map(|path| fs::canonicalize(path).ok()).collect()
    }
}

impl Comparison {
    fn tell(&mut self, what: &str, kind: &str, path: &str, why: &str) {
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        self.differences.push(format!("{what:<8} {kind}{path}{why}"));
    }

    /// Hashes one input again; `stated` says what it was.
    fn take(&mut self, kind: &str, path: &str, place: &Path, stated: &Value) {
        let Some(sha256) = stated.get("sha256").and_then(Value::as_str) else {
            let bytes = stated.get("bytes").and_then(Value::as_u64);
            match fs::metadata(place).ok().map(|metadata| metadata.len()) {
                None => self.tell("missing", kind, path, ""),
                found if found == bytes => self.tell("unhashed", kind, path, "its size is the same"),
                _ => self.tell("changed", kind, path, "its size is another"),
            }
            return;
        };
        match hash(place) {
            Ok(hash) if hex(&hash) == sha256 => self.same += 1,
            Ok(_) => self.tell("changed", kind, path, ""),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.tell("missing", kind, path, ""),
            Err(error) => self.tell("failed", kind, path, &format!("{error}.")),
        }
    }
}
