//! Readable strings in unknown bytes, where somebody may find the reminder of a password.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::letters::{self, Weighed};

/// At most this many strings are reported.
pub const STRINGS: usize = 32;

/// At most this many characters are reported of each string; what follows is a string of its own. It is
/// also the longest reminder that ENTSSO takes.
pub const STRING_CHARACTERS: usize = crate::limits::REMINDER_CHARS;

/// The shortest string that is reported, in characters, unless its characters are telling enough.
const SHORTEST: usize = 6;

/// A string as telling as this is reported even if it is shorter: four UTF-16 characters of Latin text.
const TELLING: u32 = 32;

/// Candidates kept while searching: more than are reported, since some turn out to be the same bytes read
/// in another way.
const CANDIDATES: usize = 4 * STRINGS;

/// How the characters of a string are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Encoding {
    /// One byte each, 0x20 to 0x7E.
    #[serde(rename = "ascii")]
    Ascii,
    /// Two bytes each, the low one first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
}

/// A readable string among unknown bytes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundString {
    /// How its characters are encoded.
    pub encoding: Encoding,
    /// Where in the file it begins, in bytes.
    pub offset: u64,
    /// The string, at most 512 characters. It comes from the file and is to be shown as text only.
    pub text: String,
}

/// A run of readable characters: what it weighs, and where it lies. The order of the fields is the order of
/// preference: the most telling, then the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    weight: u32,
    start: Reverse<(usize, usize)>,
    bytes: usize,
    encoding: Encoding,
}

impl Run {
    /// Whether two runs read some of the same bytes.
    fn overlaps(&self, other: &Self) -> bool {
        let (Reverse((part, start)), Reverse((other_part, other_start))) = (self.start, other.start);
        part == other_part && start < other_start + other.bytes && other_start < start + self.bytes
    }
}

/// The most telling strings of some parts of a file, each given with its offset. The most telling comes
/// first: how much a string stands out from chance matters more to somebody who looks for a reminder than
/// where it stands.
pub(super) fn find(parts: &[(u64, &[u8])]) -> Vec<FoundString> {
    let mut best = BinaryHeap::new();
    for (part, (_, bytes)) in parts.iter().enumerate() {
        let ascii = bytes.iter().map(|byte| letters::ascii(*byte));
        collect(&mut best, ascii, (part, 0), Encoding::Ascii);
        for shift in 0..2 {
            let units = bytes.get(shift..).unwrap_or_default().chunks_exact(2);
            let units = units.map(|pair| pair.first_chunk().and_then(|pair| letters::utf16(*pair)));
            collect(&mut best, units, (part, shift), Encoding::Utf16Le);
        }
    }
    let mut chosen: Vec<Run> = Vec::new();
    for Reverse(run) in best.into_sorted_vec() {
        if chosen.len() < STRINGS && !chosen.iter().any(|other| run.overlaps(other)) {
            chosen.push(run);
        }
    }
    chosen
        .iter()
        .filter_map(|run| {
            let Reverse((part, start)) = run.start;
            let (offset, bytes) = parts.get(part)?;
            let bytes = bytes.get(start..start + run.bytes)?;
            let units = bytes.chunks_exact(2).filter_map(<[u8]>::first_chunk);
            Some(FoundString {
                encoding: run.encoding,
                offset: offset + u64::try_from(start).ok()?,
                text: match run.encoding {
                    Encoding::Ascii => bytes.iter().copied().map(char::from).collect(),
                    Encoding::Utf16Le => {
                        units.filter_map(|pair| char::from_u32(u16::from_le_bytes(*pair).into())).collect()
                    }
                },
            })
        })
        .collect()
}

