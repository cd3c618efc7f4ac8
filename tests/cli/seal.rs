//! `seal`.

use std::{
    fs,
    time::{Duration, UNIX_EPOCH},
};

use crate::{
    bench::{Bench, CHEAP, codes, no_such_file},
    core,
};

const SEAL: [&str; 6] = ["seal", "SSO478AD.bak", "--out", "sealed.msb", "--new-password-file", "q"];

/// Bytes that look encrypted, as nobody knows more about a native backup.
fn native() -> Vec<u8> {
    (0..32_u64).flat_map(|n| mastersecret::canonical::sha256(&n.to_le_bytes())).collect()
}

fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.write("SSO478AD.bak", native());
    bench.write("native.txt", "Native-Passw\u{f6}rd\r\n");
    bench.keep_secret("Native-Passw\u{f6}rd");
    bench.keep_secret(native());
    bench
}

#[test]
fn what_is_sealed_is_described_and_comes_back_bit_for_bit() {
    let bench = bench();
    let stated = [
        "--native-password-file",
        "native.txt",
        "--current-msid",
        "{6F9619FF-8B86-4D01-B42D-00CF4FC964FF}",
        "--previous-msid",
        "0c6d5c9a1b2f4d3e8f7a6b5c4d3e2f10",
        "--backed-up",
        "2026-10-01T08:00:00Z",
        "--system",
        "BTS-PROD",
    ];
    let ran = bench.run(&[&SEAL[..], &CHEAP, &stated].concat()).ends(0);
    ran.says(&["sealed  sealed.msb", "SSO478AD.bak, 1,024 bytes", "as stated", "with the password that ENTSSO needs"]);
    let report = bench.run(&["check", "--json", "sealed.msb", "--password-file", "q"]).ends(0).object();
    let content = &report["header"]["content"];
    assert_eq!(content["name"], "SSO478AD.bak");
    assert_eq!(content["current_msid"], "6f9619ff-8b86-4d01-b42d-00cf4fc964ff");
    assert_eq!(content["previous_msid"], "0c6d5c9a-1b2f-4d3e-8f7a-6b5c4d3e2f10");
    assert_eq!(content["backed_up"], "2026-10-01T08:00:00Z");
    assert_eq!(content["native_password"], true);
    let restore =
        ["restore", "sealed.msb", "--out", "back.bak", "--native-password-out", "back.txt", "--password-file", "q"];
    bench.run(&restore).ends(0).says(&["restored  back.bak", "back.txt"]);
    assert_eq!(bench.read("back.bak"), native());
    assert_eq!(bench.read("back.txt"), "Native-Passw\u{f6}rd".as_bytes());
}

#[test]
fn the_time_of_the_backup_is_the_files_own_unless_stated() {
    let bench = bench();
    let file = fs::File::options().write(true).open(bench.path("SSO478AD.bak")).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
    let outcome = bench.run(&[&SEAL[..], &CHEAP, &["--json"]].concat()).ends(0).object();
    assert_eq!(outcome["report"]["header"]["content"]["backed_up"], "2023-11-14T22:13:20Z");
    assert_eq!(outcome["corresponds_to"], 10559);
    assert!(codes(&outcome).is_empty(), "{outcome}");
}

#[test]
fn from_standard_input_it_needs_a_name() {
    let bench = bench();
    let args = ["seal", "-", "--out", "sealed.msb", "--new-password-file", "q"];
    bench.run_with_input(&[&args[..], &CHEAP].concat(), &native()).ends(2).says(&["--name"]);
    let named = [&args[..], &CHEAP, &["--name", "SSO1.bak", "--json"]].concat();
    let outcome = bench.run_with_input(&named, &native()).ends(0).object();
    assert_eq!(outcome["report"]["header"]["content"]["name"], "SSO1.bak");
    assert!(outcome["report"]["header"]["content"]["backed_up"].is_null());
}

#[test]
fn what_cannot_be_a_native_backup_is_refused_or_told() {
    let bench = bench();
    let seal = |name: &str, more: &[&str]| {
        let args = ["seal", name, "--out", "sealed.msb", "--new-password-file", "q"];
        bench.run(&[&args[..], &CHEAP, more].concat())
    };
    bench.write("empty.bak", "");
    seal("empty.bak", &[]).ends(2).says(&["empty"]);
    bench.write("large.bak", vec![1; (2 << 20) + 1]);
    seal("large.bak", &[]).ends(2).says(&["2097153 bytes"]);
    bench.write("huge.bak", vec![1; (8 << 20) + 1]);
    seal("huge.bak", &[]).ends(2).says(&["8388609 bytes"]);
    bench.write("a.msb", core::generated());
    seal("a.msb", &[]).ends(2).says(&["already"]);
    seal("SSO478AD.bak", &["--name", "..\\..\\x"]).ends(2).says(&["cannot be used"]);
    seal("SSO478AD.bak", &["--name", "CON"]).ends(2).says(&["CON"]);
    seal("SSO478AD.bak", &["--current-msid", "no-guid"]).ends(2).says(&["“no-guid” is not an MSID"]);
    seal("SSO478AD.bak", &["--current-msid", "00000000-0000-0000-0000-000000000000"]).ends(2);
    seal("SSO478AD.bak", &["--backed-up", "yesterday"]).ends(2).says(&["“yesterday” is not a time"]);
    bench.write("empty.txt", "\n");
    seal("SSO478AD.bak", &["--native-password-file", "empty.txt"]).ends(2).says(&["native file's password"]);
    seal("missing.bak", &[]).ends(8).says(&["missing.bak", no_such_file()]);
    assert!(!bench.names().contains(&"sealed.msb".to_owned()));
    bench.write("database.bak", include_bytes!("../samples/sql-server-backup/tape-header.bak"));
    seal("database.bak", &[]).ends(0).says(&["warning", "seems to be something else"]);
}
