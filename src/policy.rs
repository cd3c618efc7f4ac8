//! What a well-kept backup looks like: the numbers that findings are measured against.

use serde::Serialize;

use crate::{cost::Cost, finding::FindingCode};

/// How many guesses a password has to withstand: 10^10, the border that zxcvbn draws to "strong protection" where each
/// guess is made dear. With the default derivation a guess moves at least 1.5 GiB of memory, which the fastest single
/// graphics card (about 1 TB/s) does some 600 times a second: 10^10 guesses keep it busy for half a year.
pub const LEAST_GUESSES: u64 = 10_000_000_000;

/// A policy; the default follows ENTSSO's documentation and RFC 9106.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Policy {
    /// Least cost of a derivation; default RFC 9106's second recommendation, 64 MiB x 3. Lanes are not judged.
    pub least_cost: Cost,
    /// Greatest age of the current secret, in days; ENTSSO warns after a year.
    pub secret_days: i64,
    /// Greatest age of the backup, in days; the documentation asks for one a month.
    pub backup_days: i64,
    /// Least number of custodians, each with a slot.
    pub custodians: usize,
    /// Least number of guesses that a password has to withstand; default [`LEAST_GUESSES`].
    pub least_guesses: u64,
    /// Least number of whole files that hold the current secret.
    pub copies: usize,
    /// Whether every slot needs a reminder.
    pub reminder_required: bool,
    /// Whether a reminder that contains one of the candidate passwords is a breach.
    pub reminder_without_candidates: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            least_cost: Cost::STANDARD,
            secret_days: 365,
            backup_days: 31,
            custodians: 2,
            least_guesses: LEAST_GUESSES,
            copies: 2,
            reminder_required: true,
            reminder_without_candidates: true,
        }
    }
}

/// The rules by their names in a policy file, each with the finding that reports its breach.
pub const RULES: [(&str, FindingCode); 8] = [
    ("least_derivation", FindingCode::WeakDerivation),
    ("secret_age", FindingCode::SecretOld),
    ("backup_age", FindingCode::BackupOld),
    ("custodians", FindingCode::OneCustodian),
    ("copies", FindingCode::FewCopies),
    ("reminder_required", FindingCode::ReminderMissing),
    ("reminder_without_candidates", FindingCode::ReminderHoldsCandidate),
    ("least_guesses", FindingCode::WeakPassword),
];

impl FindingCode {
    /// The rule whose breach this finding reports.
    pub fn rule(self) -> Option<&'static str> {
        RULES.iter().find(|(_, code)| *code == self).map(|(rule, _)| *rule)
    }
}
