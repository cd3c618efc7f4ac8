//! `inspect`.

use crate::{
    bench::{Bench, codes, no_such_file},
    core::{self, altered, at},
};
use mastersecret::tree::Value;

#[test]
fn a_whole_file_is_intact_and_nothing_it_says_is_called_authenticated() {
    let bench = Bench::with_backup();
    bench.run(&["inspect", "a.msb"]).ends(0).says(&[
        "intact  a.msb",
        "no accidental damage",
        "Whether a password opens it has not been tried",
        "What the file says of itself (not authenticated)",
        "BTS-PROD",
        "where we met",
        "Argon2id, 8 MiB, 1 pass, 1 lane",
        "Check it with its password",
    ]);
    let report = bench.run(&["inspect", "--json", "a.msb"]).ends(0).object();
    assert_eq!(report["file"], "a.msb");
    assert_eq!(report["verdict"], "intact");
    assert_eq!(report["authenticated"], false);
    assert_eq!(report["bytes"], core::generated().len());
    assert_eq!(codes(&report), ["weak-derivation", "one-custodian", "no-previous"]);
}

#[test]
fn findings_come_worst_first_and_decide_the_exit_code() {
    let bench = Bench::with_backup();
    for (level, code) in [("never", 0), ("critical", 0), ("warning", 1), ("info", 1)] {
        bench.run(&["inspect", "a.msb", "--fail-on", level]).ends(code);
    }
    let ran = bench.run(&["inspect", "a.msb"]);
    let at = |word: &str| ran.out.find(word).unwrap();
    assert!(at("warning") < at("info"), "{}", ran.out);
    bench.run(&["inspect", "a.msb", "--fail-on", "sometimes"]).ends(2);
}

#[test]
fn the_first_exit_code_that_occurs_of_several_files_is_the_documented_one() {
    let bench = Bench::with_backup();
    let text = String::from_utf8(core::generated()).unwrap();
    bench.write("damaged", text.replace("where we met", "where we meT"));
    bench.write(
        "refused",
        altered(&core::generated(), |root| {
            at(root, "/header/slots/0/kdf/memory_kib").value = Value::Number(2 << 20);
        }),
    );
    bench.write("other", "just text");
    let exit = |files: &[&str], code| {
        let forward = [&["inspect"], files].concat();
        bench.run(&forward).ends(code);
        let backward: Vec<_> = ["inspect"].iter().chain(files.iter().rev()).copied().collect();
        bench.run(&backward).ends(code);
    };
    exit(&["a.msb", "a.msb"], 0);
    exit(&["a.msb", "other"], 7);
    exit(&["a.msb", "other", "missing"], 8);
    exit(&["a.msb", "other", "missing", "refused"], 6);
    exit(&["a.msb", "other", "missing", "refused", "damaged"], 4);
    let ran = bench.run(&["inspect", "a.msb", "missing", "damaged"]).ends(4);
    let ran = ran.says(&["3 files: 1 intact, 1 damaged, 1 not looked at."]);
    assert!(ran.err.contains("missing") && ran.err.contains(no_such_file()), "{}", ran.err);
    let objects = bench.run(&["inspect", "--json", "a.msb", "missing", "damaged"]).ends(4).json();
    assert_eq!(objects.len(), 3);
    assert_eq!(objects[1]["file"], "missing");
    assert_eq!(objects[1]["error"]["code"], "not-found");
    assert_eq!(objects[2]["verdict"], "damaged");
}

#[test]
fn standard_input_is_a_file_too() {
    let bench = Bench::with_backup();
    let report = bench.run_with_input(&["inspect", "--json", "-"], &core::generated()).ends(0).object();
    assert_eq!((&report["file"], &report["verdict"]), (&"-".into(), &"intact".into()));
    bench.run_with_input(&["inspect", "-"], &core::generated()).ends(0).says(&["intact  standard input"]);
    bench.run_with_input(&["inspect", "-", "a.msb", "-"], &[]).ends(2).says(&["more than once"]);
}

#[test]
fn what_windows_does_to_a_text_file_reads_as_if_it_were_clean() {
    let bench = Bench::new();
    let text = String::from_utf8(core::generated()).unwrap();
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, found) in [
        ("bom", format!("\u{feff}{text}").into_bytes(), "byte order mark"),
        ("crlf", text.replace('\n', "\r\n").into_bytes(), "CRLF line ends"),
        ("layout", text.replace("\n  ", "\n").into_bytes(), "another layout"),
        ("utf16", utf16, "UTF-16LE"),
    ] {
        bench.write(name, bytes);
        let report = bench.run(&["check", "--json", name, "--password-file", "p"]).ends(0).object();
        assert_eq!(report["verdict"], "opens", "{name}");
        let finding = report["findings"].as_array().unwrap().iter().find(|f| f["code"] == "reformatted").unwrap();
        assert_eq!(finding["severity"], "info");
        assert!(finding["what"].as_str().unwrap().contains(found), "{finding}");
    }
}
