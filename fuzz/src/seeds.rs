//! Seeds and dictionaries, made from what the repository holds already, whenever they are asked for.

use std::{env, fs, path::Path};

use mastersecret::{audit::policy_file, limits, policy::RULES};

use crate::{
    evtx_writer,
    forms::Export,
    generator,
    reading::sample,
    stories::{self, Story},
};

/// Inputs to begin with.
pub type Seeds = Vec<Vec<u8>>;

/// What a target begins with.
pub struct Start {
    /// Inputs.
    pub seeds: fn() -> Seeds,
    /// Pieces that inputs are made of.
    pub words: fn() -> Vec<String>,
    /// The longest input, in bytes.
    pub longest: usize,
    /// How many inputs a smoke run tries.
    pub runs: usize,
}

impl Start {
    /// Begins. Where `MASTERSECRET_FUZZ_SEEDS` names a folder, writes the seeds into it, a dictionary and the fuzzer's
    /// options beside it, and ends.
    pub fn begin(self) {
        crate::panics_have_room();
        let Some(folder) = env::var_os("MASTERSECRET_FUZZ_SEEDS") else {
            return;
        };
        let folder = Path::new(&folder);
        fs::create_dir_all(folder).unwrap();
        for (number, seed) in (self.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:03}")), seed).unwrap();
        }
        let quoted = |word: &String| {
            let bytes: String = word.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
            format!("\"{bytes}\"\n")
        };
        fs::write(folder.with_extension("dict"), (self.words)().iter().map(quoted).collect::<String>()).unwrap();
        let options = format!("-max_len={}\n-runs={}\n", self.longest, self.runs);
        fs::write(folder.with_extension("options"), options).unwrap();
        std::process::exit(0);
    }
}

/// Where inputs are plans, not texts, the passwords that a plan can hold.
pub fn passwords() -> Vec<String> {
    use crate::generator::document::{A, B};
    vec![A.to_owned(), B.to_owned()]
}

/// The files of all vectors but the largest.
pub fn documents() -> Seeds {
    const LARGEST: usize = 16 * 1024;
    generator::cases().iter().map(generator::Case::file).filter(|file| file.len() <= LARGEST).collect()
}

/// Plans: bytes that count up, so that every kind of plan is among the first ones.
pub fn plans() -> Seeds {
    let counted = |first: u8, step: u8| (0..160_u8).map(|n| first.wrapping_add(n.wrapping_mul(step))).collect();
    (0..=255).map(|first: u8| counted(first, 1 + first % 7)).collect()
}

/// The names and words of the format.
pub fn document_words() -> Vec<String> {
    let names = [
        "header",
        "payload",
        "mac",
        "checksum",
        "repair",
        "format",
        "version",
        "id",
        "replaces",
        "created",
        "system",
        "content",
        "kind",
        "secrets",
        "file",
        "current",
        "previous",
        "msid",
        "bytes",
        "generated",
        "backed_up",
        "name",
        "sha256",
        "native_password_bytes",
        "current_msid",
        "previous_msid",
        "slots",
        "password",
        "label",
        "reminder",
        "kdf",
        "argon2id",
        "memory_kib",
        "passes",
        "lanes",
        "salt",
        "check",
        "wrapped_key",
        "key_check",
        "extensions",
        "critical",
    ];
    let pieces = ["\\u0000", "\\ud83d\\ude00", "\\ud800", "null", "true", "false", "\u{feff}", "[[[[", "{\"a\":"];
    names
        .iter()
        .map(|name| format!("\"{name}\""))
        .chain(pieces.map(str::to_owned))
        .chain([limits::FORMAT.to_owned(), limits::NUMBER.to_string(), (limits::NUMBER + 1).to_string()])
        .collect()
}

/// The samples of files that are not ours.
pub fn samples() -> Seeds {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/samples");
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).chain(documents().into_iter().step_by(8)).collect()
}

/// Logs as XML.
pub fn xml_logs() -> Seeds {
    logs(&[Export::Xml, Export::XmlWithoutRoot, Export::RenderedXml, Export::XmlUtf16])
}

/// Logs as CSV.
pub fn csv_logs() -> Seeds {
    logs(&[Export::EventViewerCsv, Export::PowershellCsv, Export::PowershellCsvGerman])
}

