//! One run of a command: its terms, its memory for derivations, and where its reports go.

use std::io::{self, BufWriter, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};
use mastersecret::{
    audit::{logged::EventsReport, report::AuditReport},
    catalogue::Explanation,
    cost::size,
    fault::Fault,
    finding::{self, Finding},
    header::Header,
    inspect::{Check, Inspection, Terms},
    keys::Memory,
    outcome::Outcome,
    password::Password,
    policy::Policy,
    report::Report,
    slot::PasswordSlot,
    write::{Draft, Writer},
};
use serde::Serialize;

use crate::{
    args::options::{Color, Limits, Plain, Show},
    exit::Exit,
    failure::Failure,
    hardening::deriving,
    json, line_ends,
    printable::printable,
    progress::Progress,
    render, strength,
    system::{SystemEntropy, now},
    terminal::Layout,
};

/// What every command works with.
pub(crate) struct Session {
    pub(crate) terms: Terms,
    pub(crate) memory: Memory,
    pub(crate) layout: Layout,
    show: Show,
    out: BufWriter<AutoStream<StdoutLock<'static>>>,
}

/// The form of what is printed, for threads that have no session.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    json: bool,
    layout: Layout,
}

impl Form {
    /// A value as it is printed.
    pub(crate) fn render<T: Serialize>(
        self,
        value: &T,
        page: impl Fn(&T, Layout) -> String,
    ) -> Result<Vec<u8>, Failure> {
        let mut out = Vec::with_capacity(4096);
        self.write(value, page, &mut out).map_err(|error| Failure::output(&error))?;
        Ok(out)
    }

    fn write<T: Serialize>(
        self,
        value: &T,
        page: impl Fn(&T, Layout) -> String,
        out: &mut impl Write,
    ) -> io::Result<()> {
        if self.json {
            json::write(out, value, self.layout.charset)
        } else {
            out.write_all(line_ends::of_system(&page(value, self.layout)).as_bytes())
        }
    }
}

impl Session {
    /// # Errors
    ///
    /// A clock that cannot be right.
    pub(crate) fn new(show: Show, limits: &Limits) -> Result<Self, Failure> {
        let terms = Terms { budget: limits.budget(), policy: Policy::default(), now: now()? };
        let style = choice(show.plain.color, AutoStream::choice(&io::stdout()));
        let unstyled = show.plain.json || style == ColorChoice::Never;
        let out =
            BufWriter::with_capacity(1 << 16, standard_output(if unstyled { ColorChoice::AlwaysAnsi } else { style }));
        let layout = Layout { styled: !unstyled, ..Layout::detect() };
        Ok(Self { terms, memory: Memory::new(), layout, show, out })
    }

    /// The exit code of a file with this report.
    pub(crate) fn exit(&self, report: &Report) -> Exit {
        let worst = report.findings.iter().map(|finding| finding.severity).max();
        match Exit::from(report.verdict) {
            Exit::FINE if self.show.fail_on.fails(worst) => Exit::FINDINGS,
            exit => exit,
        }
    }

    /// The exit code of a command with this outcome.
    pub(crate) fn exit_of_outcome(&self, outcome: &Outcome) -> Exit {
        if self.show.fail_on.fails(outcome.worst()) { Exit::FINDINGS } else { Exit::FINE }
    }

    pub(crate) fn print_report(&mut self, report: &Report) -> Result<(), Failure> {
        self.print(report, render::report::page)
    }

    pub(crate) fn print_slots(&mut self, report: &Report) -> Result<(), Failure> {
        self.print(report, render::slots::page)
    }

    pub(crate) fn print_outcome(&mut self, outcome: &Outcome) -> Result<(), Failure> {
        self.print(outcome, render::outcome::page)
    }

    pub(crate) fn print_audit(&mut self, report: &AuditReport) -> Result<(), Failure> {
        self.print(report, render::audit::page)
    }

    pub(crate) fn print_events(&mut self, report: &EventsReport) -> Result<(), Failure> {
        self.print(report, render::events::page)
    }

    pub(crate) fn print_explanation(&mut self, explanation: &Explanation) -> Result<(), Failure> {
        self.print(explanation, render::explanation::page)
    }

    /// Prints the report of a source that does not open: in text, only why, and to standard error.
    pub(crate) fn print_refusal(&mut self, report: &Report) -> Result<(), Failure> {
        if self.show.plain.json {
            return self.print_report(report);
        }
        self.flush()?;
        complain(&render::report::refusal(report, self.layout), self.show.plain);
        Ok(())
    }

    /// Prints a line of text for people only.
    pub(crate) fn print_note(&mut self, note: &str) -> Result<(), Failure> {
        if self.show.plain.json {
            return Ok(());
        }
        let line = format!("{}\n", printable(note, self.layout.charset));
        self.out.write_all(line_ends::of_system(&line).as_bytes()).map_err(|error| Failure::output(&error))
    }

