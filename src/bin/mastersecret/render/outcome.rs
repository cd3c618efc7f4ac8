//! The outcome of a writing operation as text.

use mastersecret::outcome::{Action, Change, Outcome};

use super::{BECOMES, CAREFUL, DIM, GREEN, PLAIN, Page, YELLOW, YES, report};
use crate::terminal::Layout;

/// Columns from the left edge to the values of a change.
const CHANGE_COLUMN: usize = 24;

/// What was done, what is in the new file, what changed, and what has to be known about it.
pub(crate) fn page(outcome: &Outcome, layout: Layout) -> String {
    let mut page = Page::new(layout);
    let (symbol, style) = match outcome.action {
        Action::Salvage => (CAREFUL, YELLOW),
        _ => (YES, GREEN),
    };
    page.headline(symbol, style, word(outcome.action), outcome.written.as_deref().unwrap_or_default());
    page.paragraph(2, PLAIN, &outcome.answer);
    page.blank();
    if let Some(source) = &outcome.source {
        page.fact("From", &format!("{} ({})", report::name(source), source.verdict));
    }
    page.optional("Password in", outcome.native_password.as_ref());
    match (&outcome.report, &outcome.source) {
        (Some(report), _) => {
            page.facts(report);
            if let Some(header) = &report.header {
                page.header(header, report);
            }
        }
        (None, Some(source)) => {
            if let Some(header) = &source.header {
                page.header(header, source);
            }
        }
        (None, None) => {}
    }
    page.changes(&outcome.changes);
    let of_report = outcome.report.iter().flat_map(|report| &report.findings);
    page.findings(of_report.chain(&outcome.findings));
    page.blank();
    page.text
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Generate => "generated",
        Action::Seal => "sealed",
        Action::Rewrap => "re-wrapped",
        Action::SlotAdd => "slot added",
        Action::SlotReplace => "slot replaced",
        Action::SlotRemove => "slot removed",
        Action::Restore => "restored",
        Action::Salvage => "salvaged",
    }
}

impl Page {
    fn changes(&mut self, changes: &[Change]) {
        let shown: Vec<_> = changes.iter().filter(|change| change.old.is_some() || change.new.is_some()).collect();
        if shown.is_empty() {
            return;
        }
        self.blank();
        self.heading("Old and new");
        for change in shown {
            let value = |side: &Option<String>| side.clone().unwrap_or_else(|| "none".to_owned());
            let (old, new) = (value(&change.old), value(&change.new));
            if old == new {
                self.change(&change.what, &format!("{new} (the same)"), None);
            } else {
                self.change(&change.what, &old, Some(&new));
            }
        }
    }

    /// What it is, and its values: beside it where there is room, else below.
    fn change(&mut self, what: &str, old: &str, new: Option<&str>) {
        let rest = " ".repeat(CHANGE_COLUMN);
        match CHANGE_COLUMN.checked_sub(2 + what.chars().count()) {
            Some(gap) if gap > 1 => {
                let dim = self.style(DIM);
                self.hanging(&format!("  {dim}{what}{dim:#}{}", " ".repeat(gap)), &rest, PLAIN, old);
            }
            _ => {
                self.paragraph(2, DIM, what);
                self.hanging(&rest, &rest, PLAIN, old);
            }
        }
        if let Some(new) = new {
            let becomes = format!("{}{} ", " ".repeat(CHANGE_COLUMN - 2), self.symbol(BECOMES));
            self.hanging(&becomes, &rest, PLAIN, new);
        }
    }
}
