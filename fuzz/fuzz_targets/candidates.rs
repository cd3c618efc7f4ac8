//! Candidate lists: every line is one candidate, as it stands; what is refused is named by its line and not repeated.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mastersecret::{
    audit::candidate::{Candidates, TELLING_CHARS},
    fault::FaultCode,
    limits,
    password::Password,
    text::decode,
};
use mastersecret_fuzz::{
    MIB, planted,
    said::can_be_shown,
    seeds::{self, Start},
    within,
};

const START: Start = Start { seeds: seeds::candidates, words: seeds::candidate_words, longest: 4096, runs: 30000 };

fuzz_target!(init: START.begin(), |bytes: &[u8]| {
    within(16 * MIB + 256 * bytes.len(), || {
        let text = decode(bytes).map(|(text, _)| text);
        let lines = |text: &str| -> Vec<String> {
            let mut lines: Vec<_> = text.replace("\r\n", "\n").split('\n').map(str::to_owned).collect();
            if text.ends_with('\n') {
                lines.pop();
            }
            lines
        };
        let candidates = match Candidates::read(bytes) {
            Ok(candidates) => candidates,
            Err(fault) => {
                assert_eq!(fault.code, FaultCode::BadCandidate);
                can_be_shown(&fault);
                let place = fault.place.as_ref().expect("a place");
                let Ok(text) = text else { return };
                let lines = lines(&text);
                let line = &lines[place.line as usize - 1];
                let password = line.split_once('\t').map_or(line.as_str(), |(_, password)| password);
                // Digits do not stand in our own words but for counts.
                let telling = password.chars().filter(char::is_ascii_digit).count() >= 8;
                assert!(!telling || !fault.to_string().contains(password), "{fault}");
                return;
            }
        };
        let lines = lines(&text.expect("read as text"));
        assert_eq!(candidates.len(), lines.len());
        for (number, (line, candidate)) in lines.iter().zip(candidates.iter()).enumerate() {
            let (label, password) = match line.split_once('\t') {
                Some((label, password)) => (Some(label), password),
                None => (None, line.as_str()),
            };
            assert_eq!((candidate.name().line as usize, candidate.name().label.as_deref()), (number + 1, label));
            let found = candidate.password().expose();
            assert!((1..=limits::PASSWORD_BYTES).contains(&found.len()));
            assert_eq!(Password::typed(password).unwrap().expose(), found);
            assert_eq!(Password::typed(found).unwrap().expose(), found, "composed twice");
            if candidate.password().check_new().is_ok() {
                assert!(found.chars().count() >= limits::PASSWORD_CHARS);
            }
            if found.chars().count() >= TELLING_CHARS && found.is_ascii() {
                assert!(candidates.standing_in(&format!("it is {}!", found.to_ascii_uppercase())).is_some());
            }
        }
        for (one, first) in candidates.repeated() {
            assert_eq!(one.password().expose(), first.password().expose());
            assert!(first.name().line < one.name().line);
            planted(true);
        }
    });
});
