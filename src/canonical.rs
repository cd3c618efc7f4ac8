//! Trees to bytes: the canonical form that is hashed (RFC 8785), and the form that is written (FORMAT "Writing").

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::tree::{Node, Value};

/// The canonical bytes of a tree (RFC 8785).
///
/// Written here, because a tree of this format needs little of it: numbers are integers that a double holds, whose
/// spelling is their digits, and names are ASCII, so that their bytes sort as their UTF-16 units do.
pub fn canonical(node: &Node) -> Vec<u8> {
    let mut out = String::new();
    write_canonical(node, &mut out);
    out.into_bytes()
}

/// SHA-256 of the canonical bytes of `{header, mac, payload}` (FORMAT "Checksum").
pub fn checksum(header: &Node, payload: &Node, mac: &Node) -> [u8; 32] {
    sha256(covered(&[("header", header), ("mac", mac), ("payload", payload)]).as_bytes())
}

/// The bytes under the mac: the canonical form of `{header, payload}` (FORMAT "Mac").
pub fn authenticated(header: &Node, payload: &Node) -> Vec<u8> {
    covered(&[("header", header), ("payload", payload)]).into_bytes()
}

/// The canonical form of an object with these members, which are sorted already.
fn covered(members: &[(&str, &Node)]) -> String {
    let mut out = String::with_capacity(TYPICAL_BYTES);
    write_object(members.iter().copied(), &mut out);
    out
}

/// Room for most documents, so that the text of one need not grow.
const TYPICAL_BYTES: usize = 4096;

fn write_canonical(node: &Node, out: &mut String) {
    match &node.value {
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => write_number(*value, out),
        Value::Text(text) => write_quoted(text, out),
        Value::List(nodes) => {
            out.push('[');
            for (index, node) in nodes.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(node, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<(&str, &Node)> =
                members.iter().map(|member| (member.name.as_str(), &member.node)).collect();
            sorted.sort_unstable_by_key(|(name, _)| *name);
            write_object(sorted.into_iter(), out);
        }
    }
}

fn write_object<'a>(members: impl Iterator<Item = (&'a str, &'a Node)>, out: &mut String) {
    out.push('{');
    for (index, (name, node)) in members.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_quoted(name, out);
        out.push(':');
        write_canonical(node, out);
    }
    out.push('}');
}

fn write_number(number: u64, out: &mut String) {
    // Writing into a String cannot fail.
    let _ = write!(out, "{number}");
}

/// A string as RFC 8785, section 3.2.2.2 writes it: nothing is escaped that need not be.
fn write_quoted(text: &str, out: &mut String) {
    out.push('"');
    write_runs(text, |byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f), out);
    out.push('"');
}

/// Text with every character escaped that does not begin with a `plain` byte: ASCII, or any that begins a character.
fn write_runs(text: &str, plain: impl Fn(u8) -> bool, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !plain(byte)) {
        let (run, escaped) = rest.split_at(at);
        out.push_str(run);
        let mut characters = escaped.chars();
        if let Some(c) = characters.next() {
            write_escape(c, out);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

fn write_escape(c: char, out: &mut String) {
    match c {
        '"' | '\\' => out.extend(['\\', c]),
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        _ => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' - 10 + value });
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 15));
    }
    out
}

/// The written form: ASCII, two spaces of indentation, LF, a final newline.
pub fn written(root: &Node) -> String {
    let mut out = String::with_capacity(TYPICAL_BYTES);
    write_node(root, 0, &mut out);
    out.push('\n');
    out
}

fn write_node(node: &Node, depth: usize, out: &mut String) {
    match &node.value {
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => write_number(*value, out),
        Value::Text(text) => write_text(text, out),
        Value::List(nodes) => write_items(('[', ']'), nodes, depth, out, |node, out| write_node(node, depth + 1, out)),
        Value::Object(members) => write_items(('{', '}'), members, depth, out, |member, out| {
            write_text(&member.name, out);
            out.push_str(": ");
            write_node(&member.node, depth + 1, out);
        }),
    }
}

fn write_items<T>(
    (open, close): (char, char),
    items: &[T],
    depth: usize,
    out: &mut String,
    write: impl Fn(&T, &mut String),
) {
    let indent = |depth: usize, out: &mut String| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        indent(depth + 1, out);
        write(item, out);
    }
    if !items.is_empty() {
        indent(depth, out);
    }
    out.push(close);
}

/// A string in ASCII (FORMAT "Writing").
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    write_runs(text, |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'), out);
    out.push('"');
}
