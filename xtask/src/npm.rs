//! `cargo xtask npm`: the module as a package for Node and bundlers.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::html::fill;
use crate::module::{self, Module};
use crate::program::Program;
use crate::workspace::Workspace;

/// Builds the package in `dist/npm`.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    workspace.install_npm(&workspace.root.join("www"))?;
    let module = module::build(workspace, module::CORE)?;
    write_report_types(workspace, &module)?;

    let package = workspace.root.join("dist/npm");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::create_dir_all(&package)?;
    let mut files = vec![module.script(), module.types(), module.report_types(), module.wasm()];
    let sources = workspace.root.join("www/npm");
    files.extend(["README.md", "browser.js", "node.js", "index.d.ts"].map(|name| sources.join(name)));
    files.extend(
        ["LICENSE-APACHE", "LICENSE-MIT"].map(|name| workspace.root.join(name)).into_iter().filter(|it| it.exists()),
    );
    for file in files {
        let name = file.file_name().context("a file without a name")?;
        fs::copy(&file, package.join(name)).with_context(|| file.display().to_string())?;
    }
    let version = workspace.version("mastersecret")?;
    let manifest = fs::read_to_string(sources.join("package.json"))?;
    fs::write(package.join("package.json"), fill(&manifest, &[("version", version)])?)?;
    println!("{}", package.display());
    Ok(package)
}

/// Writes the report's types beside the module's, made from the published schema.
pub fn write_report_types(workspace: &Workspace, module: &Module) -> Result<()> {
    Program::new("node")
        .args(["report-types.mjs".into(), workspace.root.join(module.kind.schema), module.report_types()])
        .dir(&workspace.root.join("www"))
        .run()
}
