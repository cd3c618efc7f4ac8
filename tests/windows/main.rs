//! What is particular to Windows, with the program for Windows: run by `cargo xtask test windows` under Wine, and by
//! `cargo test --test windows` on Windows itself.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

#[path = "../cli/bench.rs"]
#[allow(dead_code, reason = "the tests of the command line use the rest")]
mod bench;
#[path = "../support/mod.rs"]
mod core;
#[path = "../launch/mod.rs"]
mod launch;

mod gone;
mod held;
mod names;
mod privacy;
mod shown;
mod wildcards;

#[test]
fn the_program_under_test_is_one_for_windows() {
    assert!(launch::for_windows(), "{}: run `cargo xtask test windows`", launch::program().display());
}
