//! What dependencies may be: crates by `deny.toml`, npm packages by the rules below.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::program::Program;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// The version of cargo-deny that reads `deny.toml`.
const VERSION: &str = "0.20.2";

/// Licences of npm packages. All but a few of these only build or test; what ends in the page stands in the bill of
/// materials.
const NPM_LICENCES: &[&str] =
    &["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0", "Python-2.0"];

/// Checks licences, sources, bans and duplicate versions. Advisories need a network and are not among it.
pub fn check(workspace: &Workspace) -> Result<Tally> {
    let mut tally = crates(workspace)?;
    let list = Program::new("git").args(["ls-files", "*package-lock.json"]).dir(&workspace.root).output()?;
    for name in list.lines() {
        let text = fs::read_to_string(workspace.root.join(name))?;
        let faults = npm_faults(&serde_json::from_str(&text).with_context(|| name.to_owned())?);
        faults.iter().for_each(|fault| println!("{name}: {fault}"));
        tally += if faults.is_empty() { Tally::PASSED } else { Tally::FAILED };
    }
    Ok(tally)
}

/// What is wrong with the packages of a lock file.
fn npm_faults(lock: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let packages = lock.get("packages").and_then(Value::as_object);
    for (place, package) in packages.into_iter().flatten().filter(|(place, _)| !place.is_empty()) {
        let name = place.rsplit("node_modules/").next().unwrap_or(place);
        let text = |key: &str| package.get(key).and_then(Value::as_str);
        if !text("license").is_some_and(|it| NPM_LICENCES.contains(&it)) {
            faults.push(format!("{name} has the licence {}", text("license").unwrap_or("none")));
        }
        if !text("integrity").is_some_and(|it| it.starts_with("sha512-")) {
            faults.push(format!("{name} has no hash"));
        }
        if text("resolved").is_some() {
            faults.push(format!("{name} names where it is to come from; whoever installs it decides that"));
        }
    }
    if packages.is_none_or(|it| it.len() < 2) {
        faults.push("no packages".to_owned());
    }
    faults
}

fn crates(workspace: &Workspace) -> Result<Tally> {
    let folder = workspace.target.join("xtask/cargo-deny");
    let program = folder.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let program = program.to_str().context("the path of the target folder is not UTF-8")?;
    let ready = || Program::new(program).args(["--version"]).output().is_ok_and(|it| it.trim().ends_with(VERSION));
    if !ready() {
        println!("Installing cargo-deny {VERSION} into {}.", folder.display());
        let built = folder.join("build");
        Program::cargo()
            // Compiled without optimisation it is ready minutes sooner and checks in a second all the same.
            .args(["install", "cargo-deny", "--version", VERSION, "--locked", "--debug", "--quiet"])
            .args(["--config", "profile.dev.debug=false", "--root"])
            .args([folder.as_os_str(), "--target-dir".as_ref(), built.as_os_str()])
            .dir(&workspace.root)
            .run()?;
        fs::remove_dir_all(&built)?;
        ensure!(ready(), "cargo-deny was installed and does not answer");
    }
    let checks = ["bans", "licenses", "sources"];
    Program::new(program).args(["--workspace", "check"]).args(checks).dir(&workspace.root).run()?;
    println!("advisories: not checked, they need a network: cargo deny --workspace check advisories");
    Ok(Tally { passed: checks.len(), failed: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_npm_package_may_not_be_is_found() {
        let lock = |package: Value| npm_faults(&serde_json::json!({"packages": {"": {}, "node_modules/a": package}}));
        assert!(lock(serde_json::json!({"license": "MIT", "integrity": "sha512-x"})).is_empty());
        let elsewhere = "https://elsewhere.invalid/";
        assert_eq!(
            lock(serde_json::json!({"license": "MIT", "integrity": "sha512-x", "resolved": elsewhere})).len(),
            1
        );
        assert_eq!(lock(serde_json::json!({"license": "AGPL-3.0"})).len(), 2);
        assert_eq!(npm_faults(&serde_json::json!({})), ["no packages"]);
    }
}
