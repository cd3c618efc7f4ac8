//! What a file holds: generated secrets, or one enclosed native backup (FORMAT "Content").

use uuid::Uuid;

use crate::{
    canonical::{hex, sha256},
    fault::{Fault, FaultCode},
    limits,
    schema::Field,
    secret::{SecretBytes, same},
    time::Time,
    tree::Node,
};

/// The description of the content, as the header gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Master secrets that this tool generated.
    Secrets(Secrets),
    /// A native backup, bit for bit.
    File(EnclosedFile),
}

/// One or two generated secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    /// The current secret.
    pub current: SecretEntry,
    /// The one before it.
    pub previous: Option<SecretEntry>,
    /// When the secrets were taken from the live system.
    pub backed_up: Option<Time>,
}

/// One generated secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretEntry {
    /// Its identifier.
    pub msid: Uuid,
    /// Its length in bytes, [`limits::SECRET_BYTES`].
    pub bytes: usize,
    /// When it was generated.
    pub generated: Option<Time>,
}

/// An enclosed native backup; MSIDs and time are what the sealer stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnclosedFile {
    /// Its plain name.
    pub name: String,
    /// Its length in bytes, [`limits::FILE_BYTES`].
    pub bytes: usize,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// Length of the enclosed native password in bytes, if there is one, [`limits::NATIVE_PASSWORD_BYTES`].
    pub native_password_bytes: Option<usize>,
    /// The current master secret in it, as stated.
    pub current_msid: Option<Uuid>,
    /// The previous master secret in it, as stated.
    pub previous_msid: Option<Uuid>,
    /// When it was taken from the live system, as stated.
    pub backed_up: Option<Time>,
}

/// The content itself, decrypted.
pub enum Opened {
    /// Generated secrets.
    Secrets {
        /// The current one.
        current: SecretBytes,
        /// The one before it.
        previous: Option<SecretBytes>,
    },
    /// An enclosed file.
    File {
        /// Its bytes.
        file: SecretBytes,
        /// The password that the native file itself needs, in UTF-8.
        native_password: Option<SecretBytes>,
    },
}

impl Content {
    /// Reads `/header/content`. The kind has been looked at before: it is one of the two, or no text.
    ///
    /// # Errors
    ///
    /// Schema faults.
    pub fn read(field: Field<'_>) -> Result<Self, Fault> {
        let mut content = field.object()?;
        let time = |field: Option<Field<'_>>| field.map(|field| field.time()).transpose();
        let read = if content.required("kind")?.text()? == "secrets" {
            let current = SecretEntry::read_beside(content.required("current")?, None)?;
            let previous = content
                .optional("previous")
                .map(|field| SecretEntry::read_beside(field, Some(current.msid)))
                .transpose()?;
            Self::Secrets(Secrets { current, previous, backed_up: time(content.optional("backed_up"))? })
        } else {
            let bytes = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            let current_msid = content.optional("current_msid").map(|field| field.msid()).transpose()?;
            let previous_msid =
                content.optional("previous_msid").map(|field| msid_beside(&field, current_msid)).transpose()?;
            let file = EnclosedFile {
                name: content.required("name")?.name()?,
                bytes: bytes(content.required("bytes")?.number(&limits::FILE_BYTES)?),
                sha256: content.required("sha256")?.sha256()?,
                native_password_bytes: content
                    .optional("native_password_bytes")
                    .map(|field| field.number(&limits::NATIVE_PASSWORD_BYTES).map(bytes))
                    .transpose()?,
                current_msid,
                previous_msid,
                backed_up: time(content.optional("backed_up"))?,
            };
            Self::File(file)
        };
        content.end()?;
        Ok(read)
    }

