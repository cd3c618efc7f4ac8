//! Shared by the tests: fixed randomness, cheap derivations, and short ways to make and change files.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use mastersecret::{
    backup,
    canonical::{self, checksum, hex},
    cost::{Budget, Cost},
    fault::Fault,
    generate::generate,
    inspect::{Check, Inspection, Terms, inspect},
    keys::Memory,
    open::OpenedBackup,
    password::Password,
    policy::Policy,
    recognize::Sample,
    time::Time,
    tree::{Node, Value},
    write::{Entropy, NewSlot, Writer},
};

/// Randomness that is the same in every run: SHA-256 of a seed and a counter.
pub struct Fixed(pub u64);

impl Entropy for Fixed {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let block = canonical::sha256(&self.0.to_le_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

pub const CHEAP: Cost = Cost { memory_kib: 8192, passes: 1, lanes: 1 };
pub const PASSWORD: &str = "correct horse battery";

pub fn now() -> Time {
    Time::parse("2026-11-20T14:55:02Z").unwrap()
}

pub fn terms() -> Terms {
    Terms { budget: Budget::default(), policy: Policy::default(), now: now() }
}

pub fn password(text: &str) -> Password {
    Password::typed(text).unwrap()
}

pub fn slot<'a>(label: &str, password: &'a Password) -> NewSlot<'a> {
    NewSlot { label: label.to_owned(), reminder: Some("where we met".to_owned()), password, cost: CHEAP }
}

/// Runs `write` with fixed randomness from `seed`.
pub fn with_writer<T>(seed: u64, write: impl FnOnce(&mut Writer<'_>) -> T) -> T {
    let (mut entropy, mut memory) = (Fixed(seed << 32), Memory::new());
    write(&mut Writer { entropy: &mut entropy, memory: &mut memory, now: now() })
}

/// A file with one generated secret, for [`PASSWORD`].
pub fn generated() -> Vec<u8> {
    let password = password(PASSWORD);
    with_writer(1, |writer| generate(None, Some("BTS-PROD".to_owned()), &slot("custodian A", &password), writer))
        .unwrap()
        .bytes
}

pub fn look(bytes: &[u8]) -> Inspection {
    inspect(Some("test.msb"), &Sample::Whole(bytes), &terms())
}

pub fn try_password(inspection: &Inspection, text: &str) -> Check {
    inspection.check(&password(text), false, None, &terms(), &mut Memory::new(), &mut |_, _, _| {}).unwrap()
}

pub fn opened(inspection: &Inspection, text: &str) -> OpenedBackup {
    let check = try_password(inspection, text);
    check.opened.unwrap_or_else(|| panic!("{:?}", check.fault))
}

pub fn tree(bytes: &[u8]) -> Node {
    mastersecret::parse::parse(std::str::from_utf8(bytes).unwrap()).unwrap()
}

/// The value at a JSON pointer.
pub fn at<'a>(root: &'a mut Node, pointer: &str) -> &'a mut Node {
    pointer.split('/').skip(1).fold(root, |node, step| match &mut node.value {
        Value::Object(members) => {
            &mut members.iter_mut().find(|member| member.name == step).unwrap_or_else(|| panic!("{pointer}")).node
        }
        Value::List(nodes) => &mut nodes[step.parse::<usize>().unwrap()],
        _ => panic!("{pointer}"),
    })
}

/// Writes the tree with a checksum that fits.
pub fn resealed(mut root: Node) -> Vec<u8> {
    let part = |name| root.get(name).unwrap();
    let sum = checksum(part("header"), part("payload"), part("mac"));
    at(&mut root, "/checksum").value = Value::Text(hex(&sum));
    canonical::written(&root).into_bytes()
}

/// Changes a file and repairs its checksum.
pub fn altered(bytes: &[u8], change: impl FnOnce(&mut Node)) -> Vec<u8> {
    let mut root = tree(bytes);
    change(&mut root);
    resealed(root)
}

/// Another valid base64 text of the same length: the first byte is flipped.
pub fn flip(node: &mut Node) {
    let Value::Text(text) = &mut node.value else { panic!("no text") };
    let first = if text.starts_with('A') { "B" } else { "A" };
    text.replace_range(..1, first);
}

pub fn reading(bytes: &[u8]) -> backup::Reading {
    backup::read(std::str::from_utf8(bytes).unwrap())
}
