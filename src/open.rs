//! Opening: which slot accepts a password, and whether all the rest belongs to it (FORMAT "Opening").

use crate::{
    backup::Backup,
    content,
    cost::Budget,
    fault::{Fault, FaultCode},
    keys::{FileKey, Memory},
    password::Password,
    secret::{Key, same},
    slot::{Answer, PasswordSlot},
};

/// An opened backup: everything about it has been checked.
pub struct OpenedBackup {
    /// The label of the slot that accepted the password.
    pub slot: String,
    /// The file key.
    pub file_key: FileKey,
    /// The content.
    pub content: content::Opened,
}

/// Why a backup did not open.
pub struct Failure {
    /// What does not hold.
    pub fault: Fault,
    /// Whether the key that was reached decrypts the content all the same, so that it can be salvaged.
    pub content_whole: bool,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { fault, content_whole: false }
    }
}

/// Told before each derivation: the slot, its number from 1, and how many there are to try.
pub type Watch<'a> = dyn FnMut(&PasswordSlot, usize, usize) + 'a;

/// What gives the root of a slot: by deriving it now, or because it was derived elsewhere. Told the same as [`Watch`].
pub type Roots<'a> = dyn FnMut(&PasswordSlot, usize, usize) -> Result<Key, Fault> + 'a;

/// The slots that would be tried: all, or the one with the label `only`.
///
/// # Errors
///
/// [`FaultCode::LabelUnknown`].
pub fn candidates<'a>(backup: &'a Backup, only: Option<&str>) -> Result<Vec<&'a PasswordSlot>, Fault> {
    let slots: Vec<_> =
        backup.header.password_slots().filter(|slot| only.is_none_or(|label| label == slot.label)).collect();
    match only {
        Some(label) if slots.is_empty() => Err(unknown_label(backup, label)),
        _ => Ok(slots),
    }
}

/// Says that there is no slot `label`, and which there are.
pub fn unknown_label(backup: &Backup, label: &str) -> Fault {
    let labels: Vec<_> = backup.header.slots.iter().filter_map(|slot| slot.label()).collect();
    Fault::new(FaultCode::LabelUnknown).with("found", format!("“{label}”")).with("labels", labels.join(", "))
}

/// Checks what trying a password would cost.
///
/// # Errors
///
/// The refusals of [`Budget::check`].
pub fn check_cost(slots: &[&PasswordSlot], budget: &Budget) -> Result<(), Fault> {
    budget.check(slots.iter().map(|slot| (slot.label.as_str(), slot.cost)))
}

/// Opens a backup with a password: the slots in order, one derivation after the other.
///
/// # Errors
///
/// Refusals, [`FaultCode::WrongPassword`], every fault that means `tampered`, [`FaultCode::ContentHash`].
pub fn open(
    backup: &Backup,
    password: &Password,
    only: Option<&str>,
    budget: &Budget,
    memory: &mut Memory,
    watch: &mut Watch<'_>,
) -> Result<OpenedBackup, Failure> {
    open_with_roots(backup, only, budget, &mut |slot, number, all| {
        watch(slot, number, all);
        slot.root(password, memory)
    })
}

/// As [`open`], with the roots of the slots from elsewhere.
///
/// # Errors
///
/// As [`open`].
pub fn open_with_roots(
    backup: &Backup,
    only: Option<&str>,
    budget: &Budget,
    roots: &mut Roots<'_>,
) -> Result<OpenedBackup, Failure> {
    let slots = candidates(backup, only)?;
    check_cost(&slots, budget)?;
    for (index, slot) in slots.iter().enumerate() {
        let about = |code| Fault::new(code).with("slot", format!("“{}”", slot.label));
        match slot.ask(&roots(slot, index + 1, slots.len())?) {
            Answer::No => {}
            Answer::Yes(file_key) => return open_with_key(backup, slot, file_key),
            Answer::CheckOnly => return Err(about(FaultCode::SlotKey).into()),
            Answer::KeyOnly(key) => return Err(tampered(backup, about(FaultCode::SlotCheck), &key)),
        }
    }
    Err(Fault::new(FaultCode::WrongPassword).into())
}

fn tampered(backup: &Backup, fault: Fault, key: &FileKey) -> Failure {
    Failure { fault, content_whole: key.open_payload(&backup.payload).is_some() }
}

/// Checks everything behind the slot: key check, payload, mac, content, in this order.
///
/// # Errors
///
/// As [`open`].
pub fn open_with_key(backup: &Backup, slot: &PasswordSlot, file_key: FileKey) -> Result<OpenedBackup, Failure> {
    let about = |code| Fault::new(code).with("slot", format!("“{}”", slot.label));
    if !same(&file_key.check(), &backup.header.key_check) {
        return Err(tampered(backup, about(FaultCode::KeyCheck), &file_key));
    }
    let plaintext = file_key.open_payload(&backup.payload).ok_or_else(|| about(FaultCode::PayloadTag))?;
    if !file_key.mac_holds(&backup.authenticated, &backup.mac) {
        return Err(tampered(backup, about(FaultCode::Mac), &file_key));
    }
    let content = backup.header.content.cut(&plaintext).ok_or_else(|| about(FaultCode::PayloadTag))?;
    if !backup.header.content.matches(&content) {
        return Err(Fault::new(FaultCode::ContentHash).into());
    }
    Ok(OpenedBackup { slot: slot.label.clone(), file_key, content })
}
