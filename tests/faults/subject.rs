//! The commands under test: what they are given, what they write, and what has to come of it.

use std::sync::OnceLock;

use mastersecret::{
    canonical::{hex, sha256},
    inspect::{Check, Inspection},
    keys::fingerprint,
    rewrap::add_slot,
    seal::{Native, seal},
    secret::SecretBytes,
};

use crate::core::{self, PASSWORD};

/// Options for a derivation that costs next to nothing.
const CHEAP: [&str; 6] = ["--kdf-memory", "8MiB", "--kdf-passes", "1", "--kdf-lanes", "1"];

/// The password of what is written.
pub(crate) const STRONG: &str = "Quilt-Marzipan-Obelisk-88-Fjord";

/// The password of the enclosed native backup.
pub(crate) const NATIVE_PASSWORD: &str = "Thistle-66-Lantern-Harbour";

/// What a command writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A backup that [`STRONG`] opens, with the secret of `a.msb`.
    SameSecret,
    /// A backup that [`STRONG`] opens, with the secret of `a.msb` as the previous one.
    NextSecret,
    /// A backup that [`STRONG`] opens, with a secret that nobody knew before.
    NewSecret,
    /// A backup that [`STRONG`] opens, with the native file in it.
    Sealed,
    /// The native file itself.
    Native,
    /// The native file's password.
    NativePassword,
    /// A report of an audit in the form that the name says.
    Report,
    /// The hash of the file that is called the same but for `.sha256`.
    Hash,
}

/// A command under test.
pub(crate) struct Subject {
    /// As it is called in figures.
    pub(crate) name: &'static str,
    args: &'static [&'static str],
    derives: bool,
    /// The files that it writes, and what is in them then.
    pub(crate) writes: &'static [(&'static str, Content)],
    /// The exit code when nothing goes wrong.
    pub(crate) code: i32,
    /// Whether what it writes is itself secret.
    pub(crate) bare: bool,
}

const OLD_AND_NEW: [&str; 4] = ["--password-file", "p.txt", "--new-password-file", "q.txt"];

const fn subject(
    name: &'static str,
    args: &'static [&'static str],
    writes: &'static [(&'static str, Content)],
) -> Subject {
    Subject { name, args, derives: true, writes, code: 0, bare: false }
}

/// The commands that write files.
pub(crate) const SUBJECTS: &[Subject] = &[
    subject("generate", &["generate", "--out", "new.msb"], &[("new.msb", Content::NewSecret)]),
    subject(
        "generate over an old file",
        &["generate", "--from", "a.msb", "--out", "old.msb", "--force", "--password-file", "p.txt"],
        &[("old.msb", Content::NextSecret)],
    ),
    subject(
        "seal",
        &["seal", "native.bak", "--out", "new.msb", "--native-password-file", "n.txt"],
        &[("new.msb", Content::Sealed)],
    ),
    subject(
        "rewrap",
        &["rewrap", "a.msb", "--out", "new.msb", "--password-file", "p.txt"],
        &[("new.msb", Content::SameSecret)],
    ),
    subject(
        "rewrap in place",
        &["rewrap", "a.msb", "--out", "a.msb", "--force", "--password-file", "p.txt"],
        &[("a.msb", Content::SameSecret)],
    ),
    subject(
        "slot add",
        &["slot", "add", "a.msb", "--out", "new.msb", "--label", "custodian B", "--password-file", "p.txt"],
        &[("new.msb", Content::SameSecret)],
    ),
    Subject {
        derives: false,
        ..subject(
            "slot remove",
            &["slot", "remove", "two.msb", "--slot", "custodian A", "--out", "new.msb", "--password-file", "q.txt"],
            &[("new.msb", Content::SameSecret)],
        )
    },
    Subject {
        derives: false,
        bare: true,
        ..subject(
            "restore",
            &[
                "restore",
                "sealed.msb",
                "--out",
                "back.bak",
                "--native-password-out",
                "back.txt",
                "--password-file",
                "q.txt",
            ],
            &[("back.bak", Content::Native), ("back.txt", Content::NativePassword)],
        )
    },
    Subject {
        derives: false,
        // One custodian and cheap derivations: not what the policy asks for.
        code: 1,
        ..subject(
            "audit",
            &[
                "audit",
                "a.msb",
                "two.msb",
                "sealed.msb",
                "native.bak",
                "--passwords",
                "c.txt",
                "--jobs",
                "1",
                "--report",
                "r.html",
                "--report",
                "r.json",
            ],
            &[
                ("r.html", Content::Report),
                ("r.html.sha256", Content::Hash),
                ("r.json", Content::Report),
                ("r.json.sha256", Content::Hash),
            ],
        )
    },
];

