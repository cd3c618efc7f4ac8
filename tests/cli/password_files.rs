//! Password files, in every way in which people and Windows write them.

use crate::{
    bench::{Bench, CHEAP, no_such_file},
    core,
};

#[test]
fn every_common_encoding_and_line_end_opens() {
    let bench = Bench::with_backup();
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let password = core::PASSWORD;
    for (what, bytes) in [
        ("nothing after it", password.as_bytes().to_vec()),
        ("LF", format!("{password}\n").into_bytes()),
        ("CRLF", format!("{password}\r\n").into_bytes()),
        ("BOM", format!("\u{feff}{password}").into_bytes()),
        ("BOM, CRLF", format!("\u{feff}{password}\r\n").into_bytes()),
        ("UTF-16LE", utf16(&format!("\u{feff}{password}"))),
        ("UTF-16LE, CRLF", utf16(&format!("\u{feff}{password}\r\n"))),
    ] {
        bench.write("x", &bytes);
        assert_eq!(bench.run(&["check", "a.msb", "--password-file", "x"]).code, 0, "{what}");
        assert_eq!(bench.run_with_input(&["check", "a.msb", "--password-file", "-"], &bytes).code, 0, "{what}, -");
    }
    for (what, bytes) in [
        ("two line ends", format!("{password}\n\n")),
        ("a space before", format!(" {password}\n")),
        ("a space after", format!("{password} \n")),
        ("another case", password.to_uppercase()),
    ] {
        bench.write("x", &bytes);
        assert_eq!(bench.run(&["check", "a.msb", "--password-file", "x"]).code, 3, "{what}");
    }
}

#[test]
fn composed_and_decomposed_letters_are_the_same() {
    let mut bench = Bench::new();
    let (nfc, nfd) = ("Schl\u{fc}ssel-\u{e9}t\u{e9}-Obelisk-88", "Schlu\u{308}ssel-e\u{301}te\u{301}-Obelisk-88");
    bench.keep_secret(nfc);
    bench.keep_secret(nfd);
    for (written, read) in [(nfc, nfd), (nfd, nfc)] {
        bench.write("w", written);
        bench.write("r", read);
        let args = ["generate", "--out", "u.msb", "--force", "--new-password-file", "w"];
        bench.run(&[&args[..], &CHEAP].concat()).ends(0);
        bench.run(&["check", "u.msb", "--password-file", "r"]).ends(0);
    }
}

#[test]
fn what_is_no_password_is_refused_with_its_place() {
    let bench = Bench::with_backup();
    let with = |bytes: &[u8]| {
        bench.write("x", bytes);
        bench.run(&["check", "a.msb", "--password-file", "x"])
    };
    with(b"first\nsec\xffond").ends(2).says(&["x", "not valid text", "line 2, column 4", "UTF-8"]);
    with(b"\xfe\xff\0a").ends(2).says(&["not valid text"]);
    with(b"\xff\xfea").ends(2);
    with(b"").ends(2).says(&["The password is empty."]);
    with(b"\r\n").ends(2).says(&["The password is empty."]);
    with(&[b'x'; 1025]).ends(2).says(&["1025 bytes"]);
    with(&[b'x'; 100_000]).ends(2).says(&["cannot be one"]);
    bench.run(&["check", "a.msb", "--password-file", "missing"]).ends(8).says(&["missing", no_such_file()]);
    bench.run(&["check", "a.msb", "--password-file", "."]).ends(8).says(&["folder"]);
}

#[test]
fn without_a_terminal_and_without_a_file_it_says_what_to_do() {
    let bench = Bench::with_backup();
    for args in [
        &["check", "a.msb"][..],
        &["rewrap", "a.msb", "--out", "b"],
        &["generate", "--out", "b"],
        &["restore", "a.msb", "--out", "b"],
    ] {
        let mut command = bench.command(args);
        without_terminal(&mut command);
        bench.finish(command, None).ends(2).says(&["no terminal", "--password-file", "--new-password-file"]);
    }
    assert_eq!(bench.names(), ["a.msb", "p", "q"]);
}

/// In a session of its own a program has no terminal.
fn without_terminal(command: &mut std::process::Command) {
    let inner = std::mem::replace(command, std::process::Command::new("setsid"));
    command.arg("--wait").arg(inner.get_program()).args(inner.get_args());
    if let Some(folder) = inner.get_current_dir() {
        command.current_dir(folder);
    }
    command.env("LANG", "C.UTF-8").stdin(std::process::Stdio::null());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
}
