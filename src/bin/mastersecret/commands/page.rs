//! `schema`, `completions`, `man`: what the program says about itself.

use std::io::{self, Write};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{
    args::options::{Color, Plain},
    exit::{self, Exit},
    failure::Failure,
    session::print_early_failure,
};

/// Prints text for other programs.
pub(super) fn print(text: &[u8]) -> Exit {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Ok(()) => Exit::FINE,
        Err(error) => {
            let failure = Failure::output(&error);
            if !failure.quiet {
                print_early_failure(&failure, Plain { json: false, color: Color::Auto });
            }
            failure.exit
        }
    }
}

/// The JSON Schema of what `--json` prints: of an audit's report, or of everything else.
pub(super) fn schema(audit: bool) -> Vec<u8> {
    let schema = if audit { mastersecret::audit::report::schema() } else { mastersecret::report::schema() };
    format!("{schema:#}\n").into_bytes()
}

/// Completions for a shell.
pub(super) fn completions(shell: Shell, mut command: Command) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "mastersecret", &mut script);
    script
}

/// The manual page: one for the program and all its commands.
pub(super) fn manual(command: Command) -> Vec<u8> {
    let mut page = Vec::new();
    // Writing to memory does not fail.
    let _ = write_manual(command, &mut page);
    page
}

fn write_manual(mut command: Command, page: &mut Vec<u8>) -> io::Result<()> {
    command.build();
    let whole = Man::new(command.clone()).manual("mastersecret manual");
    whole.render_title(page)?;
    whole.render_name_section(page)?;
    whole.render_synopsis_section(page)?;
    whole.render_description_section(page)?;
    writeln!(page, ".SH COMMANDS")?;
    for leaf in leaves(&command) {
        write_command(leaf, page)?;
    }
    writeln!(page, ".SH \"EXIT STATUS\"")?;
    for (exit, meaning) in exit::TABLE {
        writeln!(page, ".TP\n{}\n{}", exit.code(), escaped(meaning))?;
    }
    writeln!(page, ".SH VERSION\n{}", command.get_version().unwrap_or_default())
}

/// The commands that do something, in the order of the help.
fn leaves(command: &Command) -> Vec<&Command> {
    let visible = command.get_subcommands().filter(|command| command.get_name() != "help");
    visible.flat_map(|command| if command.has_subcommands() { leaves(command) } else { vec![command] }).collect()
}

fn write_command(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let usage = command.clone().render_usage().to_string();
    let man = Man::new(command.clone());
    let mut parts = Vec::new();
    man.render_description_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    man.render_extra_section(&mut parts)?;
    writeln!(page, ".SS \"{}\"", escaped(&name))?;
    writeln!(page, ".nf\n{}\n.fi", escaped(usage.trim_start_matches("Usage: ")))?;
    for line in String::from_utf8_lossy(&parts).lines() {
        match line.strip_prefix(".SH ") {
            // Below the command's own heading, its sections are plain paragraphs.
            Some("DESCRIPTION" | "EXTRA") => writeln!(page, ".PP")?,
            Some(section) => writeln!(page, ".PP\n.B {section}")?,
            // How a quotation mark is written was said at the top of the page.
            None if line.starts_with(".ie ") || line.starts_with(".el ") => {}
            None => writeln!(page, "{line}")?,
        }
    }
    Ok(())
}

/// Text in which troff is to see no hyphens and no requests.
fn escaped(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_start().replace('-', "\\-")))
        .collect::<String>()
        .trim_end()
        .to_owned()
}
