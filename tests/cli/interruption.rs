//! Interruptions: nothing half-made stays.
#![cfg(unix)]

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::bench::Bench;

#[test]
fn an_interruption_removes_the_unfinished_file() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let bench = Bench::new();
        bench.write("x", "something dear");
        // Dear enough for the proof to take a while, during which the unfinished file lies beside its target.
        let args = [
            "generate",
            "--out",
            "x",
            "--force",
            "--new-password-file",
            "q",
            "--kdf-memory",
            "64MiB",
            "--kdf-passes",
            "40",
        ];
        let child = bench.command(&args).spawn().unwrap();
        let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        let started = Instant::now();
        // The first is made and removed at once, to see whether the folder can be written to; the second is the file.
        let unfinished = || {
            bench.names().into_iter().find(|name| {
                name.ends_with(".tmp") && std::fs::metadata(bench.path(name)).is_ok_and(|file| file.len() > 0)
            })
        };
        while unfinished().is_none() {
            assert!(started.elapsed() < Duration::from_secs(120), "no unfinished file was seen");
            std::thread::sleep(Duration::from_millis(5));
        }
        kill_process(pid, signal).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{signal:?}");
        assert_eq!(bench.names(), ["p", "q", "x"], "{signal:?}");
        assert_eq!(bench.read("x"), b"something dear");
    }
}
