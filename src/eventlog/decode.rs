//! From the bytes of a text export to UTF-8: with a BOM or without, UTF-16 as PowerShell 5.1 writes it.

use std::io::{BufRead, BufReader, Read};

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

/// How the text is encoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// By its byte order mark, else by the zero byte that the first ASCII character has in UTF-16.
    pub(crate) fn of(head: &[u8]) -> Self {
        match head {
            [0xff, 0xfe, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] => Self::Utf16Be,
            [1..=0x7f, 0, 1..=0x7f, 0, ..] => Self::Utf16Le,
            [0, 1..=0x7f, 0, 1..=0x7f, ..] => Self::Utf16Be,
            _ => Self::Utf8,
        }
    }

    pub(crate) fn is_utf16(self) -> bool {
        self != Self::Utf8
    }

    /// The beginning of a file as text; what is not text, or was cut in its middle, becomes U+FFFD.
    pub(crate) fn decode(self, head: &[u8]) -> String {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        };
        encoding.decode(head).0.into_owned()
    }
}

/// The text as UTF-8 without a BOM. UTF-8 is passed through as it is, so what reads it must bear invalid sequences.
pub(crate) fn reader<R: Read>(source: R, encoding: Encoding) -> DecodeReaderBytes<R, Vec<u8>> {
    let mut builder = DecodeReaderBytesBuilder::new();
    builder.strip_bom(true).bom_override(true).utf8_passthru(true);
    match encoding {
        Encoding::Utf8 => &mut builder,
        Encoding::Utf16Le => builder.encoding(Some(UTF_16LE)),
        Encoding::Utf16Be => builder.encoding(Some(UTF_16BE)),
    };
    builder.build(source)
}

/// Lines that are given out one by one and never grow beyond a limit.
pub(crate) struct Lines<R> {
    source: BufReader<R>,
    /// Number of the line that was read last, counted from 1.
    pub(crate) number: u64,
}

/// What stands on one line.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Line {
    /// A line with its end.
    Whole(Vec<u8>),
    /// A line beyond the limit, passed over.
    TooLong,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source: BufReader::with_capacity(64 * 1024, source), number: 0 }
    }

    /// The next line, or `None` at the end.
    pub(crate) fn next(&mut self, limit: usize) -> std::io::Result<Option<Line>> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                break;
            }
            let end = memchr::memchr(b'\n', available);
            let taken = end.map_or(available.len(), |end| end + 1);
            if line.len() + taken > limit {
                too_long = true;
            } else {
                line.extend_from_slice(available.get(..taken).unwrap_or_default());
            }
            self.source.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if line.is_empty() && !too_long {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(if too_long { Line::TooLong } else { Line::Whole(line) }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "<Event>\u{fc} \u{1f511}\r\n";
        let marked = format!("\u{feff}{text}");
        for bytes in [
            text.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            utf16(text, u16::to_le_bytes),
            utf16(&marked, u16::to_le_bytes),
            utf16(text, u16::to_be_bytes),
            utf16(&marked, u16::to_be_bytes),
        ] {
            let encoding = Encoding::of(&bytes);
            let mut read = String::new();
            reader(bytes.as_slice(), encoding).read_to_string(&mut read).unwrap();
            assert_eq!(read, text, "{encoding:?}");
            assert_eq!(encoding.decode(&bytes), text, "{encoding:?}");
        }
    }

    #[test]
    fn lines_are_numbered_and_bounded() {
        let text = b"one\r\n\nthree is too long\nfour";
        let mut lines = Lines::new(text.as_slice());
        assert_eq!(lines.next(10).unwrap(), Some(Line::Whole(b"one\r\n".to_vec())));
        assert_eq!(lines.next(10).unwrap(), Some(Line::Whole(b"\n".to_vec())));
        assert_eq!(lines.next(10).unwrap(), Some(Line::TooLong));
        assert_eq!(lines.number, 3);
        assert_eq!(lines.next(10).unwrap(), Some(Line::Whole(b"four".to_vec())));
        assert_eq!(lines.next(10).unwrap(), None);
        assert_eq!(lines.number, 4);
    }
}
