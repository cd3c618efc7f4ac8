//! Who can read what is written.

use std::fs;

use crate::{
    bench::{Bench, CHEAP, codes},
    launch,
};

#[cfg(unix)]
#[test]
fn where_the_place_does_not_take_the_rights_it_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let written = |folder: &str| {
        let out = format!("{folder}\\x.msb");
        let args = ["generate", "--out", &out, "--new-password-file", "q", "--json"];
        bench.run(&[&args[..], &CHEAP].concat()).ends(0).object()
    };
    let mode = |name: &str| fs::metadata(bench.path(name)).unwrap().permissions().mode();
    for (folder, rights) in [("closed", 0o700), ("open", 0o755)] {
        fs::create_dir(bench.path(folder)).unwrap();
        fs::set_permissions(bench.path(folder), fs::Permissions::from_mode(rights)).unwrap();
        // Without the program's doing, others can read a new file.
        fs::write(bench.path(&format!("{folder}/plain")), "").unwrap();
        assert_eq!(mode(&format!("{folder}/plain")) & 0o004, 0o004);
    }
    let outcome = written("closed");
    assert_eq!(mode("closed/x.msb") & 0o007, 0);
    assert!(!codes(&outcome).contains(&"not-private"), "{outcome}");
    assert!(launch::under_wine());
    // Wine adds the entries of the folder to every list, whatever it is asked for.
    let outcome = written("open");
    assert_eq!(mode("open/x.msb") & 0o004, 0o004);
    assert!(codes(&outcome).contains(&"not-private"), "{outcome}");
}
