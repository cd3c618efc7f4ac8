//! Derivations side by side: as many as there are threads and as fit into the memory, each on one thread.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Condvar, Mutex, PoisonError},
    thread,
};

use mastersecret::{
    audit::{
        candidate::Candidates,
        plan::{Outcomes, Plan, Task, Trial},
    },
    inspect::Terms,
    keys::Memory,
};

use super::bar::Bar;
use crate::{hardening, input::Input, interrupt, strength};

/// The plan and the memory, which all threads share.
struct Shared {
    plan: Plan,
    /// Memory of running derivations and of the documents that they are for, in KiB.
    used_kib: u64,
    /// Memory that is kept for the next ones.
    idle: Vec<Memory>,
    running: usize,
}

impl Shared {
    /// Memory of at least `kib`: the smallest that lies idle, or none yet. What lies idle beyond the limit is given back.
    fn memory(&mut self, kib: u64, limit_kib: u64) -> Memory {
        let room = limit_kib.saturating_sub(self.used_kib);
        let fitting = self.idle.iter().enumerate().filter(|(_, memory)| (kib..=room).contains(&memory.kib()));
        let memory = match fitting.min_by_key(|(_, memory)| memory.kib()).map(|(index, _)| index) {
            Some(index) => self.idle.swap_remove(index),
            None => Memory::new(),
        };
        self.used_kib += memory.kib().max(kib);
        while self.used_kib + self.idle.iter().map(Memory::kib).sum::<u64>() > limit_kib && !self.idle.is_empty() {
            self.idle.pop();
        }
        memory
    }
}

/// Carries a plan out.
pub(crate) fn work(
    plan: Plan,
    paths: &HashMap<&str, &PathBuf>,
    candidates: &Candidates,
    terms: &Terms,
    (jobs, limit_kib): (usize, u64),
    bar: &Bar,
) -> Outcomes {
    let shared = Mutex::new(Shared { plan, used_kib: 0, idle: Vec::new(), running: 0 });
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                // The lanes of a derivation run on the threads of the pool that it is started in: here on this one alone.
                let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                let one_by_one = |task: &Task, memory: &mut Memory| run(task, paths, candidates, terms, memory);
                hardening::leaving_nothing(|| turn(&shared, &changed, limit_kib, bar, &one_by_one));
                drop(pool);
            });
        }
    });
    shared.into_inner().unwrap_or_else(PoisonError::into_inner).plan.finish()
}

/// One thread's work: the next task that fits, until there is none left.
fn turn(
    shared: &Mutex<Shared>,
    changed: &Condvar,
    limit_kib: u64,
    bar: &Bar,
    run: &dyn Fn(&Task, &mut Memory) -> Trial,
) {
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    let mut state = lock();
    loop {
        if interrupt::asked_to_end() {
            break;
        }
        let free = limit_kib.saturating_sub(state.used_kib);
        let Some(task) = state.plan.next(free) else {
            if state.running == 0 {
                break;
            }
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        state.used_kib += task.document_kib;
        let mut memory = state.memory(task.memory_kib, limit_kib);
        let held = memory.kib().max(task.memory_kib) + task.document_kib;
        state.running += 1;
        drop(state);
        let trial = run(&task, &mut memory);
        state = lock();
        state.used_kib = state.used_kib.saturating_sub(held);
        state.running -= 1;
        state.idle.push(memory);
        state.plan.done(&task, trial);
        bar.show(&state.plan.progress());
        changed.notify_all();
    }
    drop(state);
    changed.notify_all();
}

fn run(
    task: &Task,
    paths: &HashMap<&str, &PathBuf>,
    candidates: &Candidates,
    terms: &Terms,
    memory: &mut Memory,
) -> Trial {
    let Some(path) = paths.get(task.path.as_str()) else {
        return Trial::Unreadable("its path is not known any more.".to_owned());
    };
    let estimate = |password: &str, words: &[&str]| Some(strength::guesses(password, words));
    // What was changed is read once more: it may have been in the middle of being written.
    for _ in 0..2 {
        let trial = match Input::read_file(path) {
            // What has grown beyond any backup meanwhile is another file.
            Ok(input) => match input.whole() {
                Some(bytes) => task.run(bytes, candidates, terms, memory, &estimate),
                None => Trial::Changed,
            },
            Err(failure) => return Trial::Unreadable(failure.what),
        };
        if !matches!(trial, Trial::Changed) {
            return trial;
        }
    }
    Trial::Changed
}
