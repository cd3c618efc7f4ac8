//! Just enough ASN.1 (X.690, BER and DER) to tell a PKCS #12 file from other bytes that begin with 0x30.

const SEQUENCE: u8 = 0x30;

/// INTEGER 3: the version of every PFX; RFC 7292, section 4.
const VERSION_3: &[u8] = &[0x02, 0x01, 0x03];

/// OBJECT IDENTIFIER 1.2.840.113549.1.7, without its last number; RFC 5652, section 4.
const PKCS7: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

/// PFX: a SEQUENCE of the version and a `ContentInfo` of data (1) or signed data (2); RFC 7292, section 4.
pub(super) fn is_pkcs12(bytes: &[u8]) -> bool {
    let content = || enter(bytes)?.strip_prefix(VERSION_3).and_then(enter)?.strip_prefix(PKCS7)?.first().copied();
    matches!(content(), Some(1 | 2))
}

/// `ContentInfo` of data, signed data, enveloped data, ... encrypted data; RFC 5652, sections 3 to 9.
pub(super) fn is_cms(bytes: &[u8]) -> bool {
    let content = || enter(bytes)?.strip_prefix(PKCS7)?.first().copied();
    matches!(content(), Some(1..=6))
}

/// What follows the tag and length of a SEQUENCE; its length is not held against the data, so that a cut
/// file is still told.
fn enter(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(&[SEQUENCE])?;
    let (&length, rest) = rest.split_first()?;
    match length {
        // Short form, or the indefinite form that BER writers use.
        0x01..=0x80 => Some(rest),
        0x81..=0x84 => rest.get(usize::from(length & 0x7f)..),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_length_are_entered() {
        assert_eq!(enter(&[0x30, 0x02, 1, 2]), Some(&[1, 2][..]));
        assert_eq!(enter(&[0x30, 0x80, 1, 2]), Some(&[1, 2][..]));
        assert_eq!(enter(&[0x30, 0x81, 2, 1, 2]), Some(&[1, 2][..]));
        assert_eq!(enter(&[0x30, 0x82, 0, 2, 1, 2]), Some(&[1, 2][..]));
        assert_eq!(enter(&[0x30, 0x84, 0, 0]), None);
        assert_eq!(enter(&[0x30, 0x00]), None);
        assert_eq!(enter(&[0x30, 0x85, 0, 0, 0, 0, 0]), None);
        assert_eq!(enter(&[0x31, 0x02, 1, 2]), None);
        assert_eq!(enter(&[0x30]), None);
        assert_eq!(enter(&[]), None);
    }

    #[test]
    fn version_and_content_type_decide() {
        let pfx = |version: u8, kind: u8| {
            let mut bytes = vec![0x30, 0x82, 1, 0, 0x02, 0x01, version, 0x30, 0x80];
            bytes.extend(PKCS7);
            bytes.push(kind);
            bytes
        };
        assert!(is_pkcs12(&pfx(3, 1)));
        assert!(is_pkcs12(&pfx(3, 2)));
        assert!(!is_pkcs12(&pfx(3, 3)));
        assert!(!is_pkcs12(&pfx(1, 1)));
        assert!(!is_cms(&pfx(3, 1)));
        assert!(is_cms(&[&[0x30, 0x80], PKCS7, &[2]].concat()));
        assert!(!is_cms(&[&[0x30, 0x80], PKCS7, &[7]].concat()));
    }
}
