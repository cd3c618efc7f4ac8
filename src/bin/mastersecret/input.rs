//! Inputs: files, pipes and standard input, looked at in bounded memory.

use std::{
    fs::{self, File, Metadata},
    io::{self, IsTerminal, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use mastersecret::{limits, recognize::Sample, time::Time};
#[cfg(unix)]
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use zeroize::Zeroizing;

use crate::{exit::Exit, failure::Failure, path, system::moment};

/// The most that a password file can hold: a password of the greatest length in UTF-16, and as much again.
const PASSWORD_FILE_BYTES: u64 = 16 * limits::PASSWORD_BYTES as u64;

/// The most that a list of candidate passwords can hold (4 MiB).
const CANDIDATES_BYTES: u64 = 4 * 1024 * 1024;

/// An input, as much of it as was read.
pub(crate) struct Input {
    /// The path as it was given; `-` is standard input.
    pub(crate) path: PathBuf,
    /// When its content last changed, for a regular file.
    pub(crate) modified: Option<Time>,
    content: Content,
}

enum Content {
    Whole(Vec<u8>),
    Ends { head: Vec<u8>, tail: Vec<u8>, bytes: u64 },
}

/// Whether `path` stands for standard input.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Refuses a command line that names standard input more than once.
pub(crate) fn check_standard<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    match paths.into_iter().filter(|path| is_standard(path)).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::usage(
            "standard-input-twice",
            "Standard input (-) is named more than once, and can be read only once.",
            "Give all but one as files.",
        )),
    }
}

impl Input {
    /// Reads a document: whole up to the limit of the format, of a larger one the two ends.
    ///
    /// # Errors
    ///
    /// What cannot be read, with the path and the reason.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let (file, metadata) = open(path)?;
        Self::from(path, file, metadata)
    }

    /// As [`Input::read`], of a regular file alone: what was one when it was found may have become a pipe that never ends.
    ///
    /// # Errors
    ///
    /// As [`Input::read`], and what is no regular file.
    pub(crate) fn read_file(path: &Path) -> Result<Self, Failure> {
        let (file, metadata) = open(path)?;
        if !metadata.as_ref().is_some_and(Metadata::is_file) {
            return Err(Failure::io(path, "read", &io::Error::other("it is not a file any more")));
        }
        Self::from(path, file, metadata)
    }

    fn from(path: &Path, file: File, metadata: Option<Metadata>) -> Result<Self, Failure> {
        let failed = |error| Failure::io(path, "read", &error);
        let metadata = metadata.filter(Metadata::is_file);
        let content = content(file, metadata.as_ref()).map_err(failed)?;
        if metadata.is_none() && !is_standard(path) && matches!(&content, Content::Whole(bytes) if bytes.is_empty()) {
            return Err(silent(path));
        }
        let modified = metadata.and_then(|metadata| moment(metadata.modified().ok()?));
        Ok(Self { path: path.to_owned(), modified, content })
    }

    /// The path as text.
    pub(crate) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// What was read of it.
    pub(crate) fn sample(&self) -> Sample<'_> {
        match &self.content {
            Content::Whole(bytes) => Sample::Whole(bytes),
            Content::Ends { head, tail, bytes } => Sample::Ends { head, tail, bytes: *bytes },
        }
    }

    /// All of it, if it was read whole.
    pub(crate) fn whole(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            Content::Ends { .. } => None,
        }
    }
}

/// Reads the bytes of a password file.
///
/// # Errors
///
/// What cannot be read, with the path and the reason.
pub(crate) fn read_password(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    read_secret(path, PASSWORD_FILE_BYTES, "The password file")
}

/// Reads the bytes of a list of candidate passwords.
///
/// # Errors
///
/// As [`read_password`].
pub(crate) fn read_candidates(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    read_secret(path, CANDIDATES_BYTES, "The list of candidate passwords")
}

fn read_secret(path: &Path, most: u64, what: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let (file, _) = open(path)?;
    // Room for all of it from the start: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(most as usize + 1));
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| Failure::io(path, "read the password file", &error))?;
    if bytes.len() as u64 > most {
        return Err(Failure::usage(
            "password-long",
            format!("{what} is larger than {most} bytes, so it cannot be one."),
            "Give the file that holds passwords, and nothing else.",
        )
        .about(path));
    }
    Ok(bytes)
}

/// Of a pipe, Windows has no metadata.
fn open(path: &Path) -> Result<(File, Option<Metadata>), Failure> {
    let failed = |error| Failure::io(path, "read", &error);
    let (file, metadata) = if is_standard(path) {
        let file = standard().map_err(failed)?;
        let metadata = file.metadata().ok();
        (file, metadata)
    } else {
        path::check(path)?;
        let file = check_kind(path).and_then(|()| open_file(path)).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        (file, Some(metadata))
    };
    if metadata.as_ref().is_some_and(Metadata::is_file) {
        return Ok((file, metadata));
    }
    if !is_standard(path) {
        wait_when_reading(&file).map_err(failed)?;
    }
    if file.is_terminal() {
        return Err(Failure::usage(
            "terminal",
            "This input is the terminal itself, where what is typed would be shown.",
            "Give a file, or leave the option out to be asked for a password.",
        )
        .about(path));
    }
    Ok((file, metadata))
}

