//! What holds for every tree, every text and every hurt file: checked on many that are drawn from fixed randomness.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "generator/mod.rs"]
mod generator;
mod support;

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use generator::document::{A, Document};
use mastersecret::{
    canonical::{canonical, written},
    cost::Budget,
    fault::{FaultCode, Place},
    inspect::{Terms, inspect},
    keys::Memory,
    limits,
    parse::parse,
    recognize::Sample,
    salvage::salvage,
    text::{Encoding, decode, decode_lossy},
    tree::{Member, Node, Value, place},
    verdict::Verdict,
    write::Entropy,
};
use support::{Fixed, password, terms};

/// Numbers drawn from fixed randomness.
struct Dice(Fixed);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(Fixed(seed << 32))
    }

    fn number(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes).unwrap();
        u64::from_le_bytes(bytes)
    }

    /// Below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(end).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn character(&mut self) -> char {
        const CHOSEN: [char; 16] = [
            '"',
            '\\',
            '/',
            '\u{0}',
            '\u{8}',
            '\t',
            '\n',
            '\u{c}',
            '\r',
            '\u{1f}',
            ' ',
            '~',
            '\u{7f}',
            '\u{2028}',
            '\u{ffff}',
            '\u{10ffff}',
        ];
        match self.below(3) {
            0 => *self.of(&CHOSEN),
            1 => char::from(u8::try_from(0x20 + self.below(0x5f)).unwrap()),
            _ => char::from_u32(u32::try_from(self.number() % 0x11_0000).unwrap()).unwrap_or('\u{fffd}'),
        }
    }

    fn text(&mut self) -> String {
        (0..=self.below(12)).map(|_| self.character()).collect()
    }

    fn value(&mut self, depth: usize) -> Node {
        let value = match self.below(if depth == 0 { 3 } else { 5 }) {
            0 => Value::Bool(self.below(2) == 0),
            1 => Value::Number(match self.below(3) {
                0 => 0,
                1 => limits::NUMBER,
                _ => self.number() % (limits::NUMBER + 1),
            }),
            2 => Value::Text(self.text()),
            3 => Value::List((0..self.below(5)).map(|_| self.value(depth - 1)).collect()),
            _ => return self.object(depth - 1),
        };
        Node::new(value)
    }

    fn object(&mut self, depth: usize) -> Node {
        let members = (0..self.below(6))
            .map(|n| Member { at: 0, name: format!("{}{n}", self.of(&["a", "b_", "z9_"])), node: self.value(depth) })
            .collect();
        Node::new(Value::Object(members))
    }
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_is_written_is_read_as_the_same_tree() {
    let mut dice = Dice::new(1);
    for _ in 0..500 {
        let tree = dice.object(4);
        let text = written(&tree);
        assert!(text.is_ascii() && text.ends_with("}\n"));
        let read = parse(&text).unwrap();
        assert_eq!(read, tree);
        assert_eq!(written(&read), text);
        // The canonical form is a document, too, and the one that another reader makes of the same text.
        let bytes = canonical(&tree);
        let compact = String::from_utf8(bytes.clone()).unwrap();
        assert_eq!(canonical(&parse(&compact).unwrap()), bytes);
        let other: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(generator::document::canonical(&other), compact);
        assert_eq!(serde_json_canonicalizer::to_string(&other).unwrap(), compact);
        assert_eq!(generator::document::laid_out(&other), text);
    }
}

#[test]
fn every_encoding_of_a_text_is_the_same_text() {
    let mut dice = Dice::new(2);
    for _ in 0..500 {
        let text: String = (0..dice.below(40)).map(|_| dice.character()).filter(|c| *c != '\u{feff}').collect();
        let marked = format!("\u{feff}{text}").into_bytes();
        for (bytes, encoding) in
            [(text.clone().into_bytes(), Encoding::Utf8), (marked, Encoding::Utf8Mark), (utf16(&text), Encoding::Utf16)]
        {
            let (decoded, found) = decode(&bytes).unwrap();
            assert_eq!((decoded.as_str(), found), (text.as_str(), encoding));
        }
        let cut = &utf16(&text)[..1 + 2 * text.encode_utf16().count()];
        let cut_short = cut.len() > 2 && decode(cut).map(|_| ()).unwrap_err().code == FaultCode::CutShort;
        assert!(cut_short || text.is_empty());
    }
}

