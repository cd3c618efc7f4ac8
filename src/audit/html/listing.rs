//! The parts of the report that are looked up: files, candidates, logs, records.

use super::{
    markup::{Markup, grouped, moment},
    parts::severity,
};
use crate::{
    audit::{
        examined::{AuditedFile, grade_name},
        report::{AuditReport, CitedRecord},
    },
    finding::Severity,
    report::ContentView,
};

/// Every file.
pub(super) fn files(page: &mut Markup, report: &AuditReport) {
    let counts = &report.counts;
    page.raw("<section>\n<h2>Files</h2>\n<p class=\"lead\">");
    page.text(format_args!(
        "{} files of {} bytes together; {} are backups in this tool's format, {} were opened, with {} derivations.",
        counts.files,
        grouped(counts.bytes),
        counts.backups,
        counts.opened,
        counts.derivations
    ));
    page.raw("</p>\n").table(&[
        ("Path, SHA-256", "w30"),
        ("Bytes, modified (UTC)", "number w16"),
        ("Verdict, opened by", "w18"),
        ("System, what it holds", ""),
        ("Findings", "w14"),
    ]);
    for file in &report.files {
        row(page, file);
    }
    page.end_table().raw("</section>\n");
}

fn row(page: &mut Markup, file: &AuditedFile) {
    let report = &file.report;
    page.raw("<tr><td class=\"path\">").text(&file.path).raw("<br><span class=\"hash quiet\">");
    page.text(report.sha256.as_deref().unwrap_or("not hashed")).raw("</span>");
    if let Some(first) = &file.same_as {
        page.raw("<br><span class=\"quiet\">same content as ").text(first).raw("</span>");
    }
    page.raw("</td><td class=\"number\">").text(grouped(report.bytes)).raw("<br><span class=\"quiet\">");
    page.text(file.modified.map(moment).unwrap_or_default()).raw("</span></td><td>");
    page.text(report.verdict);
    if let Some(name) = &file.opened_by {
        let slot = report.opened_slot.as_deref().unwrap_or_default();
        page.raw("<br>").text(format_args!("by the candidate {name}, slot “{slot}”"));
    } else if file.tried > 0 {
        page.raw("<br>").text(format_args!("by none of {} trials", file.tried));
    }
    if let Some(fault) = &report.fault {
        page.raw("<br><span class=\"quiet\">").text(fault).raw("</span>");
    }
    page.raw("</td><td>");
    if let Some(system) = &file.system {
        page.raw("<strong>").text(system).raw("</strong><br>");
    }
    holds(page, file);
    page.raw("</td><td>");
    for finding in report.findings.iter().filter(|finding| finding.severity > Severity::Info) {
        page.raw("<span class=\"quiet\">").text(finding.code.row().name).raw("</span><br>");
    }
    page.raw("</td></tr>\n");
}

/// What a file holds or seems to be, in a few words.
fn holds(page: &mut Markup, file: &AuditedFile) {
    if let Some(seems) = &file.report.seems_to_be {
        page.text(&seems.name);
    } else if let Some(ContentView::File { name, .. }) = file.content() {
        page.text("native backup ").text(name);
        if file.current_msid().is_none() {
            page.text(", no MSID stated");
        }
    } else if file.current_msid().is_some() {
        page.text("generated secret");
    }
    if let Some(grade) = file.grade {
        page.text(", ").text(grade_name(grade));
    }
    for (msid, role) in [(file.current_msid(), "current"), (file.previous_msid(), "previous")] {
        if let Some(msid) = msid {
            page.raw("<br><span class=\"quiet\">").text(role).raw("</span> <span class=\"hash\">").text(msid);
            page.raw("</span>");
        }
    }
}

/// What was passed over.
pub(super) fn skipped(page: &mut Markup, report: &AuditReport) {
    if report.skipped.is_empty() {
        return;
    }
    page.raw("<section>\n<h2>Passed over</h2>\n").table(&[("Severity", "w10"), ("Path", "w40"), ("Why", "")]);
    for skipped in &report.skipped {
        page.raw("<tr>");
        severity(page, skipped.finding.severity);
        page.raw("<td class=\"path\">")
            .text(&skipped.path)
            .raw("</td><td>")
            .text(&skipped.finding.what)
            .raw("</td></tr>\n");
    }
    page.end_table().raw("</section>\n");
}

