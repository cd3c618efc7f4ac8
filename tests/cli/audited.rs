//! What an audit meets in real folders: files that change, that are large, that cannot be read; and its report, held
//! against them later.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    audit::{EASY, LOG, audit, bench, paths, skipped},
    bench::Bench,
    core,
};

fn codes_of<'a>(report: &'a Value, path: &str) -> Vec<&'a str> {
    let file = report["files"].as_array().unwrap().iter().find(|file| file["path"] == path).unwrap();
    file["report"]["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// Runs the program as somebody who may not read everything, whoever runs the tests.
#[cfg(unix)]
fn as_nobody(bench: &Bench, args: &[&str]) -> crate::bench::Ran {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let mut command = bench.command(args);
    if rustix::process::getuid().is_root() {
        // A copy, because the folder that it was built in may be closed to others.
        let program = bench.path("program");
        fs::copy(crate::launch::program(), &program).unwrap();
        fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        fs::set_permissions(bench.path(""), PermissionsExt::from_mode(0o755)).unwrap();
        let mut other = std::process::Command::new(program);
        other.args(args).current_dir(bench.path("")).env("LANG", "C.UTF-8").uid(65534).gid(65534);
        other.stdin(std::process::Stdio::null());
        other.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command = other;
    }
    bench.finish(command, None)
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_a_finding_and_not_the_end() {
    use std::os::unix::fs::PermissionsExt;
    let bench = bench();
    fs::create_dir(bench.path("safe/closed")).unwrap();
    bench.write("safe/closed/inside.msb", "nobody sees this");
    bench.write("safe/locked.msb", "nor this");
    let close = |name: &str, mode| fs::set_permissions(bench.path(name), PermissionsExt::from_mode(mode)).unwrap();
    close("safe/closed", 0o000);
    close("safe/locked.msb", 0o000);
    let args = ["audit", "safe", "--passwords", "list", "--policy", "policy.toml", "--json"];
    let report = as_nobody(&bench, &args).ends(0).object();
    close("safe/closed", 0o755);
    assert_eq!(paths(&report), ["a.msb"]);
    assert_eq!(skipped(&report), [("closed/", "unreadable"), ("locked.msb", "unreadable")]);
    let found: Vec<&Value> =
        report["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "unreadable").collect();
    assert!(!found.is_empty() && found.iter().all(|finding| finding["severity"] == "warning"));
    assert_eq!(report["verdict"], "recoverable");
}

#[test]
fn a_file_that_does_not_hold_still_is_read_again_and_then_reported() {
    let bench = bench();
    // Large, so that it is under way for a while, and only hashed.
    const LENGTH: u64 = 48 << 20;
    let file = fs::File::create(bench.path("safe/busy.bak")).unwrap();
    file.set_len(LENGTH).unwrap();
    let changes = |report: &Value| codes_of(report, "busy.bak").contains(&"changed-while-read");
    let run = || audit(&bench, &["safe", "--json", "--fail-on", "never", "--hash-all"]).object();
    let report = while_it_changes(&file, LENGTH, || Some(run()).filter(changes));
    assert_eq!(paths(&report), ["a.msb", "busy.bak"]);
    // What holds still says nothing.
    assert!(!changes(&run()));
}

#[test]
fn a_log_that_does_not_hold_still_is_no_evidence() {
    let bench = bench();
    bench.write("log.xml", LOG);
    const LENGTH: u64 = 48 << 20;
    let file = fs::OpenOptions::new().write(true).open(bench.path("log.xml")).unwrap();
    let run = || audit(&bench, &["safe", "--json", "--fail-on", "never", "--events", "log.xml"]).object();
    let changes = |report: &Value| report["logs"][0]["error"].to_string().contains("changed while it was read");
    let report = while_it_changes(&file, LENGTH, || Some(run()).filter(changes));
    assert_eq!((&report["logs"][0]["sha256"], &report["logs"][0]["summary"]), (&Value::Null, &Value::Null));
    assert!(report["findings"].to_string().contains("log-unreadable"));
    file.set_len(LOG.len() as u64).unwrap();
    assert!(!changes(&run()) && run()["logs"][0]["sha256"].is_string());
}

/// What `look` sees while a file grows and shrinks all the time.
fn while_it_changes(file: &fs::File, length: u64, look: impl Fn() -> Option<Value>) -> Value {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for more in (1..4096).cycle().take_while(|_| !stop.load(Ordering::Relaxed)) {
                file.set_len(length + more).unwrap();
                thread::sleep(Duration::from_micros(200));
            }
        });
        // On a busy machine the writer may rest for as long as a file is read.
        let seen = (0..20).find_map(|_| look());
        stop.store(true, Ordering::Relaxed);
        seen.expect("nobody saw it change")
    })
}

