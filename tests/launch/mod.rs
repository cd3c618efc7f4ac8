//! How tests start the program: the one that cargo has built, or another that they are told of, which may be one for
//! another system and need a runner.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::{env, ffi::OsString, path::PathBuf, process::Command};

/// The program under test: `MASTERSECRET_BIN`, or what cargo has built.
pub fn program() -> PathBuf {
    env::var_os("MASTERSECRET_BIN").map_or_else(|| env!("CARGO_BIN_EXE_mastersecret").into(), PathBuf::from)
}

/// What starts it, where it does not start by itself: `MASTERSECRET_RUNNER`, which is Wine.
pub fn runner() -> Option<OsString> {
    env::var_os("MASTERSECRET_RUNNER").filter(|runner| !runner.is_empty())
}

/// A command that starts the program; arguments come behind.
pub fn command() -> Command {
    match runner() {
        Some(runner) => {
            let mut command = Command::new(runner);
            command.arg(program());
            command
        }
        None => Command::new(program()),
    }
}

/// Whether the program under test is one for Windows, wherever the tests themselves run.
pub fn for_windows() -> bool {
    program().extension().is_some_and(|extension| extension == "exe")
}

/// Whether it runs under Wine.
pub fn under_wine() -> bool {
    for_windows() && runner().is_some()
}

/// What the program itself wrote to standard error. Wine 8 adds a line of its own when a program ends before a thread that
/// it has started, here the one that waits for Ctrl-C, has reached Wine's server; neither output nor exit code change.
pub fn written_by_the_program(stderr: Vec<u8>) -> String {
    let text = String::from_utf8(stderr).unwrap();
    let by_wine = |line: &str| under_wine() && line.starts_with("wine client error:") && line.contains(": sendmsg: ");
    text.split_inclusive('\n').filter(|line| !by_wine(line)).collect()
}
