//! A guard against getting slower: numbers that do not depend on how busy the machine is, compared with those that are
//! kept in `benches/guard.toml`.
//!
//! Instructions are counted by valgrind, for a fixed program on fixed files. They depend on the compiler, and little on
//! the processor. The derivation in WebAssembly is compared with libsodium.js, in one process of the same engine and in
//! turns, as a ratio of processor times.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::program::Program;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{debian, npm};

/// Files that the stages are counted on.
const FILES: usize = 50;

/// By how much a count may exceed the one that is kept.
const COUNT_TOLERANCE: f64 = 1.05;

/// By how much a ratio of times may exceed the one that is kept.
const RATIO_TOLERANCE: f64 = 1.4;

/// Stages whose instructions are counted. `read` is what all have in common; a derivation is made once, not for each file.
const STAGES: [&str; 6] = ["recognize", "parse", "parse and canonical", "parse and written", "report", "derive"];

const RATIO: &str = "derivation in WebAssembly / libsodium.js";

/// Compares, or writes what is measured now where `UPDATE_GUARD` is set.
pub fn guard(workspace: &Workspace) -> Result<(Tally, Vec<String>)> {
    let path = workspace.root.join("benches/guard.toml");
    let measured = Measured::take(workspace)?;
    let figures = measured.figures();
    if std::env::var_os("UPDATE_GUARD").is_some() {
        fs::write(&path, measured.written())?;
        println!("{}", path.display());
        return Ok((Tally::PASSED, figures));
    }
    let kept = Kept::read(&fs::read_to_string(&path).with_context(|| path.display().to_string())?)?;
    let complaints = kept.complaints(&measured);
    for complaint in &complaints {
        println!("{complaint}");
    }
    let failed = complaints.len();
    Ok((Tally { passed: measured.values.len().saturating_sub(failed), failed }, figures))
}

/// What is true now.
struct Measured {
    compiler: String,
    values: BTreeMap<String, f64>,
}

impl Measured {
    fn take(workspace: &Workspace) -> Result<Self> {
        debian::install_valgrind()?;
        let folder = workspace.target.join("xtask/guard");
        let tools = Tools::build(workspace)?;
        let _ = fs::remove_dir_all(&folder);
        Program::new(&tools.corpus.to_string_lossy())
            .args([folder.as_os_str(), FILES.to_string().as_ref()])
            .output()?;
        let nothing = tools.instructions("read", &folder)?;
        let mut values = BTreeMap::new();
        for stage in STAGES {
            let share = if stage == "derive" { 1.0 } else { FILES as f64 };
            values.insert(stage.to_owned(), ((tools.instructions(stage, &folder)? - nothing) / share).round());
        }
        values.insert(RATIO.to_owned(), module_to_peer(workspace, &tools)?);
        let compiler = Program::new("rustc").args(["--version"]).output()?.trim().to_owned();
        Ok(Self { compiler, values })
    }

    fn figures(&self) -> Vec<String> {
        let figure = |(name, value): (&String, &f64)| match name.as_str() {
            RATIO => format!("{name}: {value:.2}"),
            "derive" => format!("instructions of a derivation at 8 MiB x 1: {value}"),
            stage => format!("instructions for each file, {stage}: {value}"),
        };
        self.values.iter().map(figure).collect()
    }

    fn written(&self) -> String {
        let mut text = String::from(
            "# What `cargo xtask test guard` compares with. Written by the same command with UPDATE_GUARD=1: after a change\n\
             # that is meant to cost something, or with another compiler, and then looked at before it is kept.\n",
        );
        let _ = writeln!(text, "compiler = \"{}\"\n", self.compiler);
        for (name, value) in &self.values {
            let _ = if name == RATIO {
                writeln!(text, "\"{name}\" = {value:.2}")
            } else {
                writeln!(text, "\"{name}\" = {value}")
            };
        }
        text
    }
}

/// What was true when the file was written.
struct Kept {
    compiler: String,
    values: BTreeMap<String, f64>,
}

