//! `Get-WinEvent | ConvertTo-Json`: an object for each event, alone, in an array, or one after the other.
//!
//! The text is cut into objects before any of them is parsed, so that one broken object costs only itself.

use std::io::{BufRead, BufReader, Read};

use serde::Deserialize;
use serde_json::Value;

use super::intake::{Content, Entry, Intake, When};
use super::record::Place;
use super::time::DateOrder;
use super::{LogError, is_entsso, time};

/// Longest object that is read, in bytes; with `-Depth` far beyond what is needed an event has some 100 KiB.
const MAX_OBJECT: usize = 4 * 1024 * 1024;

/// Reads all events of the text; `head` is how it begins.
pub(super) fn read<R: Read>(source: R, head: &str, intake: &mut Intake<'_>) -> Result<(), LogError> {
    let mut source = BufReader::with_capacity(64 * 1024, source);
    let mut line = 1;
    // PowerShell 5.1 wraps an array that came from elsewhere as {"value": [...], "Count": n}.
    let wrapped = wrapper_length(head);
    for byte in head.bytes().take(wrapped) {
        line += u64::from(byte == b'\n');
    }
    source.by_ref().take(wrapped as u64).read_to_end(&mut Vec::new())?;

    let mut objects = Objects { line, ..Objects::default() };
    let mut seen = Kinds::default();
    loop {
        let available = source.fill_buf()?;
        if available.is_empty() {
            break;
        }
        let length = available.len();
        let mut rest = available;
        while let Some(cut) = objects.next(&mut rest) {
            take(cut, &mut seen, intake);
        }
        source.consume(length);
    }
    seen.stray = objects.stray;
    if let Some(cut) = objects.finish() {
        take(cut, &mut seen, intake);
    }
    let other_kind = seen.other > 0 || seen.stray || (seen.broken && !head.contains("\"ProviderName\""));
    if seen.events == 0 && other_kind {
        return Err(LogError::not_a_log("JSON of another kind: it holds no Windows events"));
    }
    Ok(())
}

fn wrapper_length(head: &str) -> usize {
    let rest = || {
        let rest = head.trim_start().strip_prefix('{')?;
        let rest = rest.trim_start().strip_prefix("\"value\"")?;
        let rest = rest.trim_start().strip_prefix(':')?;
        rest.trim_start().strip_prefix('[')
    };
    rest().map_or(0, |rest| head.len() - rest.len())
}

/// What was found: events, other objects, anything that is no object.
#[derive(Default)]
struct Kinds {
    events: u64,
    other: u64,
    stray: bool,
    broken: bool,
}

/// A piece of the text, and the line it begins on.
struct Cut {
    text: Result<Vec<u8>, &'static str>,
    line: u64,
}

/// Cuts the text into objects, by braces outside of strings.
#[derive(Default)]
struct Objects {
    text: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    broken: Option<&'static str>,
    /// Something other than white space, brackets and commas stands between objects.
    stray: bool,
    line: u64,
    begins_on: u64,
}

impl Objects {
    /// Takes from the text up to the end of the next object.
    fn next(&mut self, text: &mut &[u8]) -> Option<Cut> {
        while !text.is_empty() {
            if self.depth == 0 {
                self.find_begin(text);
            } else if self.escaped {
                self.escaped = false;
                self.keep(text, 1);
            } else if self.in_string {
                self.go_on_in_string(text);
            } else if self.go_on(text) {
                return Some(self.cut());
            }
        }
        None
    }

    /// Passes over what stands between objects.
    fn find_begin(&mut self, text: &mut &[u8]) {
        let length = memchr::memchr(b'{', text).unwrap_or(text.len());
        let (between, rest) = text.split_at(length);
        self.stray |= between.iter().any(|byte| !matches!(byte, b'[' | b']' | b',') && !byte.is_ascii_whitespace());
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        *text = rest;
        if !text.is_empty() {
            self.begins_on = self.line;
            self.depth = 1;
            self.keep(text, 1);
        }
    }

    fn go_on_in_string(&mut self, text: &mut &[u8]) {
        let found = memchr::memchr3(b'"', b'\\', b'\n', text);
        let byte = found.and_then(|at| text.get(at).copied());
        self.keep(text, found.map_or(text.len(), |at| at + 1));
        match byte {
            Some(b'"') => self.in_string = false,
            Some(b'\\') => self.escaped = true,
            Some(b'\n') => {
                // No string goes over a line end, so a quote is missing: go on as if it were there.
                self.in_string = false;
                self.broken = Some("a string without its closing quote");
            }
            _ => {}
        }
    }

