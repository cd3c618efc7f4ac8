//! The module for browsers and Node, and the only folder that names `wasm_bindgen`.
//!
//! Files and passwords come in as `Uint8Array`, passwords as their UTF-8, so that a page can overwrite its copies.
//! Every function either returns a plain value or throws `{ code, what, remedy, place? }`.
//!
//! The npm package is built with the feature `wasm`, for single backups; the page with `wasm-audit` as well, for audits.

#[cfg(feature = "wasm-audit")]
pub mod auditor;
#[cfg(feature = "wasm")]
pub mod derivation;
#[cfg(feature = "wasm")]
pub mod held;
#[cfg(feature = "wasm")]
pub mod inspection;
#[cfg(feature = "wasm-audit")]
mod pieces;
#[cfg(feature = "wasm")]
mod request;
#[cfg(feature = "wasm")]
pub mod restoring;
#[cfg(feature = "wasm")]
pub mod tables;
mod values;
#[cfg(feature = "wasm")]
mod work;
#[cfg(feature = "wasm")]
pub mod writing;

use std::panic::PanicHookInfo;

use wasm_bindgen::prelude::wasm_bindgen;

/// What TypeScript is told about the arguments; the results' types are made from the report's JSON Schema.
#[cfg(feature = "wasm")]
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

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
        assert!(said.iter().any(|it| it.starts_with("fault at src/wasm/mod.rs:")), "{said:?}");
        assert!(!said.iter().any(|it| it.contains("hunter2")), "{said:?}");
    }
}
