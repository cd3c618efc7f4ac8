//! Backups of the project's own format that went through Base64 on their way.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

use super::markers;

/// Whether Base64 text, bare or between `-----BEGIN` and `-----END` lines, holds a document of ours.
pub(super) fn holds_backup(text: &str) -> bool {
    let mut digits: Vec<u8> = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .flat_map(str::bytes)
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    while digits.last() == Some(&b'=') {
        digits.pop();
    }
    // The text may be cut anywhere; whole groups of four decode on their own.
    digits.truncate(digits.len() / 4 * 4);
    STANDARD_NO_PAD.decode(&digits).is_ok_and(|bytes| markers::opens_like_ours(&bytes) && markers::are_enough(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    const DOCUMENT: &str = r#"{"header":{"format":"master-secret-backup","key_check":"AAAA"}}"#;

    #[test]
    fn bare_wrapped_and_armoured_text_is_seen_through() {
        let digits = STANDARD.encode(DOCUMENT);
        assert!(holds_backup(&digits));
        let (first, second) = digits.split_at(40);
        assert!(holds_backup(&format!("{first}\r\n{second}\r\n")));
        assert!(holds_backup(&format!("-----BEGIN CERTIFICATE-----\n{digits}\n-----END CERTIFICATE-----\n")));
        let wide: Vec<u8> = DOCUMENT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(holds_backup(&STANDARD.encode(wide)));
    }

    #[test]
    fn other_text_is_not() {
        assert!(!holds_backup(""));
        assert!(!holds_backup(DOCUMENT));
        assert!(!holds_backup(&STANDARD.encode("{\"key_check\": 1}")));
        assert!(!holds_backup(&STANDARD.encode(format!("see the file below: {DOCUMENT}"))));
    }
}
