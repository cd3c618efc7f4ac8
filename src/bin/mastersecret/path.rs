//! Paths as Windows reads them: devices and streams that look like files, wildcards that no shell resolves, and names
//! that are too long for it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use glob::{MatchOptions, glob_with};
use mastersecret::label::is_device;

use crate::{exit::Exit, failure::Failure};

/// From this length on, in UTF-16 units, Windows wants a path whole and behind `\\?\`. The documented limit is 260 for
/// files and 248 for folders, and a temporary name is longer than the one it stands for.
const LONG: usize = 200;

/// What a path names that is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Odd {
    Device,
    Stream,
    Pattern,
}

/// Refuses a path that Windows takes for something else than a file, before anything is opened: opening a device can
/// wait for ever, and a stream is lost by the first copy.
///
/// # Errors
///
/// A device, a stream inside a file, or a pattern that nothing matches.
pub(crate) fn check(path: &Path) -> Result<(), Failure> {
    if !cfg!(windows) {
        return Ok(());
    }
    let (code, what, remedy) = match odd(&path.to_string_lossy()) {
        None => return Ok(()),
        Some(Odd::Device) => {
            ("device", "On Windows this is the name of a device, not of a file.", "Give the name of a file.")
        }
        Some(Odd::Stream) => (
            "stream",
            "A colon behind a file's name means a stream inside that file on Windows, and a stream is lost by most ways \
             of copying.",
            "Give the name of the file itself.",
        ),
        Some(Odd::Pattern) => (
            "no-match",
            "No file of this name was found; * and ? stand for any characters, and nothing matches.",
            "Check the folder and the pattern. Where one file is asked for, name that file.",
        ),
    };
    Err(Failure::new(Exit::INPUT_OUTPUT, code, what, remedy).about(path))
}

/// A file's name as Windows compares it: without case, and without the dots and spaces at its end.
pub(crate) fn folded(name: &str) -> String {
    name.trim_end_matches(['.', ' ']).to_lowercase()
}

/// Whether Windows would ask another computer for this, and tell that one who the user is.
pub(crate) fn is_remote(path: &Path) -> bool {
    cfg!(windows) && is_share(&path.to_string_lossy())
}

fn is_share(path: &str) -> bool {
    let slashes = path.replace('/', "\\");
    let Some(rest) = slashes.strip_prefix("\\\\") else { return false };
    let local = rest.strip_prefix("?\\").is_some_and(|rest| matches!(rest.as_bytes(), [_, b':', ..]));
    !local
}

fn odd(path: &str) -> Option<Odd> {
    let slashes: String = path.replace('/', "\\");
    if slashes.starts_with("\\\\.\\") {
        return Some(Odd::Device);
    }
    // Behind this prefix, names are taken as they are: NUL is a file like any other.
    let (verbatim, rest) = match slashes.strip_prefix("\\\\?\\") {
        Some(rest) => (true, rest),
        None => (false, slashes.as_str()),
    };
    let rest = match rest.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => rest.get(2..).unwrap_or_default(),
        _ => rest,
    };
    let name = rest.rsplit('\\').next().unwrap_or_default();
    if !verbatim && is_device(name.trim_end_matches(':')) {
        Some(Odd::Device)
    } else if rest.contains(':') {
        Some(Odd::Stream)
    } else if rest.contains(['*', '?']) {
        Some(Odd::Pattern)
    } else {
        None
    }
}

/// The paths, with `*` and `?` resolved where the shell leaves that to programs, as those of Windows do. What nothing
/// matches stays as it is, for [`check`] to complain of.
pub(crate) fn expand(paths: &[PathBuf], folders_too: bool) -> Vec<PathBuf> {
    if !cfg!(windows) {
        return paths.to_vec();
    }
    paths.iter().flat_map(|path| matching(path, folders_too)).collect()
}

fn matching(path: &Path, folders_too: bool) -> Vec<PathBuf> {
    let found = path.to_str().filter(|text| odd(text) == Some(Odd::Pattern)).map(|text| {
        // Brackets are ordinary characters in the names that Windows makes of copies.
        let pattern = text.replace('[', "[[]");
        let options =
            MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: false };
        let found = glob_with(&pattern, options).into_iter().flatten().flatten();
        found.filter(|path| folders_too || fs::metadata(path).is_ok_and(|found| !found.is_dir())).collect::<Vec<_>>()
    });
    found.filter(|found| !found.is_empty()).unwrap_or_else(|| vec![path.to_owned()])
}

