//! Binary logs (.evtx), from chunks that are put behind a fitting header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mastersecret_fuzz::{
    logs,
    seeds::{self, Start},
};

const START: Start = Start { seeds: seeds::chunks, words: seeds::log_words, longest: 70000, runs: 500 };

fuzz_target!(init: START.begin(), |bytes: &[u8]| {
    logs::holds(&logs::whole_evtx(bytes));
});
