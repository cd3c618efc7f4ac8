//! Reading typed fields out of the tree, with a fault that names line, column and pointer for each that is wrong.

use base64::{Engine, engine::general_purpose::STANDARD};
use uuid::Uuid;

use crate::{
    fault::{Fault, FaultCode},
    label,
    time::Time,
    tree::{Member, Node, Value, place},
};

/// A value of a document's tree.
#[derive(Clone)]
pub struct Field<'a> {
    text: &'a str,
    root: &'a Node,
    node: &'a Node,
}

impl<'a> Field<'a> {
    /// The root of a document that was parsed from `text`.
    pub fn root(text: &'a str, node: &'a Node) -> Self {
        Self { text, root: node, node }
    }

    /// The tree's value itself.
    pub fn node(&self) -> &'a Node {
        self.node
    }

    /// `code`, here.
    pub fn fault(&self, code: FaultCode) -> Fault {
        self.locate(Fault::new(code))
    }

    fn locate(&self, fault: Fault) -> Fault {
        fault.at(place(self.text, self.node.at, &self.pointer()))
    }

    fn mistyped(&self, wanted: &str) -> Fault {
        self.fault(FaultCode::WrongType).with("found", self.node.value.kind()).with("wanted", wanted)
    }

    fn below(&self, node: &'a Node) -> Self {
        Self { node, ..self.clone() }
    }

    /// The JSON pointer to this value. It is looked for where a fault needs it, because most documents have none.
    fn pointer(&self) -> String {
        pointer(self.root, self.node).unwrap_or_default()
    }

    /// The members, to be taken one by one.
    pub fn object(self) -> Result<Members<'a>, Fault> {
        match &self.node.value {
            Value::Object(members) => Ok(Members { members, taken: vec![false; members.len()], field: self }),
            _ => Err(self.mistyped("an object")),
        }
    }

    /// The elements of a list of `least` to `most`.
    pub fn list(&self, least: usize, most: usize) -> Result<Vec<Self>, Fault> {
        let Value::List(nodes) = &self.node.value else {
            return Err(self.mistyped("a list"));
        };
        self.within(nodes.len() as u64, &(least as u64..=most as u64))?;
        Ok(nodes.iter().map(|node| self.below(node)).collect())
    }

    /// Any text.
    pub fn text(&self) -> Result<&'a str, Fault> {
        self.node.as_text().ok_or_else(|| self.mistyped("a text"))
    }

    /// Text that people read, of at most `most` Unicode scalar values.
    pub fn label(&self, most: usize) -> Result<String, Fault> {
        let text = self.text()?;
        label::check(text, most).map_err(|fault| self.locate(fault))?;
        Ok(text.to_owned())
    }

    /// The name of an enclosed file.
    pub fn name(&self) -> Result<String, Fault> {
        let text = self.text()?;
        label::check_name(text).map_err(|fault| self.locate(fault))?;
        Ok(text.to_owned())
    }

    /// A number in `range`.
    pub fn number(&self, range: &std::ops::RangeInclusive<u64>) -> Result<u64, Fault> {
        let number = self.node.as_number().ok_or_else(|| self.mistyped("a number"))?;
        self.within(number, range)?;
        Ok(number)
    }

    fn within(&self, number: u64, range: &std::ops::RangeInclusive<u64>) -> Result<(), Fault> {
        if range.contains(&number) {
            return Ok(());
        }
        Err(self
            .fault(FaultCode::OutOfRange)
            .with("found", number)
            .with("least", range.start())
            .with("most", range.end()))
    }

    /// Bytes in canonical base64 (RFC 4648, section 4, with padding), any number of them.
    pub fn bytes(&self) -> Result<Vec<u8>, Fault> {
        STANDARD.decode(self.text()?).map_err(|_| self.fault(FaultCode::BadBase64))
    }

    /// Exactly `N` bytes in base64.
    pub fn array<const N: usize>(&self) -> Result<[u8; N], Fault> {
        let bytes = self.bytes()?;
        bytes.as_slice().try_into().map_err(|_| self.wrong_length(bytes.len(), N))
    }

    /// Says that there are `found` bytes where there must be `wanted`.
    pub fn wrong_length(&self, found: usize, wanted: usize) -> Fault {
        self.fault(FaultCode::WrongLength).with("found", found).with("wanted", wanted)
    }

    /// A SHA-256 in lower-case hex.
    pub fn sha256(&self) -> Result<[u8; 32], Fault> {
        from_hex(self.text()?).ok_or_else(|| self.fault(FaultCode::BadHex))
    }

    /// A random UUID (RFC 9562, version 4).
    pub fn id(&self) -> Result<Uuid, Fault> {
        guid(self.text()?)
            .filter(|id| id.get_version_num() == 4 && id.get_variant() == uuid::Variant::RFC4122)
            .ok_or_else(|| self.fault(FaultCode::BadId))
    }

    /// A GUID other than all zeros.
    pub fn msid(&self) -> Result<Uuid, Fault> {
        guid(self.text()?).ok_or_else(|| self.fault(FaultCode::BadGuid))
    }

    /// A time.
    pub fn time(&self) -> Result<Time, Fault> {
        Time::parse(self.text()?).ok_or_else(|| self.fault(FaultCode::BadTime))
    }
}

