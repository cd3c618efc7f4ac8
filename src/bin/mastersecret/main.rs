//! The command line: the only face with files, prompts and a terminal.
#![forbid(unsafe_code)]

mod args;
mod audit;
mod commands;
mod exit;
mod failure;
mod hardening;
mod identity;
mod input;
mod interrupt;
mod json;
mod line_ends;
mod opening;
mod output;
mod passwords;
mod path;
mod printable;
mod privacy;
mod progress;
mod prompt;
mod render;
mod session;
mod strength;
mod system;
mod terminal;
mod unfinished;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;

fn main() -> ExitCode {
    hardening::apply();
    // Where signals cannot be watched, an interruption leaves a temporary file behind, and nothing worse.
    let _ = interrupt::watch();
    let exit = hardening::leaving_nothing(|| match Cli::try_parse() {
        Ok(cli) => commands::run(cli.command),
        Err(answer) => usage::print(&answer),
    });
    interrupt::tidy_up();
    exit.into()
}
