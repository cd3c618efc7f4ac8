//! Programs under `strace`: which system calls they make, and what happens when one of them is their last, or fails.
//!
//! Only the main thread is followed. It is the one that touches files, which a case of its own shows; so its calls are
//! the same in every run, and dying before each of them is dying in every state that files can be in.

use std::{
    fs,
    os::unix::process::ExitStatusExt,
    process::{Command, Stdio},
};

use crate::scene::Scene;

/// A system call of the main thread.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Its name.
    pub(crate) name: String,
    /// Which call of this name it is, from 1: how strace counts.
    pub(crate) turn: usize,
    /// The line that strace wrote.
    pub(crate) line: String,
    /// What it is about.
    pub(crate) about: About,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// Files in the folder that the command works in.
    Files,
    /// Standard output or standard error.
    Output,
    /// The process itself, libraries, the system.
    Other,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit code, or none where a signal ended it.
    pub(crate) code: Option<i32>,
    /// The signal that ended it.
    pub(crate) signal: Option<i32>,
    /// What it said on both its outputs.
    pub(crate) said: String,
    /// What strace wrote.
    pub(crate) log: String,
}

impl Ended {
    /// Whether it said `words`, whatever the line breaks and the case.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.said.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().contains(&words.to_lowercase())
    }

    /// How it ended and the last lines of what it said, for failures.
    pub(crate) fn summary(&self) -> String {
        let lines: Vec<&str> = self.said.lines().collect();
        let last = lines[lines.len().saturating_sub(6)..].join("\n    ");
        format!("it ended with code {:?}, signal {:?}, and said last:\n    {last}", self.code, self.signal)
    }

    /// Whether a fault was put into one of its calls.
    pub(crate) fn struck(&self) -> bool {
        self.log.contains("(INJECTED)")
    }

    pub(crate) fn killed(&self) -> bool {
        self.signal == Some(9)
    }
}

/// What is done to a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// The process dies before it.
    Kill,
    /// It does nothing and fails.
    Error(&'static str),
    /// It and all later ones of its name do nothing and fail.
    ErrorForEver(&'static str),
    /// It does nothing and claims this result.
    Claim(u64),
}

impl Fault {
    /// As it is called in figures.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kill => "a kill",
            Self::Error(name) | Self::ErrorForEver(name) => name,
            Self::Claim(_) => "a write of nothing",
        }
    }

    fn text(self, call: &Call) -> String {
        let (name, turn) = (&call.name, call.turn);
        match self {
            Self::Kill => format!("inject={name}:signal=KILL:when={turn}"),
            Self::Error(error) => format!("inject={name}:error={error}:when={turn}"),
            Self::ErrorForEver(error) => format!("inject={name}:error={error}:when={turn}+"),
            Self::Claim(result) => format!("inject={name}:retval={result}:when={turn}"),
        }
    }
}

/// How many points are passed over where not every one is tried.
pub(crate) const STRIDE: usize = 10;

impl Call {
    /// Whether it makes, fills or moves a file.
    pub(crate) fn writes(&self) -> bool {
        let makes = ["O_CREAT", "O_TMPFILE"].iter().any(|flag| self.line.contains(flag));
        self.about == About::Files && (makes || self.name == "write" || OF_FILES.contains(&self.name.as_str()))
    }

    /// The call with its fault, as failures name it.
    pub(crate) fn with(&self, fault: Fault) -> String {
        let line: String = self.line.chars().take(120).collect();
        format!("{fault:?} at {} number {}: {line}", self.name, self.turn)
    }
}

/// Runs a program in the scene's folder to its end and lists the calls of its main thread.
///
/// # Errors
///
/// A program that does not end with `code`.
pub(crate) fn calls(scene: &Scene, program: &[String], code: i32) -> Result<Vec<Call>, String> {
    let ended = run(scene, program, &["-y".to_owned()]);
    if ended.code != Some(code) {
        return Err(format!("without a fault, {}", ended.summary()));
    }
    let folder = scene.work.to_string_lossy().into_owned();
    let mut calls: Vec<Call> = Vec::new();
    for line in ended.log.lines().filter(|line| !line.starts_with(['+', '-'])) {
        let name = line.split('(').next().unwrap_or_default().to_owned();
        let turn = calls.iter().filter(|call| call.name == name).count() + 1;
        calls.push(Call { about: about(&name, line, &folder), name, turn, line: line.to_owned() });
    }
    Ok(calls)
}

/// Runs a program with faults in some of its calls, each of another name.
pub(crate) fn with_fault(scene: &Scene, program: &[String], faults: &[(&Call, Fault)]) -> Ended {
    let names: Vec<&str> = faults.iter().map(|(call, _)| call.name.as_str()).collect();
    let mut options = vec!["-e".to_owned(), format!("trace={}", names.join(","))];
    for (call, fault) in faults {
        options.extend(["-e".to_owned(), fault.text(call)]);
    }
    run(scene, program, &options)
}

fn run(scene: &Scene, program: &[String], options: &[String]) -> Ended {
    let log = scene.beside("strace.log");
    let mut command = Command::new("strace");
    command.args(options).arg("-o").arg(&log).args(program).current_dir(&scene.work);
    let ended = finish(command);
    let log = fs::read_to_string(log).unwrap_or_default();
    Ended { log, ..ended }
}

/// Runs a command to its end, without input and always in the same surroundings.
pub(crate) fn finish(mut command: Command) -> Ended {
    settle(&mut command);
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended {
        code: output.status.code(),
        signal: output.status.signal(),
        said: text(&output.stdout) + &text(&output.stderr),
        log: String::new(),
    }
}

/// The surroundings that every program under test has.
pub(crate) fn settle(command: &mut Command) {
    command.env("LANG", "C.UTF-8").env_remove("LC_ALL").env_remove("LC_CTYPE").env_remove("RUST_BACKTRACE");
    command.stdin(Stdio::null());
}

/// Calls that are about files whatever they are given.
const OF_FILES: [&str; 9] =
    ["fsync", "fdatasync", "link", "linkat", "rename", "renameat", "renameat2", "unlink", "unlinkat"];

fn about(name: &str, line: &str, folder: &str) -> About {
    const BY_NAME: [&str; 6] = ["openat", "statx", "newfstatat", "access", "readlink", "mkdir"];
    let path = line.split('"').nth(1).unwrap_or_default();
    let descriptor = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path);
    let inside = descriptor.is_some_and(|path| path.starts_with(folder));
    if name == "write" && (line.starts_with("write(1<") || line.starts_with("write(2<")) {
        About::Output
    } else if OF_FILES.contains(&name) {
        About::Files
    } else if BY_NAME.contains(&name) && !path.is_empty() {
        if !path.starts_with('/') || path.starts_with(folder) { About::Files } else { About::Other }
    } else if inside && name != "mmap" {
        About::Files
    } else {
        About::Other
    }
}