    /// The description as a tree.
    pub fn to_node(&self) -> Node {
        let time = |time: Option<Time>| time.map(|time| Node::text(time.to_string()));
        let msid = |msid: Option<Uuid>| msid.map(|msid| Node::text(msid.to_string()));
        let number = |n: usize| Node::number(n as u64);
        match self {
            Self::Secrets(secrets) => Node::object([
                ("kind", Some(Node::text("secrets"))),
                ("current", Some(secrets.current.to_node())),
                ("previous", secrets.previous.as_ref().map(SecretEntry::to_node)),
                ("backed_up", time(secrets.backed_up)),
            ]),
            Self::File(file) => Node::object([
                ("kind", Some(Node::text("file"))),
                ("name", Some(Node::text(&file.name))),
                ("bytes", Some(number(file.bytes))),
                ("sha256", Some(Node::text(hex(&file.sha256)))),
                ("native_password_bytes", file.native_password_bytes.map(number)),
                ("current_msid", msid(file.current_msid)),
                ("previous_msid", msid(file.previous_msid)),
                ("backed_up", time(file.backed_up)),
            ]),
        }
    }

    /// How many bytes the plaintext has.
    pub fn plaintext_bytes(&self) -> usize {
        match self {
            Self::Secrets(secrets) => {
                secrets.current.bytes + secrets.previous.as_ref().map_or(0, |previous| previous.bytes)
            }
            Self::File(file) => file.bytes + file.native_password_bytes.unwrap_or(0),
        }
    }

    /// When the content was taken from the live system.
    pub fn backed_up(&self) -> Option<Time> {
        match self {
            Self::Secrets(secrets) => secrets.backed_up,
            Self::File(file) => file.backed_up,
        }
    }

    /// Cuts the plaintext into the parts that this describes; none if the lengths do not fit.
    pub fn cut(&self, plaintext: &SecretBytes) -> Option<Opened> {
        if plaintext.len() != self.plaintext_bytes() {
            return None;
        }
        let rest = |at| plaintext.expose().get(at..).filter(|rest| !rest.is_empty()).map(SecretBytes::copied);
        let first = |len| plaintext.expose().get(..len).map(SecretBytes::copied);
        Some(match self {
            Self::Secrets(Secrets { current, .. }) => {
                Opened::Secrets { current: first(current.bytes)?, previous: rest(current.bytes) }
            }
            Self::File(file) => Opened::File { file: first(file.bytes)?, native_password: rest(file.bytes) },
        })
    }

    /// Whether an enclosed file is the one that this describes, by its SHA-256.
    pub fn matches(&self, opened: &Opened) -> bool {
        match (self, opened) {
            (Self::File(description), Opened::File { file, .. }) => same(&sha256(file.expose()), &description.sha256),
            (Self::Secrets(_), Opened::Secrets { .. }) => true,
            _ => false,
        }
    }
}

/// An MSID that differs from `other`.
fn msid_beside(field: &Field<'_>, other: Option<Uuid>) -> Result<Uuid, Fault> {
    let msid = field.msid()?;
    if other == Some(msid) { Err(field.fault(FaultCode::Repeated).with("found", msid)) } else { Ok(msid) }
}

impl SecretEntry {
    fn read_beside(field: Field<'_>, other: Option<Uuid>) -> Result<Self, Fault> {
        let mut entry = field.object()?;
        let msid = msid_beside(&entry.required("msid")?, other)?;
        let bytes = entry.required("bytes")?.number(&limits::SECRET_BYTES)?;
        let generated = entry.optional("generated").map(|field| field.time()).transpose()?;
        entry.end()?;
        Ok(Self { msid, bytes: usize::try_from(bytes).unwrap_or(usize::MAX), generated })
    }

    fn to_node(&self) -> Node {
        Node::object([
            ("msid", Some(Node::text(self.msid.to_string()))),
            ("bytes", Some(Node::number(self.bytes as u64))),
            ("generated", self.generated.map(|time| Node::text(time.to_string()))),
        ])
    }
}

impl Opened {
    /// The plaintext in one piece, as it is encrypted.
    pub fn plaintext(&self) -> SecretBytes {
        let (first, second) = match self {
            Self::Secrets { current, previous } => (current, previous),
            Self::File { file, native_password } => (file, native_password),
        };
        let second = second.as_ref().map_or(&[][..], SecretBytes::expose);
        let mut plaintext = Vec::with_capacity(first.len() + second.len());
        plaintext.extend_from_slice(first.expose());
        plaintext.extend_from_slice(second);
        SecretBytes::new(plaintext)
    }
}
