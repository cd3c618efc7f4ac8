//! Two processes that write the same file.

use std::{
    os::unix::process::ExitStatusExt,
    process::{Child, Command, Output, Stdio},
};

use crate::{
    case::{Run, each, figure},
    planted,
    scene::{Scene, program},
    strace::{Ended, settle},
    subject::{Content, SUBJECTS, Subject},
};

/// What came of one round.
struct Round {
    /// How many processes call their work done.
    winners: usize,
}

fn start(program: &[String], scene: &Scene) -> Child {
    let mut command = Command::new(&program[0]);
    command.args(&program[1..]).current_dir(&scene.work);
    settle(&mut command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(output: Output) -> Ended {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended {
        code: output.status.code(),
        signal: output.status.signal(),
        said: text(&output.stdout) + &text(&output.stderr),
        log: String::new(),
    }
}

/// Both at once; the target is whole afterwards, or the round has failed.
fn round(subject: &Subject, command: &[String], told: bool) -> Result<Round, String> {
    let scene = Scene::new();
    let before = scene.files();
    let both = [start(command, &scene), start(command, &scene)];
    let both = both.map(|child| ended(child.wait_with_output().unwrap()));
    let left = subject.aftermath(&before, &scene.files())?;
    let mut winners = 0;
    for ended in &both {
        if ended.code == Some(subject.code) {
            winners += 1;
        } else if told && !(ended.code == Some(8) && ended.says("There is a file of this name already")) {
            return Err(format!("of the other one, {}", ended.summary()));
        }
    }
    match winners {
        0 => Err("nobody won".to_owned()),
        _ if !subject.is_done(&left) => Err(format!("{winners} won, and {:?} is there", left.placed)),
        _ if !left.unfinished.is_empty() => Err("an unfinished file was left".to_owned()),
        _ => Ok(Round { winners }),
    }
}

/// Every command that writes a new file, twice at once: one wins whole, the other says that there is a file.
pub(crate) fn race(run: &Run) -> Result<(), String> {
    let rounds = if run.full { 100 } else { 5 };
    for subject in SUBJECTS {
        let command: Vec<String> = [vec![program()], subject.args()].concat();
        let forced = command.iter().any(|arg| arg == "--force");
        let several = subject.writes.len() > 1;
        let came: Vec<Round> = (0..rounds)
            .map(|_| if several { two_files(subject, &command) } else { round(subject, &command, true) })
            .collect::<Result<_, String>>()
            .map_err(|why| format!("{}: {why}", subject.name))?;
        let both = came.iter().filter(|round| round.winners == 2).count();
        if !forced && both > 0 {
            return Err(format!("{}: in {both} of {rounds} rounds both say that they wrote the file", subject.name));
        }
        figure(&format!("races, {}", subject.name), rounds);
    }
    Ok(())
}

/// Where a command writes several files, each process can win one of them: then neither calls its work done, but every
/// file is whole.
fn two_files(subject: &Subject, command: &[String]) -> Result<Round, String> {
    match round(subject, command, true) {
        Err(why) if why == "nobody won" => Ok(Round { winners: 0 }),
        came => came,
    }
}

/// A program that looks first and writes later: the same rounds show two winners.
pub(crate) fn control(_: &Run) -> Result<(), String> {
    let subject =
        Subject::planted("a program that looks first and writes later", &[("new.txt", Content::NativePassword)]);
    let command = planted::command(&["look-then-write", crate::subject::NATIVE_PASSWORD, "new.txt"]);
    let rounds: Vec<usize> = (0..4).collect();
    let came = each(&rounds, |_| match round(&subject, &command, false) {
        Ok(round) => Ok(round.winners == 2),
        // Both wrote into it.
        Err(_) => Ok(true),
    })?;
    let found = came.iter().filter(|found| **found).count();
    figure("races, a planted program with two winners, found", found);
    if found == 0 { Err("no round shows two winners".to_owned()) } else { Ok(()) }
}
