//! Wrapping text into lines.

use textwrap::{Options, WordSplitter};

/// How text is wrapped. Identifiers and hashes stay whole: they are there to be copied.
pub(super) fn wrapping(room: usize) -> Options<'static> {
    Options::new(room).word_splitter(WordSplitter::NoHyphenation).break_words(false)
}

/// Whether each character takes one column, and the first is none to break at.
pub(super) fn is_one_column_each(text: &str) -> bool {
    !text.starts_with(' ') && text.chars().all(|character| matches!(character, ' '..='~' | '“' | '”'))
}

/// The lines of such a text, as [`wrapping`] would have them.
pub(super) struct Lines<'a> {
    rest: Option<&'a str>,
    room: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str, room: usize) -> Self {
        Self { rest: Some(text), room }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.take()?.trim_end_matches(' ');
        let Some((first_outside, character)) = text.char_indices().nth(self.room) else { return Some(text) };
        // A line ends at the last space that leaves it short enough; a word that is too long has a line of its own.
        let within = first_outside + usize::from(character == ' ');
        let fitting = text.get(..within).and_then(|most| most.rfind(' '));
        let Some(end) = fitting.or_else(|| text.find(' ')) else { return Some(text) };
        let (line, rest) = text.split_at(end);
        self.rest = Some(rest.trim_start_matches(' '));
        Some(line.trim_end_matches(' '))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_wrapped_as_any_text_is() {
        let mut words = 1_u64;
        let mut next = |below: u64| {
            words = words.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (words >> 33) % below
        };
        for _ in 0..3000 {
            let mut text = String::new();
            for _ in 0..next(30) {
                let kind = if next(2) == 0 { "x" } else { "“" };
                text.push_str(&kind.repeat(next(14) as usize));
                text.push_str(&" ".repeat(1 + next(7).saturating_sub(4) as usize));
            }
            if !is_one_column_each(&text) {
                continue;
            }
            for room in [1, 5, 10, 20, 33] {
                let lines: Vec<_> = Lines::of(&text, room).collect();
                assert_eq!(lines, textwrap::wrap(&text, wrapping(room)), "{text:?} in {room} columns");
            }
        }
        assert!(!is_one_column_each("ü") && !is_one_column_each("a\nb") && !is_one_column_each(" a"));
    }
}
