//! The command line: the only face with files, prompts and a terminal.
#![forbid(unsafe_code)]

mod args;
mod audit;
mod commands;
mod exit;
mod failure;
mod hardening;
mod input;
mod interrupt;
mod opening;
mod output;
mod passwords;
mod printable;
mod progress;
mod prompt;
mod render;
mod session;
mod strength;
mod system;
mod terminal;
mod unfinished;

use std::process::ExitCode;

use clap::Parser;

use crate::{args::Cli, exit::Exit};

fn main() -> ExitCode {
    hardening::apply();
    // Where signals cannot be watched, an interruption leaves a temporary file behind, and nothing worse.
    let _ = interrupt::watch();
    let exit = match Cli::try_parse() {
        Ok(cli) => commands::run(cli.command),
        Err(error) => match error.print() {
            Ok(()) if error.use_stderr() => Exit::USAGE,
            Ok(()) => Exit::FINE,
            Err(_) => Exit::INPUT_OUTPUT,
        },
    };
    hardening::clear_stack();
    interrupt::tidy_up();
    exit.into()
}
