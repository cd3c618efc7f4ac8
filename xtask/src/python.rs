//! The second implementation of the format, in Python.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::browsers::apt;
use crate::program::{Program, Said};
use crate::workspace::Workspace;

/// A Python of its own for `tests/interop`, with exactly the packages that its lock file names.
pub struct Python {
    program: PathBuf,
    folder: PathBuf,
}

impl Python {
    pub fn prepare(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.root.join("tests/interop");
        let requirements = folder.join("requirements.txt");
        let wanted = fs::read(&requirements).with_context(|| requirements.display().to_string())?;
        let environment = workspace.target.join("xtask/python");
        let program = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        let done = environment.join("installed-from");
        if !fs::read(&done).is_ok_and(|installed| installed == wanted) {
            create(&environment)?;
            Program::new(&program.to_string_lossy())
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"])
                .args([&requirements])
                .run()?;
            fs::write(done, wanted)?;
        }
        Ok(Self { program, folder })
    }

    pub fn watch(&self, args: &[&str]) -> Result<Said> {
        Program::new(&self.program.to_string_lossy()).args(args).dir(&self.folder).watch()
    }
}

fn create(environment: &Path) -> Result<()> {
    if environment.exists() {
        fs::remove_dir_all(environment)?;
    }
    let venv = || Program::new("python3").args(["-m".as_ref(), "venv".as_ref(), environment.as_os_str()]).run();
    // Debian ships Python without the part that makes environments.
    venv().or_else(|_| apt(&["python3-venv"]).and_then(|()| venv()))
}
