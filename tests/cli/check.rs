//! `check`.

use mastersecret::tree::Value;

use crate::{
    bench::{Bench, CHEAP, codes},
    core::{self, altered, at, flip},
};

#[test]
fn the_right_password_opens_and_the_fingerprint_is_shown() {
    let bench = Bench::with_backup();
    let report = bench.run(&["check", "--json", "a.msb", "--password-file", "p"]).ends(0).object();
    assert_eq!(report["verdict"], "opens");
    assert_eq!(report["authenticated"], true);
    assert_eq!(report["opened_slot"], "custodian A");
    let fingerprint = report["secrets"][0]["fingerprint"].as_str().unwrap();
    bench.run(&["check", "a.msb", "--password-file", "p"]).ends(0).says(&[
        "opens  a.msb",
        "In the file (authenticated by the password)",
        "opened by this password",
        fingerprint,
    ]);
}

#[test]
fn wrong_damaged_and_tampered_are_told_apart() {
    let bench = Bench::with_backup();
    let text = String::from_utf8(core::generated()).unwrap();
    bench.write("damaged", text.replace("where we met", "where we meT"));
    bench.write(
        "tampered",
        altered(&core::generated(), |root| {
            at(root, "/header/slots/0/reminder").value = Value::Text("somewhere else".into());
        }),
    );
    bench.run(&["check", "a.msb", "--password-file", "q"]).ends(3).says(&["wrong-password", "No slot accepts"]);
    for password in ["p", "q"] {
        bench.run(&["check", "damaged", "--password-file", password]).ends(4).says(&["damaged"]);
    }
    bench.run(&["check", "tampered", "--password-file", "p"]).ends(5).says(&["tampered", "salvage"]);
    bench.run(&["check", "tampered", "--password-file", "q"]).ends(3);
    let all = ["check", "--json", "a.msb", "damaged", "tampered", "--password-file", "p"];
    let verdicts: Vec<_> = bench.run(&all).ends(5).json().iter().map(|r| r["verdict"].clone()).collect();
    assert_eq!(verdicts, ["opens", "damaged", "tampered"]);
}

#[test]
fn an_altered_slot_cannot_be_told_from_a_wrong_password_and_the_text_says_so() {
    let bench = Bench::new();
    bench.write("altered", altered(&core::generated(), |root| flip(at(root, "/header/slots/0/kdf/salt"))));
    bench.run(&["check", "altered", "--password-file", "p"]).ends(3).says(&["cannot be told apart"]);
}

#[test]
fn every_part_altered_with_its_checksum_repaired_is_tampered() {
    let bench = Bench::new();
    for pointer in ["/header/key_check", "/payload", "/mac", "/header/slots/0/check", "/header/slots/0/wrapped_key"] {
        bench.write("x", altered(&core::generated(), |root| flip(at(root, pointer))));
        bench.run(&["inspect", "x"]).ends(0);
        bench.run(&["check", "x", "--password-file", "p"]).ends(5);
    }
}

#[test]
fn a_damaged_file_is_tried_only_when_that_is_asked_for() {
    let bench = Bench::new();
    let mut bytes = core::generated();
    let at = String::from_utf8_lossy(&bytes).rfind("\"checksum\": \"").unwrap() + 13;
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    bench.write("damaged", &bytes);
    bench.run(&["check", "damaged", "--password-file", "p"]).ends(4);
    let report = bench.run(&["check", "--json", "damaged", "--password-file", "p", "--try-damaged"]).ends(1).object();
    assert_eq!(report["verdict"], "opens");
    assert_eq!(codes(&report)[0], "checksum-damaged");
    bench.run(&["check", "damaged", "--password-file", "q", "--try-damaged"]).ends(4);
    // What the finding says to do can be done.
    let rewrap =
        ["rewrap", "damaged", "--try-damaged", "--out", "new", "--password-file", "p", "--new-password-file", "q"];
    bench.run(&[&rewrap[..], &CHEAP].concat()).ends(0);
    bench.run(&["check", "new", "--password-file", "q"]).ends(0);
}

#[test]
fn slot_limits_what_is_tried() {
    let bench = Bench::with_backup();
    bench.run(&["check", "a.msb", "--password-file", "p", "--slot", "custodian A"]).ends(0);
    let unknown = ["check", "a.msb", "--password-file", "p", "--slot", "board"];
    bench.run(&unknown).ends(2).says(&["There is no slot “board”", "custodian A"]);
    let object = bench.run(&[&unknown[..], &["--json"]].concat()).ends(2).object();
    assert_eq!((&object["file"], &object["error"]["code"]), (&"a.msb".into(), &"label-unknown".into()));
}

#[test]
fn a_hostile_cost_is_refused_at_once_and_can_be_allowed_knowingly() {
    let bench = Bench::new();
    let set = |what: &'static str, value: u64| {
        altered(&core::generated(), move |root| {
            at(root, &format!("/header/slots/0/kdf/{what}")).value = Value::Number(value);
        })
    };
    bench.write("memory", set("memory_kib", 3 << 20));
    bench.write(
        "work",
        altered(&set("memory_kib", 1 << 20), |root| {
            at(root, "/header/slots/0/kdf/passes").value = Value::Number(64);
        }),
    );
    let started = std::time::Instant::now();
    for command in [&["inspect"][..], &["check", "--password-file", "p"]] {
        let run = |file: &str| bench.run(&[command, &[file]].concat());
        run("memory").ends(6).says(&["refused", "3 GiB", "--max-memory 3GiB"]);
        run("work").ends(6).says(&["refused", "64 GiB", "--max-work 64GiB"]);
        for (what, value) in [("memory_kib", 1 << 30), ("passes", 1 << 31), ("lanes", 0)] {
            bench.write("out", set(what, value));
            run("out").ends(4).says(&["malformed", what]);
        }
    }
    println!("ten hostile costs: {:?}", started.elapsed());
    bench.run(&["inspect", "memory", "--max-memory", "3GiB"]).ends(0);
    bench.run(&["inspect", "work", "--max-work", "64 GiB"]).ends(0);
    // A limit can be lowered, too.
    bench.write("a.msb", core::generated());
    bench.run(&["check", "a.msb", "--password-file", "p", "--max-memory", "4MiB"]).ends(6).says(&["8 MiB", "4 MiB"]);
}

#[test]
fn one_password_file_serves_all_files() {
    let bench = Bench::with_backup();
    bench.write("b.msb", core::generated());
    let args = ["check", "a.msb", "b.msb", "missing", "--password-file", "-"];
    let mut password = core::PASSWORD.as_bytes().to_vec();
    password.push(b'\n');
    bench.run_with_input(&args, &password).ends(8).says(&["3 files: 2 opens, 1 not looked at."]);
    bench.run_with_input(&["check", "-", "--password-file", "-"], &password).ends(2).says(&["more than once"]);
}
