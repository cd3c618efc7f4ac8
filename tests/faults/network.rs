//! No command asks the system for anything that has to do with a network.

use std::{collections::BTreeSet, process::Command};

use crate::{
    case::{Run, each, figure},
    planted,
    scene::{Scene, program},
    strace::finish,
    subject::SUBJECTS,
};

/// The system calls that reach a network, or could in a roundabout way: all of socket(7), and rings (`io_uring(7)`).
const NETWORK: &[&str] = &[
    "accept",
    "accept4",
    "bind",
    "connect",
    "getpeername",
    "getsockname",
    "getsockopt",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "listen",
    "recvfrom",
    "recvmmsg",
    "recvmsg",
    "sendmmsg",
    "sendmsg",
    "sendto",
    "setsockopt",
    "shutdown",
    "socket",
    "socketcall",
    "socketpair",
];

/// What a program asked of the system, in all its threads and children.
struct Asked {
    calls: usize,
    network: BTreeSet<String>,
}

fn asked(scene: &Scene, command: &[String]) -> Result<Asked, String> {
    let log = scene.beside("strace.log");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-o"]).arg(&log).args(command).current_dir(&scene.work);
    let ended = finish(strace);
    let log = std::fs::read_to_string(log).map_err(|error| format!("{error}: {}", ended.said))?;
    // A line is the number of the thread and the call.
    let names = log.lines().filter_map(|line| line.split_whitespace().nth(1)?.split_once('(').map(|(name, _)| name));
    let mut asked = Asked { calls: 0, network: BTreeSet::new() };
    for name in names {
        asked.calls += 1;
        if NETWORK.contains(&name) {
            asked.network.insert(name.to_owned());
        }
    }
    if asked.calls < 20 { Err(format!("strace saw only {} calls: {}", asked.calls, ended.said)) } else { Ok(asked) }
}

/// Every command, also those that write nothing.
pub(crate) fn none(_: &Run) -> Result<(), String> {
    let more = [
        "",
        "--version",
        "--help",
        "inspect a.msb native.bak missing.msb",
        "check a.msb two.msb --password-file p.txt",
        "check a.msb --json --password-file q.txt",
        "slot list two.msb",
        "slot replace a.msb --slot missing --out new.msb",
        "restore a.msb --out back --password-file p.txt",
        "events a.msb",
        "explain 10589",
        "policy",
        "schema",
        "completions bash",
        "man",
    ];
    let more = more.map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let commands: Vec<Vec<String>> = SUBJECTS.iter().map(crate::subject::Subject::args).chain(more).collect();
    let asked = each(&commands, |args| {
        let command: Vec<String> = [vec![program()], args.clone()].concat();
        let asked = asked(&Scene::new(), &command)?;
        if asked.network.is_empty() { Ok(asked) } else { Err(format!("{args:?} calls {:?}", asked.network)) }
    })?;
    figure("network, commands watched", commands.len());
    figure("network, system calls seen", asked.iter().map(|asked| asked.calls).sum::<usize>());
    figure("network, system calls of the network among them", 0);
    Ok(())
}

/// The same watch sees a program that opens a socket and connects it.
pub(crate) fn control(_: &Run) -> Result<(), String> {
    let asked = asked(&Scene::empty(), &planted::command(&["connect"]))?;
    let expected = ["connect", "socket"].map(str::to_owned);
    figure("network, system calls of a planted program, seen", asked.network.len());
    if expected.iter().all(|name| asked.network.contains(name)) {
        Ok(())
    } else {
        Err(format!("of a planted program only {:?} was seen", asked.network))
    }
}
