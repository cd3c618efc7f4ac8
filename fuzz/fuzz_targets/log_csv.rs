//! Logs as CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mastersecret_fuzz::{
    logs,
    seeds::{self, Start},
};

const START: Start = Start { seeds: seeds::csv_logs, words: seeds::log_words, longest: 16384, runs: 1500 };

fuzz_target!(init: START.begin(), |bytes: &[u8]| {
    logs::holds(bytes);
});
