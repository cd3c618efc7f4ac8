//! Where output cannot go.

use std::{fs::File, io::Read, process::Stdio};

use crate::{
    bench::{Bench, disk_full},
    core, launch,
};

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let bench = Bench::with_backup();
    for json in [&[][..], &["--json"]] {
        let files = vec!["a.msb"; 200];
        let mut child = bench.command(&[&["inspect"], json, &files].concat()).spawn().unwrap();
        let mut some = [0; 100];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(8));
        assert_eq!(launch::written_by_the_program(output.stderr), "");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_a_failure_of_output() {
    let bench = Bench::with_backup();
    for args in [&["inspect", "a.msb"][..], &["schema"], &["man"], &["completions", "bash"], &["explain", "10521"]] {
        let mut command = bench.command(args);
        command.stdout(Stdio::from(File::options().write(true).open("/dev/full").unwrap()));
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(8), "{args:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains(disk_full()), "{args:?}");
    }
}

#[test]
fn reports_go_to_standard_output_and_failures_to_standard_error() {
    let bench = Bench::with_backup();
    let ran = bench.run(&["inspect", "a.msb", "missing"]).ends(8);
    assert!(ran.out.contains("a.msb") && !ran.out.contains("missing"));
    assert!(ran.err.contains("missing") && !ran.err.contains("a.msb"));
    let ran = bench.run(&["inspect", "--json", "a.msb", "missing"]).ends(8);
    assert_eq!((ran.err.as_str(), ran.out.lines().count()), ("", 2));
}

#[test]
fn ten_thousand_files_are_looked_at_in_one_run() {
    let bench = Bench::new();
    // Wine opens files a hundred times more slowly.
    let count = if launch::under_wine() { 1_000 } else { 10_000 };
    let names: Vec<String> = (0..count).map(|n| format!("{n:05}.msb")).collect();
    let bytes = core::generated();
    for name in &names {
        bench.write(name, &bytes);
    }
    // A command line of Windows ends at 32,767 characters; a wildcard has no such limit.
    let files = if launch::for_windows() { vec!["*.msb"] } else { names.iter().map(String::as_str).collect() };
    let args: Vec<&str> = ["inspect", "--json"].into_iter().chain(files).collect();
    let mut command = bench.command(&args);
    command.stdout(Stdio::from(File::create(bench.path("out")).unwrap()));
    let started = std::time::Instant::now();
    assert!(command.status().unwrap().success());
    println!("{count} files: {:?}", started.elapsed());
    assert_eq!(bench.read("out").iter().filter(|byte| **byte == b'\n').count(), count);
}
