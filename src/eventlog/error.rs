//! Why a file cannot be read as an event log.

use std::fmt;
use std::io;

/// The export that keeps everything, to be named wherever another one does not do.
const BEST_EXPORT: &str = "wevtutil epl Application Application.evtx";

/// A file that cannot be read as an event log.
#[derive(Debug)]
pub enum LogError {
    /// Reading failed.
    Io(io::Error),
    /// Nothing in the file is an event log in a form that can be read.
    NotALog {
        /// What it seems to be, in words that go on after "It seems to be".
        seems_to_be: String,
    },
    /// A table, but none whose columns hold what is needed.
    NoUsableColumns,
    /// A binary event log that cannot even be begun.
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
}

impl LogError {
    /// What happened.
    pub fn what(&self) -> String {
        match self {
            Self::Io(error) => format!("The log could not be read: {error}."),
            Self::NotALog { seems_to_be } => {
                format!("This is no event log that can be read. It seems to be {seems_to_be}.")
            }
            Self::NoUsableColumns => "This table has no columns for the source and the id of events.".to_owned(),
            Self::Unreadable { reason } => {
                format!("This event log is damaged at its beginning: {reason}.")
            }
        }
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        match self {
            Self::Io(_) => "Check the file and the disk, and try again.".to_owned(),
            Self::NotALog { seems_to_be } if seems_to_be.contains(".evt)") => {
                "Convert it on a current Windows with: wevtutil epl old.evt new.evtx /lf:true".to_owned()
            }
            Self::NotALog { .. } | Self::NoUsableColumns => {
                format!("Export the log on the server with: {BEST_EXPORT}")
            }
            Self::Unreadable { .. } => format!("Export the log again with: {BEST_EXPORT}"),
        }
    }

    pub(super) fn not_a_log(seems_to_be: &str) -> Self {
        Self::NotALog { seems_to_be: seems_to_be.to_owned() }
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what(), self.remedy())
    }
}

impl std::error::Error for LogError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for LogError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Refuses what is certainly something else, by how it begins.
pub(super) fn refuse_other_kinds(head: &[u8]) -> Result<(), LogError> {
    let text = |prefix: &[u8]| head.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix));
    let seems_to_be = if head.is_empty() {
        "an empty file"
    } else if head.get(4..8) == Some(b"LfLe") {
        "an event log of Windows XP or Server 2003 (.evt)"
    } else if text(b"PK\x03\x04") {
        "a zip archive: unpack it first"
    } else if text(b"\x1f\x8b") {
        "a gzip archive: unpack it first"
    } else if text(b"regf") {
        "a registry hive"
    } else if text(b"#Software:") || text(b"#Fields:") {
        "a web server or firewall log (W3C)"
    } else if text(b"<!DOCTYPE html") || text(b"<html") {
        "a web page"
    } else if head.contains(&0) && !super::decode::Encoding::of(head).is_utf16() {
        "binary data of another kind"
    } else {
        return Ok(());
    };
    Err(LogError::not_a_log(seems_to_be))
}
