//! Checks, tags, macs, keys and passwords are compared in constant time, by one function, and in no other way.
//!
//! What the compiler makes of it is measured elsewhere, by counting instructions (`cargo xtask test faults`).
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use mastersecret::{
    keys::{FileKey, Memory},
    password::Password,
    secret::{Key, SecretBytes},
};

/// Fails to compile where one of the types has the trait: then there are two ways to call `any`.
macro_rules! have_none_of {
    ([$($type:ty),*] $($bound:path),*) => {
        have_none_of!(@each [$($type),*] [$($bound),*]);
    };
    (@each $types:tt [$($bound:path),*]) => { $(have_none_of!(@one $types $bound);)* };
    (@one [$($type:ty),*] $bound:path) => {{
        struct Has;
        trait Ambiguous<A> {
            fn any() {}
        }
        impl<T: ?Sized> Ambiguous<()> for T {}
        impl<T: ?Sized + $bound> Ambiguous<Has> for T {}
        $(<$type as Ambiguous<_>>::any();)*
    }};
}

#[test]
fn what_is_secret_cannot_be_compared_copied_or_printed_by_chance() {
    have_none_of!([Key, SecretBytes, FileKey, Password, Memory]
        PartialEq, PartialOrd, std::hash::Hash, Clone, std::fmt::Debug, std::fmt::Display, std::ops::Deref,
        serde::Serialize);
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What of a line of code compares something secret, or something that a secret gives, with an operator.
fn compares_openly(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let operator = code.contains("==") || code.contains("!=");
    let secret = ["expose()", ".check()", ".check ", ".key_check", ".mac ", ".mac(", "tag ", "fingerprint("];
    operator && secret.iter().any(|word| code.contains(word))
}

#[test]
fn the_search_finds_open_comparisons() {
    for planted in [
        "if a.expose() == b.expose() {",
        "if file_key.check() != header.key_check {",
        "(self.mac(authenticated) == *mac)",
        "slot.check == derived",
    ] {
        assert!(compares_openly(planted), "{planted}");
    }
    for harmless in ["same(&file_key.check(), &header.key_check)", "// a.expose() == b", "if count == 1 {"] {
        assert!(!compares_openly(harmless), "{harmless}");
    }
}

#[test]
fn one_function_compares_and_nothing_else_does() {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    assert!(files.len() > 50, "only {} sources were found", files.len());
    let (mut constant, mut open) = (Vec::new(), Vec::new());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        // Tests may compare what they like.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            if line.contains(".ct_eq(") {
                constant.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
            if compares_openly(line) {
                open.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert_eq!(constant, ["secret.rs"]);
    assert!(open.is_empty(), "{open:#?}");
}
