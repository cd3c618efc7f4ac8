//! Ten thousand files: inspected beside `sha256sum`, audited, and how both grow. How an audit uses two threads.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::Effort;
use super::material::{Material, names};
use super::table::{Row, Section, time};
use super::timing::{Contestant, in_turns, median, power, program, ratio};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

pub fn measure(material: &Material, effort: Effort) -> Result<Vec<Section>> {
    Ok(vec![throughput(material, effort)?, growth(material, effort)?, workers(material, effort)?])
}

/// A program on all files of a folder, by their names.
fn on_files(program: &Path, arguments: &[&str], folder: &Path) -> Result<impl Fn() -> Command + use<>> {
    let names = names(folder)?;
    let (program, folder) = (program.to_owned(), folder.to_owned());
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    Ok(move || {
        let mut command = Command::new(&program);
        command.args(&arguments).args(&names).current_dir(&folder);
        command
    })
}

fn audit(material: &Material, arguments: &[&str], folder: &Path) -> impl Fn() -> Command + use<> {
    let (program, folder) = (material.program.clone(), folder.to_owned());
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    move || {
        let mut command = Command::new(&program);
        command.arg("audit").args(&arguments).arg(&folder);
        command
    }
}

fn throughput(material: &Material, effort: Effort) -> Result<Section> {
    let folder = material.backups(SIZES[3], None)?;
    let ours = |arguments: &[&str]| on_files(&material.program, arguments, &folder);
    let mut contestants: Vec<Contestant<'_>> = vec![
        Box::new(program(on_files(Path::new("sha256sum"), &[], &folder)?)),
        Box::new(program(ours(&["inspect", "--json"])?)),
        Box::new(program(ours(&["inspect"])?)),
        Box::new(program(audit(material, &[], &folder))),
        Box::new(program(|| {
            let mut command = Command::new(&material.program);
            command.arg("--version");
            command
        })),
        Box::new(program(|| {
            let mut command = Command::new("sha256sum");
            command.arg("--version");
            command
        })),
    ];
    let times = in_turns(effort.rounds(5, 15), &mut contestants)?;
    let [sums, json, text, audit, start, start_sums] = times.as_slice() else { anyhow::bail!("six contestants") };
    let row = |what: &str, ours: &[f64], theirs: &[f64]| {
        Row::compared(what, time(median(ours)), time(median(theirs)), ratio(ours, theirs))
    };
    Ok(Section {
        title: "Many files, and the start of the program",
        how: format!(
            "`mastersecret` beside `sha256sum` on the same {} backups of 2 KB, their output thrown away. Whole programs, \
             from start to end; `sha256sum` uses one thread, `mastersecret` as many as there are.",
            SIZES[3]
        ),
        rows: vec![
            row("inspect --json / sha256sum", json, sums).at_most(1.5),
            row("inspect / sha256sum", text, sums).at_most(1.5),
            row("audit without candidates / sha256sum", audit, sums),
            row("mastersecret --version / sha256sum --version", start, start_sums),
        ],
    })
}

fn growth(material: &Material, effort: Effort) -> Result<Section> {
    let mut rows = Vec::new();
    let sizes: Vec<f64> = SIZES.iter().map(|size| *size as f64).collect();
    let mut medians = vec![Vec::new(), Vec::new(), Vec::new()];
    for size in SIZES {
        let folder = material.backups(size, None)?;
        let mut contestants: Vec<Contestant<'_>> = vec![
            Box::new(program(on_files(&material.program, &["inspect", "--json"], &folder)?)),
            Box::new(program(audit(material, &[], &folder))),
            Box::new(program(on_files(Path::new("sha256sum"), &[], &folder)?)),
        ];
        let times = in_turns(effort.rounds(3, 9), &mut contestants)?;
        for (medians, times) in medians.iter_mut().zip(&times) {
            medians.push(median(times));
        }
    }
    for (what, medians) in ["inspect --json", "audit", "sha256sum"].iter().zip(&medians) {
        let figures: Vec<String> = medians.iter().map(|median| time(*median)).collect();
        // The first two sizes are little more than the start of a program.
        let (sizes, large) = (sizes.split_at(2).1, medians.split_at(2).1);
        let mut row = Row::figure(format!("{what}: {}", figures.join(", ")), each(sizes, large));
        row.ratio = Some(power(sizes, large));
        rows.push(if *what == "sha256sum" { row } else { row.at_most(1.1) });
    }
    Ok(Section {
        title: "Growth",
        how: "Times for 10, 100, 1,000 and 10,000 files. The figure is what each further file takes, the ratio the power \
              with which the time grows from 1,000 files to 10,000: 1 is linear."
            .to_owned(),
        rows,
    })
}

/// What one more file costs.
fn each(sizes: &[f64], times: &[f64]) -> String {
    match (sizes, times) {
        ([few, many], [short, long]) => format!("{:.1} µs", (long - short) / (many - few) * 1000.0),
        _ => String::new(),
    }
}

fn workers(material: &Material, effort: Effort) -> Result<Section> {
    let files = effort.rounds(12, 60);
    let folder = material.backups(files, Some("65536:3:4"))?;
    let password = material.password.to_string_lossy().into_owned();
    let with_jobs = |jobs: &str| {
        let arguments = ["--passwords", &password, "--jobs", jobs];
        Box::new(program(audit(material, &arguments, &folder))) as Contestant<'_>
    };
    let times = in_turns(effort.rounds(1, 3), &mut [with_jobs("1"), with_jobs("2")])?;
    let [one, two] = times.as_slice() else { anyhow::bail!("two contestants") };
    Ok(Section {
        title: "An audit on two threads",
        how: format!("{files} files with one slot of 64 MiB x 3 each, and one candidate that opens them all."),
        rows: vec![
            Row::compared("audit --jobs 2 / --jobs 1", time(median(two)), time(median(one)), ratio(two, one))
                .at_most(0.6),
        ],
    })
}
