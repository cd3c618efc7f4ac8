//! What the terminal can show, and how wide it is.

use std::io::{self, IsTerminal};

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
    /// Whether text has styles: bold, dim, colours.
    pub(crate) styled: bool,
}

impl Layout {
    /// For standard output, with styles.
    pub(crate) fn detect() -> Self {
        let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        let width = width.filter(|width| *width > 0).unwrap_or(WIDTH).min(WIDEST);
        Self { width, charset: charset(), styled: true }
    }
}

/// What an environment and two streams let expect.
struct Place<'a> {
    /// The first that is set of LC_ALL, LC_CTYPE and LANG, as POSIX reads them.
    locale: &'a str,
    /// Whether both outputs are a terminal.
    terminal: bool,
    /// Whether it is the newer terminal of Windows, which takes missing symbols from other fonts (WT_SESSION).
    newer: bool,
}

fn charset() -> Charset {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .map(|value| value.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    let place = Place {
        locale: &locale,
        terminal: io::stdout().is_terminal() && io::stderr().is_terminal(),
        newer: std::env::var_os("WT_SESSION").is_some(),
    };
    if cfg!(windows) { on_windows(&place) } else { by_locale(&place) }
}

/// Unicode, where the locale says so.
fn by_locale(place: &Place<'_>) -> Charset {
    let unicode = ["utf-8", "utf8"].iter().any(|name| place.locale.contains(name));
    if unicode { Charset::Unicode } else { Charset::Ascii }
}

/// A console takes Unicode whatever its code page. What goes into a file or a pipe is decoded by a reader that nobody
/// knows; PowerShell takes it for the console's code page. So it is ASCII, unless a locale is set that says otherwise.
fn on_windows(place: &Place<'_>) -> Charset {
    match by_locale(place) {
        Charset::Ascii if place.terminal && place.newer => Charset::Unicode,
        Charset::Ascii if place.terminal => Charset::Classic,
        charset => charset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_can_show_depends_on_where_it_goes() {
        for (locale, terminal, newer, expected) in [
            ("", true, true, Charset::Unicode),
            ("", true, false, Charset::Classic),
            ("", false, false, Charset::Ascii),
            ("", false, true, Charset::Ascii),
            ("c.utf-8", false, false, Charset::Unicode),
            ("de_de.iso-8859-1", true, false, Charset::Classic),
        ] {
            let place = Place { locale, terminal, newer };
            assert_eq!(on_windows(&place), expected, "{locale} {terminal} {newer}");
        }
    }
}
