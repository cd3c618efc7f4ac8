//! Slots: the ways into a file (FORMAT "Slots").

use crate::{
    cost::Cost,
    fault::{Fault, FaultCode},
    keys::{FileKey, Memory, Sealed, derived, info, root},
    limits::{self, KEY_BYTES, WRAPPED_KEY_BYTES},
    password::Password,
    schema::{Field, to_base64},
    secret::{Key, SecretBytes, same},
    tree::{Node, Value},
};

/// One way into a file.
#[derive(Clone, PartialEq, Eq)]
pub enum Slot {
    /// A password, by Argon2id.
    Password(PasswordSlot),
    /// A kind that this version does not know: kept as it is, and passed over.
    Unknown(UnknownSlot),
}

/// A slot that a password opens.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordSlot {
    /// Who holds the password; unique in the file.
    pub label: String,
    /// What helps to remember it; everybody can read it.
    pub reminder: Option<String>,
    /// The parameters of the derivation.
    pub cost: Cost,
    /// The salt of the derivation, [`limits::SALT_BYTES`].
    pub salt: Vec<u8>,
    /// What the password's root key must give.
    pub check: [u8; KEY_BYTES],
    /// The file key under the password's root key.
    pub wrapped_key: Sealed,
}

/// A slot of an unknown kind, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownSlot {
    /// Its kind, or the derivation that is not known.
    pub kind: String,
    /// Its label, if it has one.
    pub label: Option<String>,
    /// All of it.
    pub node: Node,
}

/// What a slot says to a password.
pub enum Answer {
    /// Neither its check nor its key answers.
    No,
    /// Both answer: the file key.
    Yes(FileKey),
    /// The check answers and the key does not.
    CheckOnly,
    /// The key answers and the check does not.
    KeyOnly(FileKey),
}

/// What is unknown about a slot, if anything is: its kind or its derivation.
pub fn unknown_kind(node: &Node) -> Option<String> {
    let kind = node.get("kind")?.as_text()?;
    if kind != "password" {
        return Some(kind.to_owned());
    }
    let kdf = node.get("kdf")?;
    let name = kdf.get("name").and_then(Node::as_text).filter(|name| *name != "argon2id");
    let version = kdf.get("version").and_then(Node::as_number).filter(|version| *version != 19);
    match (name, version) {
        (Some(name), _) => Some(format!("password, {name}")),
        (None, Some(version)) => Some(format!("password, argon2id version {version}")),
        (None, None) => None,
    }
}

impl Slot {
    /// Reads one slot.
    ///
    /// # Errors
    ///
    /// Schema faults.
    pub fn read(field: Field<'_>) -> Result<Self, Fault> {
        if let Some(kind) = unknown_kind(field.node()) {
            let label = field.node().get("label").and_then(Node::as_text).map(str::to_owned);
            return Ok(Self::Unknown(UnknownSlot { kind, label, node: field.node().clone() }));
        }
        let mut slot = field.object()?;
        // A text other than "password" was an unknown slot.
        slot.required("kind")?.text()?;
        let label = slot.required("label")?.label(limits::LABEL_CHARS)?;
        let reminder = slot.optional("reminder").map(|field| field.label(limits::REMINDER_CHARS)).transpose()?;
        let (cost, salt) = read_kdf(slot.required("kdf")?)?;
        let check = slot.required("check")?.array()?;
        let field = slot.required("wrapped_key")?;
        let wrapped: [u8; WRAPPED_KEY_BYTES] = field.array()?;
        let wrapped_key =
            Sealed::from_bytes(&wrapped).ok_or_else(|| field.wrong_length(wrapped.len(), WRAPPED_KEY_BYTES))?;
        slot.end()?;
        Ok(Self::Password(PasswordSlot { label, reminder, cost, salt, check, wrapped_key }))
    }

    /// The slot as a tree.
    pub fn to_node(&self) -> Node {
        match self {
            Self::Password(slot) => slot.to_node(),
            Self::Unknown(slot) => slot.node.clone(),
        }
    }

