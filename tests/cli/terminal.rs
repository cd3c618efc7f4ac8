//! Prompts, on a real terminal.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use rexpect::session::{PtySession, spawn_command};

use crate::{
    bench::{Bench, CHEAP, STRONG},
    core,
};

const PATIENCE_MS: u64 = 60_000;

/// What takes no longer than this shows no progress.
const QUICK: Duration = Duration::from_millis(500);

fn start(bench: &Bench, args: &[&str]) -> PtySession {
    let template = bench.command(args);
    let mut command = Command::new(template.get_program());
    command.args(template.get_args()).current_dir(bench.path(".")).env("LANG", "C.UTF-8").env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR").env_remove("LC_ALL");
    spawn_command(command, Some(PATIENCE_MS)).unwrap()
}

/// Waits for the end; gives the exit code and what was shown until then.
fn end(mut session: PtySession) -> (i32, String) {
    let shown = session.exp_eof().unwrap();
    match session.process().wait().unwrap() {
        rexpect::process::WaitStatus::Exited(_, code) => (code, shown),
        other => panic!("{other:?}\n{shown}"),
    }
}

#[test]
fn the_reminder_is_shown_before_the_password_is_asked_and_the_password_never() {
    let bench = Bench::with_backup();
    let mut session = start(&bench, &["check", "a.msb"]);
    let before = session.exp_string("Password:").unwrap();
    assert!(before.contains("a.msb") && before.contains("Reminder of custodian A: where we met"), "{before}");
    assert!(before.contains("not authenticated"), "{before}");
    session.send_line(core::PASSWORD).unwrap();
    let (code, shown) = end(session);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("opens") && !shown.contains(core::PASSWORD), "{shown}");
    assert!(shown.contains("\u{1b}["), "no colour on a terminal: {shown}");
}

#[test]
fn a_wrong_password_can_be_typed_again_three_times_in_all() {
    let bench = Bench::with_backup();
    let mut session = start(&bench, &["check", "a.msb"]);
    session.exp_string("Password:").unwrap();
    session.send_line("not this one").unwrap();
    session.exp_string("Try again").unwrap();
    session.exp_string("Password:").unwrap();
    session.send_line(core::PASSWORD).unwrap();
    assert_eq!(end(session).0, 0);

    let mut session = start(&bench, &["check", "a.msb"]);
    for _ in 0..3 {
        session.exp_string("Password:").unwrap();
        session.send_line("not this one").unwrap();
    }
    let (code, shown) = end(session);
    assert_eq!(code, 3, "{shown}");
    assert!(shown.contains("wrong-password"), "{shown}");
}

#[test]
fn a_password_that_opened_one_file_is_tried_on_the_next() {
    let bench = Bench::with_backup();
    bench.write("b.msb", core::generated());
    let rewrap = ["rewrap", "a.msb", "--out", "c.msb", "--password-file", "p", "--new-password-file", "q"];
    bench.run(&[&rewrap[..], &CHEAP].concat()).ends(0);
    let mut session = start(&bench, &["check", "a.msb", "b.msb", "c.msb"]);
    session.exp_string("Password:").unwrap();
    session.send_line(core::PASSWORD).unwrap();
    let between = session.exp_string("Password:").unwrap();
    assert_eq!(between.matches("whole and this password opens it").count(), 2, "{between}");
    assert!(between.contains("c.msb"), "{between}");
    session.send_line(STRONG).unwrap();
    let (code, shown) = end(session);
    assert!(code == 0 && shown.contains("3 files: 3 opens."), "{shown}");
}

