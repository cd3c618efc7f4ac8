//! A plan of what is done to a valid backup, drawn from the fuzzer's bytes: members changed, removed, copied from other
//! backups, bits flipped, and then mac and checksum computed anew or not.

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use serde_json::{Value, json};

use crate::generator::document::{
    A, B, CURRENT, Document, NATIVE, NATIVE_PASSWORD, PREVIOUS, base64, canonical, counted,
};

/// A valid backup and what it holds.
pub struct Base {
    /// The document.
    pub document: Document,
    /// The passwords that open it.
    pub passwords: &'static [&'static str],
    /// What is encrypted in it.
    pub plaintext: Vec<u8>,
    /// What its hashes cover.
    pub covered: String,
}

/// Header, payload and mac of a document in the canonical form, where it has them all.
pub fn covered(root: &Value) -> Option<String> {
    let (header, payload, mac) = (root.get("header")?, root.get("payload")?, root.get("mac")?);
    Some(canonical(&json!({ "header": header, "payload": payload, "mac": mac })))
}

/// The backups that everything begins with.
pub static BASES: LazyLock<Vec<Base>> = LazyLock::new(|| {
    let native = [NATIVE, NATIVE_PASSWORD.as_bytes()].concat();
    let bases: [(Document, &[&str], Vec<u8>); 5] = [
        (Document::two_slots(), &[A, B], counted(0x80, 56)),
        (Document::secrets(), &[A], counted(0x80, 56)),
        (Document::smallest(), &[A], counted(0x80, 32)),
        (Document::file(), &[A], native),
        (Document::other(), &[A], counted(0x20, 56)),
    ];
    bases
        .into_iter()
        .map(|(document, passwords, plaintext)| {
            let covered = covered(&document.root).expect("a whole document");
            Base { document, passwords, plaintext, covered }
        })
        .collect()
});

/// A value that is put somewhere.
#[derive(Arbitrary, Debug)]
pub enum Put {
    Small(u8),
    Number(u64),
    Truth(bool),
    Known(u8),
    Text(String),
    Base64(u8, u8),
    List(u8),
    Nested(u8),
    Object,
}

/// Texts that mean something somewhere.
const KNOWN: [&str; 24] = [
    "master-secret-backup",
    "password",
    "quorum",
    "argon2id",
    "scrypt",
    "secrets",
    "file",
    "custodian A",
    "custodian B",
    CURRENT,
    PREVIOUS,
    "00000000-0000-0000-0000-000000000000",
    "0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a01",
    "6F96A3B0-13C7-4A5E-8F55-0C6D2E9B7A11",
    "2026-11-20T14:55:02Z",
    "2026-02-30T14:55:02Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "SSO478AD.bak",
    "..",
    "CON",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "{found} {most}",
    "ticket",
];

/// Names that members can have.
const NAMES: [&str; 24] = [
    "header",
    "payload",
    "mac",
    "checksum",
    "repair",
    "extensions",
    "critical",
    "ticket",
    "replaces",
    "system",
    "reminder",
    "label",
    "previous",
    "generated",
    "backed_up",
    "native_password_bytes",
    "current_msid",
    "previous_msid",
    "kdf",
    "slots",
    "version",
    "x",
    "Upper",
    "a_name_that_is_longer_than_any_that_the_format_allows_to_be_written",
];

impl Put {
    fn value(&self) -> Value {
        match self {
            Self::Small(number) => json!(number),
            Self::Number(number) => json!(number),
            Self::Truth(truth) => json!(truth),
            Self::Known(index) => json!(KNOWN[usize::from(*index) % KNOWN.len()]),
            Self::Text(text) => json!(text.chars().take(600).collect::<String>()),
            Self::Base64(first, count) => json!(base64(&counted(*first, usize::from(*count)))),
            Self::List(count) => (0..*count % 40).map(Value::from).collect(),
            Self::Nested(depth) => (0..*depth % 24).fold(json!({}), |inner, _| json!([inner])),
            Self::Object => json!({}),
        }
    }
}

/// One change. Numbers choose among the values that the document has at that moment.
#[derive(Arbitrary, Debug)]
pub enum Edit {
    Remove(u16),
    Put(u16, Put),
    Add(u16, u8, Put),
    /// Another bit of a number, another character of a text, or the other truth.
    Flip(u16, u16),
    /// A value takes the place of another one.
    Copy(u16, u16),
    /// The value at the same place of another backup.
    Foreign(u8, u16),
    Rename(u16, u8),
    /// The elements of a list, or the members of an object, change places.
    Turn(u16, u8),
    Twice(u16, u8),
}

/// Who did it.
#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// An accident: mac and checksum are what they were.
    Accident,
    /// Somebody without a key: the checksum fits.
    Stranger,
    /// Somebody who knows the file key: mac and checksum fit.
    Custodian,
}

/// How the document is laid out.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Layout {
    Written,
    Compact,
    Crlf,
    Utf16,
}

/// Which password is tried.
#[derive(Arbitrary, Debug)]
pub enum Key {
    A,
    B,
    Decomposed,
    Nobodys,
    Any(String),
}

impl Key {
    /// The password as somebody types it.
    pub fn typed(&self) -> &str {
        match self {
            Self::A => A,
            Self::B => B,
            Self::Decomposed => "corre\u{301}ct horse battery",
            Self::Nobodys => "not the password",
            Self::Any(text) => text,
        }
    }
}

/// All that is done.
#[derive(Arbitrary, Debug)]
pub struct Plan {
    pub base: u8,
    pub hand: Hand,
    pub layout: Layout,
    pub key: Key,
    /// A byte of the laid-out document that becomes another one.
    pub byte: Option<(u16, u8)>,
    pub edits: Vec<Edit>,
}

