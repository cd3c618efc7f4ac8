//! The command line on a machine that fails: killed at each of its system calls, with calls that fail, on full and
//! read-only disks, beside another process that writes the same file. Also what is left in its memory, what it asks of
//! the network, and whether comparisons take the same time.
//!
//! Not one of cargo's usual tests: it needs strace and valgrind, and `cargo xtask test faults` brings them.
//!
//!     faults [--full] [CASE...]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[cfg(target_os = "linux")]
#[path = "../support/mod.rs"]
mod core;

#[cfg(target_os = "linux")]
mod aftermath;
#[cfg(target_os = "linux")]
mod case;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(target_os = "linux")]
mod failing;
#[cfg(target_os = "linux")]
mod killed;
#[cfg(target_os = "linux")]
mod library;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod network;
#[cfg(target_os = "linux")]
mod planted;
#[cfg(target_os = "linux")]
mod race;
#[cfg(target_os = "linux")]
mod scene;
#[cfg(target_os = "linux")]
mod strace;
#[cfg(target_os = "linux")]
mod subject;
#[cfg(target_os = "linux")]
mod timing;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.split_first() {
        Some((word, rest)) if word == planted::WORD => planted::run(rest),
        _ => case::run(&words),
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("Not tried: system calls are watched and made to fail on Linux only.");
}
