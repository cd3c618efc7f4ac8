//! Bytes to text: UTF-8, UTF-8 with a byte order mark, or UTF-16LE with one (FORMAT "Encoding").

use zeroize::Zeroizing;

use crate::fault::{Fault, FaultCode, Place};

/// How the bytes were encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Mark,
    /// UTF-16LE behind a byte order mark, as PowerShell 5.1 writes it.
    Utf16,
}

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16LE_MARK: &[u8] = b"\xff\xfe";
const UTF16BE_MARK: &[u8] = b"\xfe\xff";

/// Decodes `bytes`. The text wipes itself, because a password file is decoded here, too.
///
/// # Errors
///
/// [`FaultCode::NotText`] at the first byte that is not text, [`FaultCode::Utf16Be`],
/// [`FaultCode::CutShort`] when the end falls inside a character.
pub fn decode(bytes: &[u8]) -> Result<(Zeroizing<String>, Encoding), Fault> {
    if let Some(rest) = bytes.strip_prefix(UTF16LE_MARK) {
        return utf16(rest).map(|text| (text, Encoding::Utf16));
    }
    if bytes.starts_with(UTF16BE_MARK) {
        return Err(Fault::new(FaultCode::Utf16Be).at(Place::start()));
    }
    let (rest, encoding) = match bytes.strip_prefix(UTF8_MARK) {
        Some(rest) => (rest, Encoding::Utf8Mark),
        None => (bytes, Encoding::Utf8),
    };
    match std::str::from_utf8(rest) {
        Ok(text) => Ok((Zeroizing::new(text.to_owned()), encoding)),
        Err(error) => {
            let (good, _) = rest.split_at(error.valid_up_to());
            let good = Zeroizing::new(String::from_utf8_lossy(good).into_owned());
            let code = if error.error_len().is_none() { FaultCode::CutShort } else { FaultCode::NotText };
            Err(Fault::new(code).at(Place::after(&good)))
        }
    }
}

/// The text of bytes that [`decode`] refuses, with replacement characters where there is none; for salvage.
pub fn decode_lossy(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(match bytes.strip_prefix(UTF16LE_MARK) {
        Some(rest) => {
            let units = rest.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    })
}

fn utf16(bytes: &[u8]) -> Result<Zeroizing<String>, Fault> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    // A surrogate pair is four bytes in both encodings, every other unit at most three: no reallocation leaves a copy.
    let mut text = Zeroizing::new(String::with_capacity(pairs.len() * 3));
    let mut units = char::decode_utf16(pairs.iter().map(|pair| u16::from_le_bytes(*pair)));
    while let Some(unit) = units.next() {
        match unit {
            Ok(c) => text.push(c),
            Err(half) => {
                let first_half = matches!(half.unpaired_surrogate(), 0xd800..=0xdbff);
                let cut = first_half && units.next().is_none();
                let code = if cut { FaultCode::CutShort } else { FaultCode::NotText };
                return Err(Fault::new(code).at(Place::after(&text)));
            }
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(Fault::new(FaultCode::CutShort).at(Place::after(&text))) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn code(bytes: &[u8]) -> FaultCode {
        decode(bytes).map(|_| ()).unwrap_err().code
    }

    #[test]
    fn reads_what_windows_writes() {
        for (bytes, encoding) in [
            (&b"a\xc3\xa4"[..], Encoding::Utf8),
            (b"\xef\xbb\xbfa\xc3\xa4", Encoding::Utf8Mark),
            (b"\xff\xfea\0\xe4\0", Encoding::Utf16),
        ] {
            let (text, found) = decode(bytes).unwrap();
            assert_eq!((text.as_str(), found), ("aä", encoding));
        }
    }

    #[test]
    fn names_the_place_of_what_is_not_text() {
        assert_eq!(code(b"\xfe\xff\0a"), FaultCode::Utf16Be);
        assert_eq!(code(b"ab\xff"), FaultCode::NotText);
        assert_eq!(code(b"\xff\xfe\x00\xd8a\0"), FaultCode::NotText);
        assert_eq!(code(b"ab\xc3"), FaultCode::CutShort);
        assert_eq!(code(b"\xff\xfea"), FaultCode::CutShort);
        for end in [&b"\x3d\xd8"[..], b"\x3d\xd8\x00"] {
            assert_eq!(code(&[b"\xff\xfea\0", end].concat()), FaultCode::CutShort);
        }
        for end in [&b"\x00\xdc"[..], b"\x3d\xd8\x3d\xd8", b"\x3d\xd8a\0"] {
            assert_eq!(code(&[b"\xff\xfea\0", end].concat()), FaultCode::NotText);
        }
        let fault = decode(b"one\ntw\xffo").map(|_| ()).unwrap_err();
        let place = fault.place.unwrap();
        assert_eq!((place.line, place.column), (2, 3));
    }
}
