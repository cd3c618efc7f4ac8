//! The licence texts of what others wrote and what is in the published files: whoever passes those on passes these on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::compiler;
use crate::packages::{Inventory, Package};
use crate::workspace::Workspace;

const HEAD: &str = "\
The files published beside this one hold code of the packages below. Their licences ask that these texts go with it.
Where a package offers a choice with the MIT licence in it, that one was chosen. The texts for the Rust standard
library, which is in all of the files, stand in RUST-LIBRARY.html. mingw-w64 and libgcc are in mastersecret.exe alone,
and only with their start-up code, mathematics and unwinder; the texts speak of all that Debian ships under these names.
";

/// Packages that name the MIT licence and bring no text of it, with the copyright line that their sources state or that
/// the rest of their repository has, or else with the author that they name.
const WITHOUT_TEXT: &[(&str, &str)] = &[
    ("qrcode-generator", "Copyright (c) 2009 Kazuhiko Arase"),
    ("utf16-simd", "Copyright (c) 2019 Omer Ben-Amram"),
    ("winapi-x86_64-pc-windows-gnu", "Copyright (c) 2015-2018 The winapi-rs Developers"),
    ("windows-permissions", "Copyright (c) Daniel Dulaney"),
];

/// Texts that Debian's packages name and do not bring: the start of an SPDX expression, and the file.
const COMMON: &[(&str, &str)] = &[("GPL-3.0", "/usr/share/common-licenses/GPL-3")];

/// Writes the texts of all packages that end in published files.
pub fn write(workspace: &Workspace, inventory: &Inventory, to: &Path) -> Result<()> {
    let texts = texts(workspace, inventory)?;
    let mut blocks: Vec<(Vec<String>, String)> = texts.into_iter().map(|(text, names)| (names, text)).collect();
    blocks.sort();
    let rule = "=".repeat(80);
    let blocks = blocks.iter().map(|(names, text)| format!("\n{rule}\n{}\n{rule}\n\n{text}\n", names.join("\n")));
    fs::write(to, HEAD.to_owned() + &blocks.collect::<String>())?;
    Ok(())
}

/// The texts, each with the names and versions of the packages that it is of. Every package must have one.
pub fn texts(workspace: &Workspace, inventory: &Inventory) -> Result<BTreeMap<String, Vec<String>>> {
    let own = fs::read_to_string(workspace.root.join("LICENSE-MIT"))?;
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut without = Vec::new();
    let shipped = inventory.packages.values().filter(|it| !it.files.is_empty() && it.name != "rust-std");
    for package in shipped {
        let mut found = licences(package)?;
        if let (true, Some((_, line))) = (found.is_empty(), WITHOUT_TEXT.iter().find(|(name, _)| *name == package.name))
        {
            found.push(own.replace("Copyright (c) 2026 the authors of mastersecret", line).trim().to_owned());
        }
        for (_, path) in COMMON.iter().filter(|(licence, _)| package.licence.starts_with(licence)) {
            found.push(fs::read_to_string(path).with_context(|| (*path).to_owned())?.trim().to_owned());
        }
        if found.is_empty() {
            without.push(format!("{} {} ({})", package.name, package.version, package.licence));
        }
        for text in found {
            texts.entry(text).or_default().push(format!("{} {}", package.name, package.version));
        }
    }
    ensure!(without.is_empty(), "no licence text was found for {}", without.join(", "));
    Ok(texts)
}

/// Writes the texts for the Rust standard library, as the toolchain brings them.
pub fn library(workspace: &Workspace, to: &Path) -> Result<()> {
    let from = compiler::sysroot(workspace)?.join("share/doc/rust/COPYRIGHT-library.html");
    fs::copy(&from, to).with_context(|| from.display().to_string())?;
    Ok(())
}

/// The texts that a package brings, without those of the licences that are not chosen.
fn licences(package: &Package) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(&package.folder).with_context(|| package.folder.display().to_string())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let upper = name.to_ascii_uppercase();
        if ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"].iter().any(|start| upper.starts_with(start)) {
            names.push((upper, name));
        }
    }
    names.sort();
    let chosen = |upper: &str| !["APACHE", "UNLICENSE", "ZLIB", "BSD"].iter().any(|other| upper.contains(other));
    if package.licence.contains("MIT") && names.iter().any(|(upper, _)| upper.contains("MIT")) {
        names.retain(|(upper, _)| chosen(upper));
    }
    let read = |(_, name): &(String, String)| {
        let path = package.folder.join(name);
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n").trim().to_owned())
    };
    names.iter().filter(|(_, name)| package.folder.join(name).is_file()).map(read).collect()
}
