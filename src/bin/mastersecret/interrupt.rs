//! What has to be tidied up when somebody interrupts the program: unfinished files, and a terminal that shows nothing.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    exit::Exit,
    printable::{Charset, printable},
};

/// Files that are not in place yet.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Held by a step that no interruption divides.
static STEP: Mutex<()> = Mutex::new(());

/// Whether the first interruption asks the work to end by itself.
static PATIENT: AtomicBool = AtomicBool::new(false);

/// Whether the work was asked to end.
static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on the first interruption only asks the work to end by itself, with what it has; the second one ends it.
pub(crate) fn end_by_asking() {
    PATIENT.store(true, Ordering::SeqCst);
}

/// Whether the work was asked to end.
pub(crate) fn asked_to_end() -> bool {
    ASKED.load(Ordering::SeqCst)
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The note of an unfinished file. When this is dropped, the file has got its place or was removed; one that could not be
/// removed stays noted, and that is tried again at the end.
pub(crate) struct Note(PathBuf);

impl Note {
    /// Notes a file that is about to be made.
    pub(crate) fn begin(path: &Path) -> Self {
        unfinished().push(path.to_owned());
        Self(path.to_owned())
    }

    /// Takes the note back: the file was not made, and what has its name is not ours.
    pub(crate) fn withdraw(self) {
        self.forget();
    }

    fn forget(&self) {
        unfinished().retain(|file| *file != self.0);
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.0).is_err() {
            self.forget();
        }
    }
}

/// Runs a step that no interruption divides.
pub(crate) fn undivided<T>(step: impl FnOnce() -> T) -> T {
    let _held = STEP.lock().unwrap_or_else(PoisonError::into_inner);
    step()
}

/// Removes what is unfinished and gives the terminal back.
pub(crate) fn tidy_up() {
    // Without waiting: the hook that a panic runs may hold the lock.
    if let Ok(files) = UNFINISHED.try_lock() {
        remove(&files);
    }
    terminal::give_back();
}

fn remove(files: &[PathBuf]) {
    for file in files {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                let name = file.to_string_lossy();
                let line = format!(
                    "{name}: this unfinished file could not be removed: {error}. Remove it; it may hold a secret."
                );
                let _ = writeln!(io::stderr(), "{}", printable(&line, Charset::Ascii));
            }
            _ => {}
        }
    }
}

/// Tidies up on Ctrl-C, SIGTERM and SIGHUP, then ends.
pub(crate) fn watch() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        if PATIENT.load(Ordering::SeqCst) && !ASKED.swap(true, Ordering::SeqCst) {
            return;
        }
        // An atomic last step is waited for: what it puts in place is whole. Both locks are held until the end.
        let _step = STEP.lock().unwrap_or_else(PoisonError::into_inner);
        let files = unfinished();
        remove(&files);
        terminal::give_back();
        #[expect(clippy::exit, reason = "an interrupted program ends here")]
        std::process::exit(Exit::INTERRUPTED.code().into());
    })
}

/// Lets the terminal show nothing that is typed, until [`tidy_up`]: what somebody types ahead while a key is derived may
/// be the password that is asked for next.
pub(crate) fn hide_typing() {
    terminal::hide_typing();
}

#[cfg(unix)]
mod terminal {
    use std::{
        fs::File,
        sync::{Mutex, PoisonError},
    };

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The terminal and its settings as they were found.
    static FOUND: Mutex<Option<(File, Termios)>> = Mutex::new(None);

    pub(super) fn hide_typing() {
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        if found.is_some() {
            return;
        }
        let Ok(file) = File::open("/dev/tty") else { return };
        let Ok(settings) = tcgetattr(&file) else { return };
        let mut hidden = settings.clone();
        hidden.local_modes -= LocalModes::ECHO;
        let _ = tcsetattr(&file, OptionalActions::Now, &hidden);
        *found = Some((file, settings));
    }

    pub(super) fn give_back() {
        if let Ok(mut found) = FOUND.try_lock()
            && let Some((file, settings)) = found.take()
        {
            let _ = tcsetattr(file, OptionalActions::Now, &settings);
        }
    }
}

#[cfg(not(unix))]
mod terminal {
    pub(super) fn hide_typing() {}
    pub(super) fn give_back() {}
}
