//! Writing reports: whole or not at all, each with its hash beside it.

use std::path::{Path, PathBuf};

use mastersecret::{
    audit::{html::html, report::AuditReport, table::csv},
    canonical::{hex, sha256},
};

use crate::{
    exit::Exit,
    failure::Failure,
    output::{Readers, Target},
};

/// The form of a report.
#[derive(Clone, Copy)]
enum Form {
    Html,
    Json,
    Csv,
}

/// A report that is to be written.
pub(crate) struct Wanted {
    path: PathBuf,
    form: Form,
    target: Target,
    hash: Target,
}

impl Wanted {
    /// Its path as text.
    pub(crate) fn name(&self) -> String {
        self.target.name()
    }
}

/// Looks at every target before any work is done.
///
/// # Errors
///
/// An extension that names no form; a target that cannot be written.
pub(crate) fn wanted(paths: &[PathBuf], force: bool) -> Result<Vec<Wanted>, Failure> {
    let one = |path: &PathBuf| {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let form = match extension.as_deref() {
            Some("html" | "htm") => Form::Html,
            Some("json") => Form::Json,
            Some("csv") => Form::Csv,
            _ => {
                return Err(Failure::usage(
                    "report-form",
                    "The name of this report does not say which form it is to have.",
                    "Let it end in .html, .json or .csv.",
                )
                .about(path));
            }
        };
        let target = Target::new(path, force, None)?;
        let hash = Target::new(&beside(path), force, None)?;
        Ok(Wanted { path: path.clone(), form, target, hash })
    };
    paths.iter().map(one).collect()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".sha256");
    PathBuf::from(name)
}

/// Writes a report and its hash, which is given back with who can read the report.
///
/// # Errors
///
/// What the file system says.
pub(crate) fn write(wanted: &Wanted, report: &AuditReport) -> Result<(String, Readers), Failure> {
    let text = match wanted.form {
        Form::Html => html(report),
        Form::Json => report.to_json(),
        Form::Csv => csv(report),
    };
    let hash = hex(&sha256(text.as_bytes()));
    let name = wanted.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let readers = put(&wanted.target, text.as_bytes(), &wanted.path)?;
    // As sha256sum writes it and reads it.
    put(&wanted.hash, format!("{hash}  {name}\n").as_bytes(), &beside(&wanted.path))?;
    Ok((hash, readers))
}

fn put(target: &Target, bytes: &[u8], path: &Path) -> Result<Readers, Failure> {
    let staged = target.stage(bytes)?;
    if staged.read_back.as_slice() != bytes {
        return Err(Failure::new(
            Exit::INPUT_OUTPUT,
            "read-back",
            "What was read back is not what was written.",
            "Choose another place.",
        )
        .about(path));
    }
    staged.put()
}
