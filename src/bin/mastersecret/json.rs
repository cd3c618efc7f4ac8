//! JSON for programs, one value a line.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Serializer, ser::Formatter};

use crate::printable::Charset;

/// Writes `value` and a line end. Where nobody knows how the reader decodes it, everything beyond ASCII is escaped,
/// which means the same.
///
/// # Errors
///
/// What the writer says.
pub(crate) fn write(mut out: impl Write, value: &impl Serialize, charset: Charset) -> io::Result<()> {
    match charset {
        Charset::Ascii => value.serialize(&mut Serializer::with_formatter(&mut out, Ascii))?,
        Charset::Unicode | Charset::Classic => serde_json::to_writer(&mut out, value)?,
    }
    out.write_all(b"\n")
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for c in fragment.chars() {
            match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() => writer.write_all(&[byte])?,
                _ => c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}"))?,
            }
        }
        Ok(())
    }
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
