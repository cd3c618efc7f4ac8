//! Writes `.evtx` files for tests: one chunk, events of classic sources, checksums right.
//!
//! The layout follows what Windows itself writes for a classic source: a template with the provider, channel and
//! computer as literals, and the insertion strings as one array of strings inside a second, nested template. No
//! library writes this format; `tests/README.md` says who else has read what this one writes.

use std::collections::HashMap;

use crate::forms::Logged;

const CHUNK_SIZE: usize = 65_536;
const CHUNK_HEADER: usize = 512;
const XMLNS: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

// Tokens and value types of binary XML.
const OPEN: u8 = 0x01;
const CLOSE_START: u8 = 0x02;
const CLOSE_EMPTY: u8 = 0x03;
const END: u8 = 0x04;
const VALUE: u8 = 0x05;
const ATTRIBUTE: u8 = 0x06;
const TEMPLATE: u8 = 0x0c;
const OPTIONAL: u8 = 0x0e;
const HAS_ATTRIBUTES: u8 = 0x40;
const FRAGMENT: [u8; 4] = [0x0f, 1, 1, 0];

const NULL: u8 = 0x00;
const STRING: u8 = 0x01;
const UINT8: u8 = 0x04;
const UINT16: u8 = 0x06;
const UINT32: u8 = 0x08;
const UINT64: u8 = 0x0a;
const BINARY: u8 = 0x0e;
const FILETIME: u8 = 0x11;
const HEX64: u8 = 0x15;
const BINXML: u8 = 0x21;
const STRING_ARRAY: u8 = 0x81;

/// A whole file with these events, in this order. Panics when they do not fit into one chunk.
pub fn file(events: &[Logged]) -> Vec<u8> {
    let chunk = Chunk::new(events).finish(events);
    let mut file = vec![0; 4096];
    file[..8].copy_from_slice(b"ElfFile\0");
    let next_record = events.iter().map(|event| event.record_id).max().unwrap_or(0) + 1;
    put(&mut file, 24, &next_record.to_le_bytes());
    put(&mut file, 32, &128_u32.to_le_bytes());
    put(&mut file, 36, &1_u16.to_le_bytes());
    put(&mut file, 38, &3_u16.to_le_bytes());
    put(&mut file, 40, &4096_u16.to_le_bytes());
    put(&mut file, 42, &1_u16.to_le_bytes());
    let checksum = crc32(&[&file[..120]]);
    put(&mut file, 124, &checksum.to_le_bytes());
    file.extend(chunk);
    file
}

struct Chunk {
    bytes: Vec<u8>,
    /// Where each name stands, and the newest name of each of the 64 buckets.
    names: HashMap<String, u32>,
    name_buckets: [u32; 64],
    /// Where each template stands, by what makes it differ from others.
    templates: HashMap<String, u32>,
    template_buckets: [u32; 32],
    last_record: usize,
    /// Where the sizes of the elements stand that are still open.
    open_elements: Vec<usize>,
}

impl Chunk {
    fn new(events: &[Logged]) -> Self {
        let mut chunk = Self {
            bytes: vec![0; CHUNK_HEADER],
            names: HashMap::new(),
            name_buckets: [0; 64],
            templates: HashMap::new(),
            template_buckets: [0; 32],
            last_record: CHUNK_HEADER,
            open_elements: Vec::new(),
        };
        for event in events {
            chunk.record(event);
        }
        assert!(chunk.bytes.len() <= CHUNK_SIZE, "the events do not fit into one chunk");
        chunk
    }

    fn finish(mut self, events: &[Logged]) -> Vec<u8> {
        let free = self.bytes.len();
        self.bytes.resize(CHUNK_SIZE, 0);
        self.bytes[..8].copy_from_slice(b"ElfChnk\0");
        let ids = || events.iter().map(|event| event.record_id);
        let (first, last) = (ids().min().unwrap_or(1), ids().max().unwrap_or(1));
        for (at, number) in [(8, first), (16, last), (24, first), (32, last)] {
            put(&mut self.bytes, at, &number.to_le_bytes());
        }
        put(&mut self.bytes, 40, &128_u32.to_le_bytes());
        put(&mut self.bytes, 44, &u32_of(self.last_record).to_le_bytes());
        put(&mut self.bytes, 48, &u32_of(free).to_le_bytes());
        let events_checksum = crc32(&[&self.bytes[CHUNK_HEADER..free]]);
        put(&mut self.bytes, 52, &events_checksum.to_le_bytes());
        for (index, offset) in self.name_buckets.into_iter().enumerate() {
            put(&mut self.bytes, 128 + index * 4, &offset.to_le_bytes());
        }
        for (index, offset) in self.template_buckets.into_iter().enumerate() {
            put(&mut self.bytes, 384 + index * 4, &offset.to_le_bytes());
        }
        let header_checksum = crc32(&[&self.bytes[..120], &self.bytes[128..512]]);
        put(&mut self.bytes, 124, &header_checksum.to_le_bytes());
        self.bytes
    }

