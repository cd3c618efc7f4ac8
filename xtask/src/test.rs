//! `cargo xtask test`: everything, step by step.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::evidence::{self, Shown};
use crate::program::{Program, Said};
use crate::tally::{Tally, failures};
use crate::workspace::{WASM, Workspace};
use crate::{bench, compiler, debian, faults, module, npm, page, reproduce, supply, windows};

/// One thing that can pass or fail on its own.
struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&mut Run<'_>) -> Result<Tally>,
    /// Takes long: only run with `--full`, or when named.
    long: bool,
    /// What can be built ahead.
    ahead: Option<Ahead>,
}

/// A build for one step that goes on beside another, which leaves a processor idle. It has a folder of its own, or the
/// other would wait for cargo.
struct Ahead {
    beside: &'static str,
    build: fn(&Workspace) -> Result<Program>,
}

const fn step(name: &'static str, what: &'static str, run: fn(&mut Run<'_>) -> Result<Tally>) -> Step {
    Step { name, what, run, long: false, ahead: None }
}

const STEPS: &[Step] = &[
    step("format", "formatting", format),
    step("clippy", "lints, for each set of features", clippy),
    step("rust", "Rust tests", rust),
    step("faults", "kills, faults, memory and network of the command line", faults),
    Step {
        ahead: Some(Ahead { beside: "faults", build: crate::fuzz::building }),
        ..step("fuzz", "fuzz targets, a run of fixed length, and a planted fault in each", fuzz)
    },
    Step {
        ahead: Some(Ahead { beside: "faults", build: |workspace| module::building(workspace, module::NPM) }),
        ..step("npm", "npm package, packed, installed and used", npm)
    },
    // Measures the module of the npm package, which that of the page takes the place of.
    step("guard", "nothing has become slower", guard),
    step("interop", "second implementation, in Python", interop),
    Step {
        ahead: Some(Ahead { beside: "interop", build: windows::building }),
        ..step("windows", "command line for Windows, under Wine", windows)
    },
    Step {
        ahead: Some(Ahead { beside: "interop", build: |workspace| module::building(workspace, module::PAGE) }),
        ..step("page", "page in one file", page)
    },
    step("browser", "page in Chromium, Firefox and WebKit, from file://", browser),
    Step { long: true, ..step("supply", "licences, sources and versions of dependencies", supply) },
    Step { long: true, ..step("reproduce", "release built in another folder, from nothing, is the same", reproduce) },
];

/// Which steps to run, and how.
pub struct Selection {
    /// Also what takes long.
    full: bool,
    steps: BTreeSet<String>,
    /// Handed to the browser tests.
    arguments: Vec<String>,
}

impl Selection {
    pub fn parse(words: &[&str]) -> Result<Self> {
        let (mut full, mut steps) = (false, BTreeSet::new());
        let mut words = words.iter();
        for word in words.by_ref() {
            match *word {
                "--" => break,
                "--full" => full = true,
                name if STEPS.iter().any(|step| step.name == name) => drop(steps.insert(name.to_owned())),
                other => {
                    let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
                    bail!("unknown step `{other}`. The steps are: {}.", names.join(", "));
                }
            }
        }
        Ok(Self { full, steps, arguments: words.map(ToString::to_string).collect() })
    }

    fn wants(&self, step: &Step) -> bool {
        if self.steps.is_empty() { self.full || !step.long } else { self.steps.contains(step.name) }
    }
}

/// What the steps of one run share.
struct Run<'a> {
    workspace: &'a Workspace,
    selection: &'a Selection,
    /// Lines `figure: NAME: VALUE` that tests printed, without the first word.
    figures: Vec<String>,
    /// What programs said of that which failed, to be shown again at the end.
    failures: Vec<String>,
    /// Day and machine.
    seen: String,
    page_is_built: bool,
}

