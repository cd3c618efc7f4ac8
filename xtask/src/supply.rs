//! The dependency tree against `deny.toml`.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::program::Program;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// The version of cargo-deny that reads `deny.toml`.
const VERSION: &str = "0.20.2";

/// Checks licences, sources, bans and duplicate versions. Advisories need a network and are not among it.
pub fn check(workspace: &Workspace) -> Result<Tally> {
    let folder = workspace.target.join("xtask/cargo-deny");
    let program = folder.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let program = program.to_str().context("the path of the target folder is not UTF-8")?;
    let ready = || Program::new(program).args(["--version"]).output().is_ok_and(|it| it.trim().ends_with(VERSION));
    if !ready() {
        println!("Installing cargo-deny {VERSION} into {}.", folder.display());
        let built = folder.join("build");
        Program::cargo()
            // Compiled without optimisation it is ready minutes sooner and checks in a second all the same.
            .args(["install", "cargo-deny", "--version", VERSION, "--locked", "--debug", "--quiet", "--root"])
            .args([folder.as_os_str(), "--target-dir".as_ref(), built.as_os_str()])
            .dir(&workspace.root)
            .run()?;
        fs::remove_dir_all(&built)?;
        ensure!(ready(), "cargo-deny was installed and does not answer");
    }
    let checks = ["bans", "licenses", "sources"];
    Program::new(program).args(["--workspace", "check"]).args(checks).dir(&workspace.root).run()?;
    println!("advisories: not checked, they need a network: cargo deny --workspace check advisories");
    Ok(Tally { passed: checks.len(), failed: 0 })
}
