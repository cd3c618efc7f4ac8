//! What others wrote that ends in what is published, and what the building of it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::Value;

use crate::compiler::{self, Face};
use crate::page::hex;
use crate::program::Program;
use crate::runtime::Part;
use crate::workspace::Workspace;

/// Where the code of a published file comes from.
pub enum Source {
    /// A build of the package for a target.
    Face(&'static Face),
    /// The page's scripts, bundled from `www`.
    Bundle,
    /// What a C compiler adds when it links.
    Runtime(&'static [Part]),
}

/// The hash of a package as its registry publishes it.
pub enum Sum {
    Sha256(String),
    Sha512(String),
}

/// A package of somebody else.
pub struct Package {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub licence: String,
    pub repository: Option<String>,
    pub sum: Option<Sum>,
    /// Where its sources lie on this machine.
    pub folder: PathBuf,
    /// The published files that hold code of it; none if only their building needs it.
    pub files: BTreeSet<String>,
    /// The packages that it uses itself, by their package URLs.
    pub needs: BTreeSet<String>,
}

/// All packages, by their package URLs (<https://github.com/package-url/purl-spec>).
pub struct Inventory {
    pub packages: BTreeMap<String, Package>,
    /// Those that this project names itself.
    pub direct: BTreeSet<String>,
}

impl Inventory {
    /// Gathers what ends in published files, each given with what it is made of. The page must have been built.
    pub fn gather<'a>(workspace: &Workspace, files: impl IntoIterator<Item = (&'a str, &'a [Source])>) -> Result<Self> {
        let mut inventory = Self { packages: BTreeMap::new(), direct: BTreeSet::new() };
        let crates = crates(workspace)?;
        for (file, sources) in files {
            for source in sources {
                match source {
                    Source::Face(face) => inventory.add_crates(workspace, face, file, &crates)?,
                    Source::Bundle => inventory.add_bundle(workspace, file)?,
                    Source::Runtime(parts) => inventory.add_runtime(parts, file)?,
                }
            }
        }
        Ok(inventory)
    }

    fn add_crates(&mut self, workspace: &Workspace, face: &Face, file: &str, crates: &Crates) -> Result<()> {
        let library = standard_library(workspace)?;
        let library_url = format!("pkg:generic/rust-std@{}", library.version);
        self.packages.entry(library_url.clone()).or_insert(library).files.insert(file.to_owned());
        self.direct.insert(library_url);
        // The second walk leaves out what only runs while others are compiled.
        for (edges, ships) in [("normal,build", false), ("normal,no-proc-macro", true)] {
            let mut above: Vec<String> = Vec::new();
            for (depth, name, version) in tree(workspace, face, edges)? {
                above.truncate(depth);
                let url = format!("pkg:cargo/{name}@{version}");
                above.push(url.clone());
                if depth == 0 {
                    continue;
                }
                let known = crates.get(&(name, version)).with_context(|| format!("cargo does not describe {url}"))?;
                let package = self.packages.entry(url.clone()).or_insert_with(|| known.package());
                if ships {
                    package.files.insert(file.to_owned());
                }
                match above.get(depth - 1).and_then(|parent| self.packages.get_mut(parent)) {
                    Some(parent) => drop(parent.needs.insert(url)),
                    None => drop(self.direct.insert(url)),
                }
            }
        }
        Ok(())
    }

    fn add_runtime(&mut self, parts: &[Part], file: &str) -> Result<()> {
        for part in parts {
            let (url, package) = part.package()?;
            self.packages.entry(url.clone()).or_insert(package).files.insert(file.to_owned());
            self.direct.insert(url);
        }
        Ok(())
    }

    fn add_bundle(&mut self, workspace: &Workspace, file: &str) -> Result<()> {
        let sources = workspace.root.join("www");
        let read = |path: PathBuf| -> Result<Value> {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            serde_json::from_str(&text).with_context(|| path.display().to_string())
        };
        let bundled = read(workspace.target.join("xtask/page/packages.json"))?;
        let bundled: BTreeSet<&str> =
            bundled.as_array().context("a list of packages")?.iter().filter_map(Value::as_str).collect();
        ensure!(!bundled.is_empty(), "the page's bundle names no package");
        let lock = read(sources.join("package-lock.json"))?;
        let own = read(sources.join("package.json"))?;
        let tools = own.get("devDependencies").and_then(Value::as_object).context("www has no dependencies")?;
        let direct: BTreeSet<&str> = tools.keys().map(String::as_str).collect();
        let entry = |name: &str| {
            let entry = lock.get("packages").and_then(|packages| packages.get(format!("node_modules/{name}")));
            entry.with_context(|| format!("www/package-lock.json does not have {name}"))
        };
        let url = |name: &str| -> Result<String> {
            let version = entry(name)?.get("version").and_then(Value::as_str).context("a package without a version")?;
            Ok(format!("pkg:npm/{}@{version}", name.replace('@', "%40")))
        };
        for name in bundled.union(&direct) {
            let entry = entry(name)?;
            let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
            let manifest = read(sources.join("node_modules").join(name).join("package.json"))?;
            let repository = manifest.get("repository");
            let repository = repository.and_then(|it| it.get("url").unwrap_or(it).as_str()).map(str::to_owned);
            let sum = text("integrity").and_then(|it| BASE64_STANDARD.decode(it.strip_prefix("sha512-")?).ok());
            let needs = entry.get("dependencies").and_then(Value::as_object).into_iter().flat_map(|it| it.keys());
            let needs = needs.filter(|needed| bundled.contains(needed.as_str())).map(|needed| url(needed));
            let package = Package {
                name: (*name).to_owned(),
                version: text("version").context("a package without a version")?,
                licence: text("license").with_context(|| format!("{name} names no licence"))?,
                repository: repository.map(|it| it.trim_start_matches("git+").to_owned()),
                sum: sum.map(|bytes| Sum::Sha512(hex(&bytes))),
                folder: sources.join("node_modules").join(name),
                files: BTreeSet::new(),
                needs: needs.collect::<Result<_>>()?,
            };
            let package = self.packages.entry(url(name)?).or_insert(package);
            if bundled.contains(name) {
                package.files.insert(file.to_owned());
            }
            if direct.contains(name) {
                self.direct.insert(url(name)?);
            }
        }
        Ok(())
    }
}

/// The part of the toolchain that is linked into everything.
fn standard_library(workspace: &Workspace) -> Result<Package> {
    let version = compiler::version(workspace)?;
    Ok(Package {
        name: "rust-std".to_owned(),
        version: version.split_whitespace().nth(1).context("`rustc --version` names no version")?.to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        repository: Some("https://github.com/rust-lang/rust".to_owned()),
        sum: None,
        folder: compiler::sysroot(workspace)?.join("share/doc/rust"),
        files: BTreeSet::new(),
        needs: BTreeSet::new(),
    })
}

/// What cargo tells of a crate.
struct Crate {
    name: String,
    version: String,
    licence: String,
    repository: Option<String>,
    checksum: Option<String>,
    folder: PathBuf,
}

type Crates = BTreeMap<(String, String), Crate>;

impl Crate {
    fn package(&self) -> Package {
        Package {
            name: self.name.clone(),
            version: self.version.clone(),
            licence: self.licence.clone(),
            repository: self.repository.clone(),
            sum: self.checksum.clone().map(Sum::Sha256),
            folder: self.folder.clone(),
            files: BTreeSet::new(),
            needs: BTreeSet::new(),
        }
    }
}

fn crates(workspace: &Workspace) -> Result<Crates> {
    let lock: toml::Table = fs::read_to_string(workspace.root.join("Cargo.lock"))?.parse()?;
    let locked = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock names no packages")?;
    let word = |value: &toml::Value, key: &str| value.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let checksums: BTreeMap<(String, String), String> = locked
        .iter()
        .filter_map(|it| Some(((word(it, "name")?, word(it, "version")?), word(it, "checksum")?)))
        .collect();
    let metadata = Program::cargo()
        .args(["metadata", "--locked", "--format-version=1", "--all-features"])
        .dir(&workspace.root)
        .output()?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata names no packages")?;
    let mut crates = Crates::new();
    for package in packages {
        let text = |key: &str| package.get(key).and_then(Value::as_str).map(str::to_owned);
        let name = text("name").context("a crate without a name")?;
        let version = text("version").context("a crate without a version")?;
        let manifest = text("manifest_path").context("a crate without a manifest")?;
        let id = (name.clone(), version.clone());
        let known = Crate {
            licence: text("license").with_context(|| format!("{name} names no licence"))?.replace('/', " OR "),
            repository: text("repository"),
            checksum: checksums.get(&id).cloned(),
            folder: Path::new(&manifest).parent().context("a manifest without a folder")?.to_owned(),
            name,
            version,
        };
        crates.insert(id, known);
    }
    Ok(crates)
}

/// The crates of a face in the order of a walk: depth, name, version. Depth 0 is the package itself.
fn tree(workspace: &Workspace, face: &Face, edges: &str) -> Result<Vec<(usize, String, String)>> {
    let text = Program::cargo()
        .args(["tree", "--locked", "--package", "mastersecret", "--target", face.target, "--edges", edges])
        .args(face.features)
        .args(["--prefix", "depth", "--format", "|{p}|"])
        .dir(&workspace.root)
        .output()?;
    let line = |line: &str| {
        let (depth, rest) = line.split_once('|')?;
        let mut words = rest.split('|').next()?.split_whitespace();
        Some((depth.parse().ok()?, words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
    };
    let lines = text.lines().filter(|it| !it.trim().is_empty());
    lines.map(|it| line(it).with_context(|| format!("cargo tree says `{it}`"))).collect()
}
