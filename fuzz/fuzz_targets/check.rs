//! Any bytes, with limits so small that nothing is ever derived: a verdict that another reader shares, a report that
//! can be shown, and nothing that opens.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mastersecret::{
    fault::FaultCode,
    inspect::{Terms, inspect},
    keys::Memory,
    password::Password,
    recognize::Sample,
    text::decode_lossy,
    verdict::Verdict,
};
use mastersecret_fuzz::{
    MIB,
    generator::document::A,
    planted,
    said::{agrees_with_the_judge, can_be_shown, holds_for_a_check, holds_for_an_inspection, terms},
    seeds::{self, Start},
    within,
};

static NOTHING: LazyLock<Terms> = LazyLock::new(|| terms(0));
static PASSWORD: LazyLock<Password> = LazyLock::new(|| Password::typed(A).unwrap());

const START: Start = Start { seeds: seeds::documents, words: seeds::document_words, longest: 8192, runs: 4000 };

fuzz_target!(init: START.begin(), |bytes: &[u8]| {
    within(16 * MIB + 256 * bytes.len(), || {
        let mut memory = Memory::new();
        let inspection = inspect(Some("x.msb"), &Sample::Whole(bytes), &NOTHING);
        agrees_with_the_judge(bytes, &inspection);
        holds_for_an_inspection(&inspection);
        // What is whole would cost more than nothing.
        assert_ne!(inspection.verdict, Verdict::Intact);
        planted(inspection.verdict == Verdict::Refused);
        for try_damaged in [false, true] {
            let check = inspection.check(&PASSWORD, try_damaged, None, &NOTHING, &mut memory, &mut |_, _, _| {}).unwrap();
            assert_eq!(check.verdict, inspection.verdict);
            holds_for_a_check(&inspection, &check);
        }
        let text = inspection.text.as_ref().map_or_else(|| decode_lossy(bytes), |text| text.clone());
        let salvaged = mastersecret::salvage::salvage(&text, inspection.root.as_ref(), &PASSWORD, None, &NOTHING.budget, &mut memory);
        let fault = salvaged.map(drop).unwrap_err();
        can_be_shown(&fault);
        assert!(matches!(fault.code, FaultCode::NotSalvaged | FaultCode::TooMuchMemory), "{fault}");
        assert_eq!(memory.kib(), 0);
    });
});
