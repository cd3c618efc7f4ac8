#![forbid(unsafe_code)]

#[cfg(feature = "wasm")]
pub mod wasm;
