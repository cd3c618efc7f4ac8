//! Progress: what is being derived and for how long, once it takes longer than half a second.

use std::{
    io::{self, IsTerminal},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::printable::Charset;

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the display moves.
const TICK: Duration = Duration::from_millis(100);

/// A display on standard error, as long as it lives. It shows the time that has passed and no share of the whole: how
/// long a derivation takes is known when it is over.
pub(crate) struct Progress {
    message: Arc<Mutex<String>>,
    running: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts to wait; without a terminal nothing is ever shown.
    pub(crate) fn start(message: String, charset: Charset) -> Self {
        let message = Arc::new(Mutex::new(message));
        let running = io::stderr().is_terminal().then(|| {
            let (stop, stopped) = mpsc::channel();
            let message = Arc::clone(&message);
            (stop, thread::spawn(move || show(&stopped, &message, charset)))
        });
        Self { message, running }
    }

    /// Says what is being done now.
    pub(crate) fn say(&self, message: String) {
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = message;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn show(stopped: &mpsc::Receiver<()>, message: &Mutex<String>, charset: Charset) {
    let waiting = |time| stopped.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout);
    if !waiting(PATIENCE) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_elapsed(PATIENCE);
    let ticks = match charset {
        Charset::Unicode => "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ",
        Charset::Classic | Charset::Ascii => "|/-\\ ",
    };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}") {
        bar.set_style(style.tick_chars(ticks));
    }
    loop {
        bar.set_message(message.lock().unwrap_or_else(PoisonError::into_inner).clone());
        bar.tick();
        if !waiting(TICK) {
            break;
        }
    }
    bar.finish_and_clear();
}
