//! Text that can be shown: what comes from files and paths must not steer the terminal or hide anything.

use std::fmt::Write;

use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// Which characters the output can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Unicode,
    /// Unicode on a console of Windows, whose fonts have few symbols (those of WGL4), and no others take their place.
    Classic,
    Ascii,
}

/// `text` with everything escaped that steers, hides or cannot be shown.
pub(crate) fn printable(text: &str, charset: Charset) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match (charset, plain(c)) {
            _ if (' '..='~').contains(&c) => out.push(c),
            (Charset::Ascii, Some(ascii)) => out.push_str(ascii),
            (Charset::Unicode | Charset::Classic, _) if !steers(c) => out.push(c),
            _ => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    out
}

/// Whether `text` can be shown as it is, in every character set: printable ASCII. Nearly every text is.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Control and format characters, separators, and what has no meaning yet or none at all. The two joiners stay: scripts
/// and emoji need them.
fn steers(c: char) -> bool {
    !matches!(c, '\u{200c}' | '\u{200d}')
        && matches!(
            get_general_category(c),
            Category::Control
                | Category::Format
                | Category::LineSeparator
                | Category::ParagraphSeparator
                | Category::PrivateUse
                | Category::Surrogate
                | Category::Unassigned
        )
}

/// The ASCII for the typographic characters of this tool's own sentences.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '…' => "...",
        '–' => "-",
        '×' => "x",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        for (text, shown) in [
            ("\u{1b}[2J\u{9b}2J\r\n\t\u{7f}", "\\u{1b}[2J\\u{9b}2J\\u{d}\\u{a}\\u{9}\\u{7f}"),
            ("a\u{202e}gpj.exe", "a\\u{202e}gpj.exe"),
            ("\u{2066}x\u{200f}\u{feff}\u{ad}", "\\u{2066}x\\u{200f}\\u{feff}\\u{ad}"),
            ("\u{2028}\u{e000}\u{e0041}", "\\u{2028}\\u{e000}\\u{e0041}"),
            ("Grüße “x” 👩\u{200d}💻", "Grüße “x” 👩\u{200d}💻"),
        ] {
            assert_eq!(printable(text, Charset::Unicode), shown);
        }
        assert_eq!(printable("Grüße “x” …", Charset::Ascii), "Gr\\u{fc}\\u{df}e \"x\" ...");
    }
}
