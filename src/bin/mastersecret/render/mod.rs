//! Rendering: reports, outcomes and explanations as text for people. Every text that reaches the terminal is made
//! printable here, in one place.

pub(crate) mod audit;
pub(crate) mod events;
pub(crate) mod explanation;
pub(crate) mod outcome;
pub(crate) mod report;
pub(crate) mod slots;
mod wrapping;

use std::{borrow::Cow, fmt::Write};

use anstyle::{AnsiColor, Style};
use mastersecret::finding::{Finding, Severity};
use textwrap::core::display_width;

use self::wrapping::{Lines, is_one_column_each, wrapping};
use crate::{
    failure::Failure,
    printable::{Charset, is_plain, printable},
    terminal::Layout,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const RED: Style = AnsiColor::Red.on_default().bold();
const PLAIN: Style = Style::new();

/// Columns from the left edge to the value of a fact.
const VALUE_COLUMN: usize = 15;

/// Room for every indentation, so that none has to be made anew for each line.
const SPACES: &str = "                                ";

fn spaces(count: usize) -> &'static str {
    SPACES.get(..count).unwrap_or(SPACES)
}

/// Something short that stands for a word: in Unicode, in the part of it that Windows' console fonts have, in ASCII.
#[derive(Clone, Copy)]
struct Symbol(&'static str, &'static str, &'static str);

const YES: Symbol = Symbol("✔", "√", "+");
const WHOLE: Symbol = Symbol("✓", "√", "+");
const NO: Symbol = Symbol("✘", "×", "x");
const CAREFUL: Symbol = Symbol("▲", "▲", "!");
const UNKNOWN: Symbol = Symbol("?", "?", "?");
const NOTE: Symbol = Symbol("•", "•", "-");
const BECOMES: Symbol = Symbol("→", "→", ">");

/// A text that is built line by line.
struct Page {
    text: String,
    layout: Layout,
}

impl Page {
    fn new(layout: Layout) -> Self {
        // Room for most reports: growing would copy them again and again.
        Self { text: String::with_capacity(4096), layout }
    }

    fn symbol(&self, symbol: Symbol) -> &'static str {
        match self.layout.charset {
            Charset::Unicode => symbol.0,
            Charset::Classic => symbol.1,
            Charset::Ascii => symbol.2,
        }
    }

    fn printable<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(printable(text, self.layout.charset)) }
    }

    /// A style, where there are any.
    fn style(&self, style: Style) -> Style {
        if self.layout.styled { style } else { PLAIN }
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// The answer in one word, and what it is about.
    fn headline(&mut self, symbol: Symbol, style: Style, word: &str, about: &str) {
        let (symbol, about) = (self.symbol(symbol), self.printable(about));
        let (style, bold) = (self.style(style), self.style(BOLD));
        self.text.push_str(&format!("{style}{symbol} {word}{style:#}"));
        if !about.is_empty() {
            self.text.push_str(&format!("  {bold}{about}{bold:#}"));
        }
        self.blank();
    }

    /// A line that stands above others.
    fn heading(&mut self, text: &str) {
        let (text, bold) = (self.printable(text), self.style(BOLD));
        self.text.push_str(&format!("  {bold}{text}{bold:#}\n"));
    }

    /// Wrapped text, `indent` columns from the left.
    fn paragraph(&mut self, indent: usize, style: Style, text: &str) {
        let indent = spaces(indent);
        self.hanging(indent, indent, style, text);
    }

    /// Wrapped text that begins behind `first`, with its other lines behind `rest`.
    fn hanging(&mut self, first: &str, rest: &str, style: Style, text: &str) {
        let text = self.printable(text);
        let room = self.layout.width.saturating_sub(display_width(rest)).max(20);
        let mut lead = first;
        // Nearly every text is plain, and of many files' reports the width of each word would take a fifth of the time.
        if is_one_column_each(&text) {
            for line in Lines::of(&text, room) {
                self.line(lead, style, line);
                lead = rest;
            }
        } else {
            for line in textwrap::wrap(&text, wrapping(room)) {
                self.line(lead, style, &line);
                lead = rest;
            }
        }
    }

    fn line(&mut self, lead: &str, style: Style, text: &str) {
        self.text.push_str(lead);
        let style = self.style(style);
        if style == PLAIN {
            self.text.push_str(text);
        } else {
            // Writing into a String cannot fail.
            let _ = write!(self.text, "{style}{text}{style:#}");
        }
        self.text.push('\n');
    }

    /// A name and its value.
    fn fact(&mut self, name: &str, value: &str) {
        let (name, dim) = (self.printable(name), self.style(DIM));
        let gap = VALUE_COLUMN.saturating_sub(2 + display_width(&name)).max(1);
        self.hanging(&format!("  {dim}{name}{dim:#}{}", spaces(gap)), spaces(VALUE_COLUMN), PLAIN, value);
    }

    /// A name and its value, if there is one.
    fn optional(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.fact(name, &value.to_string());
        }
    }

    /// What follows a fact, below its value.
    fn more(&mut self, value: &str) {
        self.paragraph(VALUE_COLUMN, PLAIN, value);
    }

    fn findings<'a>(&mut self, findings: impl Iterator<Item = &'a Finding>) {
        let mut findings: Vec<_> = findings.collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        if findings.is_empty() {
            return;
        }
        self.blank();
        for finding in findings {
            let (symbol, style) = match finding.severity {
                Severity::Critical => (NO, RED),
                Severity::Warning => (CAREFUL, YELLOW),
                Severity::Info => (NOTE, CYAN),
            };
            let (symbol, style, name) = (self.symbol(symbol), self.style(style), finding.severity.name());
            let lead = format!("  {style}{symbol} {name}{style:#}{}", " ".repeat(11 - name.len()));
            self.hanging(&lead, spaces(VALUE_COLUMN), PLAIN, &finding.what);
            let event = finding.event.map(|event| format!(" (ENTSSO event {event})")).unwrap_or_default();
            self.paragraph(VALUE_COLUMN, DIM, &format!("{}{event}", finding.remedy));
        }
    }
}

