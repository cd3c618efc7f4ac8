//! Programs from outside that the tests need.

use std::sync::{Mutex, PoisonError};

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

/// Installs what builds programs for Windows, and what runs them.
pub fn install_windows() -> Result<()> {
    // Debian keeps the loader of 64-bit programs out of the search path.
    if std::path::Path::new("/usr/lib/wine/wine64").is_file() {
        return install_missing(&[("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64")]);
    }
    install_missing(&[("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"), ("wine64", "wine64")])
}

/// Installs the programs that the benches compare with.
pub fn install_for_benches() -> Result<()> {
    install_missing(&[("argon2", "argon2"), ("objdump", "binutils"), ("sha256sum", "coreutils")])
}

/// Installs the program that counts instructions.
pub fn install_valgrind() -> Result<()> {
    install_missing(&[("valgrind", "valgrind")])
}

/// Installs the program that makes system calls fail.
pub fn install_strace() -> Result<()> {
    install_missing(&[("strace", "strace")])
}

/// Installs the programs that watch system calls, make them fail, and count instructions.
pub fn install_for_faults() -> Result<()> {
    install_missing(&[("strace", "strace"), ("valgrind", "valgrind"), ("prlimit", "util-linux"), ("mount", "mount")])
}

/// Installs the packages of those programs that are not there: program and package.
fn install_missing(programs: &[(&str, &str)]) -> Result<()> {
    let folders: Vec<_> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let is_there = |name: &str| folders.iter().any(|folder| folder.join(name).is_file());
    let missing: Vec<&str> =
        programs.iter().filter(|(program, _)| !is_there(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
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
    // Steps and what is built ahead of them ask for packages side by side, and Debian serves one at a time.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    println!("Installing {names}.");
    Program::new("apt-get").args(["update", "-qq"]).run()?;
    Program::new("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
}
