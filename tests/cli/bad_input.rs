//! Bad input, and what it gets.

use mastersecret::tree::Value;

use std::path::Path;

use crate::{
    bench::{Bench, names},
    core::{self, altered, at},
};

#[test]
fn other_files_are_named_for_what_they_seem_to_be() {
    let bench = Bench::new();
    let noise: Vec<u8> = (0..64_u64).flat_map(|n| mastersecret::canonical::sha256(&n.to_le_bytes())).collect();
    bench.write("SSO478AD.bak", noise);
    let native = bench.run(&["inspect", "SSO478AD.bak"]).ends(7);
    native.says(&["named like a native ENTSSO backup", "that format is not public", "7.9", "bits per byte", "seal it"]);
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples");
    let kinds = names(samples.as_ref()).into_iter().filter(|kind| Path::new(samples).join(kind).is_dir());
    let mut seen = 0;
    for kind in kinds.filter(|kind| kind != "backup") {
        for name in names(&Path::new(samples).join(&kind)) {
            let path = format!("{samples}/{kind}/{name}");
            let report = bench.run(&["check", "--json", &path, "--password-file", "p"]).ends(7).object();
            assert_eq!(report["seems_to_be"]["kind"], kind.as_str(), "{path}");
            let answer = report["answer"].as_str().unwrap();
            assert!(answer.contains(report["seems_to_be"]["name"].as_str().unwrap()), "{answer}");
            seen += 1;
        }
    }
    assert!(seen > 30);
}

#[test]
fn a_fault_is_named_with_line_column_and_field() {
    let bench = Bench::new();
    let text = String::from_utf8(core::generated()).unwrap();
    let set = |pointer: &str, value: Value| altered(&core::generated(), |root| at(root, pointer).value = value);
    let text_value = |text: &str| Value::Text(text.to_owned());
    let missing = altered(&core::generated(), |root| {
        let Value::Object(members) = &mut at(root, "/header").value else { panic!() };
        members.retain(|member| member.name != "created");
    });
    for (name, bytes, field) in [
        ("missing", missing, "/header"),
        ("unknown", text.replace("\"created\"", "\"creatid\"").into_bytes(), ""),
        ("mistyped", set("/header/id", Value::Number(4)), "/header/id"),
        ("guid", set("/header/content/current/msid", text_value("{no}")), "/header/content/current/msid"),
        ("time", set("/header/created", text_value("2026-02-30T00:00:00Z")), "/header/created"),
        ("base64", set("/payload", text_value("AAA")), "/payload"),
        ("range", set("/header/slots/0/kdf/passes", Value::Number(65)), "/header/slots/0/kdf/passes"),
        ("name", set("/header/slots/0/label", text_value("a\u{202e}b")), "/header/slots/0/label"),
    ] {
        bench.write(name, bytes);
        let report = bench.run(&["inspect", "--json", name]).ends(4).object();
        if report["verdict"] == "damaged" {
            // The checksum goes first.
            continue;
        }
        assert_eq!(report["verdict"], "malformed", "{name}");
        let place = &report["fault"]["place"];
        assert_eq!(place["pointer"], field, "{name}");
        let (line, column) = (place["line"].as_u64().unwrap(), place["column"].as_u64().unwrap());
        assert!(line > 1 && column > 1, "{place}");
        let words = format!("At line {line}, column {column}, field {field}.");
        bench.run(&["check", name, "--password-file", "p"]).ends(4).says(&["malformed", &words]);
    }
    bench.write("repeated", text.replacen("\"id\"", "\"format\"", 1));
    bench.run(&["inspect", "repeated"]).ends(4).says(&["malformed", "a second time", "line 5"]);
}

#[test]
fn a_cut_file_is_cut_short_and_never_a_wrong_password() {
    let bench = Bench::new();
    let bytes = core::generated();
    for cut in [bytes.len() * 3 / 4, bytes.len() - 100, bytes.len() - 3] {
        bench.write("cut", &bytes[..cut]);
        bench.run(&["check", "cut", "--password-file", "p"]).ends(4).says(&["malformed", "cut short"]);
    }
}

#[test]
fn one_changed_byte_is_damage_before_a_password_is_asked() {
    let bench = Bench::new();
    let bytes = core::generated();
    for at in (0..bytes.len()).step_by(41) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        bench.write(&format!("{at:04}"), changed);
    }
    let names: Vec<_> = bench.names().into_iter().filter(|name| name.len() == 4).collect();
    assert!(names.len() > 20);
    // No password file and no terminal: a prompt would end it with 2.
    let args: Vec<&str> = ["check", "--json"].into_iter().chain(names.iter().map(String::as_str)).collect();
    for report in bench.run(&args).ends(4).json() {
        let verdict = report["verdict"].as_str().unwrap_or_else(|| panic!("{report}"));
        assert!(["damaged", "malformed"].contains(&verdict), "{report}");
    }
}

