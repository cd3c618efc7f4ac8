//! Runs one stage of the product's work on every file of a folder, once: `stages STAGE FOLDER`. Meant to be run under a
//! program that counts instructions; the stage `read` is what all others have in common.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a tool of the benches"
)]

use std::{fs, hint::black_box};

use mastersecret::{
    canonical::{canonical, written},
    cost::{Budget, Cost},
    inspect::{Terms, inspect},
    keys::{Memory, root},
    parse::parse,
    password::Password,
    policy::Policy,
    recognize::{Sample, is_backup},
    time::Time,
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut paths: Vec<_> = fs::read_dir(&arguments[1]).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let now = Time::parse("2026-11-20T12:00:00Z").unwrap();
    let terms = Terms { budget: Budget::default(), policy: Policy::default(), now };
    for path in &paths {
        let bytes = fs::read(path).unwrap();
        let sample = Sample::Whole(&bytes);
        let text = std::str::from_utf8(&bytes).unwrap();
        match arguments[0].as_str() {
            "read" => drop(black_box(text.len())),
            "recognize" => drop(black_box(is_backup(&sample))),
            "parse" => drop(black_box(parse(text))),
            "parse and canonical" => drop(black_box(parse(text).map(|tree| canonical(&tree)))),
            "parse and written" => drop(black_box(parse(text).map(|tree| written(&tree)))),
            "inspect" => drop(black_box(inspect(None, &sample, &terms))),
            "report" => drop(black_box(inspect(None, &sample, &terms).report())),
            "derive" => {
                let password = Password::typed("correct horse battery staple").unwrap();
                let cost = Cost::new(8 * 1024, 1, 1).unwrap();
                drop(black_box(root(&password, b"0123456789abcdef", cost, &mut Memory::new())));
                break;
            }
            stage => panic!("there is no stage {stage}"),
        }
    }
    println!("{}", paths.len());
}
