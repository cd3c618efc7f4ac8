//! System calls that fail, that lie, and that do half of what they were asked.

use std::{collections::BTreeMap, fs, process::Command};

use crate::{
    case::{Run, each, figure},
    library::Library,
    scene::{Scene, program},
    strace::{About, Call, Fault, STRIDE, calls, finish, with_fault},
    subject::{SUBJECTS, Subject},
};

/// The faults of each call that touches files or outputs.
const FAULTS: &[(&str, &[Fault])] = &[
    (
        "openat",
        &[
            Fault::Error("EIO"),
            Fault::Error("ENOSPC"),
            Fault::Error("EROFS"),
            Fault::Error("EINTR"),
            Fault::Error("EOPNOTSUPP"),
        ],
    ),
    ("read", &[Fault::Error("EIO"), Fault::ErrorForEver("EIO"), Fault::Error("EINTR")]),
    (
        "write",
        &[
            Fault::Error("EIO"),
            Fault::Error("ENOSPC"),
            Fault::ErrorForEver("ENOSPC"),
            Fault::Error("EDQUOT"),
            Fault::Error("EINTR"),
            // Nothing was written: a writer that does not look would go on for ever.
            Fault::Claim(0),
        ],
    ),
    ("fsync", &[Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Error("EDQUOT"), Fault::Error("EINTR")]),
    ("renameat", &[Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Error("EROFS"), Fault::Error("EINTR")]),
    (
        "renameat2",
        &[
            Fault::Error("EIO"),
            Fault::Error("ENOSPC"),
            Fault::Error("EROFS"),
            Fault::Error("EINTR"),
            // Kernels and file systems that do not know it: there is another way.
            Fault::Error("EINVAL"),
            Fault::Error("ENOSYS"),
        ],
    ),
    ("linkat", &[Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Error("EROFS"), Fault::Error("EPERM")]),
    ("unlink", &[Fault::Error("EIO"), Fault::ErrorForEver("EIO")]),
    ("close", &[Fault::Error("EIO"), Fault::Error("EINTR")]),
    ("statx", &[Fault::Error("EIO"), Fault::Error("EACCES")]),
    ("fcntl", &[Fault::Error("EIO")]),
    ("getrandom", &[Fault::Error("EIO")]),
];

fn faults(call: &Call) -> &'static [Fault] {
    let ours = call.about != About::Other || (call.name == "getrandom" && !call.line.contains("GRND"));
    let row = FAULTS.iter().find(|(name, _)| *name == call.name && ours);
    row.map_or(&[], |(_, faults)| faults)
}

/// Every call that touches files fails once, in every way, and some of them from then on.
pub(crate) fn calls_fail(run: &Run) -> Result<(), String> {
    // Every kind has its figure, whether it is tried this time or not.
    let kinds = FAULTS.iter().flat_map(|(_, faults)| faults.iter().map(|fault| fault.name()));
    let mut all: BTreeMap<&str, usize> = kinds.map(|name| (name, 0)).collect();
    for subject in SUBJECTS {
        let command: Vec<String> = [vec![program()], subject.args()].concat();
        let count = fail(subject, &command, run, &mut all).map_err(|why| format!("{}, {why}", subject.name))?;
        figure(&format!("fault points, {}", subject.name), count);
    }
    // Files that have names from the beginning are moved and removed in other ways.
    let library = Library::build("nameless")?;
    for subject in SUBJECTS.iter().filter(|subject| ["rewrap", "restore"].contains(&subject.name)) {
        let command = without_nameless(&library, subject);
        let count = fail(subject, &command, run, &mut all).map_err(|why| format!("{}, {why}", subject.name))?;
        figure(&format!("fault points, without nameless files, {}", subject.name), count);
    }
    for (error, count) in &all {
        figure(&format!("fault points, {error}"), count);
    }
    figure("fault points, all commands", all.values().sum::<usize>());
    Ok(())
}

fn fail(
    subject: &Subject,
    command: &[String],
    run: &Run,
    all: &mut BTreeMap<&'static str, usize>,
) -> Result<usize, String> {
    let calls = calls(&Scene::new(), command, subject.code)?;
    let points: Vec<(&Call, Fault)> =
        calls.iter().flat_map(|call| faults(call).iter().map(move |fault| (call, *fault))).collect();
    // Where not every point is tried, every tenth of those that neither make, nor fill, nor move a file.
    let (writes, rest): (Vec<_>, Vec<_>) = points.into_iter().partition(|(call, _)| call.writes());
    let step = if run.full { 1 } else { STRIDE };
    let points: Vec<_> = writes.into_iter().chain(rest.into_iter().step_by(step)).collect();
    each(&points, |(call, fault)| struck(subject, command, call, *fault))?;
    for (_, fault) in &points {
        *all.entry(fault.name()).or_default() += 1;
    }
    Ok(points.len())
}

