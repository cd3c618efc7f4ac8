//! How many guesses a password takes.

use std::sync::Once;

use mastersecret::finding::COMMON_WORDS;

use crate::hardening::{clear_stack, leaving_nothing};

/// Any text in which the estimator finds a repetition and dates, so that it makes all its tables and expressions.
const ANYTHING: &str = "aa 11121990 11-12-1990";

/// An estimate of the guesses after which an attacker who knows `words` about the file finds `password`.
///
/// The estimator keeps pieces of the password in memory that is freed without being wiped.
pub(crate) fn guesses(password: &str, words: &[&str]) -> u64 {
    static READY: Once = Once::new();
    // What it keeps for good is made before it sees a password, and with nothing left of what was done before.
    READY.call_once(|| {
        clear_stack();
        let _ = zxcvbn::zxcvbn(ANYTHING, &[]);
    });
    let known: Vec<&str> = words.iter().copied().chain(COMMON_WORDS).collect();
    leaving_nothing(|| zxcvbn::zxcvbn(password, &known).guesses())
}
