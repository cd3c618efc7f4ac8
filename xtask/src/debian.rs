//! Programs from outside that the tests need.

use anyhow::{Result, bail};

use crate::program::Program;
use crate::workspace::Workspace;

/// Installs the browsers that are missing.
pub fn install_browsers(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("tests/browser");
    let missing = || Program::new("node").args(["missing.mjs"]).dir(&folder).output();
    let list = missing()?;
    if list.trim().is_empty() {
        return Ok(());
    }
    install(&list.split_whitespace().collect::<Vec<_>>())?;
    let still = missing()?;
    if !still.trim().is_empty() {
        bail!("{} was installed, and its program is still not found", still.trim());
    }
    Ok(())
}

/// Installs Python, or the part of it that makes virtual environments, which Debian ships apart.
pub fn install_python() -> Result<()> {
    let ready = || Program::new("python3").args(["-c", "import venv, ensurepip"]).output().is_ok();
    if ready() {
        return Ok(());
    }
    install(&["python3", "python3-venv"])?;
    if !ready() {
        bail!("Python was installed and still cannot make virtual environments");
    }
    Ok(())
}

/// Installs the programs that are missing, each given with the name of its package.
pub fn install_programs(programs: &[(&str, &str)]) -> Result<()> {
    let missing = || -> Vec<&str> {
        let there = |name: &str| Program::new(name).args(["--version"]).output().is_ok();
        programs.iter().filter(|(name, _)| !there(name)).map(|(_, package)| *package).collect()
    };
    let packages = missing();
    if !packages.is_empty() {
        install(&packages)?;
    }
    match missing().as_slice() {
        [] => Ok(()),
        still => bail!("{} was installed, and its program is still not found", still.join(", ")),
    }
}

/// Installs packages where that is possible: on Debian, as root. Elsewhere says what to install.
fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !release.lines().any(|line| line == "ID=debian") {
        bail!("some programs are missing. Install them and try again; Debian calls their packages: {names}.");
    }
    if !Program::new("id").args(["-u"]).output().is_ok_and(|id| id.trim() == "0") {
        bail!("some packages are missing. Run `sudo apt-get install {names}` and try again.");
    }
    println!("Installing {names}.");
    Program::new("apt-get").args(["update", "-qq"]).run()?;
    Program::new("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
}
