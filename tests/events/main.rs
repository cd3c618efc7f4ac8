//! Event logs: read from every form, merged, and what is concluded from them.

#![cfg(feature = "audit")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

mod bad_input;
mod conclusions;
mod evtx_writer;
mod forms;
mod reading;
mod samples;
mod stories;
