//! Disks that are full, that may not be written to, and files that may not grow.

use std::{fs, path::Path, process::Command};

use crate::{
    case::{Run, each, figure},
    scene::{Scene, files, program},
    strace::{Ended, finish},
    subject::{Material, SUBJECTS, Subject},
};

/// A file system in memory, as long as it lives.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// Mounts one of `pages` pages and `nodes` files, the folder itself among them.
    fn mount(place: &'a Path, pages: usize, nodes: usize) -> Result<Self, String> {
        fs::create_dir_all(place).unwrap();
        let options = format!("size={},nr_inodes={nodes}", pages * 4096);
        mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], place)?;
        Ok(Self(place))
    }

    fn read_only(&self) -> Result<(), String> {
        mount(&["-o", "remount,ro"], self.0)
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("--lazy").arg(self.0).status();
        assert!(done.is_ok_and(|status| status.success()), "{} stays mounted", self.0.display());
    }
}

fn mount(options: &[&str], place: &Path) -> Result<(), String> {
    let mut command = Command::new("mount");
    command.args(options).arg(place);
    let ended = finish(command);
    if ended.code == Some(0) { Ok(()) } else { Err(format!("mount {options:?}: {}", ended.said)) }
}

/// Whether file systems can be mounted here. Where not, that is said.
fn can_mount() -> bool {
    let scene = Scene::empty();
    let place = scene.beside("disk");
    let tried = Disk::mount(&place, 1, 2).map(drop);
    if let Err(why) = &tried {
        println!("not tried: only root may mount a file system ({})", why.trim());
    }
    tried.is_ok()
}

/// Runs a command whose folder is the disk, with the material outside of it but for what it replaces.
fn run(subject: &Subject, place: &Path) -> Ended {
    let mut command = Command::new(program());
    command.args(subject.args()).current_dir(place);
    finish(command)
}

/// Fills a disk with the material that the command needs.
fn furnish(place: &Path) {
    for (name, bytes) in &Material::get().files {
        fs::write(place.join(name), bytes).unwrap();
    }
}

/// Pages that the material needs.
fn needed() -> usize {
    Material::get().files.iter().map(|(_, bytes)| bytes.len().div_ceil(4096)).sum()
}

/// Disks with no room at all, with a little, and so on until there is enough; and disks that hold no further file.
pub(crate) fn full(run_all: &Run) -> Result<(), String> {
    if !can_mount() {
        return Ok(());
    }
    // The folder itself, and the material.
    let nodes = 1 + Material::get().files.len();
    let (mut refused, mut tried) = (0, 0);
    for subject in SUBJECTS {
        let scene = Scene::new();
        run(subject, &scene.work);
        let after = scene.files();
        // All that it writes, and what it replaces as long as both are there.
        let written = subject.writes.iter().map(|(name, _)| after[*name].bytes.len().div_ceil(4096)).sum::<usize>();
        let step = if run_all.full { 1 } else { written.div_ceil(8) };
        let rooms = (0..written).step_by(step).chain([written]).map(|pages| (pages, nodes + 8));
        let rooms: Vec<(usize, usize)> = rooms.chain([(written, nodes)]).collect();
        let came = each(&rooms, |(pages, nodes)| {
            let about = |why: String| format!("{}, room for {pages} pages and {nodes} files: {why}", subject.name);
            let scene = Scene::empty();
            let place = scene.beside("disk");
            let _disk = Disk::mount(&place, needed() + pages, *nodes).map_err(about)?;
            furnish(&place);
            let before = files(&place);
            let ended = run(subject, &place);
            let left = subject.aftermath(&before, &files(&place)).map_err(about)?;
            subject.told(&ended, &left).map_err(about)?;
            let full = ended.says("No space left");
            if full == (ended.code == Some(8)) { Ok(full) } else { Err(about(ended.summary())) }
        })?;
        let count = came.iter().filter(|full| **full).count();
        if count == 0 || count == came.len() {
            return Err(format!("{}: {count} of {} disks were too full", subject.name, came.len()));
        }
        (refused, tried) = (refused + count, tried + rooms.len());
    }
    figure("full disks, refused and tidied up", refused);
    figure("full disks, tried", tried);
    Ok(())
}

/// Files that may not grow beyond a limit: what is beyond it is not written, in the middle of a write.
pub(crate) fn limited(run_all: &Run) -> Result<(), String> {
    let mut count = 0;
    for subject in SUBJECTS {
        let scene = Scene::new();
        let before = scene.files();
        let ended = run(subject, &scene.work);
        let left = subject.aftermath(&before, &scene.files())?;
        subject.told(&ended, &left)?;
        let largest = subject.writes.iter().map(|(name, _)| scene.files()[*name].bytes.len()).max().unwrap_or(0);
        let step = (largest / if run_all.full { 64 } else { 8 }).max(1);
        let limits: Vec<usize> = (0..largest).step_by(step).chain([largest - 1]).collect();
        each(&limits, |limit| {
            let about = |why: String| format!("{}, files of at most {limit} bytes: {why}", subject.name);
            let scene = Scene::new();
            let before = scene.files();
            // Without a handler the signal that comes with it ends the program, as a kill does.
            let mut command = Command::new("sh");
            command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", "prlimit"]).arg(format!("--fsize={limit}"));
            command.arg(program()).args(subject.args()).current_dir(&scene.work);
            let ended = finish(command);
            let left = subject.aftermath(&before, &scene.files()).map_err(about)?;
            subject.told(&ended, &left).map_err(about)?;
            if ended.says("File too large") { Ok(()) } else { Err(about(ended.summary())) }
        })?;
        count += limits.len();
    }
    figure("files that may not grow, refused and tidied up", count);
    Ok(())
}

/// A folder on a disk that may only be read; being root does not help there.
pub(crate) fn read_only(_: &Run) -> Result<(), String> {
    if !can_mount() {
        return Ok(());
    }
    each(SUBJECTS, |subject| {
        let about = |why: String| format!("{}: {why}", subject.name);
        let scene = Scene::empty();
        let place = scene.beside("disk");
        let disk = Disk::mount(&place, needed() + 12, 64).map_err(about)?;
        furnish(&place);
        disk.read_only().map_err(about)?;
        let before = files(&place);
        let ended = run(subject, &place);
        let after = files(&place);
        let left = subject.aftermath(&before, &after).map_err(about)?;
        subject.told(&ended, &left).map_err(about)?;
        let said = ended.says("Read-only file system") && ended.code == Some(8);
        if said && before == after { Ok(()) } else { Err(about(ended.summary())) }
    })?;
    figure("read-only disks, refused", SUBJECTS.len());
    Ok(())
}