    /// The label, if the slot has one.
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Password(slot) => Some(&slot.label),
            Self::Unknown(slot) => slot.label.as_deref(),
        }
    }

    /// The slot, if a password opens it.
    pub fn as_password(&self) -> Option<&PasswordSlot> {
        match self {
            Self::Password(slot) => Some(slot),
            Self::Unknown(_) => None,
        }
    }
}

/// Reads `kdf`; name and version have been looked at before.
pub(crate) fn read_kdf(field: Field<'_>) -> Result<(Cost, Vec<u8>), Fault> {
    let mut kdf = field.object()?;
    kdf.required("name")?.text()?;
    kdf.required("version")?.number(&(19..=19))?;
    let number = |field: Field<'_>, range| field.number(range).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let cost = Cost {
        memory_kib: number(kdf.required("memory_kib")?, &limits::MEMORY_KIB)?,
        passes: number(kdf.required("passes")?, &limits::PASSES)?,
        lanes: number(kdf.required("lanes")?, &limits::LANES)?,
    };
    let field = kdf.required("salt")?;
    let salt = field.bytes()?;
    if !limits::SALT_BYTES.contains(&salt.len()) {
        return Err(field
            .fault(FaultCode::WrongLength)
            .with("found", salt.len())
            .with("wanted", format!("{} to {}", limits::SALT_BYTES.start(), limits::SALT_BYTES.end())));
    }
    kdf.end()?;
    Ok((cost, salt))
}

impl PasswordSlot {
    fn to_node(&self) -> Node {
        let kdf = Node::object([
            ("name", Some(Node::text("argon2id"))),
            ("version", Some(Node::number(19))),
            ("memory_kib", Some(Node::number(self.cost.memory_kib.into()))),
            ("passes", Some(Node::number(self.cost.passes.into()))),
            ("lanes", Some(Node::number(self.cost.lanes.into()))),
            ("salt", Some(to_base64(&self.salt))),
        ]);
        Node::object([
            ("kind", Some(Node::text("password"))),
            ("label", Some(Node::text(&self.label))),
            ("reminder", self.reminder.as_ref().map(Node::text)),
            ("kdf", Some(kdf)),
            ("check", Some(to_base64(&self.check))),
            ("wrapped_key", Some(to_base64(&self.wrapped_key.to_bytes()))),
        ])
    }

    /// Wraps `file_key` for `root`, the key derived from the new password; the nonce must be fresh.
    pub fn wrap(
        (label, reminder): (String, Option<String>),
        (cost, salt): (Cost, Vec<u8>),
        nonce: [u8; limits::NONCE_BYTES],
        root: &Key,
        file_key: &FileKey,
    ) -> Self {
        let check = *derived(root.expose(), info::SLOT_CHECK).expose();
        let kek = derived(root.expose(), info::SLOT_KEY);
        let plain = SecretBytes::copied(file_key.expose());
        let wrapped_key = Sealed::seal(&kek, nonce, &plain, info::SLOT_AAD);
        Self { label, reminder, cost, salt, check, wrapped_key }
    }

    /// Derives this slot's root key from `password`: the dear step.
    ///
    /// # Errors
    ///
    /// As [`root`].
    pub fn root(&self, password: &Password, memory: &mut Memory) -> Result<Key, Fault> {
        root(password, &self.salt, self.cost, memory)
    }

    /// Asks the slot with a root key. Check and key are always both tried, so the time does not tell which answered.
    pub fn ask(&self, root: &Key) -> Answer {
        let check = same(derived(root.expose(), info::SLOT_CHECK).expose(), &self.check);
        let key = self.wrapped_key.open(&derived(root.expose(), info::SLOT_KEY), info::SLOT_AAD);
        match (check, key.as_ref().and_then(FileKey::from_bytes)) {
            (true, Some(key)) => Answer::Yes(key),
            (true, None) => Answer::CheckOnly,
            (false, Some(key)) => Answer::KeyOnly(key),
            (false, None) => Answer::No,
        }
    }
}

/// Whether a node is a non-empty list of slots none of which is known.
pub fn all_unknown(slots: &Node) -> bool {
    matches!(&slots.value, Value::List(nodes) if !nodes.is_empty() && nodes.iter().all(|slot| unknown_kind(slot).is_some()))
}
