//! Writes a long binary event log to measure on: `log MIB FILE`. Every hundredth event is ENTSSO's.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a tool of the benches")]

#[path = "../../../../tests/events/evtx_writer.rs"]
#[allow(dead_code, unreachable_pub)]
mod evtx_writer;
#[path = "../../../../tests/events/forms.rs"]
#[allow(dead_code, unreachable_pub)]
mod forms;
#[path = "../long_log.rs"]
mod long_log;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mebibytes: usize = arguments[0].parse().unwrap();
    long_log::write(arguments[1].as_ref(), forms::Export::Evtx, 100, mebibytes * 1024 * 1024);
}