#[test]
fn large_files_are_hashed_on_request_only() {
    let bench = bench();
    let large = vec![7_u8; (8 << 20) + 1];
    bench.write("safe/large.bak", &large);
    let run = |more: &[&str]| audit(&bench, &[&["safe", "--json", "--fail-on", "never"], more].concat()).object();
    let report = run(&[]);
    assert!(codes_of(&report, "large.bak").contains(&"not-hashed"));
    assert_eq!(report["files"][1]["report"]["sha256"], Value::Null);
    assert_eq!(report["files"][1]["report"]["bytes"], large.len());
    let report = run(&["--hash-all"]);
    assert!(!codes_of(&report, "large.bak").contains(&"not-hashed"));
    let hash = mastersecret::canonical::hex(&mastersecret::canonical::sha256(&large));
    assert_eq!(report["files"][1]["report"]["sha256"], hash);
}

#[test]
fn verify_tells_what_differs_from_a_report() {
    let bench = bench();
    bench.write("safe/b.txt", "one");
    bench.write("safe/c.txt", "two");
    bench.write("safe/list", core::PASSWORD);
    let args = ["audit", "safe", "--policy", "policy.toml", "--passwords", "safe/list", "--events", "log.xml"];
    bench.write("log.xml", LOG);
    bench.run(&[&args[..], &["--report", "safe/r.json", "--report", "safe/r.html"]].concat());
    let verify = |bench: &Bench| bench.run(&["audit", "--verify", "safe/r.json"]);
    // Three files, the log and the policy; the list of candidates and the reports are none of them.
    verify(&bench).ends(0).says(&["No difference: 5 inputs are as the report says."]);
    // With paths of one's own as well.
    bench.run(&["audit", "safe", "--verify", "safe/r.json"]).ends(0).says(&["No difference"]);
    bench.write("safe/b.txt", "eno");
    fs::remove_file(bench.path("safe/c.txt")).unwrap();
    bench.write("safe/d.txt", "new");
    bench.write("log.xml", format!("{LOG} "));
    bench.write("policy.toml", format!("{EASY}\n"));
    verify(&bench).ends(1).says(&[
        "changed b.txt",
        "missing c.txt",
        "added d.txt",
        "changed event log log.xml",
        "changed policy policy.toml",
        "5 differences; 1 input is as the report says.",
    ]);
    bench.write("r.json", "{}");
    bench.run(&["audit", "safe", "--verify", "r.json"]).ends(2).says(&["not the report of an audit"]);
    bench.run(&["audit", "safe", "--verify", "nowhere.json"]).ends(8);
}

#[test]
fn verify_keeps_to_what_was_known_of_files_that_were_not_hashed() {
    let bench = bench();
    let large = vec![7_u8; (8 << 20) + 1];
    bench.write("safe/large.bak", &large);
    audit(&bench, &["safe", "--fail-on", "never", "--report", "r.json"]);
    bench.run(&["audit", "--verify", "r.json"]).ends(1).says(&["unhashed large.bak: its size is the same"]);
    bench.write("safe/large.bak", &large[1..]);
    bench.run(&["audit", "--verify", "r.json"]).ends(1).says(&["changed large.bak: its size is another"]);
}

#[test]
fn labels_and_logs_with_labels_are_verified_where_they_lay() {
    let bench = bench();
    bench.write("log.xml", LOG);
    let args = ["--system", "BTS-PROD=log.xml", "--system", "TEST=safe", "--events", "log.xml", "--report", "r.json"];
    audit(&bench, &[&args[..], &["--fail-on", "never"]].concat());
    bench.run(&["audit", "--verify", "r.json"]).ends(0).says(&["No difference: 3 inputs"]);
}

#[test]
fn a_log_that_is_read_as_evidence_is_not_missed_among_the_files() {
    let bench = bench();
    bench.write("safe/log.xml", LOG);
    let unread = |more: &[&str]| {
        let report = audit(&bench, &[&["safe", "--json", "--fail-on", "never"], more].concat()).object();
        report["findings"].to_string().contains("log-not-read")
    };
    assert!(unread(&[]));
    assert!(!unread(&["--events", "safe/log.xml"]));
}

#[test]
fn what_a_person_reads_names_evidence_actions_and_what_was_passed_over() {
    let bench = bench();
    bench.write("log.xml", LOG);
    bench.write("safe/list", core::PASSWORD);
    let args = ["audit", "safe", "--policy", "policy.toml", "--passwords", "safe/list", "--events", "log.xml"];
    bench.run(&args).ends(1).says(&[
        "1 records, of ENTSSO 1",
        "BTS01.corp, from 2026-11-19 08:00:00 UTC to 2026-11-19 08:00:00 UTC",
        "What has to be done",
        "What was found",
        "Passed over 1; the reports say why list",
        "2 SSO systems: 1 not recoverable, 1 recoverable.",
    ]);
}

