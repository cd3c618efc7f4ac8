//! Whole audits of folders that tell a story. What is expected of each was written down from the story, by hand, before
//! the code ran; see README.md.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod beside_logs;
mod plan;
mod rarer;
mod rendering;
mod stories;
mod story;
#[path = "../support/mod.rs"]
mod support;
