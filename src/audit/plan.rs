//! The plan: which candidate is tried on which slot of which file, in what order. The face owns threads and memory and
//! asks what to do next; whatever its threads, the outcome is the same.
//!
//! Files with the same content are opened once. On each, every candidate is tried on every slot until one opens: the
//! cheapest slots first, among them the candidates with the slot's label. That order decides: when a later trial opens
//! a file while an earlier one still runs, the earlier one is waited for.

use std::collections::{BTreeSet, HashMap};

use super::{
    candidate::Candidates,
    file::{Identity, Lock, Looked},
    trials::{Contenders, nth, work_from},
};
use crate::fault::Fault;

pub use super::task::{Begun, Estimate, Task, Trial};

/// One content, whatever the number of files that have it.
struct Content {
    path: String,
    sha256: [u8; 32],
    document_kib: u64,
    locks: Vec<Lock>,
    trials: usize,
    next: usize,
    running: BTreeSet<usize>,
    decided: Option<(usize, usize, Trial)>,
    refused: Option<Fault>,
    too_large: bool,
}

impl Content {
    /// What a trial on a slot needs in all, in KiB.
    fn needed_kib(&self, lock: &Lock) -> u64 {
        u64::from(lock.cost.memory_kib) + self.document_kib
    }
}

/// What a document takes in memory while it is tried, in KiB: its bytes, its text and its tree, as much as those can be.
/// What is smaller than most is not counted.
fn document_kib(bytes: u64) -> u64 {
    const TIMES: u64 = 8;
    const COUNTED_KIB: u64 = 64;
    let kib = bytes / 1024;
    if kib < COUNTED_KIB { 0 } else { kib * TIMES }
}

/// How far a plan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Contents that are settled.
    pub settled: usize,
    /// Contents that can be tried at all.
    pub contents: usize,
    /// Derivations done.
    pub derivations: u64,
    /// Memory x passes done, in KiB.
    pub work_kib: u64,
    /// Memory x passes left, in KiB: the most it can be, if nothing more opens.
    pub left_kib: u64,
}

/// What is to be tried, and what came of it.
pub struct Plan {
    contenders: Contenders,
    contents: Vec<Content>,
    by_identity: HashMap<Identity, usize>,
    /// Contents with trials to give out: those with none running first, then by work, memory and place.
    queue: BTreeSet<(bool, u64, u64, usize)>,
    progress: Progress,
}

impl Plan {
    /// Plans trials of `candidates` on `files`; none on slots that need more than `limit_kib`.
    pub fn new(files: &[Looked], candidates: &Candidates, limit_kib: u64) -> Self {
        let mut order: Vec<&Looked> = files.iter().collect();
        order.sort_by(|a, b| a.found.path.cmp(&b.found.path));
        let mut plan = Self {
            contenders: Contenders::of(candidates),
            contents: Vec::new(),
            by_identity: HashMap::new(),
            queue: BTreeSet::new(),
            progress: Progress::default(),
        };
        let each = plan.contenders.len();
        for file in order {
            let (Some(identity), Some(sha256)) = (file.identity, file.sha256) else { continue };
            if file.locks.is_empty() || each == 0 || plan.by_identity.contains_key(&identity) {
                continue;
            }
            let mut content = Content {
                path: file.found.path.clone(),
                sha256,
                document_kib: document_kib(file.report.bytes),
                trials: 0,
                too_large: false,
                locks: Vec::new(),
                next: 0,
                running: BTreeSet::new(),
                decided: None,
                refused: None,
            };
            let fits = |lock: &&Lock| content.needed_kib(lock) <= limit_kib;
            content.locks = file.locks.iter().filter(fits).cloned().collect();
            content.too_large = content.locks.len() < file.locks.len();
            content.trials = content.locks.len() * each;
            plan.progress.left_kib += work_from(&content.locks, &plan.contenders, 0);
            plan.progress.contents += usize::from(content.trials > 0);
            plan.by_identity.insert(identity, plan.contents.len());
            plan.contents.push(content);
            plan.enqueue(plan.contents.len() - 1);
        }
        plan
    }

    fn task(&self, index: usize) -> Option<Task> {
        let content = self.contents.get(index)?;
        if content.decided.is_some() {
            return None;
        }
        let trying = nth(&content.locks, &self.contenders, content.next)?;
        let lock = content.locks.get(trying.slot)?;
        Some(Task {
            path: content.path.clone(),
            memory_kib: lock.cost.memory_kib.into(),
            document_kib: content.document_kib,
            work_kib: lock.cost.work_kib(),
            sha256: content.sha256,
            slot: lock.label.clone(),
            candidate: trying.candidate,
            content: index,
            number: content.next,
        })
    }

