//! Validate, decrypt-check and re-wrap the backups of Enterprise Single Sign-On master secrets.
//!
//! The core: no I/O, no clock, no randomness of its own, no JavaScript. Data flows one way:
//!
//! ```text
//! bytes -> recognize -> text -> parse (tree) -> backup (checksum, version, schema) -> open -> report
//! ```
//!
//! Writing goes the other way: `generate`, `seal`, `rewrap` -> `write` -> `canonical` -> bytes, which are read back
//! and opened before anybody is told that it worked. The format is described in `docs/FORMAT.md`.
#![forbid(unsafe_code)]

#[cfg(feature = "audit")]
pub mod audit;
pub mod backup;
pub mod canonical;
pub mod catalogue;
pub mod content;
pub mod cost;
#[cfg(feature = "audit")]
pub mod eventlog;
#[cfg(feature = "audit")]
pub mod evidence;
pub mod fault;
pub mod finding;
pub mod generate;
pub mod header;
pub mod inspect;
pub mod keys;
pub mod label;
pub mod limits;
pub mod open;
pub mod outcome;
pub mod parse;
pub mod password;
pub mod policy;
pub mod recognize;
pub mod report;
pub mod restore;
pub mod rewrap;
pub mod salvage;
pub mod schema;
pub mod seal;
pub mod secret;
pub mod slot;
pub mod text;
pub mod time;
pub mod tree;
pub mod verdict;
#[cfg(any(feature = "wasm", feature = "wasm-audit"))]
pub mod wasm;
pub mod write;
