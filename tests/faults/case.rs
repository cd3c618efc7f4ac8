//! The cases, one after the other; the points of each, side by side.

use std::{
    num::NonZero,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use crate::{disk, failing, killed, memory, network, race, timing};

/// What one run is to do, and what it found.
pub(crate) struct Run {
    /// Every point, not every tenth.
    pub(crate) full: bool,
}

type Case = (&'static str, fn(&Run) -> Result<(), String>);

const CASES: &[Case] = &[
    ("a writer in place is found", killed::control),
    ("killed at every system call", killed::everywhere),
    ("killed where every file has a name", killed::with_names),
    ("system calls that fail", failing::calls_fail),
    ("files that cannot be removed", failing::twice),
    ("disks that claim what they did not do", failing::claims),
    ("reads and writes that are cut short", failing::short),
    ("full disks", disk::full),
    ("files that may not grow", disk::limited),
    ("read-only disks", disk::read_only),
    ("a race that nobody decides is found", race::control),
    ("two processes, one target", race::race),
    ("what is kept in memory is found", memory::control),
    ("memory at the end of each command", memory::nothing_left),
    ("memory after a password was typed", memory::nothing_typed_left),
    ("no core is dumped", memory::no_core),
    ("a network call is found", network::control),
    ("no network call", network::none),
    ("comparisons in constant time", timing::constant),
];

/// Runs the cases whose names hold one of the words, or all of them.
pub(crate) fn run(words: &[String]) -> ExitCode {
    let run = Run { full: words.iter().any(|word| word == "--full") };
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let (mut passed, mut failed) = (0, 0);
    for (name, case) in CASES {
        if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        let start = Instant::now();
        match case(&run) {
            Ok(()) => {
                passed += 1;
                println!("passed: {name} ({:.1} s)", start.elapsed().as_secs_f64());
            }
            Err(why) => {
                failed += 1;
                println!("FAILED: {name}\n{why}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A line that ends up in the table of figures.
pub(crate) fn figure(name: &str, value: impl std::fmt::Display) {
    println!("figure: {name}: {value}");
}

/// Does `work` for each of `points`, on as many threads as there are processors, and gives what came of each, in order.
///
/// # Errors
///
/// What went wrong, for the first points at which something did, with the number of all of them.
pub(crate) fn each<P: Sync, T: Send>(
    points: &[P],
    work: impl Fn(&P) -> Result<T, String> + Sync,
) -> Result<Vec<T>, String> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(points.len()));
    let wrong = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(points.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    let Some(point) = points.get(index) else { return };
                    match work(point) {
                        Ok(value) => done.lock().unwrap().push((index, value)),
                        Err(why) => wrong.lock().unwrap().push((index, why)),
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    if wrong.is_empty() {
        let mut done = done.into_inner().unwrap();
        done.sort_by_key(|(index, _)| *index);
        return Ok(done.into_iter().map(|(_, value)| value).collect());
    }
    wrong.sort_by_key(|(index, _)| *index);
    let first: Vec<&str> = wrong.iter().take(8).map(|(_, why)| why.as_str()).collect();
    Err(format!("at {} of {} points, among them:\n{}", wrong.len(), points.len(), first.join("\n")))
}
