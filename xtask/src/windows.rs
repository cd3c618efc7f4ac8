//! The command line for Windows: built on any system with MinGW, and tried under Wine with the tests of the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::compiler::{self, WINDOWS};
use crate::program::Program;
use crate::runtime::MINGW;
use crate::workspace::Workspace;
use crate::{binary, debian};

/// The program's file.
const NAME: &str = "mastersecret.exe";

/// It stays below this size.
const MOST_BYTES: u64 = 8 << 20;

/// Libraries that every Windows has; the program may name no others.
const SYSTEM: &[&str] = &[
    "advapi32.dll",
    "bcryptprimitives.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "user32.dll",
    "userenv.dll",
    "ws2_32.dll",
];

/// The cases that cannot hold under Wine, each with its reason: `NAME: REASON`, one a line.
const EXCEPTIONS: &str = "tests/windows/wine.txt";

/// Most exceptions: each is a case that nobody has tried on Windows.
const MOST_EXCEPTIONS: usize = 9;

/// What builds the program for tests: quickly, and without what only a debugger needs.
pub fn building(workspace: &Workspace) -> Result<Program> {
    debian::install_windows()?;
    compiler::add_target(workspace, WINDOWS.target)?;
    Ok(Program::cargo()
        .args(["build", "--locked", "--package", "mastersecret", "--bin", "mastersecret", "--target", WINDOWS.target])
        .env("CARGO_TARGET_DIR", work(workspace))
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS", "-C debuginfo=0 -C strip=symbols")
        .dir(&workspace.root))
}

fn work(workspace: &Workspace) -> PathBuf {
    workspace.target.join("xtask/windows")
}

/// Builds the program for tests.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    building(workspace)?.run()?;
    let program = work(workspace).join(WINDOWS.target).join("debug").join(NAME);
    check_libraries(&program)?;
    check_runtime(&program)?;
    Ok(program)
}

/// Builds the program that is published, and puts it into a file.
pub fn release(workspace: &Workspace, to: &Path) -> Result<()> {
    debian::install_windows()?;
    binary::build_face(workspace, &WINDOWS, NAME, to)?;
    check_libraries(to)?;
    check_runtime(to)?;
    let bytes = fs::metadata(to)?.len();
    println!("figure: mastersecret.exe: {:.1} MiB", bytes as f64 / f64::from(1 << 20));
    ensure!(bytes < MOST_BYTES, "{NAME} has {bytes} bytes; {MOST_BYTES} are the limit");
    Ok(())
}

/// Makes sure that the program needs no library that has to be installed.
pub fn check_libraries(program: &Path) -> Result<()> {
    let listed = Program::new("x86_64-w64-mingw32-objdump").args(["-p".as_ref(), program.as_os_str()]).output()?;
    let names: Vec<String> =
        listed.lines().filter_map(|line| line.trim().strip_prefix("DLL Name: ")).map(str::to_lowercase).collect();
    ensure!(names.iter().any(|name| name == "kernel32.dll"), "{} names no libraries at all", program.display());
    for name in names {
        let known = SYSTEM.contains(&name.as_str()) || name.starts_with("api-ms-win-");
        ensure!(known, "{} needs {name}, which Windows does not bring", program.display());
    }
    Ok(())
}

/// Makes sure that what MinGW is said to add to the program is there, and that its package and licence are known.
fn check_runtime(program: &Path) -> Result<()> {
    MINGW.iter().try_for_each(|part| part.package().and_then(|_| part.check_in(program)))
}

/// Wine, with a Windows of its own in the folder of what is built.
pub struct Wine {
    loader: PathBuf,
    server: PathBuf,
    prefix: PathBuf,
}

impl Wine {
    /// Finds or installs Wine, and makes or renews its Windows.
    pub fn ready(workspace: &Workspace) -> Result<Self> {
        debian::install_windows()?;
        // Takes a disk or a share away while it is read.
        debian::install_strace()?;
        let find = |name: &str| {
            let places = [format!("/usr/lib/wine/{name}"), format!("/usr/bin/{name}")];
            places.into_iter().map(PathBuf::from).find(|path| path.exists()).with_context(|| format!("no {name}"))
        };
        let wine = Self {
            loader: find("wine64")?,
            server: find("wineserver64").or_else(|_| find("wineserver"))?,
            prefix: workspace.target.join("xtask/wine"),
        };
        let system = wine.prefix.join("drive_c/windows/system32");
        fs::create_dir_all(&wine.prefix)?;
        // One that an interrupted run left behind would be in the way.
        let _ = wine.server(&["--kill"]);
        let _ = wine.server(&["--wait"]);
        // The server stays between programs: starting it takes longer than most of them run. So do the services, which
        // must not keep the output of a test open.
        wine.server(&["--persistent"])?;
        wine.program().args(["wineboot"]).quiet().run()?;
        let library = system.join("bcryptprimitives.dll");
        if !library.exists() {
            Program::new("x86_64-w64-mingw32-gcc")
                .args(["-O2", "-Wall", "-Werror", "-shared", "-o"])
                .args([&library, &workspace.root.join("xtask/wine/bcryptprimitives.c")])
                .args(["-ladvapi32"])
                .run()?;
        }
        Ok(wine)
    }

