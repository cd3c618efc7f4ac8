//! Published documents that are made from the code: tables, schemas, usage.
//!
//! Each has a Rust test with `published` in its name, which compares it with what the code says today and, when the
//! variable `UPDATE_DOCS` is set, writes it first. They run with all other tests, too.

use anyhow::{Result, ensure};

use crate::program::Program;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// Writes every document.
pub fn write(workspace: &Workspace) -> Result<()> {
    compare(tests(workspace).env("UPDATE_DOCS", "1"))
}

/// Fails when a document is not what the code says.
pub fn check(workspace: &Workspace) -> Result<()> {
    compare(tests(workspace))
}

fn tests(workspace: &Workspace) -> Program {
    Program::cargo()
        .args(["test", "--locked", "--package", "mastersecret", "--all-features", "--quiet", "published"])
        .dir(&workspace.root)
}

fn compare(tests: Program) -> Result<()> {
    let tally = Tally::of_cargo_test(&tests.watch()?);
    ensure!(tally.failed == 0, "documents are not what the code says. Run `cargo xtask docs` and look at the changes.");
    println!("{} documents are what the code says", tally.passed);
    Ok(())
}
