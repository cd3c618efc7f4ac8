//! Memory for derivations that an instance of the module holds from one call to the next, where somebody asked for that.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::keys::Memory;

thread_local! {
    static HELD: RefCell<Option<Memory>> = const { RefCell::new(None) };
}

/// Takes memory for a derivation of `memory_kib` KiB ahead of time, while a person is still typing; `false` when there is
/// not so much. The calls that follow derive in it and leave it as it is, so that their answer need not wait until it is
/// overwritten: call `release` after them, or end the worker.
#[wasm_bindgen]
pub fn reserve(memory_kib: u32) -> bool {
    let mut memory = taken().unwrap_or_default();
    let reserved = memory.reserve(memory_kib).is_ok();
    if reserved {
        hold(memory);
    }
    reserved
}

/// Overwrites what `reserve` has taken, and gives it back.
#[wasm_bindgen]
pub fn release() {
    drop(taken());
}

fn taken() -> Option<Memory> {
    HELD.with_borrow_mut(Option::take)
}

fn hold(memory: Memory) {
    HELD.set(Some(memory));
}

/// Memory for the derivations of one call: what is held, or some that is overwritten when the call ends.
pub(super) struct Lent {
    memory: Memory,
    was_held: bool,
}

impl Lent {
    pub(super) fn new() -> Self {
        let held = taken();
        Self { was_held: held.is_some(), memory: held.unwrap_or_default() }
    }

    pub(super) fn get(&mut self) -> &mut Memory {
        &mut self.memory
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.was_held {
            hold(std::mem::take(&mut self.memory));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_is_lent_until_it_is_released() {
        assert!(reserve(64));
        for _ in 0..2 {
            assert_eq!(Lent::new().get().kib(), 64);
        }
        assert!(reserve(96));
        assert_eq!(Lent::new().get().kib(), 96);
        release();
        assert_eq!(Lent::new().get().kib(), 0);
    }

    #[test]
    fn what_was_not_reserved_is_not_held() {
        release();
        assert!(Lent::new().get().reserve(64).is_ok());
        assert_eq!(Lent::new().get().kib(), 0);
    }
}
