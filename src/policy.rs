//! What a well-kept backup looks like: the numbers that findings are measured against.

use serde::Serialize;

use crate::cost::Cost;

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
}

impl Default for Policy {
    fn default() -> Self {
        Self { least_cost: Cost::STANDARD, secret_days: 365, backup_days: 31, custodians: 2 }
    }
}
