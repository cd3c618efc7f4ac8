//! How much a character found among unknown bytes speaks for text that somebody typed.
//!
//! The weights are rough logarithms of how rarely chance makes the character; they only rank strings.

use unicode_general_category::{GeneralCategory, get_general_category};

/// How much a character speaks for text rather than chance, and its script where that is one of the two
/// that fill half of all UTF-16 units between them. Nobody mixes these two; chance does.
#[derive(Clone, Copy)]
pub(super) struct Weighed {
    pub(super) weight: i32,
    pub(super) script: Option<LargeScript>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum LargeScript {
    Han,
    Hangul,
}

/// Letters and spaces are what reminders are made of, while a third of the printable characters that
/// chance makes are punctuation.
pub(super) fn ascii(byte: u8) -> Option<Weighed> {
    let weight = match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b' ' => 3,
        b'0'..=b'9' => 2,
        b'!'..=b'~' => -1,
        _ => return None,
    };
    Some(Weighed { weight, script: None })
}

/// The smaller the block of a script, the less likely chance picks it. Blocks of which no living script is
/// made do not count as readable.
pub(super) fn utf16(pair: [u8; 2]) -> Option<Weighed> {
    if let [byte, 0] = pair
        && let Some(Weighed { weight, script }) = ascii(byte)
    {
        return Some(Weighed { weight: weight + 7, script });
    }
    let character = char::from_u32(u16::from_le_bytes(pair).into())?;
    let (weight, script) = match character {
        // Latin; general punctuation, the euro sign; East Asian punctuation, kana, full-width forms.
        '\u{a0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => (8, None),
        '\u{2010}'..='\u{2027}' | '\u{20ac}' => (8, None),
        '\u{3000}'..='\u{30ff}' | '\u{ff01}'..='\u{ff5e}' => (8, None),
        // Greek, Cyrillic, Armenian, Hebrew, Arabic; the scripts of India, Thai, Lao.
        '\u{370}'..='\u{6ff}' | '\u{900}'..='\u{eff}' => (6, None),
        '\u{4e00}'..='\u{9fff}' => (1, Some(LargeScript::Han)),
        '\u{ac00}'..='\u{d7a3}' => (1, Some(LargeScript::Hangul)),
        _ => return None,
    };
    is_readable(character).then_some(Weighed { weight, script })
}

/// Whether a character can be part of what somebody typed: no controls, no unassigned or private code
/// points, nothing that changes the direction of the text around it.
fn is_readable(character: char) -> bool {
    !matches!(
        get_general_category(character),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
    )
}
