//! Policy files: the numbers of a [`Policy`] in TOML, with their units.

use std::ops::RangeInclusive;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    cost::Cost,
    fault::{Fault, FaultCode, Place},
    limits,
    policy::{Policy, RULES},
    text,
};

/// The built-in policy as a policy file, every rule explained.
pub const DEFAULT: &str = include_str!("policy.toml");

/// Ages, in days: a day to a century.
const DAYS: RangeInclusive<u64> = 1..=36_525;
/// Custodians: none to one for every slot of a file.
const CUSTODIANS: RangeInclusive<u64> = 0..=limits::SLOTS as u64;
/// Copies.
const COPIES: RangeInclusive<u64> = 0..=1_000;
/// Guesses; zxcvbn's estimate ends where a whole number of 64 bits does.
const GUESSES: RangeInclusive<u64> = 0..=limits::NUMBER;

type Value<'i> = Spanned<DeValue<'i>>;

/// Reads a policy file; a rule that it leaves out keeps its built-in value.
///
/// # Errors
///
/// [`FaultCode::BadPolicy`], naming line and key: no text, no TOML, an unknown key, a wrong unit, a number out of range.
pub fn read(bytes: &[u8]) -> Result<Policy, Fault> {
    let (text, _) = text::decode(bytes).map_err(|fault| Fault {
        place: fault.place,
        ..Fault::new(FaultCode::BadPolicy).with("why", "it is not valid text in UTF-8 or UTF-16LE.")
    })?;
    let source = Source(&text);
    let table = DeTable::parse(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        source.fault(at, format!("{}.", error.message().trim_end_matches('.')))
    })?;
    let mut policy = Policy::default();
    for (key, value) in table.get_ref() {
        let setting = Setting { source, key: key.get_ref(), value };
        match setting.key {
            "least_derivation" => policy.least_cost = setting.cost()?,
            "secret_age" => policy.secret_days = setting.days()?,
            "backup_age" => policy.backup_days = setting.days()?,
            "custodians" => policy.custodians = setting.count(CUSTODIANS)?,
            "copies" => policy.copies = setting.count(COPIES)?,
            "reminder_required" => policy.reminder_required = setting.truth()?,
            "reminder_without_candidates" => policy.reminder_without_candidates = setting.truth()?,
            "least_guesses" => policy.least_guesses = setting.number(GUESSES)?,
            unknown => {
                let known: Vec<_> = RULES.iter().map(|(rule, _)| *rule).collect();
                let why = format!("there is no rule “{unknown}”; the rules are {}.", known.join(", "));
                return Err(source.fault(key.span().start, why));
            }
        }
    }
    Ok(policy)
}

#[derive(Clone, Copy)]
struct Source<'i>(&'i str);

impl Source<'_> {
    fn fault(self, at: usize, why: impl Into<String>) -> Fault {
        let mut fault = Fault::new(FaultCode::BadPolicy);
        // The list of rules is longer than what is shown of a text from outside; only the key in it comes from there.
        fault.what = fault.what.replace("{why}", &crate::fault::escaped(&why.into()));
        fault.at(Place::after(self.0.get(..at).unwrap_or(self.0)))
    }
}

/// One key with its value.
#[derive(Clone, Copy)]
struct Setting<'a, 'i> {
    source: Source<'a>,
    key: &'a str,
    value: &'a Value<'i>,
}

impl Setting<'_, '_> {
    fn wrong(&self, wanted: &str) -> Fault {
        let found = match self.value.get_ref() {
            DeValue::String(text) => format!("“{}”", crate::fault::shown(text)),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Boolean(truth) => truth.to_string(),
            other => format!("a value of the kind {}", other.type_str()),
        };
        self.source.fault(self.value.span().start, format!("{} is {found}, where {wanted} is expected.", self.key))
    }

