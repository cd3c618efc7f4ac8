//! The core as WebAssembly, with its JavaScript and TypeScript sides.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::compiler::{Face, MODULE};
use crate::workspace::{WASM, Workspace};

/// What cargo calls the library.
const LIBRARY: &str = "mastersecret";

/// A module that is made from the library.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name of its files.
    pub name: &'static str,
    /// How it is built.
    pub face: &'static Face,
    /// The report's JSON Schema, from which the types of its results are made, and the name of the file with them.
    pub schema: &'static str,
    pub report_types: &'static str,
}

/// Single backups: for the page and for the npm package.
pub const CORE: Kind =
    Kind { name: "mastersecret", face: &MODULE, schema: "docs/report.schema.json", report_types: "report.d.ts" };

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
    kind.face.cargo(workspace)?.args(["--lib", "--profile", "wasm"]).run()?;
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
