//! Events as XML: with a root, as Event Viewer writes them, or without one, as `wevtutil qe` does.
//!
//! The text is cut into events before any of them is parsed, so that one broken event costs only itself.

use std::io::Read;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event as Token};

use super::intake::{Content, Entry, Intake, When};
use super::record::Place;
use super::{LogError, is_entsso, time};

/// Longest event that is read, in bytes; Windows keeps events below 64 KiB before they are rendered.
const MAX_EVENT: usize = 4 * 1024 * 1024;

/// How much is read at once, in bytes.
const STEP: usize = 256 * 1024;

const START: &[u8] = b"<Event";
const END: &[u8] = b"</Event>";

type Find = LazyLock<Finder<'static>>;

static FIND_START: Find = LazyLock::new(|| Finder::new(START));
static FIND_END: Find = LazyLock::new(|| Finder::new(END));
static FIND_SYSTEM_END: Find = LazyLock::new(|| Finder::new("</System>"));
static FIND_PROVIDER: Find = LazyLock::new(|| Finder::new("<Provider "));
static FIND_TIME: Find = LazyLock::new(|| Finder::new("<TimeCreated SystemTime="));
static FIND_RECORD_ID: Find = LazyLock::new(|| Finder::new("<EventRecordID>"));
static FIND_CHANNEL: Find = LazyLock::new(|| Finder::new("<Channel>"));
static FIND_COMPUTER: Find = LazyLock::new(|| Finder::new("<Computer>"));

/// Reads all events of the text; `head` is how it begins.
pub(super) fn read<R: Read>(source: R, head: &str, intake: &mut Intake<'_>) -> Result<(), LogError> {
    let mut window = Window::new(source);
    let mut events = 0_u64;
    while let Some(cut) = window.next_event()? {
        events += 1;
        match cut {
            Cut::Event(xml, line) => take(xml, Place::Line(line), intake),
            Cut::Broken(reason, line) => intake.broken(Place::Line(line), reason),
        }
    }
    if events == 0 && !root_is_events(head) {
        return Err(LogError::not_a_log("XML of another kind: it holds no Windows events"));
    }
    Ok(())
}

/// Takes in one event as XML, whether exported so or rendered from a binary log.
pub(super) fn take(xml: &[u8], place: Place, intake: &mut Intake<'_>) {
    if let Some(skimmed) = Skimmed::of(xml)
        && !skimmed.entsso
    {
        let entry = Entry {
            place,
            entsso: false,
            event_id: 0,
            record_id: Some(skimmed.record_id),
            computer: Some(skimmed.computer),
            channel: Some(skimmed.channel),
            when: when(skimmed.time),
        };
        return intake.take(&entry, || Content::Nothing);
    }
    let text = String::from_utf8_lossy(xml);
    match Parsed::of(&text) {
        Err(reason) => intake.broken(place, reason),
        Ok(parsed) => {
            let entry = Entry {
                place,
                entsso: parsed.entsso,
                event_id: parsed.event_id,
                record_id: parsed.record_id,
                computer: parsed.computer.as_deref(),
                channel: parsed.channel.as_deref(),
                when: parsed.time.as_deref().map_or(When::Unknown, when),
            };
            let content = match (parsed.strings, parsed.message) {
                (strings, _) if !strings.is_empty() => Content::Strings(strings),
                (_, Some(message)) => Content::Message(message),
                _ => Content::Nothing,
            };
            intake.take(&entry, || content);
        }
    }
}

fn when(text: &str) -> When<'_> {
    time::instant(text).map_or(When::Unknown, |(time, resolution)| When::Instant(time, resolution))
}

fn root_is_events(head: &str) -> bool {
    let mut rest = head.trim_start();
    while rest.starts_with("<?") || rest.starts_with("<!--") {
        let end = if rest.starts_with("<?") { "?>" } else { "-->" };
        let Some((_, after)) = rest.split_once(end) else {
            return false;
        };
        rest = after.trim_start();
    }
    rest.starts_with("<Events")
}

/// A piece of the text.
enum Cut<'a> {
    /// From `<Event ...>` to `</Event>`, and the line it begins on.
    Event(&'a [u8], u64),
    /// What begins like an event and is none, and the line it begins on.
    Broken(&'static str, u64),
}

/// The part of the text that is in memory.
struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    /// Everything before is done with.
    done: usize,
    /// Line of `done`, counted from 1.
    line: u64,
    at_end: bool,
}

