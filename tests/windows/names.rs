//! Paths: what is no file, and files whose names are long, foreign or whole.

use std::{fs, path::Path};

use crate::{
    bench::{Bench, CHEAP},
    core, launch,
};

/// The path as the program knows it: Wine shows this system's files as the drive Z.
fn windows_path(path: &Path) -> String {
    let text = path.to_str().unwrap();
    if launch::under_wine() { format!("Z:{}", text.replace('/', "\\")) } else { text.to_owned() }
}

fn refused(bench: &Bench, path: &str, code: &str, words: &[&str]) {
    for args in [
        &["inspect", path][..],
        &["check", path, "--password-file", "p"],
        &["check", "a.msb", "--password-file", path],
        &["restore", "a.msb", "--out", path, "--password-file", "p"],
        &["seal", path, "--out", "new", "--new-password-file", "q"],
        &["audit", path],
        &["events", path],
    ] {
        let ran = bench.run(args).ends(8).says(words);
        assert!(ran.err.contains(path) || ran.out.contains(path) || args[0] == "events", "{args:?}: {}", ran.err);
    }
    let object = bench.run(&["inspect", "--json", path]).ends(8).object();
    assert_eq!((&object["file"], &object["error"]["code"]), (&path.into(), &code.into()));
}

#[test]
fn devices_are_not_files() {
    let bench = Bench::with_backup();
    for path in ["NUL", "nul.txt", "CON", "COM1", "AUX", "Z:\\NUL", "\\\\.\\PhysicalDrive0"] {
        refused(&bench, path, "device", &["the name of a device, not of a file"]);
    }
    assert_eq!(bench.names(), ["a.msb", "p", "q"]);
}

#[test]
fn streams_inside_files_are_not_files() {
    let bench = Bench::with_backup();
    for path in ["a.msb:hidden", "a.msb::$DATA", "new:stream"] {
        refused(&bench, path, "stream", &["a stream inside that file", "Give the name of the file itself."]);
    }
    assert_eq!(bench.names(), ["a.msb", "p", "q"]);
}

#[test]
fn what_is_not_there_is_told_in_the_words_of_windows() {
    let bench = Bench::with_backup();
    fs::create_dir(bench.path("folder")).unwrap();
    for (path, words) in [
        ("missing.msb", &["(os error 2)", "Check the path."][..]),
        ("missing\\a.msb", &["(os error 3)", "Check the path."]),
        ("Q:\\a.msb", &["(os error ", "Check the path."]),
        ("folder", &["it is a folder", "Name the files in it."]),
        ("a<b>.msb", &["(os error 123)", "Windows allows no name like this"]),
    ] {
        bench.run(&["inspect", path]).ends(8).says(words).says(&[path]);
    }
    bench.run(&["inspect", "\\\\no-such-server\\share\\a.msb", "a.msb"]).ends(8).says(&["(os error ", "intact  a.msb"]);
}

#[test]
fn whole_paths_of_every_kind_are_read_and_written() {
    let bench = Bench::with_backup();
    let name = "Z\u{fc}rich \u{65e5}\u{672c} (1).msb";
    fs::create_dir(bench.path("Gr\u{fc}n")).unwrap();
    bench.write(&format!("Gr\u{fc}n/{name}"), core::generated());
    let whole = windows_path(&bench.path("Gr\u{fc}n").join(name));
    let folder = windows_path(&bench.path("Gr\u{fc}n"));
    for path in [
        format!("Gr\u{fc}n\\{name}"),
        format!("Gr\u{fc}n/{name}"),
        format!(".\\Gr\u{fc}n\\..\\Gr\u{fc}n\\{name}"),
        whole.clone(),
        whole.replace('\\', "/"),
        format!("\\\\?\\{whole}"),
    ] {
        bench.run(&["check", &path, "--password-file", "p"]).ends(0).says(&["opens"]);
    }
    for (number, folder) in [folder.clone(), format!("\\\\?\\{folder}"), "Gr\u{fc}n".to_owned()].iter().enumerate() {
        let (new, key) = (format!("{folder}\\new {number}.msb"), format!("{folder}\\{number}.key"));
        let args = ["rewrap", &whole, "--out", &new, "--password-file", "p", "--new-password-file", "q"];
        bench.run(&[&args[..], &CHEAP].concat()).ends(0);
        bench.run(&["restore", &new, "--out", &key, "--password-file", "q"]).ends(0);
        assert_eq!(bench.read(&format!("Gr\u{fc}n/{number}.key")).len(), 32);
    }
    bench.run(&["restore", &whole, "--out", &whole, "--force", "--password-file", "p"]).ends(2).says(&["itself"]);
}

#[test]
fn a_sealed_file_keeps_its_name_and_not_its_path() {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("Common Files/Enterprise Single Sign-On")).unwrap();
    bench.write("Common Files/Enterprise Single Sign-On/SSO07AB.bak", [9; 300]);
    let native = windows_path(&bench.path("Common Files/Enterprise Single Sign-On/SSO07AB.bak"));
    let args = ["seal", &native, "--out", "sealed.msb", "--new-password-file", "q", "--json"];
    let outcome = bench.run(&[&args[..], &CHEAP].concat()).ends(0).object();
    assert_eq!(outcome["report"]["header"]["content"]["name"], "SSO07AB.bak");
    let back = native.replace("07AB", "07AC");
    bench.run(&["restore", "sealed.msb", "--out", &back, "--password-file", "q"]).ends(0);
    assert_eq!(bench.read("Common Files/Enterprise Single Sign-On/SSO07AC.bak"), [9; 300]);
}

#[test]
fn paths_of_more_than_260_characters_are_read_and_written() {
    let bench = Bench::with_backup();
    let folders = [["deep"; 1].as_slice(), &["a name of forty characters, as people do"; 8]].concat();
    fs::create_dir_all(bench.path(&folders.join("/"))).unwrap();
    fs::copy(bench.path("a.msb"), bench.path(&format!("{}/a.msb", folders.join("/")))).unwrap();
    let relative = folders.join("\\");
    let whole = windows_path(&bench.path(&folders.join("/")));
    assert!(relative.len() > 300);
    for (number, folder) in [&relative, &whole].into_iter().enumerate() {
        let new = format!("{folder}\\new {number}.msb");
        let old = format!("{folder}\\a.msb");
        let args = ["rewrap", &old, "--out", &new, "--password-file", "p", "--new-password-file", "q"];
        bench.run(&[&args[..], &CHEAP].concat()).ends(0);
        bench.run(&[&args[..], &CHEAP].concat()).ends(8).says(&["There is a file of this name already"]);
        bench.run(&[&args[..], &CHEAP, &["--force"]].concat()).ends(0);
        bench.run(&["check", &new, "--password-file", "q"]).ends(0);
    }
    let report = bench.run(&["audit", "deep", "--json", "--fail-on", "never"]).object();
    assert_eq!(report["files"].as_array().unwrap().len(), 3);
}
