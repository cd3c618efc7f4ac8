//! The parts of the report that are looked up: files, candidates, logs, records.

use super::{markup::Markup, parts::severity};
use crate::{
    audit::{
        examined::{AuditedFile, grade_name},
        report::{AuditReport, CitedRecord},
    },
    finding::Severity,
};

/// Every file.
pub(super) fn files(page: &mut Markup, report: &AuditReport) {
    let counts = &report.counts;
    page.raw("<section>\n<h2>Files</h2>\n<p>");
    page.text(format_args!(
        "{} files of {} bytes together; {} are backups in this tool's format, {} were opened, with {} derivations.",
        counts.files, counts.bytes, counts.backups, counts.opened, counts.derivations
    ));
    page.raw("</p>\n").table(&[
        "Path, SHA-256",
        "Bytes, modified",
        "Verdict",
        "System",
        "What it holds",
        "Opened by",
        "Findings",
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
    page.raw("</td><td class=\"number\">").text(report.bytes).raw("<br><span class=\"quiet\">");
    page.text(file.modified.map(|time| time.to_string()).unwrap_or_default()).raw("</span></td><td>");
    page.text(report.verdict);
    if let Some(fault) = &report.fault {
        page.raw("<br><span class=\"quiet\">").text(fault).raw("</span>");
    }
    page.raw("</td><td>").text(file.system.as_deref().unwrap_or_default()).raw("</td><td>").text(holds(file));
    page.raw("</td><td>");
    if let Some(name) = &file.opened_by {
        page.text(format_args!("{name}, slot “{}”", report.opened_slot.as_deref().unwrap_or_default()));
    } else if file.tried > 0 {
        page.text(format_args!("nobody ({} tried)", file.tried));
    }
    page.raw("</td><td>");
    for finding in report.findings.iter().filter(|finding| finding.severity > Severity::Info) {
        page.raw("<span class=\"quiet\">").text(finding.code.row().name).raw("</span><br>");
    }
    page.raw("</td></tr>\n");
}

/// What a file holds or seems to be, in a few words.
fn holds(file: &AuditedFile) -> String {
    if let Some(seems) = &file.report.seems_to_be {
        return seems.name.clone();
    }
    let msids: Vec<&str> = file.msids().collect();
    let grade = file.grade.map(|grade| format!(", {}", grade_name(grade))).unwrap_or_default();
    match (file.is_seal(), msids.is_empty()) {
        (true, true) => format!("native backup {}, no MSID stated{grade}", file.native_name()),
        (true, false) => format!("native backup {} of {}{grade}", file.native_name(), msids.join(", ")),
        (false, false) => format!("secret {}", msids.join(", ")),
        (false, true) => String::new(),
    }
}

/// What was passed over.
pub(super) fn skipped(page: &mut Markup, report: &AuditReport) {
    if report.skipped.is_empty() {
        return;
    }
    page.raw("<section>\n<h2>Passed over</h2>\n").table(&["Severity", "Path", "Why"]);
    for skipped in &report.skipped {
        page.raw("<tr>");
        severity(page, skipped.finding.severity);
        page.raw("<td>").text(&skipped.path).raw("</td><td>").text(&skipped.finding.what).raw("</td></tr>\n");
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
    page.table(&["Line", "Label", "Files it opens"]);
    for candidate in &report.candidates {
        page.raw("<tr><td>").text(candidate.name.line).raw("</td><td>");
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
        "Path, SHA-256",
        "Bytes",
        "Form",
        "Records",
        "Computers and spans",
        "Limits",
    ]);
    for log in &report.logs {
        page.raw("<tr><td class=\"path\">").text(&log.path).raw("<br><span class=\"hash quiet\">");
        page.text(log.sha256.as_deref().unwrap_or("not hashed"))
            .raw("</span></td><td class=\"number\">")
            .text(log.bytes);
        page.raw("</td>");
        let Some(summary) = &log.summary else {
            page.raw("<td colspan=\"4\">").text(log.error.as_deref().unwrap_or_default()).raw(" ");
            page.text(log.remedy.as_deref().unwrap_or_default()).raw("</td></tr>\n");
            continue;
        };
        page.element("<td>", summary.form.name(), "</td>").raw("<td>");
        page.text(format_args!("{}, of ENTSSO {}", summary.records, summary.entsso_records));
        if summary.broken_records > 0 {
            page.text(format_args!(", broken {}", summary.broken_records));
        }
        page.raw("</td><td>");
        for source in &summary.sources {
            let end = |end: &crate::eventlog::End| {
                end.time
                    .map(|time| time.to_string())
                    .or_else(|| end.local_time.clone())
                    .unwrap_or_else(|| "?".to_owned())
            };
            page.text(source.computer.as_deref().unwrap_or("unnamed computer")).raw(": ");
            page.text(end(&source.first)).raw(" to ").text(end(&source.last));
            if source.missing > 0 {
                page.text(format_args!(", {} records missing in between", source.missing));
            }
            page.raw("<br>");
        }
        page.raw("</td><td>");
        for limitation in &summary.limitations {
            page.text(limitation.what()).raw("<br>");
        }
        page.raw("</td></tr>\n");
    }
    page.end_table();
    if !report.records.is_empty() {
        page.raw("<h3>Records that conclusions rest on</h3>\n").table(&[
            "No.",
            "Time",
            "Computer, record",
            "Event",
            "Parameters",
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
    page.raw("<tr id=\"record-").text(cited.number).raw("\"><td>").text(cited.number).raw("</td><td>");
    let time = record.time.map(|time| time.to_string()).or_else(|| record.local_time().map(str::to_owned));
    page.text(time.unwrap_or_default()).raw("</td><td>").text(record.computer.as_deref().unwrap_or_default());
    if let Some(id) = record.record_id {
        page.raw("<br>").text(id);
    }
    page.raw("</td><td>").text(record.event_id).raw("<br>");
    page.text(record.event().map_or("", |event| event.symbol.as_str())).raw("</td><td>");
    for parameter in record.parameters.iter().filter(|parameter| !parameter.value.is_empty()) {
        page.raw("<span class=\"quiet\">").text(parameter.name).raw("</span> ").text(&parameter.value).raw("<br>");
    }
    page.raw("</td></tr>\n");
}
