//! Markup: text becomes text only, whatever it holds.

use std::fmt::Display;

use crate::fault::escaped;

/// A document under construction.
#[derive(Default)]
pub(super) struct Markup(String);

impl Markup {
    /// Markup of our own. Its type keeps text from outside out.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere: characters with a meaning in markup become references; those that steer become visible.
    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        for c in escaped(&text.to_string()).chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// An element with text in it.
    pub(super) fn element(&mut self, open: &'static str, text: impl Display, close: &'static str) -> &mut Self {
        self.raw(open).text(text).raw(close)
    }

    /// A row of a list of facts.
    pub(super) fn fact(&mut self, name: &'static str, value: impl Display) -> &mut Self {
        self.element("<dt>", name, "</dt>").element("<dd>", value, "</dd>\n")
    }

    /// The head of a table: titles, each with the class of its column.
    pub(super) fn table(&mut self, columns: &[(&'static str, &'static str)]) -> &mut Self {
        self.raw("<table><colgroup>");
        for (_, class) in columns {
            self.raw("<col class=\"").raw(class).raw("\"/>");
        }
        self.raw("</colgroup><thead><tr>");
        for (title, class) in columns {
            self.raw("<th scope=\"col\" class=\"").raw(class).raw("\">").text(title).raw("</th>");
        }
        self.raw("</tr></thead><tbody>\n")
    }

    /// A moment in UTC, as tables state it.
    pub(super) fn moment(&mut self, time: impl Display) -> &mut Self {
        self.element("<span class=\"when\">", moment(time), "</span>")
    }

    /// The end of a table.
    pub(super) fn end_table(&mut self) -> &mut Self {
        self.raw("</tbody></table>\n")
    }

    /// Paths, one below the other.
    pub(super) fn files(&mut self, files: &[String]) -> &mut Self {
        if files.is_empty() {
            return self;
        }
        self.raw("<ul class=\"files\">");
        for file in files {
            self.element("<li>", file, "</li>");
        }
        self.raw("</ul>")
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// A moment as people read it: `2026-11-20 14:55:02`; that it is in UTC stands above it.
pub(super) fn moment(time: impl Display) -> String {
    time.to_string().replacen('T', " ", 1).trim_end_matches('Z').to_owned()
}

/// A number with its digits in groups of three.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut markup = Markup::default();
        markup.text("<script>\"a\" & 'b'\u{202e}\u{1b}");
        assert_eq!(markup.into_string(), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\\u{202e}\\u{1b}");
    }
}