/// Runs the selected steps and prints a table of them.
pub fn run(workspace: &Workspace, selection: &Selection) -> Result<ExitCode> {
    let seen = evidence::seen(workspace)?;
    let mut run = Run { workspace, selection, figures: Vec::new(), failures: Vec::new(), seen, page_is_built: false };
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    let steps: Vec<&Step> = STEPS.iter().filter(|step| selection.wants(step)).collect();
    thread::scope(|scope| {
        for step in &steps {
            for ahead in steps.iter().filter_map(|it| it.ahead.as_ref()).filter(|it| it.beside == step.name) {
                // What goes wrong shows again in the step that needs it.
                scope.spawn(|| (ahead.build)(workspace).and_then(Program::keep).map(drop));
            }
            let (shows, row) = run.step(step);
            shown.push(shows);
            rows.push(row);
        }
    });

    if !run.figures.is_empty() {
        println!("\n==== figures");
        run.figures.iter().for_each(|figure| println!("{figure}"));
    }
    let evidence = evidence_of(workspace, selection, &shown).unwrap_or_else(|error| {
        println!("\nerror: {error:#}");
        Tally::FAILED
    });
    rows.push(("evidence", evidence, 0.0));
    let mut sum = Tally::default();
    let mut time = 0.0;
    println!("\n{:<10}{:>8}{:>8}{:>10}", "step", "passed", "failed", "seconds");
    for (name, tally, seconds) in &rows {
        println!("{name:<10}{:>8}{:>8}{seconds:>10.1}", tally.passed, tally.failed);
        sum += *tally;
        time += seconds;
    }
    println!("{:<10}{:>8}{:>8}{time:>10.1}", "all", sum.passed, sum.failed);
    if !run.failures.is_empty() {
        println!("\n==== failures");
        run.failures.iter().for_each(|line| println!("{line}"));
    }
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The names of the steps, in their order.
pub fn steps() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// Names and values; of those that were printed twice, the last.
fn figures_of(lines: &[String]) -> Vec<(String, String)> {
    let mut figures: Vec<(String, String)> = Vec::new();
    for (name, value) in lines.iter().filter_map(|line| evidence::figure(line)) {
        match figures.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => figures.push((name, value)),
        }
    }
    figures
}

/// Keeps what the steps have shown, and compares it with the document after a run of all of them. With arguments the
/// browser tests run a part only, and that is not kept.
fn evidence_of(workspace: &Workspace, selection: &Selection, shown: &[Shown]) -> Result<Tally> {
    if !selection.arguments.is_empty() {
        return Ok(Tally::default());
    }
    shown.iter().try_for_each(|it| evidence::keep(workspace, it))?;
    if !selection.steps.is_empty() {
        return Ok(Tally::default());
    }
    evidence::check(workspace, &shown.iter().filter(|it| it.tally.failed == 0).collect::<Vec<_>>())
}

impl Run<'_> {
    /// Runs a step: what it has shown, and its row in the table.
    fn step(&mut self, step: &Step) -> (Shown, (&'static str, Tally, f64)) {
        println!("\n==== {}: {}", step.name, step.what);
        let (start, before) = (Instant::now(), self.figures.len());
        let tally = (step.run)(self).unwrap_or_else(|error| {
            println!("error: {error:#}");
            self.failures.push(format!("{}: {error:#}", step.name));
            Tally::FAILED
        });
        let seconds = start.elapsed().as_secs_f64();
        let result = if tally.failed == 0 { "passed" } else { "FAILED" };
        println!("---- {} {result}: {} passed, {} failed, {seconds:.1} s", step.name, tally.passed, tally.failed);
        let figures = figures_of(self.figures.get(before..).unwrap_or_default());
        let full = self.selection.full && self.selection.arguments.is_empty();
        let (name, what, seen) = (step.name.to_owned(), step.what.to_owned(), self.seen.clone());
        let shown = Shown { step: name, what, full, tally, seen, figures };
        (shown, (step.name, tally, seconds))
    }

    fn cargo(&self, args: &[&str]) -> Program {
        Program::cargo().args(args).dir(&self.workspace.root)
    }

    /// Runs a program that prints figures.
    fn watch(&mut self, program: Program) -> Result<Said> {
        let said = program.watch()?;
        self.figures
            .extend(said.text.lines().filter_map(|line| line.trim().strip_prefix("figure: ")).map(str::to_owned));
        self.failures.extend(failures(&said.text));
        Ok(said)
    }

    /// The command line, built as the Rust tests build it.
    fn command_line(&self) -> Result<PathBuf> {
        self.cargo(&["build", "--locked", "--workspace", "--all-features", "--bin", "mastersecret"]).run()?;
        Ok(self.workspace.target.join("debug").join(format!("mastersecret{}", std::env::consts::EXE_SUFFIX)))
    }

    /// Runs a file of tests under Node's test runner.
    fn node_test(&mut self, file: &str, args: &[String], env: &[(&str, &PathBuf)]) -> Result<Tally> {
        let tap = self.workspace.target.join("xtask/node-test.tap");
        fs::create_dir_all(self.workspace.target.join("xtask"))?;
        fs::write(&tap, "")?;
        let reporters = ["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"];
        let program = Program::new("node")
            .args(reporters)
            .args([format!("--test-reporter-destination={}", tap.display()), file.to_owned()])
            .args(args)
            .dir(&self.workspace.root);
        let program = env.iter().fold(program, |program, (name, value)| program.env(name, value));
        let said = self.watch(program)?;
        Ok(Tally::of_tap(&fs::read_to_string(&tap)?, &said))
    }
}

fn format(run: &mut Run<'_>) -> Result<Tally> {
    run.cargo(&["fmt", "--all", "--check"]).run()?;
    run.cargo(&["fmt", "--manifest-path=fuzz/Cargo.toml", "--check"]).run()?;
    Ok(Tally::PASSED)
}

