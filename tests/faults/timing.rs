//! Comparisons of checks, tags and macs take the same number of instructions wherever the first difference is.

use std::process::Command;

use crate::{
    case::{Run, each, figure},
    planted::{self, Compared},
    scene::Scene,
    strace::finish,
};

/// Instructions of a planted program that makes a comparison many times.
fn instructions(compared: Compared, place: &str) -> Result<u64, String> {
    let scene = Scene::empty();
    let out = scene.beside("callgrind.out");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())]);
    valgrind.args(planted::command(&["compare", compared.name(), place])).current_dir(&scene.work);
    let ended = finish(valgrind);
    let line = ended.said.lines().find(|line| line.contains("Collected :"));
    let number = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
    match (ended.code, number) {
        (Some(0), Some(number)) => Ok(number),
        _ => Err(format!("{}, place {place}: {}", compared.name(), ended.said)),
    }
}

pub(crate) fn constant(_: &Run) -> Result<(), String> {
    let points: Vec<(Compared, &str)> =
        Compared::ALL.iter().flat_map(|compared| compared.places().map(|place| (*compared, place))).collect();
    let counts = each(&points, |(compared, place)| instructions(*compared, place))?;
    let mut wrong = Vec::new();
    for (compared, counts) in Compared::ALL.iter().zip(counts.chunks(3)) {
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        figure(
            &format!("comparison, {}, instructions by place of the difference", compared.name()),
            format!("{least} to {most}"),
        );
        // Setting up, not comparing, can take an instruction more or less; a comparison that told would take one each time.
        if compared.leaks() == (most - least < planted::OFTEN) {
            wrong.push(format!("{}: {counts:?}", compared.name()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
