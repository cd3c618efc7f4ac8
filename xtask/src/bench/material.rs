//! What is measured, and on what: programs, files, peers. Made once and kept under `target/xtask/bench`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Effort;
use crate::program::Program;
use crate::workspace::Workspace;
use crate::{debian, page};

/// Whom the event logs are read against; the version is that of the crate that reads them here.
const EVTX: &str = "evtx";

/// Paths of everything.
pub struct Material {
    pub root: PathBuf,
    /// Where all of it lies.
    pub folder: PathBuf,
    /// The command line, as it is released.
    pub program: PathBuf,
    /// Derives on one thread, or on as many as there are.
    pub serial: PathBuf,
    pub parallel: PathBuf,
    /// The reader of event logs that comes with the `evtx` crate.
    pub evtx_dump: PathBuf,
    /// The page in one file.
    pub page: PathBuf,
    /// Python with the reference implementation of Argon2 in it.
    pub python: PathBuf,
    /// The password of every backup, as a file.
    pub password: PathBuf,
    corpus: PathBuf,
    /// Writes event logs.
    pub log: PathBuf,
}

impl Material {
    pub fn prepare(workspace: &Workspace, _: Effort) -> Result<Self> {
        debian::install_for_benches()?;
        debian::install_python()?;
        debian::install_browsers(workspace)?;
        let peers = workspace.root.join("benches/peers");
        workspace.install_npm(&workspace.root.join("www"))?;
        workspace.install_npm(&workspace.root.join("tests/browser"))?;
        workspace.install_npm(&peers)?;
        let folder = workspace.target.join("xtask/bench");
        fs::create_dir_all(&folder)?;
        let password = folder.join("password.txt");
        fs::write(&password, "correct horse battery staple")?;

        let cargo = |args: &[&str]| Program::cargo().args(args).dir(&workspace.root).run();
        let built = |name: &str| workspace.target.join("release").join(name);
        cargo(&["build", "--locked", "--release", "--package", "mastersecret", "--bin", "mastersecret"])?;
        let tools = ["build", "--locked", "--release", "--package", "bench-tools"];
        cargo(&[&tools[..], &["--features", "parallel", "--bin", "derive"]].concat())?;
        let parallel = folder.join("derive-parallel");
        fs::copy(built("derive"), &parallel)?;
        cargo(&[&tools[..], &["--bins"]].concat())?;
        let [serial, corpus, log] = ["derive-serial", "corpus-maker", "log-maker"].map(|name| folder.join(name));
        for (name, copy) in [("derive", &serial), ("corpus", &corpus), ("log", &log)] {
            fs::copy(built(name), copy)?;
        }

        Ok(Self {
            root: workspace.root.clone(),
            program: built("mastersecret"),
            evtx_dump: evtx_dump(workspace, &folder)?,
            page: page::build(workspace)?,
            python: python(workspace, &folder)?,
            serial,
            parallel,
            password,
            corpus,
            log,
            folder,
        })
    }

    /// A folder of so many backups; with a cost, each with a derivation of its own.
    pub fn backups(&self, count: usize, cost: Option<&str>) -> Result<PathBuf> {
        let name =
            format!("backups/{count}{}", cost.map(|cost| format!("-{}", cost.replace(':', "-"))).unwrap_or_default());
        let folder = self.folder.join(name);
        if !folder.exists() {
            // Whole or not at all: an interrupted run leaves no half of it.
            let half = self.folder.join("half");
            let _ = fs::remove_dir_all(&half);
            let count = count.to_string();
            Program::new(&self.corpus.to_string_lossy())
                .args([half.as_os_str(), count.as_ref()])
                .args(cost)
                .output()?;
            fs::create_dir_all(folder.parent().context("a folder without a parent")?)?;
            fs::rename(half, &folder)?;
        }
        Ok(folder)
    }

    /// One backup of this cost, named after it.
    pub fn backup(&self, (memory, passes, lanes): (u32, u32, u32)) -> Result<PathBuf> {
        let target = self.folder.join("costs").join(format!("{memory}-{passes}-{lanes}.msb"));
        if !target.exists() {
            let made = self.backups(1, Some(&format!("{memory}:{passes}:{lanes}")))?;
            fs::create_dir_all(self.folder.join("costs"))?;
            fs::copy(made.join("00000.msb"), &target)?;
        }
        Ok(target)
    }
}

/// What a profile of the page needs.
pub struct Profiled {
    /// Where all of it lies.
    pub folder: PathBuf,
    /// The page, with the names of its module's functions.
    pub page: PathBuf,
    /// A backup of the standard cost.
    pub backup: PathBuf,
    /// The reference implementation of Argon2, as Python loads it.
    pub reference: PathBuf,
}

impl Profiled {
    pub fn prepare(workspace: &Workspace) -> Result<Self> {
        debian::install_for_benches()?;
        debian::install_python()?;
        debian::install_browsers(workspace)?;
        workspace.install_npm(&workspace.root.join("tests/browser"))?;
        workspace.install_npm(&workspace.root.join("benches/peers"))?;
        let folder = workspace.target.join("xtask/bench/profile");
        fs::create_dir_all(&folder)?;
        let page = folder.join("page.html");
        page::build_for_profile(workspace, &page)?;
        let backups = folder.join("backups");
        let _ = fs::remove_dir_all(&backups);
        let corpus = ["run", "--locked", "--release", "--package", "bench-tools", "--bin", "corpus", "--"];
        Program::cargo().args(corpus).args([&backups]).args(["1", "65536:3:4"]).dir(&workspace.root).run()?;
        let python = python(workspace, &workspace.target.join("xtask/bench"))?;
        let library = "import _argon2_cffi_bindings._ffi as it; print(it.__file__)";
        let reference = Program::new(&python.to_string_lossy()).args(["-c", library]).output()?;
        Ok(Self { page, backup: backups.join("00000.msb"), reference: reference.trim().into(), folder })
    }
}

/// The names of the files of a folder, in order.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn evtx_dump(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let version = workspace.version_of_any_target(EVTX)?;
    let root = folder.join(format!("evtx-{version}"));
    let program = root.join("bin/evtx_dump");
    if !program.exists() {
        Program::cargo()
            .args(["install", "--quiet", "--locked", "--version", &version, "--bin", "evtx_dump", EVTX, "--root"])
            .args([&root])
            .args(["--target-dir".as_ref(), folder.join("evtx-build").as_os_str()])
            .run()?;
    }
    Ok(program)
}

/// Python with what the second implementation of the format needs: the reference implementation of Argon2 among it.
fn python(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let requirements = workspace.root.join("tests/interop/requirements.txt");
    let environment = folder.join("python");
    let python = environment.join("bin/python");
    let wanted = fs::read(&requirements)?;
    let done = environment.join("installed-from");
    if !fs::read(&done).is_ok_and(|installed| installed == wanted) {
        Program::new("python3").args(["-m".as_ref(), "venv".as_ref(), environment.as_os_str()]).run()?;
        Program::new(&python.to_string_lossy())
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .args([&requirements])
            .run()?;
        fs::write(done, wanted)?;
    }
    Ok(python)
}
