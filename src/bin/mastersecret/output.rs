//! Output: a file appears in its place whole and proven, or not at all.

use std::{
    fs,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{exit::Exit, failure::Failure, input::is_standard, interrupt, unfinished::Unfinished};

/// Where a file is to be written.
pub(crate) struct Target {
    path: PathBuf,
    folder: PathBuf,
    replace: bool,
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
    /// Standard output; a folder, device or link; an existing file without `replace`; a folder that cannot be written to.
    pub(crate) fn new(path: &Path, replace: bool, input: Option<&Path>) -> Result<Self, Failure> {
        if is_standard(path) {
            return Err(Failure::usage(
                "standard-output",
                "A backup or a secret is never written to standard output, where it could not be read back and proven.",
                "Give a file.",
            ));
        }
        let folder = match path.parent() {
            Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
            Some(folder) => folder.to_owned(),
            None => return Err(not_a_file(path)),
        };
        let target = Self { path: path.to_owned(), folder, replace };
        match fs::symlink_metadata(path) {
            Ok(metadata) if !metadata.is_file() => return Err(not_a_file(path)),
            Ok(_) if !replace => return Err(target.exists(input)),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Failure::io(path, "write", &error));
            }
            _ => {}
        }
        if path.file_name().is_none() {
            return Err(not_a_file(path));
        }
        target.unfinished()?.discard().map_err(|error| target.failed(&error))?;
        Ok(target)
    }

    /// The path as text.
    pub(crate) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Whether this is the file `input`.
    pub(crate) fn is(&self, input: &Path) -> bool {
        same_file(input, &self.path)
    }

    /// Whether this is the same path as `other`, which is written too.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        let whole = |target: &Self| Some((fs::canonicalize(&target.folder).ok()?, target.path.file_name()?.to_owned()));
        whole(self) == whole(other)
    }

    /// Writes `bytes` to the target's file system, through to the disk, and reads them back.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(crate) fn stage(&self, bytes: &[u8]) -> Result<Staged<'_>, Failure> {
        let mut unfinished = self.unfinished()?;
        let file = unfinished.file();
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| self.failed(&error))?;
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

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::io(&self.path, "write", error)
    }

    fn exists(&self, input: Option<&Path>) -> Failure {
        let same = input.is_some_and(|input| same_file(input, &self.path));
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
    /// Puts the file in its place, in one step.
    ///
    /// # Errors
    ///
    /// A target that came to exist meanwhile; what the file system says. The target is untouched then.
    pub(crate) fn put(self) -> Result<(), Failure> {
        let Self { target, unfinished, .. } = self;
        match interrupt::undivided(|| unfinished.put(&target.folder, &target.path, target.replace)) {
            Ok(()) => {
                // The file is in place; whether its folder reached the disk, not every file system can say.
                #[cfg(unix)]
                let _ = fs::File::open(&target.folder).and_then(|folder| folder.sync_all());
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(target.exists(None)),
            Err(error) => Err(Failure::io(&target.path, "put the file in its place", &error)),
        }
    }

    /// Takes back a file that was put in place, because another that belongs to it could not be.
    pub(crate) fn take_back(target: &Target) {
        if !target.replace {
            let _ = fs::remove_file(&target.path);
        }
    }
}

#[cfg(unix)]
fn same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    id(a).is_some_and(|found| id(b) == Some(found))
}

#[cfg(not(unix))]
fn same_file(a: &Path, b: &Path) -> bool {
    fs::canonicalize(a).ok().is_some_and(|found| fs::canonicalize(b).ok() == Some(found))
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
