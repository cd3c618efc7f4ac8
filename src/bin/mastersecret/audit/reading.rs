//! Reading files side by side, each as it is at one moment.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::SystemTime,
};

use mastersecret::{
    audit::{
        file::{Found, Looked, look},
        report::Skipped,
    },
    finding::{Finding, FindingCode},
    inspect::Terms,
    recognize::Sample,
};
use sha2::{Digest, Sha256};

use super::{bar::Bar, walking::Entry};
use crate::{failure::Failure, input::Input, interrupt};

/// How often a file is read that changes meanwhile.
const ATTEMPTS: usize = 2;

/// What came of looking at all files.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) files: Vec<Looked>,
    pub(crate) skipped: Vec<Skipped>,
    /// How many were not looked at, because the audit was asked to end.
    pub(crate) left: usize,
}

/// Looks at every file, with `jobs` threads.
pub(crate) fn look_at(entries: &[Entry], terms: &Terms, hash_all: bool, jobs: usize, bar: &Bar) -> Reading {
    let next = AtomicUsize::new(0);
    let all = Mutex::new(Reading::default());
    thread::scope(|scope| {
        for _ in 0..jobs.min(entries.len()) {
            scope.spawn(|| {
                let mut own = Reading::default();
                while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if interrupt::asked_to_end() {
                        own.left += 1;
                        continue;
                    }
                    match read(entry, terms, hash_all) {
                        Ok(looked) => own.files.push(looked),
                        Err(_) if interrupt::asked_to_end() => own.left += 1,
                        Err(failure) => {
                            let finding = Finding::new(FindingCode::Unreadable).with("found", failure.what);
                            own.skipped.push(Skipped { path: entry.found.path.clone(), finding });
                        }
                    }
                    bar.one_more();
                }
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                all.files.append(&mut own.files);
                all.skipped.append(&mut own.skipped);
                all.left += own.left;
            });
        }
    });
    let mut reading = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    reading.files.sort_by(|a, b| a.path().cmp(b.path()));
    reading
}

/// What shows that a file was changed.
pub(super) fn state(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

fn read(entry: &Entry, terms: &Terms, hash_all: bool) -> Result<Looked, Failure> {
    let metadata = || fs::metadata(&entry.path).map_err(|error| Failure::io(&entry.path, "look at it", &error));
    let read = || -> Result<_, Failure> {
        let input = Input::read_file(&entry.path)?;
        let whole_sha256 = match input.sample() {
            Sample::Ends { .. } if hash_all => {
                Some(hash(&entry.path).map_err(|error| Failure::io(&entry.path, "hash it", &error))?)
            }
            _ => None,
        };
        Ok((input, whole_sha256))
    };
    let ((input, whole_sha256), held_still) = steady(|| Ok(state(&metadata()?)), read)?;
    let found = Found { modified: input.modified, ..entry.found.clone() };
    let mut looked = look(found, &input.sample(), whole_sha256, terms);
    if !held_still {
        looked.note(Finding::new(FindingCode::ChangedWhileRead));
    }
    Ok(looked)
}

/// Reads what may change meanwhile: once more if it did, and says whether it held still in the end.
pub(super) fn steady<S: PartialEq, T, E>(
    mut state: impl FnMut() -> Result<S, E>,
    mut read: impl FnMut() -> Result<T, E>,
) -> Result<(T, bool), E> {
    let mut before = state()?;
    let mut content = read()?;
    for _ in 1..ATTEMPTS {
        let after = state()?;
        if before == after {
            return Ok((content, true));
        }
        before = after;
        content = read()?;
    }
    Ok((content, before == state()?))
}

/// The SHA-256 of a file of any size; an interruption ends it.
pub(crate) fn hash(path: &Path) -> io::Result<[u8; 32]> {
    hash_unless(path, interrupt::asked_to_end)
}

/// The SHA-256 of a file of any size, unless something asks to end.
pub(crate) fn hash_unless(path: &Path, asked_to_end: fn() -> bool) -> io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        if asked_to_end() {
            return Err(io::Error::other("the audit was interrupted"));
        }
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().into()),
            read => hasher.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_changes_is_read_once_more_and_then_said_to_change() {
        // What the file's state is, each time it is looked at; how often it is read, and whether it held still.
        for (states, reads, held_still) in
            [(&[1, 1][..], 1, true), (&[1, 2, 2], 2, true), (&[1, 2, 3], 2, false), (&[1, 2, 1], 2, false)]
        {
            let (mut looks, mut read) = (states.iter(), 0);
            let outcome = steady(
                || looks.next().copied().ok_or("looked too often"),
                || {
                    read += 1;
                    Ok(read)
                },
            );
            assert_eq!(outcome.unwrap(), (reads, held_still), "{states:?}");
            assert_eq!(looks.next(), None);
        }
    }
}
