//! Writes the test vectors: `cargo run --example vectors`.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "mod.rs"]
mod generator;

use std::{fs, path::Path};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "vector") {
            fs::remove_file(path).unwrap();
        }
    }
    let cases = generator::cases();
    for case in &cases {
        fs::write(folder.join(case.file_name()), case.written()).unwrap();
    }
    println!("{} vectors", cases.len());
}
