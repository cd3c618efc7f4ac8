//! Files that a program holds open.

use std::{
    io::Write,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    bench::{Bench, CHEAP},
    core, launch,
};

/// A program of Windows that holds `name` open for writing until it is told to end.
fn holder(bench: &Bench, name: &str) -> Child {
    let mut command = match launch::runner() {
        Some(runner) => {
            let mut command = Command::new(runner);
            command.arg("cmd");
            command
        }
        None => Command::new("cmd"),
    };
    command.args(["/d", "/c", &format!("set /p line= >> {name}")]);
    let mut child = command.current_dir(bench.path(".")).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    // It has the file open when it waits for a line.
    std::thread::sleep(Duration::from_millis(1500));
    assert!(child.try_wait().unwrap().is_none(), "it ended before it was told to");
    child
}

fn end(mut child: Child) {
    child.stdin.take().unwrap().write_all(b"\r\n").unwrap();
    child.wait().unwrap();
}

#[test]
fn what_another_program_holds_open_is_not_replaced_and_that_is_said() {
    let bench = Bench::new();
    bench.write("x.msb", core::generated());
    let generate = ["generate", "--out", "x.msb", "--force", "--new-password-file", "q"];
    let generate = [&generate[..], &CHEAP].concat();
    let other = holder(&bench, "x.msb");
    let before = bench.read("x.msb");
    bench.run(&generate).ends(8).says(&["x.msb", "Another program holds this file open", "Close that program"]);
    assert_eq!(bench.read("x.msb"), before);
    end(other);
    bench.run(&generate).ends(0);
    assert_eq!(bench.names(), ["p", "q", "x.msb"]);
}

#[test]
fn nobody_can_open_the_new_file_before_it_is_in_its_place() {
    let bench = Bench::with_backup();
    let dear = ["--kdf-memory", "64MiB", "--kdf-passes", "24"];
    let args = ["generate", "--out", "x.msb", "--new-password-file", "q"];
    let mut child = bench.command(&[&args[..], &dear].concat()).spawn().unwrap();
    let started = Instant::now();
    let unfinished = loop {
        let whole = |name: &&String| {
            name.ends_with(".tmp") && std::fs::metadata(bench.path(name)).is_ok_and(|found| found.len() > 0)
        };
        if let Some(name) = bench.names().iter().find(whole) {
            break name.clone();
        }
        assert!(started.elapsed() < Duration::from_secs(120), "no unfinished file was seen");
        std::thread::sleep(Duration::from_millis(5));
    };
    bench.run(&["inspect", &unfinished]).ends(8).says(&["(os error 32)", "Close the program that has the file open"]);
    assert!(child.wait().unwrap().success());
    bench.run(&["check", "x.msb", "--password-file", "q"]).ends(0);
}