/// Logs as JSON.
pub fn json_logs() -> Seeds {
    logs(&[Export::Json, Export::JsonDepth3Utf16, Export::Json7])
}

/// The logs of all stories in some forms of export.
fn logs(exports: &[Export]) -> Seeds {
    let logs: Vec<_> = stories::all().into_iter().flat_map(|Story { logs, .. }| logs).chain([sample()]).collect();
    exports.iter().flat_map(|export| logs.iter().map(|events| export.write(events))).collect()
}

/// Binary logs without what every one of them begins with and ends in.
pub fn chunks() -> Seeds {
    let trimmed = |log: Vec<u8>| {
        let chunk = &log[crate::logs::EVTX_HEADER..];
        chunk[..=chunk.iter().rposition(|byte| *byte != 0).unwrap()].to_vec()
    };
    logs(&[Export::Evtx]).into_iter().map(trimmed).chain([evtx_writer::file(&sample())]).collect()
}

/// Words of logs.
pub fn log_words() -> Vec<String> {
    let words = [
        "ENTSSO",
        "10559",
        "10525",
        "10589",
        "10523",
        "<Event ",
        "</Event>",
        "<Data>",
        "</Data>",
        "<Data/>",
        "EventRecordID",
        "TimeCreated",
        "SystemTime='2026-11-20T08:00:00.1234567Z'",
        "<![CDATA[",
        "<!--",
        "-->",
        "<?xml",
        "&#x0;",
        "&amp;",
        "&lt;",
        "<RenderingInfo",
        "Microsoft.PowerShell",
        "\"Id\":",
        "\"ProviderName\":",
        "\"Properties\":",
        "\"Value\":",
        "/Date(1700000000000)/",
        "#TYPE ",
        "\"\"",
        "\r\n",
        "Level,Date and Time,Source,Event ID,Task Category",
        ";",
        "\t",
        "File Name: ",
        "Current MSID: ",
        "{00000000-0000-0000-0000-000000000000}",
        "0x80090005",
        "\0",
        "\u{feff}",
    ];
    words.map(str::to_owned).to_vec()
}

/// Policies: the built-in one, and each rule alone.
pub fn policies() -> Seeds {
    let lines = policy_file::DEFAULT.lines().filter(|line| line.contains(" = ") && !line.starts_with('#'));
    [
        policy_file::DEFAULT.to_owned(),
        "[least_derivation]\nmemory = \"1 GiB\"\npasses = 0x4\n".to_owned(),
        String::new(),
    ]
    .into_iter()
    .chain(lines.map(|line| format!("{line}\n")))
    .map(String::into_bytes)
    .collect()
}

/// Rules and units.
pub fn policy_words() -> Vec<String> {
    let units =
        ["days", "day", "KiB", "MiB", "GiB", "true", "false", "memory", "passes", "1979-05-27", "inf", "\"\"\"", "'''"];
    RULES.iter().map(|(rule, _)| (*rule).to_owned()).chain(units.map(str::to_owned)).collect()
}

/// Candidate lists.
pub fn candidates() -> Seeds {
    let utf16 = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let list = "first one\n# second\nsafe 3\tthird\n  fourth  \nsafe 5\tfif\tth\n";
    vec![
        list.as_bytes().to_vec(),
        list.replace('\n', "\r\n").into_bytes(),
        utf16("\u{e4} one\r\ntwo\r\n"),
        "A\tSchl\u{fc}ssel\nother\nB\tSchlu\u{308}ssel\n".as_bytes().to_vec(),
        b"the Hidden-9 envelope\thidden-9\n".to_vec(),
        b"one\n\n".to_vec(),
        b"Blue Horse 7\nBLUE HORSE 7\n".to_vec(),
        "\u{130}stanbul stra\u{df}e \u{1f5d1}\u{fe0f}\n".as_bytes().to_vec(),
    ]
}

/// What is peculiar in passwords.
pub fn candidate_words() -> Vec<String> {
    ["\t", "\r\n", "\u{feff}", "\u{308}", "\u{130}", "\u{1e9e}", "\u{fb01}", "\u{1d15e}", "\u{202e}"]
        .map(str::to_owned)
        .to_vec()
}