#[test]
fn newer_versions_are_unsupported() {
    let bench = Bench::new();
    let set = |pointer: &str, value: Value| altered(&core::generated(), |root| at(root, pointer).value = value);
    bench.write("version", set("/header/version", Value::Number(2)));
    bench.write("slots", set("/header/slots/0/kdf/name", Value::Text("scrypt".into())));
    bench.write("kind", set("/header/content/kind", Value::Text("shares".into())));
    for name in ["version", "slots", "kind"] {
        bench
            .run(&["check", name, "--password-file", "p"])
            .ends(6)
            .says(&["unsupported", "newer version of this tool"]);
    }
}

#[test]
fn a_folder_among_files_does_not_stop_the_others() {
    let bench = Bench::with_backup();
    std::fs::create_dir(bench.path("folder")).unwrap();
    let ran = bench.run(&["inspect", "folder", "a.msb"]).ends(8);
    ran.says(&["folder", "it is a folder", "Name the files in it.", "intact  a.msb"]);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_never_keep_the_program_waiting() {
    let bench = Bench::with_backup();
    let make = std::process::Command::new("mkfifo").arg(bench.path("pipe")).status().unwrap();
    assert!(make.success());
    bench.run(&["inspect", "pipe", "a.msb"]).ends(8).says(&["no program is writing to it", "intact  a.msb"]);
    bench.run(&["check", "a.msb", "--password-file", "pipe"]).ends(2).says(&["empty"]);
    for device in ["/dev/zero", "/dev/null"] {
        bench.run(&["inspect", device]).ends(8).says(&["a device or a socket"]);
    }
    // A pipe with a writer is read to its end.
    let writer = {
        let (path, bytes) = (bench.path("pipe"), core::generated());
        std::thread::spawn(move || {
            let mut pipe = std::fs::File::options().write(true).open(path)?;
            let (first, rest) = bytes.split_at(500);
            // A slow writer: the reader finds the pipe empty, and has to wait for more.
            for part in [first, rest] {
                std::thread::sleep(std::time::Duration::from_millis(300));
                std::io::Write::write_all(&mut pipe, part)?;
            }
            Ok::<_, std::io::Error>(())
        })
    };
    // The writer opens the pipe only when a reader has; the reader does not wait for it. So this side opens it first.
    let held = std::fs::File::open(bench.path("pipe")).unwrap();
    bench.run(&["inspect", "pipe"]).ends(0).says(&["intact"]);
    drop(held);
    writer.join().unwrap().unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_of_200_gigabytes_is_answered_at_once() {
    let bench = Bench::with_backup();
    let large = std::fs::File::create(bench.path("large.bak")).unwrap();
    large.set_len(200 << 30).unwrap();
    let head = include_bytes!("../samples/sql-server-backup/tape-header.bak");
    std::os::unix::fs::FileExt::write_all_at(&large, head, 0).unwrap();
    let started = std::time::Instant::now();
    let report = bench.run(&["inspect", "--json", "large.bak"]).ends(7).object();
    let large_took = started.elapsed();
    let started = std::time::Instant::now();
    bench.run(&["inspect", "--json", "a.msb"]).ends(0);
    let small_took = started.elapsed();
    println!("200 GiB {large_took:?}, 1 KiB {small_took:?}");
    assert!(large_took < small_took * 20 + std::time::Duration::from_millis(100));
    assert_eq!(report["bytes"], 200_u64 << 30);
    assert!(report["sha256"].is_null());
    assert_eq!(report["seems_to_be"]["whole"], false);
    assert_eq!(report["seems_to_be"]["kind"], "sql-server-backup");
    bench.run(&["inspect", "large.bak"]).ends(7).says(&["214,748,364,800 bytes", "first and last 64 KiB"]);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_bounded_by_the_limit_and_not_by_the_input() {
    let bench = Bench::new();
    // 256 MiB of address space hold the program, and not the 300 MiB that come through the pipe.
    let script = "ulimit -v 262144; head -c 314572800 /dev/zero | \"$0\" \"$@\"";
    let inner = bench.command(&["inspect", "--json", "-"]);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script]).arg(inner.get_program()).args(inner.get_args()).env("LANG", "C.UTF-8");
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let report = bench.finish(command, None).ends(7).object();
    assert_eq!(report["bytes"], 314_572_800);
    assert_eq!(report["seems_to_be"]["kind"], "all-zeros");
}
