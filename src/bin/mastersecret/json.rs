//! JSON for programs, one value a line.

use std::io::{self, Write};

use mastersecret::fault::escaped_json;
use serde::Serialize;

use crate::printable::Charset;

/// Writes `value` and a line end. What steers a terminal is escaped, and everything beyond ASCII where nobody knows how
/// the reader decodes it; it means the same.
///
/// # Errors
///
/// What the writer says.
pub(crate) fn write(mut out: impl Write, value: &impl Serialize, charset: Charset) -> io::Result<()> {
    let json = escaped_json(&serde_json::to_string(value)?);
    match charset {
        Charset::Ascii => writeln!(out, "{}", ascii(&json)),
        Charset::Unicode | Charset::Classic => writeln!(out, "{json}"),
    }
}

/// JSON in ASCII: what is beyond it stands in strings alone.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn escaped_and_plain_json_mean_the_same() {
        let value = serde_json::json!({ "Z\u{fc}rich": ["\u{1f98a} \"x\" \n", "\u{7f}"] });
        let text = |charset| {
            let mut text = Vec::new();
            write(&mut text, &value, charset).unwrap();
            String::from_utf8(text).unwrap()
        };
        let (plain, ascii) = (text(Charset::Unicode), text(Charset::Ascii));
        assert!(ascii.is_ascii() && plain.contains('\u{1f98a}') && ascii.contains("\\ud83e\\udd8a"), "{ascii}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&ascii).unwrap(), value);
    }
}
