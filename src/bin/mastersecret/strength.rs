//! How many guesses a password takes.

use mastersecret::finding::COMMON_WORDS;

/// An estimate of the guesses after which an attacker who knows `words` about the file finds `password`.
///
/// The estimator keeps pieces of the password in memory that is freed without being wiped.
pub(crate) fn guesses(password: &str, words: &[&str]) -> u64 {
    let known: Vec<&str> = words.iter().copied().chain(COMMON_WORDS).collect();
    zxcvbn::zxcvbn(password, &known).guesses()
}
