//! Looking at a backup, and trying a password on it.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{
    held::Lent,
    request::Options,
    values::{Js, give, read, thrown},
};
use crate::{inspect::inspect as inspecting, password::typed_bytes, recognize::Sample, secret::SecretBytes};

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
    let (terms, mut memory) = (options.terms(), Lent::new());
    let inspection = inspecting(file.as_deref(), &Sample::Whole(bytes), &terms);
    let slot = options.slot.as_deref();
    let check = inspection
        .check(&password, options.try_damaged, slot, &terms, memory.get(), &mut |_, _, _| {})
        .map_err(thrown)?;
    give(&check.report(&inspection))
}
