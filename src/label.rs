//! Text that people gave and people read: labels, reminders, names (FORMAT "Text").

use unicode_general_category::{GeneralCategory, get_general_category};

use crate::fault::{Fault, FaultCode};

/// Whether `c` may not stand in a label, a reminder, a system label or a name: category Cc, the line and
/// paragraph separators, and the characters that turn the direction of writing.
pub fn forbidden(c: char) -> bool {
    get_general_category(c) == GeneralCategory::Control
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Checks the text of one field of at most `most` Unicode scalar values.
///
/// # Errors
///
/// [`FaultCode::EmptyString`], [`FaultCode::TooLong`], [`FaultCode::ForbiddenText`].
pub fn check(text: &str, most: usize) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(FaultCode::EmptyString));
    }
    let count = text.chars().count();
    if count > most {
        return Err(Fault::new(FaultCode::TooLong).with("found", count).with("most", most));
    }
    match text.chars().find(|c| forbidden(*c)) {
        Some(c) => Err(Fault::new(FaultCode::ForbiddenText).with("found", format!("U+{:04X}", u32::from(c)))),
        None => Ok(()),
    }
}

/// Checks the name of an enclosed file: a plain name that means the same, and nothing else, on every system.
///
/// # Errors
///
/// As [`check`], and [`FaultCode::BadName`].
pub fn check_name(name: &str) -> Result<(), Fault> {
    check(name, crate::limits::NAME_CHARS)?;
    if is_device(name) || name.contains(['/', '\\', ':']) || name == "." || name == ".." {
        return Err(Fault::new(FaultCode::BadName));
    }
    Ok(())
}

/// Whether Windows takes this file name for a device, whatever its extension: `NUL`, `con.txt`, `COM1 .bak`.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ').to_ascii_uppercase();
    match stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")) {
        Some(number) => {
            matches!(number, "¹" | "²" | "³") || (number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
        }
        None => matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_plain() {
        for good in
            ["SSO478AD.bak", ".bak", "a", "CONSOLE.bak", "COM10", "com.bak", "LPT", "x.CON", "=HYPERLINK(1)", "conın$"]
        {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        for bad in [
            ".",
            "..",
            "a/b",
            "..\\x",
            "C:x",
            "con",
            "CON.bak",
            "nul .txt",
            "Com1",
            "lpt9.bak",
            "COM¹",
            "conin$",
            "CONOUT$.x",
            "COM0",
        ] {
            assert_eq!(check_name(bad).unwrap_err().code, FaultCode::BadName, "{bad}");
        }
        assert_eq!(check_name(&"x".repeat(256)).unwrap_err().code, FaultCode::TooLong);
        assert_eq!(check_name("a\u{202e}kab.exe").unwrap_err().code, FaultCode::ForbiddenText);
    }

    #[test]
    fn text_counts_scalar_values() {
        assert_eq!(check(&"😀".repeat(128), 128), Ok(()));
        assert_eq!(check(&"😀".repeat(129), 128).unwrap_err().code, FaultCode::TooLong);
        assert_eq!(check("", 128).unwrap_err().code, FaultCode::EmptyString);
        for bad in ["a\tb", "a\u{7f}", "a\u{85}", "a\u{2028}", "a\u{2066}"] {
            assert_eq!(check(bad, 128).unwrap_err().code, FaultCode::ForbiddenText, "{bad:?}");
        }
        assert_eq!(check("a\u{200d}b \u{e000}", 128), Ok(()));
    }
}
