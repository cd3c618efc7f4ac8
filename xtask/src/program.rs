//! Running other programs, so that every failure says what was run and what to do.

use std::ffi::OsStr;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

/// A program about to be run. It gets no standard input.
pub struct Program {
    command: Command,
    name: String,
}

/// What a program said, on both its outputs, and whether it ended well.
pub struct Said {
    pub text: String,
    pub success: bool,
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
}

impl Program {
    pub fn new(name: &str) -> Self {
        // Windows finds `npm` as a batch file only, and only under its full name.
        let file = if cfg!(windows) && name == "npm" { "npm.cmd" } else { name };
        let mut command = Command::new(file);
        command.stdin(Stdio::null());
        Self { command, name: name.to_owned() }
    }

    /// The cargo that runs this program.
    pub fn cargo() -> Self {
        Self::new(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
    }

    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Lets nothing of what it says be seen.
    pub fn quiet(mut self) -> Self {
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        self
    }

    /// Runs it with its output shown.
    pub fn run(mut self) -> Result<()> {
        let status = self.command.status();
        self.ended_well(status.map(|status| status.success()))
    }

    /// Runs it and gives its standard output; what it says on the other one is shown.
    pub fn output(mut self) -> Result<String> {
        let output = self.command.stderr(Stdio::inherit()).output();
        let (success, stdout) = match output {
            Ok(output) => (Ok(output.status.success()), output.stdout),
            Err(error) => (Err(error), Vec::new()),
        };
        self.ended_well(success)?;
        String::from_utf8(stdout).with_context(|| format!("`{}` did not answer in UTF-8", self.line()))
    }

    /// Runs it with its output shown, and keeps it, too.
    pub fn watch(mut self) -> Result<Said> {
        let child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) => {
                self.ended_well(Err(error))?;
                bail!("`{}` could not be started", self.line());
            }
        };
        let kept = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            if let Some(pipe) = child.stdout.take() {
                scope.spawn(|| copy(pipe, std::io::stdout(), &kept));
            }
            if let Some(pipe) = child.stderr.take() {
                scope.spawn(|| copy(pipe, std::io::stderr(), &kept));
            }
        });
        let status = child.wait()?;
        let kept = kept.into_inner().unwrap_or_default();
        Ok(Said { text: String::from_utf8_lossy(&kept).into_owned(), success: status.success(), code: status.code() })
    }

    /// Runs it and keeps its output, standard output first, without showing it.
    pub fn keep(mut self) -> Result<Said> {
        let output = match self.command.output() {
            Ok(output) => output,
            Err(error) => {
                self.ended_well(Err(error))?;
                bail!("`{}` could not be started", self.line());
            }
        };
        let bytes = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Said { text, success: output.status.success(), code: output.status.code() })
    }

    fn ended_well(&self, success: std::io::Result<bool>) -> Result<()> {
        match success {
            Ok(true) => Ok(()),
            Ok(false) => bail!("`{}` failed", self.line()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!("`{}` was not found. {}", self.name, remedy(&self.name))
            }
            Err(error) => Err(error).with_context(|| format!("`{}` could not be started", self.line())),
        }
    }

    fn line(&self) -> String {
        let args = self.command.get_args().map(OsStr::to_string_lossy);
        [self.name.as_str().into()].into_iter().chain(args).collect::<Vec<_>>().join(" ")
    }
}

/// Where to get a program that is missing.
fn remedy(name: &str) -> &'static str {
    match name {
        "node" | "npm" => "Install Node.js 20 or later, with npm, from https://nodejs.org.",
        "rustup" | "rustc" | "cargo" => "Install Rust from https://rustup.rs.",
        "python3" => "Install Python 3.11 or later.",
        _ => "Install it and try again.",
    }
}

fn copy(mut from: impl Read, mut to: impl Write, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 8192];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let Some(piece) = buffer.get(..length) else { return };
        // A closed terminal is no reason to stop a test half way.
        let _ = to.write_all(piece).and_then(|()| to.flush());
        if let Ok(mut kept) = kept.lock() {
            kept.extend_from_slice(piece);
        }
    }
}
