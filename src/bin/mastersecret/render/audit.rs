//! An audit as text: the answer, and for every system what was found and what has to be done.

use anstyle::Style;
use mastersecret::{
    audit::{
        recoverability::Recoverability,
        report::{AuditReport, Basis, SystemView},
    },
    evidence::Conclusion,
    finding::Severity,
};

use super::{CAREFUL, CYAN, DIM, GREEN, NO, NOTE, PLAIN, Page, RED, Symbol, UNKNOWN, VALUE_COLUMN, YELLOW, YES};
use crate::terminal::Layout;

/// How many files are named below a finding or an action; the reports name all.
const FILES: usize = 5;

fn sign(verdict: Recoverability) -> (Symbol, Style) {
    match verdict {
        Recoverability::Recoverable => (YES, GREEN),
        Recoverability::RecoverableWithFindings => (CAREFUL, YELLOW),
        Recoverability::Unproven => (UNKNOWN, CYAN),
        Recoverability::NotRecoverable => (NO, RED),
    }
}

/// All of it.
pub(crate) fn page(report: &AuditReport, layout: Layout) -> String {
    let mut page = Page::new(layout);
    let (symbol, style) = sign(report.verdict);
    page.headline(symbol, style, report.verdict.name(), "");
    page.paragraph(2, PLAIN, &report.answer);
    if let Some(why) = &report.partial {
        page.paragraph(2, RED, &format!("This audit is partial: {why}"));
    }
    page.blank();
    for group in report.groups() {
        page.system(group);
    }
    let beyond: Vec<_> = report.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
    if !beyond.is_empty() {
        page.heading("Beyond the systems");
        for finding in beyond {
            page.judged(finding.severity, (&finding.what, finding.event), &finding.remedy, &finding.files);
        }
        page.blank();
    }
    for log in report.logs.iter().filter(|log| log.error.is_some()) {
        let error = log.error.as_deref().unwrap_or_default();
        page.judged(
            Severity::Warning,
            (&format!("{}: {error}", log.path), None),
            log.remedy.as_deref().unwrap_or_default(),
            &[],
        );
    }
    page.text
}

impl Page {
    fn system(&mut self, system: &SystemView) {
        let name = system.name.as_deref().unwrap_or("files of no system");
        match system.verdict {
            Some(verdict) => {
                let (symbol, style) = sign(verdict);
                self.headline(symbol, style, verdict.name(), name);
            }
            None => self.headline(NOTE, CYAN, "no backups", name),
        }
        self.paragraph(2, PLAIN, &system.answer);
        if let Some(current) = &system.current {
            self.fact("Current", &current.msid);
            self.more(match current.basis {
                Basis::EventLog => "as the event log says",
                Basis::NewestFile => "as the newest file says",
            });
        }
        for (index, action) in system.actions.iter().enumerate() {
            let lead = format!("  {:>2}. ", index + 1);
            self.hanging(&lead, "      ", PLAIN, &action.what);
            self.named(6, &action.files);
        }
        let findings = system.findings.iter().filter(|finding| finding.severity > Severity::Info);
        for finding in findings {
            self.judged(finding.severity, (&finding.what, finding.event), "", &finding.files);
        }
        self.conclusions(&system.conclusions, Severity::Warning);
        self.blank();
    }

    /// What follows from logs, from a severity on.
    pub(super) fn conclusions(&mut self, conclusions: &[Conclusion], least: Severity) {
        for conclusion in conclusions.iter().filter(|conclusion| conclusion.severity >= least) {
            self.judged(conclusion.severity, (&conclusion.what, conclusion.event), &conclusion.remedy, &[]);
        }
    }

    /// One judgement; what corresponds to an event of ENTSSO says so.
    pub(super) fn judged(
        &mut self,
        severity: Severity,
        (what, event): (&str, Option<u16>),
        remedy: &str,
        files: &[String],
    ) {
        let (symbol, style) = match severity {
            Severity::Critical => (NO, RED),
            Severity::Warning => (CAREFUL, YELLOW),
            Severity::Info => (NOTE, CYAN),
        };
        let (symbol, name) = (self.symbol(symbol), severity.name());
        let lead = format!("  {style}{symbol} {name}{style:#}{}", " ".repeat(11 - name.len()));
        let event = event.map(|event| format!(" (ENTSSO event {event})")).unwrap_or_default();
        self.hanging(&lead, &" ".repeat(VALUE_COLUMN), PLAIN, &format!("{what}{event}"));
        if !remedy.is_empty() {
            self.paragraph(VALUE_COLUMN, DIM, remedy);
        }
        self.named(VALUE_COLUMN, files);
    }

    fn named(&mut self, indent: usize, files: &[String]) {
        for file in files.iter().take(FILES) {
            self.paragraph(indent, DIM, file);
        }
        if let Some(rest) = files.len().checked_sub(FILES).filter(|rest| *rest > 0) {
            self.paragraph(indent, DIM, &format!("and {rest} more"));
        }
    }
}
