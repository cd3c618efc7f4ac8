//! The verdicts: one table for their names, exit codes, meanings and next steps (docs/VERDICTS.md is made from it).

use serde::Serialize;

/// One row of the verdict table.
pub struct Row {
    /// The verdict.
    pub verdict: Verdict,
    /// Its name in reports, the same as in JSON.
    pub name: &'static str,
    /// The exit code of a command that ends with it.
    pub exit: u8,
    /// What it says, in one sentence.
    pub meaning: &'static str,
    /// What to do, in one sentence.
    pub remedy: &'static str,
}

macro_rules! verdicts {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $exit:literal, $meaning:literal, $remedy:literal;)*) => {
        /// What is known about a file after the steps that could be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Verdict {
            $($(#[doc = $doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Verdict {
            /// This verdict's row in the table.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &Row {
                        verdict: Self::$variant, name: $name, exit: $exit, meaning: $meaning, remedy: $remedy,
                    },)*
                }
            }
        }

        /// Every verdict, best first.
        pub const VERDICTS: &[Verdict] = &[$(Verdict::$variant,)*];
    };
}

verdicts! {
    /// Whole, and the password opens it.
    Opens "opens" 0,
        "The backup is whole, this password opens it, and what is inside is what the header says.",
        "Keep it, and check it again at least once a month.";
    /// Whole; no password was tried.
    Intact "intact" 0,
        "The backup shows no accidental damage; whether a password opens it has not been tried.",
        "Check it with its password: only that shows that it can be used and that nobody forged it.";
    /// No slot accepts the password.
    WrongPassword "wrong-password" 3,
        "No slot accepts this password. On a file altered on purpose, the alteration can be the cause; the two cannot be told apart.",
        "Try other passwords, with the reminder in mind; then try another copy of the file.";
    /// Changed since it was written.
    Damaged "damaged" 4,
        "The file was changed after it was written, by accident or on purpose.",
        "Use another copy. If there is none, try this one with the password all the same, then salvage what it holds.";
    /// Not readable as what it claims to be.
    Malformed "malformed" 4,
        "The file is a master-secret backup, but it does not follow the format.",
        "Use another copy. If there is none, salvage may still give the content back.";
    /// A slot accepts the password and something else does not hold.
    Tampered "tampered" 5,
        "A slot accepts the password, but another part does not belong to it: somebody changed the file and repaired its checksum, or a faulty program wrote it.",
        "Do not trust what the header says. Keep the file as evidence, use another copy, and find out who could write to this one.";
    /// Everything authenticates, and the content is not what the header says.
    Mismatch "mismatch" 5,
        "Everything authenticates, but the enclosed file is not the one whose SHA-256 stands in the header: a faulty program wrote it.",
        "Use another copy, and seal the native file again if it still exists.";
    /// Made by a newer version.
    Unsupported "unsupported" 6,
        "The backup is whole, but a newer version of the format made it.",
        "Use a newer version of this tool.";
    /// Opening it would cost more than the limit.
    Refused "refused" 6,
        "Trying a password on this file would cost more memory or time than the limit allows.",
        "If you trust where the file comes from, raise the limit knowingly; otherwise treat the file as hostile.";
    /// Another kind of file.
    Unrecognized "unrecognized" 7,
        "This is not a backup in this tool's format.",
        "See what it seems to be; a native ENTSSO backup can be sealed.";
}

impl Verdict {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        self.row().name
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_unique_and_serialise_as_themselves() {
        let mut seen = std::collections::HashSet::new();
        for verdict in VERDICTS {
            assert_eq!(verdict.row().verdict, *verdict);
            assert!(seen.insert(verdict.name()));
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.name());
        }
    }
}
