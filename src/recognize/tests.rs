#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;

const DOCUMENT: &[u8] = include_bytes!("../../tests/samples/backup/one-line.msb");

/// Data that looks random.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    })
    .take(bytes)
    .collect()
}

fn whole(bytes: &[u8]) -> SeemsToBe {
    seems_to_be(&Sample::Whole(bytes), None)
}

#[test]
fn a_document_of_ours_is_recognised_with_any_one_byte_changed() {
    let mut bytes = DOCUMENT.to_vec();
    for at in 0..bytes.len() {
        for value in [0x00, b' ', b'x', 0xff] {
            let kept = std::mem::replace(&mut bytes[at], value);
            assert!(is_backup(&Sample::Whole(&bytes)), "byte {at} is {value:#x}");
            bytes[at] = kept;
        }
    }
}

#[test]
fn two_markers_and_an_opening_make_a_document_of_ours() {
    let ours = |text: &str| is_backup(&Sample::Whole(text.as_bytes()));
    assert!(ours("{ key_check wrapped_key"));
    assert!(!ours("{ key_check"));
    assert!(!ours("[ key_check wrapped_key"));
    assert!(!ours("key_check, wrapped_key, memory_kib, master-secret-backup"));
    assert!(!ours(""));
}

#[test]
fn what_is_larger_than_a_document_may_be_is_not_ours_but_is_told() {
    let tail = noise(1000);
    let sample = Sample::Ends { head: DOCUMENT, tail: &tail, bytes: 9 << 20 };
    assert!(!is_backup(&sample));
    let seems = seems_to_be(&sample, None);
    assert_eq!((seems.kind, seems.whole), (Kind::OversizedBackup, false));
    // One marker in the beginning, one in the end.
    let sample = Sample::Ends { head: b"{ \"key_check\"", tail: b"\"wrapped_key\" }", bytes: 9 << 20 };
    assert_eq!(seems_to_be(&sample, None).kind, Kind::OversizedBackup);
}

#[test]
fn an_archive_that_stores_a_backup_is_an_archive() {
    let local_header = [&b"PK\x03\x04\x14"[..], &[0; 25], b"backup-of-march.msb"].concat();
    let zip = [&local_header, DOCUMENT].concat();
    assert_eq!(whole(&zip).kind, Kind::Zip);
    assert_eq!(whole(zip.split_at(2).1).kind, Kind::BackupRemains);
}

#[test]
fn unknown_bytes_may_be_a_native_backup_and_their_strings_are_shown() {
    let reminder: Vec<u8> = "the red house".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [noise(40), vec![0, 0], reminder, vec![0, 0], noise(900)].concat();
    let seems = whole(&bytes);
    assert_eq!(seems.kind, Kind::UnknownBinary);
    assert_eq!(seems.name, "unknown binary data, perhaps a native ENTSSO backup");
    assert!(seems.note.contains("not public"));
    assert!(seems.entropy > 7.5);
    assert_eq!((seems.strings[0].text.as_str(), seems.strings[0].offset), ("the red house", 42));

    for (name, named) in [
        ("SSO478AD.bak", true),
        ("C:\\Backups\\sso07ab.BAK", true),
        ("/media/usb/SSO07AB.bak", true),
        ("SSO7AB.bak", false),
        ("SSO478ADE.bak", false),
        ("SSOXYZ1.bak", false),
        ("SSO478AD.bak.txt", false),
    ] {
        let seems = seems_to_be(&Sample::Whole(&bytes), Some(name));
        let expected = if named { "named like" } else { "perhaps" };
        assert!(seems.name.contains(expected), "{name}: {}", seems.name);
    }
}

#[test]
fn a_name_does_not_decide_over_bytes_that_are_known() {
    let zip = b"PK\x03\x04\x14\0\0\0\0\0";
    assert_eq!(seems_to_be(&Sample::Whole(zip), Some("SSO478AD.bak")).kind, Kind::Zip);
}

#[test]
fn what_is_too_large_to_seal_is_not_asked_to_be_sealed() {
    let head = noise(64 * 1024);
    let large = |bytes| seems_to_be(&Sample::Ends { head: &head, tail: &head, bytes }, None);
    assert!(large(SEALABLE_BYTES + 1).note.contains("cannot be sealed"));
    assert!(!large(SEALABLE_BYTES).note.contains("cannot be sealed"));
}

