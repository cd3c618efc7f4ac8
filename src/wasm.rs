//! The module for browsers and Node, and the only file that names `wasm_bindgen`.

use std::panic::PanicHookInfo;

use argon2::{Algorithm, Argon2, Params, Version};
use wasm_bindgen::prelude::wasm_bindgen;

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

/// Derives `rounds` small keys (1 MiB, 1 pass, 4 lanes each) from nothing and forgets them.
///
/// Engines compile a module's code again, optimised, once it has run for a while. Done before a password is
/// there, the first real derivation is as fast as the tenth. Returns how many were derived.
#[wasm_bindgen]
pub fn warm_up(rounds: u32) -> u32 {
    const MEMORY_KIB: u32 = 1024;
    let Ok(params) = Params::new(MEMORY_KIB, 1, 4, Some(32)) else {
        return 0;
    };
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut key = [0; 32];
    let derived = |_: &u32| argon2.hash_password_into(b"", &[0; 32], &mut key).is_ok();
    u32::try_from((0..rounds).take_while(derived).count()).unwrap_or(rounds)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_fault_names_its_place_and_quotes_nothing() {
        static SAID: Mutex<String> = Mutex::new(String::new());
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(|panic| *SAID.lock().unwrap() = fault(panic)));
        let result = std::panic::catch_unwind(|| panic!("hunter2"));
        std::panic::set_hook(before);
        assert!(result.is_err());
        let said = SAID.lock().unwrap();
        assert!(said.starts_with("fault at src/wasm.rs:"), "{said}");
        assert!(!said.contains("hunter2"));
    }

    #[test]
    fn warming_up_derives_as_often_as_told() {
        assert_eq!(warm_up(0), 0);
        assert_eq!(warm_up(3), 3);
    }
}
