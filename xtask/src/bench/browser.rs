//! The page in Chromium, beside others that derive in a browser; in Firefox by itself.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Effort;
use super::material::Material;
use super::table::{Row, Section, time};
use super::timing::{median, ratio};
use crate::program::Program;

/// Each cost as the browser's program names its file.
const COSTS: [(u32, u32, u32); 4] = [(64 * 1024, 3, 4), (64 * 1024, 3, 1), (256 * 1024, 3, 4), (19 * 1024, 2, 1)];

pub fn measure(material: &Material, effort: Effort) -> Result<Vec<Section>> {
    let mut backups = Vec::new();
    for cost in COSTS {
        backups.push(material.backup(cost)?);
    }
    let folder = backups.first().and_then(|backup| backup.parent()).context("no backups")?.to_owned();
    let out = material.folder.join("browser.json");
    Program::new("node")
        .args([
            material.root.join("benches/peers/run.mjs"),
            material.page.clone(),
            folder,
            material.backups(effort.rounds(12, 24), Some("65536:3:4"))?,
            material.password.clone(),
            material.serial.clone(),
            out.clone(),
        ])
        .args(effort.quick.then_some("--quick"))
        .dir(&material.root)
        .run()?;
    let measured: Value = serde_json::from_slice(&fs::read(out)?)?;
    Ok(vec![
        side_by_side(&measured),
        first_and_later("Chromium", measured.get("openings")),
        first_and_later("Firefox", measured.get("firefoxOpenings")),
        opening(material, &measured)?,
        audits(&measured),
        memory(&measured),
    ])
}

fn numbers(value: Option<&Value>) -> Vec<f64> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// What the page may take at most, as a share of what each of the others takes.
fn limit(name: &str, lanes: u64) -> Option<f64> {
    match (name, lanes) {
        ("native", 4) => Some(1.25),
        ("hash-wasm" | "openpgpjs", 4) => Some(0.7),
        ("noble", 4) => Some(0.2),
        ("libsodium", 1) => Some(1.0),
        _ => None,
    }
}

fn side_by_side(measured: &Value) -> Section {
    let mut rows = Vec::new();
    for measured in list(measured.get("sideBySide")) {
        let cost =
            |name: &str| measured.get("cost").and_then(|cost| cost.get(name)).and_then(Value::as_u64).unwrap_or(0);
        let (memory, passes, lanes) = (cost("memoryKib") / 1024, cost("passes"), cost("lanes"));
        let times = |name: &str| numbers(measured.get("times").and_then(|times| times.get(name)));
        let ours = times("page");
        for (name, called) in [
            ("native", "argon2 crate, native, one thread"),
            ("hash-wasm", "hash-wasm"),
            ("openpgpjs", "openpgpjs argon2id"),
            ("noble", "@noble/hashes"),
            ("libsodium", "libsodium.js"),
        ] {
            let theirs = times(name);
            if theirs.is_empty() {
                continue;
            }
            let what = format!("page / {called}, {memory} MiB x {passes} x {lanes}");
            let row = Row::compared(what, time(median(&ours)), time(median(&theirs)), ratio(&ours, &theirs));
            // The limits are stated for 64 MiB.
            rows.push(match limit(name, lanes).filter(|_| memory == 64) {
                Some(most) => row.at_most(most),
                None => row,
            });
        }
    }
    Section {
        title: "Derivations in Chromium",
        how: "Warm: the page's own check of a file, from the question to its worker to the answer, in turns with workers \
              of other libraries, all from `file://`, each after the same rest. All derive the same key; the page proves its own by what it opens."
            .to_owned(),
        rows,
    }
}

fn first_and_later(browser: &str, openings: Option<&Value>) -> Section {
    let mut rows = Vec::new();
    for (kind, what) in [("derivation", "derivation"), ("click", "from the button to the answer")] {
        let of = |opening: &Value, from_end: bool| {
            let checks = list(opening.get("checks"));
            let check = if from_end { checks.last() } else { checks.first() };
            check?.get(kind)?.as_f64()
        };
        let first: Vec<f64> = list(openings).iter().filter_map(|opening| of(opening, false)).collect();
        let last: Vec<f64> = list(openings).iter().filter_map(|opening| of(opening, true)).collect();
        let what = format!("{what}: first check / tenth");
        let row = Row::compared(what, time(median(&first)), time(median(&last)), ratio(&first, &last));
        rows.push(if kind == "derivation" && browser == "Chromium" { row.at_most(1.15) } else { row });
    }
    Section {
        title: if browser == "Chromium" {
            "First and later checks, Chromium"
        } else {
            "First and later checks, Firefox"
        },
        how: "64 MiB x 3 x 4 on a page that was just opened: the first check and the tenth, in several openings."
            .to_owned(),
        rows,
    }
}

fn opening(material: &Material, measured: &Value) -> Result<Section> {
    let ready: Vec<f64> = list(measured.get("openings")).iter().filter_map(|it| it.get("ready")?.as_f64()).collect();
    let empty = numbers(measured.get("empty"));
    let bytes = fs::metadata(&material.page)?.len();
    let mut row = Row::figure("page open until ready, in units of 150 ms", time(median(&ready)));
    row.theirs = format!("empty page: {}", time(median(&empty)));
    row.ratio = Some(median(&ready) / 150.0);
    let mut size = Row::figure("size of the page, in units of 2 MiB", format!("{} KiB", bytes / 1024));
    size.ratio = Some(bytes as f64 / f64::from(2 << 20));
    Ok(Section {
        title: "Opening the page",
        how: "Chromium, from `file://`, from the start of the navigation until a file can be dropped.".to_owned(),
        rows: vec![row.at_most(1.0), size.at_most(1.0)],
    })
}

fn audits(measured: &Value) -> Section {
    let times = |name: &str| numbers(measured.get("audits").and_then(|audits| audits.get(name)));
    let (one, two) = (times("one"), times("two"));
    let row = Row::compared("two workers / one worker", time(median(&two)), time(median(&one)), ratio(&two, &one));
    Section {
        title: "An audit on the page",
        how: "Chromium: files with one slot of 64 MiB x 3 each and one candidate that opens them all, from the button to \
              the report."
            .to_owned(),
        rows: vec![row.at_most(0.6)],
    }
}

fn memory(measured: &Value) -> Section {
    let kib = |name: &str| {
        let values: Vec<f64> = list(measured.get("memory")).iter().filter_map(|it| it.get(name)?.as_f64()).collect();
        median(&values) / 1024.0
    };
    let (start, peak, after) = (kib("start"), kib("peak"), kib("after"));
    let mut above = Row::figure("peak above the start and 256 MiB, in MiB", format!("{peak:.0} MiB"));
    above.theirs = format!("start: {start:.0} MiB");
    above.ratio = Some(peak - start - 256.0);
    let mut back = Row::figure("after it above the start, in MiB", format!("{after:.0} MiB"));
    back.theirs = above.theirs.clone();
    back.ratio = Some(after - start);
    Section {
        title: "Memory of a check on the page",
        how:
            "The process that shows the page in Chromium, during a check at 256 MiB x 3 x 4 and three seconds after it."
                .to_owned(),
        rows: vec![above.at_most(32.0), back.at_most(32.0)],
    }
}
