//! `docs/BENCHMARKS.md`: what commands measured stands between marks; what people write about it, around them.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Effort;
use super::material::Material;
use super::table::{Section, markdown};
use crate::program::Program;
use crate::workspace::Workspace;

/// What a command writes into the document.
#[derive(Clone, Copy)]
pub enum Part {
    /// Everything beside its peers.
    Measured,
    /// Where the page's time goes.
    Profile,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Profile => "profile",
        }
    }
}

/// Puts the tables into the document. A quick run is only shown: its few rounds are not worth keeping.
pub fn write(workspace: &Workspace, material: &Material, effort: Effort, sections: &[Section]) -> Result<()> {
    let mut text = about(material)?;
    for section in sections {
        text += &format!("\n{}", markdown(section));
    }
    fs::write(material.folder.join("last.md"), &text)?;
    if effort.quick {
        println!(
            "\nA quick run is not written into the document; it lies in {}",
            material.folder.join("last.md").display()
        );
        return Ok(());
    }
    put(workspace, Part::Measured, &text)
}

/// Puts a part between its two marks.
pub fn put(workspace: &Workspace, part: Part, text: &str) -> Result<()> {
    let path = workspace.root.join("docs/BENCHMARKS.md");
    let document = fs::read_to_string(&path)?;
    let (begin, end) = (format!("<!-- {} -->\n", part.name()), format!("<!-- /{} -->\n", part.name()));
    let (before, rest) = document.split_once(&begin).with_context(|| format!("no {begin} in {}", path.display()))?;
    let (_, after) = rest.split_once(&end).with_context(|| format!("no {end} in {}", path.display()))?;
    fs::write(&path, format!("{before}{begin}\n{text}\n{end}{after}"))?;
    println!("\n{}", path.display());
    Ok(())
}

/// Machine, versions and date.
fn about(material: &Material) -> Result<String> {
    let output = |name: &str, args: &[&str]| Program::new(name).args(args).output().unwrap_or_default();
    let first = |text: String| text.lines().next().unwrap_or_default().trim().to_owned();
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let cpu =
        cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("unknown", |it| it.1);
    let memory = read("/proc/meminfo");
    let memory =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse().ok());
    let browser: Value = serde_json::from_slice(&fs::read(material.folder.join("browser.json"))?)?;
    let version = |name: &str| browser.get(name).and_then(Value::as_str).unwrap_or("unknown").to_owned();
    let peers: Value = serde_json::from_slice(&fs::read(material.root.join("benches/peers/package.json"))?)?;
    let peers = peers.get("devDependencies").and_then(Value::as_object).into_iter().flatten();
    let peers: Vec<String> = peers
        .filter(|(name, _)| *name != "puppeteer-core")
        .map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or_default()))
        .collect();
    let evtx = first(output(&material.evtx_dump.to_string_lossy(), &["--version"]));
    let python = fs::read_to_string(material.root.join("tests/interop/requirements.txt"))?;
    let python = python.lines().find_map(|line| line.strip_prefix("argon2-cffi==")?.split(' ').next());
    let mut text = String::new();
    for (name, value) in [
        ("Date", first(output("date", &["-u", "+%Y-%m-%d"]))),
        ("Processor", format!("{cpu}, {} threads", std::thread::available_parallelism()?)),
        ("Memory", format!("{} GiB", memory.unwrap_or(0_u64).div_ceil(1 << 20))),
        ("System", kernel(&first(output("uname", &["-sr"]))).to_owned()),
        ("Compiler", first(output("rustc", &["--version"]))),
        ("Browsers", format!("{}, {}", version("chromium"), version("firefox"))),
        ("Peers", format!("{}, argon2-cffi {}", peers.join(", "), python.unwrap_or_default())),
        (
            "Programs",
            format!(
                "argon2 {}, {evtx}, {}",
                first(output("dpkg-query", &["--show", "--showformat=${Version}", "argon2"])),
                first(output("sha256sum", &["--version"]))
            ),
        ),
    ] {
        let _ = writeln!(text, "- {name}: {value}");
    }
    Ok(text)
}

/// A kernel's name and release without what its builder adds to them.
fn kernel(release: &str) -> &str {
    release.split('-').next().unwrap_or_default()
}