impl Plan {
    /// The backup that it begins with.
    pub fn base(&self) -> &'static Base {
        &BASES[usize::from(self.base) % BASES.len()]
    }

    /// The changed file.
    pub fn carried_out(&self) -> Vec<u8> {
        const MOST: usize = 12;
        let base = self.base();
        let mut document = base.document.clone();
        self.edits.iter().take(MOST).for_each(|edit| edit.make(&mut document.root));
        let document = match self.hand {
            Hand::Accident => document,
            Hand::Stranger => document.summed(),
            Hand::Custodian => document.authentic(),
        };
        let mut file = match self.layout {
            Layout::Written => document.text().into_bytes(),
            Layout::Compact => document.compact().into_bytes(),
            Layout::Crlf => document.text().replace('\n', "\r\n").into_bytes(),
            Layout::Utf16 => format!("\u{feff}{}", document.text()).encode_utf16().flat_map(u16::to_le_bytes).collect(),
        };
        if let Some((at, byte)) = self.byte {
            let at = usize::from(at) % file.len();
            file[at] = byte;
        }
        file
    }
}

/// The pointers of all values but the root.
fn pointers(value: &Value, pointer: &str, all: &mut Vec<String>) {
    let mut below = |name: &str, value: &Value| {
        let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        all.push(pointer.clone());
        pointers(value, &pointer, all);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| below(name, value)),
        Value::Array(values) => values.iter().enumerate().for_each(|(n, value)| below(&n.to_string(), value)),
        _ => {}
    }
}

/// The pointer that a number chooses.
fn chosen(root: &Value, number: u16) -> Option<String> {
    let mut all = Vec::new();
    pointers(root, "", &mut all);
    (!all.is_empty()).then(|| all.swap_remove(usize::from(number) % all.len()))
}

/// The object or list that holds a value, and the value's name in it.
fn holder<'a>(root: &'a mut Value, pointer: &str) -> Option<(&'a mut Value, String)> {
    let (parent, name) = pointer.rsplit_once('/')?;
    Some((root.pointer_mut(parent)?, name.replace("~1", "/").replace("~0", "~")))
}

impl Edit {
    fn make(&self, root: &mut Value) {
        self.try_to_make(root);
    }

    fn try_to_make(&self, root: &mut Value) -> Option<()> {
        match self {
            Self::Remove(at) => match holder(root, &chosen(root, *at)?)? {
                (Value::Object(members), name) => drop(members.shift_remove(&name)),
                (Value::Array(values), index) => drop(values.remove(index.parse().ok()?)),
                _ => {}
            },
            Self::Put(at, put) => *root.pointer_mut(&chosen(root, *at)?)? = put.value(),
            Self::Add(at, name, put) => match root.pointer_mut(&chosen(root, *at)?)? {
                Value::Object(members) => {
                    drop(members.insert(NAMES[usize::from(*name) % NAMES.len()].to_owned(), put.value()))
                }
                Value::Array(values) if values.len() < 40 => values.push(put.value()),
                _ => {}
            },
            Self::Flip(at, bit) => flip(root.pointer_mut(&chosen(root, *at)?)?, usize::from(*bit)),
            Self::Copy(from, to) => {
                let value = root.pointer(&chosen(root, *from)?)?.clone();
                let to = chosen(root, *to)?;
                // What holds itself grows without end.
                if value.to_string().len() < 4096 {
                    *root.pointer_mut(&to)? = value;
                }
            }
            Self::Foreign(base, at) => {
                let pointer = chosen(root, *at)?;
                let other = &BASES[usize::from(*base) % BASES.len()].document.root;
                *root.pointer_mut(&pointer)? = other.pointer(&pointer)?.clone();
            }
            Self::Rename(at, name) => {
                if let (Value::Object(members), old) = holder(root, &chosen(root, *at)?)? {
                    let value = members.shift_remove(&old)?;
                    members.insert(NAMES[usize::from(*name) % NAMES.len()].to_owned(), value);
                }
            }
            Self::Turn(at, by) => match root.pointer_mut(&chosen(root, *at)?)? {
                Value::Array(values) if !values.is_empty() => {
                    let count = values.len();
                    values.rotate_left(usize::from(*by) % count);
                }
                Value::Object(members) => {
                    *members = std::mem::take(members).into_iter().rev().collect();
                }
                _ => {}
            },
            Self::Twice(at, _) => match holder(root, &chosen(root, *at)?)? {
                (Value::Array(values), index) if values.len() < 40 => {
                    let value = values.get(index.parse::<usize>().ok()?)?.clone();
                    values.push(value);
                }
                _ => {}
            },
        }
        Some(())
    }
}

fn flip(value: &mut Value, bit: usize) {
    match value {
        Value::Bool(truth) => *truth = !*truth,
        Value::Number(number) => {
            let flipped = number.as_u64().unwrap_or_default() ^ (1 << (bit % 54));
            *value = json!(flipped);
        }
        Value::String(text) => {
            let mut characters: Vec<char> = text.chars().collect();
            let count = characters.len();
            if let Some(c) = characters.get_mut(bit % count.max(1)) {
                // The next letter or digit, round in a circle, so that hex and base64 stay what they are.
                *c = match *c {
                    '9' => '0',
                    'f' if bit.is_multiple_of(2) => 'a',
                    'z' => 'a',
                    'Z' => 'A',
                    '0'..='8' | 'a'..='y' | 'A'..='Y' => char::from(u8::try_from(u32::from(*c)).unwrap_or(b'0') + 1),
                    other => other,
                };
            }
            *text = characters.into_iter().collect();
        }
        _ => {}
    }
}
