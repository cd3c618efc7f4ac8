//! The parts of the report that are read first: the answer, the systems, and how it was made.

use super::{
    chart,
    markup::{Markup, grouped, moment},
};
use crate::{
    audit::{
        recoverability::Recoverability,
        report::{AuditFinding, AuditReport, Basis, SystemView},
        timeline::Timeline,
    },
    cost::size,
    evidence::Conclusion,
    finding::{NOTHING_TO_DO, Severity},
};

const NOT_STATED: &str = "not stated";

fn verdict(page: &mut Markup, verdict: Recoverability) {
    page.raw(match verdict {
        Recoverability::Recoverable => "<span class=\"verdict recoverable\">",
        Recoverability::RecoverableWithFindings => "<span class=\"verdict recoverable-with-findings\">",
        Recoverability::Unproven => "<span class=\"verdict unproven\">",
        Recoverability::NotRecoverable => "<span class=\"verdict not-recoverable\">",
    });
    page.text(verdict).raw("</span>");
}

pub(super) fn severity(page: &mut Markup, severity: Severity) {
    page.raw(match severity {
        Severity::Info => "<td class=\"info\">",
        Severity::Warning => "<td class=\"warning\">",
        Severity::Critical => "<td class=\"critical\">",
    });
    page.text(severity.name()).raw("</td>");
}

/// The answer, and what it was made for.
pub(super) fn answer(page: &mut Markup, report: &AuditReport) {
    page.raw("<h1>Master-secret audit</h1>\n<p>");
    verdict(page, report.verdict);
    page.raw("</p>\n").element("<p>", &report.answer, "</p>\n");
    if let Some(why) = &report.partial {
        page.raw("<p class=\"partial\">This report is partial: ").text(why);
        page.raw(" It proves nothing about what is missing.</p>\n");
    }
    let statement = &report.statement;
    let stated = |value: &Option<String>| value.clone().unwrap_or_else(|| NOT_STATED.to_owned());
    page.raw("<dl>\n");
    page.fact("Case", stated(&statement.case));
    page.fact("Organisation", stated(&statement.organisation));
    page.fact("Examiner", stated(&statement.examiner));
    page.fact("Purpose", stated(&statement.purpose));
    let made = &report.circumstances;
    page.fact(
        "Examined",
        format!("{} to {} UTC, by this machine's unverified clock", moment(made.started), moment(made.ended)),
    );
    page.fact("Tool", &made.tool);
    page.raw("</dl>\n");
    overview(page, report);
}

/// The systems in short, where there are several.
fn overview(page: &mut Markup, report: &AuditReport) {
    if report.groups().count() < 2 {
        return;
    }
    page.raw("<h2>Systems</h2>\n").table(&[
        ("System", "w28"),
        ("Answer", "w24"),
        ("Files that hold the current secret", "number w20"),
        ("First thing to do", ""),
    ]);
    for (number, group) in report.groups().enumerate() {
        page.raw("<tr><td><a href=\"#system-").text(number).raw("\">").text(name_of(group)).raw("</a></td><td>");
        match group.verdict {
            Some(found) => verdict(page, found),
            None => drop(page.text("no backups")),
        }
        page.raw("</td><td class=\"number\">");
        page.text(group.current.as_ref().map(|current| current.held_by.len().to_string()).unwrap_or_default());
        page.raw("</td><td>").text(group.actions.first().map(|action| action.what.as_str()).unwrap_or_default());
        page.raw("</td></tr>\n");
    }
    page.end_table();
}

fn name_of(system: &SystemView) -> &str {
    system.name.as_deref().unwrap_or("files of no system")
}

