//! The step `faults`: the command line on a machine that fails.

use anyhow::Result;

use crate::debian;
use crate::program::Program;
use crate::workspace::Workspace;

/// The test program that does it, ready to be run: every tenth point on what the Rust tests built, or, with `full`,
/// every point on the program as it is released.
pub fn program(workspace: &Workspace, full: bool) -> Result<Program> {
    debian::install_for_faults()?;
    debian::install_python()?;
    let venv = workspace.target.join("xtask/python");
    // Opens what was written as well.
    Program::new("python3")
        .args([workspace.root.join("tests/interop/run.py")])
        .args(["--prepare".as_ref(), "--venv".as_ref(), venv.as_os_str()])
        .run()?;
    let mut program = Program::cargo().args(["test", "--locked", "--workspace", "--all-features", "--test", "faults"]);
    if full {
        Program::cargo()
            .args(["build", "--locked", "--release", "--bin", "mastersecret"])
            .dir(&workspace.root)
            .run()?;
        let released = workspace.target.join("release/mastersecret");
        program = program.args(["--profile", "measured", "--", "--full"]).env("MASTERSECRET_BIN", released);
    }
    Ok(program.dir(&workspace.root).env("MASTERSECRET_PYTHON", venv.join("bin/python")))
}
