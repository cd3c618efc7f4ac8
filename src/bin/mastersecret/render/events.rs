//! What event logs show, as text.

use mastersecret::{audit::logged::EventsReport, eventlog::End, finding::Severity};

use super::{CAREFUL, CYAN, NO, NOTE, PLAIN, Page, RED, YELLOW};
use crate::terminal::Layout;

/// All of it.
pub(crate) fn page(report: &EventsReport, layout: Layout) -> String {
    let mut page = Page::new(layout);
    for log in &report.logs {
        let Some(summary) = &log.summary else {
            page.headline(NO, RED, "not read", &log.path);
            page.paragraph(2, PLAIN, log.error.as_deref().unwrap_or_default());
            page.paragraph(2, PLAIN, log.remedy.as_deref().unwrap_or_default());
            page.blank();
            continue;
        };
        page.headline(NOTE, CYAN, "read", &log.path);
        page.fact("Form", summary.form.name());
        page.optional("SHA-256", log.sha256.as_ref());
        page.fact("Records", &format!("{}, of ENTSSO {}", summary.records, summary.entsso_records));
        for source in &summary.sources {
            let computer = source.computer.as_deref().unwrap_or("not named");
            page.fact("Computer", computer);
            page.more(&format!("from {} to {}", end(&source.first), end(&source.last)));
            if source.missing > 0 {
                page.more(&source.gaps_in_words());
            }
        }
        if summary.broken_records > 0 {
            page.fact("Broken", &format!("{} records were passed over", summary.broken_records));
            for broken in &summary.broken {
                page.more(&format!("{}: {}", broken.place, broken.reason));
            }
        }
        for limitation in &summary.limitations {
            page.judged(Severity::Warning, (limitation.what(), None), limitation.remedy(), &[]);
        }
        page.blank();
    }
    for system in &report.evidence.systems {
        let worst = system.conclusions.iter().map(|conclusion| conclusion.severity).max();
        let (symbol, style) = match worst {
            Some(Severity::Critical) => (NO, RED),
            Some(Severity::Warning) => (CAREFUL, YELLOW),
            _ => (NOTE, CYAN),
        };
        page.headline(symbol, style, "system", &system.computers.join(", "));
        page.conclusions(&system.conclusions, Severity::Info);
        page.blank();
    }
    if !report.evidence.unplaced.is_empty() {
        let what = format!(
            "{} events are in no order with others, because their log names neither computer nor zone; nothing is concluded from them.",
            report.evidence.unplaced.len()
        );
        page.judged(Severity::Warning, (&what, None), "Give --computer and --time-zone.", &[]);
        for number in &report.evidence.unplaced {
            let Some(record) = report.records.get(*number) else { continue };
            let time = record.local_time().unwrap_or("at an unknown time");
            let symbol = record.event().map_or("", |event| event.symbol.as_str());
            page.more(&format!("{time}  {} {symbol}", record.event_id));
        }
        page.blank();
    }
    if report.evidence.systems.is_empty() && report.evidence.unplaced.is_empty() {
        page.paragraph(2, PLAIN, "No evidence: these logs hold no event of ENTSSO.");
    }
    page.text
}

/// An end of a span, to the second.
pub(super) fn end(end: &End) -> String {
    let time =
        end.time.map(|time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()).or_else(|| end.local_time.clone());
    time.unwrap_or_else(|| "an unknown time".to_owned())
}
