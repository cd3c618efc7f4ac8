//! One vector: what it is, what it expects, and its bytes.

use serde_json::Value;

use super::document::{A, Document, position};

/// One vector.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    head: Vec<(&'static str, String)>,
    text: String,
    bytes: Vec<u8>,
}

impl Case {
    /// A vector of a text; `expect` is the verdict with the password [`A`].
    pub fn text(name: &str, comment: &str, expect: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { bytes: text.clone().into_bytes(), text, ..Self::bytes(name, comment, expect, Vec::new()) }
    }

    /// A vector of bytes.
    pub fn bytes(name: &str, comment: &str, expect: &'static str, bytes: Vec<u8>) -> Self {
        let head = vec![("expect", expect.to_owned()), ("password", quoted(A)), ("comment", comment.to_owned())];
        Self { name: name.to_owned(), head, text: String::new(), bytes }
    }

    /// A vector of a document as a writer lays it out.
    pub fn of(name: &str, comment: &str, expect: &'static str, document: &Document) -> Self {
        Self::text(name, comment, expect, document.text())
    }

    pub fn password(mut self, password: &str) -> Self {
        self.head[1].1 = quoted(password);
        self
    }

    pub fn code(self, code: &'static str) -> Self {
        self.key("code", code)
    }

    pub fn key(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.head.push((key, value.into()));
        self
    }

    /// A key whose value is any text: written as a JSON string.
    pub fn quote(self, key: &'static str, value: &str) -> Self {
        self.key(key, quoted(value))
    }

    pub fn finding(self, code: &'static str) -> Self {
        self.key("finding", code)
    }

    /// The place that the fault names: `line`, `column`, JSON pointer.
    pub fn place(self, line: usize, column: usize, pointer: &str) -> Self {
        self.key("line", line.to_string()).key("column", column.to_string()).key("pointer", pointer)
    }

    /// The place behind the first `before` characters of the text.
    pub fn at_character(self, before: usize, pointer: &str) -> Self {
        let passed: Vec<char> = self.text.chars().take(before).collect();
        assert_eq!(passed.len(), before);
        let line = passed.iter().filter(|c| **c == '\n').count() + 1;
        let column = passed.iter().rev().take_while(|c| **c != '\n').count() + 1;
        self.place(line, column, pointer)
    }

    /// The place of `¦` in `mark`, the rest of which stands in the text once.
    pub fn at(self, pointer: &str, mark: &str) -> Self {
        let (before, after) = mark.split_once('¦').unwrap();
        let found: Vec<_> = self.text.match_indices(&format!("{before}{after}")).map(|(at, _)| at).collect();
        assert_eq!(found.len(), 1, "{}: {mark}", self.name);
        let characters = self.text[..found[0] + before.len()].chars().count();
        self.at_character(characters, pointer)
    }

    /// The place just behind the last character.
    pub fn at_end(self, pointer: &str) -> Self {
        let characters = self.text.chars().count();
        self.at_character(characters, pointer)
    }

    /// The place of the value at `pointer` of the document that this was laid out from.
    pub fn at_value(self, root: &Value, pointer: &str) -> Self {
        let at = position(root, pointer);
        self.at_character(at, pointer)
    }

    /// The place of the name of the member at `pointer`.
    pub fn at_name(self, root: &Value, pointer: &str) -> Self {
        let name = pointer.rsplit('/').next().unwrap();
        let at = position(root, pointer) - name.len() - 4;
        self.at_character(at, pointer)
    }

    /// Replaces the bytes, for another encoding of the text.
    pub fn encoded(mut self, bytes: Vec<u8>) -> Self {
        self.bytes = bytes;
        self
    }

    pub fn file_name(&self) -> String {
        format!("{}.vector", self.name)
    }

    /// The bytes that are read.
    pub fn file(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// The vector: head, an empty line, the bytes.
    pub fn written(&self) -> Vec<u8> {
        let mut out = String::new();
        for (key, value) in &self.head {
            assert!(!value.contains('\n'), "{}", self.name);
            out.push_str(&format!("{key}: {value}\n"));
        }
        out.push('\n');
        [out.into_bytes(), self.bytes.clone()].concat()
    }
}

/// A JSON string in ASCII, so that no editor changes how a password is composed.
fn quoted(text: &str) -> String {
    super::document::laid_out(&Value::from(text)).trim_end().to_owned()
}
