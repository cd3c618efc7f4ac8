//! `generate`.

use crate::{
    bench::{Bench, CHEAP, STRONG, codes},
    core::PASSWORD,
};

#[test]
fn a_new_secret_is_written_proven_and_told_about() {
    let bench = Bench::new();
    let args = [
        "generate",
        "--out",
        "new.msb",
        "--new-password-file",
        "q",
        "--system",
        "BTS-PROD",
        "--reminder",
        "envelope 7",
    ];
    let ran = bench.run(&[&args[..], &CHEAP].concat()).ends(0).says(&[
        "generated  new.msb",
        "read back and opened",
        "BTS-PROD",
        "envelope 7",
        "ENTSSO cannot import it, and it does not end event 10589",
    ]);
    assert_eq!(ran.err, "");
    let report = bench.run(&["check", "new.msb", "--password-file", "q", "--json"]).ends(0).object();
    assert_eq!(report["verdict"], "opens");
    assert_eq!(report["header"]["slots"][0]["label"], "custodian A");
    assert_eq!(report["header"]["content"]["current"]["bytes"], 32);
    assert_eq!(bench.names(), ["new.msb", "p", "q"]);
}

#[test]
fn the_default_derivation_is_the_strong_one_everywhere() {
    let bench = Bench::new();
    let cost = |args: &[&str], name: &str| {
        bench.run(args).ends(0);
        let report = bench.run(&["inspect", "--json", name]).object();
        let cost = &report["header"]["slots"][0]["cost"];
        (cost["memory_kib"].as_u64().unwrap(), cost["passes"].as_u64().unwrap(), cost["lanes"].as_u64().unwrap())
    };
    let strong = (256 * 1024, 3, 4);
    assert_eq!(cost(&["generate", "--out", "a", "--new-password-file", "q"], "a"), strong);
    bench.write("native.bak", [7; 100]);
    assert_eq!(cost(&["seal", "native.bak", "--out", "b", "--new-password-file", "q"], "b"), strong);
    assert_eq!(cost(&["rewrap", "a", "--out", "c", "--password-file", "q", "--new-password-file", "q"], "c"), strong);
    let standard = ["generate", "--out", "d", "--new-password-file", "q", "--kdf", "standard"];
    assert_eq!(cost(&standard, "d"), (64 * 1024, 3, 4));
    let mixed = ["generate", "--out", "e", "--new-password-file", "q", "--kdf", "standard", "--kdf-passes", "1"];
    assert_eq!(cost(&mixed, "e"), (64 * 1024, 1, 4));
}

#[test]
fn the_current_secret_of_an_older_file_becomes_the_previous_one() {
    let bench = Bench::with_backup();
    let old = bench.run(&["check", "a.msb", "--password-file", "p", "--json"]).ends(0).object();
    let args =
        ["generate", "--from", "a.msb", "--out", "b.msb", "--password-file", "p", "--new-password-file", "q", "--json"];
    let outcome = bench.run(&[&args[..], &CHEAP].concat()).ends(0).object();
    assert_eq!(outcome["action"], "generate");
    assert_eq!(outcome["written"], "b.msb");
    assert_eq!(outcome["corresponds_to"], 10525);
    assert_eq!(outcome["source"]["verdict"], "opens");
    let secrets = outcome["report"]["secrets"].as_array().unwrap();
    assert_eq!(secrets.len(), 2);
    assert_eq!(secrets[1]["role"], "previous");
    assert_eq!(secrets[1]["msid"], old["secrets"][0]["msid"]);
    assert_eq!(secrets[1]["fingerprint"], old["secrets"][0]["fingerprint"]);
    assert_eq!(outcome["report"]["header"]["system"], "BTS-PROD");
    assert!(codes(&outcome).contains(&"not-for-entsso"));
    bench.run(&["check", "b.msb", "--password-file", "q"]).ends(0);
}

#[test]
fn an_old_file_that_does_not_open_ends_it_with_nothing_written() {
    let bench = Bench::with_backup();
    let args = ["generate", "--from", "a.msb", "--out", "b.msb", "--password-file", "q", "--new-password-file", "q"];
    let ran = bench.run(&args).ends(3).says(&["wrong-password", "a.msb", "Nothing was written"]);
    assert_eq!(ran.out, "");
    let report = bench.run(&[&args[..], &["--json"]].concat()).ends(3).object();
    assert_eq!(report["verdict"], "wrong-password");
    assert_eq!(bench.names(), ["a.msb", "p", "q"]);
}

