//! The core as WebAssembly, with its JavaScript and TypeScript sides.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::compiler::MODULE;
use crate::workspace::{WASM, Workspace};

/// The name of the module's files.
const NAME: &str = "mastersecret";

/// A built module: files of one folder.
pub struct Module {
    pub folder: PathBuf,
}

impl Module {
    pub fn script(&self) -> PathBuf {
        self.folder.join(format!("{NAME}.js"))
    }

    pub fn types(&self) -> PathBuf {
        self.folder.join(format!("{NAME}.d.ts"))
    }

    /// Types of what the module's functions give back.
    pub fn report_types(&self) -> PathBuf {
        self.folder.join("report.d.ts")
    }

    pub fn wasm(&self) -> PathBuf {
        self.folder.join(format!("{NAME}_bg.wasm"))
    }
}

/// Builds the module into `www/generated`, where the page's sources look for it.
pub fn build(workspace: &Workspace) -> Result<Module> {
    let (library, tool) = (workspace.version("wasm-bindgen")?, workspace.version("wasm-bindgen-cli-support")?);
    ensure!(
        library == tool,
        "wasm-bindgen is {library} and wasm-bindgen-cli-support {tool}. \
         Give both the same `=` version in Cargo.toml and xtask/Cargo.toml."
    );
    MODULE.cargo(workspace)?.args(["--lib", "--profile", "wasm"]).run()?;
    let folder = workspace.root.join("www/generated");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_path(workspace.target.join(WASM).join("wasm").join(format!("{NAME}.wasm")))
        .out_name(NAME)
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    Ok(Module { folder })
}
