//! Derives keys to order: for each line `MEMORY_KIB PASSES LANES` on standard input, one line with the milliseconds
//! that a derivation took, the key, and the milliseconds of processor time of this thread (0 where the system does not
//! tell): those of a busy machine are nearly those of a quiet one. Memory is kept from one to the next, as the program does in an audit.
//!
//! Built with the feature `parallel`, lanes run on as many threads as there are; without, on one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a tool of the benches"
)]

use std::{io::stdin, time::Instant};

use mastersecret::{
    canonical::hex,
    cost::Cost,
    keys::{Memory, root},
    password::Password,
};

fn main() {
    let password = Password::typed("correct horse battery staple").unwrap();
    let mut memory = Memory::new();
    for line in stdin().lines() {
        let parts: Vec<u64> = line.unwrap().split(' ').map(|part| part.parse().unwrap()).collect();
        let cost = Cost::new(parts[0], parts[1], parts[2]).unwrap();
        let (start, before) = (Instant::now(), processor());
        let key = root(&password, b"0123456789abcdef", cost, &mut memory).unwrap_or_else(|_| panic!());
        let time = start.elapsed();
        println!("{:.3} {} {:.3}", time.as_secs_f64() * 1000.0, hex(key.expose()), processor() - before);
    }
}

/// Milliseconds that this thread has run so far.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.unwrap_or(0.0) / 1e6
}
