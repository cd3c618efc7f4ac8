//! The core as WebAssembly, with its JavaScript and TypeScript sides.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::compiler::{Face, MODULE, PAGE_MODULE};
use crate::program::Program;
use crate::workspace::{WASM, Workspace};

/// What cargo calls the library, and the name of the module's files.
const NAME: &str = "mastersecret";

/// A JSON Schema of results, and the name of the file with the types that are made of it.
pub type Types = (&'static str, &'static str);

/// A module that is made from the library.
#[derive(Clone, Copy)]
pub struct Kind {
    /// How it is built.
    pub face: &'static Face,
    /// The types of what its functions give back.
    pub types: &'static [Types],
    /// Whether its functions keep their names, for a profile.
    pub names: bool,
}

const REPORT: Types = ("docs/report.schema.json", "report.d.ts");
const AUDIT_REPORT: Types = ("docs/audit.schema.json", "audit-report.d.ts");

/// For the npm package: single backups.
pub const NPM: Kind = Kind { face: &MODULE, types: &[REPORT], names: false };

/// For the page: single backups, and audits. One module for both is a third of a megabyte smaller than two.
pub const PAGE: Kind = Kind { face: &PAGE_MODULE, types: &[REPORT, AUDIT_REPORT], names: false };

/// The page's module as a profile shows it.
pub const PROFILED: Kind = Kind { names: true, ..PAGE };

/// A built module: files of one folder.
pub struct Module {
    pub kind: Kind,
    pub folder: PathBuf,
}

impl Module {
    pub fn script(&self) -> PathBuf {
        self.folder.join(format!("{}.js", NAME))
    }

    pub fn types(&self) -> PathBuf {
        self.folder.join(format!("{}.d.ts", NAME))
    }

    /// Files with the types of what the module's functions give back.
    pub fn report_types(&self) -> impl Iterator<Item = PathBuf> {
        self.kind.types.iter().map(|(_, name)| self.folder.join(name))
    }

    pub fn wasm(&self) -> PathBuf {
        self.folder.join(format!("{}_bg.wasm", NAME))
    }
}

/// What the compiler does of it.
pub fn building(workspace: &Workspace, kind: Kind) -> Result<Program> {
    Ok(kind.face.cargo(workspace)?.args(["--lib", "--profile", "wasm"]))
}

/// Builds a module into `www/generated`, where the page's sources look for it.
pub fn build(workspace: &Workspace, kind: Kind) -> Result<Module> {
    let (library, tool) = (workspace.version("wasm-bindgen")?, workspace.version("wasm-bindgen-cli-support")?);
    ensure!(
        library == tool,
        "wasm-bindgen is {library} and wasm-bindgen-cli-support {tool}. \
         Give both the same `=` version in Cargo.toml and xtask/Cargo.toml."
    );
    building(workspace, kind)?.run()?;
    let folder = workspace.root.join("www/generated");
    std::fs::create_dir_all(&folder)?;
    Bindgen::new()
        .input_path(workspace.target.join(WASM).join("wasm").join(format!("{NAME}.wasm")))
        .out_name(NAME)
        .web(true)?
        .typescript(true)
        .remove_name_section(!kind.names)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    Ok(Module { kind, folder })
}