/// Refuses what is neither a file nor a pipe before it is opened: opening a device can do things.
fn check_kind(path: &Path) -> io::Result<()> {
    let kind = fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if kind.is_file() || is_pipe(kind) || path == Path::new("/dev/stdin") {
        return Ok(());
    }
    Err(io::Error::other("it is a device or a socket, not a file"))
}

/// What is in a file, or comes out of something that is none.
fn content(mut file: File, metadata: Option<&Metadata>) -> io::Result<Content> {
    let bytes = metadata.map_or(0, Metadata::len);
    let ends = limits::SAMPLE_BYTES as u64;
    if bytes > limits::DOCUMENT_BYTES as u64 && file.stream_position()? == 0 {
        let part = |file: &mut File| {
            let mut part = Vec::with_capacity(limits::SAMPLE_BYTES);
            file.take(ends).read_to_end(&mut part).map(|_| part)
        };
        let head = part(&mut file)?;
        file.seek(SeekFrom::Start(bytes - ends))?;
        let tail = part(&mut file)?;
        return Ok(Content::Ends { head, tail, bytes });
    }
    stream(file, usize::try_from(bytes).unwrap_or(0).min(limits::DOCUMENT_BYTES) + 1)
}

/// Reads to the end and keeps all of it, or the two ends of what is too large to be a document.
fn stream(mut reader: impl Read, expected: usize) -> io::Result<Content> {
    let mut whole = Vec::with_capacity(expected);
    reader.by_ref().take(limits::DOCUMENT_BYTES as u64 + 1).read_to_end(&mut whole)?;
    if whole.len() <= limits::DOCUMENT_BYTES {
        return Ok(Content::Whole(whole));
    }
    let (sample, mut bytes) = (limits::SAMPLE_BYTES, whole.len() as u64);
    let mut tail = whole.split_off(whole.len() - sample);
    whole.truncate(sample);
    whole.shrink_to_fit();
    loop {
        let read = reader.by_ref().take(sample as u64).read_to_end(&mut tail)?;
        if read == 0 {
            return Ok(Content::Ends { head: whole, tail, bytes });
        }
        bytes += read as u64;
        tail.drain(..tail.len() - sample);
    }
}

fn silent(path: &Path) -> Failure {
    Failure::new(
        Exit::INPUT_OUTPUT,
        "pipe",
        "Nothing came out of this pipe: no program is writing to it.",
        "Start the program that writes to it first, or give a file.",
    )
    .about(path)
}

#[cfg(unix)]
fn is_pipe(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: fs::FileType) -> bool {
    false
}

/// Opens without waiting: a named pipe that nobody writes to would keep the program for ever.
#[cfg(unix)]
fn open_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let no_waiting = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    fs::OpenOptions::new().read(true).custom_flags(no_waiting).open(path)
}

#[cfg(not(unix))]
fn open_file(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Lets reading from what was opened without waiting wait for what a writer has still to write.
#[cfg(unix)]
fn wait_when_reading(file: &File) -> io::Result<()> {
    Ok(fcntl_setfl(file, fcntl_getfl(file)? - OFlags::NONBLOCK)?)
}

#[cfg(not(unix))]
fn wait_when_reading(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn standard() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn standard() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    /// The bytes 0, 1, ... 250, 0, ... of any number, without memory for them.
    struct Counting(u64, u64);

    impl Read for Counting {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = (self.1 - self.0).min(buffer.len().min(1000) as u64);
            for byte in buffer.iter_mut().take(count as usize) {
                *byte = (self.0 % 251) as u8;
                self.0 += 1;
            }
            Ok(count as usize)
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_the_place_of_a_file_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("was-a-file.msb");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        // Somebody who could write, and does not.
        let _writer = fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
        let Err(failure) = Input::read_file(&path) else { panic!("it was read") };
        assert!(failure.what.contains("not a file any more"), "{}", failure.what);
    }

    #[test]
    fn a_stream_over_the_limit_is_kept_at_its_ends() {
        let limit = limits::DOCUMENT_BYTES as u64;
        match stream(Counting(0, limit), 0).unwrap() {
            Content::Whole(bytes) => assert_eq!(bytes.len(), limits::DOCUMENT_BYTES),
            Content::Ends { .. } => panic!("not kept whole"),
        }
        for total in [limit + 1, limit + 70_000, 3 * limit + 12_345] {
            let Content::Ends { head, tail, bytes } = stream(Counting(0, total), 0).unwrap() else {
                panic!("kept whole");
            };
            let at = |start: u64| (start..start + 65_536).map(|n| (n % 251) as u8).collect::<Vec<_>>();
            assert_eq!(bytes, total);
            assert!(head == at(0) && tail == at(total - 65_536), "{total}");
            assert!(head.capacity() <= 65_536 && tail.capacity() <= 4 * 65_536);
        }
    }
}