/// The path as every function of the system takes it: a long one whole, and behind the prefix that lifts the limit.
pub(crate) fn for_system(path: &Path) -> PathBuf {
    let long = cfg!(windows) && std::path::absolute(path).is_ok_and(|path| path.to_string_lossy().len() >= LONG);
    let absolute = long.then(|| std::path::absolute(path).ok()).flatten();
    absolute.and_then(|path| Some(PathBuf::from(verbatim(path.to_str()?)?))).unwrap_or_else(|| path.to_owned())
}

/// An absolute path behind the prefix that lifts the limit; none for what has a prefix already.
fn verbatim(absolute: &str) -> Option<String> {
    match absolute.strip_prefix("\\\\") {
        Some(rest) if rest.starts_with(['?', '.']) => None,
        Some(share) => Some(format!("\\\\?\\UNC\\{share}")),
        None => Some(format!("\\\\?\\{absolute}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn shares_are_told_from_drives() {
        for share in [r"\\server\share\a", "//server/share", r"\\?\UNC\server\share", r"\\.\pipe\a", r"\/server\x"] {
            assert!(is_share(share), "{share}");
        }
        for local in [r"C:\a", r"\\?\C:\a", "a/b", r"\a", "", r"a\\b"] {
            assert!(!is_share(local), "{local}");
        }
    }

    #[test]
    fn names_that_windows_takes_for_one_are_one() {
        assert_eq!(folded("Back.BIN"), folded("back.bin. ."));
        assert_ne!(folded("back"), folded("back.bin"));
    }

    #[test]
    fn what_windows_takes_for_something_else_is_known_by_its_name() {
        for (path, expected) in [
            ("a.msb", None),
            (r"C:\Program Files\Common Files\Enterprise Single Sign-On\SSO07AB.bak", None),
            (r"C:a.msb", None),
            (r"\\server\share$\a.msb", None),
            (r"\\?\C:\a.msb", None),
            (r"\\?\UNC\server\share\a.msb", None),
            (r"\\?\C:\NUL", None),
            ("CONSOLE.bak", None),
            ("NUL", Some(Odd::Device)),
            ("nul.txt", Some(Odd::Device)),
            ("CON:", Some(Odd::Device)),
            (r"C:\x\com1 .bak", Some(Odd::Device)),
            ("x/AUX", Some(Odd::Device)),
            (r"\\.\PhysicalDrive0", Some(Odd::Device)),
            ("//./pipe/x", Some(Odd::Device)),
            ("a.msb:hidden", Some(Odd::Stream)),
            (r"C:\a.msb::$DATA", Some(Odd::Stream)),
            (r"\\?\C:\a.msb:x", Some(Odd::Stream)),
            ("*.msb", Some(Odd::Pattern)),
            (r"C:\*\a?.msb", Some(Odd::Pattern)),
            (r"\\?\C:\*.msb", Some(Odd::Pattern)),
        ] {
            assert_eq!(odd(path), expected, "{path}");
        }
    }

    #[test]
    fn a_pattern_becomes_the_files_it_matches() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["b.msb", "A.MSB", ".hidden.msb", "copy [1].msb", "a.txt", "z\u{fc}.msb"] {
            fs::write(at(name), "").unwrap();
        }
        fs::create_dir(at("folder.msb")).unwrap();
        let names = |pattern: &str, folders_too| {
            let found = matching(&at(pattern), folders_too);
            let names = found.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
            names.collect::<Vec<_>>()
        };
        assert_eq!(names("*.msb", false), [".hidden.msb", "A.MSB", "b.msb", "copy [1].msb", "z\u{fc}.msb"]);
        assert_eq!(names("*.msb", true).len(), 6);
        assert_eq!(names("copy [1]*", false), ["copy [1].msb"]);
        assert_eq!(names("?.msb", false), ["A.MSB", "b.msb"]);
        // What matches nothing, and what is no pattern, stays as it is.
        assert_eq!(names("*.bak", false), ["*.bak"]);
        assert_eq!(names("copy [1].msb", false), ["copy [1].msb"]);
    }

    #[test]
    fn a_long_path_gets_the_prefix_that_lifts_the_limit() {
        assert_eq!(verbatim(r"C:\a").unwrap(), r"\\?\C:\a");
        assert_eq!(verbatim(r"\\server\share\a").unwrap(), r"\\?\UNC\server\share\a");
        assert_eq!(verbatim(r"\\?\C:\a"), None);
        assert_eq!(for_system(Path::new("a.msb")), Path::new("a.msb"));
    }
}