impl Kept {
    fn read(text: &str) -> Result<Self> {
        let (mut compiler, mut values) = (None, BTreeMap::new());
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, value) = line.split_once(" = ").with_context(|| format!("not a name and a value: {line}"))?;
            match name {
                "compiler" => compiler = Some(value.trim_matches('"').to_owned()),
                name => drop(values.insert(name.trim_matches('"').to_owned(), value.parse()?)),
            }
        }
        Ok(Self { compiler: compiler.context("no compiler is named")?, values })
    }

    fn complaints(&self, now: &Measured) -> Vec<String> {
        let same_compiler = self.compiler == now.compiler;
        if !same_compiler {
            println!(
                "The counts were kept for {} and this is {}, which counts differently: they are shown and not compared. \
                 Run `UPDATE_GUARD=1 cargo xtask test guard` on a revision that is known to be good, and keep the file.",
                self.compiler, now.compiler
            );
        }
        let mut complaints = Vec::new();
        for (name, value) in &now.values {
            let Some(kept) = self.values.get(name) else {
                complaints.push(format!(
                    "{name}: nothing is kept to compare {value} with. Run UPDATE_GUARD=1 cargo xtask test guard."
                ));
                continue;
            };
            let most = kept * if name == RATIO { RATIO_TOLERANCE } else { COUNT_TOLERANCE };
            if *value > most && (same_compiler || name == RATIO) {
                complaints.push(format!(
                    "{name}: {value:.2} is more than {most:.2}; {kept:.2} is kept in benches/guard.toml. Find what made it \
                     slower; if it is worth it, write the file anew with UPDATE_GUARD=1 cargo xtask test guard."
                ));
            }
        }
        complaints
    }
}

/// The programs that are counted.
struct Tools {
    corpus: PathBuf,
    stages: PathBuf,
}

impl Tools {
    /// Without link-time optimisation, which would take longer than all the rest.
    fn build(workspace: &Workspace) -> Result<Self> {
        Program::cargo()
            .args(["build", "--locked", "--profile", "guard", "--package", "bench-tools", "--bins"])
            .dir(&workspace.root)
            .run()?;
        let built = |name: &str| workspace.target.join("guard").join(name);
        Ok(Self { corpus: built("corpus"), stages: built("stages") })
    }

    fn instructions(&self, stage: &str, folder: &Path) -> Result<f64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(&self.stages)
            .args([stage.as_ref(), folder.as_os_str()])
            .stdin(Stdio::null())
            .output()
            .context("`valgrind` could not be started")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`stages {stage}` failed under valgrind: {said}");
        let count =
            said.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count.trim().parse());
        match count {
            Some(Ok(count)) => Ok(count),
            _ => bail!("valgrind told no count: {said}"),
        }
    }
}

/// How much longer the module takes for a derivation than libsodium.js, both in Node: the least of each that was seen.
fn module_to_peer(workspace: &Workspace, tools: &Tools) -> Result<f64> {
    const RUNS: usize = 3;
    let package = npm::build(workspace)?;
    let peers = workspace.root.join("benches/peers");
    workspace.install_npm(&peers)?;
    let folder = workspace.target.join("xtask/guard-cost");
    Program::new(&tools.corpus.to_string_lossy())
        .args([folder.as_os_str(), "1".as_ref(), "32768:3:1".as_ref()])
        .output()?;
    let backup = folder.join("00000.msb");
    let (mut module, mut peer) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..RUNS {
        let said = Program::new("node").args([&peers.join("module.mjs"), &package, &backup]).output()?;
        let (ours, theirs) = said.trim().split_once(' ').with_context(|| format!("an answer of `{said}`"))?;
        module = module.min(ours.parse()?);
        peer = peer.min(theirs.parse()?);
    }
    Ok(module / peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(values: &[(&str, f64)]) -> Measured {
        Measured {
            compiler: "rustc 1".to_owned(),
            values: values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let now = measured(&[("parse", 1000.0), (RATIO, 1.25)]);
        let kept = Kept::read(&now.written()).unwrap_or_else(|error| unreachable!("{error}"));
        assert_eq!((kept.compiler.as_str(), &kept.values), ("rustc 1", &now.values));
        assert!(kept.complaints(&now).is_empty());
    }

    #[test]
    fn what_became_slower_is_told() {
        let kept = measured(&[("parse", 1000.0), (RATIO, 1.0)]);
        let kept = Kept { compiler: kept.compiler, values: kept.values };
        assert!(kept.complaints(&measured(&[("parse", 1049.0), (RATIO, 1.39)])).is_empty());
        assert_eq!(kept.complaints(&measured(&[("parse", 1051.0), (RATIO, 1.41)])).len(), 2);
        // With another compiler only times can be compared.
        let other = Measured { compiler: "rustc 2".to_owned(), ..measured(&[("parse", 9999.0), (RATIO, 1.41)]) };
        assert_eq!(kept.complaints(&other).len(), 1);
        assert_eq!(kept.complaints(&measured(&[("new", 1.0)])).len(), 1);
    }
}
