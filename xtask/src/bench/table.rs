//! What was measured, as a table that a person reads.

use std::fmt::Write;

/// One thing that was measured.
pub struct Row {
    /// What it is.
    pub what: String,
    /// Ours, in the unit that is written with it.
    pub ours: String,
    /// What it is compared with; empty where nothing is.
    pub theirs: String,
    /// Ours divided by theirs, or what else has a limit.
    pub ratio: Option<f64>,
    /// The most that `ratio` may be.
    pub most: Option<f64>,
}

impl Row {
    /// A figure that stands for itself.
    pub fn figure(what: impl Into<String>, ours: impl Into<String>) -> Self {
        Self { what: what.into(), ours: ours.into(), theirs: String::new(), ratio: None, most: None }
    }

    /// Two figures and their ratio.
    pub fn compared(what: impl Into<String>, ours: String, theirs: String, ratio: f64) -> Self {
        Self { what: what.into(), ours, theirs, ratio: Some(ratio), most: None }
    }

    #[must_use]
    pub fn at_most(self, most: f64) -> Self {
        Self { most: Some(most), ..self }
    }

    /// Whether the limit is kept, where there is one.
    pub fn kept(&self) -> Option<bool> {
        Some(self.ratio? <= self.most?)
    }

    fn cells(&self) -> [String; 6] {
        let number = |value: Option<f64>| value.map(|value| format!("{value:.2}")).unwrap_or_default();
        let kept = match self.kept() {
            None => "",
            Some(true) => "yes",
            Some(false) => "**no**",
        };
        [
            self.what.clone(),
            self.ours.clone(),
            self.theirs.clone(),
            number(self.ratio),
            number(self.most),
            kept.to_owned(),
        ]
    }
}

/// Rows that belong together.
pub struct Section {
    pub title: &'static str,
    /// What was compared, and how, in a sentence or two.
    pub how: String,
    pub rows: Vec<Row>,
}

const HEADINGS: [&str; 6] = ["what", "ours", "theirs", "ratio", "at most", "kept"];

/// Milliseconds as a person reads them.
pub fn time(milliseconds: f64) -> String {
    match milliseconds {
        ..10.0 => format!("{milliseconds:.2} ms"),
        10.0..1000.0 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.2} s", milliseconds / 1000.0),
    }
}

/// A section in Markdown.
pub fn markdown(section: &Section) -> String {
    let rows: Vec<_> = [HEADINGS.map(str::to_owned)].into_iter().chain(section.rows.iter().map(Row::cells)).collect();
    format!("### {}\n\n{}\n\n{}", section.title, section.how, table(&rows))
}

/// A table in Markdown, headings first, its columns in line so that it can be read in a terminal as well.
pub fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..COLUMNS).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = if column == 0 { write!(text, "| {cell:<width$} ") } else { write!(text, "| {cell:>width$} ") };
        }
        text.push_str("|\n");
        if index == 0 {
            for (column, width) in widths.iter().enumerate() {
                let _ = write!(text, "| {}{} ", "-".repeat(width - 1), if column == 0 { '-' } else { ':' });
            }
            text.push_str("|\n");
        }
    }
    text
}