    /// Goes on outside of strings; whether the object has ended.
    fn go_on(&mut self, text: &mut &[u8]) -> bool {
        let found = text.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}'));
        let byte = found.and_then(|at| text.get(at).copied());
        self.keep(text, found.map_or(text.len(), |at| at + 1));
        match byte {
            Some(b'"') => self.in_string = true,
            Some(b'{') => self.depth += 1,
            Some(b'}') => self.depth -= 1,
            _ => {}
        }
        self.depth == 0
    }

    fn keep(&mut self, text: &mut &[u8], length: usize) {
        let (kept, rest) = text.split_at(length.min(text.len()));
        self.line += memchr::memchr_iter(b'\n', kept).count() as u64;
        if self.text.len() + kept.len() <= MAX_OBJECT {
            self.text.extend_from_slice(kept);
        } else {
            self.broken = Some("this object does not end within 4 MiB");
        }
        *text = rest;
    }

    fn cut(&mut self) -> Cut {
        let text = std::mem::take(&mut self.text);
        Cut { text: self.broken.take().map_or(Ok(text), Err), line: self.begins_on }
    }

    fn finish(mut self) -> Option<Cut> {
        self.broken = Some("the file ends inside this object");
        (self.depth > 0).then(|| self.cut())
    }
}

/// What is read of an object; PowerShell writes much more.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Object {
    provider_name: Value,
    source: Value,
    id: Value,
    #[serde(rename = "EventID")]
    event_id: Value,
    record_id: Value,
    index: Value,
    machine_name: Value,
    log_name: Value,
    time_created: Value,
    time_generated: Value,
    message: Value,
    properties: Value,
}

/// The first of two that is there.
fn either<'v>(one: &'v Value, other: &'v Value) -> &'v Value {
    if one.is_null() { other } else { one }
}

fn take(cut: Cut, seen: &mut Kinds, intake: &mut Intake<'_>) {
    let place = Place::Line(cut.line);
    let text = match cut.text {
        Ok(text) => text,
        Err(reason) => {
            seen.broken = true;
            return intake.broken(place, reason);
        }
    };
    let object: Object = match serde_json::from_slice(&text) {
        Ok(object) => object,
        Err(error) => {
            seen.broken = true;
            return intake.broken(place, format!("not valid JSON: {error}"));
        }
    };
    let Some((provider, event_id)) = identity(&object) else {
        seen.other += 1;
        return intake.broken(place, "no provider and event id");
    };
    seen.events += 1;
    let created = text_of(either(&object.time_created, &object.time_generated));
    let entry = Entry {
        place,
        entsso: is_entsso(provider),
        event_id,
        record_id: either(&object.record_id, &object.index).as_u64(),
        computer: text_of(&object.machine_name),
        channel: text_of(&object.log_name),
        when: created.map_or(When::Unknown, when),
    };
    intake.take(&entry, || content(&object));
}

fn identity(object: &Object) -> Option<(&str, u32)> {
    let provider = text_of(either(&object.provider_name, &object.source))?;
    let id = match either(&object.id, &object.event_id) {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    Some((provider, u32::try_from(id).ok()?))
}

/// A string, alone or as PowerShell wraps one that carries further properties.
fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(wrapped) => wrapped.get("value")?.as_str(),
        _ => None,
    }
}

fn when(text: &str) -> When<'_> {
    match time::milliseconds(text).or_else(|| time::instant(text)) {
        Some((time, resolution)) => When::Instant(time, resolution),
        None => When::Local(text, Some(DateOrder::YearMonthDay)),
    }
}

/// The insertion strings, which stand there from `-Depth 3` on; else the message.
fn content(object: &Object) -> Content {
    let strings = object
        .properties
        .as_array()
        .filter(|properties| !properties.is_empty())
        .and_then(|properties| properties.iter().map(property).collect());
    if let Some(strings) = strings {
        return Content::Strings(strings);
    }
    match text_of(&object.message) {
        Some(message) if !message.trim().is_empty() => Content::Message(message.to_owned()),
        _ => Content::Nothing,
    }
}

fn property(property: &Value) -> Option<String> {
    match property.as_object()?.get("Value")? {
        Value::String(text) => Some(text.clone()),
        Value::Null => Some(String::new()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}
