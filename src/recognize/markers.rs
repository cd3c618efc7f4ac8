//! How a document of the project's own format is told from everything else, before it is parsed.

/// Words of the format; each is a member's name or value in every complete document. Two of them must
/// survive for a document to be recognised.
pub const MARKERS: [&str; 4] = ["master-secret-backup", "key_check", "wrapped_key", "memory_kib"];

/// How many different [`MARKERS`] a document must still hold to be recognised.
pub const MARKERS_NEEDED: usize = 2;

/// The members of the root object and the quote behind them. The quote before them is not asked for: it may have
/// changed places with the brace.
const ROOT_MEMBERS: [&[u8]; 5] = [b"header\"", b"payload\"", b"mac\"", b"checksum\"", b"repair\""];

/// How much of the beginning is looked at, in bytes.
const OPENING_BYTES: usize = 64;

/// Within how many visible ASCII characters a member's name must stand when the brace before it is hurt.
const OPENING_CHARACTERS: usize = 16;

/// Which of the [`MARKERS`] occur, as ASCII or as UTF-16LE, in the same order.
pub(super) fn present(bytes: &[u8]) -> [bool; MARKERS.len()] {
    search(bytes, MARKERS.len())
}

/// Whether so many markers occur that a document is recognised.
pub(super) fn are_enough(bytes: &[u8]) -> bool {
    number(search(bytes, MARKERS_NEEDED)) >= MARKERS_NEEDED
}

fn number(found: [bool; MARKERS.len()]) -> usize {
    found.into_iter().filter(|found| *found).count()
}

/// Looks for markers until there are `wanted` of them.
fn search(bytes: &[u8], wanted: usize) -> [bool; MARKERS.len()] {
    let mut found = [false; MARKERS.len()];
    for (at, &byte) in bytes.iter().enumerate() {
        // Only three different letters begin a marker: nearly every byte is passed over here.
        if !matches!(byte, b'm' | b'k' | b'w') {
            continue;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        for (marker, found) in MARKERS.iter().zip(&mut found) {
            *found = *found || begins_with(rest, marker.as_bytes());
        }
        if number(found) >= wanted {
            break;
        }
    }
    found
}

/// Whether the first bytes are those of a document of ours: an object opens, or, where the first byte is
/// hurt, one of the root's members is named at once. What is not visible ASCII is dropped, so white space,
/// a BOM and the zero bytes of UTF-16 make no difference.
pub(super) fn opens_like_ours(bytes: &[u8]) -> bool {
    let visible: Vec<u8> = bytes.iter().take(OPENING_BYTES).copied().filter(u8::is_ascii_graphic).collect();
    if visible.first() == Some(&b'{') {
        return true;
    }
    let opening = visible.get(..OPENING_CHARACTERS).unwrap_or(&visible);
    ROOT_MEMBERS.iter().any(|member| opening.windows(member.len()).any(|window| window == *member))
}

/// Whether the first bytes are those that writers write, as far as the format's name.
pub(super) fn begins_like_ours(bytes: &[u8]) -> bool {
    const BEGINNING: &[u8] = b"{\"header\":{\"format\":\"master-secret-backup\"";
    // White space, a byte order mark and the zero bytes of UTF-16 make no difference.
    let visible = bytes.iter().take(4 * BEGINNING.len()).filter(|byte| byte.is_ascii_graphic());
    visible.take(BEGINNING.len()).eq(BEGINNING)
}

fn begins_with(bytes: &[u8], marker: &[u8]) -> bool {
    let wide =
        || bytes.len() >= marker.len() * 2 && bytes.chunks_exact(2).zip(marker).all(|(unit, &byte)| unit == [byte, 0]);
    bytes.starts_with(marker) || wide()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn every_marker_is_found_in_both_encodings_and_at_every_alignment() {
        for (index, marker) in MARKERS.iter().enumerate() {
            for shift in 0..3 {
                for text in [marker.as_bytes().to_vec(), wide(marker)] {
                    let mut bytes = vec![b'.'; shift];
                    bytes.extend(&text);
                    let mut expected = [false; MARKERS.len()];
                    expected[index] = true;
                    assert_eq!(present(&bytes), expected, "{marker} after {shift} bytes");
                    bytes.pop();
                    assert_eq!(number(present(&bytes)), 0, "{marker} without its last byte");
                }
            }
        }
    }

    #[test]
    fn a_marker_that_occurs_twice_counts_once() {
        assert_eq!(number(present(b"key_check key_check")), 1);
        assert!(!are_enough(b"key_check key_check"));
        assert!(are_enough(b"key_check wrapped_key"));
        assert!(are_enough(b"memory_kib key_check wrapped_key"));
    }

    #[test]
    fn a_beginning_is_ours_up_to_the_formats_name() {
        let written = "{\n  \"header\": {\n    \"format\": \"master-secret-backup\"";
        assert!(begins_like_ours(written.as_bytes()));
        assert!(begins_like_ours(&[&b"\xff\xfe"[..], &wide(written)].concat()));
        assert!(!begins_like_ours(written.trim_end_matches('"').as_bytes()));
        assert!(!begins_like_ours(written.replace("header", "reader").as_bytes()));
        assert!(!begins_like_ours(b""));
    }

    #[test]
    fn an_opening_is_ours_when_an_object_opens_or_a_member_is_named_at_once() {
        assert!(opens_like_ours(b"{}"));
        assert!(opens_like_ours(b"\xef\xbb\xbf{"));
        assert!(opens_like_ours(&[&b"\xff\xfe"[..], &wide("{")].concat()));
        assert!(opens_like_ours(b"X\n  \"header\": {"));
        assert!(opens_like_ours(b"\0\0\"checksum\""));
        assert!(!opens_like_ours(b""));
        assert!(!opens_like_ours(b"[{\"head\": 1}]"));
        // The name ends with the sixteenth character, and then one later.
        assert!(opens_like_ours(b"12345678\"header\""));
        assert!(!opens_like_ours(b"123456789\"header\""));
        // White space is not counted, and the first two characters may have changed places.
        assert!(opens_like_ours(b"   \n {"));
        assert!(opens_like_ours(b"\"{header\":"));
        // Only the first 64 bytes count.
        let late = |zeros: usize| [vec![0; zeros], b"{".to_vec()].concat();
        assert!(opens_like_ours(&late(63)));
        assert!(!opens_like_ours(&late(64)));
    }
}
