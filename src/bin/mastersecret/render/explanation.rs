//! What an event or an error code means, as text.

use mastersecret::catalogue::{Explanation, Severity};

use super::{CAREFUL, CYAN, NO, NOTE, PLAIN, Page, RED, YELLOW};
use crate::terminal::Layout;

/// All of it.
pub(crate) fn page(explanation: &Explanation, layout: Layout) -> String {
    let mut page = Page::new(layout);
    let (symbol, style, word) = match explanation.severity {
        Some(Severity::Information) => (NOTE, CYAN, "information"),
        Some(Severity::Warning) => (CAREFUL, YELLOW, "warning"),
        Some(Severity::Error) => (NO, RED, "error"),
        None => (NO, RED, "error code"),
    };
    let id = explanation.id.map(|id| id.to_string()).or_else(|| explanation.code.clone());
    let symbol_name = explanation.symbol.as_deref().unwrap_or_default();
    page.headline(symbol, style, word, format!("{} {symbol_name}", id.unwrap_or_default()).trim_end());
    page.paragraph(2, PLAIN, &explanation.meaning);
    page.blank();
    page.fact("Cause", &explanation.cause);
    page.fact("Action", &explanation.action);
    page.optional("Note", explanation.note.as_ref());
    for (index, parameter) in explanation.parameters.iter().enumerate() {
        page.fact(&format!("%{}", index + 1), &format!("{}: {}", parameter.name, parameter.meaning));
    }
    for (index, related) in explanation.related.iter().enumerate() {
        let text = format!("{} {}", related.query, related.symbol.as_deref().unwrap_or_default());
        if index == 0 { page.fact("See also", text.trim_end()) } else { page.more(text.trim_end()) }
    }
    page.text
}
