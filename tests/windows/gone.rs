//! Drives without a disk, and drives and shares that go away while they are used. Under Wine a drive is a link in a
//! folder, which can lead nowhere or be taken away, and reading fails when the system beneath Wine says so.
#![cfg(unix)]

use std::{
    env, fs,
    io::Write,
    os::unix::fs::symlink,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::io::ioctl_fionread;

use crate::{
    bench::{Bench, CHEAP, Ran, STRONG, names},
    core, launch,
};

/// A drive of Wine's.
struct Drive {
    link: PathBuf,
}

impl Drive {
    /// No other test may use the same letter.
    fn new(letter: char, leads_to: PathBuf) -> Self {
        assert!(launch::under_wine());
        let prefix = env::var_os("WINEPREFIX").expect("the folder of Wine's Windows is named");
        let link = PathBuf::from(prefix).join(format!("dosdevices/{letter}:"));
        // What an interrupted run has left.
        let _ = fs::remove_file(&link);
        symlink(leads_to, &link).unwrap();
        Self { link }
    }

    fn goes_away(&self) {
        fs::remove_file(&self.link).unwrap();
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.link);
    }
}

/// Runs the program while reading `file` fails with `error` from the `nth` time on.
fn while_reading_fails(bench: &Bench, args: &[&str], file: &str, error: &str, nth: u32) -> Ran {
    let plain = bench.command(args);
    let trace = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-q", "-o"]).arg(trace.path()).arg("-P").arg(bench.path(file).canonicalize().unwrap());
    command.args(["-e", "trace=read", "-e", &format!("inject=read:error={error}:when={nth}+")]);
    command.arg(plain.get_program()).args(plain.get_args()).current_dir(bench.path("."));
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let ran = bench.finish(command, None);
    let trace = fs::read_to_string(trace.path()).unwrap();
    assert!(trace.contains("(INJECTED)"), "nothing failed:\n{trace}");
    let whole = trace.lines().filter(|line| line.contains("read(") && !line.contains("(INJECTED)")).count();
    assert!(whole + 1 >= nth as usize, "it failed too soon:\n{trace}");
    ran
}

/// What the system beneath says, what Wine makes of it, and the code and the advice that belong to it.
const GOES_AWAY: [(&str, &str, &str, &str); 3] = [
    // The disk gives no answer any more.
    ("EIO", "(os error 21)", "no-disk", "Insert the disk"),
    // The device itself is gone.
    ("ENXIO", "(os error 433)", "no-disk", "Insert the disk"),
    // What the folder was mounted from is gone, as a share that its server does not offer any more.
    ("ESTALE", "(os error 31)", "io", "use another copy"),
];

/// A bench with a backup, and a stick beside it with a file that is read in several steps.
fn with_stick(letter: char) -> (Bench, Drive, &'static str) {
    let bench = Bench::with_backup();
    let file = "stick/SSO07AB.bak";
    fs::create_dir(bench.path("stick")).unwrap();
    bench.write(file, vec![b'x'; 1_500_000]);
    let drive = Drive::new(letter, bench.path("stick"));
    (bench, drive, file)
}

#[test]
fn a_drive_that_goes_away_while_it_is_read_is_told_in_the_words_of_the_system() {
    let (bench, _drive, file) = with_stick('r');
    let path = "R:\\SSO07AB.bak";
    bench.run(&["inspect", path]).ends(7);
    for (error, number, code, advice) in GOES_AWAY {
        for args in [
            &["inspect", path][..],
            &["check", path, "--password-file", "p"],
            &["seal", path, "--out", "new.msb", "--new-password-file", "q"],
        ] {
            while_reading_fails(&bench, args, file, error, 3).ends(8).says(&[path, number, advice]);
        }
        let object = while_reading_fails(&bench, &["inspect", "--json", path], file, error, 3).ends(8).object();
        assert_eq!((&object["file"], &object["error"]["code"]), (&path.into(), &code.into()));
        // A log's path is shown with the slashes of other systems.
        let logs = while_reading_fails(&bench, &["events", path], file, error, 3).ends(8);
        logs.says(&["R:/SSO07AB.bak", number, advice]);
    }
    assert_eq!(bench.names(), ["a.msb", "p", "q", "stick"]);
}

