//! What is shown where nobody knows the code page of the reader, and what comes back from PowerShell.

use crate::bench::{Bench, CHEAP};

#[test]
fn into_a_file_or_pipe_goes_ascii_unless_a_locale_says_otherwise() {
    let bench = Bench::new();
    let label = "Zo\u{eb} \u{1f98a}";
    let args = ["generate", "--out", "a.msb", "--new-password-file", "q", "--label", label];
    bench.run(&[&args[..], &CHEAP].concat()).ends(0);
    let run = |args: &[&str], locale: Option<&str>| {
        let mut command = bench.command(args);
        command.env_remove("LANG");
        command.envs(locale.map(|locale| ("LC_ALL", locale)));
        bench.finish(command, None).ends(0)
    };
    let text = run(&["inspect", "a.msb"], None);
    assert!(text.out.is_ascii() && text.out.contains("+ intact"), "{}", text.out);
    assert!(run(&["inspect", "a.msb"], Some("C.UTF-8")).out.contains(label));
    let json = run(&["inspect", "a.msb", "--json"], None);
    assert!(json.out.is_ascii(), "{}", json.out);
    assert_eq!(json.object()["header"]["slots"][0]["label"], label);
}

/// As Windows PowerShell 5.1 writes what a program says: each line decoded, and encoded again.
fn redirected(text: &str) -> Vec<u8> {
    let text = format!("\u{feff}{}\r\n", text.lines().collect::<Vec<_>>().join("\r\n"));
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_powershell_redirects_can_be_given_back() {
    let bench = Bench::with_backup();
    let policy = bench.run(&["policy"]).ends(0).out;
    bench.write("policy.toml", redirected(&policy));
    let audit = ["audit", "a.msb", "--json", "--fail-on", "never", "--policy", "policy.toml"];
    let report = bench.run(&audit).out;
    bench.write("report.json", redirected(&report));
    bench.run(&["audit", "a.msb", "--verify", "report.json"]).ends(0).says(&["No difference"]);
    let backup = String::from_utf8(bench.read("a.msb")).unwrap();
    bench.write("copy.msb", redirected(&backup));
    bench.run(&["check", "copy.msb", "--password-file", "p"]).ends(0).says(&["UTF-16LE"]);
}
