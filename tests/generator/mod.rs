//! The makers of the test vectors. They share no code with the program: documents are laid out, sealed and signed here
//! from docs/FORMAT.md, with fixed bytes where a writer takes random ones. What each vector expects stands in the
//! tables, written by hand; only line and column are counted, from the place that the table names.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod case;
pub mod document;
mod opening;
mod schema;
mod syntax;

pub use case::Case;

/// All vectors, in the order of the format's sections.
pub fn cases() -> Vec<Case> {
    [syntax::cases(), schema::cases(), opening::cases()].concat()
}
