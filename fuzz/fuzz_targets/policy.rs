//! Policy files: what is accepted is the same when it is written again, and every finding can be measured against it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mastersecret::{
    audit::policy_file,
    fault::FaultCode,
    inspect::{Terms, inspect},
    policy::Policy,
    recognize::Sample,
    text::decode,
};
use mastersecret_fuzz::{
    MIB,
    generator::document::Document,
    planted,
    said::{can_be_shown, holds_for_an_inspection, policy_text, stands_in, terms},
    seeds::{self, Start},
    within,
};

static BACKUP: LazyLock<String> = LazyLock::new(|| Document::two_slots().text());

const START: Start = Start { seeds: seeds::policies, words: seeds::policy_words, longest: 2048, runs: 30000 };

fuzz_target!(init: START.begin(), |bytes: &[u8]| {
    LazyLock::force(&BACKUP);
    within(16 * MIB + 256 * bytes.len(), || match policy_file::read(bytes) {
        Ok(policy) => {
            assert_eq!(policy_file::read(policy_text(&policy).as_bytes()).unwrap(), policy);
            let terms = Terms { policy: policy.clone(), ..terms(1 << 20) };
            holds_for_an_inspection(&inspect(None, &Sample::Whole(BACKUP.as_bytes()), &terms));
            planted(policy != Policy::default());
        }
        Err(fault) => {
            assert_eq!(fault.code, FaultCode::BadPolicy);
            can_be_shown(&fault);
            let place = fault.place.as_ref().expect("a place");
            if let Ok((text, _)) = decode(bytes) {
                stands_in(&text, place);
            }
        }
    });
});
