//! The core as WebAssembly, with its JavaScript and TypeScript sides.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::program::Program;
use crate::workspace::{WASM, Workspace};

/// What cargo calls the library.
const LIBRARY: &str = "mastersecret";

/// A module that is made from the library.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name of its files.
    pub name: &'static str,
    /// The feature that it is built with.
    pub feature: &'static str,
    /// The report's JSON Schema, from which the types of its results are made, and the name of the file with them.
    pub schema: &'static str,
    pub report_types: &'static str,
}

/// Single backups: for the page and for the npm package.
pub const CORE: Kind =
    Kind { name: "mastersecret", feature: "wasm", schema: "docs/report.schema.json", report_types: "report.d.ts" };

/// A built module: files of one folder.
pub struct Module {
    pub kind: Kind,
    pub folder: PathBuf,
}

impl Module {
    pub fn script(&self) -> PathBuf {
        self.folder.join(format!("{}.js", self.kind.name))
    }

    pub fn types(&self) -> PathBuf {
        self.folder.join(format!("{}.d.ts", self.kind.name))
    }

    /// Types of what the module's functions give back.
    pub fn report_types(&self) -> PathBuf {
        self.folder.join(self.kind.report_types)
    }

    pub fn wasm(&self) -> PathBuf {
        self.folder.join(format!("{}_bg.wasm", self.kind.name))
    }
}

/// Builds a module into `www/generated`, where the page's sources look for it.
pub fn build(workspace: &Workspace, kind: Kind) -> Result<Module> {
    let (library, tool) = (workspace.version("wasm-bindgen")?, workspace.version("wasm-bindgen-cli-support")?);
    ensure!(
        library == tool,
        "wasm-bindgen is {library} and wasm-bindgen-cli-support {tool}. \
         Give both the same `=` version in Cargo.toml and xtask/Cargo.toml."
    );
    add_target(workspace)?;
    Program::cargo()
        .args(["build", "--locked", "--package", "mastersecret", "--lib", "--profile", "wasm", "--target", WASM])
        .args(["--no-default-features", "--features", kind.feature])
        .env("CARGO_ENCODED_RUSTFLAGS", path_flags(workspace)?)
        .dir(&workspace.root)
        .run()?;
    let folder = workspace.root.join("www/generated");
    std::fs::create_dir_all(&folder)?;
    Bindgen::new()
        .input_path(workspace.target.join(WASM).join("wasm").join(format!("{LIBRARY}.wasm")))
        .out_name(kind.name)
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    Ok(Module { kind, folder })
}

/// Where the toolchain is.
fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let sysroot = Program::new("rustc").args(["--print", "sysroot"]).dir(&workspace.root).output()?;
    Ok(sysroot.trim().into())
}

/// Adds the WebAssembly target when the toolchain lacks it.
pub fn add_target(workspace: &Workspace) -> Result<()> {
    if sysroot(workspace)?.join("lib/rustlib").join(WASM).exists() {
        return Ok(());
    }
    Program::new("rustup")
        .args(["target", "add", WASM])
        .dir(&workspace.root)
        .run()
        .with_context(|| format!("the Rust target {WASM} is missing and could not be added"))
}

/// Compiler flags that keep the folders of this machine out of the module, so that the same sources give the
/// same bytes wherever they are built.
fn path_flags(workspace: &Workspace) -> Result<String> {
    let compiler = Program::new("rustc").args(["-vV"]).dir(&workspace.root).output()?;
    let commit = compiler.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let library = sysroot(workspace)?.join("lib/rustlib/src/rust");
    // The last name that fits counts: the sources of dependencies may lie inside the checkout.
    let mut names = vec![(workspace.root.as_path(), "mastersecret".to_owned())];
    names.extend(workspace.registries.iter().map(|folder| (folder.as_path(), "crates".to_owned())));
    // Where the component rust-src is installed the standard library would be named by its place on this machine,
    // and where it is not, by this name.
    names.push((&library, format!("/rustc/{}", commit.context("`rustc -vV` names no commit")?)));
    let flag = |(folder, name): &(&Path, String)| {
        let folder = folder.to_str().context("the path of a source folder is not UTF-8")?;
        Ok(format!("--remap-path-prefix={folder}={name}"))
    };
    let mut flags = names.iter().map(flag).collect::<Result<Vec<_>>>()?;
    // As `.cargo/config.toml` says it, which does not count where the environment gives flags.
    flags.extend(["--cfg", "getrandom_backend=\"wasm_js\""].map(str::to_owned));
    Ok(flags.join("\u{1f}"))
}
