//! Where things are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::program::Program;

/// The target of the module for browsers and Node.
pub const WASM: &str = "wasm32-unknown-unknown";

/// This checkout, as cargo sees it.
pub struct Workspace {
    /// The folder of the checkout.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// The folders that hold the sources of dependencies.
    pub registries: BTreeSet<PathBuf>,
    packages: Vec<(String, String)>,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        let root = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .and_then(|folder| folder.parent().map(Path::to_owned))
            .context("run this as `cargo xtask`")?;
        let metadata = Program::cargo()
            .args(["metadata", "--locked", "--format-version=1", "--filter-platform", WASM])
            .dir(&root)
            .output()?;
        let metadata: Value = serde_json::from_str(&metadata)?;
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let packages =
            metadata.get("packages").and_then(Value::as_array).context("cargo metadata names no packages")?;
        let registries = packages
            .iter()
            .filter(|package| text(package, "source").is_some())
            .filter_map(|package| Some(Path::new(&text(package, "manifest_path")?).parent()?.parent()?.to_owned()))
            .collect();
        Ok(Self {
            target: text(&metadata, "target_directory").context("cargo metadata names no target directory")?.into(),
            packages: packages.iter().filter_map(|it| Some((text(it, "name")?, text(it, "version")?))).collect(),
            registries,
            root,
        })
    }

    /// The version of a package in the lock file, which must hold exactly one.
    pub fn version(&self, package: &str) -> Result<&str> {
        let mut versions = self.packages.iter().filter(|(name, _)| name == package);
        match (versions.next(), versions.next()) {
            (Some((_, version)), None) => Ok(version),
            _ => bail!("Cargo.lock must hold one version of {package}"),
        }
    }

    /// The version of a package in the lock file that no target leaves out.
    pub fn version_of_any_target(&self, package: &str) -> Result<String> {
        let lock = std::fs::read_to_string(self.root.join("Cargo.lock"))?;
        let entry = lock.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{package}\"\n")));
        let version = entry.and_then(|entry| entry.lines().find_map(|line| line.strip_prefix("version = ")));
        Ok(version.with_context(|| format!("Cargo.lock does not name {package}"))?.trim_matches('"').to_owned())
    }

    /// Installs a folder's npm packages from its lock file, unless that was done before.
    pub fn install_npm(&self, folder: &Path) -> Result<()> {
        let lock = std::fs::read(folder.join("package-lock.json"))
            .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
        let done = folder.join("node_modules/.installed-from");
        if std::fs::read(&done).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        Program::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).dir(folder).run()?;
        std::fs::write(done, lock)?;
        Ok(())
    }
}
