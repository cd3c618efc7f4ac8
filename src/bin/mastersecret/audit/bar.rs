//! The progress of an audit on the terminal: files a second, and the time that is left at most.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mastersecret::audit::plan::Progress;

use crate::printable::Charset;

/// How often the display moves at most, a second.
const RATE: u8 = 10;

/// A bar on standard error; nothing is shown where that is no terminal.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar over `files` that are looked at.
    pub(crate) fn of_files(files: usize, charset: Charset) -> Self {
        Self::new("Looking  {wide_bar} {human_pos}/{human_len} files  {per_sec}  {eta} left", files as u64, charset)
    }

    /// A bar over derivations: how many will be needed shows itself only when files open.
    pub(crate) fn of_derivations(charset: Charset) -> Self {
        Self::new("Trying   {wide_bar} {msg}  at most {eta} left", 1, charset)
    }

    fn new(template: &str, length: u64, charset: Charset) -> Self {
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(RATE));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(match charset {
                Charset::Unicode | Charset::Classic => style,
                Charset::Ascii => style.progress_chars("#>-"),
            });
        }
        bar.enable_steady_tick(Duration::from_millis(500));
        Self(bar)
    }

    /// One more file is looked at.
    pub(crate) fn one_more(&self) {
        self.0.inc(1);
    }

    /// Shows how far a plan has come.
    pub(crate) fn show(&self, progress: &Progress) {
        self.0.set_length(progress.work_kib + progress.left_kib);
        self.0.set_position(progress.work_kib);
        let per_second = progress.settled as f64 / self.0.elapsed().as_secs_f64().max(0.001);
        self.0.set_message(format!("{}/{} files  {per_second:.1}/s", progress.settled, progress.contents));
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