#[test]
fn what_is_on_another_drive_is_still_looked_at() {
    let (bench, _drive, file) = with_stick('s');
    let path = "S:\\SSO07AB.bak";
    let ran = while_reading_fails(&bench, &["inspect", path, "a.msb"], file, "EIO", 3);
    ran.ends(8).says(&[path, "(os error 21)", "intact a.msb", "1 intact, 1 not looked at"]);
    let args = ["audit", "S:\\", "a.msb", "--fail-on", "never"];
    let ran = while_reading_fails(&bench, &args, file, "EIO", 3);
    ran.says(&["This could not be read", "(os error 21)", "SSO07AB.bak", "a.msb"]);
}

#[test]
fn a_drive_without_a_disk_is_told_in_the_words_of_the_system() {
    let bench = Bench::with_backup();
    fs::create_dir(bench.path("reader")).unwrap();
    bench.write("reader/a.msb", core::generated());
    let _drive = Drive::new('t', bench.path("reader"));
    // Windows says so when the file is opened, and Wine when it is read.
    for args in [&["inspect", "T:\\a.msb"][..], &["check", "T:\\a.msb", "--password-file", "p"]] {
        let ran = while_reading_fails(&bench, args, "reader/a.msb", "ENOMEDIUM", 1);
        ran.ends(8).says(&["T:\\a.msb", "(os error 21)", "Insert the disk, or check the drive letter."]);
    }
    // A letter behind which nothing is: Wine finds no file there, whatever is asked for.
    let _empty = Drive::new('u', bench.path("no such folder"));
    for args in [
        &["inspect", "U:\\a.msb"][..],
        &["check", "U:\\a.msb", "--password-file", "p"],
        &["check", "a.msb", "--password-file", "U:\\p"],
        &["restore", "a.msb", "--out", "U:\\a.msb", "--password-file", "p"],
        &[&["generate", "--out", "U:\\a.msb", "--new-password-file", "q"][..], &CHEAP].concat(),
        &["audit", "U:\\a.msb"],
    ] {
        bench.run(args).ends(8).says(&["U:\\", "(os error ", "Check the path."]);
    }
    assert_eq!(bench.names(), ["a.msb", "p", "q", "reader"]);
}

#[test]
fn a_drive_that_goes_away_before_the_new_file_is_written_keeps_the_old_one() {
    let bench = Bench::new();
    fs::create_dir(bench.path("share")).unwrap();
    bench.write("share/a.msb", core::generated());
    let before = bench.read("share/a.msb");
    let args = ["rewrap", "V:\\a.msb", "--out", "V:\\new.msb", "--password-file", "p", "--new-password-file", "-"];
    let args = [&args[..], &CHEAP].concat();
    let drive = Drive::new('v', bench.path("share"));
    let mut command = bench.command(&args);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let (first, rest) = STRONG.as_bytes().split_at(1);
    stdin.write_all(first).unwrap();
    // It asks for the new password when it has read all else, and cannot write anything before.
    let end = Instant::now() + Duration::from_secs(120);
    while ioctl_fionread(&stdin).unwrap() > 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it read the new password");
        assert!(Instant::now() < end, "it never read the new password");
        thread::sleep(Duration::from_millis(20));
    }
    drive.goes_away();
    stdin.write_all(rest).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(8), "{said}");
    assert_eq!((names(&bench.path("share")), bench.read("share/a.msb")), (vec!["a.msb".to_owned()], before));
    assert!(said.contains("V:\\new.msb") && said.contains("(os error "), "{said}");
}
