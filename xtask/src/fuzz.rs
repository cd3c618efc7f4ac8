//! `cargo xtask fuzz`: the targets in `fuzz/`, built with the fuzzer's instrumentation and run.
//!
//! The workspace's own compiler builds them: the pass that libFuzzer needs is part of LLVM and reached by stable flags,
//! so neither a nightly compiler nor cargo-fuzz has to be installed. The folder has cargo-fuzz's layout all the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::program::{Program, Said};
use crate::tally::Tally;
use crate::workspace::Workspace;

/// What makes rustc put in libFuzzer's counters, and compares that it learns from.
const INSTRUMENTATION: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Most memory of a target's process, in MiB. What one input may allocate is bounded by the target itself.
const MEMORY_MIB: u32 = 1024;
/// Longest time for one input, in seconds; far more than any needs, for a machine that is busy otherwise.
const INPUT_SECONDS: u32 = 20;
/// The exit code by which libFuzzer tells a crash.
const CRASHED: i32 = 77;

/// How long a target runs.
#[derive(Clone, Copy)]
enum Length {
    /// As many inputs as the target's own options say, from seeds alone: the same in every run.
    Smoke,
    /// So many minutes, with the corpus that earlier runs have left.
    Minutes(u64),
}

/// What came of one target.
struct Outcome {
    executions: u64,
    /// Edges of the program that were reached, and all that there are.
    edges: (u64, u64),
    /// Inputs that reach something of their own.
    corpus: u64,
    /// What the fuzzer said, where it found something.
    failure: Option<String>,
}

/// Runs targets, all or those named, for so many minutes each.
pub fn run(workspace: &Workspace, words: &[&str]) -> Result<Tally> {
    let (mut minutes, mut names) = (10, Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--minutes" => {
                minutes = words.next().and_then(|it| it.parse().ok()).context("--minutes needs a whole number")?;
            }
            name => names.push(name.to_owned()),
        }
    }
    let fuzzer = Fuzzer::build(workspace)?;
    for name in &names {
        let known = fuzzer.targets.join(", ");
        ensure!(fuzzer.targets.contains(name), "unknown target `{name}`. The targets are: {known}.");
    }
    let (tally, figures) = fuzzer.each(&names, Length::Minutes(minutes))?;
    figures.iter().for_each(|figure| println!("figure: {figure}"));
    Ok(tally)
}

/// A run of fixed length of every target, and for each the proof that a planted fault is found.
pub fn smoke(workspace: &Workspace) -> Result<(Tally, Vec<String>)> {
    let fuzzer = Fuzzer::build(workspace)?;
    let (mut tally, figures) = fuzzer.each(&[], Length::Smoke)?;
    for target in &fuzzer.targets {
        match fuzzer.finds_a_planted_fault(target) {
            Ok(()) => tally += Tally::PASSED,
            Err(error) => {
                println!("{target}: {error:#}");
                tally += Tally::FAILED;
            }
        }
    }
    Ok((tally, figures))
}

/// Builds all targets.
pub fn building(workspace: &Workspace) -> Result<Program> {
    // A target of its own keeps the instrumentation out of build scripts and macros. The lock file follows that of
    // the workspace by itself, so it is not asked to be what it was.
    Ok(Program::cargo()
        .args(["build", "--release", "--bins", "--target", &host(workspace)?])
        .env("CARGO_TARGET_DIR", work(workspace))
        .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTATION.join("\x1f"))
        .dir(&workspace.root.join("fuzz")))
}

fn work(workspace: &Workspace) -> PathBuf {
    workspace.target.join("fuzz")
}

/// The name of the system that the compiler builds for by itself.
fn host(workspace: &Workspace) -> Result<String> {
    let version = Program::new("rustc").args(["-vV"]).dir(&workspace.root).output()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc names no host")?.to_owned())
}

struct Fuzzer {
    /// The folder `fuzz` of the checkout.
    folder: PathBuf,
    /// Where the build, seeds and logs are.
    work: PathBuf,
    programs: PathBuf,
    targets: Vec<String>,
}

