//! The report as one HTML file that needs nothing else: no script, no image, nothing from outside. It prints well, and
//! it says the same in black and white and to a screen reader.

mod chart;
mod listing;
mod markup;
mod parts;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{report::AuditReport, timeline::Timeline};
use crate::canonical::sha256;
use markup::Markup;

const STYLE: &str = include_str!("style.css");

/// What the file may do: show itself in its own style.
pub fn policy() -> String {
    let hash = STANDARD.encode(sha256(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// The report as HTML.
pub fn html(report: &AuditReport) -> String {
    let mut page = Markup::default();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"").text(policy()).raw("\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>Master-secret audit: ").text(report.verdict);
    page.raw("</title>\n<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n<main>\n");
    parts::answer(&mut page, report);
    for (number, group) in report.groups().enumerate() {
        parts::system(&mut page, number, group);
    }
    parts::general(&mut page, report);
    listing::files(&mut page, report);
    listing::skipped(&mut page, report);
    listing::candidates(&mut page, report);
    listing::logs(&mut page, report);
    parts::circumstances(&mut page, report);
    parts::sign_off(&mut page);
    page.raw("</main>\n</body>\n</html>\n");
    page.into_string()
}

/// The timeline alone, as inline SVG, for a face that shows the report in parts; none where there is nothing to draw.
pub fn timeline_svg(timeline: &Timeline) -> Option<String> {
    let mut chart = Markup::default();
    chart::draw(&mut chart, timeline);
    Some(chart.into_string()).filter(|svg| !svg.is_empty())
}