impl<R: Read> Window<R> {
    fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), done: 0, line: 1, at_end: false }
    }

    fn next_event(&mut self) -> Result<Option<Cut<'_>>, LogError> {
        loop {
            let Some(start) = self.find_start(self.done) else {
                if self.at_end {
                    return Ok(None);
                }
                // What begins like a start may go on in what is read next.
                let keep = START.len();
                self.advance(self.buffer.len().saturating_sub(keep).max(self.done));
                self.fill()?;
                continue;
            };
            self.advance(start);
            return self.finish_event().map(Some);
        }
    }

    /// The event that begins at `done`.
    fn finish_event(&mut self) -> Result<Cut<'_>, LogError> {
        let line = self.line;
        loop {
            let body = self.done + START.len();
            let end = self.find_end(body);
            let next = self.find_start(body).filter(|next| end.is_none_or(|end| *next < end));
            if let Some(next) = next {
                self.advance(next);
                return Ok(Cut::Broken("another event begins before this one ends", line));
            }
            if let Some(end) = end {
                let start = self.done;
                self.advance(end);
                let event = self.buffer.get(start..end).unwrap_or_default();
                return Ok(Cut::Event(event, line));
            }
            if self.at_end {
                self.advance(self.buffer.len());
                return Ok(Cut::Broken("the file ends inside this event", line));
            }
            if self.buffer.len() - self.done > MAX_EVENT {
                self.advance(self.buffer.len() - END.len());
                return Ok(Cut::Broken("this event does not end within 4 MiB", line));
            }
            self.fill()?;
        }
    }

    /// `<Event` as a whole name, not the beginning of `<EventData`.
    fn find_start(&self, from: usize) -> Option<usize> {
        let text = self.buffer.get(from..)?;
        FIND_START
            .find_iter(text)
            .map(|at| from + at)
            .find(|at| matches!(self.buffer.get(at + START.len()), Some(b'>' | b' ' | b'\t' | b'\r' | b'\n')))
    }

    fn find_end(&self, from: usize) -> Option<usize> {
        let at = FIND_END.find(self.buffer.get(from..)?)?;
        Some(from + at + END.len())
    }

    fn advance(&mut self, to: usize) {
        let passed = self.buffer.get(self.done..to).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.done = to;
    }

    /// Drops what is done with and reads on.
    fn fill(&mut self) -> Result<(), LogError> {
        self.buffer.drain(..self.done);
        self.done = 0;
        let read = (&mut self.source).take(STEP as u64).read_to_end(&mut self.buffer)?;
        self.at_end = read == 0;
        Ok(())
    }
}

/// What every log is asked of events that are not ENTSSO's, found without parsing them.
struct Skimmed<'a> {
    entsso: bool,
    record_id: u64,
    time: &'a str,
    computer: &'a str,
    channel: &'a str,
}

impl<'a> Skimmed<'a> {
    /// `None` where anything is not as Windows writes it, in its order; then the event is parsed.
    fn of(xml: &'a [u8]) -> Option<Self> {
        let mut system = xml.get(..FIND_SYSTEM_END.find(xml)?)?;
        let provider = bytes_up_to(b'>', behind(&FIND_PROVIDER, &mut system)?)?;
        let (quote, time) = behind(&FIND_TIME, &mut system)?.split_first()?;
        let time = up_to(*quote, time)?;
        let record_id = up_to(b'<', behind(&FIND_RECORD_ID, &mut system)?)?.parse().ok()?;
        let channel = up_to(b'<', behind(&FIND_CHANNEL, &mut system)?)?;
        let computer = up_to(b'<', behind(&FIND_COMPUTER, &mut system)?)?;
        Some(Self { entsso: names_entsso(provider), record_id, time, computer, channel })
    }
}

/// What stands behind the next place where this is found.
fn behind<'a>(what: &Finder<'_>, text: &mut &'a [u8]) -> Option<&'a [u8]> {
    *text = text.get(what.find(text)? + what.needle().len()..)?;
    Some(*text)
}

