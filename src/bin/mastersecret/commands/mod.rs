//! The commands, one file for each family.

mod audit;
mod check;
mod events;
mod explain;
mod generate;
mod inspect;
mod page;
mod restore;
mod rewrap;
mod seal;
mod slot;
mod write;

use clap::CommandFactory;

use crate::{
    args::{
        Cli, Command,
        options::{Limits, Show},
        slot::Slot,
    },
    exit::Exit,
    failure::Failure,
    line_ends,
    path::expand,
    session::{Session, print_early_failure},
};

/// Resolves wildcards, for every command that takes several files.
fn resolved(mut command: Command) -> Command {
    match &mut command {
        Command::Inspect(args) => args.files = expand(&args.files, false),
        Command::Check(args) => args.files = expand(&args.files, false),
        Command::Events(args) => args.logs = expand(&args.logs, false),
        Command::Audit(args) => {
            args.paths = expand(&args.paths, true);
            args.events = expand(&args.events, false);
        }
        _ => {}
    }
    command
}

/// Runs a command to its exit code.
pub(crate) fn run(command: Command) -> Exit {
    let command = resolved(command);
    let unlimited = Limits { max_memory: None, max_work: None };
    match command {
        Command::Generate(args) => with_session(args.show, &args.limits, |session| generate::run(&args, session)),
        Command::Seal(args) => with_session(args.show, &args.limits, |session| seal::run(&args, session)),
        Command::Inspect(args) => with_session(args.show, &args.limits, |session| inspect::run(&args, session)),
        Command::Check(args) => with_session(args.show, &args.limits, |session| check::run(&args, session)),
        Command::Rewrap(args) => with_session(args.show, &args.limits, |session| rewrap::run(&args, session)),
        Command::Slot(Slot::List(args)) => with_session(args.show, &args.limits, |session| slot::list(&args, session)),
        Command::Slot(Slot::Add(args)) => with_session(args.show, &args.limits, |session| slot::add(&args, session)),
        Command::Slot(Slot::Replace(args)) => {
            with_session(args.show, &args.limits, |session| slot::replace(&args, session))
        }
        Command::Slot(Slot::Remove(args)) => {
            with_session(args.show, &args.limits, |session| slot::remove(&args, session))
        }
        Command::Restore(args) => with_session(args.show, &args.limits, |session| restore::run(&args, session)),
        Command::Explain(args) => {
            with_session(Show::plain(args.show), &unlimited, |session| explain::run(&args, session))
        }
        Command::Audit(args) => with_session(args.show, &args.limits, |session| audit::run(&args, session)),
        Command::Events(args) => with_session(args.show, &unlimited, |session| events::run(&args, session)),
        Command::Policy => {
            // Somebody is going to edit it.
            page::print(line_ends::of_system(mastersecret::audit::policy_file::DEFAULT).as_bytes())
        }
        Command::Schema { audit } => page::print(&page::schema(audit)),
        Command::Completions { shell } => page::print(&page::completions(shell, Cli::command())),
        Command::Man => page::print(&page::manual(Cli::command())),
    }
}

fn with_session(show: Show, limits: &Limits, work: impl FnOnce(&mut Session) -> Result<Exit, Failure>) -> Exit {
    let mut session = match Session::new(show, limits) {
        Ok(session) => session,
        Err(failure) => {
            print_early_failure(&failure, show.plain);
            return failure.exit;
        }
    };
    let exit = work(&mut session).unwrap_or_else(|failure| {
        let printed = session.print_failure(&failure);
        printed.map_or_else(|failure| failure.exit, |()| failure.exit)
    });
    match session.flush() {
        Ok(()) => exit,
        Err(failure) => {
            if !failure.quiet {
                print_early_failure(&failure, show.plain);
            }
            failure.exit
        }
    }
}
