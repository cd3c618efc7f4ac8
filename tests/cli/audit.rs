//! `audit`, `events` and `policy`, with real folders, links and pipes.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    bench::{Bench, CHEAP, Ran, STRONG, codes, names},
    core,
};

/// Breaks no rule that the stories here are not about.
pub(crate) const EASY: &str =
    "least_derivation = { memory = \"8 MiB\", passes = 1 }\ncustodians = 1\ncopies = 1\nleast_guesses = 0\n";

/// A folder `safe` with one backup, a policy that it satisfies, and a list whose second line opens it.
pub(crate) fn bench() -> Bench {
    let bench = Bench::new();
    fs::create_dir(bench.path("safe")).unwrap();
    bench.write("safe/a.msb", core::generated());
    bench.write("policy.toml", EASY);
    bench.write("list", format!("spare\tnot this one\nenvelope 7\t{}\n", core::PASSWORD));
    bench
}

pub(crate) fn audit(bench: &Bench, more: &[&str]) -> Ran {
    bench.run(&[&["audit", "--passwords", "list", "--policy", "policy.toml"], more].concat())
}

pub(crate) fn paths(report: &Value) -> Vec<&str> {
    report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect()
}

pub(crate) fn skipped(report: &Value) -> Vec<(&str, &str)> {
    let skipped = report["skipped"].as_array().unwrap().iter();
    skipped.map(|one| (one["path"].as_str().unwrap(), one["finding"]["code"].as_str().unwrap())).collect()
}

#[test]
fn a_recoverable_folder_is_fine_and_named_by_label_alone() {
    let bench = bench();
    let ran = audit(&bench, &["safe"]).ends(0).says(&["recoverable BTS-PROD", "opened: 1."]);
    assert!(!ran.out.contains("not this one"));
    let report = audit(&bench, &["safe", "--json"]).ends(0).object();
    assert_eq!(report["verdict"], "recoverable");
    assert_eq!(report["files"][0]["opened_by"]["label"], "envelope 7");
    assert_eq!(report["candidates"][1]["opens"], 1);
}

#[test]
fn what_is_not_proven_or_worse_than_asked_for_ends_with_1() {
    let bench = bench();
    bench.write("list", "only wrong ones\n");
    audit(&bench, &["safe"]).ends(1).says(&["unproven"]);
    bench.write("list", core::PASSWORD);
    bench.write("policy.toml", EASY.replace("copies = 1", "copies = 2"));
    audit(&bench, &["safe"]).ends(0).says(&["recoverable with findings"]);
    audit(&bench, &["safe", "--fail-on", "warning"]).ends(1);
    audit(&bench, &["safe", "--fail-on", "never"]).ends(0);
}

