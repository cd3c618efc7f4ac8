//! How much a character found among unknown bytes speaks for text that somebody typed.
//!
//! The weights are rough logarithms of how rarely chance makes the character; they only rank strings.

use unicode_general_category::{GeneralCategory, get_general_category};

/// What a character weighs, and its script where it has one. Spaces, digits, punctuation and the letters of
/// ASCII go with every script; otherwise nobody mixes scripts within a reminder, while chance does.
#[derive(Clone, Copy)]
pub(super) struct Weighed {
    pub(super) weight: i32,
    pub(super) script: Option<Script>,
}

/// A block of characters that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin letters beyond ASCII and Latin-1.
    Latin,
    /// Han and kana.
    EastAsian,
    Hangul,
    /// Any other, by the number of its block of 128 characters, or of 256 where its script fills that.
    Block(u32),
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

/// The smaller the block of a script, the less likely chance picks it. Blocks that no living script is
/// written with do not count as readable.
pub(super) fn utf16(pair: [u8; 2]) -> Option<Weighed> {
    if let [byte, 0] = pair
        && let Some(Weighed { weight, script }) = ascii(byte)
    {
        return Some(Weighed { weight: weight + 7, script });
    }
    let character = char::from_u32(u16::from_le_bytes(pair).into())?;
    let number = u32::from(character);
    let (weight, script) = match character {
        '\u{a0}'..='\u{ff}' | '\u{2010}'..='\u{2027}' | '\u{20ac}' => (8, None),
        // Words hold few of these among many of ASCII; tables of small numbers read like nothing else.
        '\u{100}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => (0, Some(Script::Latin)),
        // Greek, Cyrillic, Arabic fill 256.
        '\u{370}'..='\u{4ff}' | '\u{600}'..='\u{6ff}' => (6, Some(Script::Block(number >> 8 << 1))),
        // Armenian, Hebrew; the scripts of India, Thai, Lao.
        '\u{530}'..='\u{5ff}' | '\u{900}'..='\u{eff}' => (6, Some(Script::Block(number >> 7))),
        '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' => (8, None),
        '\u{3040}'..='\u{30ff}' => (8, Some(Script::EastAsian)),
        // These two fill half of all there is.
        '\u{4e00}'..='\u{9fff}' => (2, Some(Script::EastAsian)),
        '\u{ac00}'..='\u{d7a3}' => (1, Some(Script::Hangul)),
        _ => return None,
    };
    // ASCII that is read two characters at a time looks like Han or punctuation and speaks against both.
    let is_ascii_pair = pair.iter().all(|byte| ascii(*byte).is_some());
    let weight = match character {
        '\u{3040}'..='\u{30ff}' => weight,
        _ if is_ascii_pair => -2,
        _ => weight,
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
