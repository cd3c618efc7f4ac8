//! The module for browsers and Node, and the only file that names `wasm_bindgen`.
//!
//! Files and passwords come in as `Uint8Array`, passwords as their UTF-8, so that a page can overwrite its copies.
//! Every function either returns a plain value or throws `{ code, what, remedy, place? }`.

use std::panic::PanicHookInfo;

use js_sys::{Object, Reflect, Uint8Array};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::{
    backup::Backup,
    catalogue,
    cost::{Budget, Cost},
    fault::{Fault, FaultCode},
    finding, generate as generating,
    inspect::{Inspection, Terms, inspect as inspecting},
    keys::{self, Memory},
    limits,
    open::OpenedBackup,
    outcome::{Action, Outcome},
    password::{Password, typed_bytes},
    policy::Policy,
    recognize::Sample,
    report::{Report, Role},
    restore::{Restored, Wanted, give_back},
    rewrap as rewrapping, seal as sealing,
    secret::SecretBytes,
    time::Time,
    verdict,
    write::{Draft, Entropy, NewSlot as Slot, Writer},
};

/// What TypeScript is told about the arguments; the results' types are made from the report's JSON Schema.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { Report, Outcome, Explanation } from "./report.js";

/** How much a file may cost, and what is tried. */
export interface Options {
  /** The label of the one slot to try. */
  slot?: string;
  /** Try a password although the checksum does not fit. */
  tryDamaged?: boolean;
  /** Most memory for one slot, in KiB; 1 GiB if nothing is said. */
  maxMemoryKib?: number;
  /** Most memory times passes, in KiB, for one slot and for all together; 16 and 32 GiB if nothing is said. */
  maxWorkKib?: number;
}

/** A way in that is to be made. `password` is UTF-8. */
export interface NewSlot {
  label: string;
  reminder?: string;
  password: Uint8Array;
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** An existing backup and the password that opens it. */
export interface Source extends Options {
  file?: string;
  bytes: Uint8Array;
  password: Uint8Array;
}

export interface GenerateRequest {
  system?: string;
  /** The backup whose current secret becomes the previous one. */
  from?: Source;
  newSlot: NewSlot;
}

export interface SealRequest {
  native: {
    name: string;
    bytes: Uint8Array;
    /** The password that the native file needs itself, UTF-8. */
    password?: Uint8Array;
    currentMsid?: string;
    previousMsid?: string;
    /** UTC, as 2026-11-20T14:55:02Z. */
    backedUp?: string;
  };
  system?: string;
  newSlot: NewSlot;
}

export interface RewrapRequest extends Source {
  dropOthers?: boolean;
  newSlot: NewSlot;
}

export interface SlotAddRequest extends Source {
  newSlot: NewSlot;
}

export interface SlotReplaceRequest extends Source {
  /** The label of the slot that is replaced. */
  replaced: string;
  newSlot: NewSlot;
}

export interface SlotRemoveRequest extends Source {
  /** The label of the slot that is removed. */
  removed: string;
}

export interface RestoreRequest extends Source {
  secret?: "current" | "previous";
  nativePassword?: boolean;
  salvage?: boolean;
}

/** A new file, already read back and opened with its new password. */
export interface Written {
  outcome: Outcome;
  bytes: Uint8Array;
}

/** Content given back; overwrite it after use. */
export interface Restored {
  outcome: Outcome;
  bytes: Uint8Array;
  nativePassword?: Uint8Array;
}

/** What every function throws. */
export interface Fault {
  code: string;
  what: string;
  remedy: string;
  place?: { line: number; column: number; pointer: string };
}

export interface Tables {
  limits: { name: string; value: number; unit: string }[];
  verdicts: { name: string; exit: number; meaning: string; remedy: string }[];
  findings: { name: string; severity: string; what: string; remedy: string; event: number | null }[];
  presets: { name: string; memory_kib: number; passes: number; lanes: number }[];
}
"#;

type Js<T> = Result<T, JsValue>;

/// Runs once, when the module is instantiated.
#[wasm_bindgen(start)]
pub fn start() {
    // Without a hook a panic reaches JavaScript as a bare `unreachable`, which tells nobody anything.
    #[cfg(target_arch = "wasm32")]
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&fault(panic))));
}

/// What is said about a panic: where it happened, never its message, which may quote what was being worked on.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
fn fault(panic: &PanicHookInfo<'_>) -> String {
    match panic.location() {
        Some(place) => format!("fault at {}:{}", place.file(), place.line()),
        None => "fault at an unknown place".to_owned(),
    }
}