#[cfg(unix)]
#[test]
fn every_file_is_looked_at_once_and_what_is_passed_over_is_named() {
    use std::os::unix::fs::symlink;
    let bench = bench();
    fs::create_dir_all(bench.path("safe/.hidden/deep")).unwrap();
    fs::create_dir(bench.path("elsewhere")).unwrap();
    bench.write("safe/.hidden/deep/.note", "a note");
    bench.write("elsewhere/b.txt", "linked");
    symlink("..", bench.path("safe/.hidden/loop")).unwrap();
    symlink("../elsewhere", bench.path("safe/outside")).unwrap();
    symlink("a.msb", bench.path("safe/again.msb")).unwrap();
    symlink("nowhere", bench.path("safe/dangling")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        bench.path("safe/pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    let report = audit(&bench, &["safe", "--json"]).ends(0).object();
    assert_eq!(paths(&report), [".hidden/deep/.note", "a.msb", "outside/b.txt"]);
    assert_eq!(
        skipped(&report),
        [
            (".hidden/loop", "seen-before"),
            ("again.msb", "seen-before"),
            ("dangling", "unreadable"),
            ("pipe", "not-a-file")
        ]
    );
}

#[cfg(unix)]
#[test]
fn two_names_of_one_file_are_one_copy() {
    let bench = bench();
    bench.write("policy.toml", EASY.replace("copies = 1", "copies = 2"));
    fs::hard_link(bench.path("safe/a.msb"), bench.path("safe/b.msb")).unwrap();
    let report = audit(&bench, &["safe", "--json"]).ends(0).object();
    assert!(codes(&report["systems"][0]).contains(&"few-copies"));
    fs::remove_file(bench.path("safe/b.msb")).unwrap();
    fs::copy(bench.path("safe/a.msb"), bench.path("safe/b.msb")).unwrap();
    let report = audit(&bench, &["safe", "--json"]).ends(0).object();
    assert!(!codes(&report["systems"][0]).contains(&"few-copies"));
}

#[test]
fn several_roots_and_labels_are_told_apart_by_their_names() {
    let bench = bench();
    fs::create_dir_all(bench.path("safe/test")).unwrap();
    fs::rename(bench.path("safe/a.msb"), bench.path("safe/test/a.msb")).unwrap();
    bench.write("b.msb", core::generated());
    let report = audit(&bench, &["safe", "b.msb", "--system", "TEST=safe/test", "--json"]).ends(0).object();
    // What has a label is not counted again by the folder around it.
    assert_eq!(paths(&report), ["b.msb", "safe/test/a.msb"]);
    assert_eq!(report["files"][1]["system"], "TEST");
    assert_eq!(report["files"][0]["system"], "BTS-PROD");
}

#[test]
fn reports_are_written_whole_with_their_hashes() {
    let bench = bench();
    let all = ["safe", "--report", "r.html", "--report", "r.json", "--report", "r.csv"];
    let ran = audit(&bench, &all).ends(0);
    for name in ["r.html", "r.json", "r.csv"] {
        let hash = mastersecret::canonical::hex(&mastersecret::canonical::sha256(&bench.read(name)));
        assert_eq!(bench.read(&format!("{name}.sha256")), format!("{hash}  {name}\n").as_bytes());
        assert!(ran.out.contains(&format!("{hash}  {name}")), "{}", ran.out);
        let text = String::from_utf8(bench.read(name)).unwrap();
        assert!(text.contains("a.msb") && !text.contains(core::PASSWORD) && !text.contains("not this one"));
    }
    audit(&bench, &all).ends(8).says(&["a file of this name already"]);
    audit(&bench, &[&all[..], &["--force"]].concat()).ends(0);
    audit(&bench, &["safe", "--report", "r.doc"]).ends(2).says(&[".html, .json or .csv"]);
    audit(&bench, &["safe", "--report", "no/such/r.html"]).ends(8);
}

#[test]
fn a_report_says_what_was_stated_and_how_it_was_made() {
    let bench = bench();
    let stated = ["--case", "2026-17", "--examiner", "A. Meier", "--purpose", "<yearly>"];
    let report = audit(&bench, &[&["safe", "--json"], &stated[..]].concat()).ends(0).object();
    assert_eq!(report["statement"]["case"], "2026-17");
    assert_eq!(report["statement"]["organisation"], Value::Null);
    assert!(report["circumstances"]["host"].is_string() && report["circumstances"]["user"].is_string());
    assert_eq!(report["circumstances"]["tool_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(report["policy"]["file"], "policy.toml");
    assert_eq!(report["policy"]["rules"]["custodians"], 1);
    let anonymous = audit(&bench, &["safe", "--json", "--anonymous"]).ends(0).object();
    assert!(anonymous["circumstances"]["host"].is_null() && anonymous["circumstances"]["user"].is_null());
}

#[test]
fn the_report_is_the_same_whatever_the_jobs() {
    let bench = bench();
    for seed in 1..=6 {
        let mut args = vec!["generate", "--out"];
        let name = format!("safe/{seed}.msb");
        args.extend([name.as_str(), "--new-password-file", if seed % 2 == 0 { "q" } else { "p" }]);
        bench.run(&[&args[..], &CHEAP].concat()).ends(0);
    }
    bench.write("list", format!("one wrong\n{STRONG}\nanother wrong\n{}\n", core::PASSWORD));
    let report = |jobs: &str| {
        let mut report = audit(&bench, &["safe", "--json", "--fail-on", "never", "--jobs", jobs]).ends(0).object();
        report["circumstances"] = Value::Null;
        report
    };
    let alone = report("1");
    for jobs in ["2", "3", "8"] {
        assert_eq!(report(jobs), alone, "{jobs} jobs");
    }
}

#[test]
fn bad_requests_are_refused_with_their_place() {
    let bench = bench();
    bench.run(&["audit"]).ends(2);
    bench.run(&["audit", "-"]).ends(2).says(&["not from standard input"]);
    bench.run(&["audit", "nowhere"]).ends(8).says(&["Check the path"]);
    bench.run(&["audit", "safe", "--jobs", "0"]).ends(2);
    bench.run(&["audit", "safe", "--system", "no-path"]).ends(2).says(&["LABEL=PATH"]);
    bench.write("bad.toml", "custodians = 1\ncopys = 2\n");
    bench.run(&["audit", "safe", "--policy", "bad.toml"]).ends(2).says(&["line 2", "“copys”"]);
    bench.write("bad", b"one\ntwo\xff\n");
    bench.run(&["audit", "safe", "--passwords", "bad"]).ends(2).says(&["line 2", "UTF-8"]);
}

#[test]
fn the_candidate_list_is_not_one_of_the_files() {
    let bench = bench();
    bench.write("safe/list", core::PASSWORD);
    let args = ["audit", "safe", "--policy", "policy.toml", "--passwords", "safe/list", "--json"];
    let report = bench.run(&args).ends(0).object();
    assert_eq!(paths(&report), ["a.msb"]);
    assert_eq!(skipped(&report), [("list", "not-a-file")]);
}

#[test]
fn candidates_can_come_from_standard_input() {
    let bench = bench();
    let args = ["audit", "safe", "--policy", "policy.toml", "--passwords", "-"];
    bench.run_with_input(&args, core::PASSWORD.as_bytes()).ends(0);
}

#[cfg(unix)]
#[test]
fn an_interruption_leaves_a_partial_report_that_says_so() {
    use rustix::process::{Pid, Signal, kill_process};
    let bench = bench();
    // Each of 200 candidates costs a derivation of the default cost.
    bench.run(&["generate", "--out", "safe/dear.msb", "--new-password-file", "q"]).ends(0);
    let list: String = (0..200).map(|number| format!("wrong password {number}\n")).collect();
    bench.write("list", list);
    let args = ["audit", "safe", "--passwords", "list", "--report", "r.json", "--report", "r.html", "--jobs", "1"];
    let child = bench.command(&args).spawn().unwrap();
    let started = Instant::now();
    std::thread::sleep(Duration::from_millis(1500));
    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(8), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(started.elapsed() < Duration::from_secs(60));
    let report: Value = serde_json::from_slice(&bench.read("r.json")).unwrap();
    assert!(report["partial"].as_str().unwrap().contains("interrupted"));
    assert!(report["findings"].to_string().contains("audit-partial"));
    assert!(String::from_utf8(bench.read("r.html")).unwrap().contains("This report is partial"));
    assert_eq!(names(&bench.path("safe")), ["a.msb", "dear.msb"]);
}

/// The policy of the default is what `policy` prints, and can be given back as it is.
#[test]
fn the_printed_policy_is_the_built_in_one() {
    let bench = bench();
    let printed = bench.run(&["policy"]).ends(0).out;
    bench.write("printed.toml", &printed);
    let rules = |more: &[&str]| {
        let args = [&["audit", "safe", "--json", "--fail-on", "never"], more].concat();
        bench.run(&args).object()["policy"]["rules"].clone()
    };
    assert_eq!(rules(&["--policy", "printed.toml"]), rules(&[]));
}

pub(crate) const LOG: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='ENTSSO'/>\
    <EventID Qualifiers='49152'>10589</EventID><Level>2</Level><TimeCreated SystemTime='2026-11-19T08:00:00.0000000Z'/>\
    <EventRecordID>7</EventRecordID><Channel>Application</Channel><Computer>BTS01.corp</Computer></System><EventData/></Event>\r\n";

#[test]
fn events_says_what_logs_show_and_what_is_no_log() {
    let bench = bench();
    bench.write("log.xml", LOG);
    let ran = bench.run(&["events", "log.xml"]).ends(1).says(&["BTS01.corp", "10589"]);
    assert!(ran.out.contains("not backed up"), "{}", ran.out);
    let report = bench.run(&["events", "log.xml", "--json", "--fail-on", "never"]).ends(0).object();
    assert_eq!(report["records"][0]["event_id"], 10589);
    bench.write("note.txt", "no log at all");
    bench.run(&["events", "log.xml", "note.txt"]).ends(8).says(&["no event log", "wevtutil epl"]);
}

#[test]
fn an_audit_takes_logs_as_evidence() {
    let bench = bench();
    bench.write("log.xml", LOG);
    let report =
        audit(&bench, &["safe", "--events", "log.xml", "--system", "BTS-PROD=log.xml", "--json"]).ends(1).object();
    assert_eq!(report["systems"].as_array().unwrap().len(), 1);
    assert!(report["systems"][0]["conclusions"].to_string().contains("not-backed-up"));
    assert_eq!(report["logs"][0]["sha256"].as_str().unwrap().len(), 64);
}