/// One system, or what belongs to none.
pub(super) fn system(page: &mut Markup, number: usize, system: &SystemView) {
    page.raw("<section>\n<h2 id=\"system-").text(number).raw("\">");
    match &system.name {
        Some(name) => page.text("System ").text(name),
        None => page.text("Files of no system"),
    };
    page.raw("</h2>\n");
    if let Some(found) = system.verdict {
        page.raw("<p>");
        verdict(page, found);
        page.raw("</p>\n");
    }
    page.element("<p>", &system.answer, "</p>\n");
    if !system.actions.is_empty() {
        page.raw("<h3>What has to be done</h3>\n<ol>\n");
        for action in &system.actions {
            page.raw("<li>").text(&action.what).files(&action.files).raw("</li>\n");
        }
        page.raw("</ol>\n");
    }
    if system.name.is_some() {
        page.raw("<dl>\n");
        if let Some(current) = &system.current {
            page.fact("Current secret", &current.msid);
            page.fact(
                "Named by",
                match current.basis {
                    Basis::EventLog => "the event log",
                    Basis::NewestFile => "the newest file; the live system may have a newer one",
                },
            );
        }
        if !system.computers.is_empty() {
            page.fact("Computers", system.computers.join(", "));
        }
        page.raw("</dl>\n");
    }
    findings(page, "Findings", &system.findings);
    conclusions(page, &system.conclusions);
    if !system.secrets.is_empty() {
        page.raw("<h3>Secrets</h3>\n").table(&[
            ("MSID", "w32"),
            ("Fingerprint", ""),
            ("Files: current", "number w10"),
            ("Files: previous", "number w12"),
            ("Opened", "number w10"),
            ("In a log", "w10"),
        ]);
        for line in &system.secrets {
            page.raw("<tr><td class=\"hash\">").text(&line.msid).raw("</td><td class=\"hash\">");
            page.text(line.fingerprints.join(" and ")).raw("</td>");
            for count in [line.as_current, line.as_previous, line.opened] {
                page.element("<td class=\"number\">", count, "</td>");
            }
            page.element("<td>", if line.logged { "yes" } else { "no" }, "</td>").raw("</tr>\n");
        }
        page.end_table();
    }
    timeline(page, &system.timeline);
    page.raw("</section>\n");
}

fn findings(page: &mut Markup, title: &'static str, findings: &[AuditFinding]) {
    if findings.is_empty() {
        return;
    }
    page.element("<h3>", title, "</h3>\n").table(&[
        ("Severity", "w10"),
        ("Code", "w16"),
        ("What it is, and what to do", ""),
        ("Event", "number w8"),
    ]);
    for finding in findings {
        page.raw("<tr>");
        severity(page, finding.severity);
        page.raw("<td>").text(finding.code.row().name);
        if let Some(rule) = finding.rule {
            page.raw("<br><span class=\"quiet\">rule ").text(rule).raw("</span>");
        }
        page.raw("</td><td>").text(&finding.what);
        remedy(page, &finding.remedy);
        page.files(&finding.files);
        page.raw("</td><td class=\"number\">")
            .text(finding.event.map(|event| event.to_string()).unwrap_or_default())
            .raw("</td></tr>\n");
    }
    page.end_table();
}

fn remedy(page: &mut Markup, remedy: &str) {
    if remedy != NOTHING_TO_DO {
        page.raw("<br>").text(remedy);
    }
}

fn conclusions(page: &mut Markup, conclusions: &[Conclusion]) {
    if conclusions.is_empty() {
        return;
    }
    page.raw("<h3>What the event logs show</h3>\n").table(&[
        ("Severity", "w10"),
        ("What follows, and what to do", ""),
        ("Event", "number w8"),
        ("Records", "w12"),
    ]);
    for conclusion in conclusions {
        page.raw("<tr>");
        severity(page, conclusion.severity);
        page.raw("<td>").text(&conclusion.what);
        remedy(page, &conclusion.remedy);
        page.raw("</td><td class=\"number\">");
        page.text(conclusion.event.map(|event| event.to_string()).unwrap_or_default()).raw("</td><td>");
        for (index, record) in conclusion.records.iter().enumerate() {
            page.raw(if index > 0 { ", <a href=\"#record-" } else { "<a href=\"#record-" });
            page.text(record).raw("\">").text(record).raw("</a>");
        }
        page.raw("</td></tr>\n");
    }
    page.end_table();
}