#[test]
fn a_place_is_line_and_column_of_its_character() {
    let mut dice = Dice::new(3);
    for _ in 0..200 {
        let text: String = (0..30).map(|_| *dice.of(&['a', 'ü', '\n', '\r', '🔑'])).collect();
        let (mut line, mut column) = (1, 1);
        for (at, c) in text.char_indices() {
            let found = place(&text, u32::try_from(at).unwrap(), "/x");
            assert_eq!(found, Place { line, column, pointer: "/x".to_owned() });
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
    }
}

/// Terms under which nothing is ever derived.
fn no_derivation() -> Terms {
    Terms { budget: Budget::default().with_memory(0), ..terms() }
}

/// A file with one to eight edits of every sort.
fn mangled(dice: &mut Dice, whole: &[u8]) -> Vec<u8> {
    const PIECES: [&[u8]; 14] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b"\\",
        b",",
        b":",
        b"null",
        b"\\ud83d",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"9999999999999999999",
        b"\0",
    ];
    let mut bytes = whole.to_vec();
    for _ in 0..=dice.below(8) {
        let (at, to) = (dice.below(bytes.len()), dice.below(bytes.len()));
        let (from, to) = (at.min(to), at.max(to));
        match dice.below(6) {
            0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
            1 => bytes.truncate(at + 1),
            2 => drop(bytes.drain(from..to.min(from + 40))),
            3 => {
                let piece = bytes[from..to.min(from + 200)].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => {
                let piece = *dice.of(&PIECES);
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => bytes.swap(from, to),
        }
        if bytes.is_empty() {
            bytes.push(b'{');
        }
    }
    bytes
}

#[test]
fn no_mangled_file_opens_or_is_taken_for_a_wrong_password() {
    let mut dice = Dice::new(4);
    let bases = [
        Document::secrets().text().into_bytes(),
        Document::two_slots().compact().into_bytes(),
        utf16(&Document::file().text()),
    ];
    let password = password(A);
    let (mut memory, mut ours) = (Memory::new(), 0);
    for round in 0..6000 {
        let bytes = mangled(&mut dice, &bases[round % bases.len()]);
        let inspection = inspect(Some("x"), &Sample::Whole(&bytes), &no_derivation());
        let check = inspection.check(&password, true, None, &no_derivation(), &mut memory, &mut |_, _, _| {}).unwrap();
        // Refused stands for intact here, since no derivation is affordable.
        let expected = [Verdict::Unrecognized, Verdict::Malformed, Verdict::Damaged, Verdict::Refused];
        assert!(expected.contains(&check.verdict), "{:?}", check.verdict);
        assert!(serde_json::to_string(&check.report(&inspection)).is_ok());
        let text = inspection.text.unwrap_or_else(|| decode_lossy(&bytes));
        ours += usize::from(inspection.verdict != Verdict::Unrecognized);
        let salvaged = salvage(&text, inspection.root.as_ref(), &password, None, &no_derivation().budget, &mut memory);
        let code = salvaged.map(|_| ()).unwrap_err().code;
        assert!(matches!(code, FaultCode::NotSalvaged | FaultCode::TooMuchMemory), "{code:?}");
    }
    assert!(ours > 3000, "{ours}");
}

/// Hostile files of about `size` bytes.
fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let head = "{\"key_check\": \"wrapped_key\", \"x\": ";
    let repeated = |piece: &str| piece.repeat(size / piece.len());
    let close = |open: &str, piece: &str, end: &str| format!("{head}{open}{}{end}}}", repeated(piece));
    vec![
        ("one long string", close("\"", "abcdefgh", "\"")),
        ("a string of escapes", close("\"", "\\ud83d\\udd11", "\"")),
        ("a long name", format!("{head}1, \"{}\": 1}}", repeated("abcdefgh"))),
        ("white space", close("", " \n\t ", "1")),
        ("line ends before a fault", close("", "\n", "?")),
        ("first letters of the markers", close("\"", "mkwm", "\"")),
        ("digits", close("", "12345678", "")),
        ("brackets", close("", "[", "")),
        ("many values", close("[", "1,", "1]")),
        ("fields of slots", close("[", "{\"salt\":\"AAAA\",\"wrapped_key\":\"AAAA\",\"passes\":1},", "1]")),
        ("payloads", close("[", "\"payload\":\"AAAA\",", "1]")),
        ("a field without an end", close("[", "\"salt\":", "1]")),
    ]
}

/// How long this thread has been computing. Linux says so; elsewhere the clock stands in, which a busy machine disturbs.
fn computing() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let start = *START;
    let on_processor = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_processor.and_then(|figures| figures.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

#[test]
fn time_grows_with_the_size_and_no_faster() {
    const SMALL: usize = 1 << 14;
    const TIMES: usize = 16;
    const MOST: f64 = 6.0;
    let terms = no_derivation();
    let password = password(A);
    let read = |text: &str| {
        let inspection = inspect(None, &Sample::Whole(text.as_bytes()), &terms);
        assert_ne!(inspection.verdict, Verdict::Unrecognized);
        let salvaged = salvage(text, inspection.root.as_ref(), &password, None, &terms.budget, &mut Memory::new());
        assert!(salvaged.is_err());
    };
    // How much longer one large text takes than as many bytes in small ones; where time grows with the square it is
    // sixteen times as long.
    let ratio = |read: &dyn Fn(&str), small: &str, large: &str| {
        let timed = |text: &str, times: usize| {
            let start = computing();
            (0..times).for_each(|_| read(text));
            // Linux counts in steps of some milliseconds.
            (computing() - start).max(Duration::from_millis(8))
        };
        let apart = timed(small, TIMES);
        timed(large, 1).as_secs_f64() / apart.as_secs_f64()
    };
    // A reader that looks again at everything before each page of the text is found out.
    let again = |text: &str| {
        let before = |at: usize| text.as_bytes()[..at].iter().fold(0_u8, |sum, byte| sum ^ byte);
        std::hint::black_box((0..text.len()).step_by(256).map(before).max());
    };
    let found = ratio(&again, &"x".repeat(SMALL), &"x".repeat(SMALL * TIMES));
    println!("planted squares: {found:.1}");
    assert!(found > MOST, "{found:.1}");
    for ((name, small), (_, large)) in hostile(SMALL).iter().zip(&hostile(SMALL * TIMES)) {
        let found = ratio(&read, small, large);
        println!("{name}: {found:.1}");
        assert!(found < MOST, "{name}: {found:.1}");
    }
}

#[test]
fn a_document_above_the_limit_is_not_read() {
    let document = Document::secrets().text();
    let padded = |length: usize| format!("{document}{}", " ".repeat(length - document.len())).into_bytes();
    let verdict = |bytes: &[u8]| inspect(None, &Sample::Whole(bytes), &terms()).verdict;
    assert_eq!(verdict(&padded(limits::DOCUMENT_BYTES)), Verdict::Intact);
    let over = padded(limits::DOCUMENT_BYTES + 1);
    assert_eq!(verdict(&over), Verdict::Unrecognized);
    let inspection = inspect(None, &Sample::Whole(&over), &terms());
    let seems = serde_json::to_value(inspection.seems_to_be.unwrap().kind).unwrap();
    assert_eq!(seems, "oversized-backup");
}