#[test]
fn a_table_without_zone_and_computer_is_listed_and_nothing_is_concluded() {
    let bench = bench();
    bench.write(
        "events.csv",
        "Level,Date and Time,Source,Event ID,Task Category\r\nError,20/11/2026 08:00:00,ENTSSO,10589,None,\"Back up.\"\r\n",
    );
    let ran = audit(&bench, &["safe", "--events", "events.csv", "--report", "r.html"]).ends(0);
    ran.says(&["in no order with others: 1; their log names neither computer nor time zone"]);
    let html = String::from_utf8(bench.read("r.html")).unwrap();
    assert!(html.contains("in no order with others: 1;") && html.contains("20/11/2026 08:00:00 local time"));
    let args = ["safe", "--events", "events.csv", "--json"];
    let report = audit(&bench, &args).ends(0).object();
    assert_eq!((&report["unplaced_records"], &report["records"][0]["record"]["event_id"]), (&1.into(), &10589.into()));
    assert_eq!(report["systems"].as_array().unwrap().len(), 1);
    // With both it is evidence like any other.
    let told = ["--time-zone", "Europe/Berlin", "--computer", "BTS01"];
    let report = audit(&bench, &[&args[..], &told].concat()).ends(1).object();
    assert_eq!((&report["unplaced_records"], report["systems"].as_array().unwrap().len()), (&0.into(), 2));
}

#[test]
fn names_that_steer_are_escaped_in_every_form() {
    let bench = bench();
    let name = "gnp\u{202e}.\u{9b}2J\u{7f}.txt";
    bench.write(&format!("safe/{name}"), "a note");
    let all = ["safe", "--report", "r.json", "--report", "r.html", "--report", "r.csv"];
    let shown = audit(&bench, &all).ends(0).out;
    let printed = audit(&bench, &["safe", "--json"]).ends(0).out;
    let inspected = bench.run(&["inspect", &format!("safe/{name}"), "--json"]).out;
    let files = ["r.json", "r.html", "r.csv"].map(|name| String::from_utf8(bench.read(name)).unwrap());
    for text in [&shown, &printed, &inspected].into_iter().chain(&files) {
        assert!(!text.contains(['\u{202e}', '\u{9b}', '\u{7f}']), "{text}");
    }
    // JSON escapes as JSON does: whoever reads it gets the name.
    for json in [&printed, &files[0]] {
        let report: Value = serde_json::from_str(json).unwrap();
        assert_eq!(paths(&report), ["a.msb", name]);
    }
    assert!(inspected.contains("gnp\\u202e.\\u009b2J\\u007f.txt"));
}

#[test]
fn a_log_that_cannot_be_read_is_critical_because_it_was_asked_for() {
    let bench = bench();
    bench.write("note.txt", "no log at all");
    let ran = audit(&bench, &["safe", "--events", "note.txt"]).ends(1);
    ran.says(&["critical This event log could not be read", "plain text", "note.txt"]);
    let report = audit(&bench, &["safe", "--events", "nowhere.evtx", "--json"]).ends(1).object();
    assert_eq!(report["verdict"], "recoverable");
    assert_eq!(report["findings"][0]["code"], "log-unreadable");
    assert_eq!(report["findings"][0]["files"][0], "nowhere.evtx");
}

/// A table as PowerShell writes it, in local time: events of one computer, each with its message.
fn table(computer: &str, events: &[(u16, String)]) -> String {
    let mut text =
        "\"Message\",\"Id\",\"RecordId\",\"ProviderName\",\"LogName\",\"MachineName\",\"TimeCreated\"\r\n".to_owned();
    for (at, (id, message)) in events.iter().enumerate() {
        let time = format!("11/19/2026 8:{at:02}:00 AM");
        text += &format!(
            "\"{message}\",\"{id}\",\"{}\",\"ENTSSO\",\"Application\",\"{computer}\",\"{time}\"\r\n",
            100 + at
        );
    }
    text
}

fn generated(msid: &str) -> (u16, String) {
    (10525, format!("Generated.\r\nMSID: {msid}\r\nClient User: CORP\\anna\r\nClient Computer: A\r\nTracking ID: 1"))
}

fn backed_up(current: &str, previous: &str) -> (u16, String) {
    let secrets = format!("Current MSID: {current}\r\nPrevious MSID: {previous}");
    (10559, format!("Backed up.\r\nFile Name: C:\\x.bak\r\n{secrets}\r\nClient User: CORP\\anna\r\nClient Computer: A"))
}

const OTHER: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964bb";

