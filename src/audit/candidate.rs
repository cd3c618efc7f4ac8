//! Candidate passwords: what an auditor found in envelopes, each known in reports by its label or its line alone.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{
    fault::{Fault, FaultCode, Place},
    label, limits,
    password::{self, Password},
};

/// Most candidates of one list: envelopes, not guesses.
pub const MOST: usize = 10_000;

/// From how many characters on a candidate that stands in a text is taken for more than chance.
pub const TELLING_CHARS: usize = 4;

/// By what a candidate is known: never by the password.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CandidateName {
    /// Its line in the candidate list, or its row on the page, from 1.
    pub line: u32,
    /// Its label, if it has one.
    pub label: Option<String>,
}

impl std::fmt::Display for CandidateName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.label {
            Some(label) => write!(f, "“{label}”"),
            None => write!(f, "line {}", self.line),
        }
    }
}

/// One candidate.
pub struct Candidate {
    name: CandidateName,
    password: Password,
    /// NFC, lower case: what is looked for in reminders.
    folded: Zeroizing<String>,
    /// The label in the same way.
    folded_label: Zeroizing<String>,
    /// The place of the first candidate with the same password, where that is another one.
    same_as: Option<usize>,
}

impl Candidate {
    /// By what it is known.
    pub fn name(&self) -> &CandidateName {
        &self.name
    }

    /// The password.
    pub fn password(&self) -> &Password {
        &self.password
    }

    fn stands_in(&self, folded: &str) -> bool {
        self.folded.chars().nth(TELLING_CHARS - 1).is_some() && folded.contains(self.folded.as_str())
    }
}

/// The candidates in the order of their list.
#[derive(Default)]
pub struct Candidates(Vec<Candidate>);

