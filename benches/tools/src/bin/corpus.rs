//! Writes a folder of genuine backups to measure on:
//! `cargo run --release --package bench-tools --bin corpus -- FOLDER FILES`, all opened by [`PASSWORD`].
//!
//! Each has an id, secrets, a system and nonces of its own. They are made from the page's sample, whose password is
//! derived once, so that ten thousand take a second. With a third argument, MEMORY_KIB:PASSES:LANES, every file has a
//! salt of its own and costs a derivation, as where different people made them. The same arguments give the same
//! bytes, so that figures of different days can be compared.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a tool of the benches"
)]

use std::{fs, path::Path};

use mastersecret::{
    backup::{Backup, sealed_document},
    canonical::{sha256, written},
    content::Content,
    cost::{Budget, Cost},
    fault::Fault,
    generate::generate,
    inspect::{Terms, inspect},
    keys::{FileKey, Memory},
    open::OpenedBackup,
    password::Password,
    policy::Policy,
    recognize::Sample,
    secret::SecretBytes,
    time::Time,
    write::{Entropy, NewSlot, Writer},
};
use uuid::Builder;

const SAMPLE: &[u8] = include_bytes!("../../../../www/samples/whole.msb");
const PASSWORD: &str = "correct horse battery staple";
const SYSTEMS: usize = 40;

/// Numbers that look random and are always the same.
struct Numbers(u64);

impl Numbers {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for piece in bytes.chunks_mut(32) {
            self.0 += 1;
            let hash = sha256(&self.0.to_le_bytes());
            piece.copy_from_slice(&hash[..piece.len()]);
        }
        bytes
    }

    fn id(&mut self) -> uuid::Uuid {
        Builder::from_random_bytes(self.bytes()).into_uuid()
    }
}

impl Entropy for Numbers {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        bytes.iter_mut().for_each(|byte| *byte = self.bytes::<1>()[0]);
        Ok(())
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, files): (&Path, usize) = (arguments[0].as_ref(), arguments[1].parse().unwrap());
    let cost = arguments.get(2).map(|cost| {
        let parts: Vec<u64> = cost.split(':').map(|part| part.parse().unwrap()).collect();
        Cost::new(parts[0], parts[1], parts[2]).unwrap()
    });
    let password = Password::typed(PASSWORD).unwrap();
    let (mut numbers, mut memory) = (Numbers(0), Memory::new());
    let now = Time::parse("2026-11-20T12:00:00Z").unwrap();
    let terms = Terms { budget: Budget::UNLIMITED, policy: Policy::default(), now };
    let inspection = inspect(None, &Sample::Whole(SAMPLE), &terms);
    let (backup, opened, _) =
        inspection.open(&password, false, None, &terms, &mut memory, &mut |_, _, _| {}).unwrap_or_else(|_| panic!());
    fs::create_dir_all(folder).unwrap();
    for file in 0..files {
        let system = format!("BTS-{:02}", file % SYSTEMS);
        let bytes = match cost {
            None => another(backup, &opened, system, &mut numbers),
            Some(cost) => {
                let slot = NewSlot { label: "Platform team".to_owned(), reminder: None, password: &password, cost };
                let mut writer = Writer { entropy: &mut numbers, memory: &mut memory, now };
                generate(None, Some(system), &slot, &mut writer).unwrap_or_else(|_| panic!()).bytes
            }
        };
        fs::write(folder.join(format!("{file:05}.msb")), bytes).unwrap();
    }
    println!("{files} files in {}", folder.display());
}

/// The sample with another secret in it, for another system, under its own passwords.
fn another(sample: &Backup, opened: &OpenedBackup, system: String, numbers: &mut Numbers) -> Vec<u8> {
    let mut header = sample.header.clone();
    (header.id, header.replaces, header.system) = (numbers.id(), Some(numbers.id()), Some(system));
    let key: &FileKey = &opened.file_key;
    let mut plaintext = Vec::new();
    if let Content::Secrets(secrets) = &mut header.content {
        for secret in [Some(&mut secrets.current), secrets.previous.as_mut()].into_iter().flatten() {
            secret.msid = numbers.id();
            plaintext.extend(numbers.bytes::<32>());
        }
    }
    let payload = key.seal_payload(numbers.bytes(), &SecretBytes::new(plaintext));
    written(&sealed_document(&header, &payload, key)).into_bytes()
}