/// The candidates by their names.
pub(super) fn candidates(page: &mut Markup, report: &AuditReport) {
    page.raw("<section>\n<h2>Candidate passwords</h2>\n");
    if report.candidates.is_empty() {
        page.raw("<p>None were given.</p>\n</section>\n");
        return;
    }
    page.raw("<p class=\"quiet\">By label and line of the list; no password stands in this report.</p>\n");
    page.table(&[("Line", "number w8"), ("Label", ""), ("Files it opens", "number w16")]);
    for candidate in &report.candidates {
        page.raw("<tr><td class=\"number\">").text(candidate.name.line).raw("</td><td>");
        page.text(candidate.name.label.as_deref().unwrap_or_default()).raw("</td><td class=\"number\">");
        page.text(candidate.opens).raw("</td></tr>\n");
    }
    page.end_table().raw("</section>\n");
}

/// The logs, and the records that conclusions rest on.
pub(super) fn logs(page: &mut Markup, report: &AuditReport) {
    if report.logs.is_empty() {
        return;
    }
    page.raw("<section>\n<h2>Event logs</h2>\n").table(&[
        ("Path, SHA-256", "w30"),
        ("Bytes", "number w12"),
        ("Form, records", "w18"),
        ("Computers and spans (UTC)", ""),
    ]);
    for log in &report.logs {
        page.raw("<tr><td class=\"path\">").text(&log.path).raw("<br><span class=\"hash quiet\">");
        page.text(log.sha256.as_deref().unwrap_or("not hashed"))
            .raw("</span></td><td class=\"number\">")
            .text(grouped(log.bytes));
        page.raw("</td>");
        let Some(summary) = &log.summary else {
            page.raw("<td colspan=\"2\">").text(log.error.as_deref().unwrap_or_default()).raw(" ");
            page.text(log.remedy.as_deref().unwrap_or_default()).raw("</td></tr>\n");
            continue;
        };
        page.raw("<td>").text(summary.form.name()).raw("<br>");
        page.text(format_args!("{} records, of ENTSSO {}", grouped(summary.records), summary.entsso_records));
        if summary.broken_records > 0 {
            page.text(format_args!(", broken {}", summary.broken_records));
        }
        page.raw("</td><td>");
        for source in &summary.sources {
            let end = |end: &crate::eventlog::End| {
                end.time
                    .map(moment)
                    .or_else(|| end.local_time.as_ref().map(|time| format!("{time} local time")))
                    .unwrap_or_else(|| "?".to_owned())
            };
            page.text(source.computer.as_deref().unwrap_or("unnamed computer")).raw(": ");
            page.text(end(&source.first)).raw(" to ").text(end(&source.last));
            if source.missing > 0 {
                page.text(", ").text(source.gaps_in_words());
            }
            page.raw("<br>");
        }
        for broken in &summary.broken {
            page.text(format_args!("Passed over, {}: {}", broken.place, broken.reason)).raw("<br>");
        }
        for limitation in &summary.limitations {
            page.text(limitation.what()).raw("<br>");
        }
        page.raw("</td></tr>\n");
    }
    page.end_table();
    if let Some(words) = report.unplaced_in_words() {
        page.element("<p>", words, "</p>\n");
    }
    if !report.records.is_empty() {
        page.raw("<h3>Records that this report names</h3>\n").table(&[
            ("No.", "number w8"),
            ("Time (UTC)", "w20"),
            ("Computer, record", "w20"),
            ("Event, parameters", ""),
        ]);
        for record in &report.records {
            cited(page, record);
        }
        page.end_table();
    }
    page.raw("</section>\n");
}

fn cited(page: &mut Markup, cited: &CitedRecord) {
    let record = &cited.record;
    page.raw("<tr id=\"record-").text(cited.number).raw("\"><td class=\"number\">").text(cited.number).raw("</td><td>");
    let local = || record.local_time().map(|time| format!("{time} local time"));
    page.text(record.time.map(moment).or_else(local).unwrap_or_default())
        .raw("</td><td>")
        .text(record.computer.as_deref().unwrap_or_default());
    if let Some(id) = record.record_id {
        page.raw("<br>").text(id);
    }
    page.raw("</td><td>").text(record.event_id).raw(" ");
    page.text(record.event().map_or("", |event| event.symbol.as_str()));
    for parameter in record.parameters.iter().filter(|parameter| !parameter.value.is_empty()) {
        page.raw("<br><span class=\"quiet\">").text(parameter.name).raw("</span> ").text(&parameter.value);
    }
    page.raw("</td></tr>\n");
}
