//! The header: everything about a file that can be read without a password (FORMAT "Header").

use uuid::Uuid;

use crate::{
    content::Content,
    fault::{Fault, FaultCode},
    limits::{self, KEY_BYTES},
    schema::{Field, to_base64},
    slot::{PasswordSlot, Slot, all_unknown},
    time::Time,
    tree::{Node, Value},
};

/// The header of a file of version 1.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// This file; new with every write.
    pub id: Uuid,
    /// The file that this one was made from.
    pub replaces: Option<Uuid>,
    /// When this file was written.
    pub created: Time,
    /// The SSO system that the secret belongs to.
    pub system: Option<String>,
    /// What the payload is.
    pub content: Content,
    /// The ways in, in order.
    pub slots: Vec<Slot>,
    /// The commitment to the file key.
    pub key_check: [u8; KEY_BYTES],
    /// Authenticated members that this version does not know, kept as they are.
    pub extensions: Option<Node>,
}

/// Extensions that this reader knows: none in version 1.
const KNOWN_EXTENSIONS: &[&str] = &[];

/// Finds out whether a newer version made the file. What is ill-typed is left to the schema.
///
/// # Errors
///
/// [`FaultCode::NewerVersion`], [`FaultCode::UnknownCritical`], [`FaultCode::UnknownContent`], [`FaultCode::NoKnownSlot`].
pub fn check_supported(header: &Node) -> Result<(), Fault> {
    if let Some(version) = header.get("version").and_then(Node::as_number)
        && version != limits::VERSION
    {
        return Err(Fault::new(FaultCode::NewerVersion).with("found", version));
    }
    let critical = header.get("critical").and_then(Node::as_list).unwrap_or_default();
    if let Some(name) = critical.iter().filter_map(Node::as_text).find(|name| !KNOWN_EXTENSIONS.contains(name)) {
        return Err(Fault::new(FaultCode::UnknownCritical).with("found", name));
    }
    if let Some(kind) = header.get("content").and_then(|content| content.get("kind")).and_then(Node::as_text)
        && !matches!(kind, "secrets" | "file")
    {
        return Err(Fault::new(FaultCode::UnknownContent).with("found", kind));
    }
    if header.get("slots").is_some_and(all_unknown) {
        return Err(Fault::new(FaultCode::NoKnownSlot));
    }
    Ok(())
}

impl Header {
    /// Reads `/header`.
    ///
    /// # Errors
    ///
    /// Schema faults.
    pub fn read(field: Field<'_>) -> Result<Self, Fault> {
        let mut header = field.object()?;
        let format = header.required("format")?;
        if format.text()? != limits::FORMAT {
            return Err(format.fault(FaultCode::WrongFormat));
        }
        header.required("version")?.number(&(limits::VERSION..=limits::VERSION))?;
        let id = header.required("id")?.id()?;
        let replaces = header.optional("replaces").map(|field| field.id()).transpose()?;
        let created = header.required("created")?.time()?;
        let system = header.optional("system").map(|field| field.label(limits::SYSTEM_CHARS)).transpose()?;
        let content = Content::read(header.required("content")?)?;
        let slots = read_slots(&header.required("slots")?)?;
        let key_check = header.required("key_check")?.array()?;
        let extensions = header.optional("extensions").map(read_extensions).transpose()?;
        if let Some(field) = header.optional("critical") {
            check_critical(&field, extensions.as_ref())?;
        }
        header.end()?;
        Ok(Self { id, replaces, created, system, content, slots, key_check, extensions })
    }

    /// The header as a tree, in the order in which it is written.
    pub fn to_node(&self) -> Node {
        let slots = self.slots.iter().map(Slot::to_node).collect();
        Node::object([
            ("format", Some(Node::text(limits::FORMAT))),
            ("version", Some(Node::number(limits::VERSION))),
            ("id", Some(Node::text(self.id.to_string()))),
            ("replaces", self.replaces.map(|id| Node::text(id.to_string()))),
            ("created", Some(Node::text(self.created.to_string()))),
            ("system", self.system.as_ref().map(Node::text)),
            ("content", Some(self.content.to_node())),
            ("slots", Some(Node::new(Value::List(slots)))),
            ("key_check", Some(to_base64(&self.key_check))),
            ("extensions", self.extensions.clone()),
        ])
    }

    /// The slots that a password can open, in order.
    pub fn password_slots(&self) -> impl Iterator<Item = &PasswordSlot> {
        self.slots.iter().filter_map(Slot::as_password)
    }

    /// Where the slot `label` stands.
    pub fn position(&self, label: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.label() == Some(label))
    }

    /// The names of the extensions.
    pub fn extension_names(&self) -> Vec<String> {
        match self.extensions.as_ref().map(|node| &node.value) {
            Some(Value::Object(members)) => members.iter().map(|member| member.name.clone()).collect(),
            _ => Vec::new(),
        }
    }
}

fn read_slots(field: &Field<'_>) -> Result<Vec<Slot>, Fault> {
    let mut slots: Vec<Slot> = Vec::new();
    for field in field.list(1, limits::SLOTS)? {
        let slot = Slot::read(field.clone())?;
        if let Some(label) = slot.label()
            && slots.iter().any(|other| other.label() == Some(label))
        {
            return Err(field.object()?.required("label")?.fault(FaultCode::Repeated).with("found", label));
        }
        slots.push(slot);
    }
    Ok(slots)
}

fn read_extensions(field: Field<'_>) -> Result<Node, Fault> {
    let node = field.node().clone();
    field.object()?;
    Ok(node)
}

/// Only ever fails: a well-formed `critical` names an extension that this version does not know.
fn check_critical(field: &Field<'_>, extensions: Option<&Node>) -> Result<(), Fault> {
    let mut names = Vec::new();
    for field in field.list(1, limits::CRITICAL)? {
        let name = field.text()?;
        if names.contains(&name) {
            return Err(field.fault(FaultCode::Repeated).with("found", name));
        }
        if extensions.is_none_or(|node| node.get(name).is_none()) {
            return Err(field.fault(FaultCode::MissingField).with("found", name));
        }
        names.push(name);
    }
    Ok(())
}
