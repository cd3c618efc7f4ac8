//! The command line, driven as a person or a script drives it: the real program, real files, a real terminal.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod bench;
#[path = "../support/mod.rs"]
mod core;
#[path = "../launch/mod.rs"]
mod launch;

mod audit;
mod audited;
mod bad_input;
mod check;
mod files;
mod generate;
mod inspect;
mod interruption;
mod pages;
mod password_files;
mod restore;
mod rewrap;
#[cfg(target_os = "linux")]
mod scaling;
mod seal;
mod secrecy;
mod shown;
mod slots;
mod streams;
#[cfg(unix)]
mod terminal;
mod windows_doc;