/// The version of this module, as in `Cargo.toml`.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Derives `rounds` small keys (8 MiB, 1 pass, 4 lanes each) from nothing and forgets them.
///
/// Engines compile a module's code again, optimised, once it has run for a while. Done before a password is
/// there, the first real derivation is as fast as the tenth. Returns how many were derived.
#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up(rounds: u32) -> u32 {
    let mut memory = Memory::new();
    let derived = |_: &u32| small_derivation(&mut memory).is_ok();
    u32::try_from((0..rounds).take_while(derived).count()).unwrap_or(rounds)
}

/// Takes memory for a derivation of `memory_kib` KiB ahead of time. The module keeps it, so that the derivation finds
/// it at hand; `false` when there is not so much.
#[wasm_bindgen]
pub fn reserve(memory_kib: u32) -> bool {
    Memory::new().reserve(memory_kib).is_ok()
}

/// How much work this engine does, in KiB of memory times passes for each millisecond; 0 where there is no clock.
#[wasm_bindgen]
pub fn calibrate() -> f64 {
    const ROUNDS: u32 = 3;
    let Some(clock) = Reflect::get(&js_sys::global(), &"performance".into())
        .ok()
        .and_then(|clock| clock.dyn_into::<web_sys::Performance>().ok())
    else {
        return 0.0;
    };
    let mut memory = Memory::new();
    let mut fastest = f64::INFINITY;
    for _ in 0..ROUNDS {
        let before = clock.now();
        if small_derivation(&mut memory).is_err() {
            return 0.0;
        }
        fastest = fastest.min(clock.now() - before);
    }
    if fastest > 0.0 { SMALL.work_kib() as f64 / fastest } else { 0.0 }
}

const SMALL: Cost = Cost { memory_kib: 8 * 1024, passes: 1, lanes: 4 };

fn small_derivation(memory: &mut Memory) -> Result<(), Fault> {
    keys::root(&Password::typed("warming up")?, &[0; limits::NEW_SALT_BYTES], SMALL, memory).map(|_| ())
}

/// Looks at a file without a password.
#[wasm_bindgen(unchecked_return_type = "Report")]
pub fn inspect(
    file: Option<String>,
    bytes: &[u8],
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: JsValue,
) -> Js<JsValue> {
    let options: Options = read(options)?;
    give(&inspecting(file.as_deref(), &Sample::Whole(bytes), &options.terms()).report())
}

/// Looks at both ends (64 KiB each) of a file of `size` bytes that is larger than any backup may be (8 MiB).
#[wasm_bindgen(js_name = inspectEnds, unchecked_return_type = "Report")]
pub fn inspect_ends(
    file: Option<String>,
    head: &[u8],
    tail: &[u8],
    size: f64,
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: JsValue,
) -> Js<JsValue> {
    let options: Options = read(options)?;
    let sample = Sample::Ends { head, tail, bytes: size as u64 };
    give(&inspecting(file.as_deref(), &sample, &options.terms()).report())
}

/// Tries a password. A wrong one is a verdict, not an error.
#[wasm_bindgen(unchecked_return_type = "Report")]
pub fn check(
    file: Option<String>,
    bytes: &[u8],
    password: Vec<u8>,
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: JsValue,
) -> Js<JsValue> {
    let options: Options = read(options)?;
    let password = typed_bytes(&SecretBytes::new(password)).map_err(thrown)?;
    let (terms, mut memory) = (options.terms(), Memory::new());
    let inspection = inspecting(file.as_deref(), &Sample::Whole(bytes), &terms);
    let slot = options.slot.as_deref();
    let check = inspection
        .check(&password, options.try_damaged, slot, &terms, &mut memory, &mut |_, _, _| {})
        .map_err(thrown)?;
    give(&check.report(&inspection))
}

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