/// A failure: what happened, and what to do.
pub(crate) fn failure(failure: &Failure, layout: Layout) -> String {
    let mut page = Page::new(layout);
    page.headline(NO, RED, "error", failure.file.as_deref().unwrap_or_default());
    page.paragraph(2, PLAIN, &failure.what);
    page.paragraph(2, PLAIN, &failure.remedy);
    page.text
}

/// A number of bytes, its digits in groups of three.
fn bytes(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if count == 1 { "byte" } else { "bytes" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_grouped() {
        for (count, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1,000 bytes"),
            (214_748_364_800, "214,748,364,800 bytes"),
        ] {
            assert_eq!(bytes(count), text);
        }
    }

    #[test]
    fn text_is_wrapped_and_identifiers_stay_whole() {
        let mut page = Page::new(Layout { width: 40, charset: Charset::Unicode, styled: true });
        page.fact("SHA-256", &"ab".repeat(32));
        page.fact("Current", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff, 32 bytes");
        page.paragraph(2, PLAIN, "one two three four five six seven eight nine ten eleven");
        assert!(page.text.contains(&"ab".repeat(32)));
        assert!(page.text.contains("6f9619ff-8b86-4d01-b42d-00cf4fc964ff"));
        let wrapped = page.text.lines().filter(|line| line.contains(" t")).all(|line| display_width(line) <= 40);
        assert!(wrapped, "{}", page.text);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let mut page = Page::new(Layout { width: 80, charset: Charset::Unicode, styled: true });
        page.headline(NO, PLAIN, "x", "a\u{1b}[2Jb\nc");
        page.fact("na\u{1b}me", "va\u{202e}lue\r");
        page.heading("h\u{9b}");
        let shown = page.text.replace(&DIM.to_string(), "").replace(&BOLD.to_string(), "").replace("\u{1b}[0m", "");
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']), "{shown:?}");
        assert_eq!(shown.lines().count(), 3);
    }
}
