//! MinGW's linker, told no folder of this machine.
//!
//! It puts what a program imports in the order of the libraries' paths, so that a program that is linked in `/home` would
//! not have the bytes of one that is linked in `/var`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::compiler;
use crate::workspace::Workspace;

/// The compiler that links; rustc knows what it takes by this name.
const GCC: &str = "x86_64-w64-mingw32-gcc";

/// Makes a program that calls the linker with other names for the folders of sources, toolchain and builds, and gives its
/// path.
#[cfg(unix)]
pub fn of_mingw(workspace: &Workspace) -> Result<PathBuf> {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = workspace.target.join("xtask/linker");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let sysroot = compiler::sysroot(workspace)?;
    // A folder stands before the one that it may lie in.
    let mut named: Vec<(String, &Path)> =
        workspace.registries.iter().enumerate().map(|(index, it)| (format!("crates{index}"), it.as_path())).collect();
    named.extend([("rust".to_owned(), sysroot.as_path()), ("target".to_owned(), workspace.target.as_path())]);
    let mut script = "#!/bin/bash\ncd \"${0%/*}\" || exit\narguments=()\nfor argument; do\n".to_owned();
    for (name, path) in &named {
        symlink(path, folder.join(name))?;
        let path = path.to_str().context("the path of a folder is not UTF-8")?;
        ensure!(!path.contains('\''), "{path} has a quotation mark in its name, and the linker's script takes none");
        script += &format!("  argument=${{argument//'{path}'/{name}}}\n");
    }
    script += &format!("  arguments+=(\"$argument\")\ndone\nexec {GCC} \"${{arguments[@]}}\"\n");
    let program = folder.join(GCC);
    fs::write(&program, script)?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    Ok(program)
}

/// Releases are made on Debian alone.
#[cfg(not(unix))]
pub fn of_mingw(_: &Workspace) -> Result<PathBuf> {
    Ok(GCC.into())
}
