//! Re-wrapping and changing slots: the same content for other passwords (FORMAT "Life of the file key").

use crate::{
    backup::Backup,
    fault::{Fault, FaultCode},
    header::Header,
    limits,
    open::{OpenedBackup, unknown_label},
    slot::Slot,
    write::{Draft, NewFile, NewSlot, Writer, draft},
};

/// Writes the same content under a new file key, for one new slot.
///
/// # Errors
///
/// [`FaultCode::SeveralSlots`] unless `drop_others`; what [`NewSlot::check`] finds.
pub fn rewrap(
    backup: &Backup,
    opened: &OpenedBackup,
    drop_others: bool,
    slot: &NewSlot<'_>,
    writer: &mut Writer<'_>,
) -> Result<Draft, Fault> {
    let header = &backup.header;
    if header.slots.len() > 1 && !drop_others {
        return Err(Fault::new(FaultCode::SeveralSlots).with("found", header.slots.len()));
    }
    let parts = NewFile {
        replaces: Some(header.id),
        system: header.system.clone(),
        content: header.content.clone(),
        extensions: header.extensions.clone(),
    };
    writer.new_file(parts, slot, &opened.content)
}

/// Adds a slot. File key, payload and the other slots stay as they are.
///
/// # Errors
///
/// [`FaultCode::TooManySlots`], [`FaultCode::LabelTaken`]; what [`NewSlot::check`] finds.
pub fn add_slot(
    backup: &Backup,
    opened: &OpenedBackup,
    slot: &NewSlot<'_>,
    writer: &mut Writer<'_>,
) -> Result<Draft, Fault> {
    if backup.header.slots.len() >= limits::SLOTS {
        return Err(Fault::new(FaultCode::TooManySlots));
    }
    check_free(&backup.header, &slot.label, None)?;
    let mut slots = backup.header.slots.clone();
    slots.push(writer.slot(slot, &opened.file_key)?);
    with_slots(backup, opened, slots, slot.label.clone(), writer)
}

/// Puts a new slot in the place of the one with the label `replaced`.
///
/// # Errors
///
/// [`FaultCode::LabelUnknown`], [`FaultCode::LabelTaken`]; what [`NewSlot::check`] finds.
pub fn replace_slot(
    backup: &Backup,
    opened: &OpenedBackup,
    replaced: &str,
    slot: &NewSlot<'_>,
    writer: &mut Writer<'_>,
) -> Result<Draft, Fault> {
    let at = backup.header.position(replaced).ok_or_else(|| unknown_label(backup, replaced))?;
    check_free(&backup.header, &slot.label, Some(at))?;
    let new = writer.slot(slot, &opened.file_key)?;
    let mut slots = backup.header.slots.clone();
    if let Some(old) = slots.get_mut(at) {
        *old = new;
    }
    with_slots(backup, opened, slots, slot.label.clone(), writer)
}

/// Removes the slot with the label `removed`, which must not be the one that was opened.
///
/// # Errors
///
/// [`FaultCode::LabelUnknown`], [`FaultCode::LastSlot`], [`FaultCode::OwnSlot`].
pub fn remove_slot(
    backup: &Backup,
    opened: &OpenedBackup,
    removed: &str,
    writer: &mut Writer<'_>,
) -> Result<Draft, Fault> {
    let at = backup.header.position(removed).ok_or_else(|| unknown_label(backup, removed))?;
    let named = |code| Fault::new(code).with("found", format!("“{removed}”"));
    if opened.slot == removed {
        let only = backup.header.password_slots().count() == 1;
        return Err(named(if only { FaultCode::LastSlot } else { FaultCode::OwnSlot }));
    }
    let mut slots = backup.header.slots.clone();
    slots.remove(at);
    with_slots(backup, opened, slots, opened.slot.clone(), writer)
}

fn check_free(header: &Header, label: &str, except: Option<usize>) -> Result<(), Fault> {
    match header.position(label) {
        Some(at) if Some(at) != except => Err(Fault::new(FaultCode::LabelTaken).with("found", format!("“{label}”"))),
        _ => Ok(()),
    }
}

fn with_slots(
    backup: &Backup,
    opened: &OpenedBackup,
    slots: Vec<Slot>,
    proving: String,
    writer: &mut Writer<'_>,
) -> Result<Draft, Fault> {
    let header = Header {
        id: writer.id()?,
        replaces: Some(backup.header.id),
        created: writer.now,
        slots,
        ..backup.header.clone()
    };
    draft(&header, &backup.payload, &opened.file_key, opened.content.plaintext(), proving)
}

/// A label that no slot has yet, for a face that was given none: `custodian A`, `custodian B`, ...
pub fn free_label(header: Option<&Header>) -> String {
    ('A'..='Z')
        .map(|letter| format!("custodian {letter}"))
        .find(|label| header.is_none_or(|header| header.position(label).is_none()))
        .unwrap_or_else(|| "custodian".to_owned())
}