impl Candidates {
    /// Reads a candidate list: one candidate a line, the whole line its password, or a label, a tab and the password.
    /// Nothing is trimmed and nothing is a comment. Encodings are those of a password file.
    ///
    /// # Errors
    ///
    /// [`FaultCode::BadCandidate`] with the line; no part of a password is repeated.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let text = password::decoded(bytes).map_err(|fault| {
            let why = "it is not valid text in UTF-8 or UTF-16LE.";
            Fault { place: fault.place, ..Fault::new(FaultCode::BadCandidate).with("why", why) }
        })?;
        let mut candidates = Self::default();
        // A list without any line holds one that is empty.
        let empty = text.is_empty().then_some("");
        for line in text.split_inclusive('\n').chain(empty).map(password::line) {
            let (label, password) = match line.split_once('\t') {
                Some((label, password)) => (Some(label), password),
                None => (None, line),
            };
            candidates.push(label, password)?;
        }
        candidates.find_repeated();
        Ok(candidates)
    }

    /// Adds one candidate behind the others.
    ///
    /// # Errors
    ///
    /// [`FaultCode::BadCandidate`] with the line: an empty or overlong password, a label that no slot could have, or
    /// one that gives the password away.
    pub fn add(&mut self, label: Option<&str>, password: &str) -> Result<(), Fault> {
        self.push(label, password)?;
        let Some((last, others)) = self.0.split_last_mut() else { return Ok(()) };
        last.same_as = others.iter().position(|other| other.password.same_as(&last.password));
        Ok(())
    }

    /// Finds the repeated passwords of a whole list at once: a list can be long.
    fn find_repeated(&mut self) {
        let mut order: Vec<(&str, usize)> =
            self.0.iter().enumerate().map(|(index, candidate)| (candidate.password.expose(), index)).collect();
        order.sort_unstable();
        let mut repeated = Vec::new();
        for run in order.chunk_by(|one, other| one.0 == other.0) {
            if let Some(((_, first), others)) = run.split_first() {
                repeated.extend(others.iter().map(|(_, index)| (*index, *first)));
            }
        }
        for (index, first) in repeated {
            if let Some(candidate) = self.0.get_mut(index) {
                candidate.same_as = Some(first);
            }
        }
    }

    fn push(&mut self, label: Option<&str>, password: &str) -> Result<(), Fault> {
        let line = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
        let refuse = |why: String| {
            Fault::new(FaultCode::BadCandidate).with("why", why).at(Place { line, column: 1, pointer: String::new() })
        };
        if let Some(label) = label {
            label::check(label, limits::LABEL_CHARS)
                .map_err(|fault| refuse(format!("its label is no label. {}", fault.what)))?;
        }
        let password = Password::typed(password).map_err(|fault| refuse(fault.what))?;
        if self.0.len() == MOST {
            return Err(refuse(format!("a list holds at most {MOST} candidates.")));
        }
        if label.is_some_and(|label| password.stands_in(label)) {
            return Err(refuse("its label contains it, and labels stand in reports.".to_owned()));
        }
        if let Some(other) = label.and_then(|label| self.standing_in(label)) {
            let why = format!("its label contains the candidate of line {}, and labels stand in reports.", other.line);
            return Err(refuse(why));
        }
        let candidate = Candidate {
            name: CandidateName { line, label: label.map(str::to_owned) },
            folded: folded(password.expose()),
            folded_label: folded(label.unwrap_or_default()),
            password,
            same_as: None,
        };
        let mut labelled = self.0.iter().filter(|other| !other.folded_label.is_empty());
        if let Some(other) = labelled.find(|other| candidate.stands_in(&other.folded_label)) {
            let line = other.name.line;
            return Err(refuse(format!("the label of line {line} contains it, and labels stand in reports.")));
        }
        self.0.push(candidate);
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The candidate at a place, from 0.
    pub fn get(&self, index: usize) -> Option<&Candidate> {
        self.0.get(index)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Candidate> {
        self.0.iter()
    }

    /// The candidates without those that repeat another one's password.
    pub(crate) fn distinct(&self) -> impl Iterator<Item = (usize, &Candidate)> {
        self.0.iter().enumerate().filter(|(_, candidate)| candidate.same_as.is_none())
    }

    /// The candidates that repeat another one's password, each with that other one.
    pub fn repeated(&self) -> impl Iterator<Item = (&Candidate, &Candidate)> {
        self.0.iter().filter_map(|candidate| Some((candidate, self.get(candidate.same_as?)?)))
    }

    /// The first candidate of whose letters beyond ASCII a text was freed, and of which the rest, or a telling part of
    /// it, stands in `text`.
    pub(crate) fn leaving_in(&self, text: &str) -> Option<&CandidateName> {
        if self.is_empty() {
            return None;
        }
        let text = folded(text);
        let telling = |part: &&str| part.len() >= TELLING_CHARS;
        let leaves = |candidate: &&Candidate| {
            let mut parts = candidate.folded.split(|c: char| !c.is_ascii()).filter(telling);
            !candidate.folded.is_ascii() && parts.any(|part| text.contains(part))
        };
        self.0.iter().find(leaves).map(|candidate| &candidate.name)
    }

    /// The first candidate that stands in `text`, whatever the case.
    pub fn standing_in(&self, text: &str) -> Option<&CandidateName> {
        if self.is_empty() {
            return None;
        }
        let text = folded(text);
        self.0.iter().find(|candidate| candidate.stands_in(&text)).map(|candidate| &candidate.name)
    }
}

fn folded(text: &str) -> Zeroizing<String> {
    // Room for the longest outcome, so that growing leaves no copy behind.
    let mut folded = Zeroizing::new(String::with_capacity(text.len() * 4));
    folded.extend(text.nfc().flat_map(char::to_lowercase));
    folded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn read(bytes: &[u8]) -> Candidates {
        Candidates::read(bytes).unwrap_or_else(|fault| panic!("{fault}"))
    }

    fn listed(bytes: &[u8]) -> Vec<(u32, Option<String>, String)> {
        let name = |candidate: &Candidate| (candidate.name.line, candidate.name.label.clone());
        read(bytes).iter().map(|c| (name(c).0, name(c).1, c.password.expose().to_owned())).collect()
    }

    #[test]
    fn a_line_is_a_password_or_a_label_and_a_password() {
        let none = |line, password: &str| (line, None, password.to_owned());
        assert_eq!(
            listed(b"first one\n# second\nsafe 3\tthird\n  fourth  \nsafe 5\tfif\tth\n"),
            [
                none(1, "first one"),
                none(2, "# second"),
                (3, Some("safe 3".to_owned()), "third".to_owned()),
                none(4, "  fourth  "),
                (5, Some("safe 5".to_owned()), "fif\tth".to_owned()),
            ]
        );
    }

    #[test]
    fn encodings_and_line_ends_are_those_of_a_password_file() {
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("ä one\r\ntwo\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [&b"\xef\xbb\xbf\xc3\xa4 one\r\ntwo\r\n"[..], "a\u{308} one\ntwo".as_bytes(), &utf16] {
            let passwords: Vec<_> = listed(bytes).into_iter().map(|(_, _, password)| password).collect();
            assert_eq!(passwords, ["ä one", "two"]);
        }
    }

    #[test]
    fn one_line_end_is_dropped_of_each_line() {
        let passwords: Vec<_> = listed(b"one\r\r\ntwo\r\r\n").into_iter().map(|(_, _, password)| password).collect();
        assert_eq!(passwords, ["one\r", "two\r"]);
        assert_eq!(listed(b"one\ntwo\r").pop().unwrap().2, "two\r");
    }

    #[test]
    fn what_cannot_be_a_candidate_is_refused_with_its_line_and_without_the_password() {
        let long = format!("one\n{}\n", "x".repeat(1025));
        for (bytes, line, words) in [
            (&b"one\ntwo\n\nfour\n"[..], 3, "empty"),
            (b"", 1, "empty"),
            (b"one\n\n", 2, "empty"),
            (b"safe\t\n", 1, "empty"),
            (b"one\n\tsecret-2\n", 2, "label"),
            (b"one\na\x07b\tsecret-2\n", 2, "label"),
            (b"the Hidden-9 envelope\thidden-9\n", 1, "label"),
            (b"Hidden-9 of old\tsecret-2\nhidden-9\n", 2, "the label of line 1"),
            (b"hidden-9\nHidden-9 of old\tsecret-2\n", 2, "the candidate of line 1"),
            (b"one\ntwo\xff\n", 2, "UTF-8"),
            (b"\xfe\xff\0o\0n\0e", 1, "UTF-8"),
            (long.as_bytes(), 2, "1025"),
        ] {
            let Err(fault) = Candidates::read(bytes) else { panic!("{bytes:?} was taken") };
            assert_eq!(fault.code, FaultCode::BadCandidate);
            assert_eq!(fault.place.as_ref().unwrap().line, line, "{bytes:?}");
            assert!(fault.what.contains(words), "{bytes:?}: {fault}");
            assert!(!fault.to_string().contains("secret-2") && !fault.to_string().to_lowercase().contains("hidden-9"));
        }
    }

    #[test]
    fn a_list_has_an_end() {
        let list = |count: usize| (0..count).map(|number| format!("number {number}\n")).collect::<String>();
        let Err(fault) = Candidates::read(list(MOST + 1).as_bytes()) else { panic!("it was taken") };
        assert_eq!(fault.place.unwrap().line as usize, MOST + 1);
        assert!(fault.what.contains("at most 10000"));
    }

    #[test]
    fn a_repeated_password_is_tried_once() {
        let candidates = read("A\tSchlüssel\nother\nB\tSchlu\u{308}ssel\n".as_bytes());
        assert_eq!(candidates.distinct().map(|(index, _)| index).collect::<Vec<_>>(), [0, 1]);
        let repeated: Vec<_> = candidates.repeated().map(|(one, first)| (one.name.line, first.name.line)).collect();
        assert_eq!(repeated, [(3, 1)]);
        // One by one, as the page gives them.
        let mut added = Candidates::default();
        for text in ["one", "two", "one", "two", "one"] {
            added.add(None, text).unwrap();
        }
        let repeated: Vec<_> = added.repeated().map(|(one, first)| (one.name.line, first.name.line)).collect();
        assert_eq!(repeated, [(3, 1), (4, 2), (5, 1)]);
    }

    #[test]
    fn a_candidate_is_found_in_a_text_whatever_the_case() {
        let candidates = read("abc\nBlue Horse 7\nSchlu\u{308}ssel\n".as_bytes());
        let line = |text| candidates.standing_in(text).map(|name| name.line);
        assert_eq!(line("it is BLUE HORSE 7!"), Some(2));
        assert_eq!(line("der schlüssel"), Some(3));
        // Three characters stand in too many words.
        assert_eq!(line("the abc of it"), None);
        assert_eq!(line("nothing"), None);
    }
}