#[test]
fn zeros_at_the_end_are_counted() {
    for (data, zeros, kind) in [
        (1000, 255, Kind::UnknownBinary),
        (1000, 256, Kind::ZeroTailed),
        (8192, 1024, Kind::UnknownBinary),
        (8192, 1200, Kind::ZeroTailed),
        (100_000, 4095, Kind::UnknownBinary),
        (100_000, 4096, Kind::ZeroTailed),
    ] {
        let mut bytes = noise(data);
        bytes[data - 1] = 1;
        bytes.resize(data + zeros, 0);
        let seems = whole(&bytes);
        assert_eq!(seems.kind, kind, "{zeros} zeros after {data} bytes");
        if kind == Kind::ZeroTailed {
            assert!(seems.name.contains(&format!(" {zeros} zero bytes")), "{}", seems.name);
        }
    }
}

#[test]
fn bytes_without_structure_or_secrets_are_told_from_encrypted_ones() {
    let table: Vec<u8> = (0..3000_u32).flat_map(u32::to_le_bytes).collect();
    assert_eq!(whole(&table).kind, Kind::LowEntropyBinary);
    assert_eq!(whole(&[table, noise(400)].concat()).kind, Kind::UnknownBinary);
}

#[test]
fn zeros_in_the_middle_that_was_not_looked_at_are_not_claimed() {
    let zeros = vec![0; 64 * 1024];
    let sample = Sample::Ends { head: &zeros, tail: &zeros, bytes: 200 << 30 };
    let seems = seems_to_be(&sample, None);
    assert_eq!((seems.kind, seems.whole, seems.entropy), (Kind::AllZeros, false, 0.0));
}

#[test]
fn data_protected_by_windows_is_told() {
    let guid = [0xd0, 0x8c, 0x9d, 0xdf, 0x01, 0x15, 0xd1, 0x11, 0x8c, 0x7a, 0, 0xc0, 0x4f, 0xc2, 0x97, 0xeb];
    let blob = [&[1, 0, 0, 0], &guid[..], &noise(200)].concat();
    assert_eq!(whole(&blob).kind, Kind::DpapiBlob);
}

#[test]
fn pem_labels_are_shown_only_when_they_are_labels() {
    assert_eq!(pem_label("-----BEGIN RSA PRIVATE KEY-----\nAA").as_deref(), Some("RSA PRIVATE KEY"));
    assert_eq!(pem_label("Bag Attributes\r\n-----BEGIN CERTIFICATE-----\r\nAA").as_deref(), Some("CERTIFICATE"));
    assert_eq!(pem_label("-----BEGIN -----"), None);
    assert_eq!(pem_label("-----BEGIN A\u{202e}B-----"), None);
    assert_eq!(pem_label("-----BEGIN CERTIFICATE"), None);
    assert_eq!(pem_label(&format!("-----BEGIN {}-----", "A".repeat(65))), None);
    let seems = whole(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assert_eq!(seems.name, "PEM text (CERTIFICATE)");
}

#[test]
fn notes_are_two_sentences_at_most() {
    for signature in signatures::SIGNATURES {
        sentences(signature.kind.note());
    }
    for kind in [
        Kind::Backup,
        Kind::OversizedBackup,
        Kind::EncodedBackup,
        Kind::EmbeddedBackup,
        Kind::MentionsBackup,
        Kind::BackupRemains,
        Kind::BackupBeginning,
        Kind::Empty,
        Kind::AllZeros,
        Kind::OneByteValue,
        Kind::Text,
        Kind::ZeroTailed,
        Kind::UnknownBinary,
        Kind::LowEntropyBinary,
    ] {
        sentences(kind.note());
    }
    sentences(note(Kind::UnknownBinary, &Sample::Ends { head: b"", tail: b"", bytes: SEALABLE_BYTES + 1 }));
}

fn sentences(note: &str) {
    let ends = note.matches(". ").count() + note.matches("? ").count();
    assert!(note.ends_with('.') && ends <= 1, "{note}");
    assert!(!note.contains("  "), "{note}");
}

#[test]
fn random_and_repetitive_input_of_any_length_gets_an_answer() {
    let bytes = noise(2048);
    for length in 0..bytes.len() {
        whole(&bytes[..length]);
    }
    for value in 0..=255_u8 {
        for length in 1..40 {
            let seems = whole(&vec![value; length]);
            let expected = if value == 0 { Kind::AllZeros } else { Kind::OneByteValue };
            assert_eq!((seems.kind, seems.entropy), (expected, 0.0));
        }
    }
}
