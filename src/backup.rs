//! A document to a backup: checksum, version, schema, in this order (FORMAT "Reading").

use crate::{
    canonical::{authenticated, checksum, hex},
    fault::{Fault, FaultCode},
    header::{Header, check_supported},
    keys::{FileKey, Sealed},
    limits::{KEY_BYTES, NONCE_BYTES, TAG_BYTES},
    parse::parse,
    schema::{Field, to_base64},
    tree::Node,
};

/// A document that follows the schema of version 1.
pub struct Backup {
    /// The header.
    pub header: Header,
    /// The encrypted content.
    pub payload: Sealed,
    /// The mac as it stands in the file.
    pub mac: [u8; KEY_BYTES],
    /// What the mac has to cover: canonical `{header, payload}` of the tree as it was read.
    pub authenticated: Vec<u8>,
}

/// What came of reading a document, as far as it went.
pub struct Reading {
    /// The tree, if the JSON holds.
    pub root: Option<Node>,
    /// The backup, if the schema holds; also where only the checksum does not.
    pub backup: Option<Backup>,
    /// Why the document is not intact.
    pub fault: Option<Fault>,
    /// Where a damaged document shows its damage, if the schema sees it.
    pub hint: Option<Fault>,
}

/// Reads the text of a document.
pub fn read(text: &str) -> Reading {
    let root = match parse(text) {
        Ok(root) => root,
        Err(fault) => return Reading { root: None, backup: None, fault: Some(fault), hint: None },
    };
    let (backup, fault, hint) = match check_whole(text, &root) {
        Ok(()) => match read_supported(text, &root) {
            Ok(backup) => (Some(backup), None, None),
            Err(fault) => (None, Some(fault), None),
        },
        Err(fault) if fault.code == FaultCode::Checksum => match read_supported(text, &root) {
            Ok(backup) => (Some(backup), Some(fault), None),
            Err(hint) => (None, Some(fault), Some(hint)),
        },
        Err(fault) => (None, Some(fault), None),
    };
    Reading { root: Some(root), backup, fault, hint }
}

fn check_whole(text: &str, root: &Node) -> Result<(), Fault> {
    let mut members = Field::root(text, root).object()?;
    let header = members.required("header")?;
    let payload = members.required("payload")?;
    let mac = members.required("mac")?;
    let field = members.required("checksum")?;
    let stated = field.sha256()?;
    // Nobody is told of damage because of one moment (see `keys::confirmed`); a checksum that fits is never luck.
    let fits = |_| stated == checksum(header.node(), payload.node(), mac.node());
    (0..2).any(fits).then_some(()).ok_or_else(|| field.fault(FaultCode::Checksum))
}

fn read_supported(text: &str, root: &Node) -> Result<Backup, Fault> {
    if let Some(header) = root.get("header") {
        check_supported(header)?;
    }
    let mut members = Field::root(text, root).object()?;
    let (header_field, payload_field) = (members.required("header")?, members.required("payload")?);
    let authenticated = authenticated(header_field.node(), payload_field.node());
    let header = Header::read(header_field)?;
    let payload = read_payload(&payload_field, header.content.plaintext_bytes())?;
    let mac = members.required("mac")?.array()?;
    members.required("checksum")?.sha256()?;
    if let Some(repair) = members.optional("repair") {
        repair.object()?;
    }
    members.end()?;
    Ok(Backup { header, payload, mac, authenticated })
}

fn read_payload(field: &Field<'_>, plaintext_bytes: usize) -> Result<Sealed, Fault> {
    let bytes = field.bytes()?;
    let wanted = NONCE_BYTES + plaintext_bytes + TAG_BYTES;
    Sealed::from_bytes(&bytes).filter(|_| bytes.len() == wanted).ok_or_else(|| field.wrong_length(bytes.len(), wanted))
}

/// The whole document: a header and a payload with their mac and checksum.
pub fn sealed_document(header: &Header, payload: &Sealed, file_key: &FileKey) -> Node {
    let header = header.to_node();
    let payload = to_base64(&payload.to_bytes());
    let mac = to_base64(&file_key.mac(&authenticated(&header, &payload)));
    let checksum = Node::text(hex(&checksum(&header, &payload, &mac)));
    Node::object([
        ("header", Some(header)),
        ("payload", Some(payload)),
        ("mac", Some(mac)),
        ("checksum", Some(checksum)),
    ])
}