    fn record(&mut self, event: &Logged) {
        let start = self.bytes.len();
        self.last_record = start;
        self.bytes.extend([0x2a, 0x2a, 0, 0]);
        self.u32(0);
        self.u64(event.record_id);
        self.u64(filetime(event));
        self.bytes.extend(FRAGMENT);

        let literals = [event.provider.as_str(), &event.channel, &event.computer];
        self.template_instance(&format!("system {literals:?}"), |chunk| {
            chunk.system_template(literals);
        });
        let values: Vec<(u8, Vec<u8>)> = vec![
            (UINT8, vec![event.level()]),
            (UINT16, 0_u16.to_le_bytes().into()),
            (UINT16, event.event_id.to_le_bytes().into()),
            (UINT16, event.qualifiers().to_le_bytes().into()),
            (HEX64, 0x0080_0000_0000_0000_u64.to_le_bytes().into()),
            (FILETIME, filetime(event).to_le_bytes().into()),
            (UINT64, event.record_id.to_le_bytes().into()),
            (BINXML, Vec::new()),
        ];
        // The nested fragment comes last, so that its offsets are known when it is written.
        self.u32(u32_of(values.len()));
        let descriptors = self.bytes.len();
        for (kind, value) in &values {
            self.u16(u16::try_from(value.len()).unwrap());
            self.bytes.extend([*kind, 0]);
        }
        for (_, value) in &values {
            self.bytes.extend(value);
        }
        let nested = self.bytes.len();
        self.event_data(&event.strings);
        let length = u16::try_from(self.bytes.len() - nested).unwrap();
        put(&mut self.bytes, descriptors + 7 * 4, &length.to_le_bytes());
        self.bytes.push(0);

        while !(self.bytes.len() + 4).is_multiple_of(8) {
            self.bytes.push(0);
        }
        let size = u32_of(self.bytes.len() + 4 - start);
        self.u32(size);
        put(&mut self.bytes, start + 4, &size.to_le_bytes());
    }

    /// `<EventData>` with one `<Data>` for every string, however many there are.
    fn event_data(&mut self, strings: &[String]) {
        self.bytes.extend(FRAGMENT);
        self.template_instance("event data", |chunk| {
            chunk.open("EventData", false);
            chunk.bytes.push(CLOSE_START);
            chunk.open("Data", false);
            chunk.bytes.push(CLOSE_START);
            chunk.substitution(0, STRING_ARRAY);
            chunk.close();
            chunk.open("Binary", false);
            chunk.bytes.push(CLOSE_START);
            chunk.substitution(2, BINARY);
            chunk.close();
            chunk.close();
        });
        let array: Vec<u8> =
            strings.iter().flat_map(|string| string.encode_utf16().chain([0])).flat_map(u16::to_le_bytes).collect();
        self.u32(3);
        self.u16(u16::try_from(array.len()).unwrap());
        self.bytes.extend([if array.is_empty() { NULL } else { STRING_ARRAY }, 0]);
        self.bytes.extend([4, 0, UINT32, 0, 0, 0, NULL, 0]);
        self.bytes.extend(array);
        self.u32(0);
        self.bytes.push(0);
    }

    fn system_template(&mut self, [provider, channel, computer]: [&str; 3]) {
        self.open("Event", true);
        let attributes = self.begin_sized();
        self.attribute("xmlns");
        self.text(XMLNS);
        self.end_sized(attributes);
        self.bytes.push(CLOSE_START);
        self.open("System", false);
        self.bytes.push(CLOSE_START);

        self.open("Provider", true);
        let attributes = self.begin_sized();
        self.attribute("Name");
        self.text(provider);
        self.end_sized(attributes);
        self.close_empty();

        self.open("EventID", true);
        let attributes = self.begin_sized();
        self.attribute("Qualifiers");
        self.substitution(3, UINT16);
        self.end_sized(attributes);
        self.bytes.push(CLOSE_START);
        self.substitution(2, UINT16);
        self.close();

        for (name, index, kind) in [("Level", 0, UINT8), ("Task", 1, UINT16), ("Keywords", 4, HEX64)] {
            self.element(name, |chunk| chunk.substitution(index, kind));
        }
        self.open("TimeCreated", true);
        let attributes = self.begin_sized();
        self.attribute("SystemTime");
        self.substitution(5, FILETIME);
        self.end_sized(attributes);
        self.close_empty();
        self.element("EventRecordID", |chunk| chunk.substitution(6, UINT64));
        self.element("Channel", |chunk| chunk.text(channel));
        self.element("Computer", |chunk| chunk.text(computer));
        self.open("Security", false);
        self.close_empty();
        self.close();

        self.substitution(7, BINXML);
        self.close();
    }

