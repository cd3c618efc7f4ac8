//! A report as text: the answer, the facts, the findings, and what to do next.

use anstyle::Style;
use mastersecret::{
    fault::Fault,
    recognize::{Encoding, SeemsToBe},
    report::{ContentView, EntryView, HeaderView, Report, Role, SlotView},
    verdict::Verdict,
};

use super::{CAREFUL, CYAN, DIM, GREEN, NO, PLAIN, Page, RED, Symbol, UNKNOWN, WHOLE, YELLOW, YES, bytes};
use crate::terminal::Layout;

/// How many readable strings of an unknown file are listed; `--json` gives all.
const STRINGS: usize = 12;

/// How the verdict is shown.
pub(super) fn sign(verdict: Verdict) -> (Symbol, Style) {
    match verdict {
        Verdict::Opens => (YES, GREEN),
        Verdict::Intact => (WHOLE, CYAN),
        Verdict::WrongPassword | Verdict::Damaged | Verdict::Malformed | Verdict::Tampered | Verdict::Mismatch => {
            (NO, RED)
        }
        Verdict::Unsupported | Verdict::Refused => (CAREFUL, YELLOW),
        Verdict::Unrecognized => (UNKNOWN, YELLOW),
    }
}

/// The name of a file, where there is one.
pub(super) fn name(report: &Report) -> &str {
    match report.file.as_deref() {
        Some("-") => "standard input",
        Some(name) => name,
        None => "",
    }
}

/// All of it.
pub(crate) fn page(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    page.verdict(report);
    page.blank();
    page.facts(report);
    if let Some(seems) = &report.seems_to_be {
        page.seems(seems);
    }
    if let Some(header) = &report.header {
        page.header(header, report);
    }
    page.findings(report.findings.iter());
    page.next(report);
    page.blank();
    page.text
}

/// Why a source does not open, and what to do.
pub(crate) fn refusal(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    page.verdict(report);
    page.paragraph(2, PLAIN, &report.remedy);
    if let Some(command) = command(report.verdict) {
        page.paragraph(2, PLAIN, command);
    }
    page.paragraph(2, PLAIN, "Nothing was written.");
    page.text
}

/// The command that does what the remedy speaks of.
fn command(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Damaged => Some(
            "check --try-damaged tries the password all the same; restore --salvage gives back what can still be proven.",
        ),
        Verdict::Malformed | Verdict::Tampered | Verdict::Mismatch => {
            Some("restore --salvage gives the content back, if its own tag still proves it.")
        }
        _ => None,
    }
}

impl Page {
    /// What to do next.
    pub(super) fn next(&mut self, report: &Report) {
        self.blank();
        self.fact("Next", &report.remedy);
        if let Some(command) = command(report.verdict) {
            self.more(command);
        }
    }

    /// The headline, the answer, and where something does not hold.
    pub(super) fn verdict(&mut self, report: &Report) {
        let (symbol, style) = sign(report.verdict);
        self.headline(symbol, style, report.verdict.name(), name(report));
        self.paragraph(2, PLAIN, &report.answer);
        if let Some(fault) = &report.fault {
            self.fault("", fault, &report.answer);
        }
        if let Some(hint) = &report.hint {
            self.fault("The first thing that looks wrong: ", hint, "");
        }
    }

    fn fault(&mut self, lead: &str, fault: &Fault, said: &str) {
        if !said.starts_with(&fault.what) {
            self.paragraph(2, PLAIN, &format!("{lead}{}", fault.what));
        }
        if let Some(place) = &fault.place {
            let field = if place.pointer.is_empty() { String::new() } else { format!(", field {}", place.pointer) };
            self.paragraph(2, PLAIN, &format!("At line {}, column {}{field}.", place.line, place.column));
        }
    }

    /// What is known of the file itself.
    pub(super) fn facts(&mut self, report: &Report) {
        self.fact("Size", &bytes(report.bytes));
        self.fact("SHA-256", report.sha256.as_deref().unwrap_or("not computed: larger than any backup may be"));
    }

