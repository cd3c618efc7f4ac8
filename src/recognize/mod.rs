//! What a file is: the project's own format, however hurt, or something else that was taken for a backup.
//!
//! Nothing here decides whether a backup is whole. A native ENTSSO backup has no public format, so the most
//! that is ever said of one is that a file *may* be it.

mod bytes;
mod der;
mod encoded;
mod entropy;
mod kind;
mod letters;
mod markers;
mod signatures;
mod strings;
mod structures;
mod tape;
mod text;

use crate::{limits::DOCUMENT_BYTES, parse::parse, text::decode};
use entropy::Census;
pub use kind::Kind;
pub use markers::{MARKERS, MARKERS_NEEDED};
pub use strings::{Encoding, FoundString, STRING_CHARACTERS, STRINGS};
use text::Text;

/// The largest native file that can be sealed, in bytes.
const SEALABLE_BYTES: u64 = *crate::limits::FILE_BYTES.end();

/// From this many zero bytes at the end on a file may have been cut or its end overwritten ...
const ZERO_TAIL_BYTES: u64 = 256;

/// ... when they are this share of it, one in eight, or ...
const ZERO_TAIL_SHARE: u64 = 8;

/// ... when they are at least this many.
const LONG_ZERO_TAIL_BYTES: u64 = 4096;

/// The longest PEM label that is shown, in bytes.
const LABEL_BYTES: usize = 64;

/// What a face could read of an input.
#[derive(Clone, Copy, Debug)]
pub enum Sample<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// Of an input larger than a document may be, the beginning and the end, which do not overlap.
    Ends {
        /// The first bytes, 64 KiB.
        head: &'a [u8],
        /// The last bytes, 64 KiB.
        tail: &'a [u8],
        /// The length of the whole input, in bytes.
        bytes: u64,
    },
}

impl<'a> Sample<'a> {
    /// The length of the input, in bytes.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Whole(all) => all.len() as u64,
            Self::Ends { bytes, .. } => *bytes,
        }
    }

    /// Whether all of the input is there to be looked at.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }

    fn head(&self) -> &'a [u8] {
        match *self {
            Self::Whole(all) => all,
            Self::Ends { head, .. } => head,
        }
    }

    fn end(&self) -> &'a [u8] {
        match *self {
            Self::Whole(all) => all,
            Self::Ends { tail, .. } => tail,
        }
    }

    fn parts(&self) -> Vec<&'a [u8]> {
        match *self {
            Self::Whole(all) => vec![all],
            Self::Ends { head, tail, .. } => vec![head, tail],
        }
    }

    fn parts_with_offsets(&self) -> Vec<(u64, &'a [u8])> {
        match *self {
            Self::Whole(all) => vec![(0, all)],
            Self::Ends { head, tail, bytes } => {
                vec![(0, head), (bytes.saturating_sub(tail.len() as u64), tail)]
            }
        }
    }

    /// How many zero bytes the input ends in; at least so many, where its middle was not looked at.
    fn zero_tail(&self) -> u64 {
        let zeros = self.end().iter().rev().take_while(|byte| **byte == 0).count();
        zeros as u64
    }
}

/// What a file that is not ours seems to be. `seems`, because a signature is all that was looked at.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeemsToBe {
    /// The stable name of what it seems to be.
    pub kind: Kind,
    /// The same in plain words, for example "SQL Server database backup (Microsoft Tape Format)". The label
    /// of PEM text comes from the file.
    pub name: String,
    /// What that means and what to do: two sentences at most.
    pub note: String,
    /// Shannon entropy of the byte values that were looked at, in bits per byte, 0 to 8, to two decimals.
    pub entropy: f64,
    /// Readable strings of unknown binary data, where a reminder may be: the most telling first, at most 32
    /// of at most 512 characters. Empty for everything else.
    pub strings: Vec<FoundString>,
    /// Whether all bytes were looked at; if not, the first and last 64 KiB.
    pub whole: bool,
}

/// Whether the sample is the project's own format, however hurt: at least two of the [`MARKERS`] occur, and
/// it opens like a document of ours. An input too large to be one is not, whatever it holds;
/// [`seems_to_be`] then says so.
pub fn is_backup(sample: &Sample<'_>) -> bool {
    match sample {
        Sample::Whole(all) if all.len() <= DOCUMENT_BYTES => markers::opens_like_ours(all) && markers::are_enough(all),
        Sample::Whole(_) | Sample::Ends { .. } => false,
    }
}

/// What a file seems to be, judged by its bytes; of its name only ENTSSO's default pattern counts, and only
/// where the bytes say nothing. Meant for files that [`is_backup`] turned down.
pub fn seems_to_be(sample: &Sample<'_>, name: Option<&str>) -> SeemsToBe {
    let parts = sample.parts();
    let census = Census::of(&parts);
    let (kind, words) = classify(sample, &census, name);
    let strings = match kind {
        Kind::ZeroTailed | Kind::UnknownBinary | Kind::LowEntropyBinary | Kind::BackupRemains => {
            strings::find(&sample.parts_with_offsets())
        }
        _ => Vec::new(),
    };
    SeemsToBe {
        kind,
        name: words,
        note: note(kind, sample).to_owned(),
        entropy: entropy::rounded(census.bits_per_byte()),
        strings,
        whole: sample.is_whole(),
    }
}

