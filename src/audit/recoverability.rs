//! The answers of an audit: one table for their names, meanings and exit codes.

use serde::Serialize;

/// Whether a system's master secret could be restored today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Recoverability {
    /// A backup of the current secret opens, and the policy holds.
    Recoverable,
    /// A backup of the current secret opens, and something is wrong beside that.
    RecoverableWithFindings,
    /// There is a backup that may hold the current secret, and nothing proves that it can be used.
    Unproven,
    /// Nothing here is known to hold the current secret whole.
    NotRecoverable,
}

/// Every answer, best first.
pub const RECOVERABILITIES: [Recoverability; 4] = [
    Recoverability::Recoverable,
    Recoverability::RecoverableWithFindings,
    Recoverability::Unproven,
    Recoverability::NotRecoverable,
];

impl Recoverability {
    /// The name in reports for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Recoverable => "recoverable",
            Self::RecoverableWithFindings => "recoverable with findings",
            Self::Unproven => "unproven",
            Self::NotRecoverable => "not recoverable",
        }
    }

    /// What it says, in one sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Recoverable => {
                "A backup of the current master secret was opened, what is inside is what it says, and the policy holds."
            }
            Self::RecoverableWithFindings => {
                "A backup of the current master secret was opened, but not everything around it is as it should be."
            }
            Self::Unproven => {
                "There are backups that may hold the current master secret, but nothing here proves that one of them can be used."
            }
            Self::NotRecoverable => "Nothing that was examined is known to hold the current master secret whole.",
        }
    }
}

impl std::fmt::Display for Recoverability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_and_order_are_the_documented_ones() {
        assert!(RECOVERABILITIES.is_sorted());
        for answer in RECOVERABILITIES {
            let in_json = serde_json::to_value(answer).unwrap();
            assert_eq!(in_json.as_str().unwrap().replace('-', " "), answer.name());
            assert!(answer.meaning().ends_with('.'));
        }
    }
}
