//! Salvage: the content of a file that does not open, where slot and payload are whole (FORMAT "Salvage").
//!
//! Looks in the tree where there is one, and in the text in any case: a broken brace elsewhere must not take the
//! secret with it. What it finds is proven by the key that unwraps and the payload's tag; nothing else is trusted.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    content::{Content, Opened},
    cost::{Budget, Cost},
    fault::{Fault, FaultCode},
    keys::{FileKey, Memory, Sealed, derived, info, root},
    limits,
    password::Password,
    schema::Field,
    secret::SecretBytes,
    slot::{read_kdf, unknown_kind},
    tree::Node,
};

/// What could be had.
pub enum Salvaged {
    /// The content, cut as the header describes it; the description itself is not authenticated.
    Described(Opened),
    /// The bytes in one piece: no description of them is left.
    Raw(SecretBytes),
}

/// A slot as far as it can be read.
struct Fragment {
    label: Option<String>,
    cost: Cost,
    salt: Vec<u8>,
    wrapped_key: Sealed,
}

/// What is left of a backup: slots and payloads that can be read, and the rest around them.
pub struct Remains<'t> {
    text: &'t str,
    root: Option<&'t Node>,
    payloads: Vec<Sealed>,
    slots: Vec<Fragment>,
}

impl<'t> Remains<'t> {
    /// Looks for slots and payload in `text`; `only` limits the slots to one label.
    ///
    /// # Errors
    ///
    /// [`FaultCode::NotSalvaged`] where no password could get anything out, and refusals.
    pub fn of(text: &'t str, root: Option<&'t Node>, only: Option<&str>, budget: &Budget) -> Result<Self, Fault> {
        let payloads = payloads(text, root);
        if payloads.is_empty() {
            return Err(failed("the encrypted content cannot be read."));
        }
        let mut slots = slots_of(text, root);
        for fragment in fragments(text) {
            if !slots.iter().any(|slot| slot.wrapped_key == fragment.wrapped_key && slot.salt == fragment.salt) {
                slots.push(fragment);
            }
        }
        slots.retain(|slot| only.is_none_or(|label| slot.label.as_deref() == Some(label)));
        if slots.is_empty() {
            return Err(failed("no slot can be read."));
        }
        budget.check(slots.iter().map(|slot| (slot.label.as_deref().unwrap_or("without a label"), slot.cost)))?;
        Ok(Self { text, root, payloads, slots })
    }

    /// Tries a password; none where no slot accepts it.
    ///
    /// # Errors
    ///
    /// [`FaultCode::NotSalvaged`] where a slot accepts it and the content was changed, and what a derivation says.
    pub fn open(&self, password: &Password, memory: &mut Memory) -> Result<Option<Salvaged>, Fault> {
        let mut reached = false;
        for slot in &self.slots {
            let Some(file_key) = slot.unwrap(password, memory)? else {
                continue;
            };
            reached = true;
            if let Some(plaintext) = self.payloads.iter().find_map(|payload| file_key.open_payload(payload)) {
                let content = described(self.text, self.root).and_then(|content| content.cut(&plaintext));
                return Ok(Some(content.map_or(Salvaged::Raw(plaintext), Salvaged::Described)));
            }
        }
        if reached {
            return Err(failed("the password opens a slot, but the encrypted content was changed."));
        }
        Ok(None)
    }
}

/// Looks for slots and payload in `text`, and tries `password` on them; `only` limits that to one label.
///
/// # Errors
///
/// [`FaultCode::NotSalvaged`] with the reason, and refusals.
pub fn salvage(
    text: &str,
    root: Option<&Node>,
    password: &Password,
    only: Option<&str>,
    budget: &Budget,
    memory: &mut Memory,
) -> Result<Salvaged, Fault> {
    Remains::of(text, root, only, budget)?.open(password, memory)?.ok_or_else(not_accepted)
}

/// That no slot which can be read accepts the password.
pub fn not_accepted() -> Fault {
    failed("no slot that can be read accepts this password.")
}

fn failed(why: &str) -> Fault {
    Fault::new(FaultCode::NotSalvaged).with("why", why)
}

