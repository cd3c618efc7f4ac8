//! Where the page's time goes, by the browser's own samples and trace: `cargo xtask bench --profile`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::document::{self, Part};
use super::material::Profiled;
use super::table::{table, time};
use super::timing::median;
use crate::program::Program;
use crate::workspace::Workspace;

/// What takes less than this share of the whole is not listed by itself.
const LEAST: f64 = 0.01;

/// What `benches/peers/profile.mjs` writes.
#[derive(Deserialize)]
struct Measured {
    chromium: String,
    derivations: Derivations,
    openings: Vec<Opening>,
}

/// Milliseconds of several checks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Derivations {
    checks: u32,
    by_the_clock: f64,
    functions: BTreeMap<String, f64>,
}

/// Milliseconds of one opening.
#[derive(Deserialize)]
struct Opening {
    ready: f64,
    times: BTreeMap<String, f64>,
}

/// Takes the profile, shows it, and writes it into the document of benchmarks.
pub fn run(workspace: &Workspace) -> Result<()> {
    let profiled = Profiled::prepare(workspace)?;
    let out = profiled.folder.join("profile.json");
    Program::new("node")
        .args([&workspace.root.join("benches/peers/profile.mjs"), &profiled.page, &profiled.backup, &out])
        .dir(&workspace.root)
        .run()?;
    let measured: Measured = serde_json::from_slice(&fs::read(out)?)?;
    let vectors = vectors(&profiled.reference)?;
    let text = format!(
        "- Browser: {}\n- {vectors}\n\n{}\n{}",
        measured.chromium,
        derivations(&measured.derivations),
        opening(&measured.openings)
    );
    println!("\n{text}");
    document::put(workspace, Part::Profile, &text)
}

/// A table of what takes how much of a whole, the greatest first; `first` is what the whole is to be compared with.
fn shares(first: (&str, f64), parts: impl IntoIterator<Item = (String, f64)>, whole: f64) -> String {
    let row = |name: &str, part: f64, share: String| [name.to_owned(), time(part), share];
    let mut parts: Vec<(String, f64)> = parts.into_iter().collect();
    parts.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let (listed, rest): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(_, part)| part / whole >= LEAST);
    let rest = ("all else".to_owned(), rest.iter().map(|(_, part)| part).sum());
    let mut rows = vec![["what", "time", "share"].map(str::to_owned), row(first.0, first.1, String::new())];
    rows.extend(listed.iter().chain([&rest]).map(|(name, part)| {
        let share = format!("{:.0} %", 100.0 * part / whole);
        row(name, *part, share)
    }));
    table(&rows)
}

fn derivations(measured: &Derivations) -> String {
    let checks = f64::from(measured.checks);
    let working = measured.functions.iter().filter(|(name, _)| !matches!(name.as_str(), "(idle)" | "(root)"));
    let per_check: Vec<(String, f64)> = working.map(|(name, sum)| (plain(name), sum / checks)).collect();
    let whole = per_check.iter().map(|(_, time)| time).sum();
    let shares = shares(("a check by the clock", measured.by_the_clock / checks), per_check, whole);
    format!(
        "### A derivation on the page, by function\n\nSamples of the threads that derive, from question to answer of {} \
         checks at 64 MiB x 3 x 4: milliseconds of one check, and the share of all in which such a thread did anything.\
         \n\n{shares}",
        measured.checks
    )
}

/// A function's name without the hash that the compiler puts behind it.
fn plain(name: &str) -> String {
    let is_hash =
        |end: &str| end.len() == 17 && end.starts_with('h') && end.bytes().all(|it| it.is_ascii_alphanumeric());
    name.rsplit_once("::").filter(|(_, end)| is_hash(end)).map_or(name, |(path, _)| path).to_owned()
}

fn opening(openings: &[Opening]) -> String {
    let ready = median(&openings.iter().map(|opening| opening.ready).collect::<Vec<_>>());
    let names: BTreeSet<&String> = openings.iter().flat_map(|opening| opening.times.keys()).collect();
    let of = |name: &String| {
        median(&openings.iter().map(|opening| opening.times.get(name).copied().unwrap_or(0.0)).collect::<Vec<_>>())
    };
    let parts = names.into_iter().map(|name| (name.clone(), of(name)));
    let shares = shares(("until a file can be dropped", ready), parts, ready);
    format!(
        "### Opening the page, by what the browser does\n\nThe page's own thread from the start of the navigation until a \
         file can be dropped, by the browser's trace, which slows it down; medians of {} openings and their share. An \
         event's time is without that of the events in it.\n\n{shares}",
        openings.len()
    )
}

/// Which registers the reference implementation uses: a compiler can give it 128 bits, as WebAssembly has, or 256.
fn vectors(library: &Path) -> Result<String> {
    let code = Program::new("objdump").args(["-d", "--no-show-raw-insn"]).args([library]).output()?;
    let uses = |register: &str| code.lines().filter(|line| line.contains(register)).count();
    let name = library.file_name().context("a library without a name")?.to_string_lossy();
    let name = name.split('.').next().unwrap_or_default();
    Ok(format!(
        "Reference implementation (argon2-cffi, `{name}`): {} instructions with registers of 128 bits, {} with 256, {} \
         with 512",
        uses("%xmm"),
        uses("%ymm"),
        uses("%zmm")
    ))
}