fn clippy(run: &mut Run<'_>) -> Result<Tally> {
    compiler::add_target(run.workspace, WASM)?;
    let mut tally = Tally::default();
    for what in [
        &["--workspace", "--all-targets", "--all-features"][..],
        &["--lib", "--bins"],
        &["--lib", "--no-default-features", "--features", "wasm", "--target", WASM],
        &["--lib", "--no-default-features", "--features", "wasm,wasm-audit", "--target", WASM],
    ] {
        run.cargo(&["clippy", "--locked"]).args(what).args(["--", "-D", "warnings"]).run()?;
        tally += Tally::PASSED;
    }
    Ok(tally)
}

fn rust(run: &mut Run<'_>) -> Result<Tally> {
    // What tests that pass have printed is shown, too: the figures are among it.
    let all = ["test", "--locked", "--workspace", "--all-features", "--no-fail-fast", "--", "--show-output"];
    if !run.selection.full {
        return Ok(Tally::of_cargo_test(&run.watch(run.cargo(&all))?));
    }
    let mut tally = Tally::of_cargo_test(&run.watch(run.cargo(&all).env("MASTERSECRET_FULL", "1"))?);
    // What is long measures time, and has the machine for itself.
    let alone = run.cargo(&all).args(["--ignored", "--test-threads=1"]).env("MASTERSECRET_FULL", "1");
    tally += Tally::of_cargo_test(&run.watch(alone)?);
    Ok(tally)
}

fn faults(run: &mut Run<'_>) -> Result<Tally> {
    if !cfg!(target_os = "linux") {
        println!("Not tried: system calls are watched and made to fail on Linux only.");
        return Ok(Tally::default());
    }
    let said = run.watch(faults::program(run.workspace, run.selection.full)?)?;
    Ok(Tally::of_closing_line(&said))
}

fn fuzz(run: &mut Run<'_>) -> Result<Tally> {
    let (tally, figures) = crate::fuzz::smoke(run.workspace)?;
    run.figures.extend(figures);
    Ok(tally)
}

fn npm(run: &mut Run<'_>) -> Result<Tally> {
    let package = run.workspace.root.join("dist/mastersecret.tgz");
    npm::pack(run.workspace, &package)?;
    run.node_test("tests/npm/package.mjs", &[], &[("PACKAGE", &package)])
}

fn interop(run: &mut Run<'_>) -> Result<Tally> {
    debian::install_python()?;
    let binary = run.command_line()?;
    let program = Program::new("python3")
        .args([&run.workspace.root.join("tests/interop/run.py"), &binary])
        .args(["--venv".as_ref(), run.workspace.target.join("xtask/python").as_os_str()]);
    let said = run.watch(program)?;
    Ok(Tally::of_closing_line(&said))
}

fn windows(run: &mut Run<'_>) -> Result<Tally> {
    let program = windows::build(run.workspace)?;
    let native = run.command_line()?;
    let wine = windows::Wine::ready(run.workspace)?;
    windows::starting(run.workspace, &wine, &program, &native)?;
    let said = run.watch(windows::tests(run.workspace, &wine, &program)?)?;
    Ok(Tally::of_cargo_test(&said))
}

fn guard(run: &mut Run<'_>) -> Result<Tally> {
    let (tally, figures) = bench::guard(run.workspace)?;
    run.figures.extend(figures);
    Ok(tally)
}

fn page(run: &mut Run<'_>) -> Result<Tally> {
    page::build(run.workspace)?;
    run.page_is_built = true;
    Ok(Tally::PASSED)
}

fn browser(run: &mut Run<'_>) -> Result<Tally> {
    if !run.page_is_built {
        page(run)?;
    }
    run.workspace.install_npm(&run.workspace.root.join("tests/browser"))?;
    debian::install_browsers(run.workspace)?;
    let mut arguments = run.selection.arguments.clone();
    if run.selection.full {
        arguments.push("--full".to_owned());
    }
    // What the page writes is opened by the command line, and the other way round.
    let binary = run.command_line()?;
    let stories = run.workspace.target.join("xtask/stories");
    run.cargo(&["run", "--locked", "--quiet", "--all-features", "--example", "audit-folders", "--"])
        .args([&stories])
        .run()?;
    let env = [("MASTERSECRET_BIN", &binary), ("MASTERSECRET_STORIES", &stories)];
    run.node_test("tests/browser/run.mjs", &arguments, &env)
}

fn supply(run: &mut Run<'_>) -> Result<Tally> {
    supply::check(run.workspace)
}

fn reproduce(run: &mut Run<'_>) -> Result<Tally> {
    let tally = reproduce::check(run.workspace)?;
    run.figures.push(format!("released files that are the same bytes when built twice: {}", tally.passed));
    Ok(tally)
}