    /// Wine, about to run what follows.
    fn program(&self) -> Program {
        self.environment(Program::new(&self.loader.to_string_lossy()))
    }

    /// What a program needs to find this Windows and no other, and to keep quiet about what Wine lacks.
    fn environment(&self, program: Program) -> Program {
        program.env("WINEPREFIX", &self.prefix).env("WINEDEBUG", "-all").env("WINEDLLOVERRIDES", "mscoree,mshtml=")
    }

    fn server(&self, args: &[&str]) -> Result<()> {
        self.environment(Program::new(&self.server.to_string_lossy())).args(args).quiet().run()
    }
}

impl Drop for Wine {
    /// Ends the server of this Windows, and with it whatever still runs there.
    fn drop(&mut self) {
        let _ = self.server(&["--kill"]);
    }
}

/// A case that does not run under Wine.
struct Exception {
    name: String,
    reason: String,
}

fn exceptions(workspace: &Workspace) -> Result<Vec<Exception>> {
    let path = workspace.root.join(EXCEPTIONS);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let read = |line: &str| match line.split_once(": ") {
        Some((name, reason)) if reason.len() > 20 => Ok(Exception { name: name.to_owned(), reason: reason.to_owned() }),
        _ => bail!("{EXCEPTIONS}: “{line}” names no case and reason"),
    };
    let all = lines.map(read).collect::<Result<Vec<_>>>()?;
    ensure!(all.len() <= MOST_EXCEPTIONS, "{EXCEPTIONS} lists {} cases; {MOST_EXCEPTIONS} are allowed", all.len());
    Ok(all)
}

/// The tests of the command line, against the program for Windows, under Wine.
pub fn tests(workspace: &Workspace, wine: &Wine, program: &Path) -> Result<Program> {
    let exceptions = exceptions(workspace)?;
    let list = |tests: &str| {
        let args = ["test", "--locked", "--workspace", "--all-features", "--test", tests, "--", "--list"];
        Program::cargo().args(args).dir(&workspace.root).output()
    };
    let known = ["cli", "readme", "windows"].iter().map(|tests| list(tests)).collect::<Result<Vec<_>>>()?.concat();
    for Exception { name, reason } in &exceptions {
        let exists = known.lines().any(|line| line.strip_suffix(": test") == Some(name));
        ensure!(exists, "{EXCEPTIONS} names `{name}`, which is no case");
        println!("not under Wine: {name}: {reason}");
    }
    println!("figure: cases that cannot hold under Wine: {}", exceptions.len());
    let mut tests = Program::cargo()
        .args(["test", "--locked", "--workspace", "--all-features", "--no-fail-fast"])
        .args(["--test", "cli", "--test", "readme", "--test", "windows", "--", "--show-output", "--exact"])
        .env("MASTERSECRET_BIN", program)
        .env("MASTERSECRET_RUNNER", &wine.loader)
        .dir(&workspace.root);
    for exception in &exceptions {
        tests = tests.args(["--skip", &exception.name]);
    }
    Ok(wine.environment(tests))
}

/// How long it takes to start: the program for Windows beside the smallest one there can be, both under Wine, and the
/// program for this system. Printed as figures; what is asserted is that it starts in the same order of time.
pub fn starting(workspace: &Workspace, wine: &Wine, program: &Path, native: &Path) -> Result<()> {
    const ROUNDS: usize = 7;
    let smallest = workspace.target.join("xtask/smallest.exe");
    let source = workspace.target.join("xtask/smallest.c");
    fs::write(&source, "int main(void) { return 0; }\n")?;
    Program::new("x86_64-w64-mingw32-gcc").args(["-O2", "-s", "-o"]).args([&smallest, &source]).run()?;
    let mut least = [Duration::MAX; 3];
    // In turns, and the fastest of each: a busy machine slows them all.
    for _ in 0..ROUNDS {
        let runs = [
            wine.program().args([program]).args(["--version"]),
            wine.program().args([&smallest]),
            Program::new(&native.to_string_lossy()).args(["--version"]),
        ];
        for (run, least) in runs.into_iter().zip(&mut least) {
            let started = Instant::now();
            run.output()?;
            *least = started.elapsed().min(*least);
        }
    }
    let [windows, smallest, native] = least.map(|time| time.as_secs_f64() * 1000.0);
    println!("figure: start under Wine, mastersecret.exe: {windows:.0} ms");
    println!("figure: start under Wine, smallest program: {smallest:.0} ms");
    println!("figure: start on this system, mastersecret: {native:.1} ms");
    ensure!(
        windows < 10.0 * smallest,
        "mastersecret.exe starts {:.1} times as slowly as the smallest program",
        windows / smallest
    );
    Ok(())
}