impl Subject {
    /// A program that is not ours, of which the same is expected.
    pub(crate) const fn planted(name: &'static str, writes: &'static [(&'static str, Content)]) -> Self {
        subject(name, &[], writes)
    }

    /// The command line behind the program's name.
    pub(crate) fn args(&self) -> Vec<String> {
        let more: &[&str] = if self.derives { &CHEAP } else { &[] };
        let new: &[&str] = if self.derives { &OLD_AND_NEW[2..] } else { &[] };
        [self.args, new, more].concat().into_iter().map(str::to_owned).collect()
    }

    /// What is to be in the file `name` when it was written, if it is one of this command's.
    pub(crate) fn content(&self, name: &str) -> Option<Content> {
        self.writes.iter().find(|(written, _)| *written == name).map(|(_, content)| *content)
    }
}

/// The files that are there before a command runs, and what is in them.
pub(crate) struct Material {
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    pub(crate) native: Vec<u8>,
    /// The fingerprint of the secret in `a.msb`.
    fingerprint: String,
}

/// Bytes without a pattern, always the same.
pub(crate) fn noise(seed: u64, len: usize) -> Vec<u8> {
    let blocks = (0..).flat_map(|n: u64| sha256(&[seed.to_le_bytes(), n.to_le_bytes()].concat()));
    blocks.take(len).collect()
}

impl Material {
    pub(crate) fn get() -> &'static Self {
        static MATERIAL: OnceLock<Material> = OnceLock::new();
        MATERIAL.get_or_init(Self::make)
    }

    fn make() -> Self {
        let strong = core::password(STRONG);
        let one = core::generated();
        let inspection = core::look(&one);
        let opened = core::opened(&inspection, PASSWORD);
        let two = core::with_writer(7, |writer| {
            let backup = inspection.backup.as_ref().unwrap();
            add_slot(backup, &opened, &core::slot("custodian B", &strong), writer).unwrap().bytes
        });
        // Several pages, so that a disk can be full in the middle of it.
        let native = noise(1, 20_000);
        let sealed = core::with_writer(8, |writer| {
            let native = Native {
                name: "native.bak".to_owned(),
                bytes: native.clone(),
                password: Some(SecretBytes::new(NATIVE_PASSWORD.into())),
                current_msid: None,
                previous_msid: None,
                backed_up: None,
            };
            seal(native, None, &core::slot("custodian A", &strong), writer).unwrap().bytes
        });
        let candidates = format!("{PASSWORD}\nsafe 2\t{STRONG}\nnot this one\n");
        let check = core::try_password(&inspection, PASSWORD);
        let fingerprint = fingerprints(&inspection, &check).remove(0);
        Self {
            files: vec![
                ("a.msb", one),
                ("two.msb", two),
                ("sealed.msb", sealed),
                ("native.bak", native.clone()),
                ("old.msb", core::generated()),
                ("p.txt", PASSWORD.into()),
                ("q.txt", STRONG.into()),
                ("n.txt", NATIVE_PASSWORD.into()),
                ("c.txt", candidates.into()),
            ],
            native,
            fingerprint,
        }
    }

    /// Whether `bytes` are whole and what they should be. `hashed` is the file that a hash stands for.
    ///
    /// # Errors
    ///
    /// What they are instead.
    pub(crate) fn is(&self, content: Content, bytes: &[u8], hashed: Option<&[u8]>) -> Result<(), String> {
        let same = |what: &str, expected: &[u8]| {
            if bytes == expected { Ok(()) } else { Err(format!("{} bytes that are not {what}", bytes.len())) }
        };
        match content {
            Content::Native => same("the native file", &self.native),
            Content::NativePassword => same("the native password", NATIVE_PASSWORD.as_bytes()),
            Content::Hash => {
                let hash = hashed.map(|bytes| hex(&sha256(bytes))).unwrap_or_default();
                if bytes.starts_with(hash.as_bytes()) && bytes.ends_with(b"\n") {
                    Ok(())
                } else {
                    Err("a hash that is not the report's".to_owned())
                }
            }
            Content::Report => {
                let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
                let whole =
                    text.trim_end().ends_with("</html>") || serde_json::from_str::<serde_json::Value>(text).is_ok();
                if whole { Ok(()) } else { Err("a report that is not whole".to_owned()) }
            }
            Content::SameSecret | Content::NextSecret | Content::NewSecret | Content::Sealed => {
                let inspection = core::look(bytes);
                if inspection.backup.is_none() {
                    return Err(format!("{} bytes that are no backup", bytes.len()));
                }
                let check = core::try_password(&inspection, STRONG);
                let Some(opened) = &check.opened else { return Err("a backup that does not open".to_owned()) };
                let found = fingerprints(&inspection, &check);
                let expected = match content {
                    Content::SameSecret => found == [self.fingerprint.clone()],
                    Content::NextSecret => found.len() == 2 && found[1] == self.fingerprint && found[0] != found[1],
                    Content::NewSecret => found.len() == 1 && found[0] != self.fingerprint,
                    _ => opened.content.plaintext().expose() == [&self.native[..], NATIVE_PASSWORD.as_bytes()].concat(),
                };
                if expected { Ok(()) } else { Err("a backup with another content".to_owned()) }
            }
        }
    }
}

/// The fingerprints of the secrets in an opened backup.
fn fingerprints(_: &Inspection, check: &Check) -> Vec<String> {
    use mastersecret::content::Opened;
    match &check.opened.as_ref().expect("an opened backup").content {
        Opened::Secrets { current, previous } => {
            [Some(current), previous.as_ref()].into_iter().flatten().map(fingerprint).collect()
        }
        Opened::File { .. } => Vec::new(),
    }
}
