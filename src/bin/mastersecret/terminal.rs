//! What the terminal can show, and how wide it is.

use crate::printable::Charset;

/// Width when nobody knows it, in columns.
const WIDTH: usize = 80;

/// Widest line: longer ones are hard to read.
const WIDEST: usize = 110;

/// How text is to be laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Columns of a line.
    pub(crate) width: usize,
    /// Characters that can be shown.
    pub(crate) charset: Charset,
}

impl Layout {
    /// For standard output.
    pub(crate) fn detect() -> Self {
        let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        Self { width: width.filter(|width| *width > 0).unwrap_or(WIDTH).min(WIDEST), charset: charset() }
    }
}

/// Unicode, where the locale says so (POSIX: the first that is set of LC_ALL, LC_CTYPE, LANG); always on Windows, whose
/// console takes Unicode whatever its code page.
fn charset() -> Charset {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .map(|value| value.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    if cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8") { Charset::Unicode } else { Charset::Ascii }
}
