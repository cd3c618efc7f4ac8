//! Exported event logs: every form that administrators export them in, read to the same records.
//!
//! Windows logs ENTSSO's events from a classic source: the insertion strings stand in order, without names, and get
//! their names from the [catalogue](crate::catalogue). Events are known by provider and event id, never by level or
//! by the language of a message.
//!
//! A log is read in bounded memory: a chunk, an event or a row at a time. What cannot be read is counted, named by
//! its place and skipped.

mod csv;
mod decode;
mod error;
mod evtx;
mod intake;
mod json;
mod merge;
mod message;
mod order;
mod ranges;
mod record;
mod same;
mod summary;
mod tally;
mod time;
mod xml;

use std::io::{Read, Seek, SeekFrom};

use jiff::tz::TimeZone;

pub use error::LogError;
pub use merge::merge;
pub use record::{Origin, ParameterValue, Place, Record};
pub(crate) use same::short_name;
pub use summary::{Broken, End, Form, Gap, Limitation, LogSummary, Source};

use decode::Encoding;
use intake::Intake;

/// How much of a file is looked at to tell its form, in bytes.
const HEAD: u64 = 64 * 1024;

/// What the reader is told about a log that the log itself may not say.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Zone of times that are written without one.
    pub time_zone: Option<TimeZone>,
    /// Computer of events that are written without one.
    pub computer: Option<String>,
    /// Threads that read a binary log, where the program was built with threads; 0 counts as 1.
    pub threads: usize,
}

/// Reads one log: `number` is its place among those that are read together; every ENTSSO event of the catalogue goes
/// to `sink`, in the order of the log.
///
/// # Errors
///
/// [`LogError`], when this is no event log in a form that can be read, or reading itself fails. Records that `sink`
/// has got by then are good.
pub fn read_log<R: Read + Seek>(
    number: usize,
    mut source: R,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Record),
) -> Result<LogSummary, LogError> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    (&mut source).take(HEAD).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;

    let mut intake = Intake::new(number, options, sink);
    if evtx::is_evtx(&head) {
        evtx::read(source, &mut intake)?;
        return Ok(intake.finish(Form::Evtx));
    }
    error::refuse_other_kinds(&head)?;
    let encoding = Encoding::of(&head);
    let text = encoding.decode(&head);
    let form = match text.trim_start().bytes().next() {
        Some(b'<') => {
            xml::read(decode::reader(source, encoding), &text, &mut intake)?;
            Form::Xml
        }
        Some(b'{' | b'[') => {
            json::read(decode::reader(source, encoding), &text, &mut intake)?;
            Form::PowershellJson
        }
        _ => csv::read(source, encoding, &text, &mut intake)?,
    };
    Ok(intake.finish(form))
}

/// Whether the provider is the one whose events are wanted.
fn is_entsso(provider: &str) -> bool {
    provider.trim().eq_ignore_ascii_case(crate::catalogue::PROVIDER)
}

/// A GUID in any of the spellings that logs use; the nil GUID stands for none.
pub(crate) fn guid(text: &str) -> Option<uuid::Uuid> {
    let bare = text.trim().trim_start_matches('{').trim_end_matches('}');
    uuid::Uuid::try_parse(bare).ok()
}