/// Whether ENTSSO's name stands anywhere in these attributes. Only where its first letter is can it begin.
fn names_entsso(attributes: &[u8]) -> bool {
    let name = crate::catalogue::PROVIDER.as_bytes();
    let Some(first) = name.first() else { return false };
    memchr::memchr2_iter(first.to_ascii_uppercase(), first.to_ascii_lowercase(), attributes)
        .filter_map(|at| attributes.get(at..at + name.len()))
        .any(|text| text.eq_ignore_ascii_case(name))
}

/// What stands before the byte that ends it, if it needs no unescaping.
fn up_to(end: u8, text: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes_up_to(end, text)?).ok()
}

fn bytes_up_to(end: u8, text: &[u8]) -> Option<&[u8]> {
    let found = text.get(..memchr::memchr(end, text)?)?;
    memchr::memchr(b'&', found).is_none().then_some(found)
}

/// One event, parsed.
#[derive(Debug, Default)]
struct Parsed {
    entsso: bool,
    event_id: u32,
    record_id: Option<u64>,
    time: Option<String>,
    channel: Option<String>,
    computer: Option<String>,
    strings: Vec<String>,
    message: Option<String>,
}

impl Parsed {
    fn of(xml: &str) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut reader = quick_xml::Reader::from_str(xml);
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut has_provider = false;
        let mut has_id = false;
        loop {
            let token = reader.read_event().map_err(|error| format!("not well-formed: {error}"))?;
            let empty = matches!(token, Token::Empty(_));
            match token {
                Token::Start(tag) | Token::Empty(tag) => {
                    path.push(tag.local_name().into_inner().to_owned());
                    text.clear();
                    match names(&path).as_slice() {
                        ["Event", "System", "Provider"] => {
                            has_provider = true;
                            parsed.entsso = ["Name", "EventSourceName"]
                                .iter()
                                .any(|name| attribute(&tag, name).is_some_and(|value| is_entsso(&value)));
                        }
                        ["Event", "System", "TimeCreated"] => {
                            parsed.time = attribute(&tag, "SystemTime");
                        }
                        _ => {}
                    }
                    if empty {
                        has_id |= parsed.close(&path, "")?;
                        path.pop();
                    }
                }
                Token::End(_) => {
                    has_id |= parsed.close(&path, &text)?;
                    path.pop();
                    text.clear();
                }
                Token::Text(piece) => text.push_str(&piece.into_inner()),
                Token::CData(piece) => text.push_str(&piece.into_inner()),
                Token::GeneralRef(reference) => text.push_str(&resolve(&reference)?),
                Token::Eof => break,
                Token::Comment(_) | Token::Decl(_) | Token::PI(_) | Token::DocType(_) => {}
            }
        }
        if !has_provider {
            return Err("no provider".to_owned());
        }
        if !has_id {
            return Err("no event id".to_owned());
        }
        Ok(parsed)
    }

    /// Keeps an element's text; whether it is the event id.
    fn close(&mut self, path: &[String], text: &str) -> Result<bool, String> {
        match names(path).as_slice() {
            ["Event", "System", "EventID"] => {
                let id = text.trim();
                self.event_id = id.parse().map_err(|_| "the event id is no number".to_owned())?;
                return Ok(true);
            }
            ["Event", "System", "EventRecordID"] => {
                let id = text.trim();
                self.record_id = Some(id.parse().map_err(|_| "the record id is no number".to_owned())?);
            }
            ["Event", "System", "Channel"] => self.channel = Some(text.trim().to_owned()),
            ["Event", "System", "Computer"] => self.computer = Some(text.trim().to_owned()),
            ["Event", "EventData", "Data"] => self.strings.push(text.to_owned()),
            ["Event", "RenderingInfo", "Message"] => self.message = Some(text.to_owned()),
            _ => {}
        }
        Ok(false)
    }
}

/// The names on the path, as far down as anything is looked for.
fn names(path: &[String]) -> Vec<&str> {
    path.iter().take(4).map(String::as_str).collect()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string()),
        Ok(None) => {
            let name: &str = reference;
            quick_xml::escape::resolve_predefined_entity(name)
                .map(str::to_owned)
                .ok_or_else(|| "an entity that XML does not define".to_owned())
        }
        Err(_) => Err("a character reference that names no character".to_owned()),
    }
}
