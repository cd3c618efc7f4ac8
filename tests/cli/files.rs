//! What is written: nothing is replaced unasked, nothing half-made stays, and nobody else can read it.

use std::fs;

use crate::{
    bench::{Bench, CHEAP, Ran, names, no_such_file},
    core,
};

fn generate(bench: &Bench, out: &str, more: &[&str]) -> Ran {
    bench.run(&[&["generate", "--out", out, "--new-password-file", "q"][..], &CHEAP, more].concat())
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let bench = Bench::new();
    bench.write("x", "something dear");
    generate(&bench, "x", &[]).ends(8).says(&["x", "There is a file of this name already", "--force"]);
    assert_eq!(bench.read("x"), b"something dear");
    let object = generate(&bench, "x", &["--json"]).ends(8).object();
    assert_eq!((&object["file"], &object["error"]["code"]), (&"x".into(), &"exists".into()));
    generate(&bench, "x", &["--force"]).ends(0);
    assert_ne!(bench.read("x"), b"something dear");
    assert_eq!(bench.names(), ["p", "q", "x"]);
}

#[test]
fn a_target_that_is_no_file_is_never_replaced() {
    let bench = Bench::new();
    fs::create_dir(bench.path("folder")).unwrap();
    for target in ["folder", "folder/", ".", "..", "/"] {
        generate(&bench, target, &["--force"]).ends(8);
    }
    generate(&bench, "missing/x", &[]).ends(8).says(&["missing/x", no_such_file()]);
    generate(&bench, "p/x", &[]).ends(8).says(&["p/x"]);
    generate(&bench, "-", &[]).ends(2).says(&["standard output"]);
    assert_eq!(bench.names(), ["folder", "p", "q"]);
}

#[cfg(unix)]
mod unix {
    use std::{
        os::unix::{
            fs::{PermissionsExt, symlink},
            process::CommandExt,
        },
        process::Command,
    };

    use super::*;
    use crate::{
        bench::{denied, disk_full},
        launch,
    };

    #[test]
    fn links_and_devices_are_not_replaced() {
        let bench = Bench::new();
        bench.write("dear", "something dear");
        symlink("dear", bench.path("link")).unwrap();
        symlink("nowhere", bench.path("dangling")).unwrap();
        for target in ["link", "dangling", "/dev/null"] {
            generate(&bench, target, &["--force"]).ends(8).says(&["a folder, a link or a device"]);
        }
        assert_eq!(bench.read("dear"), b"something dear");
        assert_eq!(bench.names(), ["dangling", "dear", "link", "p", "q"]);
    }

    #[test]
    fn only_the_owner_can_read_what_was_written() {
        let bench = Bench::new();
        bench.write("n.bak", [9; 40]);
        bench.write("n.txt", "native password");
        let mode = |name: &str| fs::metadata(bench.path(name)).unwrap().permissions().mode() & 0o777;
        bench.write("old", "");
        fs::set_permissions(bench.path("old"), fs::Permissions::from_mode(0o666)).unwrap();
        generate(&bench, "old", &["--force"]).ends(0);
        generate(&bench, "new", &[]).ends(0);
        let seal = ["seal", "n.bak", "--out", "s", "--native-password-file", "n.txt", "--new-password-file", "q"];
        bench.run(&[&seal[..], &CHEAP].concat()).ends(0);
        bench.run(&["restore", "s", "--out", "r", "--native-password-out", "rp", "--password-file", "q"]).ends(0);
        for name in ["old", "new", "s", "r", "rp"] {
            // Of an access list, Wine shows the owner's part as the group's, too.
            let (others, theirs) = if launch::for_windows() { (0o007, 0) } else { (0o777, 0o600) };
            assert_eq!(mode(name) & others, theirs, "{name}");
        }
    }

    /// Runs as somebody who may do nothing special, also where the tests run as root.
    fn as_nobody(bench: &Bench, args: &[&str]) -> Ran {
        let copy = bench.path("program");
        fs::copy(launch::program(), &copy).unwrap();
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(bench.path("."), fs::Permissions::from_mode(0o755)).unwrap();
        let template = bench.command(args);
        let mut command = Command::new(copy);
        command.args(template.get_args()).current_dir(bench.path(".")).env("LANG", "C.UTF-8");
        command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
        command.stderr(std::process::Stdio::piped());
        if rustix::process::geteuid().is_root() {
            command.uid(65_534).gid(65_534);
        }
        let ran = bench.finish(command, None);
        fs::remove_file(bench.path("program")).unwrap();
        ran
    }

