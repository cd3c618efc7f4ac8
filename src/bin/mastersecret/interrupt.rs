//! What has to be tidied up when somebody interrupts the program: unfinished files, and a terminal that shows nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::exit::Exit;

/// Files that are not in place yet.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

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

/// A file that is noted as unfinished as long as this lives.
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Notes a file that is about to be made.
    pub(crate) fn begin(path: &Path) -> Self {
        unfinished().push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|file| *file != self.0);
    }
}

/// Runs a step that no interruption divides.
pub(crate) fn undivided<T>(step: impl FnOnce() -> T) -> T {
    let _held = unfinished();
    step()
}

/// Removes what is unfinished and gives the terminal back.
pub(crate) fn tidy_up() {
    // Without waiting: the hook that a panic runs may hold the lock.
    if let Ok(files) = UNFINISHED.try_lock() {
        for file in files.iter() {
            let _ = fs::remove_file(file);
        }
    }
    terminal::give_back();
}

/// Tidies up on Ctrl-C, SIGTERM and SIGHUP, then ends.
pub(crate) fn watch() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        if PATIENT.load(Ordering::SeqCst) && !ASKED.swap(true, Ordering::SeqCst) {
            return;
        }
        // An atomic last step is waited for: what it puts in place is whole.
        let files = unfinished();
        for file in files.iter() {
            let _ = fs::remove_file(file);
        }
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