/// Gives the content of a backup back; with `salvage`, also that of a file that does not open.
#[wasm_bindgen(unchecked_return_type = "Restored")]
pub fn restore(#[wasm_bindgen(unchecked_param_type = "RestoreRequest")] request: JsValue) -> Js<JsValue> {
    let request: Request = read(request)?;
    let wanted = Wanted {
        slot: request.slot.as_deref(),
        secret: request.secret.map(|which| match which {
            Which::Current => Role::Current,
            Which::Previous => Role::Previous,
        }),
        try_damaged: request.try_damaged,
        native_password: request.native_password,
        salvage: request.salvage,
    };
    let mut work = Work::new();
    let terms = request.terms(&work.terms);
    let mut given = || {
        let inspection = request.inspect(&work.terms);
        give_back(&inspection, &request.password()?, wanted, &terms, &mut work.memory, &mut |_, _, _| {})
    };
    let (Restored { content, native_password }, action, report) = given().map_err(thrown)?;
    let out = object(&Outcome::restored(action, None, report), content.expose())?;
    if let Some(password) = native_password {
        Reflect::set(&out, &"nativePassword".into(), &Uint8Array::from(password.expose()))?;
    }
    Ok(out.into())
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

/// What an ENTSSO event, symbol or error code means and what to do.
#[wasm_bindgen(unchecked_return_type = "Explanation")]
pub fn explain(query: &str) -> Js<JsValue> {
    match catalogue::explain(query) {
        Ok(explanation) => give(&explanation),
        Err(unknown) => {
            #[derive(Serialize)]
            struct Unknown {
                code: &'static str,
                what: String,
                remedy: String,
            }
            Err(give(&Unknown { code: "unknown-query", what: unknown.what(), remedy: unknown.remedy() })?)
        }
    }
}

/// The tables that texts are made from: limits, verdicts, findings, presets of the derivation's cost.
#[wasm_bindgen(unchecked_return_type = "Tables")]
pub fn tables() -> Js<JsValue> {
    #[derive(Serialize)]
    struct Limit {
        name: &'static str,
        value: u64,
        unit: &'static str,
    }
    #[derive(Serialize)]
    struct Verdict {
        name: &'static str,
        exit: u8,
        meaning: &'static str,
        remedy: &'static str,
    }
    #[derive(Serialize)]
    struct Finding {
        name: &'static str,
        severity: finding::Severity,
        what: &'static str,
        remedy: &'static str,
        event: Option<u16>,
    }
    #[derive(Serialize)]
    struct Preset {
        name: &'static str,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    }
    #[derive(Serialize)]
    struct Tables {
        limits: Vec<Limit>,
        verdicts: Vec<Verdict>,
        findings: Vec<Finding>,
        presets: Vec<Preset>,
    }
    let verdict =
        |row: &verdict::Row| Verdict { name: row.name, exit: row.exit, meaning: row.meaning, remedy: row.remedy };
    let finding = |row: &finding::Row| Finding {
        name: row.name,
        severity: row.severity,
        what: row.what,
        remedy: row.remedy,
        event: row.event,
    };
    let preset = |(name, cost): &(&'static str, Cost)| Preset {
        name,
        memory_kib: cost.memory_kib,
        passes: cost.passes,
        lanes: cost.lanes,
    };
    give(&Tables {
        limits: limits::TABLE.iter().map(|(name, value, unit)| Limit { name, value: *value, unit }).collect(),
        verdicts: verdict::VERDICTS.iter().map(|code| verdict(code.row())).collect(),
        findings: finding::CODES.iter().map(|code| finding(code.row())).collect(),
        presets: Cost::PRESETS.iter().map(preset).collect(),
    })
}

/// Bytes from JavaScript, wiped when they are dropped.
struct Bytes(SecretBytes);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a Uint8Array")
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(SecretBytes::new(bytes)))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    slot: Option<String>,
    try_damaged: bool,
    max_memory_kib: Option<f64>,
    max_work_kib: Option<f64>,
}

impl Options {
    fn terms(&self) -> Terms {
        Terms { budget: budget(self.max_memory_kib, self.max_work_kib), ..Work::new().terms }
    }
}

fn budget(memory_kib: Option<f64>, work_kib: Option<f64>) -> Budget {
    let budget = memory_kib.map_or_else(Budget::default, |kib| Budget::default().with_memory(kib as u64));
    work_kib.map_or(budget, |kib| budget.with_work(kib as u64))
}

/// A backup, its password, and what is to be done with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    file: Option<String>,
    bytes: Bytes,
    password: Bytes,
    slot: Option<String>,
    #[serde(default)]
    try_damaged: bool,
    max_memory_kib: Option<f64>,
    max_work_kib: Option<f64>,
    new_slot: Option<NewSlot>,
    replaced: Option<String>,
    removed: Option<String>,
    #[serde(default)]
    drop_others: bool,
    secret: Option<Which>,
    #[serde(default)]
    native_password: bool,
    #[serde(default)]
    salvage: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Which {
    Current,
    Previous,
}