    /// A use of the template, with its definition where it is used for the first time.
    fn template_instance(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        let id = crc32(&[key.as_bytes()]);
        self.bytes.extend([TEMPLATE, 1]);
        self.u32(id);
        if let Some(offset) = self.templates.get(key).copied() {
            self.u32(offset);
            return;
        }
        let offset = u32_of(self.bytes.len() + 4);
        self.u32(offset);
        let bucket = (id % 32) as usize;
        let next = std::mem::replace(&mut self.template_buckets[bucket], offset);
        self.templates.insert(key.to_owned(), offset);
        self.u32(next);
        self.u32(id);
        self.bytes.extend([0x5a; 12]);
        let body = self.begin_sized();
        self.bytes.extend(FRAGMENT);
        write(self);
        self.bytes.push(0);
        self.end_sized(body);
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.open(name, false);
        self.bytes.push(CLOSE_START);
        content(self);
        self.close();
    }

    /// Begins an element; its size is filled in by `close` or `close_empty`.
    fn open(&mut self, name: &str, has_attributes: bool) {
        self.bytes.push(if has_attributes { OPEN | HAS_ATTRIBUTES } else { OPEN });
        self.u16(0xffff);
        self.open_elements.push(self.bytes.len());
        self.u32(0);
        self.name(name);
    }

    fn close(&mut self) {
        self.bytes.push(END);
        self.close_size();
    }

    fn close_empty(&mut self) {
        self.bytes.push(CLOSE_EMPTY);
        self.close_size();
    }

    fn close_size(&mut self) {
        let at = self.open_elements.pop().unwrap();
        self.end_sized(at);
    }

    fn begin_sized(&mut self) -> usize {
        self.u32(0);
        self.bytes.len() - 4
    }

    fn end_sized(&mut self, at: usize) {
        let size = u32_of(self.bytes.len() - at - 4);
        put(&mut self.bytes, at, &size.to_le_bytes());
    }

    /// The last, or only, attribute of an element.
    fn attribute(&mut self, name: &str) {
        self.bytes.push(ATTRIBUTE);
        self.name(name);
    }

    fn substitution(&mut self, index: u16, kind: u8) {
        self.bytes.push(OPTIONAL);
        self.u16(index);
        self.bytes.push(kind);
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend([VALUE, STRING]);
        self.counted(text);
    }

    fn name(&mut self, name: &str) {
        if let Some(offset) = self.names.get(name).copied() {
            self.u32(offset);
            return;
        }
        let offset = u32_of(self.bytes.len() + 4);
        self.u32(offset);
        self.names.insert(name.to_owned(), offset);
        let hash =
            name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(65_599).wrapping_add(u32::from(unit)));
        let hash = (hash & 0xffff) as u16;
        let bucket = usize::from(hash % 64);
        let next = std::mem::replace(&mut self.name_buckets[bucket], offset);
        self.u32(next);
        self.u16(hash);
        self.counted(name);
        self.u16(0);
    }

    fn counted(&mut self, text: &str) {
        let units: Vec<u16> = text.encode_utf16().collect();
        self.u16(u16::try_from(units.len()).unwrap());
        for unit in units {
            self.u16(unit);
        }
    }

    fn u16(&mut self, number: u16) {
        self.bytes.extend(number.to_le_bytes());
    }

    fn u32(&mut self, number: u32) {
        self.bytes.extend(number.to_le_bytes());
    }

    fn u64(&mut self, number: u64) {
        self.bytes.extend(number.to_le_bytes());
    }
}

/// 100 ns since 1601.
fn filetime(event: &Logged) -> u64 {
    let ticks = event.time.as_nanosecond() / 100 + 116_444_736_000_000_000;
    u64::try_from(ticks).unwrap()
}

fn u32_of(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// CRC-32 of IEEE 802.3, bit by bit, and not the one that the reader uses.
pub fn crc32(parts: &[&[u8]]) -> u32 {
    let mut crc = u32::MAX;
    for byte in parts.iter().copied().flatten() {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
