//! Valid backups, changed by accident, by a stranger, by somebody who knows the file key: nothing opens but what is
//! genuine, nothing that is genuine is refused, and every verdict is the one that the change deserves.
#![no_main]

use std::{
    cell::RefCell,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use libfuzzer_sys::fuzz_target;
use mastersecret::{
    backup::Backup,
    content::Opened,
    fault::FaultCode,
    finding::FindingCode,
    inspect::{Inspection, Terms, inspect},
    keys::Memory,
    open::{OpenedBackup, candidates, check_cost, open_with_key},
    password::Password,
    recognize::Sample,
    salvage::Salvaged,
    secret::Key,
    slot::{Answer, PasswordSlot},
    verdict::Verdict,
};
use mastersecret_fuzz::{
    MIB,
    generator::document::{A, B},
    plan::{BASES, Base, Hand, Plan, covered},
    planted,
    said::{agrees_with_the_judge, holds_for_a_check, holds_for_an_inspection, terms, tree},
    seeds::{self, Start},
    within,
};

/// A cheap derivation is affordable, a dear one is not.
static TERMS: LazyLock<Terms> = LazyLock::new(|| terms(9 * 1024));

/// What a password derives from a slot. Remembered, since nothing else takes time here.
fn root_of<T>(slot: &PasswordSlot, password: &Password, ask: impl FnOnce(&Key) -> T) -> T {
    const MOST: usize = 4096;
    type Roots = HashMap<(String, Vec<u8>, [u32; 3]), Key>;
    thread_local!(static ROOTS: RefCell<(Roots, Memory)> = RefCell::default());
    ROOTS.with_borrow_mut(|(roots, memory)| {
        if roots.len() > MOST {
            roots.clear();
        }
        let name = (
            password.expose().to_owned(),
            slot.salt.clone(),
            [slot.cost.memory_kib, slot.cost.passes, slot.cost.lanes],
        );
        let root = roots.entry(name).or_insert_with(|| slot.root(password, memory).expect("memory for a derivation"));
        ask(root)
    })
}

/// What `open` does, with remembered derivations.
fn opened(backup: &Backup, password: &Password) -> Result<OpenedBackup, FaultCode> {
    let slots = candidates(backup, None).expect("no label was asked for");
    check_cost(&slots, &TERMS.budget).map_err(|fault| fault.code)?;
    for slot in slots {
        match root_of(slot, password, |root| slot.ask(root)) {
            Answer::No => {}
            Answer::Yes(key) => return open_with_key(backup, slot, key).map_err(|failure| failure.fault.code),
            Answer::CheckOnly => return Err(FaultCode::SlotKey),
            Answer::KeyOnly(_) => return Err(FaultCode::SlotCheck),
        }
    }
    Err(FaultCode::WrongPassword)
}

/// Whether the content is that of a backup, whole.
fn holds_what(opened: &Opened, base: &Base) -> bool {
    opened.plaintext().expose() == base.plaintext
}

/// Checks what a password makes of a backup that can be tried.
fn deserved(
    plan: &Plan,
    bytes: &[u8],
    backup: &Backup,
    password: &Password,
    outcome: &Result<OpenedBackup, FaultCode>,
) {
    let document = tree(bytes).expect("what can be tried is a document");
    let covered = covered(&document).expect("what can be tried is whole");
    let genuine = BASES.iter().find(|base| base.covered == covered);
    let right = genuine.map(|base| base.passwords.contains(&password.expose()));
    match (outcome, right) {
        (Ok(opened), Some(true)) => assert!(holds_what(&opened.content, genuine.unwrap())),
        (Err(FaultCode::WrongPassword), Some(false)) => {}
        (_, Some(_)) => panic!("genuine, and {:?}", outcome.as_ref().err()),
        // Not genuine: only a custodian can write what opens, and only with a payload that was made under this key.
        (Ok(opened), None) => {
            assert_eq!(plan.hand, Hand::Custodian, "a forgery opens");
            let payload = BASES.iter().find(|base| base.document.root["payload"] == document["payload"]);
            let payload = payload.expect("a changed payload opens");
            assert_eq!(payload.document.file_key, plan.base().document.file_key, "a payload opens under another key");
            assert!(holds_what(&opened.content, payload));
            assert_eq!(opened.content.plaintext().len(), backup.header.content.plaintext_bytes());
            assert!([A, B].contains(&password.expose()));
        }
        (Err(code), None) => match code {
            FaultCode::WrongPassword => {}
            FaultCode::TooMuchMemory | FaultCode::TooMuchWork => {}
            FaultCode::SlotCheck
            | FaultCode::SlotKey
            | FaultCode::KeyCheck
            | FaultCode::PayloadTag
            | FaultCode::Mac => {
                assert!([A, B].contains(&password.expose()), "{code:?}, and the password is nobody's");
                // A mac that was computed anew fits.
                assert!(*code != FaultCode::Mac || plan.hand != Hand::Custodian || plan.byte.is_some());
            }
            FaultCode::ContentHash => assert_eq!(plan.hand, Hand::Custodian, "a forgery authenticates"),
            other => panic!("{other:?}"),
        },
    }
    planted(genuine.is_none() && outcome.is_ok());
}

/// The whole way with a real derivation must give what the remembered one gave.
fn in_full(inspection: &Inspection, password: &Password, outcome: &Result<OpenedBackup, FaultCode>) {
    let (mut memory, damaged) = (Memory::new(), inspection.verdict == Verdict::Damaged);
    let check = inspection.check(password, true, None, &TERMS, &mut memory, &mut |_, _, _| {}).unwrap();
    holds_for_a_check(inspection, &check);
    let has = |code| check.findings.iter().any(|finding| finding.code == code);
    match outcome {
        Ok(opened) => {
            assert_eq!(check.verdict, Verdict::Opens);
            assert_eq!(check.opened.as_ref().map(|opened| &opened.slot), Some(&opened.slot));
            assert_eq!(has(FindingCode::ChecksumDamaged), damaged);
        }
        Err(_) if damaged => assert_eq!(check.verdict, Verdict::Damaged),
        Err(code) => assert_eq!(check.fault.as_ref().map(|fault| fault.code), Some(*code)),
    }
    if let Ok(salvaged) = inspection.salvage(password, None, &TERMS, &mut memory) {
        let bytes = match &salvaged {
            Salvaged::Described(opened) => opened.plaintext(),
            Salvaged::Raw(bytes) => mastersecret::secret::SecretBytes::new(bytes.expose().to_vec()),
        };
        assert!(BASES.iter().any(|base| base.plaintext == bytes.expose()), "salvage gives what was never in");
        assert!([A, B].contains(&password.expose()));
    }
}

const START: Start = Start { seeds: seeds::plans, words: seeds::passwords, longest: 512, runs: 4000 };

fuzz_target!(init: START.begin(), |plan: Plan| {
    const ONE_IN: u64 = 48;
    LazyLock::force(&BASES);
    let Ok(password) = Password::typed(plan.key.typed()) else {
        return;
    };
    let bytes = plan.carried_out();
    within(64 * MIB, || {
        let inspection = inspect(Some("x.msb"), &Sample::Whole(&bytes), &TERMS);
        agrees_with_the_judge(&bytes, &inspection);
        holds_for_an_inspection(&inspection);
        let Some(backup) = &inspection.backup else {
            assert!(BASES.iter().all(|base| tree(&bytes).and_then(|root| covered(&root)) != Some(base.covered.clone()))
                || matches!(inspection.verdict, Verdict::Malformed | Verdict::Damaged));
            return;
        };
        let outcome = opened(backup, &password);
        deserved(&plan, &bytes, backup, &password, &outcome);
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        if hasher.finish().is_multiple_of(ONE_IN) {
            in_full(&inspection, &password, &outcome);
        }
    });
});
