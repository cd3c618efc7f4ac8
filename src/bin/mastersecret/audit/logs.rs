//! Reading event logs, each with its hash.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use mastersecret::{
    audit::{assemble::LogInput, report::LogView},
    canonical::hex,
    eventlog::{ReadOptions, Record, merge, read_log},
};

use super::reading::hash;
use crate::{args::audit::Reading, failure::Failure, interrupt, path, system::moment};

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
        match path::check(path).and_then(|()| open(path, &mut view)) {
            Err(failure) => (view.error, view.remedy) = (Some(failure.what), Some(failure.remedy)),
            Ok(file) => {
                let source = Stoppable(BufReader::with_capacity(1 << 16, file));
                let read = read_log(inputs.len(), source, &options, &mut |record| records.push(record));
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

fn open(path: &Path, view: &mut LogView) -> Result<File, Failure> {
    let failed = |error| Failure::io(path, "read it", &error);
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(failed(io::Error::other("it is not a file")));
    }
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    view.bytes = metadata.len();
    view.modified = metadata.modified().ok().and_then(moment);
    view.sha256 = Some(hex(&hash(path).map_err(failed)?));
    Ok(file)
}