    /// Tells of a failure; as JSON on standard output, as text on standard error.
    pub(crate) fn print_failure(&mut self, failure: &Failure) -> Result<(), Failure> {
        if failure.quiet {
            return Ok(());
        }
        if self.show.plain.json {
            return self.print(&failure.view(), |_, _| String::new());
        }
        // In the order in which things happened, also where both streams lead to one place.
        self.flush()?;
        complain(&render::failure(failure, self.layout), self.show.plain);
        Ok(())
    }

    /// Keeps a failure apart from what follows it.
    pub(crate) fn separate(&self) {
        if !self.show.plain.json {
            complain("\n", self.show.plain);
        }
    }

    fn print<T: Serialize>(&mut self, value: &T, page: impl Fn(&T, Layout) -> String) -> Result<(), Failure> {
        self.form().write(value, page, &mut self.out).map_err(|error| Failure::output(&error))
    }

    /// The form in which this session prints.
    pub(crate) fn form(&self) -> Form {
        Form { json: self.show.plain.json, layout: self.layout }
    }

    /// Prints what was rendered in the form of this session.
    pub(crate) fn print_rendered(&mut self, rendered: &[u8]) -> Result<(), Failure> {
        self.out.write_all(rendered).map_err(|error| Failure::output(&error))
    }

    /// Lets everything printed so far be seen.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| Failure::output(&error))
    }

    /// Tries a password, with a display while it takes long.
    ///
    /// # Errors
    ///
    /// An unknown slot.
    pub(crate) fn check(
        &mut self,
        inspection: &Inspection,
        password: &Password,
        try_damaged: bool,
        only: Option<&str>,
    ) -> Result<Check, Fault> {
        let charset = self.layout.charset;
        let progress = Progress::start(String::new(), charset);
        let watch = &mut |slot: &PasswordSlot, number, all| {
            let which = if all > 1 { format!(" ({number} of {all})") } else { String::new() };
            let (memory, passes) = (size(slot.cost.memory_kib.into()), slot.cost.passes);
            let passes = if passes == 1 { "1 pass".to_owned() } else { format!("{passes} passes") };
            progress.say(printable(
                &format!("Trying the password on “{}”{which}: {memory}, {passes}", slot.label),
                charset,
            ));
        };
        let (terms, memory) = (&self.terms, &mut self.memory);
        let mut check = deriving(|| inspection.check(password, try_damaged, only, terms, memory, watch))?;
        if let (Some(_), Some(backup)) = (&check.opened, &inspection.backup) {
            check.findings.extend(self.weakness(password, Some(&backup.header), &[]));
            finding::sort(&mut check.findings);
        }
        Ok(check)
    }

    /// What is to be said about a password that protects a file with this header or these words in it.
    pub(crate) fn weakness(&self, password: &Password, header: Option<&Header>, words: &[&str]) -> Option<Finding> {
        let labels = header.into_iter().flat_map(|header| header.password_slots().map(|slot| slot.label.as_str()));
        let system = header.and_then(|header| header.system.as_deref());
        let known: Vec<&str> = words.iter().copied().chain(labels).chain(system).collect();
        finding::of_password(strength::guesses(password.expose(), &known), &self.terms.policy)
    }

    /// Runs a writing operation of the core, with a display while it takes long.
    pub(crate) fn draft(
        &mut self,
        doing: &str,
        write: impl FnOnce(&mut Writer<'_>) -> Result<Draft, Fault>,
    ) -> Result<Draft, Fault> {
        let _progress = Progress::start(doing.to_owned(), self.layout.charset);
        let mut writer = Writer { entropy: &mut SystemEntropy, memory: &mut self.memory, now: self.terms.now };
        deriving(|| write(&mut writer))
    }

    /// Proves what was read back, with a display while it takes long.
    pub(crate) fn prove(
        &mut self,
        draft: &Draft,
        file: &str,
        read_back: &[u8],
        password: &Password,
    ) -> Result<Report, Fault> {
        let _progress = Progress::start("Opening the new file again".to_owned(), self.layout.charset);
        let (terms, memory) = (&self.terms, &mut self.memory);
        let (_, report) = deriving(|| draft.prove(Some(file), read_back, password, terms, memory))?;
        Ok(report)
    }
}

/// Tells of a failure where there is no session.
pub(crate) fn print_early_failure(failure: &Failure, plain: Plain) {
    complain(&render::failure(failure, Layout::detect()), plain);
}

fn choice(color: Color, auto: ColorChoice) -> ColorChoice {
    match color {
        Color::Auto => auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}

/// Standard output. What has no styles passes through unread: taking them out here would cost a call for each piece.
fn standard_output(style: ColorChoice) -> AutoStream<StdoutLock<'static>> {
    AutoStream::new(io::stdout().lock(), style)
}

/// Nothing can be told where standard error is gone.
fn complain(text: &str, plain: Plain) {
    let auto = AutoStream::choice(&io::stderr());
    let mut stream = AutoStream::new(io::stderr(), choice(plain.color, auto));
    let _ = stream.write_all(line_ends::of_system(text).as_bytes());
}
