//! What is built of the package `mastersecret`, and the compiler flags that make it the same bytes everywhere.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::linker;
use crate::program::Program;
use crate::workspace::{WASM, Workspace};

/// One way to build the package: for whom, and with which features.
pub struct Face {
    pub target: &'static str,
    /// As cargo takes them.
    pub features: &'static [&'static str],
    /// Compiler flags beside those that keep paths out.
    pub flags: &'static [&'static str],
    /// What links it, where that is not what the compiler would take.
    pub linker: Option<fn(&Workspace) -> Result<PathBuf>>,
}

/// The module of the npm package.
pub const MODULE: Face =
    Face { target: WASM, features: &["--no-default-features", "--features", "wasm"], flags: &[], linker: None };

/// The page's module: the same, and audits. A dependency of the reader of binary logs has to be told where browsers have
/// random bytes; `.cargo/config.toml` says it, too, but does not count where the environment gives flags.
pub const PAGE_MODULE: Face = Face {
    target: WASM,
    features: &["--no-default-features", "--features", "wasm,wasm-audit"],
    flags: &["--cfg", "getrandom_backend=\"wasm_js\""],
    linker: None,
};

/// The command line for Linux.
pub const COMMAND_LINE: Face = Face { target: "x86_64-unknown-linux-gnu", features: &[], flags: &[], linker: None };

/// The command line for Windows: one file, with what MinGW adds inside, and without the time of its making.
pub const WINDOWS: Face = Face {
    target: "x86_64-pc-windows-gnu",
    features: &[],
    flags: &["-Ctarget-feature=+crt-static", "-Clink-arg=-Wl,--no-insert-timestamp"],
    linker: Some(linker::of_mingw),
};

impl Face {
    /// A build of this face, up to the arguments that say which part of the package and which profile.
    pub fn cargo(&self, workspace: &Workspace) -> Result<Program> {
        add_target(workspace, self.target)?;
        let mut flags = path_flags(workspace)?;
        flags.extend(self.flags.iter().map(|flag| (*flag).to_owned()));
        let program = Program::cargo()
            .args(["build", "--locked", "--package", "mastersecret", "--target", self.target])
            .args(self.features)
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
            .dir(&workspace.root);
        let Some(linker) = self.linker else { return Ok(program) };
        let variable = format!("CARGO_TARGET_{}_LINKER", self.target.to_uppercase().replace('-', "_"));
        Ok(program.env(&variable, linker(workspace)?))
    }
}

/// The compiler's name and version, one line.
pub fn version(workspace: &Workspace) -> Result<String> {
    Ok(Program::new("rustc").args(["--version"]).dir(&workspace.root).output()?.trim().to_owned())
}

/// Where the toolchain is.
pub fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let sysroot = Program::new("rustc").args(["--print", "sysroot"]).dir(&workspace.root).output()?;
    Ok(sysroot.trim().into())
}

/// Adds a target when the toolchain lacks it.
pub fn add_target(workspace: &Workspace, target: &str) -> Result<()> {
    if sysroot(workspace)?.join("lib/rustlib").join(target).exists() {
        return Ok(());
    }
    Program::new("rustup")
        .args(["target", "add", target])
        .dir(&workspace.root)
        .run()
        .with_context(|| format!("the Rust target {target} is missing and could not be added"))
}

/// Flags that keep the folders of this machine out of what is built, so that the same sources give the same bytes
/// wherever they are built.
fn path_flags(workspace: &Workspace) -> Result<Vec<String>> {
    let compiler = Program::new("rustc").args(["-vV"]).dir(&workspace.root).output()?;
    let commit = compiler.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let library = sysroot(workspace)?.join("lib/rustlib/src/rust");
    // The last name that fits counts: the sources of dependencies may lie inside the checkout.
    let mut names = vec![(workspace.root.as_path(), "mastersecret".to_owned())];
    if !workspace.target.starts_with(&workspace.root) {
        names.push((&workspace.target, "target".to_owned()));
    }
    names.extend(workspace.registries.iter().map(|folder| (folder.as_path(), "crates".to_owned())));
    // Where the component rust-src is installed the standard library would be named by its place on this machine,
    // and where it is not, by this name.
    names.push((&library, format!("/rustc/{}", commit.context("`rustc -vV` names no commit")?)));
    let flag = |(folder, name): &(&Path, String)| {
        let folder = folder.to_str().context("the path of a source folder is not UTF-8")?;
        Ok(format!("--remap-path-prefix={folder}={name}"))
    };
    names.iter().map(flag).collect()
}