#[test]
fn options_without_a_use_are_refused() {
    let bench = Bench::with_backup();
    for option in [&["--password-file", "p"][..], &["--try-damaged"], &["--slot", "custodian A"]] {
        let args = ["generate", "--out", "b.msb", "--new-password-file", "q"];
        bench.run(&[&args[..], option].concat()).ends(2).says(&[option[0], "--from"]);
    }
    for args in [
        &["inspect", "a.msb", "--password-file", "p"][..],
        &["check", "a.msb", "--new-password-file", "p"],
        &["slot", "remove", "a.msb", "--slot", "x", "--out", "b", "--new-password-file", "p"],
        &["seal", "a.msb", "--out", "b", "--password-file", "p"],
        &["schema", "--json"],
        &["frobnicate"],
        &["generate", "--out", "a", "--kdf", "weak"],
        &["generate", "--out", "a", "--kdf-memory", "64"],
        &["check"],
    ] {
        let ran = bench.run(args).ends(2);
        assert!(ran.err.contains("Usage:") || ran.err.contains("For more information"), "{}", ran.err);
    }
}

#[test]
fn what_protects_badly_is_refused_at_creation_with_the_reason() {
    let bench = Bench::new();
    let refused = |password: &str, more: &[&str], words: &[&str]| {
        bench.write("new", password);
        let args = ["generate", "--out", "new.msb", "--new-password-file", "new"];
        bench.run(&[&args[..], more].concat()).ends(2).says(words);
        assert_eq!(bench.names(), ["new", "p", "q"]);
    };
    refused("six666", &[], &["6 characters", "at least 7", "Choose a longer password."]);
    refused("", &[], &["The password is empty."]);
    refused("\n", &[], &["The password is empty."]);
    refused(&"x".repeat(1025), &[], &["1025 bytes", "1,024"]);
    refused(&"x".repeat(20_000), &[], &["password file is larger"]);
    refused("tab\tin the middle", &[], &["U+0009", "character 4"]);
    refused(STRONG, &["--label", ""], &["The label cannot be used", "Choose another label."]);
    refused(STRONG, &["--label", "a\u{202e}b"], &["U+202E"]);
    refused(STRONG, &["--label", &"x".repeat(129)], &["129"]);
    refused(STRONG, &["--reminder", &"x".repeat(513)], &["The reminder cannot be used", "513"]);
    refused(STRONG, &["--system", "a\nb"], &["The system label cannot be used"]);
    refused(STRONG, &["--kdf-lanes", "17"], &["lanes", "17", "16"]);
    refused(STRONG, &["--kdf-passes", "0"], &["passes"]);
}

#[test]
fn a_reminder_that_contains_the_password_is_refused() {
    let bench = Bench::new();
    bench.write("new", "Blue Horse 7");
    let args =
        ["generate", "--out", "new.msb", "--new-password-file", "new", "--reminder", "it is blue horse 7, as ever"];
    bench.run(&args).ends(2).says(&["The reminder contains the password", "Choose a reminder"]);
    assert_eq!(bench.names(), ["new", "p", "q"]);
}

#[test]
fn a_weak_new_password_is_told_and_not_refused() {
    let bench = Bench::new();
    bench.write("new", "password1");
    let args = ["generate", "--out", "new.msb", "--new-password-file", "new"];
    bench.run(&[&args[..], &CHEAP].concat()).ends(0).says(&[
        "warning",
        "can be guessed in about",
        "several random words",
    ]);
    let report = bench.run(&["check", "new.msb", "--password-file", "new", "--json"]).ends(0).object();
    assert!(codes(&report).contains(&"weak-password"), "{report}");
    let warned = ["check", "new.msb", "--password-file", "new", "--fail-on", "warning"];
    bench.run(&warned).ends(1);
    // The strong one is not called weak, neither when it is set nor when it opens.
    let args = ["generate", "--out", "strong.msb", "--new-password-file", "q", "--json"];
    let outcome = bench.run(&[&args[..], &CHEAP].concat()).ends(0).object();
    assert!(!codes(&outcome).contains(&"weak-password"));
    let report = bench.run(&["check", "strong.msb", "--password-file", "q", "--json"]).ends(0).object();
    assert!(!codes(&report).contains(&"weak-password"));
    assert!(!PASSWORD.is_empty());
}

#[test]
fn a_cost_over_the_readers_limit_has_to_be_allowed() {
    let bench = Bench::new();
    let args =
        ["generate", "--out", "new.msb", "--new-password-file", "q", "--kdf-memory", "2GiB", "--kdf-passes", "1"];
    bench.run(&args).ends(6).says(&["2 GiB", "1 GiB", "--max-memory 2GiB"]);
    assert_eq!(bench.names(), ["p", "q"]);
}
