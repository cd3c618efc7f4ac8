//! Help, and complaints about a command line, as the parser words them.

use std::io::{self, Write};

use anstream::AutoStream;

use crate::{exit::Exit, line_ends};

/// Prints what the parser answers in place of a command.
pub(crate) fn print(answer: &clap::Error) -> Exit {
    let text = answer.render().ansi().to_string();
    let text = line_ends::of_system(&text);
    if answer.use_stderr() {
        // Nothing can be told where standard error is gone.
        let _ = AutoStream::auto(io::stderr()).write_all(text.as_bytes());
        return Exit::USAGE;
    }
    let mut out = AutoStream::auto(io::stdout());
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Exit::FINE,
        Err(_) => Exit::INPUT_OUTPUT,
    }
}