fn timeline(page: &mut Markup, timeline: &Timeline) {
    if timeline.lanes.iter().all(|lane| lane.marks.is_empty() && lane.stretches.is_empty()) {
        return;
    }
    page.raw("<h3>Timeline (UTC)</h3>\n");
    chart::draw(page, timeline);
    page.table(&[("Secret", "w32"), ("When (UTC)", "w20"), ("What", "")]);
    for lane in &timeline.lanes {
        let name = lane.msid.as_deref().unwrap_or("none named");
        for mark in &lane.marks {
            page.raw("<tr><td class=\"hash\">").text(name).raw("</td><td>").moment(mark.time).raw("</td><td>");
            page.text(mark.kind.name()).raw(": ").text(&mark.what).raw("</td></tr>\n");
        }
        for stretch in &lane.stretches {
            let to = stretch.to.map_or_else(|| "the end of the logs".to_owned(), moment);
            page.raw("<tr><td class=\"hash\">").text(name).raw("</td><td>").moment(stretch.from);
            page.raw(" to<br>").text(to);
            page.raw("</td><td>").text(stretch.kind.name()).raw(": ").text(&stretch.what).raw("</td></tr>\n");
        }
    }
    page.end_table();
}

/// Findings that belong to no system.
pub(super) fn general(page: &mut Markup, report: &AuditReport) {
    if !report.findings.is_empty() {
        page.raw("<section>\n<h2>Beyond the systems</h2>\n");
        findings(page, "Findings", &report.findings);
        page.raw("</section>\n");
    }
}

/// How the report was made, what it was measured against, and what it cannot show.
pub(super) fn circumstances(page: &mut Markup, report: &AuditReport) {
    let made = &report.circumstances;
    page.raw("<section>\n<h2>How this report was made</h2>\n<dl>\n");
    let hash = |hash: &Option<String>| hash.clone().unwrap_or_else(|| NOT_STATED.to_owned());
    page.fact("Tool", &made.tool);
    page.fact("SHA-256 of the tool", hash(&made.tool_sha256));
    page.fact("Host", hash(&made.host)).fact("User", hash(&made.user));
    page.fact("Started", format!("{} UTC", moment(made.started))).fact("Ended", format!("{} UTC", moment(made.ended)));
    page.fact("Clock", format!("this machine's, unverified; local time is UTC{}", made.local_offset));
    for option in &made.options {
        page.element("<dt>", &option.name, "</dt>").element("<dd>", &option.value, "</dd>\n");
    }
    page.raw("</dl>\n<h3>Policy</h3>\n<dl>\n");
    let rules = &report.policy.rules;
    let truth = |truth: bool| if truth { "yes" } else { "no" };
    page.fact("File", report.policy.file.clone().unwrap_or_else(|| "built in".to_owned()));
    page.fact("SHA-256", &report.policy.sha256);
    let least = rules.least_cost;
    page.fact("least_derivation", format!("{} x {}", size(least.memory_kib.into()), least.passes));
    page.fact("secret_age", format!("{} days", rules.secret_days));
    page.fact("backup_age", format!("{} days", rules.backup_days));
    page.fact("custodians", rules.custodians).fact("copies", rules.copies);
    page.fact("reminder_required", truth(rules.reminder_required));
    page.fact("reminder_without_candidates", truth(rules.reminder_without_candidates));
    page.fact("least_guesses", grouped(rules.least_guesses));
    page.raw("</dl>\n<h3>Method</h3>\n<ul>\n");
    for sentence in &report.method {
        page.element("<li>", sentence, "</li>\n");
    }
    page.raw("</ul>\n<h3>What it cannot show</h3>\n<ul>\n");
    for sentence in &report.limits {
        page.element("<li>", sentence, "</li>\n");
    }
    page.raw("</ul>\n</section>\n");
}

/// Lines to sign on.
pub(super) fn sign_off(page: &mut Markup) {
    page.raw("<section class=\"sign\">\n<div>Examined by (name, date, signature)</div>\n<div>Reviewed by (name, date, signature)</div>\n</section>\n");
}