    fn whole(&self) -> Option<u64> {
        let integer = self.value.get_ref().as_integer()?;
        u64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    fn number(&self, range: RangeInclusive<u64>) -> Result<u64, Fault> {
        self.whole()
            .filter(|number| range.contains(number))
            .ok_or_else(|| self.wrong(&format!("a whole number from {} to {}", range.start(), range.end())))
    }

    fn count(&self, range: RangeInclusive<u64>) -> Result<usize, Fault> {
        self.number(range).map(|number| usize::try_from(number).unwrap_or(usize::MAX))
    }

    fn truth(&self) -> Result<bool, Fault> {
        self.value.get_ref().as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    /// `"31 days"`: the number, if the unit is one of `units`, times what that unit stands for.
    fn measured(&self, units: &[(&str, u64)]) -> Option<u64> {
        let (number, unit) = self.value.get_ref().as_str()?.split_once(' ')?;
        let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse::<u64>().ok()?.checked_mul(*factor))?
    }

    fn days(&self) -> Result<i64, Fault> {
        self.measured(&[("days", 1), ("day", 1)])
            .filter(|days| DAYS.contains(days))
            .and_then(|days| i64::try_from(days).ok())
            .ok_or_else(|| self.wrong(&format!("a number of days such as \"31 days\", up to {},", DAYS.end())))
    }

    fn memory(&self) -> Result<u64, Fault> {
        self.measured(&[("KiB", 1), ("MiB", 1 << 10), ("GiB", 1 << 20)])
            .filter(|kib| limits::MEMORY_KIB.contains(kib))
            .ok_or_else(|| self.wrong("memory such as \"64 MiB\", from 8 MiB to just under 4 GiB, in KiB, MiB or GiB,"))
    }

    fn cost(&self) -> Result<Cost, Fault> {
        let wanted = "{ memory = \"64 MiB\", passes = 3 }";
        let table = self.value.get_ref().as_table().ok_or_else(|| self.wrong(wanted))?;
        let (mut memory, mut passes) = (None, None);
        for (key, value) in table {
            let name = format!("{}.{}", self.key, key.get_ref());
            let setting = Setting { source: self.source, key: &name, value };
            match key.get_ref().as_ref() {
                "memory" => memory = Some(setting.memory()?),
                "passes" => passes = Some(setting.number(limits::PASSES)?),
                _ => {
                    let why = format!("there is no “{name}”; {} is written as {wanted}.", self.key);
                    return Err(self.source.fault(key.span().start, why));
                }
            }
        }
        match (memory, passes) {
            (Some(memory), Some(passes)) => Cost::new(memory, passes, u64::from(Cost::STANDARD.lanes)),
            _ => Err(self.wrong(wanted)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_documented_text_is_the_built_in_policy() {
        assert_eq!(read(DEFAULT.as_bytes()).unwrap(), Policy::default());
        // Each rule stands in it, once.
        for (rule, _) in RULES {
            assert_eq!(DEFAULT.lines().filter(|line| line.starts_with(&format!("{rule} = "))).count(), 1, "{rule}");
        }
    }

    #[test]
    fn every_rule_can_be_changed_alone() {
        let base = Policy::default();
        let cost = Cost { memory_kib: 1 << 20, passes: 4, lanes: 4 };
        for (text, expected) in [
            ("least_derivation = { memory = \"1 GiB\", passes = 4 }", Policy { least_cost: cost, ..base.clone() }),
            ("secret_age = \"1 day\"", Policy { secret_days: 1, ..base.clone() }),
            ("backup_age = \"90 days\"", Policy { backup_days: 90, ..base.clone() }),
            ("custodians = 3", Policy { custodians: 3, ..base.clone() }),
            ("copies = 0", Policy { copies: 0, ..base.clone() }),
            ("reminder_required = false", Policy { reminder_required: false, ..base.clone() }),
            ("reminder_without_candidates = false", Policy { reminder_without_candidates: false, ..base.clone() }),
            ("least_guesses = 1_000", Policy { least_guesses: 1000, ..base.clone() }),
            ("", base.clone()),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_line_and_key() {
        for (text, line, words) in [
            ("custodians = 2\ncustodian = 2\n", 2, "“custodian”"),
            ("\n\n[least_derivation]\nmemory = \"64 MB\"\npasses = 3", 4, "least_derivation.memory is “64 MB”"),
            ("least_derivation = { memory = \"64 MiB\" }", 1, "least_derivation is"),
            ("least_derivation = { memory = \"64 MiB\", passes = 3, lanes = 4 }", 1, "least_derivation.lanes"),
            ("least_derivation = \"64 MiB\"", 1, "least_derivation is “64 MiB”"),
            ("least_derivation = { memory = \"64 MiB\", passes = 65 }", 1, "least_derivation.passes is 65"),
            ("secret_age = 365", 1, "secret_age is 365"),
            ("\nbackup_age = \"1 month\"", 2, "backup_age is “1 month”"),
            ("backup_age = \"+31 days\"", 1, "backup_age"),
            ("backup_age = \"99999999999999999999 days\"", 1, "backup_age"),
            ("secret_age = \"0 days\"", 1, "secret_age"),
            ("copies = \"2\"", 1, "copies is “2”"),
            ("copies = -1", 1, "copies is -1"),
            ("copies = 2\ncopies = 3", 2, "duplicate"),
            ("reminder_required = \"yes\"", 1, "reminder_required is “yes”"),
            ("least_guesses = 1e10", 1, "least_guesses"),
            ("custodians = 2\n\ncopies 3", 3, ""),
            ("\"a\u{202e}b\" = 2", 1, "\\u{202e}"),
        ] {
            let fault = read(text.as_bytes()).unwrap_err();
            assert_eq!(fault.code, FaultCode::BadPolicy);
            assert_eq!(fault.place.as_ref().unwrap().line, line, "{text:?}: {fault}");
            assert!(fault.what.contains(words), "{text:?}: {fault}");
        }
        assert_eq!(read(b"copies = 2\n# \xff").unwrap_err().place.unwrap().line, 2);
    }
}
