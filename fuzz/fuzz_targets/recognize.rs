//! Any bytes: is it a backup, and if not, what does it seem to be?
#![no_main]

use libfuzzer_sys::fuzz_target;
use mastersecret::{
    limits::DOCUMENT_BYTES,
    recognize::{STRING_CHARACTERS, STRINGS, Sample, SeemsToBe, is_backup, seems_to_be},
};
use mastersecret_fuzz::{
    MIB, judge, planted,
    said::plain,
    seeds::{self, Start},
    within,
};

fn holds(seems: &SeemsToBe, bytes: u64) {
    assert!((0.0..=8.0).contains(&seems.entropy));
    plain(&seems.name);
    plain(&seems.note);
    assert!(seems.strings.len() <= STRINGS);
    for found in &seems.strings {
        assert!(!found.text.is_empty() && found.text.chars().count() <= STRING_CHARACTERS);
        assert!(found.offset < bytes, "{found:?}");
        plain(&format!("x{}", found.text));
    }
    let text = serde_json::to_string(seems).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["name"], seems.name);
}

const START: Start = Start { seeds: seeds::samples, words: seeds::document_words, longest: 16384, runs: 4000 };

fuzz_target!(init: START.begin(), |bytes: &[u8]| {
    within(16 * MIB + 64 * bytes.len(), || {
        let whole = Sample::Whole(bytes);
        assert_eq!(is_backup(&whole), judge::recognised(bytes));
        let seems = seems_to_be(&whole, Some("x.bak"));
        assert!(seems.whole);
        holds(&seems, bytes.len() as u64);
        // A name says nothing where the bytes say something.
        let named = seems_to_be(&whole, Some("SSO478AD.bak"));
        assert_eq!((named.kind, &named.strings), (seems.kind, &seems.strings));
        planted(!seems.strings.is_empty());

        let (head, tail) = bytes.split_at(bytes.len() / 2);
        let length = (DOCUMENT_BYTES + 1 + bytes.len()) as u64;
        let ends = Sample::Ends { head, tail, bytes: length };
        assert!(!is_backup(&ends));
        let seems = seems_to_be(&ends, None);
        assert!(!seems.whole);
        holds(&seems, length);
    });
});
