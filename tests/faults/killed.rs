//! Killed at every system call.

use crate::{
    aftermath,
    case::{Run, each, figure},
    failing::without_nameless,
    library::Library,
    planted,
    scene::{Scene, program},
    strace::{Call, Fault, STRIDE, calls, with_fault},
    subject::{Content, Material, NATIVE_PASSWORD, STRONG, SUBJECTS, Subject},
};

/// What came of one point.
struct Point {
    call: Call,
    killed: bool,
    done: bool,
    unfinished: usize,
    /// Unfinished files with the content itself in them.
    bare: usize,
}

/// The points to be tried: all of them, or every tenth and those around the writing.
fn points(calls: &[Call], run: &Run) -> Vec<Call> {
    // The first one starts the program.
    let rest = calls.iter().enumerate().skip(1);
    let wanted = |(index, call): &(usize, &Call)| run.full || index % STRIDE == 0 || call.writes();
    rest.filter(wanted).map(|(_, call)| call.clone()).collect()
}

/// Every command, killed everywhere.
pub(crate) fn everywhere(run: &Run) -> Result<(), String> {
    let (mut all, mut unfinished, mut bare) = (0, 0, 0);
    for subject in SUBJECTS {
        let came = kill(subject, &command(subject), run).map_err(|why| format!("{}, {why}", subject.name))?;
        let killed = came.iter().filter(|point| point.killed).count();
        reached(&came).map_err(|why| format!("{}: {why}", subject.name))?;
        if !came.iter().any(|point| point.done) || came.iter().all(|point| point.done) {
            return Err(format!("{}: the points lie all before or all after its work", subject.name));
        }
        figure(&format!("kill points, {}", subject.name), killed);
        all += killed;
        unfinished += came.iter().map(|point| point.unfinished).sum::<usize>();
        bare += came.iter().map(|point| point.bare).sum::<usize>();
    }
    figure("kill points, all commands", all);
    figure("kill points, unfinished files left", unfinished);
    figure("kill points, unfinished files left that hold a secret in the clear", bare);
    figure("kill points, written backups opened by both implementations", aftermath::reopened()?);
    Ok(())
}

/// The same where files cannot be without a name: a kill can leave one then, with a sealed backup or, of `restore`, with
/// the content in it.
pub(crate) fn with_names(run: &Run) -> Result<(), String> {
    let library = Library::build("nameless")?;
    let (mut all, mut unfinished, mut bare) = (0, 0, 0);
    for subject in SUBJECTS.iter().filter(|subject| ["rewrap", "rewrap in place", "restore"].contains(&subject.name)) {
        let command = without_nameless(&library, subject);
        let came = kill(subject, &command, run).map_err(|why| format!("{}, {why}", subject.name))?;
        reached(&came).map_err(|why| format!("{}, without nameless files: {why}", subject.name))?;
        all += came.iter().filter(|point| point.killed).count();
        unfinished += came.iter().map(|point| point.unfinished).sum::<usize>();
        bare += came.iter().map(|point| point.bare).sum::<usize>();
    }
    figure("kill points, without nameless files", all);
    figure("kill points, without nameless files, unfinished files left", unfinished);
    figure("kill points, without nameless files, unfinished files left that hold a secret in the clear", bare);
    if unfinished == 0 || bare == 0 { Err("no unfinished file is ever found".to_owned()) } else { Ok(()) }
}

fn command(subject: &Subject) -> Vec<String> {
    [vec![program()], subject.args()].concat()
}

fn kill(subject: &Subject, command: &[String], run: &Run) -> Result<Vec<Point>, String> {
    let calls = calls(&Scene::new(), command, subject.code)?;
    each(&points(&calls, run), |call| {
        let scene = Scene::new();
        let before = scene.files();
        let ended = with_fault(&scene, command, &[(call, Fault::Kill)]);
        let about = |why: String| format!("{}: {why}", call.with(Fault::Kill));
        let left = subject.aftermath(&before, &scene.files()).map_err(about)?;
        let mut bare = 0;
        for found in &left.unfinished {
            if found.mode != 0o600 {
                return Err(about(format!("the unfinished file has the mode {:o}", found.mode)));
            }
            match (secret(&found.bytes), subject.bare) {
                (true, true) => bare += 1,
                (true, false) => return Err(about("the unfinished file holds a secret".to_owned())),
                (false, _) => {}
            }
        }
        let done = subject.is_done(&left);
        Ok(Point { call: call.clone(), killed: ended.killed(), done, unfinished: left.unfinished.len(), bare })
    })
}

/// Calls that wait for other threads, or that give them memory: how many there are depends on how the threads take turns,
/// so on how busy the machine is.
const OF_TURNS: [&str; 6] = ["brk", "futex", "madvise", "mmap", "mprotect", "munmap"];

/// Whether the kills struck where they should. A run in which the call did not come again ended by itself, and was
/// looked at all the same.
///
/// # Errors
///
/// A call that comes in every run and did not come; more than half of the others.
fn reached(points: &[Point]) -> Result<(), String> {
    let (others, sure): (Vec<_>, Vec<_>) =
        points.iter().partition(|point| OF_TURNS.contains(&point.call.name.as_str()));
    if let Some(missed) = sure.iter().find(|point| !point.killed) {
        return Err(format!("{}: the call did not come", missed.call.with(Fault::Kill)));
    }
    let missed = others.iter().filter(|point| !point.killed).count();
    if missed * 2 > others.len() {
        return Err(format!("{missed} of {} calls that threads take turns for did not come", others.len()));
    }
    Ok(())
}

/// Whether there is a part of the secrets of the material in `bytes`.
fn secret(bytes: &[u8]) -> bool {
    let native = &Material::get().native;
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    holds(STRONG.as_bytes()) || holds(NATIVE_PASSWORD.as_bytes()) || holds(&native[..64]) || holds(&native[19_900..])
}

/// A program that writes in place, killed everywhere: the same checks find what it leaves.
pub(crate) fn control(_: &Run) -> Result<(), String> {
    let subject = Subject::planted("a writer in place", &[("old.msb", Content::Sealed)]);
    let command = planted::command(&["in-place", "sealed.msb", "old.msb"]);
    let command = command.as_slice();
    let calls = calls(&Scene::new(), command, 0)?;
    let found = each(&calls[1..], |call| {
        let scene = Scene::new();
        let before = scene.files();
        with_fault(&scene, command, &[(call, Fault::Kill)]);
        Ok(subject.aftermath(&before, &scene.files()).is_err_and(|why| why.contains("holds")))
    })?;
    let count = found.iter().filter(|found| **found).count();
    figure("kill points, a planted writer in place, found half written", count);
    if count == 0 { Err("the checks find nothing wrong with it".to_owned()) } else { Ok(()) }
}
