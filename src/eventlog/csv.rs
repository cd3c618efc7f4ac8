//! Tables: Event Viewer's CSV, and `Get-WinEvent | Export-Csv`.
//!
//! A message goes over many lines inside quotes. Lines are put together to rows before anything is parsed, so that a
//! missing quote costs only its own row.

use std::io::{Read, Seek, SeekFrom};

use super::decode::{self, Encoding, Line, Lines};
use super::intake::{Content, Entry, Intake, When};
use super::record::Place;
use super::summary::Form;
use super::time::{DateOrder, DateOrders};
use super::{LogError, is_entsso};

/// Longest row that is read, in bytes.
const MAX_ROW: usize = 1024 * 1024;

/// Reads the table twice: its dates can only be read once all of them have been seen.
pub(super) fn read<R: Read + Seek>(
    mut source: R,
    encoding: Encoding,
    head: &str,
    intake: &mut Intake<'_>,
) -> Result<Form, LogError> {
    let layout = Layout::of(head)?;
    let mut orders = DateOrders::default();
    layout.rows(decode::reader(&mut source, encoding), |row| {
        if let Ok(fields) = row.fields
            && let Some(time) = fields.at(layout.time)
        {
            orders.saw(time);
        }
    })?;
    source.seek(SeekFrom::Start(0))?;
    let order = orders.decided();
    layout.rows(decode::reader(&mut source, encoding), |row| match row.fields {
        Ok(fields) => layout.take(fields, Place::Line(row.line), order, intake),
        Err(reason) => intake.broken(Place::Line(row.line), reason),
    })?;
    Ok(layout.form)
}

/// Which column holds what.
#[derive(Debug)]
struct Layout {
    form: Form,
    delimiter: u8,
    /// Lines before the first event: PowerShell's type line and the names of the columns.
    heading_lines: u64,
    /// How many fields every row has.
    columns: usize,
    time: Option<usize>,
    provider: usize,
    event_id: usize,
    message: Option<usize>,
    record_id: Option<usize>,
    computer: Option<usize>,
    channel: Option<usize>,
}

impl Layout {
    fn of(head: &str) -> Result<Self, LogError> {
        let mut lines = head.lines();
        let mut heading_lines = 1;
        let mut heading = lines.next().unwrap_or_default();
        if heading.starts_with("#TYPE") {
            heading = lines.next().unwrap_or_default();
            heading_lines += 1;
        }
        let delimiter = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|delimiter| heading.bytes().filter(|byte| byte == delimiter).count())
            .unwrap_or(b',');
        let mut splitter = Splitter::new(delimiter);
        let names: Vec<&str> = match splitter.split(heading) {
            Some(fields) => fields.all().collect(),
            None => Vec::new(),
        };
        if names.len() < 2 {
            return Err(LogError::not_a_log("plain text"));
        }
        let column = |wanted: &[&str]| {
            names.iter().position(|name| wanted.iter().any(|wanted| name.trim().eq_ignore_ascii_case(wanted)))
        };
        let provider = column(&["ProviderName", "Source"]);
        let event_id = column(&["Id", "EventID"]);
        if let (Some(provider), Some(event_id)) = (provider, event_id) {
            return Ok(Self {
                form: Form::PowershellCsv,
                delimiter,
                heading_lines,
                columns: names.len(),
                provider,
                event_id,
                time: column(&["TimeCreated", "TimeGenerated"]),
                message: column(&["Message"]),
                record_id: column(&["RecordId", "Index"]),
                computer: column(&["MachineName"]),
                channel: column(&["LogName"]),
            });
        }
        let layout = Self {
            form: Form::EventViewerCsv,
            delimiter,
            heading_lines,
            columns: names.len() + 1,
            time: Some(1),
            provider: 2,
            event_id: 3,
            message: Some(5),
            record_id: None,
            computer: None,
            channel: None,
        };
        if names.len() == 5 && layout.has_events(head) { Ok(layout) } else { Err(LogError::NoUsableColumns) }
    }

    /// Whether there is a line that begins an event, with an id and a date where they should be; a log without any
    /// event has no line to tell by.
    fn has_events(&self, head: &str) -> bool {
        let mut lines = head.lines().skip(1).filter(|line| !line.trim().is_empty()).peekable();
        let mut splitter = Splitter::new(self.delimiter);
        lines.peek().is_none() || lines.any(|line| self.begins_row(line, &mut splitter))
    }

    /// Whether these are the fields of an event.
    fn is_row(&self, fields: Fields<'_>) -> bool {
        let enough = match self.form {
            // An event without a message has no sixth field.
            Form::EventViewerCsv => fields.len() + 1 >= self.columns,
            _ => fields.len() == self.columns,
        };
        enough && self.event_id(fields).is_some()
    }

    fn event_id(&self, fields: Fields<'_>) -> Option<u32> {
        fields.at(Some(self.event_id))?.trim().parse().ok()
    }

    /// Whether a row begins on this line, although a quote is open: then that quote's row is broken.
    fn begins_row(&self, line: &str, splitter: &mut Splitter) -> bool {
        if self.form == Form::PowershellCsv {
            // Inside a message a quote is doubled, and one that closes the message is followed by the delimiter.
            return match line.as_bytes() {
                [b'"', second, ..] => !matches!(*second, b'"' | b'\r' | b'\n') && *second != self.delimiter,
                _ => false,
            };
        }
        // Nearly all lines of messages are told by this alone.
        if memchr::memchr_iter(self.delimiter, line.as_bytes()).count() + 2 < self.columns {
            return false;
        }
        splitter.split(line).is_some_and(|fields| {
            let mut orders = DateOrders::default();
            orders.saw(fields.at(self.time).unwrap_or_default());
            self.is_row(fields) && orders.are_dates()
        })
    }

    fn take(&self, fields: Fields<'_>, place: Place, order: Option<DateOrder>, intake: &mut Intake<'_>) {
        let (Some(provider), Some(event_id)) = (fields.at(Some(self.provider)), self.event_id(fields)) else {
            return intake.broken(place, NO_ROW);
        };
        let entry = Entry {
            place,
            entsso: is_entsso(provider),
            event_id,
            record_id: fields.at(self.record_id).and_then(|id| id.trim().parse().ok()),
            computer: fields.at(self.computer).map(str::trim),
            channel: fields.at(self.channel).map(str::trim),
            when: match fields.at(self.time) {
                Some(text) if !text.trim().is_empty() => When::Local(text, order),
                _ => When::Unknown,
            },
        };
        intake.take(&entry, || match fields.at(self.message) {
            Some(message) if !message.trim().is_empty() => Content::Message(message.to_owned()),
            _ => Content::Nothing,
        });
    }

    /// Gives every row after the heading to `each`.
    fn rows<R: Read>(&self, source: R, mut each: impl FnMut(Row<'_>)) -> Result<(), LogError> {
        let mut lines = Lines::new(source);
        let mut rows = Rows {
            layout: self,
            each: &mut each,
            splitter: Splitter::new(self.delimiter),
            open: Vec::new(),
            begins_on: 0,
            quotes: 0,
            in_stray: false,
        };
        while let Some(line) = lines.next(MAX_ROW)? {
            if lines.number <= self.heading_lines {
                continue;
            }
            match line {
                Line::TooLong => {
                    rows.give_up("a line of this row has more than 1 MiB");
                    rows.broken("this line has more than 1 MiB", lines.number);
                }
                Line::Whole(line) => rows.push(&line, lines.number),
            }
        }
        rows.give_up("the file ends inside this row");
        Ok(())
    }
}