/// Runs a command with one fault, and looks at what is left.
fn struck(subject: &Subject, command: &[String], call: &Call, fault: Fault) -> Result<(), String> {
    let about = |why: String| format!("{}: {why}", call.with(fault));
    let scene = Scene::new();
    let before = scene.files();
    let ended = with_fault(&scene, command, &[(call, fault)]);
    if !ended.struck() {
        return Err(about("the call did not come".to_owned()));
    }
    let left = subject.aftermath(&before, &scene.files()).map_err(about)?;
    // Where nothing can be written any more, nothing can be said.
    let mute = matches!(fault, Fault::ErrorForEver(_)) && call.name == "write" && ended.code == Some(8);
    if mute && ended.said.is_empty() { Ok(()) } else { subject.told(&ended, &left).map_err(about) }
}

/// A disk that takes nothing and says that it took everything is noticed when the file is read back.
pub(crate) fn claims(_: &Run) -> Result<(), String> {
    let mut count = 0;
    for subject in SUBJECTS {
        let command: Vec<String> = [vec![program()], subject.args()].concat();
        let calls = calls(&Scene::new(), &command, subject.code)?;
        let writes: Vec<_> = calls.iter().filter(|call| call.name == "write" && call.about == About::Files).collect();
        each(&writes, |call| {
            let length = call.line.rsplit(' ').next().and_then(|length| length.parse().ok());
            let fault = Fault::Claim(length.ok_or_else(|| format!("no length in {}", call.line))?);
            let about = |why: String| format!("{}, {}: {why}", subject.name, call.with(fault));
            let scene = Scene::new();
            let before = scene.files();
            let ended = with_fault(&scene, &command, &[(call, fault)]);
            let left = subject.aftermath(&before, &scene.files()).map_err(about)?;
            subject.told(&ended, &left).map_err(about)?;
            if ended.code == Some(8) && ended.says("what was read back is not what was written") {
                Ok(())
            } else {
                Err(about(ended.summary()))
            }
        })?;
        count += writes.len();
    }
    figure("writes that a disk only claimed, all noticed", count);
    if count == 0 { Err("no command wrote anything".to_owned()) } else { Ok(()) }
}

/// Reads and writes that do half of what they were asked: a library that stands before the system's does that.
pub(crate) fn short(_: &Run) -> Result<(), String> {
    let library = Library::build("short")?;
    let counts = each(SUBJECTS, |subject| {
        let about = |why: String| format!("{}: {why}", subject.name);
        let scene = Scene::new();
        let before = scene.files();
        let tally = scene.beside("cut");
        let mut command = Command::new(program());
        command.args(subject.args()).current_dir(&scene.work).env("LD_PRELOAD", &library.path).env("CUT_SHORT", &tally);
        let ended = finish(command);
        let left = subject.aftermath(&before, &scene.files()).map_err(about)?;
        subject.told(&ended, &left).map_err(about)?;
        if ended.code != Some(subject.code) {
            return Err(about(ended.summary()));
        }
        let cut = fs::metadata(&tally).map_or(0, |tally| tally.len());
        if cut < 4 { Err(about(format!("only {cut} calls were cut short"))) } else { Ok(cut) }
    })?;
    figure("reads and writes cut short", counts.iter().sum::<u64>());
    Ok(())
}

/// A file cannot be put in its place, and cannot be removed either: then it is named.
pub(crate) fn twice(_: &Run) -> Result<(), String> {
    let library = Library::build("nameless")?;
    let mut count = 0;
    for subject in SUBJECTS {
        let command = without_nameless(&library, subject);
        let calls = calls(&Scene::new(), &command, subject.code)?;
        let moves: Vec<&Call> = calls.iter().filter(|call| call.name.starts_with("rename")).collect();
        // The files that show whether a folder can be written to are removed before.
        let removed = calls.iter().filter(|call| call.name == "unlink").count();
        for call in &moves {
            let unlink = Call { name: "unlink".to_owned(), turn: removed + 1, ..(*call).clone() };
            let scene = Scene::new();
            let before = scene.files();
            let faults = [(*call, Fault::Error("EIO")), (&unlink, Fault::ErrorForEver("EIO"))];
            let ended = with_fault(&scene, &command, &faults);
            let about = |why: String| format!("{}, {}: {why}; {}", subject.name, call.line, ended.summary());
            let left = subject.aftermath(&before, &scene.files()).map_err(about)?;
            subject.told(&ended, &left).map_err(about)?;
            if left.unfinished.is_empty() {
                return Err(about("the unfinished file is gone".to_owned()));
            }
        }
        count += moves.len();
    }
    figure("unfinished files that cannot be removed, all named", count);
    if count == 0 { Err("no command moved a file".to_owned()) } else { Ok(()) }
}

/// The command as it runs where there are no files without a name.
pub(crate) fn without_nameless(library: &Library, subject: &Subject) -> Vec<String> {
    let preload = format!("LD_PRELOAD={}", library.path.display());
    [vec!["-E".to_owned(), preload, program()], subject.args()].concat()
}
