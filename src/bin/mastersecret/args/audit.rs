//! The options of `audit` and `events`.

use std::path::PathBuf;

use clap::Args;
use jiff::tz::TimeZone;

use super::{
    options::{Limits, Show},
    size::{Size, parse},
};

pub(super) const AUDIT_HELP: &str = "Examples:
  mastersecret audit safe/ --passwords envelopes.txt --report audit.html
  mastersecret audit safe/ --system BTS-PROD=servers/prod --events Application.evtx --report audit.json
  mastersecret audit --verify audit.json

Exit codes of audit:
    0  recoverable
    1  findings at or above --fail-on, or not proven recoverable
    2  the request cannot be carried out as it was given
    8  the audit failed or is partial";

pub(super) const EVENTS_HELP: &str = "Examples:
  mastersecret events Application.evtx
  mastersecret events --time-zone Europe/Berlin --computer BTS01 export.csv";

/// What says what a log leaves out.
#[derive(Args)]
#[command(next_help_heading = "Event logs")]
pub(crate) struct Reading {
    /// The zone of times that a log writes without one, as Europe/Berlin or UTC.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub(crate) time_zone: Option<TimeZone>,
    /// The computer of events that a log writes without one.
    #[arg(long, value_name = "NAME")]
    pub(crate) computer: Option<String>,
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| "write a zone's name from the IANA database, as Europe/Berlin or UTC".to_owned())
}

/// A label and a path, from `LABEL=PATH`.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    pub(crate) label: String,
    pub(crate) path: PathBuf,
}

fn labelled(text: &str) -> Result<Labelled, String> {
    let (label, path) = text.split_once('=').ok_or("write LABEL=PATH, as in BTS-PROD=servers/prod")?;
    mastersecret::label::check(label, mastersecret::limits::SYSTEM_CHARS).map_err(|fault| fault.what)?;
    if path.is_empty() {
        return Err("write a path after the =".to_owned());
    }
    Ok(Labelled { label: label.to_owned(), path: PathBuf::from(path) })
}

#[derive(Args)]
pub(crate) struct Audit {
    /// Files and folders; folders with all that is below them, hidden files included.
    #[arg(value_name = "PATH", required_unless_present_any = ["system", "verify"])]
    pub(crate) paths: Vec<PathBuf>,
    /// A file with candidate passwords, one a line: the whole line is the password, or a label, a tab and the password.
    /// Nothing is trimmed; `-` for standard input. Reports name a candidate by its label or its line.
    #[arg(long, value_name = "FILE")]
    pub(crate) passwords: Option<PathBuf>,
    /// Files, folders or logs that belong to the system LABEL; may be given several times.
    #[arg(long, value_name = "LABEL=PATH", value_parser = labelled)]
    pub(crate) system: Vec<Labelled>,
    /// Exported event logs, as evidence; may be given several times.
    #[arg(long, value_name = "LOG", num_args = 1..)]
    pub(crate) events: Vec<PathBuf>,
    /// The policy, in TOML. Default: the one that `mastersecret policy` prints.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Write the report to FILE, as its extension says: .html, .json or .csv; and its SHA-256 to FILE.sha256.
    /// May be given several times.
    #[arg(long, value_name = "FILE", conflicts_with = "verify")]
    pub(crate) report: Vec<PathBuf>,
    /// Replace reports that exist already.
    #[arg(long)]
    pub(crate) force: bool,
    /// Hash all inputs of REPORT, an earlier report in JSON, again and list what differs; nothing else is done. Without
    /// PATH, those that the report names.
    #[arg(long, value_name = "REPORT")]
    pub(crate) verify: Option<PathBuf>,
    /// How many threads work. Default: one for each core.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// How much memory the audit may use. Default: half of this machine's, or 2 GiB where that is not known.
    #[arg(long, value_name = "SIZE", value_parser = parse)]
    pub(crate) memory: Option<Size>,
    /// Hash files of any size. Of those over 8 MiB, which no backup is, only the ends are looked at otherwise.
    #[arg(long)]
    pub(crate) hash_all: bool,
    #[command(flatten)]
    pub(crate) stated: Stated,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

/// What the report states about its purpose.
#[derive(Args)]
#[command(next_help_heading = "Stated in the report")]
pub(crate) struct Stated {
    /// The case or engagement.
    #[arg(long, value_name = "TEXT")]
    pub(crate) case: Option<String>,
    /// Who examines.
    #[arg(long, value_name = "TEXT")]
    pub(crate) examiner: Option<String>,
    /// For which organisation.
    #[arg(long, value_name = "TEXT")]
    pub(crate) organisation: Option<String>,
    /// To what purpose.
    #[arg(long, value_name = "TEXT")]
    pub(crate) purpose: Option<String>,
    /// Leave the names of this machine and of the user out.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

#[derive(Args)]
pub(crate) struct Events {
    /// Exported event logs, in any of the forms of Event Viewer, wevtutil and PowerShell.
    #[arg(required = true, value_name = "LOG")]
    pub(crate) logs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) show: Show,
}
