//! What must hold beside a short or common signature: one question for each format that needs it.
//!
//! The sources are those of the rows in the table of signatures.

use super::bytes::le_u32;

/// The first file in the archive is the list of content types, a relationship or a document property.
pub(super) fn is_office_open_xml(head: &[u8]) -> bool {
    const NAME_AT: usize = 30;
    let name = head.get(NAME_AT..).unwrap_or_default();
    [&b"[Content_Types].xml"[..], b"_rels/.rels", b"docProps/"].iter().any(|start| name.starts_with(start))
}

/// No reserved flag is set.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.get(3).is_some_and(|flags| flags & 0xe0 == 0)
}

/// A level, then the magic of a block (the digits of pi) or of the end of the file (of its square root).
pub(super) fn is_bzip2(head: &[u8]) -> bool {
    let magic = head.get(4..10).unwrap_or_default();
    matches!(head.get(3), Some(b'1'..=b'9'))
        && (magic == b"\x31\x41\x59\x26\x53\x59" || magic == b"\x17\x72\x45\x38\x50\x90")
}

/// The first segment is application data, a table, a frame or a comment.
pub(super) fn is_jpeg(head: &[u8]) -> bool {
    matches!(head.get(3), Some(0xc0..=0xcf | 0xdb | 0xdd | 0xe0..=0xef | 0xfe))
}

/// Version 1 to 3.
pub(super) fn is_vmdk(head: &[u8]) -> bool {
    matches!(le_u32(head, 4), Some(1..=3))
}

/// Major version 1, and a minor version that exists.
pub(super) fn is_hive(head: &[u8]) -> bool {
    le_u32(head, 20) == Some(1) && matches!(le_u32(head, 24), Some(0..=6))
}

/// The header gives its own length, 48 bytes.
pub(super) fn is_evt(head: &[u8]) -> bool {
    le_u32(head, 0) == Some(0x30)
}

/// The MS-DOS header names the place of the PE signature.
pub(super) fn is_portable_executable(head: &[u8]) -> bool {
    le_u32(head, 0x3c)
        .and_then(|at| head.get(usize::try_from(at).ok()?..))
        .is_some_and(|rest| rest.starts_with(b"PE\0\0"))
}

/// Only `<html>` and `<html ...>`.
pub(super) fn ends_name(text: &str) -> bool {
    matches!(text.as_bytes().get(5), Some(b'>' | b' ' | b'\t' | b'\r' | b'\n'))
}

pub(super) fn is_event_log_xml(text: &str) -> bool {
    text.contains("http://schemas.microsoft.com/win/2004/08/events/event")
}

pub(super) fn is_html(text: &str) -> bool {
    text.contains("http://www.w3.org/1999/xhtml")
}

/// A name follows the bracket, and the element or its tag is closed somewhere.
pub(super) fn is_element(text: &str) -> bool {
    let name = text.chars().nth(1);
    name.is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '!')) && text.contains('>')
}

/// What follows the bracket can follow it in JSON.
pub(super) fn is_json(text: &str) -> bool {
    let rest = text.get(1..).unwrap_or_default().trim_start();
    match (text.as_bytes().first(), rest.as_bytes().first()) {
        (Some(b'{'), Some(next)) => matches!(next, b'"' | b'}'),
        (Some(b'['), Some(next)) => matches!(next, b'"' | b'{' | b'[' | b']' | b'-' | b'0'..=b'9'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_alone_do_not_make_json_or_markup() {
        for (text, json) in [
            ("{\"a\": 1}", true),
            ("{}", true),
            ("[1]", true),
            ("[ ]", true),
            ("[{", true),
            ("{a}", false),
            ("[see]", false),
            ("{", false),
            ("[", false),
            ("1", false),
        ] {
            assert_eq!(is_json(text), json, "{text}");
        }
        for (text, element) in
            [("<a>", true), ("<_/>", true), ("<!-- -->", true), ("<3", false), ("< a>", false), ("<a", false)]
        {
            assert_eq!(is_element(text), element, "{text}");
        }
        assert!(
            ends_name("<html>") && ends_name("<html lang='en'>") && !ends_name("<htmlarea>") && !ends_name("<html")
        );
    }
}
