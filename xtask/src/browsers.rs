//! The browsers that the page is tested in.

use anyhow::{Result, bail};

use crate::program::Program;
use crate::workspace::Workspace;

/// Installs the browsers that are missing where that is possible: on Debian, as root. Elsewhere says what to install.
pub fn install(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("tests/browser");
    let missing = || Program::new("node").args(["missing.mjs"]).dir(&folder).output();
    let list = missing()?;
    let packages: Vec<&str> = list.split_whitespace().collect();
    if packages.is_empty() {
        return Ok(());
    }
    apt(&packages)?;
    let still = missing()?;
    if !still.trim().is_empty() {
        bail!("{} was installed and is still not found", still.trim());
    }
    Ok(())
}

/// Installs Debian packages.
pub fn apt(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let debian = std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|it| it == "ID=debian"));
    let root = || Program::new("id").args(["-u"]).output().is_ok_and(|id| id.trim() == "0");
    if !debian {
        bail!(
            "these programs are missing, by the names of their Debian packages: {names}. Install them and try again."
        );
    }
    if !root() {
        bail!("these packages are missing: {names}. Run `sudo apt-get install {names}` and try again.");
    }
    println!("Installing {names}.");
    Program::new("apt-get").args(["update", "-qq"]).run()?;
    Program::new("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
}
