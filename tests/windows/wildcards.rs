//! Wildcards, which the shells of Windows leave to programs.

use std::fs;

use crate::{bench::Bench, core};

#[test]
fn the_program_resolves_wildcards_where_several_files_can_be_given() {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("safe/folder.msb")).unwrap();
    for name in ["safe/a.msb", "safe/B.MSB", "safe/copy [1].msb"] {
        bench.write(name, core::generated());
    }
    bench.write("safe/note.txt", "a note");
    let files = |args: &[&str]| -> Vec<String> {
        let objects = bench.run(&[args, &["--json"]].concat()).json();
        objects.iter().map(|object| object["file"].as_str().unwrap().replace('\\', "/")).collect()
    };
    assert_eq!(files(&["inspect", "safe\\*.msb"]), ["safe/B.MSB", "safe/a.msb", "safe/copy [1].msb"]);
    assert_eq!(files(&["inspect", "safe/?.msb"]), ["safe/B.MSB", "safe/a.msb"]);
    assert_eq!(files(&["check", "sa*\\copy [1]*", "--password-file", "p"]), ["safe/copy [1].msb"]);
    assert_eq!(files(&["inspect", "safe\\copy [1].msb"]), ["safe/copy [1].msb"]);
    let report = bench.run(&["audit", "sa*", "--json", "--fail-on", "never"]).object();
    assert_eq!(report["files"].as_array().unwrap().len(), 4);
    // Behind an option, and where one file is asked for, they are no wildcards.
    bench.run(&["slot", "list", "safe\\a*"]).ends(8).says(&["Where one file is asked for, name that file."]);
}

#[test]
fn a_pattern_that_matches_nothing_is_named() {
    let bench = Bench::with_backup();
    let ran = bench.run(&["inspect", "*.bak", "*.msb"]).ends(8).says(&["*.bak", "nothing matches", "intact  a.msb"]);
    assert!(ran.out.contains("2 files: 1 intact, 1 not looked at."), "{}", ran.out);
    bench.run(&["audit", "*.bak"]).ends(8).says(&["*.bak", "nothing matches"]);
    bench.run(&["events", "*.evtx"]).ends(8).says(&["*.evtx", "nothing matches"]);
}
