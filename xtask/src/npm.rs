//! `cargo xtask npm`: the module as a package for Node and bundlers.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::html::fill;
use crate::module::{self, Module};
use crate::page::compress;
use crate::program::Program;
use crate::workspace::Workspace;

/// Builds the package in `dist/npm`.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    workspace.install_npm(&workspace.root.join("www"))?;
    let module = module::build(workspace, module::NPM)?;
    write_report_types(workspace, &module)?;

    let package = workspace.root.join("dist/npm");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::create_dir_all(&package)?;
    let mut files = vec![module.script(), module.types(), module.wasm()];
    files.extend(module.report_types());
    let sources = workspace.root.join("www/npm");
    files.extend(["README.md", "browser.js", "node.js", "index.d.ts"].map(|name| sources.join(name)));
    files.extend(["LICENSE-APACHE", "LICENSE-MIT"].map(|name| workspace.root.join(name)));
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

/// Builds the package and packs it into a file that npm installs. Its bytes depend on nothing but the package: not on
/// the version of npm, nor on times or owners.
pub fn pack(workspace: &Workspace, to: &Path) -> Result<()> {
    let package = build(workspace)?;
    let mut names = fs::read_dir(&package)?.map(|entry| Ok(entry?.file_name())).collect::<Result<Vec<_>>>()?;
    names.sort();
    let mut archive = tar::Builder::new(Vec::new());
    for name in names {
        let bytes = fs::read(package.join(&name))?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len().try_into()?);
        header.set_mode(0o644);
        // Some tools take a file from 1970 for a fault; this is the time that npm itself writes (1985-10-26).
        header.set_mtime(499_162_500);
        archive.append_data(&mut header, Path::new("package").join(&name), bytes.as_slice())?;
    }
    fs::write(to, compress(&archive.into_inner()?, zopfli::Format::Gzip)?)?;
    Ok(())
}

/// Writes the types of results beside the module's, made from the published schemas.
pub fn write_report_types(workspace: &Workspace, module: &Module) -> Result<()> {
    for ((schema, _), types) in module.kind.types.iter().zip(module.report_types()) {
        Program::new("node")
            .args(["report-types.mjs".into(), workspace.root.join(schema), types])
            .dir(&workspace.root.join("www"))
            .run()?;
    }
    Ok(())
}
