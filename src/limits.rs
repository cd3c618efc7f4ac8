//! Every limit of the format and of this reader, once (FORMAT "Limits").

/// The format's name, the value of `/header/format`.
pub const FORMAT: &str = "master-secret-backup";
/// The format's version that this reader knows.
pub const VERSION: u64 = 1;

/// Largest document, in bytes as read (8 MiB).
pub const DOCUMENT_BYTES: usize = 8 * 1024 * 1024;
/// How much of a larger input is looked at, at each end, in bytes (64 KiB).
pub const SAMPLE_BYTES: usize = 64 * 1024;
/// Deepest nesting of objects and arrays; the root object is depth 1.
pub const DEPTH: usize = 16;
/// Most values (objects, arrays, strings, numbers, booleans) in one document.
pub const VALUES: usize = 16_384;
/// Largest number, 2^53 - 1: what every JSON reader holds exactly.
pub const NUMBER: u64 = (1 << 53) - 1;
/// Longest member name, in characters.
pub const KEY_CHARS: usize = 64;

/// Longest label of a slot, in Unicode scalar values.
pub const LABEL_CHARS: usize = 128;
/// Longest system label, in Unicode scalar values.
pub const SYSTEM_CHARS: usize = 128;
/// Longest reminder, in Unicode scalar values (ENTSSO's own limit).
pub const REMINDER_CHARS: usize = 512;
/// Longest name of an enclosed file, in Unicode scalar values.
pub const NAME_CHARS: usize = 255;
/// Most slots in one file.
pub const SLOTS: usize = 8;
/// Most names in `critical`.
pub const CRITICAL: usize = 16;

/// Shortest and longest master secret, in bytes.
pub const SECRET_BYTES: std::ops::RangeInclusive<u64> = 16..=64;
/// Length of a master secret that this tool generates, in bytes.
pub const NEW_SECRET_BYTES: usize = 32;
/// Smallest and largest enclosed file, in bytes (2 MiB).
pub const FILE_BYTES: std::ops::RangeInclusive<u64> = 1..=2 * 1024 * 1024;
/// Length of an enclosed native password, in bytes of UTF-8.
pub const NATIVE_PASSWORD_BYTES: std::ops::RangeInclusive<u64> = 1..=1024;

/// Shortest new password, in Unicode scalar values after NFC (ENTSSO's own limit).
pub const PASSWORD_CHARS: usize = 7;
/// Longest password, in bytes of UTF-8 after NFC.
pub const PASSWORD_BYTES: usize = 1024;

/// Argon2 memory, in KiB: 8 MiB to just under 4 GiB.
pub const MEMORY_KIB: std::ops::RangeInclusive<u64> = 8 * 1024..=4 * 1024 * 1024 - 1;
/// Argon2 passes.
pub const PASSES: std::ops::RangeInclusive<u64> = 1..=64;
/// Argon2 lanes.
pub const LANES: std::ops::RangeInclusive<u64> = 1..=16;
/// Argon2 salt, in bytes.
pub const SALT_BYTES: std::ops::RangeInclusive<usize> = 16..=64;
/// Length of a salt that this tool draws, in bytes.
pub const NEW_SALT_BYTES: usize = 32;

/// Most memory for one slot without `--max-memory`, in KiB (1 GiB).
pub const SLOT_MEMORY_KIB: u64 = 1024 * 1024;
/// Most memory x passes for one slot without `--max-work`, in KiB (16 GiB).
pub const SLOT_WORK_KIB: u64 = 16 * 1024 * 1024;
/// Most memory x passes for all slots that would be tried, in KiB (32 GiB); raised together with the limit for one slot.
pub const TOTAL_WORK_KIB: u64 = 32 * 1024 * 1024;

/// Every key, check, mac and SHA-256, in bytes.
pub const KEY_BYTES: usize = 32;
/// AES-GCM nonce, in bytes (NIST SP 800-38D, section 5.2.1.1).
pub const NONCE_BYTES: usize = 12;
/// AES-GCM tag, in bytes.
pub const TAG_BYTES: usize = 16;
/// A wrapped file key: nonce, ciphertext, tag.
pub const WRAPPED_KEY_BYTES: usize = NONCE_BYTES + KEY_BYTES + TAG_BYTES;
/// A fingerprint, in bytes.
pub const FINGERPRINT_BYTES: usize = 16;

/// One row of the limits table: name, value, unit.
pub type Row = (&'static str, u64, &'static str);

/// The limits as FORMAT.md lists them; a test compares the two.
pub const TABLE: &[Row] = &[
    ("document", DOCUMENT_BYTES as u64, "bytes"),
    ("sample at each end of a larger input", SAMPLE_BYTES as u64, "bytes"),
    ("depth", DEPTH as u64, "levels"),
    ("values", VALUES as u64, "values"),
    ("number", NUMBER, ""),
    ("member name", KEY_CHARS as u64, "characters"),
    ("label", LABEL_CHARS as u64, "Unicode scalar values"),
    ("system", SYSTEM_CHARS as u64, "Unicode scalar values"),
    ("reminder", REMINDER_CHARS as u64, "Unicode scalar values"),
    ("name", NAME_CHARS as u64, "Unicode scalar values"),
    ("slots", SLOTS as u64, "slots"),
    ("critical", CRITICAL as u64, "names"),
    ("secret, least", *SECRET_BYTES.start(), "bytes"),
    ("secret, most", *SECRET_BYTES.end(), "bytes"),
    ("enclosed file, least", *FILE_BYTES.start(), "bytes"),
    ("enclosed file, most", *FILE_BYTES.end(), "bytes"),
    ("native password, least", *NATIVE_PASSWORD_BYTES.start(), "bytes"),
    ("native password, most", *NATIVE_PASSWORD_BYTES.end(), "bytes"),
    ("new password, least", PASSWORD_CHARS as u64, "Unicode scalar values"),
    ("password, most", PASSWORD_BYTES as u64, "bytes"),
    ("memory, least", *MEMORY_KIB.start(), "KiB"),
    ("memory, most", *MEMORY_KIB.end(), "KiB"),
    ("passes, least", *PASSES.start(), "passes"),
    ("passes, most", *PASSES.end(), "passes"),
    ("lanes, least", *LANES.start(), "lanes"),
    ("lanes, most", *LANES.end(), "lanes"),
    ("salt, least", *SALT_BYTES.start() as u64, "bytes"),
    ("salt, most", *SALT_BYTES.end() as u64, "bytes"),
    ("memory of one slot, unless raised", SLOT_MEMORY_KIB, "KiB"),
    ("memory x passes of one slot, unless raised", SLOT_WORK_KIB, "KiB"),
    ("memory x passes of all slots tried, unless raised", TOTAL_WORK_KIB, "KiB"),
];
