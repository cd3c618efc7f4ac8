//! The document as a generic tree that remembers where each value stood (FORMAT "Tree").
//!
//! Checksum and mac are taken over this tree, unknown parts included, never over re-serialised structs.

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use crate::fault::Place;

/// A value and the byte of the decoded text at which it began; 0 for values that were never read from a text.
///
/// Two nodes are equal when their values are, wherever they stood.
#[derive(Clone, Debug)]
pub struct Node {
    /// Offset in the decoded text, in bytes.
    pub at: u32,
    /// The value.
    pub value: Value,
}

/// A JSON value as the format allows it: no null, no fraction, no negative number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// 0 to 2^53 - 1.
    Number(u64),
    /// Never empty.
    Text(String),
    /// In order.
    List(Vec<Node>),
    /// Members in the order of the file; names are unique.
    Object(Vec<Member>),
}

/// A named value. Two are equal when name and value are, wherever they stood.
#[derive(Clone, Debug)]
pub struct Member {
    /// Offset of the name's opening quote in the decoded text, in bytes.
    pub at: u32,
    /// The name after unescaping.
    pub name: String,
    /// The value.
    pub node: Node,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Node {}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.node == other.node
    }
}

impl Eq for Member {}

impl Node {
    /// A value that was not read from a text.
    pub fn new(value: Value) -> Self {
        Self { at: 0, value }
    }

    /// A text value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Value::Text(text.into()))
    }

    /// A number.
    pub fn number(number: u64) -> Self {
        Self::new(Value::Number(number))
    }

    /// An object of the members that are there, in this order.
    pub fn object<const N: usize>(members: [(&str, Option<Node>); N]) -> Self {
        let member = |(name, node): (&str, Option<Node>)| Some(Member { at: 0, name: name.to_owned(), node: node? });
        Self::new(Value::Object(members.into_iter().filter_map(member).collect()))
    }

    /// The member `name`, where this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => members.iter().find(|member| member.name == name).map(|member| &member.node),
            _ => None,
        }
    }

    /// The text, where this is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where this is one.
    pub fn as_number(&self) -> Option<u64> {
        match &self.value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The elements, where this is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(nodes) => Some(nodes),
            _ => None,
        }
    }
}

impl Value {
    /// What kind of value this is, in plain words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(value) => serializer.serialize_u64(*value),
            Value::Text(value) => serializer.serialize_str(value),
            Value::List(nodes) => {
                let mut list = serializer.serialize_seq(Some(nodes.len()))?;
                for node in nodes {
                    list.serialize_element(node)?;
                }
                list.end()
            }
            Value::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for member in members {
                    map.serialize_entry(&member.name, &member.node)?;
                }
                map.end()
            }
        }
    }
}

/// The place of offset `at` (bytes) in `text`, as line, column and `pointer`.
pub fn place(text: &str, at: u32, pointer: &str) -> Place {
    let mut end = (at as usize).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.split_at(end).0;
    Place { pointer: pointer.to_owned(), ..Place::after(before) }
}