/// The members of an object. Taking each and then asking for [`Members::end`] finds those that have no place.
pub struct Members<'a> {
    members: &'a [Member],
    taken: Vec<bool>,
    field: Field<'a>,
}

impl<'a> Members<'a> {
    /// The member `name`, which must be there.
    pub fn required(&mut self, name: &str) -> Result<Field<'a>, Fault> {
        self.optional(name).ok_or_else(|| self.field.fault(FaultCode::MissingField).with("found", name))
    }

    /// The member `name`, if it is there.
    pub fn optional(&mut self, name: &str) -> Option<Field<'a>> {
        let (index, member) = self.members.iter().enumerate().find(|(_, member)| member.name == name)?;
        if let Some(taken) = self.taken.get_mut(index) {
            *taken = true;
        }
        Some(self.field.below(&member.node))
    }

    /// The object itself.
    pub fn field(&self) -> &Field<'a> {
        &self.field
    }

    /// Nothing else may be there.
    pub fn end(self) -> Result<(), Fault> {
        match self.members.iter().zip(&self.taken).find(|(_, taken)| !**taken) {
            Some((member, _)) => {
                let pointer = format!("{}/{}", self.field.pointer(), member.name);
                let place = place(self.field.text, member.at, &pointer);
                Err(Fault::new(FaultCode::UnknownField).with("found", &member.name).at(place))
            }
            None => Ok(()),
        }
    }
}

/// The way from `root` to `wanted`, which is part of it, told by where it lies in memory.
fn pointer(root: &Node, wanted: &Node) -> Option<String> {
    if std::ptr::eq(root, wanted) {
        return Some(String::new());
    }
    match &root.value {
        Value::Object(members) => members
            .iter()
            .find_map(|member| pointer(&member.node, wanted).map(|rest| format!("/{}{rest}", member.name))),
        Value::List(nodes) => nodes
            .iter()
            .enumerate()
            .find_map(|(index, node)| pointer(node, wanted).map(|rest| format!("/{index}{rest}"))),
        _ => None,
    }
}

/// A GUID as the format spells it: lower case, hyphens, no braces, not all zeros.
pub fn guid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|id| !id.is_nil() && id.hyphenated().to_string() == text)
}

/// Exactly 32 bytes in lower-case hex.
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digit = |c: u8| char::from(c).to_digit(16).filter(|_| !c.is_ascii_uppercase());
    let mut bytes = [0; 32];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
    }
    Some(bytes)
}

/// `bytes` in canonical base64.
pub fn to_base64(bytes: &[u8]) -> Node {
    Node::text(STANDARD.encode(bytes))
}
