//! Passwords: what is derived from, and what a new one must be (FORMAT "Passwords").

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{
    fault::{Fault, FaultCode},
    limits,
    secret::{SecretBytes, same},
    text,
};

/// A password in NFC. Its UTF-8 bytes go into Argon2id.
pub struct Password {
    nfc: Zeroizing<String>,
    /// Where it holds a character, as typed or after NFC, that a new password may not hold: position from 1, character.
    unstable: Option<(usize, char)>,
}

impl Password {
    /// A password as somebody typed it, to open what exists. Composed to NFC, otherwise taken as it is.
    ///
    /// # Errors
    ///
    /// [`FaultCode::PasswordEmpty`], [`FaultCode::PasswordLong`].
    pub fn typed(text: &str) -> Result<Self, Fault> {
        // Four times: NFC never grows UTF-8 by more than three; with room enough nothing is left behind by growing.
        // Longer input is refused unread, so that this stays small.
        if text.len() > limits::PASSWORD_BYTES * 4 {
            return Err(Fault::new(FaultCode::PasswordLong).with("found", text.len()));
        }
        let mut nfc = Zeroizing::new(String::with_capacity(text.len() * 4));
        nfc.extend(text.nfc());
        match nfc.len() {
            0 => Err(Fault::new(FaultCode::PasswordEmpty)),
            len if len > limits::PASSWORD_BYTES => Err(Fault::new(FaultCode::PasswordLong).with("found", len)),
            _ => {
                // Looked for before NFC, too: what is newer than the tables of another program is composed there otherwise.
                let find = |text: &str| text.chars().enumerate().find(|(_, c)| !stable(*c));
                let unstable = find(text).or_else(|| find(&nfc)).map(|(index, c)| (index + 1, c));
                Ok(Self { nfc, unstable })
            }
        }
    }

    /// A password from the bytes of a password file: decoded as a document is, one trailing line end dropped.
    ///
    /// # Errors
    ///
    /// As [`Password::typed`], and [`FaultCode::PasswordText`] with its place.
    pub fn from_file(bytes: &[u8]) -> Result<Self, Fault> {
        Self::typed(line(&decoded(bytes)?))
    }

    /// Checks what a new password must be beyond what opens.
    ///
    /// # Errors
    ///
    /// [`FaultCode::PasswordShort`], [`FaultCode::PasswordCharacter`]; neither repeats any part of the password but
    /// the one character that is in the way.
    pub fn check_new(&self) -> Result<(), Fault> {
        let count = self.expose().chars().count();
        if count < limits::PASSWORD_CHARS {
            return Err(Fault::new(FaultCode::PasswordShort).with("found", count));
        }
        match self.unstable {
            Some((position, c)) => Err(Fault::new(FaultCode::PasswordCharacter)
                .with("found", format!("the character U+{:04X}", u32::from(c)))
                .with("position", position)),
            None => Ok(()),
        }
    }

    /// Whether `reminder` gives the password away: it holds it, whatever the case.
    pub fn stands_in(&self, reminder: &str) -> bool {
        let fold = |text: &str| {
            // Lower case is at most one and a half times as long, and NFC at most three: no growing leaves a copy.
            let mut folded = Zeroizing::new(String::with_capacity(text.len() * 5));
            folded.extend(text.nfc().flat_map(char::to_lowercase));
            folded
        };
        fold(reminder).contains(fold(self.expose()).as_str())
    }

    /// Whether both are the same password, in time that depends on their lengths alone.
    pub fn same_as(&self, other: &Self) -> bool {
        same(self.expose().as_bytes(), other.expose().as_bytes())
    }

    /// The password's text, in NFC.
    pub fn expose(&self) -> &str {
        &self.nfc
    }
}

/// A password from its UTF-8 bytes, as a page hands it over.
///
/// # Errors
///
/// As [`Password::typed`], and [`FaultCode::PasswordText`].
pub fn typed_bytes(bytes: &SecretBytes) -> Result<Password, Fault> {
    let text = std::str::from_utf8(bytes.expose()).map_err(|_| Fault::new(FaultCode::PasswordText))?;
    Password::typed(text)
}

