//! What happens while the unfinished file lies beside its target: it goes with an interruption, and it does not replace
//! a file that came meanwhile.
#![cfg(unix)]

use std::{
    fs,
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::Child,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::{bench::Bench, launch};

/// Starts something dear enough for the proof to take a while, and waits until the unfinished file is there.
fn unfinished(bench: &Bench, more: &[&str]) -> Child {
    let args = ["generate", "--out", "x", "--new-password-file", "q", "--kdf-memory", "64MiB", "--kdf-passes", "16"];
    let child = bench.command(&[&args[..], more].concat()).spawn().unwrap();
    let started = Instant::now();
    // The first one only shows whether the folder can be written to, and stays empty; the second is the file.
    while !files(bench, &child).into_iter().any(|file| fs::metadata(file).is_ok_and(|file| file.len() > 0)) {
        assert!(started.elapsed() < Duration::from_secs(120), "no unfinished file was seen");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

/// The unfinished files: those with a name of their own, and those without one that the process holds.
fn files(bench: &Bench, child: &Child) -> Vec<PathBuf> {
    let named = bench.names().into_iter().filter(|name| name.ends_with(".tmp")).map(|name| bench.path(&name));
    let held = fs::read_dir(format!("/proc/{}/fd", child.id())).into_iter().flatten().flatten();
    let nameless =
        |link: &PathBuf| fs::read_link(link).is_ok_and(|path| path.to_string_lossy().ends_with(" (deleted)"));
    named.chain(held.map(|entry| entry.path()).filter(nameless)).collect()
}

#[test]
fn an_interruption_removes_the_unfinished_file() {
    // Windows has Ctrl-C alone, which is what Wine makes of the first.
    let signals = [Signal::INT, Signal::TERM, Signal::HUP];
    for &signal in if launch::for_windows() { &signals[..1] } else { &signals[..] } {
        let code = (0..5).find_map(|_| {
            let bench = Bench::new();
            bench.write("x", "something dear");
            let child = unfinished(&bench, &["--force"]);
            let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
            kill_process(pid, signal).unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(bench.names(), ["p", "q", "x"], "{signal:?}");
            assert_eq!(bench.read("x"), b"something dear");
            // Wine's server kills a program that is still there a second after it began to end, about one in twenty.
            // Then nothing is known of its exit code.
            let by_wine = launch::under_wine() && output.status.signal() == Some(9);
            (!by_wine).then(|| output.status.code())
        });
        assert_eq!(code, Some(Some(130)), "{signal:?}");
    }
}

#[test]
fn a_file_that_came_meanwhile_is_not_replaced() {
    let bench = Bench::new();
    let child = unfinished(&bench, &[]);
    bench.write("x", "something dear");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(8));
    assert!(String::from_utf8(output.stderr).unwrap().contains("There is a file of this name already."));
    assert_eq!(bench.names(), ["p", "q", "x"]);
    assert_eq!(bench.read("x"), b"something dear");
}
