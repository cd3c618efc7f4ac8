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

/// Why a path is not looked at that only the report names.
const ELSEWHERE: &str =
    "it lies on another computer, and whoever wrote the report would choose which one this connects to.";

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

    /// Refuses to look where the report says, if that is on another computer.
    ///
    /// # Errors
    ///
    /// Such a path.
    pub(crate) fn check_places(&self) -> Result<(), Failure> {
        let labelled = self.labelled().into_iter().map(|labelled| labelled.path);
        match self.paths().into_iter().chain(labelled).find(|path| path::is_remote(path)) {
            None => Ok(()),
            Some(path) => Err(Failure::usage(
                "report-names-share",
                format!("The report names a path, and {ELSEWHERE}"),
                "Where you trust it, give the same paths on the command line.",
            )
            .about(&path)),
        }
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
                comparison.take_named("event log ", path, log);
            }
        }
        if let Some(path) = self.value.pointer("/policy/file").and_then(Value::as_str) {
            comparison.take_named("policy ", path, self.value.get("policy").unwrap_or(&Value::Null));
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

    /// As [`Comparison::take`], of what the report alone names.
    fn take_named(&mut self, kind: &str, path: &str, stated: &Value) {
        if path::is_remote(Path::new(path)) {
            return self.tell("failed", kind, path, ELSEWHERE);
        }
        self.take(kind, path, Path::new(path), stated);
    }

    /// Hashes one input again; `stated` says what it was. Where it lies, somebody else may have written down.
    fn take(&mut self, kind: &str, path: &str, place: &Path, stated: &Value) {
        if let Err(why) = openable(place) {
            return self.tell("failed", kind, path, &why);
        }
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

/// Whether a path that a report names can be opened without waiting for anybody or connecting to anything.
fn openable(place: &Path) -> Result<(), String> {
    path::check(place).map_err(|failure| failure.what)?;
    match fs::metadata(place) {
        Ok(metadata) if !metadata.is_file() => Err("it is not a file.".to_owned()),
        // What is missing is told as that.
        _ => Ok(()),
    }
}
