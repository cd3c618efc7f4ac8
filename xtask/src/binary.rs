//! The command line as it is released.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::compiler::{COMMAND_LINE, Face};
use crate::workspace::Workspace;

/// Builds the command line for Linux and puts it into a file.
pub fn build(workspace: &Workspace, to: &Path) -> Result<()> {
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "the command line for Linux is built on Linux (x86_64) only"
    );
    build_face(workspace, &COMMAND_LINE, "mastersecret", to)
}

/// Builds a face of the command line, whose file has the name given, and puts it into a file.
pub fn build_face(workspace: &Workspace, face: &Face, name: &str, to: &Path) -> Result<()> {
    face.cargo(workspace)?.args(["--bin", "mastersecret", "--release"]).run()?;
    let built = workspace.target.join(face.target).join("release").join(name);
    let bytes = fs::read(&built).with_context(|| built.display().to_string())?;
    for folder in [&workspace.root, &workspace.target].into_iter().chain(&workspace.registries) {
        let folder = folder.to_str().context("the path of a source folder is not UTF-8")?;
        let found = bytes.windows(folder.len()).any(|window| window == folder.as_bytes());
        ensure!(!found, "{} holds the path {folder} of this machine", built.display());
    }
    fs::copy(&built, to).with_context(|| to.display().to_string())?;
    Ok(())
}
