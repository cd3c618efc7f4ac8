//! Verifying an earlier report: every input is hashed again, and what differs is listed.

use std::{collections::BTreeMap, path::Path};

use mastersecret::{audit::report::KIND, canonical::hex, text::decode};
use serde_json::Value;

use super::{reading::hash, walking::Walk};
use crate::{failure::Failure, input::Input, path};

/// What differs, one line each.
///
/// # Errors
///
/// A report that cannot be read, or is none.
pub(crate) fn differences(report: &Path, walk: &Walk) -> Result<Vec<String>, Failure> {
    let not_a_report = |why: String| {
        Failure::usage("not-a-report", why, "Give the report of an audit in JSON, as --report FILE.json writes it.")
            .about(report)
    };
    path::check(report)?;
    let bytes = std::fs::read(report).map_err(|error| Failure::io(report, "read", &error))?;
    // PowerShell 5.1 redirects into UTF-16.
    let (text, _) = decode(&bytes).map_err(|fault| not_a_report(fault.to_string()))?;
    let value: Value =
        serde_json::from_str(&text).map_err(|error| not_a_report(format!("This is not JSON: {error}.")))?;
    if value.get("report").and_then(Value::as_str) != Some(KIND) {
        return Err(not_a_report("This JSON is not the report of an audit.".to_owned()));
    }
    let files = value.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut known: BTreeMap<&str, Option<&str>> = files
        .iter()
        .filter_map(|file| {
            let sha256 = file.get("report").and_then(|report| report.get("sha256")).and_then(Value::as_str);
            Some((file.get("path").and_then(Value::as_str)?, sha256))
        })
        .collect();
    let mut differences = Vec::new();
    for entry in &walk.entries {
        let path = entry.found.path.as_str();
        let Some(stated) = known.remove(path) else {
            differences.push(format!("added    {path}"));
            continue;
        };
        // Of a file that was not hashed then, nothing can be said now.
        let Some(stated) = stated else {
            differences.push(format!("unhashed {path}"));
            continue;
        };
        match Input::read(&entry.path)
            .map(|_| ())
            .and_then(|()| hash(&entry.path).map_err(|error| Failure::io(&entry.path, "hash it", &error)))
        {
            Ok(hash) if hex(&hash) == stated => {}
            Ok(_) => differences.push(format!("changed  {path}")),
            Err(failure) => differences.push(format!("failed   {path}: {}", failure.what)),
        }
    }
    differences.extend(known.into_keys().map(|path| format!("missing  {path}")));
    Ok(differences)
}
