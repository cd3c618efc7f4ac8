//! Trees to bytes: the canonical form that is hashed (RFC 8785), and the form that is written (FORMAT "Writing").

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    fault::{Fault, FaultCode},
    tree::{Node, Value},
};

/// The canonical bytes of a tree (RFC 8785).
///
/// # Errors
///
/// [`FaultCode::TooDeep`] if the serialiser gives up, which it does on no tree that was parsed here.
pub fn canonical(node: &impl Serialize) -> Result<Vec<u8>, Fault> {
    serde_json_canonicalizer::to_vec(node).map_err(|_| Fault::new(FaultCode::TooDeep))
}

/// The parts of a document that hashes cover, by reference.
#[derive(Serialize)]
struct Covered<'a> {
    header: &'a Node,
    payload: &'a Node,
    #[serde(skip_serializing_if = "Option::is_none")]
    mac: Option<&'a Node>,
}

/// SHA-256 of the canonical bytes of `{header, payload, mac}` (FORMAT "Checksum").
///
/// # Errors
///
/// As [`canonical`].
pub fn checksum(header: &Node, payload: &Node, mac: &Node) -> Result<[u8; 32], Fault> {
    Ok(sha256(&canonical(&Covered { header, payload, mac: Some(mac) })?))
}

/// The bytes under the mac: the canonical form of `{header, payload}` (FORMAT "Mac").
///
/// # Errors
///
/// As [`canonical`].
pub fn authenticated(header: &Node, payload: &Node) -> Result<Vec<u8>, Fault> {
    canonical(&Covered { header, payload, mac: None })
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing into a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The written form: ASCII, two spaces of indentation, LF, a final newline.
pub fn written(root: &Node) -> String {
    let mut out = String::new();
    write_node(root, 0, &mut out);
    out.push('\n');
    out
}

fn write_node(node: &Node, depth: usize, out: &mut String) {
    match &node.value {
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => out.push_str(&value.to_string()),
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

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
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
    out.push('"');
}
