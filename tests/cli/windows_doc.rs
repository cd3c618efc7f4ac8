//! `docs/WINDOWS.md`: its `mastersecret` lines do what the page says, in its order, in one folder.

use std::fs;

use serde_json::Value;

use crate::bench::{Bench, CHEAP};

const DOC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/WINDOWS.md");

/// What Windows leaves in a log that was exported there.
const LOG: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='ENTSSO'/>\
    <EventID Qualifiers='49152'>10559</EventID><Level>4</Level><TimeCreated SystemTime='2026-11-19T08:00:00.0000000Z'/>\
    <EventRecordID>7</EventRecordID><Channel>Application</Channel><Computer>BTS01.corp</Computer></System><EventData>\
    <Data>C:\\SSO\\SSO07AB.bak</Data><Data>{6F9619FF-8B86-4D01-B42D-00CF4FC964FF}</Data>\
    <Data>{0C6D5C9A-1B2F-4D3E-8F7A-6B5C4D3E2F10}</Data><Data>CORP\\sso</Data><Data>BTS01</Data></EventData></Event>\r\n";

/// One command of the page.
struct Line {
    words: Vec<String>,
    /// What the comment behind it says that it ends with.
    code: i32,
    /// The properties that PowerShell is to take out of its JSON.
    properties: Vec<String>,
}

/// The lines of the blocks that are not marked as not tried, and how many blocks are.
fn lines() -> (Vec<String>, usize) {
    let text = fs::read_to_string(DOC).unwrap();
    let (mut lines, mut untried) = (Vec::new(), 0);
    for part in text.split("\n```").collect::<Vec<_>>().chunks(2) {
        let [prose, block] = part else { break };
        let last = prose.trim_end().rsplit("\n\n").next().unwrap();
        if last.starts_with("**Not tried") {
            untried += 1;
            continue;
        }
        let block = block.strip_prefix("powershell\n").unwrap().replace(" `\n", " ");
        lines.extend(block.lines().map(str::to_owned));
    }
    (lines, untried)
}

fn parsed(line: &str) -> Line {
    let (command, comment) = line.split_once("   # ").unwrap_or((line, ""));
    let code = comment.strip_prefix("exit code ").map_or(0, |rest| rest.split(':').next().unwrap().parse().unwrap());
    let mut pipeline = command.split(" | ");
    let own = pipeline.next().unwrap();
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in own.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    let named = pipeline.filter(|part| part.starts_with("Select-Object") || part.starts_with("Format-Table"));
    let named = named.flat_map(|part| part.split([' ', ',']).skip(1)).filter(|word| !word.is_empty());
    let properties = named.filter(|word| !word.starts_with('-')).map(str::to_owned).collect();
    Line { words, code, properties }
}

fn has(value: &Value, name: &str) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| key == name || has(value, name)),
        Value::Array(values) => values.iter().any(|value| has(value, name)),
        _ => false,
    }
}

#[test]
fn its_command_lines_do_what_it_says() {
    let mut bench = Bench::new();
    bench.keep_secret("Native-Password-66");
    let native: Vec<u8> = (0..32_u64).flat_map(|n| mastersecret::canonical::sha256(&n.to_le_bytes())).collect();
    bench.write("SSO07AB.bak", &native);
    bench.write("native.txt", "Native-Password-66\r\n");
    bench.write("Application.evtx", LOG);
    // What the audit is about lies in the folder, and the passwords of this test do not.
    let passwords = tempfile::tempdir().unwrap();
    for name in ["p", "q"] {
        fs::rename(bench.path(name), passwords.path().join(name)).unwrap();
    }
    let (p, q) = (passwords.path().join("p"), passwords.path().join("q"));
    let (p, q) = (p.to_str().unwrap(), q.to_str().unwrap());
    let mut seen = Vec::new();
    let (lines, untried) = lines();
    for line in lines.iter().filter(|line| !line.starts_with('#')) {
        let Line { words, code, properties } = parsed(line);
        assert_eq!(words[0], "mastersecret", "{line}");
        let mut args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        // What the page lets people type.
        match args[0] {
            "seal" => args.extend(["--new-password-file", q].iter().chain(&CHEAP)),
            "slot" => args.extend(["--password-file", q, "--new-password-file", p].iter().chain(&CHEAP)),
            "check" | "restore" => args.extend(["--password-file", p]),
            _ => {}
        }
        let ran = bench.run(&args).ends(code);
        if words.iter().any(|word| word == "--json") {
            let object = ran.object();
            assert!(!properties.is_empty() || line.contains("ForEach"), "{line}");
            properties.iter().for_each(|name| assert!(has(&object, name), "{line}: {name} is not in {object}"));
        }
        seen.push(words[1].clone());
    }
    assert_eq!(bench.read("back.bak"), native);
    assert_eq!(bench.read("back.txt"), b"Native-Password-66");
    for command in ["inspect", "seal", "slot", "check", "audit", "events", "restore"] {
        assert!(seen.iter().any(|name| name == command), "{command}");
    }
    assert!(untried > 5, "{untried} blocks are marked as not tried");
}

#[test]
fn what_needs_windows_is_marked_as_not_tried() {
    let (lines, _) = lines();
    for line in lines.iter().filter(|line| !line.starts_with('#')) {
        assert!(line.starts_with("mastersecret "), "neither run by the tests nor marked: {line}");
    }
}

#[test]
fn the_script_takes_what_the_audit_prints() {
    let bench = Bench::with_backup();
    let report = bench.run(&["audit", "a.msb", "--json", "--fail-on", "never"]).object();
    let text = fs::read_to_string(DOC).unwrap();
    let script = text.split("nightly.ps1`.").nth(1).unwrap().split("```").nth(1).unwrap();
    let mut named = 0;
    for (at, _) in script.match_indices("$report.").chain(script.match_indices("$_.")) {
        let rest = script[at..].split_once('.').unwrap().1;
        let name: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
        assert!(has(&report, &name), "{name} is not in {report}");
        named += 1;
    }
    assert!(named > 4);
    // Where it looks for them: those of the systems stand with the systems.
    assert!(script.contains("$report.systems | ForEach-Object { $_.findings; $_.conclusions }"), "{script}");
    for list in ["findings", "conclusions"] {
        assert!(report["systems"][0][list].is_array(), "{list} is not in {}", report["systems"]);
    }
    assert!(script.contains("$report.unassigned.findings") && report.get("unassigned").is_some());
    assert!(report["findings"].is_array());
}

/// PowerShell before 7.3 hands a double quote inside an argument on as it is, and the program that is started takes it for
/// its own: `@Name="ENTSSO"` arrives without quotes.
#[test]
fn no_argument_of_a_program_holds_a_double_quote() {
    let text = fs::read_to_string(DOC).unwrap();
    let queries: Vec<&str> = text.lines().filter(|line| line.contains("/q:")).collect();
    assert!(
        queries.len() > 2 && queries.iter().all(|line| line.contains("\"/q:*[System[Provider[@Name='ENTSSO']]]\"")),
        "{queries:?}"
    );
}
