//! `rewrap`.

use crate::{
    bench::{Bench, CHEAP, codes},
    core,
};

const REWRAP: [&str; 8] = ["rewrap", "a.msb", "--out", "b.msb", "--password-file", "p", "--new-password-file", "q"];

#[test]
fn the_same_secret_opens_with_the_new_password_and_not_with_the_old() {
    let bench = Bench::with_backup();
    let old = bench.run(&["check", "--json", "a.msb", "--password-file", "p"]).object();
    let ran = bench.run(&[&REWRAP[..], &CHEAP].concat()).ends(0);
    let last = ran.out.trim_end().rsplit("info").next().unwrap().to_owned();
    assert!(last.contains("Older copies of this file still open with the old password."), "{}", ran.out);
    ran.says(&["re-wrapped  b.msb", "a.msb (opens)", "(the same)"]);
    bench.run(&["check", "b.msb", "--password-file", "p"]).ends(3);
    let new = bench.run(&["check", "--json", "b.msb", "--password-file", "q"]).ends(0).object();
    assert_eq!(new["secrets"], old["secrets"]);
    assert_eq!(new["header"]["replaces"], old["header"]["id"]);
    // Label kept, reminder gone.
    assert_eq!(new["header"]["slots"][0]["label"], "custodian A");
    assert!(new["header"]["slots"][0]["reminder"].is_null());
    assert_eq!(bench.read("a.msb"), core::generated());
}

#[test]
fn label_and_reminder_can_be_given() {
    let bench = Bench::with_backup();
    let more = ["--label", "=HYPERLINK(1)", "--reminder", "envelope 8", "--json"];
    let outcome = bench.run(&[&REWRAP[..], &CHEAP, &more].concat()).ends(0).object();
    assert_eq!(outcome["action"], "rewrap");
    assert_eq!(outcome["report"]["header"]["slots"][0]["label"], "=HYPERLINK(1)");
    assert_eq!(outcome["report"]["header"]["slots"][0]["reminder"], "envelope 8");
    assert!(codes(&outcome).contains(&"old-copies"));
}

#[test]
fn a_wrong_password_writes_nothing() {
    let bench = Bench::with_backup();
    let args = ["rewrap", "a.msb", "--out", "b.msb", "--password-file", "q", "--new-password-file", "q"];
    bench.run(&args).ends(3).says(&["Nothing was written"]);
    assert_eq!(bench.names(), ["a.msb", "p", "q"]);
}

#[test]
fn several_slots_are_dropped_only_knowingly() {
    let bench = Bench::with_backup();
    let add = ["slot", "add", "a.msb", "--out", "two.msb", "--password-file", "p", "--new-password-file", "q"];
    bench.run(&[&add[..], &CHEAP].concat()).ends(0);
    let args = ["rewrap", "two.msb", "--out", "b.msb", "--password-file", "q", "--new-password-file", "p"];
    bench.run(&args).ends(2).says(&["2 slots", "--drop-others", "slot replace"]);
    let outcome = bench.run(&[&args[..], &CHEAP, &["--drop-others", "--json"]].concat()).ends(0).object();
    let slots = outcome["report"]["header"]["slots"].as_array().unwrap();
    assert_eq!(slots.len(), 1);
    assert_eq!(slots[0]["label"], "custodian B");
}

#[test]
fn in_place_it_needs_force() {
    let bench = Bench::with_backup();
    let args = ["rewrap", "a.msb", "--out", "./a.msb", "--password-file", "p", "--new-password-file", "q"];
    bench.run(&[&args[..], &CHEAP].concat()).ends(8).says(&["The output is the input itself", "--force"]);
    assert_eq!(bench.read("a.msb"), core::generated());
    bench.run(&[&args[..], &CHEAP, &["--force"]].concat()).ends(0);
    bench.run(&["check", "a.msb", "--password-file", "q"]).ends(0);
    assert_eq!(bench.names(), ["a.msb", "p", "q"]);
}

#[test]
fn the_file_can_come_from_standard_input() {
    let bench = Bench::with_backup();
    let args = ["rewrap", "-", "--out", "b.msb", "--password-file", "p", "--new-password-file", "q"];
    bench.run_with_input(&[&args[..], &CHEAP].concat(), &core::generated()).ends(0);
    bench.run(&["check", "b.msb", "--password-file", "q"]).ends(0);
}
