//! Giving the content of a backup back.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{
    request::{Request, Which},
    values::{Js, object, read, thrown},
    work::Work,
};
use crate::{
    outcome::Outcome,
    report::Role,
    restore::{Restored, Wanted, give_back},
};

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
        give_back(&inspection, &request.password()?, wanted, &terms, work.memory.get(), &mut |_, _, _| {})
    };
    let (Restored { content, native_password }, action, report) = given().map_err(thrown)?;
    let out = object(&Outcome::restored(action, None, report), content.expose())?;
    if let Some(password) = native_password {
        Reflect::set(&out, &"nativePassword".into(), &Uint8Array::from(password.expose()))?;
    }
    Ok(out.into())
}
