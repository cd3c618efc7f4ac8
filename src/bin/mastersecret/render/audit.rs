//! An audit as text: the answer, and for every system what was found and what has to be done.

use anstyle::Style;
use mastersecret::{
    audit::{
        recoverability::{RECOVERABILITIES, Recoverability},
        report::{Action, AuditReport, Basis, LogView, SystemView},
    },
    evidence::{Conclusion, ConclusionCode},
    finding::{NOTHING_TO_DO, Severity},
};

use super::{
    CAREFUL, CYAN, DIM, GREEN, NO, NOTE, PLAIN, Page, RED, Symbol, UNKNOWN, VALUE_COLUMN, YELLOW, YES, events::end,
};
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

/// How a group is judged, in a sign and in words.
fn judgement(system: &SystemView) -> (Symbol, Style, &'static str) {
    match system.verdict {
        Some(verdict) => {
            let (symbol, style) = sign(verdict);
            (symbol, style, verdict.name())
        }
        None => (NOTE, CYAN, "no backups"),
    }
}

fn name_of(system: &SystemView) -> &str {
    system.name.as_deref().unwrap_or("files of no system")
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
    page.overview(report);
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
    for log in &report.logs {
        page.log(log);
    }
    if let Some(words) = report.unplaced_in_words() {
        page.judged(Severity::Warning, (&words, None), "Name the computer and the time zone of that log.", &[]);
    }
    page.passed_over(report);
    page.text
}

impl Page {
    /// The systems in short, where there are several.
    fn overview(&mut self, report: &AuditReport) {
        if report.groups().count() < 2 {
            return;
        }
        self.blank();
        let widest = RECOVERABILITIES.iter().map(|verdict| verdict.name().len()).max().unwrap_or_default();
        for group in report.groups() {
            let (symbol, style, word) = judgement(group);
            let style = self.style(style);
            let lead = format!("  {style}{} {word:<widest$}{style:#}  ", self.symbol(symbol));
            self.hanging(&lead, &" ".repeat(widest + 6), PLAIN, name_of(group));
        }
    }

    fn system(&mut self, system: &SystemView) {
        let (symbol, style, word) = judgement(system);
        self.headline(symbol, style, word, name_of(system));
        self.paragraph(2, PLAIN, &system.answer);
        if let Some(current) = &system.current {
            self.fact("Current", &current.msid);
            self.more(match current.basis {
                Basis::EventLog => "as the event log says",
                Basis::NewestFile => "as the newest file says",
            });
        }
        // Who says that there is a backup stands here although it is good news.
        for conclusion in system.conclusions.iter().filter(|conclusion| conclusion.code == ConclusionCode::BackedUp) {
            self.judged(conclusion.severity, (&conclusion.what, conclusion.event), "", &[]);
        }
        if !system.actions.is_empty() {
            self.blank();
            self.heading("What has to be done");
        }
        for (index, action) in system.actions.iter().enumerate() {
            let lead = format!("  {:>2}. ", index + 1);
            self.hanging(&lead, "      ", PLAIN, &action.what);
            self.named(6, &action.files);
        }
        let findings: Vec<_> = system.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
        let worrying = system.conclusions.iter().any(|conclusion| conclusion.severity > Severity::Info);
        if !findings.is_empty() || worrying {
            self.blank();
            self.heading("What was found");
        }
        for finding in findings {
            // What an action says already is not said again.
            let action = system.actions.iter().find(|action| action.what == finding.remedy);
            let named = |action: &Action| finding.files.iter().all(|file| action.files.contains(file));
            let files = if action.is_some_and(named) { [].as_slice() } else { finding.files.as_slice() };
            let remedy = if action.is_some() { "" } else { finding.remedy.as_str() };
            self.judged(finding.severity, (&finding.what, finding.event), remedy, files);
        }
        for conclusion in system.conclusions.iter().filter(|conclusion| conclusion.severity > Severity::Info) {
            let told = system.actions.iter().any(|action| action.what == conclusion.remedy);
            let remedy = if told { "" } else { conclusion.remedy.as_str() };
            self.judged(conclusion.severity, (&conclusion.what, conclusion.event), remedy, &[]);
        }
        self.blank();
    }

    /// What was read of a log.
    fn log(&mut self, log: &LogView) {
        // Why one could not be read stands among the findings.
        let Some(summary) = &log.summary else { return };
        self.fact("Event log", &log.path);
        self.more(&format!("{} records, of ENTSSO {}", summary.records, summary.entsso_records));
        for source in summary.sources.iter().take(FILES) {
            let computer = source.computer.as_deref().unwrap_or("a computer that is not named");
            self.more(&format!("{computer}, from {} to {}", end(&source.first), end(&source.last)));
        }
        if let Some(rest) = summary.sources.len().checked_sub(FILES).filter(|rest| *rest > 0) {
            self.more(&format!("and {rest} more computers and channels"));
        }
        if summary.broken_records > 0 {
            self.more(&format!("{} broken records were passed over", summary.broken_records));
        }
        for limitation in &summary.limitations {
            self.judged(Severity::Warning, (limitation.what(), None), limitation.remedy(), &[]);
        }
    }

    fn passed_over(&mut self, report: &AuditReport) {
        let quiet: Vec<String> = report
            .skipped
            .iter()
            .filter(|skipped| skipped.finding.severity == Severity::Info)
            .map(|skipped| skipped.path.clone())
            .collect();
        if !quiet.is_empty() {
            self.fact("Passed over", &format!("{}; the reports say why", quiet.len()));
            self.named(VALUE_COLUMN, &quiet);
        }
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
        let (symbol, style, name) = (self.symbol(symbol), self.style(style), severity.name());
        let lead = format!("  {style}{symbol} {name}{style:#}{}", " ".repeat(11 - name.len()));
        let event = event.map(|event| format!(" (ENTSSO event {event})")).unwrap_or_default();
        self.hanging(&lead, &" ".repeat(VALUE_COLUMN), PLAIN, &format!("{what}{event}"));
        if !remedy.is_empty() && remedy != NOTHING_TO_DO {
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
