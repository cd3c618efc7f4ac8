//! `cargo xtask release`: everything that is published, in `dist/release`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::compiler::{COMMAND_LINE, MODULE, PAGE_MODULE, WINDOWS};
use crate::packages::{Inventory, Source};
use crate::page::hex;
use crate::runtime::MINGW;
use crate::workspace::Workspace;
use crate::{bill, binary, compiler, notices, npm, page, windows};

/// A file that is published. `{version}` in its name stands for the version.
pub struct Artefact {
    pub name: &'static str,
    /// For the list that the command prints.
    pub what: &'static str,
    /// What its code comes from.
    pub holds: &'static [Source],
    /// Makes the file at a path.
    build: fn(&Workspace, &Path) -> Result<()>,
}

/// What can be used. What describes these files follows them.
pub const ARTEFACTS: &[Artefact] = &[
    Artefact {
        name: "mastersecret.html",
        what: "the page",
        holds: &[Source::Face(&PAGE_MODULE), Source::Bundle],
        build: page,
    },
    Artefact {
        name: "mastersecret",
        what: "the command line for Linux, x86_64",
        holds: &[Source::Face(&COMMAND_LINE)],
        build: binary::build,
    },
    Artefact {
        name: "mastersecret.exe",
        what: "the command line for Windows, x86_64",
        holds: &[Source::Face(&WINDOWS), Source::Runtime(MINGW)],
        build: windows::release,
    },
    Artefact {
        name: "mastersecret-{version}.tgz",
        what: "the npm package",
        holds: &[Source::Face(&MODULE)],
        build: npm::pack,
    },
];

/// The bill of materials.
const BILL: &str = "mastersecret.cdx.json";
/// The licence texts of the packages that are in the published files.
const NOTICES: &str = "THIRD-PARTY.txt";
/// The same for the Rust standard library, as the toolchain brings it.
const LIBRARY_NOTICES: &str = "RUST-LIBRARY.html";
/// The list of hashes, as `sha256sum --check` reads it.
pub const SUMS: &str = "SHA256SUMS";

fn page(workspace: &Workspace, to: &Path) -> Result<()> {
    fs::copy(page::build(workspace)?, to)?;
    Ok(())
}

/// Builds everything into `dist/release` and gives that folder.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("dist/release");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut release = Release { folder, files: Vec::new() };
    let version = workspace.version("mastersecret")?;
    let mut made_of = Vec::new();
    for artefact in ARTEFACTS {
        let name = artefact.name.replace("{version}", version);
        release.add(&name, artefact.what, |to| (artefact.build)(workspace, to))?;
        made_of.push((name, artefact.holds));
    }
    let inventory = Inventory::gather(workspace, made_of.iter().map(|(name, holds)| (name.as_str(), *holds)))?;
    let published: Vec<_> = release.files.iter().map(|it| (it.name.clone(), it.sum.clone())).collect();
    release.add(BILL, "what is in them (CycloneDX)", |to| bill::write(workspace, &inventory, &published, to))?;
    release.add(NOTICES, "the licences of what others wrote", |to| notices::write(workspace, &inventory, to))?;
    release.add(LIBRARY_NOTICES, "the same for the Rust standard library", |to| notices::library(workspace, to))?;
    release.finish(workspace)
}

struct File {
    name: String,
    what: &'static str,
    bytes: usize,
    /// SHA-256 in hexadecimal.
    sum: String,
}

struct Release {
    folder: PathBuf,
    files: Vec<File>,
}

impl Release {
    fn add(&mut self, name: &str, what: &'static str, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let path = self.folder.join(name);
        make(&path).with_context(|| format!("{name}, {what}, could not be made"))?;
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        self.files.push(File { name: name.to_owned(), what, bytes: bytes.len(), sum: hex(&Sha256::digest(&bytes)) });
        Ok(())
    }

    /// Writes the list of hashes, and says what became of it all.
    fn finish(mut self, workspace: &Workspace) -> Result<PathBuf> {
        println!("\n{}, built by {}", self.folder.display(), compiler::version(workspace)?);
        for File { name, what, bytes, sum } in &self.files {
            println!("{sum}  {name}: {what}, {bytes} bytes");
        }
        self.files.sort_by(|a, b| a.name.cmp(&b.name));
        let lines = self.files.iter().map(|File { name, sum, .. }| format!("{sum}  {name}\n"));
        fs::write(self.folder.join(SUMS), lines.collect::<String>())?;
        Ok(self.folder)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A release takes long, and would say so at its end.
    #[test]
    fn every_crate_in_a_release_has_a_licence_text() {
        let workspace = Workspace::find().unwrap();
        let crates = ARTEFACTS.iter().flat_map(|it| {
            let faces = it.holds.iter().filter(|source| matches!(source, Source::Face(_)));
            faces.map(|face| (it.name, std::slice::from_ref(face)))
        });
        let inventory = Inventory::gather(&workspace, crates).unwrap();
        assert!(inventory.packages.keys().any(|url| url.starts_with("pkg:cargo/windows-permissions@")));
        let texts = notices::texts(&workspace, &inventory).unwrap();
        assert!(texts.values().flatten().count() > 100, "{}", texts.len());
    }

    #[test]
    fn what_is_released_is_told() {
        let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/VERIFY.md")).unwrap();
        let described = text.split("## Look at").next().unwrap();
        let mut told: Vec<&str> =
            described.lines().filter_map(|it| it.strip_prefix("| `")?.split('`').next()).collect();
        let named = ARTEFACTS.iter().map(|it| it.name.replace("{version}", env!("CARGO_PKG_VERSION")));
        let mut released: Vec<String> = named.collect();
        released.extend([BILL, NOTICES, LIBRARY_NOTICES, SUMS].map(str::to_owned));
        told.sort_unstable();
        released.sort_unstable();
        assert_eq!(told, released, "docs/VERIFY.md lists what a release holds");
    }
}