    fn enqueue(&mut self, index: usize) {
        if let Some(task) = self.task(index) {
            let busy = self.contents.get(index).is_some_and(|content| !content.running.is_empty());
            self.queue.insert((busy, task.work_kib, task.needed_kib(), index));
        }
    }

    /// Takes a content on which something runs out of the queue.
    fn dequeue(&mut self, index: usize) {
        if let Some(task) = self.task(index) {
            self.queue.remove(&(true, task.work_kib, task.needed_kib(), index));
        }
    }

    /// The next trial that fits into `free_kib` of memory, if any does: the cheapest, and those of files on which
    /// nothing runs before further ones on the same file, which may turn out not to be needed.
    pub fn next(&mut self, free_kib: u64) -> Option<Task> {
        let entry = *self.queue.iter().find(|(_, _, memory, _)| *memory <= free_kib)?;
        self.queue.remove(&entry);
        let index = entry.3;
        let task = self.task(index)?;
        let content = self.contents.get_mut(index)?;
        content.running.insert(task.number);
        content.next += 1;
        self.enqueue(index);
        Some(task)
    }

    /// Takes the outcome of a task that [`Plan::next`] gave.
    pub fn done(&mut self, task: &Task, trial: Trial) {
        self.progress.derivations += 1;
        self.progress.work_kib += task.work_kib;
        let index = task.content;
        self.dequeue(index);
        let (before, was_settled) = (self.left(index), self.is_settled(index));
        if let Some(content) = self.contents.get_mut(index) {
            content.running.remove(&task.number);
            match trial {
                Trial::Refused(fault) => content.refused = Some(*fault),
                trial => {
                    let first = content.decided.as_ref().is_none_or(|(number, ..)| task.number < *number);
                    if trial.decides() && first {
                        content.decided = Some((task.number, task.candidate, trial));
                    }
                }
            }
        }
        self.progress.left_kib = self.progress.left_kib.saturating_sub(task.work_kib + before - self.left(index));
        if self.is_settled(index) && !was_settled {
            self.progress.settled += 1;
        }
        self.enqueue(index);
    }

    /// Memory x passes of the trials of a content that have not been given out, in KiB.
    fn left(&self, index: usize) -> u64 {
        match self.contents.get(index) {
            Some(content) if content.decided.is_none() => work_from(&content.locks, &self.contenders, content.next),
            _ => 0,
        }
    }

    fn is_settled(&self, index: usize) -> bool {
        let Some(content) = self.contents.get(index) else { return true };
        match &content.decided {
            Some((number, ..)) => content.running.range(..number).next().is_none(),
            None => content.next >= content.trials && content.running.is_empty(),
        }
    }

    /// Whether nothing is left to give out or to wait for.
    pub fn is_finished(&self) -> bool {
        self.queue.is_empty() && (0..self.contents.len()).all(|index| self.is_settled(index))
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// What came of it, also where it was ended early.
    pub fn finish(self) -> Outcomes {
        let settled: Vec<bool> = (0..self.contents.len()).map(|index| self.is_settled(index)).collect();
        let outcomes = self.contents.into_iter().zip(settled).map(|(content, settled)| {
            let (tried, decided) = match content.decided {
                Some((number, candidate, trial)) if settled => (number + 1, Some((candidate, trial))),
                _ if settled => (content.trials, None),
                _ => (content.running.first().copied().unwrap_or(content.next), None),
            };
            Outcome { tried, decided, settled, refused: content.refused, too_large: content.too_large }
        });
        Outcomes { outcomes: outcomes.collect(), by_identity: self.by_identity }
    }
}

/// What came of the trials on one content.
pub struct Outcome {
    /// How many trials it took, in the plan's order; those that ran beside them in vain are not counted.
    pub(crate) tried: usize,
    /// The trial that ended it, and its candidate.
    pub(crate) decided: Option<(usize, Trial)>,
    /// Whether all that was to be tried was tried.
    pub(crate) settled: bool,
    /// A derivation that could not be done.
    pub(crate) refused: Option<Fault>,
    /// Whether a slot was left out because it needs more memory than the audit may use.
    pub(crate) too_large: bool,
}

/// What came of a plan.
#[derive(Default)]
pub struct Outcomes {
    outcomes: Vec<Outcome>,
    by_identity: HashMap<Identity, usize>,
}

impl Outcomes {
    pub(crate) fn of(&self, file: &Looked) -> Option<&Outcome> {
        self.outcomes.get(*self.by_identity.get(&file.identity?)?)
    }

    /// Whether everything that was planned was done.
    pub fn is_complete(&self) -> bool {
        self.outcomes.iter().all(|outcome| outcome.settled)
    }

    /// Derivations that the outcome rests on.
    pub fn derivations(&self) -> usize {
        self.outcomes.iter().map(|outcome| outcome.tried).sum()
    }
}
