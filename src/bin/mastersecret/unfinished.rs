//! Unfinished files: what is written before it has a place.
//!
//! Where the system can do that, such a file has no name at all, and is gone however the program ends. Elsewhere it lies
//! beside its target under a name of its own, which an interruption removes, and which only a killed program leaves.

use std::{fs::File, io, path::Path};

use tempfile::{Builder, NamedTempFile};

use crate::{interrupt, privacy};

/// A new file that only its owner can read and that is not in its place yet.
pub(crate) enum Unfinished {
    #[cfg(target_os = "linux")]
    Nameless(File),
    Named(NamedTempFile<Noted<File>>),
}

/// What belongs to a name that an interruption removes.
pub(crate) struct Noted<T> {
    inner: T,
    _note: interrupt::Note,
}

impl Unfinished {
    /// Makes an empty one on the file system of `folder`.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::file(folder)? {
            return Ok(Self::Nameless(file));
        }
        named(folder, privacy::create).map(Self::Named)
    }

    /// The file, open to be written and read.
    pub(crate) fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => file,
            Self::Named(file) => &mut file.as_file_mut().inner,
        }
    }

    /// Takes it away, where it does not go by itself.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(crate) fn discard(self) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(_) => Ok(()),
            Self::Named(file) => file.close(),
        }
    }

    /// Gives it its place, `target` in `folder`, in one step: whoever looks sees what was there before, or all of it.
    /// Gives the file back, still open.
    ///
    /// # Errors
    ///
    /// A target that exists, unless it is to be replaced; what the file system says. The target is untouched then.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(unused_variables, reason = "only a file without a name needs `folder`")
    )]
    pub(crate) fn put(self, folder: &Path, target: &Path, replace: bool) -> io::Result<File> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => {
                match nameless::name(&file, target) {
                    Err(error) if replace && error.kind() == io::ErrorKind::AlreadyExists => {
                        // Only a name can take the place of another.
                        named(folder, |path| nameless::name(&file, path))?.persist(target)?;
                    }
                    put => put?,
                }
                Ok(file)
            }
            Self::Named(file) if replace => Ok(file.persist(target)?.inner),
            Self::Named(file) => Ok(file.persist_noclobber(target)?.inner),
        }
    }
}

/// Makes something under a new name in `folder`.
fn named<T>(folder: &Path, mut make: impl FnMut(&Path) -> io::Result<T>) -> io::Result<NamedTempFile<Noted<T>>> {
    Builder::new().prefix(".mastersecret-").suffix(".tmp").make_in(folder, |path| {
        // Noted first: an interruption can come at any time.
        let note = interrupt::Note::begin(path);
        match make(path) {
            Ok(inner) => Ok(Noted { inner, _note: note }),
            Err(error) => {
                note.withdraw();
                Err(error)
            }
        }
    })
}

/// Files without a name (`O_TMPFILE` in open(2)).
#[cfg(target_os = "linux")]
mod nameless {
    use std::{
        fs::{self, File, OpenOptions},
        io,
        os::{fd::AsRawFd, unix::fs::OpenOptionsExt},
        path::{Path, PathBuf},
    };

    use rustix::{
        fs::{AtFlags, CWD, OFlags, linkat},
        io::Errno,
    };

    /// A file without a name; none where the kernel, the file system or a missing `/proc` does not allow one.
    pub(super) fn file(folder: &Path) -> io::Result<Option<File>> {
        let flags = i32::try_from(OFlags::TMPFILE.bits()).unwrap_or_default();
        let made = OpenOptions::new().read(true).write(true).mode(0o600).custom_flags(flags).open(folder);
        match made {
            Ok(file) => Ok(fs::metadata(link(&file)).is_ok().then_some(file)),
            Err(error) => match Errno::from_io_error(&error) {
                // What those say that do not know the flag; a folder that is not there is noticed by the other way.
                Some(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT) => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// Gives a file a name that nothing has yet.
    pub(super) fn name(file: &File, path: &Path) -> io::Result<()> {
        Ok(linkat(CWD, link(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }

    fn link(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }
}