impl Request {
    fn terms(&self, terms: &Terms) -> Terms {
        Terms { budget: budget(self.max_memory_kib, self.max_work_kib), ..terms.clone() }
    }

    fn inspect(&self, terms: &Terms) -> Inspection {
        inspecting(self.file.as_deref(), &Sample::Whole(self.bytes.0.expose()), &self.terms(terms))
    }

    fn password(&self) -> Result<Password, Fault> {
        typed_bytes(&self.password.0)
    }

    fn open<'a>(
        &self,
        inspection: &'a Inspection,
        work: &mut Work,
    ) -> Result<(&'a Backup, OpenedBackup, Report), Fault> {
        let (password, terms) = (self.password()?, self.terms(&work.terms));
        inspection.open(&password, self.try_damaged, self.slot.as_deref(), &terms, &mut work.memory, &mut |_, _, _| {})
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewSlot {
    label: String,
    reminder: Option<String>,
    password: Bytes,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl NewSlot {
    fn password(&self) -> Result<Password, Fault> {
        typed_bytes(&self.password.0)
    }

    fn slot<'a>(&self, password: &'a Password) -> Result<Slot<'a>, Fault> {
        let cost = Cost::new(self.memory_kib.into(), self.passes.into(), self.lanes.into())?;
        Ok(Slot { label: self.label.clone(), reminder: self.reminder.clone(), password, cost })
    }
}

/// The browser's or Node's source of random bytes.
struct System;

impl Entropy for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(bytes).map_err(|_| Fault::new(FaultCode::Entropy))
    }
}

/// What one call works with.
struct Work {
    entropy: System,
    memory: Memory,
    terms: Terms,
}

impl Work {
    fn new() -> Self {
        let seconds = js_sys::Date::now() / 1000.0;
        // A clock outside 1970 to 9999 is as wrong as one at its start.
        let now = Time::from_unix(seconds as i64).unwrap_or(Time::EPOCH);
        let terms = Terms { budget: Budget::default(), policy: Policy::default(), now };
        Self { entropy: System, memory: Memory::new(), terms }
    }

    fn writer(&mut self) -> Writer<'_> {
        Writer { entropy: &mut self.entropy, memory: &mut self.memory, now: self.terms.now }
    }

    /// Opens what was written before anybody is told that it worked.
    fn prove(
        &mut self,
        action: Action,
        draft: Draft,
        source: Option<Report>,
        password: &Password,
    ) -> Result<(Outcome, Vec<u8>), Fault> {
        let (_, report) = draft.prove(None, &draft.bytes, password, &self.terms, &mut self.memory)?;
        Ok((Outcome::written(action, None, source, report), draft.bytes))
    }
}

fn read<T: DeserializeOwned>(value: JsValue) -> Js<T> {
    let value = if value.is_undefined() || value.is_null() { Object::new().into() } else { value };
    serde_wasm_bindgen::from_value(value).map_err(|error| thrown(Fault::new(FaultCode::BadRequest).with("why", error)))
}

fn give(value: &impl Serialize) -> Js<JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

fn thrown(fault: Fault) -> JsValue {
    give(&fault).unwrap_or_else(|error| error)
}

fn object(outcome: &Outcome, bytes: &[u8]) -> Js<Object> {
    let out = Object::new();
    Reflect::set(&out, &"outcome".into(), &give(outcome)?)?;
    Reflect::set(&out, &"bytes".into(), &Uint8Array::from(bytes))?;
    Ok(out)
}

fn give_written((outcome, bytes): (Outcome, Vec<u8>)) -> Js<JsValue> {
    Ok(object(&outcome, &bytes)?.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_fault_names_its_place_and_quotes_nothing() {
        // Other tests may panic meanwhile, and the hook is everybody's.
        static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(|panic| SAID.lock().unwrap().push(fault(panic))));
        let result = std::panic::catch_unwind(|| panic!("hunter2"));
        std::panic::set_hook(before);
        assert!(result.is_err());
        let said = SAID.lock().unwrap();
        assert!(said.iter().any(|it| it.starts_with("fault at src/wasm.rs:")), "{said:?}");
        assert!(!said.iter().any(|it| it.contains("hunter2")), "{said:?}");
    }

    #[test]
    fn warming_up_derives_as_often_as_told() {
        assert_eq!(warm_up(0), 0);
        assert_eq!(warm_up(3), 3);
    }

    #[test]
    fn memory_is_taken_ahead_of_time_where_there_is_any() {
        assert!(reserve(64));
    }
}
