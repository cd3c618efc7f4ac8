//! Derivations outside a browser: the command line beside the reference command, and the library beside the reference
//! library. Peak memory of a check.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::material::Material;
use super::table::{Row, Section, time};
use super::timing::{Contestant, in_turns, median, milliseconds, program, ratio};
use super::{Effort, memory};

/// Memory in KiB, passes, lanes.
type Cost = (u32, u32, u32);

const COSTS: [Cost; 4] = [(64 * 1024, 3, 4), (64 * 1024, 3, 1), (256 * 1024, 3, 4), (19 * 1024, 2, 1)];

/// The cost that limits of time are about.
const STANDARD: Cost = COSTS[0];
/// The cost that limits of memory are about.
const STRONG: Cost = COSTS[2];

const PASSWORD: &str = "correct horse battery staple";
const SALT: &str = "0123456789abcdef";

pub fn measure(material: &Material, effort: Effort) -> Result<Vec<Section>> {
    Ok(vec![commands(material, effort)?, libraries(material, effort)?, peak(material)?])
}

fn spelled((memory, passes, lanes): Cost) -> String {
    format!("{} MiB x {passes} x {lanes}", memory / 1024)
}

fn costs(effort: Effort) -> impl Iterator<Item = Cost> {
    COSTS.into_iter().filter(move |cost| !effort.quick || *cost != STRONG)
}

fn check(material: &Material, cost: Cost) -> Result<impl Fn() -> Command + use<>> {
    let (program, password, backup) = (material.program.clone(), material.password.clone(), material.backup(cost)?);
    Ok(move || {
        let mut command = Command::new(&program);
        command.arg("check").arg(&backup).arg("--password-file").arg(&password);
        command
    })
}

/// The `argon2` command takes the password from its standard input.
fn reference((memory, passes, lanes): Cost) -> Result<f64> {
    let start = Instant::now();
    let mut child = Command::new("argon2")
        .args([SALT, "-id", "-r", "-l", "32", "-k", &memory.to_string(), "-t", &passes.to_string()])
        .args(["-p", &lanes.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("`argon2` could not be started")?;
    child.stdin.take().context("no standard input")?.write_all(PASSWORD.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success() && output.stdout.len() >= 64, "`argon2` failed");
    Ok(milliseconds(start.elapsed()))
}

fn commands(material: &Material, effort: Effort) -> Result<Section> {
    let mut rows = Vec::new();
    for cost in costs(effort) {
        let ours = program(check(material, cost)?);
        let times = in_turns(effort.rounds(5, 15), &mut [Box::new(ours), Box::new(|| reference(cost))])?;
        let [ours, theirs] = times.as_slice() else { anyhow::bail!("two contestants") };
        let what = format!("mastersecret check / argon2, {}", spelled(cost));
        let row = Row::compared(what, time(median(ours)), time(median(theirs)), ratio(ours, theirs));
        rows.push(if cost.2 == 4 { row.at_most(1.0) } else { row });
    }
    Ok(Section {
        title: "A single check on the command line",
        how:
            "Whole programs, from start to end: `mastersecret check` with a password file, beside the `argon2` command \
              of the reference implementation at the same cost."
                .to_owned(),
        rows,
    })
}

/// A program that derives to order and stays.
struct Served {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Served {
    fn start(mut command: Command) -> Result<Self> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.with_context(|| format!("{command:?} could not be started"))?;
        let answers = BufReader::new(child.stdout.take().context("no standard output")?);
        Ok(Self { child, answers })
    }

    /// The milliseconds, and the key in hex.
    fn derive(&mut self, (memory, passes, lanes): Cost) -> Result<(f64, String)> {
        let input = self.child.stdin.as_mut().context("no standard input")?;
        writeln!(input, "{memory} {passes} {lanes}")?;
        input.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let (Some(time), Some(key)) = (words.next(), words.next()) else { anyhow::bail!("an answer of `{line}`") };
        Ok((time.parse()?, key.to_owned()))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn libraries(material: &Material, effort: Effort) -> Result<Section> {
    let start = |program: &Path| Served::start(Command::new(program));
    let mut python = Command::new(&material.python);
    python.arg(material.root.join("benches/peers/argon2_cffi_server.py"));
    let served = [start(&material.serial)?, start(&material.parallel)?, Served::start(python)?].map(RefCell::new);
    let mut rows = Vec::new();
    for cost in costs(effort) {
        let keys = RefCell::new(Vec::new());
        let mut contestants: Vec<Contestant<'_>> = Vec::new();
        for program in &served {
            contestants.push(Box::new(|| {
                let (time, key) = program.borrow_mut().derive(cost)?;
                keys.borrow_mut().push(key);
                Ok(time)
            }));
        }
        let times = in_turns(effort.rounds(5, 15), &mut contestants)?;
        drop(contestants);
        let keys = keys.into_inner();
        ensure!(keys.windows(2).all(|pair| pair.first() == pair.last()), "the contestants derive different keys");
        let [serial, parallel, cffi] = times.as_slice() else { anyhow::bail!("three contestants") };
        let row = |what: &str, ours: &[f64]| {
            let what = format!("{what} / argon2-cffi, {}", spelled(cost));
            Row::compared(what, time(median(ours)), time(median(cffi)), ratio(ours, cffi))
        };
        rows.push(row("argon2 crate, one thread", serial));
        rows.push(row("argon2 crate, parallel", parallel));
    }
    Ok(Section {
        title: "Derivations in a process that stays",
        how: "The `argon2` crate as the product calls it, its memory kept from one to the next, beside `argon2-cffi`, the \
              reference implementation as Python calls it, which uses a thread for each lane. All give the same keys."
            .to_owned(),
        rows,
    })
}

fn peak(material: &Material) -> Result<Section> {
    let peak = memory::peak_of(check(material, STRONG)?)?;
    let mebibytes = |kibibytes: u64| kibibytes as f64 / 1024.0;
    let above = mebibytes(peak) - f64::from(STRONG.0) / 1024.0;
    let mut row = Row::figure(
        format!(
            "peak memory of a check at {}, in MiB above the {} of the derivation",
            spelled(STRONG),
            STRONG.0 / 1024
        ),
        format!("{:.0} MiB", mebibytes(peak)),
    );
    row.ratio = Some(above);
    let start = memory::peak_of(check(material, STANDARD)?)?;
    let small =
        Row::figure(format!("peak memory of a check at {}", spelled(STANDARD)), format!("{:.0} MiB", mebibytes(start)));
    Ok(Section {
        title: "Memory of a check on the command line",
        how: "The most memory that the program had at any time (VmHWM). It gives all of it back at its end.".to_owned(),
        rows: vec![row.at_most(32.0), small],
    })
}
