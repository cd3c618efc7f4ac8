//! What a well-kept backup looks like: the numbers that findings are measured against.

use serde::Serialize;

use crate::cost::Cost;

/// How many guesses a password has to withstand: 10^10, the border that zxcvbn draws to "strong protection" where each
/// guess is made dear. With the default derivation a guess moves at least 1.5 GiB of memory, which the fastest single
/// graphics card (about 1 TB/s) does some 600 times a second: 10^10 guesses keep it busy for half a year.
pub const LEAST_GUESSES: u64 = 10_000_000_000;

/// A policy; the default follows ENTSSO's documentation and RFC 9106.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Least cost of a derivation; default RFC 9106's second recommendation, 64 MiB x 3.
    pub least_cost: Cost,
    /// Greatest age of the current secret, in days; ENTSSO warns after a year.
    pub secret_days: i64,
    /// Greatest age of the backup, in days; the documentation asks for one a month.
    pub backup_days: i64,
    /// Least number of custodians, each with a slot.
    pub custodians: usize,
    /// Least number of guesses that a password has to withstand; default [`LEAST_GUESSES`].
    pub least_guesses: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            least_cost: Cost::STANDARD,
            secret_days: 365,
            backup_days: 31,
            custodians: 2,
            least_guesses: LEAST_GUESSES,
        }
    }
}