impl Fuzzer {
    fn build(workspace: &Workspace) -> Result<Self> {
        ensure!(cfg!(all(unix, not(target_os = "macos"))), "the fuzz targets are built on Linux only");
        let (folder, work) = (workspace.root.join("fuzz"), work(workspace));
        building(workspace)?.run()?;
        let mut targets = Vec::new();
        for entry in fs::read_dir(folder.join("fuzz_targets"))? {
            let path = entry?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).context("a target's name")?;
            targets.push(stem.to_owned());
        }
        targets.sort();
        let programs = work.join(host(workspace)?).join("release");
        let fuzzer = Self { folder, work, programs, targets };
        for target in &fuzzer.targets {
            let seeds = fuzzer.seeds(target);
            if seeds.exists() {
                fs::remove_dir_all(&seeds)?;
            }
            Program::new(&fuzzer.program(target)).env("MASTERSECRET_FUZZ_SEEDS", &seeds).run()?;
        }
        Ok(fuzzer)
    }

    fn program(&self, target: &str) -> String {
        self.programs.join(target).display().to_string()
    }

    fn seeds(&self, target: &str) -> PathBuf {
        self.work.join("seeds").join(target)
    }

    /// The options that the target has written beside its seeds: length of inputs, number of runs.
    fn options(&self, target: &str, length: Length) -> Result<Vec<String>> {
        let options = fs::read_to_string(self.seeds(target).with_extension("options"))?;
        let wanted = |line: &&str| !matches!(length, Length::Minutes(_)) || !line.starts_with("-runs=");
        Ok(options.lines().filter(wanted).map(str::to_owned).collect())
    }

    /// A program that fuzzes `target`, with what it finds going to `found`.
    fn fuzzing(&self, target: &str, length: Length, found: &Path, folders: &[&Path]) -> Result<Program> {
        fs::create_dir_all(found)?;
        let seeds = self.seeds(target);
        let program = Program::new(&self.program(target))
            .args(folders)
            .args([&seeds])
            .args(self.options(target, length)?)
            .args([
                format!("-dict={}", seeds.with_extension("dict").display()),
                format!("-artifact_prefix={}/", found.display()),
                format!("-rss_limit_mb={MEMORY_MIB}"),
                format!("-malloc_limit_mb={}", MEMORY_MIB / 4),
                format!("-timeout={INPUT_SECONDS}"),
            ])
            .args(["-print_final_stats=1", "-seed=1"]);
        Ok(match length {
            Length::Smoke => program,
            Length::Minutes(minutes) => {
                program.args([format!("-max_total_time={}", minutes * 60), "-seed=0".to_owned()])
            }
        })
    }

    fn each(&self, names: &[String], length: Length) -> Result<(Tally, Vec<String>)> {
        let (mut tally, mut executions) = (Tally::default(), 0);
        let mut figures = Vec::new();
        println!(
            "{:<12}{:>14}{:>9}{:>18}{:>9}{:>9}",
            "target", "executions", "a second", "edges of all", "share", "corpus"
        );
        for target in self.targets.iter().filter(|target| names.is_empty() || names.contains(target)) {
            let start = Instant::now();
            let outcome = self.one(target, length)?;
            let seconds = start.elapsed().as_secs().max(1);
            let Outcome { executions: count, edges: (reached, all), corpus, failure } = outcome;
            #[expect(clippy::cast_precision_loss, reason = "a share for people")]
            let share = 100.0 * reached as f64 / all.max(1) as f64;
            println!(
                "{target:<12}{count:>14}{:>9}{:>18}{share:>8.1}%{corpus:>9}",
                count / seconds,
                format!("{reached} of {all}")
            );
            executions += count;
            figures.push(format!("fuzz executions, {target}: {count} ({reached} edges reached)"));
            tally += if failure.is_none() { Tally::PASSED } else { Tally::FAILED };
            if let Some(words) = failure {
                println!("{words}");
            }
        }
        figures.push(format!("fuzz executions, all targets: {executions}"));
        Ok((tally, figures))
    }

    fn one(&self, target: &str, length: Length) -> Result<Outcome> {
        let found = self.folder.join("artifacts").join(target);
        let corpus = self.folder.join("corpus").join(target);
        let folders: &[&Path] = match length {
            Length::Smoke => &[],
            Length::Minutes(_) => {
                fs::create_dir_all(&corpus)?;
                &[&corpus]
            }
        };
        let said = self.fuzzing(target, length, &found, folders)?.keep()?;
        let log = self.work.join("logs").join(format!("{target}.log"));
        fs::create_dir_all(self.work.join("logs"))?;
        fs::write(&log, &said.text)?;
        let failure = (!said.success).then(|| {
            let lines: Vec<&str> = said.text.lines().collect();
            let end = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n");
            let again = format!("Run {} with that file to see it again.", self.program(target));
            format!("{end}\n{target} found something. What it said is in {}.\n{again}", log.display())
        });
        Ok(Outcome { failure, ..measured(&said) })
    }

    fn finds_a_planted_fault(&self, target: &str) -> Result<()> {
        let found = self.work.join("planted").join(target);
        if found.exists() {
            fs::remove_dir_all(&found)?;
        }
        let program = self.fuzzing(target, Length::Smoke, &found, &[])?;
        let said = program.env("MASTERSECRET_FUZZ_PLANTED", "1").keep()?;
        ensure!(said.code == Some(CRASHED) && said.text.contains("the planted fault"), "a planted fault was not found");
        let kept = fs::read_dir(&found)?.count();
        if kept != 1 {
            bail!("{kept} inputs were kept of one planted fault");
        }
        Ok(())
    }
}

/// What libFuzzer's own words say.
fn measured(said: &Said) -> Outcome {
    let number = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
    let last = |mark: &str| {
        let lines = said.text.lines().rev();
        lines.filter_map(|line| number(line.split_once(mark)?.1.trim_start())).next().unwrap_or(0)
    };
    let all = said.text.lines().find_map(|line| line.split_once("PC tables (").and_then(|(_, rest)| number(rest)));
    Outcome {
        executions: last("stat::number_of_executed_units:"),
        edges: (last(" cov: "), all.unwrap_or(0)),
        corpus: last(" corp: "),
        failure: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuzzers_last_words_are_read() {
        let text = "INFO: Loaded 1 PC tables (4321 PCs): 4321 [0x1,0x2),\n\
                    #2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 30Mb\n\
                    #99\tDONE   cov: 345 ft: 678 corp: 90/12Kb lim: 4 exec/s: 10 rss: 40Mb\n\
                    stat::number_of_executed_units: 99\nstat::average_exec_per_sec:     10\n";
        let outcome = measured(&Said { text: text.to_owned(), success: true, code: Some(0) });
        assert_eq!((outcome.executions, outcome.edges, outcome.corpus), (99, (345, 4321), 90));
    }
}
