//! What people see: colour, width, characters, and nothing that steers their terminal.

use crate::{
    bench::{Bench, CHEAP},
    core::{self, altered, at},
};
use mastersecret::tree::Value;

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let bench = Bench::with_backup();
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = bench.command(&[&["inspect", "a.msb"], args].concat());
        command.envs(variables.iter().copied());
        bench.finish(command, None).ends(0).out.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["--color", "auto"], &[("NO_COLOR", "1")]));
}

#[test]
fn lines_are_no_wider_than_80_columns_where_nobody_knows_better() {
    let bench = Bench::with_backup();
    bench.write("note.txt", "a note\n");
    for args in [
        &["inspect", "a.msb", "note.txt"][..],
        &["check", "a.msb", "--password-file", "p"],
        &["slot", "list", "a.msb"],
        &["explain", "10521"],
        &["inspect", "missing"],
    ] {
        let ran = bench.run(args);
        for line in ran.out.lines().chain(ran.err.lines()) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn identifiers_and_hashes_are_whole() {
    let bench = Bench::with_backup();
    let report = bench.run(&["check", "--json", "a.msb", "--password-file", "p"]).object();
    let ran = bench.run(&["check", "a.msb", "--password-file", "p"]);
    for value in [
        &report["sha256"],
        &report["header"]["id"],
        &report["header"]["content"]["current"]["msid"],
        &report["secrets"][0]["fingerprint"],
    ] {
        assert!(ran.out.contains(value.as_str().unwrap()), "{value} in\n{}", ran.out);
    }
}

#[test]
fn without_a_utf_8_locale_everything_is_ascii() {
    let bench = Bench::new();
    let args = ["generate", "--out", "a.msb", "--new-password-file", "q", "--label", "Zo\u{eb} \u{1f98a}"];
    bench.run(&[&args[..], &CHEAP].concat()).ends(0).says(&["✔ generated", "Zo\u{eb} \u{1f98a}"]);
    for (name, value) in [("LANG", "C"), ("LC_ALL", "POSIX"), ("LC_CTYPE", "de_DE.ISO-8859-1")] {
        let mut command = bench.command(&["inspect", "a.msb"]);
        command.env(name, value);
        let ran = bench.finish(command, None).ends(0);
        assert!(ran.out.is_ascii(), "{}", ran.out);
        ran.says(&["+ intact", "Zo\\u{eb} \\u{1f98a}", "! warning"]);
    }
}

#[test]
fn hostile_text_is_escaped_wherever_it_is_shown() {
    let bench = Bench::new();
    let hostile = "x\u{1b}[2J\u{202e}gpj.\u{9b}31m";
    // The format refuses it, and the refusal shows it escaped.
    bench.write(
        "a",
        altered(&core::generated(), |root| {
            at(root, "/header/slots/0/label").value = Value::Text(hostile.to_owned());
        }),
    );
    bench.write(
        "b",
        altered(&core::generated(), |root| {
            at(root, "/header/content/kind").value = Value::Text(hostile.to_owned());
        }),
    );
    // What the format allows and a terminal obeys: marks of direction, a soft hyphen, tags.
    bench.write(
        "c",
        altered(&core::generated(), |root| {
            at(root, "/header/slots/0/reminder").value = Value::Text("a\u{200f}b\u{ad}c\u{e0041}d".to_owned());
        }),
    );
    // Readable strings of unknown bytes.
    let noise: Vec<u8> = (0..64_u64).flat_map(|n| mastersecret::canonical::sha256(&n.to_le_bytes())).collect();
    let utf16: Vec<u8> = "rem\u{202e}inder of old \u{200f}days".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bench.write("d", [noise.clone(), utf16, noise].concat());
    bench.write("na\u{1b}[31mme\u{202e}\n", core::generated());
    for name in ["a", "b", "c", "d", "na\u{1b}[31mme\u{202e}\n", "missing\u{1b}]0;x\u{7}"] {
        for more in [&[][..], &["--json"]] {
            let ran = bench.run(&[&["inspect", name], more].concat());
            for stream in [&ran.out, &ran.err] {
                let bad = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{200f}\u{ad}\u{e0041}".contains(c);
                // JSON is for programs: only control characters have to be escaped there.
                let bad_json = |c: char| c.is_control() && !matches!(c, '\n' | '\u{80}'..='\u{9f}');
                let found = stream.chars().find(|c| if more.is_empty() { bad(*c) } else { bad_json(*c) });
                assert_eq!(found, None, "{name:?}: {stream:?}");
            }
        }
    }
    bench.run(&["inspect", "c"]).says(&["a\\u{200f}b\\u{ad}c\\u{e0041}d"]);
    bench.run(&["slot", "list", "c"]).says(&["a\\u{200f}b\\u{ad}c\\u{e0041}d"]);
    bench.run(&["explain", "\u{1b}[31m"]).ends(2);
    let ran = bench.run(&["explain", "\u{1b}[31m"]);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
}