const NO_ROW: &str = "not a row of this table";

/// One row, and the line it begins on.
struct Row<'a> {
    fields: Result<Fields<'a>, &'static str>,
    line: u64,
}

/// Puts lines together to rows.
struct Rows<'a> {
    layout: &'a Layout,
    each: &'a mut dyn FnMut(Row<'_>),
    splitter: Splitter,
    /// Lines that do not make a row yet, because a quote is open.
    open: Vec<u8>,
    begins_on: u64,
    quotes: usize,
    /// The row before was none; what follows it is part of the same damage.
    in_stray: bool,
}

impl Rows<'_> {
    fn push(&mut self, line: &[u8], number: u64) {
        let another = !self.open.is_empty() && {
            let line = String::from_utf8_lossy(line);
            self.layout.begins_row(&line, &mut self.splitter)
        };
        if another {
            self.give_up("another row begins before this one ends");
        }
        if self.open.is_empty() {
            self.begins_on = number;
        }
        self.open.extend_from_slice(line);
        self.quotes += memchr::memchr_iter(b'"', line).count();
        if self.quotes.is_multiple_of(2) {
            self.complete();
        } else if self.open.len() > MAX_ROW {
            self.give_up("this row does not end within 1 MiB");
        }
    }

    fn complete(&mut self) {
        let line = self.begins_on;
        let row = self.take();
        if row.trim_ascii().is_empty() {
            return;
        }
        let row = String::from_utf8_lossy(&row);
        match self.splitter.split(&row).filter(|fields| self.layout.is_row(*fields)) {
            Some(fields) => {
                self.in_stray = false;
                (self.each)(Row { fields: Ok(fields), line });
            }
            None => self.broken(NO_ROW, line),
        }
    }

    fn give_up(&mut self, reason: &'static str) {
        if !self.take().is_empty() {
            self.broken(reason, self.begins_on);
        }
    }

    fn broken(&mut self, reason: &'static str, line: u64) {
        if !std::mem::replace(&mut self.in_stray, true) {
            (self.each)(Row { fields: Err(reason), line });
        }
    }

    fn take(&mut self) -> Vec<u8> {
        self.quotes = 0;
        std::mem::take(&mut self.open)
    }
}

/// Takes rows apart.
struct Splitter {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Splitter {
    fn new(delimiter: u8) -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, text: Vec::new(), ends: Vec::new() }
    }

    /// The fields of one row.
    fn split(&mut self, row: &str) -> Option<Fields<'_>> {
        self.reader.reset();
        // No field is longer in the output than in the row, and every field but one has some byte of its own.
        self.text.resize(row.len(), 0);
        self.ends.resize(row.len() + 1, 0);
        let row = row.as_bytes();
        let (mut read, mut written, mut fields) = (0, 0, 0);
        loop {
            // Once all is read, an empty input tells the reader so.
            let (result, more_read, more_written, more_fields) =
                self.reader.read_record(row.get(read..)?, self.text.get_mut(written..)?, self.ends.get_mut(fields..)?);
            read += more_read;
            written += more_written;
            fields += more_fields;
            match result {
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::Record => break,
                _ => return None,
            }
        }
        let text = std::str::from_utf8(self.text.get(..written)?).ok()?;
        Some(Fields { text, ends: self.ends.get(..fields)? })
    }
}

/// The fields of one row.
#[derive(Clone, Copy)]
struct Fields<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    fn len(self) -> usize {
        self.ends.len()
    }

    /// The field in this column.
    fn at(self, column: Option<usize>) -> Option<&'a str> {
        let column = column?;
        let start = match column.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..*self.ends.get(column)?)
    }

    fn all(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).filter_map(move |column| self.at(Some(column)))
    }
}
