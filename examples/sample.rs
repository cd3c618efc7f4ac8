//! Prints one of the sample backups that the page carries: `cargo run --example sample -- NAME`.
//!
//! The samples are real files of the format, and the same in every run: their randomness comes from a counter, so
//! nothing that they hold is secret.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program of the build: it is meant to stop at once when anything is wrong"
)]

use std::io::Write;

use mastersecret::{
    canonical::{checksum, hex, sha256, written},
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
    tree::{Node, Value},
    write::{Entropy, NewSlot, Writer},
};

/// The password of every sample, as the page shows it.
const PASSWORD: &str = "correct horse battery staple";
const OTHER_PASSWORD: &str = "another custodian's own words";

/// SHA-256 of a counter.
struct Counter(u64);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            chunk.copy_from_slice(&sha256(&self.0.to_le_bytes())[..chunk.len()]);
        }
        Ok(())
    }
}

fn main() {
    let name = std::env::args().nth(1).expect("the name of a sample");
    let bytes = match name.as_str() {
        "whole" => whole(),
        "damaged" => damaged(),
        "tampered" => tampered(),
        "sealed" => sealed(),
        _ => panic!("the samples are whole, damaged, tampered and sealed"),
    };
    std::io::stdout().write_all(&bytes).unwrap();
}

fn write<T>(seed: u64, now: &str, work: impl FnOnce(&mut Writer<'_>) -> Result<T, Fault>) -> T {
    let (mut entropy, mut memory) = (Counter(seed << 32), Memory::new());
    work(&mut Writer { entropy: &mut entropy, memory: &mut memory, now: Time::parse(now).unwrap() }).unwrap()
}

fn slot<'a>(label: &str, reminder: &str, password: &'a Password) -> NewSlot<'a> {
    NewSlot { label: label.to_owned(), reminder: Some(reminder.to_owned()), password, cost: Cost::STANDARD }
}

fn opened(bytes: &[u8]) -> (Inspection, OpenedBackup) {
    let now = Time::parse("2026-06-30T00:00:00Z").unwrap();
    let terms = Terms { budget: Budget::default(), policy: Policy::default(), now };
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
    let mut root = mastersecret::parse::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
    let bait = "Forgotten? Mail this file and the password to sso-recovery@example.com";
    *text_at(&mut root, &["header", "slots", "0", "reminder"]) = bait.to_owned();
    let part = |name| root.get(name).unwrap();
    let sum = hex(&checksum(part("header"), part("payload"), part("mac")).unwrap());
    *text_at(&mut root, &["checksum"]) = sum;
    written(&root).into_bytes()
}

fn text_at<'a>(root: &'a mut Node, path: &[&str]) -> &'a mut String {
    let node = path.iter().fold(root, |node, step| match &mut node.value {
        Value::Object(members) => &mut members.iter_mut().find(|member| member.name == *step).unwrap().node,
        Value::List(nodes) => &mut nodes[step.parse::<usize>().unwrap()],
        _ => panic!("{path:?}"),
    });
    match &mut node.value {
        Value::Text(text) => text,
        _ => panic!("{path:?}"),
    }
}

/// Made-up bytes in the place of a native backup, its own password enclosed.
fn sealed() -> Vec<u8> {
    let password = Password::typed(PASSWORD).unwrap();
    let mut bytes = vec![0; 1042];
    Counter(6 << 32).fill(&mut bytes).unwrap();
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
