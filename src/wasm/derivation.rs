//! Derivations on their own: to warm an engine up, to measure it, and for an audit that derives side by side.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};

use super::{
    held::Lent,
    values::{Js, thrown},
};
use crate::{
    cost::Cost,
    fault::Fault,
    keys::{self, Memory},
    limits,
    password::{Password, typed_bytes},
    secret::SecretBytes,
};

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

/// The root key of a slot, 32 bytes, which is as secret as the password: an audit derives several side by side, each
/// in a worker of its own, and hands the roots to the one worker that knows the files.
#[wasm_bindgen(js_name = deriveRoot)]
pub fn derive_root(password: Vec<u8>, salt: &[u8], memory_kib: u32, passes: u32, lanes: u32) -> Js<Vec<u8>> {
    let derived = || {
        let password = typed_bytes(&SecretBytes::new(password))?;
        let cost = Cost::new(memory_kib.into(), passes.into(), lanes.into())?;
        keys::root(&password, salt, cost, Lent::new().get())
    };
    // The copy that JavaScript gets is wiped by whoever asked for it.
    derived().map(|root| root.expose().to_vec()).map_err(thrown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warming_up_derives_as_often_as_told() {
        assert_eq!(warm_up(0), 0);
        assert_eq!(warm_up(3), 3);
    }
}