/// The text of a password file, whole.
///
/// # Errors
///
/// [`FaultCode::PasswordText`] with its place.
pub fn decoded(bytes: &[u8]) -> Result<Zeroizing<String>, Fault> {
    match text::decode(bytes) {
        Ok((text, _)) => Ok(text),
        Err(fault) => Err(Fault { place: fault.place, ..Fault::new(FaultCode::PasswordText) }),
    }
}

/// `text` without one trailing line end, LF or CR LF.
pub fn line(text: &str) -> &str {
    match text.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None => text,
    }
}

/// Whether every implementation, now and later, writes this character with the same bytes: assigned, not private,
/// no control character, and no white space but the plain space.
fn stable(c: char) -> bool {
    use GeneralCategory as G;
    c == ' '
        || !matches!(
            get_general_category(c),
            G::Unassigned
                | G::PrivateUse
                | G::Control
                | G::Surrogate
                | G::SpaceSeparator
                | G::LineSeparator
                | G::ParagraphSeparator
        )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn refusal(text: &str) -> FaultCode {
        match Password::typed(text).and_then(|password| password.check_new()) {
            Ok(()) => panic!("accepted"),
            Err(fault) => fault.code,
        }
    }

    #[test]
    fn composed_and_decomposed_are_the_same_password() {
        let (nfc, nfd) = (Password::typed("Schlüssel").unwrap(), Password::typed("Schlu\u{308}ssel").unwrap());
        assert_eq!(nfc.expose(), nfd.expose());
    }

    #[test]
    fn one_line_end_is_dropped_and_no_more() {
        for bytes in [&b"pass word"[..], b"pass word\n", b"pass word\r\n", b"\xef\xbb\xbfpass word\r\n"] {
            assert_eq!(Password::from_file(bytes).unwrap().expose(), "pass word");
        }
        let utf16: Vec<u8> = "\u{feff}pass word\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Password::from_file(&utf16).unwrap().expose(), "pass word");
        assert_eq!(Password::from_file(b" pass word\n\n").unwrap().expose(), " pass word\n");
        assert_eq!(Password::from_file(b"pass word\r\r\n").unwrap().expose(), "pass word\r");
        assert_eq!(Password::from_file(b"pass word\r").unwrap().expose(), "pass word\r");
        let fault = Password::from_file(b"pass\nw\xffrd").map(|_| ()).unwrap_err();
        assert_eq!(fault.code, FaultCode::PasswordText);
        assert_eq!(fault.place.map(|place| (place.line, place.column)), Some((2, 2)));
    }

    #[test]
    fn new_passwords_are_the_same_everywhere() {
        assert!(Password::typed("1234567").unwrap().check_new().is_ok());
        assert!(Password::typed("grüße 😀 x").unwrap().check_new().is_ok());
        assert_eq!(refusal("123456"), FaultCode::PasswordShort);
        assert_eq!(refusal("u\u{308}12345"), FaultCode::PasswordShort);
        assert_eq!(refusal(""), FaultCode::PasswordEmpty);
        assert_eq!(refusal(&"x".repeat(1025)), FaultCode::PasswordLong);
        assert_eq!(refusal(&"x".repeat(100_000)), FaultCode::PasswordLong);
        for bad in ["1234567\t", "1234567\u{a0}", "1234567\u{e000}", "1234567\u{378}", "1234567\u{2028}", "123456\n7"] {
            assert_eq!(refusal(bad), FaultCode::PasswordCharacter, "{bad:?}");
        }
    }

    #[test]
    fn a_reminder_must_not_hold_the_password() {
        let password = Password::typed("Blue Horse 7").unwrap();
        assert!(password.stands_in("it is blue horse 7, as always"));
        assert!(!password.stands_in("the animal and the number"));
    }
}
