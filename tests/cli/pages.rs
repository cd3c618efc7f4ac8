//! `explain`, `schema`, `completions`, `man`, and the help.

use serde_json::Value;

use crate::bench::{Bench, follows_schema};

#[test]
fn events_symbols_and_codes_are_explained() {
    let bench = Bench::new();
    for query in ["10521", "SSO_ERROR_SECRETS_NOT_LOADED", "secrets_not_loaded"] {
        bench.run(&["explain", query]).ends(0).says(&["10521 SSO_ERROR_SECRETS_NOT_LOADED", "Cause", "Action"]);
    }
    for query in ["0xC0002A1B", "2A1B", "-1073731045"] {
        bench.run(&["explain", query]).ends(0).says(&["0xC0002A1B", "error code"]);
    }
    let object = bench.run(&["explain", "--json", "10589"]).ends(0).object();
    assert_eq!((&object["kind"], &object["id"]), (&"event".into(), &10589.into()));
    bench.run(&["explain", "10251"]).ends(2).says(&["Near it are: 10521"]);
    let object = bench.run(&["explain", "--json", "nonsense"]).ends(2).object();
    assert_eq!(object["error"]["code"], "unknown-query");
}

#[test]
fn the_schema_is_the_one_that_the_tests_use_and_it_refuses_what_is_wrong() {
    let bench = Bench::with_backup();
    let printed: Value = serde_json::from_str(&bench.run(&["schema"]).ends(0).out).unwrap();
    assert_eq!(printed, mastersecret::report::schema());
    let mut report = bench.run(&["inspect", "--json", "a.msb"]).object();
    assert_eq!(follows_schema(&report.to_string()), Ok(()));
    report["verdict"] = "fine".into();
    assert!(follows_schema(&report.to_string()).is_err());
    report["verdict"] = "intact".into();
    report["secret"] = "no".into();
    assert!(follows_schema(&report.to_string()).is_err());
}

#[test]
fn every_command_has_help_with_an_example() {
    let bench = Bench::new();
    let help = bench.run(&["--help"]).ends(0);
    let commands = [
        "generate",
        "seal",
        "inspect",
        "check",
        "rewrap",
        "slot",
        "restore",
        "explain",
        "schema",
        "completions",
        "man",
    ];
    for command in commands {
        assert!(help.out.contains(&format!("  {command} ")), "{command}");
    }
    help.says(&["Exit codes:", "3 wrong password", "5, 4, 3, 6, 8, 7, 1, 0"]);
    for command in commands.into_iter().filter(|command| !["slot", "schema"].contains(command)) {
        bench.run(&["help", command]).ends(0).says(&["Example", &format!("mastersecret {command}")]);
    }
    for command in ["list", "add", "replace", "remove"] {
        bench.run(&["slot", "help", command]).ends(0).says(&[&format!("mastersecret slot {command}")]);
    }
    bench.run(&["help", "rewrap"]).says(&[
        "256 MiB x 3",
        "[default: strong]",
        "at least 7 characters",
        "Default: 1GiB",
    ]);
    bench.run::<&str>(&[]).ends(2).says(&["Usage"]);
    bench.run(&["--version"]).ends(0).says(&[env!("CARGO_PKG_VERSION")]);
}

#[test]
fn completions_and_the_manual_cover_every_command() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = bench.run(&["completions", shell]).ends(0).out;
        assert!(script.contains("rewrap") && script.contains("native-password-out"), "{shell}");
    }
    let page = bench.run(&["man"]).ends(0).out;
    assert!(page.contains(".TH mastersecret 1"), "{page}");
    for command in ["generate", "seal", "inspect", "check", "rewrap", "slot list", "slot remove", "restore", "explain"]
    {
        assert!(page.contains(&format!(".SS \"mastersecret {command}\"")), "{command}");
    }
    assert!(page.contains("findings at or above \\-\\-fail\\-on"), "{page}");
    assert!(page.contains("EXIT STATUS") && page.contains("max\\-memory"));
}
