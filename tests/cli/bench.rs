//! A folder to work in, a way to run the program in it, and what holds for every run: JSON follows the schema, and no
//! secret is shown.

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tempfile::TempDir;

use crate::{core, launch};

/// Options for a derivation that costs next to nothing.
pub(crate) const CHEAP: [&str; 6] = ["--kdf-memory", "8MiB", "--kdf-passes", "1", "--kdf-lanes", "1"];

/// A password that is long enough not to be weak.
pub(crate) const STRONG: &str = "Quilt-Marzipan-Obelisk-88-Fjord";

/// What the system itself says of a file that is not there, as far as it is the same in all its languages.
pub(crate) fn no_such_file() -> &'static str {
    if launch::for_windows() { "(os error" } else { "No such file" }
}

/// What the system itself says of a disk without room.
pub(crate) fn disk_full() -> &'static str {
    if launch::for_windows() { "(os error 112)" } else { "No space left" }
}

/// What the system itself says where something may not be done.
pub(crate) fn denied() -> &'static str {
    if launch::for_windows() { "(os error 5)" } else { "Permission denied" }
}

pub(crate) struct Bench {
    folder: TempDir,
    secrets: Vec<Vec<u8>>,
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Bench {
    /// A folder with `p`, the password file of [`core::generated`], and `q`, that of a new and strong password.
    pub(crate) fn new() -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap(), secrets: vec![core::PASSWORD.into(), STRONG.into()] };
        // Wine gives a file the rights of its folder, too.
        #[cfg(unix)]
        fs::set_permissions(bench.folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        bench.write("p", core::PASSWORD);
        bench.write("q", STRONG);
        bench
    }

    /// With `a.msb`, whose password is in `p`.
    pub(crate) fn with_backup() -> Self {
        let bench = Self::new();
        bench.write("a.msb", core::generated());
        bench
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// From now on no run may show these bytes.
    pub(crate) fn keep_secret(&mut self, bytes: impl Into<Vec<u8>>) {
        self.secrets.push(bytes.into());
    }

    /// The names in the folder, sorted, hidden ones included.
    pub(crate) fn names(&self) -> Vec<String> {
        names(self.folder.path())
    }

    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: &[A]) -> Command {
        let mut command = launch::command();
        command.args(args).current_dir(self.folder.path()).env("LANG", "C.UTF-8");
        for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: &[A]) -> Ran {
        self.finish(self.command(args), None)
    }

    pub(crate) fn run_with_input<A: AsRef<OsStr>>(&self, args: &[A], input: &[u8]) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped());
        self.finish(command, Some(input))
    }

    /// Runs `command`, and checks what holds for every run.
    pub(crate) fn finish(&self, mut command: Command, input: Option<&[u8]>) -> Ran {
        let mut child = command.spawn().unwrap();
        if let Some(input) = input {
            // The program may stop reading before the end.
            let _ = child.stdin.take().unwrap().write_all(input);
        }
        let output = child.wait_with_output().unwrap();
        let ran = Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: launch::written_by_the_program(output.stderr),
        };
        let ran = line_ends(ran, &command);
        assert!(!ran.err.contains("internal fault"), "{}", ran.err);
        for stream in [&ran.out, &ran.err] {
            assert!(!shows_any(stream.as_bytes(), &self.secrets), "a secret is shown:\n{stream}");
        }
        if command.get_args().any(|arg| arg == "--json") {
            for line in ran.out.lines() {
                follows_schema(line).unwrap_or_else(|error| panic!("{error}\n{line}"));
            }
        }
        ran
    }
}

/// Text for people ends its lines as the system does, and data with a line feed alone. Gives the run back with line feeds
/// alone.
fn line_ends(mut ran: Ran, command: &Command) -> Ran {
    let skipped = usize::from(launch::runner().is_some());
    let first = command.get_args().nth(skipped);
    let data = command.get_args().any(|arg| arg == "--json")
        || ["schema", "man", "completions"].iter().any(|data| first == Some(OsStr::new(data)));
    for (stream, data) in [(&mut ran.out, data), (&mut ran.err, false)] {
        let ended = stream.matches('\n').count();
        let expected = if launch::for_windows() && !data { ended } else { 0 };
        assert_eq!(stream.matches("\r\n").count(), expected, "lines end wrongly:\n{stream:?}");
        *stream = stream.replace("\r\n", "\n");
    }
    ran
}

impl Ran {
    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    /// Checks that each of `words` stands in what people see, whatever the line breaks.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let all = flat(&format!("{}\n{}", self.out, self.err));
        for word in words {
            assert!(all.contains(&flat(word)), "“{word}” is missing in\n--- out\n{}\n--- err\n{}", self.out, self.err);
        }
        self
    }

    /// The JSON objects, one a line.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
    }

    /// The only JSON object.
    #[track_caller]
    pub(crate) fn object(&self) -> Value {
        let mut objects = self.json();
        assert_eq!(objects.len(), 1, "exit code {}\n--- out\n{}\n--- err\n{}", self.code, self.out, self.err);
        objects.remove(0)
    }
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The codes of a report's or outcome's findings.
pub(crate) fn codes(value: &Value) -> Vec<&str> {
    value["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// Whether `haystack` holds one of `secrets`, as it is or in a common disguise.
pub(crate) fn shows_any(haystack: &[u8], secrets: &[Vec<u8>]) -> bool {
    let holds = |needle: &[u8]| !needle.is_empty() && haystack.windows(needle.len()).any(|window| window == needle);
    secrets.iter().any(|secret| {
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let list = secret.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        let base64 = STANDARD.encode(secret);
        let utf16: Vec<u8> = secret.iter().flat_map(|byte| [*byte, 0]).collect();
        // The last characters of base64 depend on what follows.
        let stem = base64.trim_end_matches('=');
        let stem = &stem[..stem.len() - 1];
        [secret.as_slice(), hex.as_bytes(), hex.to_uppercase().as_bytes(), list.as_bytes(), stem.as_bytes(), &utf16]
            .into_iter()
            .any(holds)
    })
}

/// Whether a line of JSON follows the schema.
pub(crate) fn follows_schema(line: &str) -> Result<(), String> {
    static SCHEMA: OnceLock<[jsonschema::Validator; 2]> = OnceLock::new();
    let [plain, audit] = SCHEMA.get_or_init(|| {
        [mastersecret::report::schema(), mastersecret::audit::report::schema()]
            .map(|schema| jsonschema::validator_for(&schema).unwrap())
    });
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let schema = if value.get("report").is_some_and(Value::is_string) { audit } else { plain };
    schema.validate(&value).map_err(|error| error.to_string())
}
