//! Output: a file appears in its place whole and proven, or not at all.

use std::{
    fs,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use mastersecret::finding::{Finding, FindingCode};
use zeroize::Zeroizing;

use crate::{
    exit::Exit, failure::Failure, identity, input::is_standard, interrupt, path, privacy, unfinished::Unfinished,
};

/// Where a file is to be written.
pub(crate) struct Target {
    /// As it was given.
    path: PathBuf,
    /// As the system takes it, however long it is.
    place: PathBuf,
    folder: PathBuf,
    replace: bool,
}

/// Who can read a file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Its owner alone, beside root or administrators.
    Owner,
    /// Perhaps others: the place keeps no access rights, or others than were asked for.
    Others,
}

impl Readers {
    /// What has to be said about the file `name`.
    pub(crate) fn finding(self, name: &str) -> Option<Finding> {
        (self == Self::Others).then(|| Finding::new(FindingCode::NotPrivate).with("found", name))
    }
}

/// A file that is written, flushed and read back, but not in its place yet.
pub(crate) struct Staged<'a> {
    target: &'a Target,
    unfinished: Unfinished,
    /// What was read back.
    pub(crate) read_back: Zeroizing<Vec<u8>>,
}

impl Target {
    /// Looks at the target before anybody is asked for a password. Whether it exists decides itself again, in one step,
    /// when the file is put in place.
    ///
    /// # Errors
    ///
    /// Standard output; a folder, device or link; an existing file without `replace`, or one that a program on Windows
    /// holds open; a folder that cannot be written to.
    pub(crate) fn new(path: &Path, replace: bool, input: Option<&Path>) -> Result<Self, Failure> {
        if is_standard(path) {
            return Err(Failure::usage(
                "standard-output",
                "A backup or a secret is never written to standard output, where it could not be read back and proven.",
                "Give a file.",
            ));
        }
        path::check(path)?;
        let place = path::for_system(path);
        let folder = match place.parent() {
            Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
            Some(folder) => folder.to_owned(),
            None => return Err(not_a_file(path)),
        };
        let target = Self { path: path.to_owned(), place, folder, replace };
        match fs::symlink_metadata(&target.place) {
            Ok(metadata) if !metadata.is_file() => return Err(not_a_file(path)),
            Ok(_) if !replace => return Err(target.exists(input)),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Failure::io(path, "write", &error));
            }
            Ok(_) if is_held(&target.place) => return Err(target.held()),
            _ => {}
        }
        if path.file_name().is_none() {
            return Err(not_a_file(path));
        }
        target.unfinished()?.discard().map_err(|error| Failure::io(path, "write", &error))?;
        Ok(target)
    }

    /// The path as text.
    pub(crate) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Whether this is the file `input`.
    pub(crate) fn is(&self, input: &Path) -> bool {
        identity::same(input, &self.place)
    }

    /// Whether this is the same path as `other`, which is written too.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        let whole = |target: &Self| {
            let name = target.place.file_name()?.to_string_lossy();
            let name = if cfg!(windows) { path::folded(&name) } else { name.into_owned() };
            Some((fs::canonicalize(&target.folder).ok()?, name))
        };
        whole(self) == whole(other)
    }

    /// Writes `bytes` to the target's file system, through to the disk, and reads them back.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(crate) fn stage(&self, bytes: &[u8]) -> Result<Staged<'_>, Failure> {
        let failed = |error| Failure::io(&self.path, "write", &error);
        let mut unfinished = self.unfinished()?;
        let file = unfinished.file();
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        // One byte of room more than is needed: growing would leave a copy behind.
        let mut read_back = Zeroizing::new(Vec::with_capacity(bytes.len() + 1));
        file.rewind()
            .and_then(|()| file.take(bytes.len() as u64 + 1).read_to_end(&mut read_back))
            .map_err(|error| Failure::io(&self.path, "read back what was written", &error))?;
        Ok(Staged { target: self, unfinished, read_back })
    }

    fn unfinished(&self) -> Result<Unfinished, Failure> {
        Unfinished::new(&self.folder).map_err(|error| Failure::io(&self.path, "write a file in its folder", &error))
    }

    fn held(&self) -> Failure {
        Failure::new(
            Exit::INPUT_OUTPUT,
            "in-use",
            "Another program holds this file open, so it cannot be replaced.",
            "Close that program, and try again; or choose another name.",
        )
        .about(&self.path)
    }

    fn exists(&self, input: Option<&Path>) -> Failure {
        let same = input.is_some_and(|input| identity::same(input, &self.place));
        let (code, what) = if same {
            ("same-file", "The output is the input itself.")
        } else {
            ("exists", "There is a file of this name already.")
        };
        Failure::new(Exit::INPUT_OUTPUT, code, what, "Choose another name, or replace it with --force.")
            .about(&self.path)
    }
}

impl Staged<'_> {
    /// Puts the file in its place, in one step. Gives back whether nobody else can read it.
    ///
    /// # Errors
    ///
    /// A target that came to exist meanwhile; what the file system says. The target is untouched then.
    pub(crate) fn put(self) -> Result<Readers, Failure> {
        let Self { target, unfinished, .. } = self;
        match interrupt::undivided(|| unfinished.put(&target.folder, &target.place, target.replace)) {
            Ok(file) => {
                // The file is in place; whether its folder reached the disk, not every file system can say.
                #[cfg(unix)]
                let _ = fs::File::open(&target.folder).and_then(|folder| folder.sync_all());
                Ok(if privacy::is_private(&file) { Readers::Owner } else { Readers::Others })
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(target.exists(None)),
            Err(_) if target.replace && is_open(&target.place) => Err(target.held()),
            Err(error) => Err(Failure::io(&target.path, "put the file in its place", &error)),
        }
    }

    /// Takes back a file that was put in place, because another that belongs to it could not be.
    pub(crate) fn take_back(target: &Target) {
        if !target.replace {
            let _ = fs::remove_file(&target.place);
        }
    }
}

/// Whether somebody holds a file open, in such a way that it cannot be opened with these rights (CreateFileW) while it is
/// shared as is said.
#[cfg(windows)]
fn cannot_be_opened(path: &Path, rights: u32, share: u32) -> bool {
    use std::os::windows::fs::OpenOptionsExt;
    const SHARING_VIOLATION: i32 = 32;
    let opened = fs::OpenOptions::new().access_mode(rights).share_mode(share).open(path);
    opened.is_err_and(|error| error.raw_os_error() == Some(SHARING_VIOLATION))
}

/// Whether a program keeps others from replacing a file: to be replaced is to be deleted.
#[cfg(windows)]
fn is_held(path: &Path) -> bool {
    const DELETE: u32 = 0x0001_0000;
    const READ_WRITE_DELETE: u32 = 7;
    cannot_be_opened(path, DELETE, READ_WRITE_DELETE)
}

/// Whether a program has a file open at all. Where replacing failed, this is why, even if the program would share it.
#[cfg(windows)]
fn is_open(path: &Path) -> bool {
    const GENERIC_READ: u32 = 0x8000_0000;
    cannot_be_opened(path, GENERIC_READ, 0)
}

#[cfg(not(windows))]
fn is_held(_: &Path) -> bool {
    false
}

#[cfg(not(windows))]
fn is_open(_: &Path) -> bool {
    false
}

fn not_a_file(path: &Path) -> Failure {
    Failure::new(
        Exit::INPUT_OUTPUT,
        "not-a-file",
        "This is a folder, a link or a device, not the name of a file.",
        "Give the name of the file to be written.",
    )
    .about(path)
}
