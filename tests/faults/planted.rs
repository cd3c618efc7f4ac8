//! Programs with a planted fault, so that the checks can be seen finding it. The test program runs itself as one of them.

use std::{
    fs::{self, File, OpenOptions},
    hint::black_box,
    io::Write,
    net::{Ipv4Addr, UdpSocket},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::ExitCode,
    time::Duration,
};

use mastersecret::{
    keys::{Sealed, derived, info},
    secret::SecretBytes,
    slot::{Answer, PasswordSlot},
};

use crate::core;

/// The first argument that turns the test program into one of these.
pub(crate) const WORD: &str = "planted";

/// The command line of a planted program.
pub(crate) fn command(words: &[&str]) -> Vec<String> {
    let program = std::env::current_exe().unwrap().to_string_lossy().into_owned();
    [&[program.as_str(), WORD], words].concat().into_iter().map(str::to_owned).collect()
}

pub(crate) fn run(words: &[String]) -> ExitCode {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["in-place", from, to] => in_place(from, to),
        ["look-then-write", text, to] => return look_then_write(text, to),
        ["keep", file] => std::mem::forget(fs::read(file).unwrap()),
        ["wait"] => drop(std::io::read_to_string(std::io::stdin()).unwrap()),
        ["connect"] => connect(),
        ["compare", what, place] => compare(what, place.parse().unwrap()),
        _ => panic!("there is no planted program {words:?}"),
    }
    ExitCode::SUCCESS
}

/// Writes over a file from its beginning, piece by piece.
fn in_place(from: &str, to: &str) {
    let bytes = fs::read(from).unwrap();
    let mut file = File::create(to).unwrap();
    bytes.chunks(4096).for_each(|piece| file.write_all(piece).unwrap());
    file.sync_all().unwrap();
}

/// Looks whether a file exists, works for a while, and then writes it.
fn look_then_write(text: &str, to: &str) -> ExitCode {
    if Path::new(to).exists() {
        return ExitCode::from(8);
    }
    std::thread::sleep(Duration::from_millis(20));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    ExitCode::SUCCESS
}

/// Connects to a port on this machine; nobody has to listen there, and nothing is sent.
fn connect() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.connect((Ipv4Addr::LOCALHOST, 9)).unwrap();
}

/// A comparison that is made many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// Two secrets.
    Secrets,
    /// A slot's check, with all that a slot does to answer.
    SlotCheck,
    /// The tag of a wrapped key or payload, with the decryption.
    Tag,
    /// The mac of a file, with its computation.
    Mac,
    /// A planted one that stops at the first difference.
    EarlyExit,
}

impl Compared {
    pub(crate) const ALL: &[Self] = &[Self::Secrets, Self::SlotCheck, Self::Tag, Self::Mac, Self::EarlyExit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Secrets => "secrets",
            Self::SlotCheck => "slot check",
            Self::Tag => "tag",
            Self::Mac => "mac",
            Self::EarlyExit => "planted early exit",
        }
    }

    /// Places of the first difference: first, last and in between.
    pub(crate) fn places(self) -> [&'static str; 3] {
        if self == Self::Tag { ["00", "07", "15"] } else { ["00", "15", "31"] }
    }

    /// Whether its instructions tell where the first difference is.
    pub(crate) fn leaks(self) -> bool {
        self == Self::EarlyExit
    }
}

/// How often a comparison is made: one instruction more in each would show.
pub(crate) const OFTEN: u64 = 50;

/// Compares things whose first difference is at byte `place`, many times.
fn compare(what: &str, place: usize) {
    let what = *Compared::ALL.iter().find(|compared| compared.name() == what).unwrap();
    let differ = |bytes: &mut [u8]| bytes[place % bytes.len()] ^= 0xff;
    let one = SecretBytes::new(vec![7; 32]);
    let mut other = vec![7; 32];
    differ(&mut other);
    let other = SecretBytes::new(other);

    // A slot as it is made, but for the derivation of its root key.
    let root = derived(one.expose(), "a root");
    let key = derived(root.expose(), info::SLOT_KEY);
    let mut slot = PasswordSlot {
        label: "custodian A".to_owned(),
        reminder: None,
        cost: core::CHEAP,
        salt: vec![1; 16],
        check: *derived(root.expose(), info::SLOT_CHECK).expose(),
        wrapped_key: Sealed::seal(&key, [1; 12], &one, info::SLOT_AAD),
    };
    let Answer::Yes(file_key) = slot.ask(&root) else { panic!("the slot does not answer") };
    differ(&mut slot.check);
    let mut sealed = Sealed::seal(&key, [1; 12], &one, info::SLOT_AAD);
    assert!(sealed.open(&key, info::SLOT_AAD).is_some());
    differ(&mut sealed.ciphertext[32..]);
    let mut mac = file_key.mac(b"what is authenticated");
    assert!(file_key.mac_holds(b"what is authenticated", &mac));
    differ(&mut mac);

    for _ in 0..OFTEN {
        let same = match what {
            Compared::Secrets => black_box(&one).same_as(black_box(&other)),
            Compared::Tag => black_box(&sealed).open(&key, info::SLOT_AAD).is_some(),
            Compared::Mac => file_key.mac_holds(b"what is authenticated", black_box(&mac)),
            Compared::SlotCheck => matches!(slot.ask(black_box(&root)), Answer::Yes(_)),
            Compared::EarlyExit => {
                let mut pairs = black_box(one.expose()).iter().zip(black_box(other.expose()));
                pairs.all(|(a, b)| a == b)
            }
        };
        assert!(!same);
    }
}
