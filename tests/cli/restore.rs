//! `restore`, and what salvage can do.

use mastersecret::tree::Value;

use crate::{
    bench::{Bench, CHEAP, codes},
    core::{self, altered, at, flip},
};

/// The generated secret in [`core::generated`].
fn secret() -> Vec<u8> {
    let inspection = core::look(&core::generated());
    core::opened(&inspection, core::PASSWORD).content.plaintext().expose().to_vec()
}

fn bench() -> Bench {
    let mut bench = Bench::with_backup();
    bench.keep_secret(secret());
    bench
}

const RESTORE: [&str; 6] = ["restore", "a.msb", "--out", "out", "--password-file", "p"];

#[test]
fn the_current_secret_comes_back() {
    let bench = bench();
    bench.run(&RESTORE).ends(0).says(&["restored  out", "a.msb (opens)", "ENTSSO cannot import it"]);
    assert_eq!(bench.read("out"), secret());
    bench.run(&RESTORE).ends(8).says(&["There is a file of this name already"]);
    let outcome = bench.run(&[&RESTORE[..], &["--force", "--json", "--secret", "current"]].concat()).ends(0).object();
    assert_eq!((&outcome["action"], &outcome["written"]), (&"restore".into(), &"out".into()));
    assert!(codes(&outcome).contains(&"not-for-entsso"));
}

#[test]
fn the_previous_secret_comes_back_where_there_is_one() {
    let bench = bench();
    let previous =
        |file: &str| bench.run(&["restore", file, "--secret", "previous", "--out", "out", "--password-file", "p"]);
    previous("a.msb").ends(2).says(&["no previous secret"]);
    let generate =
        ["generate", "--from", "a.msb", "--out", "b.msb", "--password-file", "p", "--new-password-file", "p"];
    bench.run(&[&generate[..], &CHEAP].concat()).ends(0);
    previous("b.msb").ends(0);
    assert_eq!(bench.read("out"), secret());
}

#[test]
fn what_is_not_there_is_not_asked_for_in_vain() {
    let bench = bench();
    bench.run(&[&RESTORE[..], &["--native-password-out", "n"]].concat()).ends(2).says(&["no native password"]);
    bench.run(&[&RESTORE[..], &["--native-password-out", "out"]].concat()).ends(2).says(&["same file"]);
    let itself = ["restore", "a.msb", "--out", "./a.msb", "--password-file", "p", "--force"];
    bench.run(&itself).ends(2).says(&["The backup itself would be replaced"]);
    assert_eq!(bench.read("a.msb"), core::generated());
    bench.run(&["restore", "a.msb", "--out", "-", "--password-file", "p"]).ends(2).says(&["standard output"]);
    bench.write("native.bak", [5; 64]);
    let seal = ["seal", "native.bak", "--out", "s.msb", "--new-password-file", "q"];
    bench.run(&[&seal[..], &CHEAP].concat()).ends(0);
    let which = ["restore", "s.msb", "--out", "out", "--password-file", "q", "--secret", "current"];
    bench.run(&which).ends(2).says(&["no current or previous secret"]);
    bench.run(&["restore", "s.msb", "--out", "out", "--password-file", "p"]).ends(3).says(&["Nothing was written"]);
    assert!(!bench.names().contains(&"out".to_owned()));
}

#[test]
fn salvage_gives_the_content_back_and_calls_the_header_untrusted() {
    let bench = bench();
    let text = String::from_utf8(core::generated()).unwrap();
    let label = |root: &mut _| at(root, "/header/slots/0/label").value = Value::Text("custodian X".into());
    for (name, bytes, code) in [
        ("relabelled", altered(&core::generated(), label), 5),
        ("mac", altered(&core::generated(), |root| flip(at(root, "/mac"))), 5),
        ("damaged", text.replace("where we met", "where we meT").into_bytes(), 4),
        ("malformed", text.replace("\"created\"", "\"creatad\"").into_bytes(), 4),
        ("cut", text.as_bytes()[..text.find("\"mac\"").unwrap()].to_vec(), 4),
        ("headless", text.replacen('{', "", 2).into_bytes(), 4),
    ] {
        bench.write(name, bytes);
        let out = format!("{name}.key");
        let args = ["restore", name, "--out", &out, "--password-file", "p"];
        bench.run(&args).ends(code).says(&["Nothing was written"]);
        assert!(!bench.names().contains(&out));
        let salvage = [&args[..], &["--salvage"]].concat();
        bench.run(&salvage).ends(0).says(&["salvaged", "Nothing in the header of this file is authenticated"]);
        assert_eq!(bench.read(&out), secret(), "{name}");
        let again = [&salvage[..], &["--force", "--json"]].concat();
        let outcome = bench.run(&again).ends(0).object();
        assert_eq!(outcome["action"], "salvage");
        assert_eq!(outcome["source"]["authenticated"], false);
        assert!(codes(&outcome).contains(&"salvaged-header"));
        let wrong = ["restore", name, "--out", "wrong", "--password-file", "q", "--salvage"];
        let ran = bench.run(&wrong);
        assert!([3, 4].contains(&ran.code), "{name}: {}", ran.code);
        assert!(!bench.names().contains(&"wrong".to_owned()));
    }
}

#[test]
fn salvage_does_not_invent_anything() {
    let bench = bench();
    bench.write("payload", altered(&core::generated(), |root| flip(at(root, "/payload"))));
    let args = ["restore", "payload", "--out", "out", "--password-file", "p", "--salvage"];
    bench.run(&args).ends(5).says(&["Nothing could be salvaged", "encrypted content was changed"]);
    let objects = bench.run(&[&args[..], &["--json"]].concat()).ends(5).json();
    assert_eq!(objects[0]["verdict"], "tampered");
    assert_eq!(objects[1]["error"]["code"], "not-salvaged");
    let text = ["restore", "q", "--out", "out", "--password-file", "p", "--salvage"];
    bench.run(&text).ends(7).says(&["Nothing could be salvaged"]);
    // On a file that opens it changes nothing.
    bench.run(&[&RESTORE[..], &["--salvage"]].concat()).ends(0).says(&["restored"]);
}