#[test]
fn a_new_password_is_asked_for_twice() {
    let bench = Bench::new();
    let args = [&["generate", "--out", "new.msb"][..], &CHEAP].concat();
    let mut session = start(&bench, &args);
    session.exp_string("New password for custodian A:").unwrap();
    session.send_line("short").unwrap();
    session.exp_string("at least 7").unwrap();
    session.exp_string("New password for custodian A:").unwrap();
    session.send_line(STRONG).unwrap();
    session.exp_string("The same again:").unwrap();
    session.send_line("something else").unwrap();
    session.exp_string("differ").unwrap();
    session.exp_string("New password for custodian A:").unwrap();
    session.send_line(STRONG).unwrap();
    session.exp_string("The same again:").unwrap();
    session.send_line(STRONG).unwrap();
    let (code, shown) = end(session);
    assert!(code == 0 && !shown.contains(STRONG), "{shown}");
    bench.run(&["check", "new.msb", "--password-file", "q"]).ends(0);
}

#[test]
fn old_and_new_passwords_are_asked_for_in_this_order() {
    let bench = Bench::with_backup();
    let mut session = start(&bench, &[&["rewrap", "a.msb", "--out", "b.msb"][..], &CHEAP].concat());
    session.exp_string("where we met").unwrap();
    session.exp_string("Password:").unwrap();
    session.send_line(core::PASSWORD).unwrap();
    session.exp_string("New password for custodian A:").unwrap();
    session.send_line(STRONG).unwrap();
    session.exp_string("The same again:").unwrap();
    session.send_line(STRONG).unwrap();
    let (code, shown) = end(session);
    assert!(code == 0 && shown.contains("Older copies of this file still open"), "{shown}");
}

#[test]
fn nobody_is_asked_where_no_password_can_help() {
    let bench = Bench::with_backup();
    let text = String::from_utf8(core::generated()).unwrap();
    bench.write("damaged", text.replace("where we met", "where we meT"));
    bench.write("taken", "");
    let add = ["slot", "add", "a.msb", "--out", "two.msb", "--password-file", "p", "--new-password-file", "q"];
    bench.run(&[&add[..], &CHEAP].concat()).ends(0);
    for (args, expected) in [
        (&["check", "damaged"][..], 4),
        (&["check", "p"], 7),
        (&["rewrap", "damaged", "--out", "new"], 4),
        (&["rewrap", "a.msb", "--out", "taken"], 8),
        (&["rewrap", "two.msb", "--out", "new"], 2),
        (&["slot", "add", "a.msb", "--label", "custodian A", "--out", "new"], 2),
        (&["slot", "replace", "a.msb", "--slot", "board", "--out", "new"], 2),
        (&["slot", "remove", "a.msb", "--slot", "board", "--out", "new"], 2),
        (&["check", "a.msb", "--slot", "board"], 2),
        (&["generate", "--out", "new", "--label", ""], 2),
        (&["check", "a.msb", "--max-memory", "1MiB"], 6),
    ] {
        let (code, shown) = end(start(&bench, args));
        assert!(code == expected && !shown.contains("assword:"), "{args:?}: {code}\n{shown}");
    }
}

#[test]
fn a_wrong_password_on_a_damaged_file_can_be_typed_again() {
    let bench = Bench::with_backup();
    let text = String::from_utf8(core::generated()).unwrap();
    let at = text.find("\"checksum\"").unwrap() + 13;
    let other = if &text[at..=at] == "0" { "1" } else { "0" };
    bench.write("damaged", format!("{}{other}{}", &text[..at], &text[at + 1..]));
    let mut session = start(&bench, &["check", "--try-damaged", "damaged"]);
    session.exp_string("Password:").unwrap();
    session.send_line("not this one").unwrap();
    session.exp_string("Try again").unwrap();
    session.exp_string("Password:").unwrap();
    session.send_line(core::PASSWORD).unwrap();
    let (code, shown) = end(session);
    assert!(code == 1 && shown.contains("this password opens it"), "{code}: {shown}");
}