impl Fragment {
    fn unwrap(&self, password: &Password, memory: &mut Memory) -> Result<Option<FileKey>, Fault> {
        let root = root(password, &self.salt, self.cost, memory)?;
        let key = self.wrapped_key.open(&derived(root.expose(), info::SLOT_KEY), info::SLOT_AAD);
        Ok(key.as_ref().and_then(FileKey::from_bytes))
    }
}

fn described(text: &str, root: Option<&Node>) -> Option<Content> {
    let content = root?.get("header")?.get("content")?;
    let known = matches!(content.get("kind").and_then(Node::as_text), Some("secrets" | "file"));
    known.then(|| Content::read(Field::root(text, content)).ok())?
}

/// Everything that can be the payload, the root's own member first.
fn payloads(text: &str, root: Option<&Node>) -> Vec<Sealed> {
    let own = root.and_then(|root| root.get("payload")).and_then(Node::as_text);
    own.into_iter()
        .chain(found(text, "payload").into_iter().map(|(_, value)| value).filter(|value| Some(*value) != own))
        .filter_map(|value| Sealed::from_bytes(&STANDARD.decode(value).ok()?))
        .collect()
}

/// The slots of the tree that can be used, whatever else is wrong with them.
fn slots_of(text: &str, root: Option<&Node>) -> Vec<Fragment> {
    let slots = root.and_then(|root| root.get("header")?.get("slots")?.as_list()).unwrap_or_default();
    slots
        .iter()
        .filter(|slot| unknown_kind(slot).is_none())
        .filter_map(|slot| {
            let (cost, salt) = read_kdf(Field::root(text, slot.get("kdf")?)).ok()?;
            let wrapped: [u8; limits::WRAPPED_KEY_BYTES] = Field::root(text, slot.get("wrapped_key")?).array().ok()?;
            let label = slot.get("label").and_then(Node::as_text).map(str::to_owned);
            Some(Fragment { label, cost, salt, wrapped_key: Sealed::from_bytes(&wrapped)? })
        })
        .collect()
}

/// The fields of a slot that derivation and unwrapping need.
const NEEDED: [&str; 5] = ["memory_kib", "passes", "lanes", "salt", "wrapped_key"];

/// Puts slots together from the fields as they stand one after the other. A field that comes again begins a new slot.
fn fragments(text: &str) -> Vec<Fragment> {
    let mut fields: Vec<(usize, &str, &str)> = NEEDED
        .into_iter()
        .chain(["label"])
        .flat_map(|name| found(text, name).into_iter().map(move |(at, value)| (at, name, value)))
        .collect();
    fields.sort_unstable();
    let mut fragments = Vec::new();
    let mut group: Vec<(&str, &str)> = Vec::new();
    for (_, name, value) in fields {
        if group.iter().any(|(known, _)| *known == name) {
            fragments.extend(fragment(&group));
            group.clear();
        }
        group.push((name, value));
    }
    fragments.extend(fragment(&group));
    fragments.truncate(limits::SLOTS);
    fragments
}

fn fragment(group: &[(&str, &str)]) -> Option<Fragment> {
    let field = |name: &str| group.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let number = |name| field(name)?.parse::<u64>().ok();
    let salt = STANDARD.decode(field("salt")?).ok().filter(|salt| limits::SALT_BYTES.contains(&salt.len()))?;
    let wrapped = STANDARD.decode(field("wrapped_key")?).ok()?;
    Some(Fragment {
        label: field("label").map(str::to_owned),
        cost: Cost::new(number("memory_kib")?, number("passes")?, number("lanes")?).ok()?,
        salt,
        wrapped_key: Sealed::from_bytes(&wrapped).filter(|_| wrapped.len() == limits::WRAPPED_KEY_BYTES)?,
    })
}

/// Every value of a field `name`, as it stands, with its offset: digits, or what is between two double quotes.
fn found<'a>(text: &'a str, name: &str) -> Vec<(usize, &'a str)> {
    let quoted = format!("\"{name}\"");
    text.match_indices(&quoted)
        .filter_map(|(at, _)| {
            let space = [' ', '\t', '\r', '\n'];
            let rest = text.get(at + quoted.len()..)?.trim_start_matches(space);
            let rest = rest.strip_prefix(':')?.trim_start_matches(space);
            let value = match rest.strip_prefix('"') {
                Some(rest) => rest.split('"').next()?,
                None => rest.split(|c: char| !c.is_ascii_digit()).next()?,
            };
            Some((at, value))
        })
        .collect()
}
