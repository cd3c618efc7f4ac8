//! Exit codes: one table, from which the help and the manual page are made too.

use std::process::ExitCode;

use mastersecret::{fault::FaultCode, verdict::Verdict};

/// What a command ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exit(u8);

impl Exit {
    pub(crate) const FINE: Self = Self(0);
    pub(crate) const FINDINGS: Self = Self(1);
    pub(crate) const USAGE: Self = Self(2);
    pub(crate) const WRONG_PASSWORD: Self = Self(3);
    pub(crate) const DAMAGED: Self = Self(4);
    pub(crate) const TAMPERED: Self = Self(5);
    pub(crate) const REFUSED: Self = Self(6);
    pub(crate) const UNRECOGNIZED: Self = Self(7);
    pub(crate) const INPUT_OUTPUT: Self = Self(8);
    /// By convention 128 and the number of SIGINT.
    pub(crate) const INTERRUPTED: Self = Self(130);

    pub(crate) fn code(self) -> u8 {
        self.0
    }
}

/// Every exit code and what it says.
pub(crate) const TABLE: &[(Exit, &str)] = &[
    (Exit::FINE, "fine"),
    (Exit::FINDINGS, "findings at or above --fail-on"),
    (Exit::USAGE, "the request cannot be carried out as it was given"),
    (Exit::WRONG_PASSWORD, "wrong password"),
    (Exit::DAMAGED, "damaged or malformed"),
    (Exit::TAMPERED, "tampered with, or not what the header says"),
    (Exit::REFUSED, "refused because of its cost, or made by a newer version"),
    (Exit::UNRECOGNIZED, "not a backup in this tool's format"),
    (Exit::INPUT_OUTPUT, "input or output failed"),
    (Exit::INTERRUPTED, "interrupted"),
];

/// With several files, the first of these that occurs. A request that only some of the files can carry out comes after
/// every verdict on a file that needs attention.
const ORDER: [Exit; 9] = [
    Exit::TAMPERED,
    Exit::DAMAGED,
    Exit::WRONG_PASSWORD,
    Exit::REFUSED,
    Exit::USAGE,
    Exit::INPUT_OUTPUT,
    Exit::UNRECOGNIZED,
    Exit::FINDINGS,
    Exit::FINE,
];

/// The exit code of a command that ended with each of `exits` for one file.
pub(crate) fn worst(exits: &[Exit]) -> Exit {
    ORDER.into_iter().find(|exit| exits.contains(exit)).unwrap_or(Exit::FINE)
}

/// The table as the help shows it.
pub(crate) fn help() -> String {
    let rows = TABLE.iter().map(|(exit, meaning)| format!("\n  {:>3}  {meaning}", exit.code()));
    let order: Vec<_> = ORDER.iter().filter(|exit| **exit != Exit::USAGE).map(|exit| exit.code().to_string()).collect();
    format!(
        "Exit codes:{}\nWith several files, the first that occurs of {}.",
        rows.collect::<String>(),
        order.join(", ")
    )
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        Self(verdict.row().exit)
    }
}

impl From<FaultCode> for Exit {
    fn from(code: FaultCode) -> Self {
        match (code.row().verdict, code) {
            (Some(verdict), _) => verdict.into(),
            (None, FaultCode::Entropy | FaultCode::NotProven) => Self::INPUT_OUTPUT,
            (None, _) => Self::USAGE,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}

#[cfg(test)]
mod tests {
    use mastersecret::verdict::VERDICTS;

    use super::*;

    #[test]
    fn every_verdict_has_its_row() {
        for verdict in VERDICTS {
            assert!(TABLE.iter().any(|(exit, _)| *exit == Exit::from(*verdict)), "{verdict}");
        }
    }

    #[test]
    fn the_worst_of_several_is_the_documented_one() {
        let codes = |list: &[u8]| worst(&list.iter().map(|code| Exit(*code)).collect::<Vec<_>>()).code();
        assert_eq!(codes(&[]), 0);
        for (rank, worst) in [5, 4, 3, 6, 8, 7, 1, 0].into_iter().enumerate() {
            let rest: Vec<u8> = [5, 4, 3, 6, 8, 7, 1, 0].into_iter().skip(rank).rev().collect();
            assert_eq!(codes(&rest), worst);
        }
    }
}