/// Splits weighted characters into runs and keeps the best ones.
fn collect(
    best: &mut BinaryHeap<Reverse<Run>>,
    characters: impl Iterator<Item = Option<Weighed>>,
    (part, shift): (usize, usize),
    encoding: Encoding,
) {
    let width = match encoding {
        Encoding::Ascii => 1,
        Encoding::Utf16Le => 2,
    };
    let (mut length, mut sum, mut script) = (0, 0, None);
    for (place, character) in characters.chain([None]).enumerate() {
        let goes_on = character.is_some_and(|character| {
            length < STRING_CHARACTERS && (script.is_none() || character.script.is_none() || character.script == script)
        });
        if !goes_on {
            let weight = u32::try_from(sum).unwrap_or(0);
            if weight >= TELLING || (weight > 0 && length >= SHORTEST) {
                best.push(Reverse(Run {
                    weight,
                    start: Reverse((part, shift + (place - length) * width)),
                    bytes: length * width,
                    encoding,
                }));
                if best.len() > CANDIDATES {
                    best.pop();
                }
            }
            (length, sum, script) = (0, 0, None);
        }
        if let Some(character) = character {
            length += 1;
            sum += character.weight;
            script = script.or(character.script);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn texts(bytes: &[u8]) -> Vec<String> {
        find(&[(0, bytes)]).into_iter().map(|found| found.text).collect()
    }

    /// Bytes without a readable character at any alignment.
    fn filler(bytes: usize) -> Vec<u8> {
        vec![0; bytes]
    }

    #[test]
    fn reminders_are_found_in_many_scripts_at_any_alignment() {
        for reminder in [
            "name of the first dog",
            "Großmutters Geburtsort",
            "имя первой собаки",
            "όνομα του σκύλου",
            "最初の犬の名前は何ですか",
            "첫 번째 강아지의 이름",
            "שם הכלב הראשון",
            "اسم الكلب الأول",
            "ชื่อสุนัขตัวแรก",
            "jméno prvního psa: Žižka",
            "tên con chó đầu tiên",
            "dog3",
        ] {
            for shift in 0..2 {
                let mut bytes = filler(32 + shift);
                let offset = bytes.len() as u64;
                bytes.extend(wide(reminder));
                bytes.extend([0; 8]);
                let found = find(&[(0, &bytes)]);
                assert_eq!(
                    found.first(),
                    Some(&FoundString { encoding: Encoding::Utf16Le, offset, text: reminder.into() })
                );
                assert_eq!(found.len(), 1, "{found:?}");
            }
        }
    }

    #[test]
    fn offsets_are_those_of_the_file_and_a_string_does_not_reach_over_a_gap() {
        let head = [filler(3), b"first pet".to_vec()].concat();
        let tail = [b"second pet, too".to_vec(), filler(3)].concat();
        let found = find(&[(0, &head), (1000, &tail)]);
        let found: Vec<_> = found.iter().map(|found| (found.offset, found.text.as_str())).collect();
        assert_eq!(found, [(1000, "second pet, too"), (3, "first pet")]);
    }

    #[test]
    fn short_and_senseless_runs_are_left_out() {
        assert!(texts(&[filler(8), b"apple".to_vec(), filler(8)].concat()).is_empty());
        assert_eq!(texts(&[filler(8), b"apples".to_vec(), filler(8)].concat()), ["apples"]);
        assert!(texts(&[filler(8), b"#!$%&/()=?".to_vec(), filler(8)].concat()).is_empty());
        assert!(texts(&[filler(8), wide("dog"), filler(8)].concat()).is_empty());
    }

    #[test]
    fn han_and_hangul_are_not_read_as_one_string() {
        let mut found = texts(&[filler(2), wide("我的公司密碼提示첫강아지이름과"), filler(2)].concat());
        found.sort();
        assert_eq!(found, ["我的公司密碼提示", "첫강아지이름과"]);
        assert_eq!(texts(&[filler(2), wide("我的SSO密碼"), filler(2)].concat()), ["我的SSO密碼"]);
    }

    #[test]
    fn ascii_is_not_read_as_another_script() {
        for text in ["0000000000000000000000", "the word of last year"] {
            let found = find(&[(0, &[filler(3), text.into(), filler(3)].concat())]);
            let found: Vec<_> = found.iter().map(|found| (found.encoding, found.text.as_str())).collect();
            assert_eq!(found, [(Encoding::Ascii, text)]);
        }
    }

    #[test]
    fn a_list_of_words_between_single_zeros_is_not_read_as_han() {
        let words = ["reminder", "of", "the", "password", "and", "more", "words"];
        let found = texts(&words.join("\0").repeat(4).into_bytes());
        assert!(found.iter().all(|text| text.is_ascii()), "{found:?}");
        assert!(found.iter().any(|text| text == "reminder") && found.iter().any(|text| text == "password"));
    }

    #[test]
    fn tables_of_small_numbers_stand_behind_words() {
        let table = [2_u8, 1, 1, 2, 3, 1, 4, 2].repeat(20);
        let found = texts(&[table, filler(2), b"a rather short one".to_vec(), filler(2)].concat());
        assert_eq!(found[0], "a rather short one");
    }

    #[test]
    fn what_could_mislead_a_reader_ends_a_string() {
        let bytes = wide("first half\u{202e}other half\u{ad}third half");
        let mut found = texts(&[filler(8), bytes, filler(2)].concat());
        found.sort();
        assert_eq!(found, ["first half", "other half", "third half"]);
    }

    #[test]
    fn number_and_length_are_bounded_and_nothing_long_is_lost() {
        let mut bytes = Vec::new();
        for number in 0..10_000 {
            bytes.extend(format!("string number {number:05}\x01").into_bytes());
        }
        assert_eq!(texts(&bytes).len(), STRINGS);

        let found = find(&[(0, &[filler(1), vec![b'a'; 1200], filler(1)].concat())]);
        let places: Vec<_> = found.iter().map(|found| (found.offset, found.text.len())).collect();
        assert_eq!(places, [(1, 512), (513, 512), (1025, 176)]);
    }

    #[test]
    fn the_reminder_stands_before_what_chance_makes_readable() {
        let mut state = 1_u32;
        let mut noise = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let mut bytes: Vec<u8> = std::iter::repeat_with(&mut noise).take(4096).collect();
        bytes.extend(b"\x00the usual one, with the year\x00");
        bytes.extend(std::iter::repeat_with(&mut noise).take(4096));
        let found = texts(&bytes);
        assert_eq!(found[0], "the usual one, with the year");
        assert!(found.len() > 1, "chance makes strings, too");
    }
}
