//! Builds, tests and releases `mastersecret`: `cargo xtask COMMAND`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to its terminal")]
#![allow(unreachable_pub, reason = "nothing in a program can be reached from outside")]

mod bench;
mod bill;
mod binary;
mod compiler;
mod debian;
mod docs;
mod evidence;
mod faults;
mod fuzz;
mod html;
mod linker;
mod module;
mod notices;
mod npm;
mod packages;
mod page;
mod program;
mod release;
mod reproduce;
mod runtime;
mod supply;
mod tally;
mod test;
mod windows;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const USAGE: &str = "\
cargo xtask page [--open]            build dist/mastersecret.html, and show it in the browser
cargo xtask npm                      build the npm package in dist/npm
cargo xtask bench [--quick]          measure everything beside its peers, and write docs/BENCHMARKS.md
cargo xtask bench --profile          show where the page's time goes, and write that into docs/BENCHMARKS.md
cargo xtask release                  build everything that is published, in dist/release, with SHA256SUMS
cargo xtask evidence                 write docs/EVIDENCE.md from what the last tests have shown
cargo xtask docs [--check]           write the generated documents, or compare them with what is there
cargo xtask test [--full] [STEP...] [-- ARGUMENT...]
                                     run everything, or the steps named; arguments go to the browser tests
cargo xtask fuzz [--minutes N] [TARGET...]
                                     fuzz all targets, or those named, N minutes each (10)
";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Vec<String>) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["page"] => page::build(&Workspace::find()?).map(drop)?,
        ["page", "--open"] => page::open(&page::build(&Workspace::find()?)?)?,
        ["npm"] => npm::build(&Workspace::find()?).map(drop)?,
        ["release"] => release::build(&Workspace::find()?).map(drop)?,
        ["evidence"] => evidence::write(&Workspace::find()?, &test::steps())?,
        ["docs"] => docs::write(&Workspace::find()?)?,
        ["docs", "--check"] => docs::check(&Workspace::find()?)?,
        ["fuzz", rest @ ..] => {
            let tally = fuzz::run(&Workspace::find()?, rest)?;
            return Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        ["bench"] => bench::run(&Workspace::find()?, bench::Effort { quick: false })?,
        ["bench", "--quick"] => bench::run(&Workspace::find()?, bench::Effort { quick: true })?,
        ["bench", "--profile"] => bench::profile(&Workspace::find()?)?,
        ["test", rest @ ..] => return test::run(&Workspace::find()?, &test::Selection::parse(rest)?),
        [] | ["help" | "--help" | "-h"] => print!("{USAGE}"),
        _ => bail!("unknown command `{}`\n\n{USAGE}", words.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
