//! `slot list|add|replace|remove`.

use mastersecret::tree::{Node, Value};

use crate::{
    bench::{Bench, CHEAP, STRONG, codes},
    core::{self, altered, at},
};

fn slot(bench: &Bench, operation: &str, from: &str, to: &str, more: &[&str]) -> crate::bench::Ran {
    let cheap: &[&str] = if operation == "remove" { &[] } else { &CHEAP };
    bench.run(&[&["slot", operation, from, "--out", to][..], cheap, more].concat())
}

#[test]
fn slots_are_listed_without_a_password() {
    let bench = Bench::with_backup();
    bench.run(&["slot", "list", "a.msb"]).ends(0).says(&[
        "intact  a.msb",
        "1 slot (not authenticated)",
        "custodian A",
        "Argon2id, 8 MiB, 1 pass, 1 lane",
        "reminder: where we met",
    ]);
    let report = bench.run(&["slot", "list", "--json", "a.msb"]).ends(0).object();
    assert_eq!(report["header"]["slots"][0]["label"], "custodian A");
    bench.run(&["slot", "list", "p"]).ends(7);
    bench.run(&["slot", "list", "missing"]).ends(8);
}

#[test]
fn a_second_custodian_comes_is_changed_and_goes() {
    let bench = Bench::with_backup();
    bench.write("r", "a third and other pass phrase 31");
    let keys = ["--password-file", "p", "--new-password-file", "q"];
    slot(&bench, "add", "a.msb", "b.msb", &keys).ends(0).says(&["slot added  b.msb", "custodian B"]);
    for password in ["p", "q"] {
        bench.run(&["check", "b.msb", "--password-file", password]).ends(0).says(&["was not tried"]);
    }
    let target = ["--slot", "custodian B", "--password-file", "p", "--new-password-file", "r"];
    slot(&bench, "replace", "b.msb", "c.msb", &target).ends(0).says(&["slot replaced", "Older copies"]);
    bench.run(&["check", "c.msb", "--password-file", "q"]).ends(3);
    let report = bench.run(&["check", "c.msb", "--password-file", "r", "--json"]).ends(0).object();
    assert_eq!(report["opened_slot"], "custodian B");
    let own = ["--slot", "custodian B", "--password-file", "r"];
    slot(&bench, "remove", "c.msb", "d.msb", &own).ends(2).says(&["very slot", "slot that stays"]);
    let other = ["--slot", "custodian B", "--password-file", "p"];
    let outcome = slot(&bench, "remove", "c.msb", "d.msb", &[&other[..], &["--json"]].concat()).ends(0).object();
    assert!(codes(&outcome).contains(&"old-copies"));
    bench.run(&["check", "d.msb", "--password-file", "r"]).ends(3);
    bench.run(&["check", "d.msb", "--password-file", "p"]).ends(0);
    let last = ["--slot", "custodian A", "--password-file", "p"];
    slot(&bench, "remove", "d.msb", "e.msb", &last).ends(2).says(&["the only one"]);
    assert_eq!(bench.names(), ["a.msb", "b.msb", "c.msb", "d.msb", "p", "q", "r"]);
}

#[test]
fn requests_that_do_not_fit_the_file_are_refused() {
    let bench = Bench::with_backup();
    let keys = ["--password-file", "p", "--new-password-file", "q"];
    slot(&bench, "add", "a.msb", "b.msb", &[&keys[..], &["--label", "custodian A"]].concat())
        .ends(2)
        .says(&["There is a slot “custodian A” already"]);
    slot(&bench, "replace", "a.msb", "b.msb", &[&keys[..], &["--slot", "board"]].concat())
        .ends(2)
        .says(&["There is no slot “board”", "custodian A"]);
    slot(&bench, "remove", "a.msb", "b.msb", &["--slot", "board", "--password-file", "p"]).ends(2);
    slot(&bench, "add", "a.msb", "b.msb", &["--password-file", "q", "--new-password-file", "q"]).ends(3);
    assert_eq!(bench.names(), ["a.msb", "p", "q"]);
    bench.write("next", bench.read("a.msb"));
    for _ in 1..8 {
        slot(&bench, "add", "next", "next", &[&keys[..], &["--force"]].concat()).ends(0);
    }
    slot(&bench, "add", "next", "next", &[&keys[..], &["--force"]].concat()).ends(2).says(&["8 slots"]);
}

#[test]
fn an_unknown_slot_is_kept_byte_for_byte_by_slot_operations() {
    let bench = Bench::with_backup();
    // A file with an unknown slot that opens can only be made with the file key; so the slot is put in first and the
    // mac is made good by a program that knows the key.
    let unknown = || {
        Node::object([
            ("kind", Some(Node::text("quorum"))),
            ("label", Some(Node::text("board"))),
            ("shares", Some(Node::new(Value::List(vec![Node::number(3), Node::new(Value::Bool(true))])))),
        ])
    };
    let inspection = core::look(&bench.read("a.msb"));
    let key = core::opened(&inspection, core::PASSWORD).file_key;
    let bytes = altered(&bench.read("a.msb"), |root| {
        let Value::List(slots) = &mut at(root, "/header/slots").value else { panic!() };
        slots.push(unknown());
        let part = |name| root.get(name).unwrap();
        let authenticated = mastersecret::canonical::authenticated(part("header"), part("payload"));
        let mac = mastersecret::schema::to_base64(&key.mac(&authenticated));
        *at(root, "/mac") = mac;
    });
    bench.write("u.msb", bytes);
    let report = bench.run(&["check", "--json", "u.msb", "--password-file", "p"]).ends(0).object();
    assert!(codes(&report).contains(&"unknown-slot"));
    bench.run(&["slot", "list", "u.msb"]).ends(0).says(&["board (quorum), of a kind that this version does not know"]);
    slot(&bench, "add", "u.msb", "v.msb", &["--password-file", "p", "--new-password-file", "q"]).ends(0);
    let kept = core::tree(&bench.read("v.msb"));
    let Value::List(slots) = &kept.get("header").unwrap().get("slots").unwrap().value else { panic!() };
    assert_eq!(mastersecret::canonical::written(&slots[1]), mastersecret::canonical::written(&unknown()));
    bench.run(&["check", "v.msb", "--password-file", "q"]).ends(0);
    assert!(!STRONG.is_empty());
}