fn classify(sample: &Sample<'_>, census: &Census, name: Option<&str>) -> (Kind, String) {
    if sample.bytes() == 0 {
        return (Kind::Empty, "empty file".to_owned());
    }
    match census.only_value() {
        Some(0) => return (Kind::AllZeros, "nothing but zero bytes".to_owned()),
        Some(value) => {
            return (Kind::OneByteValue, format!("nothing but the byte 0x{value:02X}"));
        }
        None => {}
    }
    let text = Text::read(sample);
    if let Some(found) = ours_in_disguise(sample, text.as_ref()) {
        return found;
    }
    if let Some(signature) = signatures::find(sample, text.as_ref()) {
        let label = (signature.kind == Kind::Pem).then(|| pem_label(&text?.head)).flatten();
        let words = match label {
            Some(label) => format!("{} ({label})", signature.name),
            None => signature.name.to_owned(),
        };
        return (signature.kind, words);
    }
    match text {
        Some(text) => (Kind::Text, format!("plain text ({})", text.encoding)),
        None => unknown(sample, name),
    }
}

/// The ways in which a backup of ours, or parts of one, can come along without being recognised as one.
fn ours_in_disguise(sample: &Sample<'_>, text: Option<&Text>) -> Option<(Kind, String)> {
    let found = sample.parts().into_iter().map(markers::present).fold([false; MARKERS.len()], |all, part| {
        std::array::from_fn(|marker| all.get(marker) == Some(&true) || part.get(marker) == Some(&true))
    });
    let markers = found.into_iter().filter(|found| *found).count();
    let (kind, words) = match text {
        _ if markers >= MARKERS_NEEDED && markers::opens_like_ours(sample.head()) => match sample {
            Sample::Whole(all) if all.len() <= DOCUMENT_BYTES => (Kind::Backup, "master-secret backup of this tool"),
            Sample::Whole(_) | Sample::Ends { .. } => {
                (Kind::OversizedBackup, "master-secret backup, but larger than any may be")
            }
        },
        Some(text) if encoded::holds_backup(&text.head) => {
            (Kind::EncodedBackup, "master-secret backup inside Base64 text")
        }
        // Markup that quotes the format is a page about it.
        Some(text) if text.head.starts_with('<') => return None,
        Some(_) if markers == MARKERS.len() => (Kind::EmbeddedBackup, "text around a master-secret backup"),
        Some(_) if markers >= MARKERS_NEEDED => (Kind::MentionsBackup, "text about master-secret backups"),
        None if markers >= MARKERS_NEEDED && signatures::find(sample, None).is_none() => {
            (Kind::BackupRemains, "remains of a master-secret backup")
        }
        _ if markers::begins_like_ours(sample.head()) && !is_whole_json(sample) => {
            (Kind::BackupBeginning, "beginning of a master-secret backup, cut short")
        }
        _ => return None,
    };
    Some((kind, words.to_owned()))
}

/// Whether nothing is missing at the end: a whole object was not cut short, however little of ours is in it.
fn is_whole_json(sample: &Sample<'_>) -> bool {
    match sample {
        Sample::Whole(all) => decode(all).is_ok_and(|(text, _)| parse(&text).is_ok()),
        Sample::Ends { .. } => false,
    }
}

fn unknown(sample: &Sample<'_>, name: Option<&str>) -> (Kind, String) {
    let zeros = sample.zero_tail();
    let cut = zeros >= ZERO_TAIL_BYTES && zeros >= sample.bytes() / ZERO_TAIL_SHARE;
    if cut || zeros >= LONG_ZERO_TAIL_BYTES {
        let words = format!("unknown binary data that ends in {zeros} zero bytes");
        return (Kind::ZeroTailed, words);
    }
    if !entropy::has_dense_stretch(&sample.parts()) {
        let words = "unknown binary data, no part of which looks encrypted";
        return (Kind::LowEntropyBinary, words.to_owned());
    }
    let words = if name.is_some_and(is_default_name) {
        "unknown binary data, named like a native ENTSSO backup"
    } else {
        "unknown binary data, perhaps a native ENTSSO backup"
    };
    (Kind::UnknownBinary, words.to_owned())
}

fn note(kind: Kind, sample: &Sample<'_>) -> &'static str {
    match kind {
        Kind::UnknownBinary if sample.bytes() > SEALABLE_BYTES => {
            "It is larger than two secrets would lead one to expect, but the format of native ENTSSO backups is not public, \
             so this is no proof that it is none. Look for a smaller file; one larger than 2 MiB cannot be sealed."
        }
        _ => kind.note(),
    }
}

/// ENTSSO's default: `SSO`, four or five hexadecimal digits, `.bak`.
fn is_default_name(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let file = file.to_ascii_uppercase();
    file.strip_prefix("SSO")
        .and_then(|rest| rest.strip_suffix(".BAK"))
        .is_some_and(|digits| matches!(digits.len(), 4 | 5) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The label of the first PEM block, where it is one that RFC 7468 allows.
fn pem_label(text: &str) -> Option<String> {
    let label = text.lines().find_map(|line| line.strip_prefix("-----BEGIN "))?.trim_end().strip_suffix("-----")?;
    let printable = label.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    (!label.is_empty() && label.len() <= LABEL_BYTES && printable).then(|| label.to_owned())
}

#[cfg(test)]
mod tests;
