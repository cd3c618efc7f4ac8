//! Whether a sample is text, and how it begins.

use super::Sample;

/// How much of a text is decoded to see what it is, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// Text in no Unicode encoding is believed from this length on, in bytes.
const SHORTEST_LEGACY_BYTES: usize = 16;

/// Decodes a part of a sample, if it is text throughout.
type Decode = fn(&[u8]) -> Option<String>;

/// A sample that is text throughout.
#[derive(Debug)]
pub(super) struct Text {
    /// The encoding, in words.
    pub(super) encoding: &'static str,
    /// The first 64 KiB, decoded, without BOM and leading white space.
    pub(super) head: String,
}

impl Text {
    /// Decodes the beginning, when all that there is to see is text.
    pub(super) fn read(sample: &Sample<'_>) -> Option<Self> {
        let head = sample.head();
        let (encoding, bom, decode): (_, usize, Decode) = match head {
            [0xef, 0xbb, 0xbf, ..] => ("UTF-8", 3, utf8),
            [0xff, 0xfe, ..] => ("UTF-16LE", 2, |bytes| utf16(bytes, u16::from_le_bytes)),
            [0xfe, 0xff, ..] => ("UTF-16BE", 2, |bytes| utf16(bytes, u16::from_be_bytes)),
            _ if utf8(head).is_some() => ("UTF-8", 0, utf8),
            _ if utf16_without_bom(head).is_some() => ("UTF-16LE", 0, utf16_without_bom),
            _ => ("an older code page", 0, legacy),
        };
        let all_text = sample.parts().into_iter().enumerate().all(|(part, bytes)| {
            let bytes = if part == 0 { bytes.get(bom..).unwrap_or_default() } else { bytes };
            bytes.is_empty() || decode(bytes).is_some()
        });
        if !all_text {
            return None;
        }
        let end = head.len().min(HEAD_BYTES + bom);
        let decoded = decode(head.get(bom..end)?).unwrap_or_default();
        Some(Self { encoding, head: decoded.trim_start().to_owned() })
    }
}

/// UTF-8; a character that is cut at either end does not count against it.
fn utf8(bytes: &[u8]) -> Option<String> {
    let cut = bytes.iter().take(3).take_while(|byte| (0x80..0xc0).contains(*byte)).count();
    let bytes = bytes.get(cut..)?;
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    text.chars().all(is_text).then(|| text.to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks_exact(2).filter_map(<[u8]>::first_chunk).map(|pair| unit(*pair));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut cut = false;
    for (place, character) in char::decode_utf16(units).enumerate() {
        // A surrogate without its other half may stand where the data was cut: first or last.
        match character {
            Ok(character) if is_text(character) && !cut => text.push(character),
            Err(_) if place == 0 => {}
            Err(_) if !cut => cut = true,
            _ => return None,
        }
    }
    Some(text)
}

/// UTF-16LE without a BOM is believed when three quarters of it are ASCII.
fn utf16_without_bom(bytes: &[u8]) -> Option<String> {
    let ascii = bytes.chunks_exact(2).filter(|pair| matches!(pair, [low, 0] if low.is_ascii())).count();
    (bytes.len() >= 4 && ascii * 8 >= bytes.len() * 3).then(|| utf16(bytes, u16::from_le_bytes)).flatten()
}

/// Text of which only the ASCII part can be read: three quarters at least, and no control characters.
fn legacy(bytes: &[u8]) -> Option<String> {
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
    let text = bytes.iter().all(|byte| is_text(char::from(*byte)) || !byte.is_ascii());
    (bytes.len() >= SHORTEST_LEGACY_BYTES && text && ascii * 4 >= bytes.len() * 3)
        .then(|| bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{fffd}' }).collect())
}

/// Neither a control character (but white space, the escape of coloured logs and the end mark of DOS) nor
/// a code point that no text holds.
fn is_text(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{1b}' => true,
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => !character.is_control() && (character as u32) & 0xfffe != 0xfffe,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(bytes: &[u8]) -> Option<(&'static str, String)> {
        Text::read(&Sample::Whole(bytes)).map(|text| (text.encoding, text.head))
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "Größe: 12\r\n".to_owned();
        assert_eq!(read(text.as_bytes()), Some(("UTF-8", text.clone())));
        assert_eq!(read(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), Some(("UTF-8", text.clone())));
        assert_eq!(read(&[&b"\xff\xfe"[..], &utf16le(&text)].concat()), Some(("UTF-16LE", text.clone())));
        assert_eq!(read(&utf16le(&text)), Some(("UTF-16LE", text.clone())));
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&[&b"\xfe\xff"[..], &big].concat()), Some(("UTF-16BE", text)));
        assert_eq!(
            read(b"Sch\xf6ne Gr\xfc\xdfe aus dem Rechenzentrum"),
            Some(("an older code page", "Sch\u{fffd}ne Gr\u{fffd}\u{fffd}e aus dem Rechenzentrum".to_owned()))
        );
    }

    #[test]
    fn binary_data_is_not_text() {
        assert_eq!(read(b"text\0"), None);
        assert_eq!(read(b"\x01text"), None);
        assert_eq!(read(b"\xff\xfea\0\0\0b\0"), None);
        assert_eq!(read(b"\xf6\xfc\xdf\xf6\xfc\xdf\xf6\xfc\xdf\xf6\xfc\xdf\xf6\xfc\xdf\xf6"), None);
    }

    #[test]
    fn a_character_cut_at_the_edge_of_what_was_looked_at_does_no_harm() {
        let text = "ä".repeat(10);
        let bytes = text.as_bytes();
        let head = bytes.get(..7).unwrap();
        let tail = bytes.get(13..).unwrap();
        let sample = Sample::Ends { head, tail, bytes: 20 };
        assert_eq!(Text::read(&sample).unwrap().head, "äää");
        let sample = Sample::Ends { head, tail: b"a\0b", bytes: 20 };
        assert!(Text::read(&sample).is_none(), "the end counts, too");
    }

    #[test]
    fn a_surrogate_pair_cut_at_the_edge_does_no_harm_and_elsewhere_does() {
        let head = [&b"\xff\xfe"[..], &utf16le("keys 🔑"), &[]].concat();
        let tail = utf16le("🔑 end");
        let read =
            |head: &[u8], tail: &[u8]| Text::read(&Sample::Ends { head, tail, bytes: 9 << 20 }).map(|text| text.head);
        let (cut_head, cut_tail) = (head.split_at(head.len() - 2).0, tail.split_at(2).1);
        assert_eq!(read(cut_head, cut_tail).as_deref(), Some("keys "));
        let broken = [cut_head, &utf16le(" more")].concat();
        assert_eq!(read(&broken, cut_tail), None);
        assert_eq!(read(cut_head, &[&utf16le("a"), cut_tail].concat()), None);
    }

    #[test]
    fn utf16_without_a_bom_must_be_mostly_ascii() {
        assert!(read(&utf16le("keys 鍵")).is_some());
        assert!(read(&utf16le("鍵a鍵b鍵c鍵d鍵e")).is_none());
    }
}