fn own_msid(bench: &Bench) -> String {
    let report = bench.run(&["inspect", "safe/a.msb", "--json"]).object();
    report["header"]["content"]["current"]["msid"].as_str().unwrap().to_owned()
}

#[test]
fn what_another_log_calls_the_previous_secret_is_current_no_more() {
    let bench = bench();
    let own = own_msid(&bench);
    bench.write("old.csv", table("BTS01", &[generated(&own), backed_up(&own, "")]));
    bench.write("new.csv", table("BTS02", &[generated(OTHER), backed_up(OTHER, &own)]));
    for logs in [["old.csv", "new.csv"], ["new.csv", "old.csv"]] {
        let report = audit(&bench, &[&["safe", "--json", "--events"][..], &logs].concat()).ends(1).object();
        assert_eq!(report["verdict"], "not-recoverable", "{logs:?}");
        let system = &report["systems"][0];
        assert_eq!(system["current"]["msid"], OTHER);
        assert!(system["findings"].to_string().contains("current-not-held"));
        assert!(!system["findings"].to_string().contains("logs-disagree"));
    }
}

#[test]
fn where_logs_without_zones_disagree_the_worst_answer_is_given() {
    let bench = bench();
    let own = own_msid(&bench);
    bench.write("one.csv", table("BTS01", &[generated(&own)]));
    bench.write("other.csv", table("BTS02", &[generated(OTHER)]));
    let args = ["safe", "--json", "--system", "BTS-PROD=one.csv", "--system", "BTS-PROD=other.csv", "--events"];
    for logs in [["one.csv", "other.csv"], ["other.csv", "one.csv"]] {
        let report = audit(&bench, &[&args[..], &logs].concat()).ends(1).object();
        let system = &report["systems"][0];
        assert_eq!((&system["verdict"], &system["current"]["msid"]), (&"not-recoverable".into(), &OTHER.into()));
        let told = system["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "logs-disagree");
        let told = told.unwrap()["what"].as_str().unwrap();
        assert!(told.contains(&own) && told.contains(OTHER), "{told}");
        assert!(system["actions"][0]["what"].as_str().unwrap().starts_with("State the time zone of the logs"));
    }
    // With a zone there is an order: the second row is a minute later.
    bench.write("other.csv", table("BTS02", &[generated(OTHER), generated(OTHER)]));
    let told = audit(&bench, &[&args[..], &["one.csv", "other.csv", "--time-zone", "UTC"]].concat()).ends(1).object();
    assert!(!told["systems"][0]["findings"].to_string().contains("logs-disagree"));
    assert_eq!(told["systems"][0]["current"]["msid"], OTHER);
}

#[test]
fn a_file_that_lies_in_another_root_is_examined_once() {
    let bench = bench();
    for args in [
        &["--system", "TEST=safe/a.msb", "safe"][..],
        &["safe", "safe/a.msb"],
        &["safe/a.msb", "safe/../safe/a.msb", "safe"],
    ] {
        let more = [args, &["--fail-on", "never", "--report", "r.json", "--json"]].concat();
        let report = audit(&bench, &more).object();
        assert_eq!((&report["counts"]["files"], paths(&report).len()), (&1.into(), 1), "{args:?}");
        let passed_over = skipped(&report);
        assert!(!passed_over.is_empty() && passed_over.iter().all(|(_, code)| *code == "seen-before"), "{args:?}");
        bench.run(&["audit", "--verify", "r.json"]).ends(0).says(&["No difference"]);
        for name in ["r.json", "r.json.sha256"] {
            fs::remove_file(bench.path(name)).unwrap();
        }
    }
    let report = audit(&bench, &["--system", "TEST=safe/a.msb", "safe", "--json", "--fail-on", "never"]).object();
    assert_eq!(report["systems"][0]["name"], "TEST");
}

#[cfg(unix)]
#[test]
fn verify_opens_nothing_that_is_no_file_whatever_the_report_names() {
    let bench = bench();
    // Pipes and device files are not Windows's, and have names there.
    let others = if crate::launch::for_windows() {
        [("safe", "it is not a file."), ("NUL", "the name of a device"), ("CON", "the name of a device")]
    } else {
        assert!(std::process::Command::new("mkfifo").arg(bench.path("pipe")).status().unwrap().success());
        ["safe", "pipe", "/dev/zero"].map(|name| (name, "it is not a file."))
    };
    bench.write("log.xml", LOG);
    audit(&bench, &["safe", "--events", "log.xml", "--fail-on", "never", "--report", "r.json"]);
    let report = String::from_utf8(bench.read("r.json")).unwrap();
    for (other, why) in others {
        bench.write("other.json", report.replace("log.xml", other));
        let ran = bench.run(&["audit", "--verify", "other.json"]).ends(1);
        ran.says(&[&format!("failed   event log {other}: "), why]);
    }
}