    fn seems(&mut self, seems: &SeemsToBe) {
        self.fact("Seems to be", &seems.name);
        self.more(&seems.note);
        let looked = if seems.whole { "" } else { " (first and last 64 KiB)" };
        self.fact("Entropy", &format!("{:.2} bits per byte{looked}", seems.entropy));
        if seems.strings.is_empty() {
            return;
        }
        self.blank();
        self.heading("Readable strings, among which a reminder may be (offset in bytes)");
        for string in seems.strings.iter().take(STRINGS) {
            let encoding = match string.encoding {
                Encoding::Ascii => "ASCII",
                Encoding::Utf16Le => "UTF-16LE",
            };
            let dim = self.style(DIM);
            let lead = format!("  {dim}{:>10}  {encoding:<8}{dim:#}  ", string.offset);
            self.hanging(&lead, &" ".repeat(24), PLAIN, &string.text);
        }
        if let Some(rest) = seems.strings.len().checked_sub(STRINGS).filter(|rest| *rest > 0) {
            self.paragraph(2, DIM, &format!("and {rest} more, with --json"));
        }
    }

    /// What the file says of itself, and whether that is known to be true.
    pub(super) fn header(&mut self, header: &HeaderView, report: &Report) {
        self.blank();
        self.heading(if report.authenticated {
            "In the file (authenticated by the password)"
        } else {
            "What the file says of itself (not authenticated)"
        });
        self.optional("System", header.system.as_ref());
        self.content(&header.content, report);
        self.fact("Written", &header.created.to_string());
        self.fact("Id", &header.id);
        self.optional("Made from", header.replaces.as_ref());
        for slot in &header.slots {
            self.slot(slot, report.opened_slot.is_some() && slot.label == report.opened_slot);
        }
        if !header.extensions.is_empty() {
            self.fact("Extensions", &header.extensions.join(", "));
        }
    }

    fn content(&mut self, content: &ContentView, report: &Report) {
        match content {
            ContentView::Secrets { current, previous, backed_up } => {
                self.entry("Current", Role::Current, current, report);
                if let Some(previous) = previous {
                    self.entry("Previous", Role::Previous, previous, report);
                }
                self.optional("Backed up", backed_up.as_ref());
            }
            ContentView::File {
                name,
                bytes: size,
                sha256,
                native_password,
                current_msid,
                previous_msid,
                backed_up,
            } => {
                self.fact("Encloses", &format!("{name}, {}", bytes(*size)));
                self.more(&format!("SHA-256 {sha256}"));
                self.more(if *native_password {
                    "with the password that ENTSSO needs for it"
                } else {
                    "without the password that ENTSSO needs for it"
                });
                self.optional("Current", current_msid.as_ref().map(|msid| format!("{msid}, as stated")));
                self.optional("Previous", previous_msid.as_ref().map(|msid| format!("{msid}, as stated")));
                self.optional("Backed up", backed_up.as_ref().map(|time| format!("{time}, as stated")));
            }
        }
    }

    fn entry(&mut self, label: &str, role: Role, entry: &EntryView, report: &Report) {
        self.fact(label, &entry.msid);
        let generated = entry.generated.map(|time| format!(", generated {time}")).unwrap_or_default();
        self.more(&format!("{}{generated}", bytes(entry.bytes)));
        if let Some(secret) = report.secrets.iter().find(|secret| secret.role == role && secret.msid == entry.msid) {
            self.more(&format!("fingerprint {}", secret.fingerprint));
        }
    }

    /// One slot: who, at what cost, with which reminder.
    pub(super) fn slot(&mut self, slot: &SlotView, opened: bool) {
        let label = slot.label.as_deref().unwrap_or("without a label");
        let (kind, note) = match (slot.known, opened) {
            (false, _) => (format!(" ({})", slot.kind), ", of a kind that this version does not know"),
            (true, true) => (String::new(), ", opened by this password"),
            (true, false) => (String::new(), ""),
        };
        self.fact("Slot", &format!("{label}{kind}{note}"));
        if let Some(cost) = &slot.cost {
            self.more(&cost.to_string());
        }
        match &slot.reminder {
            Some(reminder) => self.more(&format!("reminder: {reminder}")),
            None if slot.known => self.more("no reminder"),
            None => {}
        }
    }
}
