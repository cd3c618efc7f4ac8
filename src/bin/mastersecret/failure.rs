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
            quiet: error.kind() == io::ErrorKind::BrokenPipe,
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

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::new(fault.code.into(), fault.code.row().name, fault.to_string(), fault.remedy)
    }
}
