//! Reading event logs, each with its hash.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
    thread,
};

use mastersecret::{
    audit::{assemble::LogInput, report::LogView},
    canonical::hex,
    eventlog::{LogError, LogSummary, ReadOptions, Record, merge, read_log},
};

use super::reading::{hash, state, steady};
use crate::{args::audit::Reading, exit::Exit, failure::Failure, interrupt, path, system::moment};

/// Reads all logs; one that cannot be read says why, and does not keep the others from it.
pub(crate) fn read<'a>(
    logs: impl Iterator<Item = (&'a Path, Option<String>)>,
    reading: &Reading,
    jobs: usize,
) -> (Vec<LogInput>, Vec<Record>) {
    let options =
        ReadOptions { time_zone: reading.time_zone.clone(), computer: reading.computer.clone(), threads: jobs };
    let (mut inputs, mut records) = (Vec::new(), Vec::new());
    for (path, system) in logs {
        if interrupt::asked_to_end() {
            break;
        }
        let mut view = LogView {
            path: path.to_string_lossy().replace('\\', "/"),
            bytes: 0,
            modified: None,
            sha256: None,
            summary: None,
            error: None,
            remedy: None,
        };
        match read_one(path, inputs.len(), &options, &mut view) {
            Err(failure) => (view.error, view.remedy) = (Some(failure.what), Some(failure.remedy)),
            Ok((read, mut own)) => {
                records.append(&mut own);
                match read {
                    Ok(summary) => view.summary = Some(summary),
                    Err(error) => (view.error, view.remedy) = (Some(error.what()), Some(error.remedy())),
                }
            }
        }
        inputs.push(LogInput { view, system });
    }
    (inputs, merge(records))
}

/// Reads and hashes one log, once more where it changed meanwhile: the report names the hash of what was read.
fn read_one(
    path: &Path,
    log: usize,
    options: &ReadOptions,
    view: &mut LogView,
) -> Result<(Result<LogSummary, LogError>, Vec<Record>), Failure> {
    path::check(path)?;
    let failed = |error| Failure::io(path, "read it", &error);
    let state_now = || fs::metadata(path).map(|metadata| state(&metadata)).map_err(failed);
    let read = || {
        let source = Stoppable(BufReader::with_capacity(1 << 16, open(path, view).map_err(failed)?));
        let mut records = Vec::new();
        let mut sink = |record| records.push(record);
        let (hashed, read) = beside(options.threads, || hash(path), || read_log(log, source, options, &mut sink));
        view.sha256 = Some(hex(&hashed.map_err(failed)?));
        Ok((read, records))
    };
    let (read, held_still) = steady(state_now, read)?;
    if held_still {
        return Ok(read);
    }
    view.sha256 = None;
    Err(Failure::new(
        Exit::INPUT_OUTPUT,
        "changed-while-read",
        "It changed while it was read, and again when it was read once more.",
        "Export the log into a file, and give that.",
    ))
}

/// Does both: one beside the other where there are threads for it. To hash a long log takes most of the time that reading
/// it takes.
fn beside<A: Send, B>(jobs: usize, first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    if jobs < 2 {
        return (first(), second());
    }
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        (first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), second)
    })
}

/// A source that an interruption ends: logs can be long.
struct Stoppable<R>(R);

impl<R: Read> Read for Stoppable<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if interrupt::asked_to_end() {
            return Err(io::Error::other("the audit was interrupted"));
        }
        self.0.read(buffer)
    }
}

impl<R: Seek> Seek for Stoppable<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

fn open(path: &Path, view: &mut LogView) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    view.bytes = metadata.len();
    view.modified = metadata.modified().ok().and_then(moment);
    Ok(file)
}
