//! Writing backups: each is opened once more before anybody is told that it worked.

use serde::Deserialize;
use uuid::Uuid;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{
    request::{NewSlot, Request},
    values::{Bytes, Js, give, give_written, read, thrown},
    work::Work,
};
use crate::{
    backup::Backup,
    cost::Cost,
    fault::{Fault, FaultCode},
    generate as generating,
    inspect::inspect as inspecting,
    open::OpenedBackup,
    outcome::Action,
    password::typed_bytes,
    recognize::Sample,
    rewrap as rewrapping, seal as sealing,
    secret::SecretBytes,
    time::Time,
    write::{Draft, NewSlot as Slot, Writer},
};

/// Draws a new master secret.
#[wasm_bindgen(unchecked_return_type = "Written")]
pub fn generate(#[wasm_bindgen(unchecked_param_type = "GenerateRequest")] request: JsValue) -> Js<JsValue> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Generate {
        system: Option<String>,
        from: Option<Request>,
        new_slot: NewSlot,
    }
    let Generate { system, from, new_slot } = read(request)?;
    let mut work = Work::new();
    let inspection = from.as_ref().map(|from| from.inspect(&work.terms));
    let drawn = || {
        let password = new_slot.password()?;
        let old = match (&from, &inspection) {
            (Some(from), Some(inspection)) => Some(from.open(inspection, &mut work)?),
            _ => None,
        };
        let opened = old.as_ref().map(|(backup, opened, _)| (*backup, opened));
        let draft = generating::generate(opened, system, &new_slot.slot(&password)?, &mut work.writer())?;
        work.prove(Action::Generate, draft, old.map(|(_, _, report)| report), &password)
    };
    give_written(drawn().map_err(thrown)?)
}

/// Encloses a native backup.
#[wasm_bindgen(unchecked_return_type = "Written")]
pub fn seal(#[wasm_bindgen(unchecked_param_type = "SealRequest")] request: JsValue) -> Js<JsValue> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Native {
        name: String,
        bytes: Bytes,
        password: Option<Bytes>,
        current_msid: Option<String>,
        previous_msid: Option<String>,
        backed_up: Option<String>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Seal {
        native: Native,
        system: Option<String>,
        new_slot: NewSlot,
    }
    let Seal { native, system, new_slot } = read(request)?;
    let sealed = || {
        let msid =
            |text: String| Uuid::try_parse(&text).map_err(|_| Fault::new(FaultCode::BadMsid).with("found", &text));
        let time =
            |text: String| Time::parse(&text).ok_or_else(|| Fault::new(FaultCode::BadBackedUp).with("found", &text));
        let plain = native.bytes.0;
        let enclosed = sealing::Native {
            name: native.name.clone(),
            bytes: plain.expose().to_vec(),
            password: native.password.map(|bytes| bytes.0),
            current_msid: native.current_msid.map(msid).transpose()?,
            previous_msid: native.previous_msid.map(msid).transpose()?,
            backed_up: native.backed_up.map(time).transpose()?,
        };
        let (mut work, password) = (Work::new(), new_slot.password()?);
        let draft = sealing::seal(enclosed, system, &new_slot.slot(&password)?, &mut work.writer())?;
        let (mut outcome, bytes) = work.prove(Action::Seal, draft, None, &password)?;
        outcome.note_native(&Sample::Whole(plain.expose()), &native.name);
        Ok((outcome, bytes))
    };
    give_written(sealed().map_err(thrown)?)
}

/// Writes the same content under a new password.
#[wasm_bindgen(unchecked_return_type = "Written")]
pub fn rewrap(#[wasm_bindgen(unchecked_param_type = "RewrapRequest")] request: JsValue) -> Js<JsValue> {
    let request: Request = read(request)?;
    let drop_others = request.drop_others;
    rewrite(Action::Rewrap, &request, |backup, opened, slot, writer| {
        rewrapping::rewrap(backup, opened, drop_others, slot, writer)
    })
}

/// Adds a slot.
#[wasm_bindgen(js_name = slotAdd, unchecked_return_type = "Written")]
pub fn slot_add(#[wasm_bindgen(unchecked_param_type = "SlotAddRequest")] request: JsValue) -> Js<JsValue> {
    rewrite(Action::SlotAdd, &read(request)?, rewrapping::add_slot)
}

/// Replaces a slot.
#[wasm_bindgen(js_name = slotReplace, unchecked_return_type = "Written")]
pub fn slot_replace(#[wasm_bindgen(unchecked_param_type = "SlotReplaceRequest")] request: JsValue) -> Js<JsValue> {
    let request: Request = read(request)?;
    let replaced = request.replaced.as_deref().unwrap_or_default();
    rewrite(Action::SlotReplace, &request, |backup, opened, slot, writer| {
        rewrapping::replace_slot(backup, opened, replaced, slot, writer)
    })
}

/// Removes a slot; the password must be that of a slot that stays.
#[wasm_bindgen(js_name = slotRemove, unchecked_return_type = "Written")]
pub fn slot_remove(#[wasm_bindgen(unchecked_param_type = "SlotRemoveRequest")] request: JsValue) -> Js<JsValue> {
    let request: Request = read(request)?;
    let removed = request.removed.as_deref().unwrap_or_default();
    let mut work = Work::new();
    let mut written = || {
        let inspection = request.inspect(&work.terms);
        let (backup, opened, report) = request.open(&inspection, &mut work)?;
        let draft = rewrapping::remove_slot(backup, &opened, removed, &mut work.writer())?;
        work.prove(Action::SlotRemove, draft, Some(report), &request.password()?)
    };
    give_written(written().map_err(thrown)?)
}

fn rewrite(
    action: Action,
    request: &Request,
    change: impl FnOnce(&Backup, &OpenedBackup, &Slot<'_>, &mut Writer<'_>) -> Result<Draft, Fault>,
) -> Js<JsValue> {
    let mut work = Work::new();
    let written = || {
        let new_slot = request.new_slot.as_ref().ok_or_else(|| Fault::new(FaultCode::PasswordEmpty))?;
        let password = new_slot.password()?;
        let inspection = request.inspect(&work.terms);
        let (backup, opened, report) = request.open(&inspection, &mut work)?;
        let draft = change(backup, &opened, &new_slot.slot(&password)?, &mut work.writer())?;
        work.prove(action, draft, Some(report), &password)
    };
    give_written(written().map_err(thrown)?)
}

/// Why a password or its reminder cannot be used for a new slot; nothing if they can.
#[wasm_bindgen(js_name = checkNewPassword, unchecked_return_type = "Fault | null")]
pub fn check_new_password(password: Vec<u8>, reminder: Option<String>) -> Js<JsValue> {
    let check = || {
        let password = typed_bytes(&SecretBytes::new(password))?;
        Slot { label: rewrapping::free_label(None), reminder, password: &password, cost: Cost::STRONG }.check()
    };
    match check() {
        Ok(()) => Ok(JsValue::NULL),
        Err(fault) => give(&fault),
    }
}

/// A label that no slot of a backup has yet.
#[wasm_bindgen(js_name = freeLabel)]
pub fn free_label(bytes: Option<Vec<u8>>) -> String {
    let inspection = bytes.map(|bytes| inspecting(None, &Sample::Whole(&bytes), &Work::new().terms));
    let backup = inspection.as_ref().and_then(|inspection| inspection.backup.as_ref());
    rewrapping::free_label(backup.map(|backup| &backup.header))
}