#[test]
fn salvage_asks_once_where_the_password_fits_and_not_at_all_where_none_can() {
    let bench = Bench::with_backup();
    bench.write("payload", core::altered(&core::generated(), |root| core::flip(core::at(root, "/payload"))));
    bench.write("text", "nothing that could be salvaged");
    let salvage = |name| start(&bench, &["restore", name, "--out", "out", "--salvage"]);
    let mut session = salvage("payload");
    session.exp_string("Password:").unwrap();
    session.send_line(core::PASSWORD).unwrap();
    let (code, shown) = end(session);
    assert!(code == 5 && shown.contains("encrypted content was changed"), "{code}: {shown}");
    assert!(!shown.contains("assword:") && !shown.contains("Try again"), "{shown}");
    let (code, shown) = end(salvage("text"));
    assert!(code == 7 && !shown.contains("assword:"), "{code}: {shown}");
}

#[test]
fn leaving_a_prompt_leaves_the_terminal_as_it_was() {
    let bench = Bench::with_backup();
    for key in ['c', 'd'] {
        // A shell around it, so that the terminal outlives the program.
        let mut command = Command::new("sh");
        command.current_dir(bench.path(".")).env("LANG", "C.UTF-8");
        command.args(["-c", "stty echo; \"$0\" \"$@\"; echo code=$?; stty -a"]);
        let inner = bench.command(&["check", "a.msb"]);
        command.arg(inner.get_program()).args(inner.get_args());
        let mut session = spawn_command(command, Some(PATIENCE_MS)).unwrap();
        session.exp_string("Password:").unwrap();
        session.send_control(key).unwrap();
        let shown = session.exp_eof().unwrap();
        let code = if key == 'c' { "code=130" } else { "code=2" };
        assert!(shown.contains(code), "{key}: {shown}");
        assert!(shown.contains(" echo ") && shown.contains(" icanon ") && shown.contains("isig "), "{shown}");
    }
}

#[test]
fn what_is_typed_ahead_is_not_shown() {
    let bench = Bench::new();
    let args = ["generate", "--out", "a.msb", "--new-password-file", "q"];
    bench.run(&[&args[..], &["--kdf-memory", "64MiB", "--kdf-passes", "64"]].concat()).ends(0);
    let mut command = Command::new("sh");
    command.current_dir(bench.path(".")).env("LANG", "C.UTF-8");
    command.args(["-c", "stty echo; \"$0\" \"$@\"; stty -a"]);
    let inner = bench.command(&["check", "a.msb"]);
    command.arg(inner.get_program()).args(inner.get_args());
    let mut session = spawn_command(command, Some(PATIENCE_MS)).unwrap();
    session.exp_string("Password:").unwrap();
    session.send_line("not this one").unwrap();
    session.exp_string("Trying the password").unwrap();
    session.send_line(STRONG).unwrap();
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("this password opens it") && !shown.contains("Quilt"), "{shown}");
    assert!(shown.contains(" echo "), "{shown}");
}

#[test]
fn a_long_derivation_shows_that_it_goes_on() {
    let bench = Bench::new();
    let dear = ["--kdf-memory", "64MiB", "--kdf-passes", "64"];
    let args = ["generate", "--out", "new.msb", "--new-password-file", "q"];
    let (code, shown) = end(start(&bench, &[&args[..], &dear].concat()));
    assert!(code == 0 && shown.contains("Writing the new backup") && shown.contains("Opening the new file"), "{shown}");
    let (_, shown) = end(start(&bench, &["check", "new.msb", "--password-file", "q"]));
    assert!(shown.contains("64 MiB, 64 passes"), "{shown}");
    // Where it is quick, or nobody looks, nothing is shown.
    bench.write("a.msb", core::generated());
    let was_quick = (0..20).any(|_| {
        let begun = Instant::now();
        let (_, shown) = end(start(&bench, &["check", "a.msb", "--password-file", "p"]));
        let was_quick = begun.elapsed() < QUICK;
        assert!(!was_quick || !shown.contains("Trying"), "{shown}");
        was_quick
    });
    assert!(was_quick, "twenty checks took half a second or more each, so that nothing was seen of a quick one");
    let ran = bench.run(&["check", "new.msb", "--password-file", "q"]).ends(0);
    assert_eq!(ran.err, "");
}
