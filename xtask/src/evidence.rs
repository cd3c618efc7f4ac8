//! The figures that tests print, kept from run to run, and `docs/EVIDENCE.md`, which is made from them.
//!
//! A test prints a line `figure: NAME: VALUE`. Each step of `cargo xtask test` keeps its figures in the target folder;
//! `cargo xtask evidence` puts them into the document, where steps that have not run here stay as they are. What is
//! compared later are the names: times and other values that differ from run to run are never held against anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::compiler;
use crate::program::Program;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// What a step of the tests has shown.
pub struct Shown {
    pub step: String,
    /// What the step is, for a heading.
    pub what: String,
    /// Whether it ran with `--full`.
    pub full: bool,
    pub tally: Tally,
    /// Day (UTC) and machine.
    pub seen: String,
    /// Name and value, in the order in which they were printed.
    pub figures: Vec<(String, String)>,
}

/// Name and value of a line `NAME: VALUE`.
pub fn figure(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(": ")?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

/// Puts what a step has shown in the place of what it had shown before.
pub fn keep(workspace: &Workspace, shown: &Shown) -> Result<()> {
    let mut all = load(workspace)?;
    all.insert(
        shown.step.clone(),
        json!({
            "what": shown.what, "full": shown.full, "passed": shown.tally.passed, "failed": shown.tally.failed,
            "seen": shown.seen,
            "figures": shown.figures.iter().map(|(name, value)| json!([name, value])).collect::<Vec<_>>(),
        }),
    );
    fs::create_dir_all(workspace.target.join("xtask"))?;
    fs::write(file(workspace), serde_json::to_string_pretty(&all)?)?;
    Ok(())
}

fn file(workspace: &Workspace) -> PathBuf {
    workspace.target.join("xtask/figures.json")
}

fn load(workspace: &Workspace) -> Result<BTreeMap<String, Value>> {
    match fs::read_to_string(file(workspace)) {
        Ok(text) => serde_json::from_str(&text).with_context(|| file(workspace).display().to_string()),
        Err(_) => Ok(BTreeMap::new()),
    }
}

fn shown(step: &str, value: &Value) -> Option<Shown> {
    let count = |key: &str| value.get(key)?.as_u64()?.try_into().ok();
    let pair = |it: &Value| Some((it.get(0)?.as_str()?.to_owned(), it.get(1)?.as_str()?.to_owned()));
    Some(Shown {
        step: step.to_owned(),
        what: value.get("what")?.as_str()?.to_owned(),
        full: value.get("full")?.as_bool()?,
        tally: Tally { passed: count("passed")?, failed: count("failed")? },
        seen: value.get("seen")?.as_str()?.to_owned(),
        figures: value.get("figures")?.as_array()?.iter().map(pair).collect::<Option<_>>()?,
    })
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.root.join("docs/EVIDENCE.md")
}

/// Writes the document from what the steps, in this order, have last shown here, or else from what it says of them
/// already. One that has not passed keeps it from being written.
pub fn write(workspace: &Workspace, steps: &[&str]) -> Result<()> {
    let all = load(workspace)?;
    let mut documented = documented(&fs::read_to_string(path(workspace)).unwrap_or_default());
    let mut sections = Vec::new();
    for step in steps {
        match all.get(*step).and_then(|value| shown(step, value)) {
            Some(shown) if shown.tally.failed > 0 => bail!("the step `{step}` has not passed: cargo xtask test {step}"),
            Some(shown) => sections.push(shown),
            None => match documented.remove(*step) {
                Some(told) => {
                    println!("`{step}` has not run here and stays as it is, seen on {}", told.seen);
                    sections.push(told);
                }
                None => println!("`{step}` has not run and is not in the document"),
            },
        }
    }
    fs::write(path(workspace), document(&sections))?;
    println!("{}", path(workspace).display());
    Ok(())
}

/// The day, the processor, the system and the compiler, without anything that names this very machine.
pub fn seen(workspace: &Workspace) -> Result<String> {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism()?;
    let day = Program::new("date").args(["-u", "+%Y-%m-%d"]).output()?;
    let system = Program::new("uname").args(["-sm"]).output()?;
    let model = model.map_or("unknown", |(_, name)| name.trim());
    let version = compiler::version(workspace)?;
    Ok(format!("{}: {cores} cores ({model}), {}, {version}", day.trim(), system.trim()))
}

const HEAD: &str = "\
# Evidence

What the tests have counted and measured. Nobody wrote this by hand: `cargo xtask test --full` runs every test and
gathers the lines `figure: ...` that they print, and `cargo xtask evidence` writes them here. Whoever doubts a line runs
the step that it stands under, `cargo xtask test --full STEP`, and finds the line among those that it prints. Without
`--full` a step runs a part of the same cases; the table says which form a step's figures are of, and when and where they
were seen: steps can be run again one by one, the others stay as they were.

Counts are of cases that were tried and ended as they must; a case that does not fails the run, and then nothing is
written here. Times depend on the machine and on what else it did. `cargo xtask test` compares the names of all lines
with those that its tests print, and never their values.
";

/// The form of a step that ran with `--full`.
const FULL: &str = "full";

/// Steps whose tests print no figure are in the first table only.
fn document(sections: &[Shown]) -> String {
    let mut text =
        format!("{HEAD}\n| step | what | form | tests passed | last seen |\n| --- | --- | --- | --- | --- |\n");
    for Shown { step, what, full, tally, seen, .. } in sections {
        let form = if *full { FULL } else { "short" };
        text += &format!("| `{step}` | {what} | {form} | {} | {} |\n", tally.passed, cell(seen));
    }
    let sum: usize = sections.iter().map(|it| it.tally.passed).sum();
    text += &format!("| | all | | {sum} | |\n");
    for Shown { step, what, figures, .. } in sections.iter().filter(|it| !it.figures.is_empty()) {
        text += &format!("\n## `{step}`: {what}\n\n| what | figure |\n| --- | --- |\n");
        for (name, value) in figures {
            text += &format!("| {} | {} |\n", cell(name), cell(value));
        }
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The cells of a row of a table.
fn cells(line: &str) -> Option<Vec<String>> {
    let row = line.strip_prefix("| ")?.strip_suffix(" |")?.replace("\\|", "\0");
    Some(row.split(" | ").map(|cell| cell.replace('\0', "|")).collect())
}

/// What a document says of each step.
fn documented(text: &str) -> BTreeMap<String, Shown> {
    let mut steps: BTreeMap<String, Shown> = BTreeMap::new();
    let mut section = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## `") {
            section = title.split('`').next();
        }
        match (section, cells(line).as_deref()) {
            (None, Some([step, what, form, passed, seen])) => {
                let Some(step) = step.strip_prefix('`').and_then(|step| step.strip_suffix('`')) else { continue };
                let tally = Tally { passed: passed.parse().unwrap_or_default(), failed: 0 };
                let (step, what, seen) = (step.to_owned(), what.clone(), seen.clone());
                let shown = Shown { step: step.clone(), what, full: form == FULL, tally, seen, figures: Vec::new() };
                steps.insert(step, shown);
            }
            (Some(step), Some([name, value])) if name != "what" && name != "---" => {
                if let Some(shown) = steps.get_mut(step) {
                    shown.figures.push((name.clone(), value.clone()));
                }
            }
            _ => {}
        }
    }
    steps
}

/// Compares the names of what steps have shown with those in the document: in the same form they are the same, and the
/// short form prints none that the full one does not. A step that the document does not have is named, and no fault:
/// the document says of which steps it is.
pub fn check(workspace: &Workspace, shown: &[&Shown]) -> Result<Tally> {
    let text = fs::read_to_string(path(workspace)).unwrap_or_default();
    let documented = documented(&text);
    ensure!(!documented.is_empty(), "docs/EVIDENCE.md has no step. `cargo xtask evidence` writes it.");
    let (told, untold): (Vec<&Shown>, Vec<&Shown>) = shown.iter().partition(|it| documented.contains_key(&it.step));
    for Shown { step, .. } in untold {
        println!("docs/EVIDENCE.md does not have the step `{step}` yet");
    }
    let differences = differences(&documented, &told);
    differences.iter().for_each(|line| println!("{line}"));
    ensure!(
        differences.is_empty(),
        "docs/EVIDENCE.md does not have the figures that the tests print. When all steps have passed, \
         `cargo xtask evidence` writes it anew."
    );
    Ok(Tally::PASSED)
}

fn differences(documented: &BTreeMap<String, Shown>, shown: &[&Shown]) -> Vec<String> {
    let names = |shown: &Shown| shown.figures.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<String>>();
    let mut lines = Vec::new();
    for shown in shown {
        let (step, printed) = (&shown.step, names(shown));
        let told = documented.get(step);
        let told_names = told.map(names).unwrap_or_default();
        let told_full = told.is_some_and(|told| told.full);
        if !shown.full || told_full {
            let more = printed.difference(&told_names);
            lines.extend(more.map(|name| format!("{step} prints `{name}`, which docs/EVIDENCE.md does not have")));
        }
        if shown.full || !told_full {
            let less = told_names.difference(&printed);
            lines.extend(less.map(|name| format!("{step} does not print `{name}`, which docs/EVIDENCE.md has")));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn section(step: &str, full: bool, names: &[&str]) -> Shown {
        let figures = names.iter().map(|name| ((*name).to_owned(), "1: 2 | 3".to_owned())).collect();
        let seen = "2026-02-03: 2 cores | a system".to_owned();
        Shown { step: step.to_owned(), what: "tests".to_owned(), full, tally: Tally::PASSED, seen, figures }
    }

    #[test]
    fn a_figure_has_a_name_and_a_value() {
        let (name, value) = figure("a, b: 1 of 2: 3").unwrap();
        assert_eq!((name.as_str(), value.as_str()), ("a, b", "1 of 2: 3"));
        assert!(figure("nothing").is_none());
    }

    #[test]
    fn a_document_is_read_as_it_was_written() {
        let text = document(&[section("a", true, &["x", "y | z"]), section("b", false, &[])]);
        let told: Vec<Shown> = documented(&text).into_values().collect();
        assert_eq!(told.iter().map(|it| (it.full, it.figures.len())).collect::<Vec<_>>(), [(true, 2), (false, 0)]);
        assert_eq!(document(&told), text);
    }

    #[test]
    fn names_are_compared_and_values_are_not() {
        let told = |full| documented(&document(&[section("a", full, &["x", "y | z"]), section("b", true, &[])]));
        let against = |of_full, full, names: &[&str]| differences(&told(of_full), &[&section("a", full, names)]);
        for form in [true, false] {
            assert!(against(form, form, &["y | z", "x"]).is_empty());
            assert_eq!(against(form, form, &["x"]), ["a does not print `y | z`, which docs/EVIDENCE.md has"]);
            assert_eq!(against(form, form, &["x", "y | z", "w"]).len(), 1);
        }
        assert!(against(true, false, &["x"]).is_empty());
        assert_eq!(against(true, false, &["w"]).len(), 1);
        assert!(against(false, true, &["x", "y | z", "w"]).is_empty());
        assert_eq!(against(false, true, &["x"]).len(), 1);
        assert!(differences(&told(true), &[&section("b", true, &[])]).is_empty());
        assert_eq!(differences(&told(true), &[&section("c", false, &["x"])]).len(), 1);
    }
}
