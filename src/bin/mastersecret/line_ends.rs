//! Line ends: text for people ends its lines as the system's own programs do; data never changes.

use std::borrow::Cow;

/// `text`, for people, with the line ends of this system: on Windows CR LF, without which older editors show one line.
pub(crate) fn of_system(text: &str) -> Cow<'_, str> {
    if cfg!(windows) { Cow::Owned(text.replace('\n', "\r\n")) } else { Cow::Borrowed(text) }
}
