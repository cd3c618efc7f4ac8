//! Failures: what keeps a command from doing its work, beside the verdict on a file.

use std::{io, path::Path};

use mastersecret::{
    fault::Fault,
    report::{ErrorView, FailedView},
};

use crate::exit::Exit;

/// Why a command, or its work on one file, ends here.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The file that it is about.
    pub(crate) file: Option<String>,
    /// The stable code.
    pub(crate) code: &'static str,
    /// What happened.
    pub(crate) what: String,
    /// What to do.
    pub(crate) remedy: String,
    /// What the command ends with.
    pub(crate) exit: Exit,
    /// Whether nobody has to be told: the reader of the output has gone, or somebody interrupted.
    pub(crate) quiet: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, code: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: None, code, what: what.into(), remedy: remedy.into(), exit, quiet: false }
    }

    /// A request that cannot be carried out as it was given.
    pub(crate) fn usage(code: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Exit::USAGE, code, what, remedy)
    }

    /// Input or output of `path` failed; `doing` completes "could not".
    pub(crate) fn io(path: &Path, doing: &str, error: &io::Error) -> Self {
        if let Some((_, code, remedy)) = error.raw_os_error().and_then(on_windows) {
            return Self::new(Exit::INPUT_OUTPUT, code, format!("Could not {doing}: {error}."), *remedy).about(path);
        }
        let code = match error.kind() {
            io::ErrorKind::NotFound => "not-found",
            io::ErrorKind::PermissionDenied => "permission-denied",
            io::ErrorKind::AlreadyExists => "exists",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => "no-space",
            io::ErrorKind::IsADirectory => "folder",
            _ => "io",
        };
        let remedy = match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "Check the path.",
            io::ErrorKind::IsADirectory => "Name the files in it.",
            io::ErrorKind::PermissionDenied => "Use an account that may, or another place.",
            io::ErrorKind::ReadOnlyFilesystem => "Choose a place that can be written to.",
            _ if code == "no-space" => "Free some space, or choose another place.",
            _ => "Try again; if it stays so, use another copy or another place.",
        };
        Self::new(Exit::INPUT_OUTPUT, code, format!("Could not {doing}: {error}."), remedy).about(path)
    }

    /// Writing the report itself failed.
    pub(crate) fn output(error: &io::Error) -> Self {
        Self {
            quiet: error.kind() == io::ErrorKind::BrokenPipe || (cfg!(windows) && gone(error)),
            ..Self::new(
                Exit::INPUT_OUTPUT,
                "output",
                format!("Could not write the report: {error}."),
                "Check where standard output leads.",
            )
        }
    }

    pub(crate) fn interrupted() -> Self {
        Self { quiet: true, ..Self::new(Exit::INTERRUPTED, "interrupted", "Interrupted.", "Start again.") }
    }

    /// Whether it is no use to go on with other files.
    pub(crate) fn ends_everything(&self) -> bool {
        self.quiet || matches!(self.code, "output" | "no-terminal" | "no-password")
    }

    /// Names the file that it is about.
    #[must_use]
    pub(crate) fn about(self, path: &Path) -> Self {
        Self { file: Some(path.to_string_lossy().into_owned()), ..self }
    }

    /// Names the file that it is about, unless one is named already.
    #[must_use]
    pub(crate) fn or_about(self, name: &str) -> Self {
        Self { file: self.file.or_else(|| Some(name.to_owned())), ..self }
    }

    /// As `--json` prints it.
    pub(crate) fn view(&self) -> FailedView {
        FailedView {
            file: self.file.clone(),
            error: ErrorView { code: self.code.to_owned(), what: self.what.clone(), remedy: self.remedy.clone() },
        }
    }
}

/// What Windows says, by its number (winerror.h), where something else is to be done than elsewhere: the stable code, and
/// what to do.
const WINDOWS: &[(&[i32], &str, &str)] = &[
    // NOT_READY, WRONG_DISK, NO_SUCH_DEVICE, MEDIA_CHANGED, NO_MEDIA_IN_DRIVE, DEVICE_NOT_CONNECTED
    (&[21, 34, 433, 1110, 1112, 1167], "no-disk", "Insert the disk, or check the drive letter."),
    // CRC, IO_DEVICE, DISK_CORRUPT
    (&[23, 1117, 1393], "disk", "The disk may be failing: copy from it what can still be read, and use another copy."),
    // SHARING_VIOLATION, LOCK_VIOLATION, USER_MAPPED_FILE
    (&[32, 33, 1224], "in-use", "Close the program that has the file open, and try again."),
    // REM_NOT_LIST, BAD_NETPATH, NETWORK_BUSY, DEV_NOT_EXIST, UNEXP_NET_ERR, NETNAME_DELETED, BAD_NET_NAME, SEM_TIMEOUT,
    // CONNECTION_UNAVAIL, NO_NETWORK, NETWORK_UNREACHABLE, HOST_UNREACHABLE, NOT_CONNECTED
    (
        &[51, 53, 54, 55, 59, 64, 67, 121, 1201, 1222, 1231, 1232, 2250],
        "network",
        "Check that the share can be reached, and try again, or copy the file to this machine first.",
    ),
    // INVALID_NAME, BAD_PATHNAME
    (&[123, 161], "bad-path", "Check the path: Windows allows no name like this."),
];

fn on_windows(number: i32) -> Option<&'static (&'static [i32], &'static str, &'static str)> {
    WINDOWS.iter().find(|(numbers, ..)| cfg!(windows) && numbers.contains(&number))
}

/// Whether the reader of a pipe has gone: BROKEN_PIPE, NO_DATA, PIPE_NOT_CONNECTED.
fn gone(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|number| [109, 232, 233].contains(&number))
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::new(fault.code.into(), fault.code.row().name, fault.to_string(), fault.remedy)
    }
}
