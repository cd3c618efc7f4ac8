//! The release, built twice in folders with different paths: the same bytes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::program::Program;
use crate::release::{self, SUMS};
use crate::tally::Tally;
use crate::workspace::Workspace;

/// Builds the release here, and from nothing in a copy of the sources, and compares every file. One test a file.
pub fn check(workspace: &Workspace) -> Result<Tally> {
    let here = release::build(workspace)?;
    // Without spaces: MinGW's dlltool, which a dependency's libraries of Windows are made with, takes no such path.
    let copy = workspace.target.join("xtask/reproduced/in-a-folder-with-another-name");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    copy_sources(workspace, &copy)?;
    let build = Program::cargo().args(["xtask", "release"]).env("CARGO_TARGET_DIR", copy.join("target")).dir(&copy);
    with_another_home(workspace, &copy, build)?.run()?;

    let there = copy.join("dist/release");
    let mut tally = Tally::default();
    for line in fs::read_to_string(here.join(SUMS))?.lines() {
        let (_, name) = line.split_once("  ").context("a line of the hashes without a name")?;
        let same = fs::read(here.join(name))? == fs::read(there.join(name)).unwrap_or_default();
        println!("{name}: {}", if same { "the same bytes" } else { "DIFFERS by the folder it is built in" });
        tally += if same { Tally::PASSED } else { Tally::FAILED };
    }
    ensure!(tally.failed > 0 || fs::read(here.join(SUMS))? == fs::read(there.join(SUMS))?, "the hashes differ");
    if tally.failed == 0 {
        fs::remove_dir_all(&copy)?;
    } else {
        println!("What was built there is kept in {}.", there.display());
    }
    Ok(tally)
}

/// Copies what belongs to the checkout, changes that are not committed included.
fn copy_sources(workspace: &Workspace, to: &Path) -> Result<()> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let list = Program::new("git").args(list).dir(&workspace.root).output()?;
    for name in list.split_terminator('\0') {
        let (from, to) = (workspace.root.join(name), to.join(name));
        // A file may be deleted here and not yet in the index.
        if from.exists() {
            fs::create_dir_all(to.parent().context("a file without a folder")?)?;
            fs::copy(from, to)?;
        }
    }
    Ok(())
}

/// The same downloads under another name, so that the sources of dependencies have other paths, too.
#[cfg(unix)]
fn with_another_home(workspace: &Workspace, copy: &Path, build: Program) -> Result<Program> {
    let registry = workspace.registries.iter().find_map(|it| it.ancestors().nth(2));
    let home = copy.join("target/cargo");
    fs::create_dir_all(&home)?;
    std::os::unix::fs::symlink(registry.context("no dependency has sources")?, home.join("registry"))?;
    Ok(build.env("CARGO_HOME", home))
}

#[cfg(not(unix))]
fn with_another_home(_: &Workspace, _: &Path, build: Program) -> Result<Program> {
    Ok(build)
}
