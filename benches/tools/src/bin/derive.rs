//! Derives keys to order: for each line `MEMORY_KIB PASSES LANES` on standard input, one line with the milliseconds
//! that a derivation took, and the key. Memory is kept from one to the next, as the program does in an audit.
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
        let start = Instant::now();
        let key = root(&password, b"0123456789abcdef", cost, &mut memory).unwrap_or_else(|_| panic!());
        let time = start.elapsed();
        println!("{:.3} {}", time.as_secs_f64() * 1000.0, hex(key.expose()));
    }
}