    #[test]
    fn what_may_not_be_read_or_written_is_said_so() {
        let bench = Bench::with_backup();
        bench.write("b.msb", core::generated());
        fs::set_permissions(bench.path("a.msb"), fs::Permissions::from_mode(0o000)).unwrap();
        fs::set_permissions(bench.path("b.msb"), fs::Permissions::from_mode(0o644)).unwrap();
        let ran = as_nobody(&bench, &["inspect", "a.msb", "b.msb"]).ends(8);
        ran.says(&["a.msb", denied(), "Use an account that may", "intact  b.msb"]);
        fs::set_permissions(bench.path("q"), fs::Permissions::from_mode(0o644)).unwrap();
        fs::create_dir(bench.path("closed")).unwrap();
        fs::set_permissions(bench.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
        let args = ["generate", "--out", "closed/x", "--new-password-file", "q"];
        as_nobody(&bench, &[&args[..], &CHEAP].concat()).ends(8).says(&["closed/x", denied()]);
        assert!(names(&bench.path("closed")).is_empty());
    }

    #[test]
    fn what_fills_the_disk_leaves_nothing_behind() {
        let bench = Bench::new();
        bench.write("x", "something dear");
        // A limit on the size of files is a disk that is full for this program alone.
        let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
        let inner =
            bench.command(&[&["generate", "--out", "x", "--force", "--new-password-file", "q"][..], &CHEAP].concat());
        let mut command = Command::new("sh");
        command.args(["-c", script]).arg(inner.get_program()).args(inner.get_args()).current_dir(bench.path("."));
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        // Windows knows no such limit, and Wine says that something failed.
        let words: &[&str] =
            if launch::for_windows() { &["x", "(os error 31)"] } else { &["x", "File too large", "Free some space"] };
        bench.finish(command, None).ends(8).says(words);
        assert_eq!(bench.read("x"), b"something dear");
        assert_eq!(bench.names(), ["p", "q", "x"]);
    }

    #[test]
    fn a_full_file_system_leaves_nothing_behind() {
        let bench = Bench::new();
        fs::create_dir(bench.path("disk")).unwrap();
        let mount = |args: &[&str]| {
            Command::new("mount").args(args).arg(bench.path("disk")).stderr(std::process::Stdio::null()).status()
        };
        if !mount(&["-t", "tmpfs", "-o", "size=8k", "tmpfs"]).is_ok_and(|status| status.success()) {
            println!("not tried: only root may mount a file system");
            return;
        }
        bench.write("disk/filler", [1; 4096]);
        bench.write("n.bak", vec![3; 10_000]);
        let seal = ["seal", "n.bak", "--out", "disk/x", "--new-password-file", "q"];
        let ran = bench.run(&[&seal[..], &CHEAP].concat());
        let left = names(&bench.path("disk"));
        Command::new("umount").arg(bench.path("disk")).status().unwrap();
        ran.ends(8).says(&["disk/x", disk_full(), "Free some space"]);
        assert_eq!(left, ["filler"]);
    }
}

#[test]
fn both_files_of_a_restore_come_or_none() {
    let bench = Bench::new();
    bench.write("n.bak", [9; 40]);
    bench.write("n.txt", "native password");
    let seal = ["seal", "n.bak", "--out", "s", "--native-password-file", "n.txt", "--new-password-file", "q"];
    bench.run(&[&seal[..], &CHEAP].concat()).ends(0);
    bench.write("taken", core::PASSWORD);
    let restore = |content: &str, password: &str| {
        bench.run(&["restore", "s", "--out", content, "--native-password-out", password, "--password-file", "q"])
    };
    restore("r", "taken").ends(8);
    restore("taken", "rp").ends(8);
    restore("r", "missing/rp").ends(8);
    assert_eq!(bench.names(), ["n.bak", "n.txt", "p", "q", "s", "taken"]);
    restore("r", "rp").ends(0);
    assert_eq!((bench.read("r"), bench.read("rp")), (vec![9; 40], b"native password".to_vec()));
}
