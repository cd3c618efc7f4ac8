//! The sample backups that the page carries (`www/samples/`) are the ones made here; `UPDATE_DOCS=1 cargo test --test
//! page_samples` rewrites them. They are real files of the format, and the same in every run: their randomness comes
//! from a counter, so nothing that they hold is secret.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use mastersecret::{
    cost::{Budget, Cost},
    fault::Fault,
    generate::generate,
    inspect::{Inspection, Terms, inspect},
    keys::Memory,
    open::OpenedBackup,
    password::Password,
    policy::Policy,
    recognize::Sample,
    rewrap::add_slot,
    seal::{Native, seal},
    secret::SecretBytes,
    time::Time,
    tree::Value,
    verdict::Verdict,
    write::{Entropy, NewSlot, Writer},
};
use support::{Fixed, altered, at};

/// The password of every sample, as the page shows it.
const PASSWORD: &str = "correct horse battery staple";
const OTHER_PASSWORD: &str = "another custodian's own words";

#[test]
fn the_published_samples_are_made_here() {
    let samples = [("whole", whole()), ("damaged", damaged()), ("tampered", tampered()), ("sealed", sealed())];
    for (name, bytes) in samples {
        let path = format!("{}/www/samples/{name}.msb", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &bytes).unwrap();
        }
        let there = std::fs::read(&path).unwrap_or_default();
        assert!(there == bytes, "{path} is not what is made here; `cargo xtask docs` rewrites it");
    }
}

#[test]
fn each_sample_is_what_the_page_says_of_it() {
    assert_eq!(verdict(&whole(), PASSWORD), Verdict::Opens);
    assert_eq!(verdict(&whole(), OTHER_PASSWORD), Verdict::Opens);
    assert_eq!(verdict(&damaged(), PASSWORD), Verdict::Damaged);
    assert_eq!(verdict(&tampered(), PASSWORD), Verdict::Tampered);
    assert_eq!(verdict(&sealed(), PASSWORD), Verdict::Opens);
}

fn terms() -> Terms {
    Terms { budget: Budget::default(), policy: Policy::default(), now: Time::parse("2026-06-30T00:00:00Z").unwrap() }
}

fn verdict(bytes: &[u8], password: &str) -> Verdict {
    let password = Password::typed(password).unwrap();
    let inspection = inspect(None, &Sample::Whole(bytes), &terms());
    inspection.check(&password, false, None, &terms(), &mut Memory::new(), &mut |_, _, _| {}).unwrap().verdict
}

fn write<T>(seed: u64, now: &str, work: impl FnOnce(&mut Writer<'_>) -> Result<T, Fault>) -> T {
    let (mut entropy, mut memory) = (Fixed(seed << 32), Memory::new());
    work(&mut Writer { entropy: &mut entropy, memory: &mut memory, now: Time::parse(now).unwrap() }).unwrap()
}

fn slot<'a>(label: &str, reminder: &str, password: &'a Password) -> NewSlot<'a> {
    NewSlot { label: label.to_owned(), reminder: Some(reminder.to_owned()), password, cost: Cost::STANDARD }
}

fn opened(bytes: &[u8]) -> (Inspection, OpenedBackup) {
    let terms = terms();
    let inspection = inspect(None, &Sample::Whole(bytes), &terms);
    let password = Password::typed(PASSWORD).unwrap();
    let check = inspection.check(&password, false, None, &terms, &mut Memory::new(), &mut |_, _, _| {}).unwrap();
    (inspection, check.opened.expect("a sample opens"))
}

/// Two secrets, two custodians.
fn whole() -> Vec<u8> {
    let (password, other) = (Password::typed(PASSWORD).unwrap(), Password::typed(OTHER_PASSWORD).unwrap());
    let first = slot("Platform team, on call", "The comic about passwords, four words", &password);
    let old = write(1, "2026-01-14T09:12:40Z", |writer| generate(None, Some("CRM-PROD".to_owned()), &first, writer));
    let (inspection, key) = opened(&old.bytes);
    let from = Some((inspection.backup.as_ref().unwrap(), &key));
    let new = write(2, "2026-05-19T22:41:07Z", |writer| generate(from, None, &first, writer));
    let (inspection, key) = opened(&new.bytes);
    let second = slot("Safe of the IT manager", "Printed, in the envelope with the blue seal", &other);
    let both = |writer: &mut Writer<'_>| add_slot(inspection.backup.as_ref().unwrap(), &key, &second, writer);
    write(3, "2026-05-19T22:48:55Z", both).bytes
}

/// One digit of a date changed by a bad copy: the checksum no longer fits.
fn damaged() -> Vec<u8> {
    let password = Password::typed(PASSWORD).unwrap();
    let only = slot("Operations", "The comic about passwords, four words", &password);
    let bytes =
        write(4, "2026-03-02T16:20:31Z", |writer| generate(None, Some("HIS-TEST".to_owned()), &only, writer)).bytes;
    let text = String::from_utf8(bytes).unwrap();
    let hurt = text.replacen("16:20:31Z", "16:20:37Z", 1);
    assert_ne!(text, hurt);
    hurt.into_bytes()
}

/// The reminder replaced by somebody who wants the password, and the checksum made to fit again.
fn tampered() -> Vec<u8> {
    let password = Password::typed(PASSWORD).unwrap();
    let only = slot("Operations", "The comic about passwords, four words", &password);
    let bytes =
        write(5, "2026-04-11T07:03:18Z", |writer| generate(None, Some("BTS-PROD".to_owned()), &only, writer)).bytes;
    let bait = "Forgotten? Mail this file and the password to sso-recovery@example.com";
    altered(&bytes, |root| at(root, "/header/slots/0/reminder").value = Value::Text(bait.to_owned()))
}

/// Made-up bytes in the place of a native backup, its own password enclosed.
fn sealed() -> Vec<u8> {
    let password = Password::typed(PASSWORD).unwrap();
    let mut bytes = vec![0; 1042];
    Fixed(6 << 32).fill(&mut bytes).unwrap();
    let native = Native {
        name: "SSO478AD.bak".to_owned(),
        bytes,
        password: Some(SecretBytes::new(b"what ssoconfig asked for".to_vec())),
        current_msid: Some("6f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap()),
        previous_msid: Some("1f2e3d4c-5b6a-4798-8796-a5b4c3d2e1f0".parse().unwrap()),
        backed_up: Some(Time::parse("2026-05-30T18:00:00Z").unwrap()),
    };
    let only = slot("SSO administrators", "The comic about passwords, four words", &password);
    write(7, "2026-06-01T08:15:00Z", |writer| seal(native, Some("BTS-PROD".to_owned()), &only, writer)).bytes
}
