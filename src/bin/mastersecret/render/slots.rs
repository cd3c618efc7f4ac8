//! The slots of a file as text.

use mastersecret::report::Report;

use super::{PLAIN, Page};
use crate::terminal::Layout;

/// The verdict, and every slot.
pub(crate) fn page(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    page.verdict(report);
    if let Some(header) = &report.header {
        page.blank();
        page.heading(&match header.slots.len() {
            1 => "1 slot (not authenticated)".to_owned(),
            count => format!("{count} slots (not authenticated)"),
        });
        for slot in &header.slots {
            page.slot(slot, false);
        }
        page.blank();
        page.paragraph(2, PLAIN, "Let each custodian try their own password with check --slot LABEL.");
    } else {
        page.next(report);
    }
    page.blank();
    page.text
}
