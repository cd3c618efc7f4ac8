//! What a derivation costs, and how much of it is accepted (FORMAT "Cost").

use serde::Serialize;

use crate::{
    fault::{Fault, FaultCode},
    limits,
};

/// The parameters of Argon2id (RFC 9106, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Cost {
    /// Memory, in KiB, [`limits::MEMORY_KIB`].
    pub memory_kib: u32,
    /// Passes over the memory, [`limits::PASSES`].
    pub passes: u32,
    /// Lanes, [`limits::LANES`].
    pub lanes: u32,
}

impl Cost {
    /// The second recommendation of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
    /// The default for new slots: 256 MiB, 3 passes, 4 lanes.
    pub const STRONG: Self = Self { memory_kib: 256 * 1024, passes: 3, lanes: 4 };
    /// 1 GiB, 4 passes, 4 lanes: the most that readers accept unasked.
    pub const MAXIMUM: Self = Self { memory_kib: 1024 * 1024, passes: 4, lanes: 4 };

    /// The named costs, cheapest first: what `--kdf` and the page offer.
    pub const PRESETS: [(&'static str, Self); 3] =
        [("standard", Self::STANDARD), ("strong", Self::STRONG), ("maximum", Self::MAXIMUM)];

    /// A cost within the limits of the format.
    ///
    /// # Errors
    ///
    /// [`FaultCode::BadCost`], naming the parameter and its range.
    pub fn new(memory_kib: u64, passes: u64, lanes: u64) -> Result<Self, Fault> {
        let within = |name: &str, value: u64, range: std::ops::RangeInclusive<u64>| {
            u32::try_from(value).ok().filter(|_| range.contains(&value)).ok_or_else(|| {
                Fault::new(FaultCode::BadCost)
                    .with("name", name)
                    .with("found", value)
                    .with("least", range.start())
                    .with("most", range.end())
            })
        };
        Ok(Self {
            memory_kib: within("memory in KiB", memory_kib, limits::MEMORY_KIB)?,
            passes: within("the number of passes", passes, limits::PASSES)?,
            lanes: within("the number of lanes", lanes, limits::LANES)?,
        })
    }

    /// Memory times passes, in KiB: what the time is proportional to.
    pub fn work_kib(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// Whether an attacker pays less per guess than with RFC 9106's second recommendation.
    pub fn weak(self) -> bool {
        self.memory_kib < Self::STANDARD.memory_kib || self.work_kib() < Self::STANDARD.work_kib()
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |n| if n == 1 { "" } else { "s" };
        let (passes, lanes) = (self.passes, self.lanes);
        let memory = size(u64::from(self.memory_kib));
        write!(
            f,
            "Argon2id, {memory}, {passes} pass{}, {lanes} lane{}",
            if passes == 1 { "" } else { "es" },
            plural(lanes)
        )
    }
}

/// A number of KiB in the largest unit that shows it exactly enough: `64 MiB`, `1.5 GiB`.
pub fn size(kib: u64) -> String {
    let units = [(1 << 20, "GiB"), (1 << 10, "MiB")];
    match units.iter().find(|(unit, _)| kib >= *unit) {
        Some((unit, name)) if kib.is_multiple_of(*unit) => format!("{} {name}", kib / unit),
        // One digit after the point is for people; the report carries the exact number.
        Some((unit, name)) => format!("{}.{} {name}", kib / unit, kib % unit * 10 / unit),
        None => format!("{kib} KiB"),
    }
}

/// How much a file that anybody may have written is allowed to cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Most memory for one slot, in KiB.
    pub memory_kib: u64,
    /// Most memory x passes for one slot, in KiB.
    pub work_kib: u64,
    /// Most memory x passes for all slots that would be tried, in KiB.
    pub total_work_kib: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            memory_kib: limits::SLOT_MEMORY_KIB,
            work_kib: limits::SLOT_WORK_KIB,
            total_work_kib: limits::TOTAL_WORK_KIB,
        }
    }
}

impl Budget {
    /// No limit, for what this tool has just written itself.
    pub const UNLIMITED: Self = Self { memory_kib: u64::MAX, work_kib: u64::MAX, total_work_kib: u64::MAX };

    /// Raises the limit on memory to `memory_kib`, never lowers it below what the caller asks for.
    #[must_use]
    pub fn with_memory(self, memory_kib: u64) -> Self {
        Self { memory_kib, ..self }
    }

    /// Sets the limit on memory x passes for one slot and for all together to `work_kib`.
    #[must_use]
    pub fn with_work(self, work_kib: u64) -> Self {
        Self { work_kib, total_work_kib: work_kib, ..self }
    }

    /// Checks the slots that would be tried, named by their labels, before anything is derived.
    ///
    /// # Errors
    ///
    /// [`FaultCode::TooMuchMemory`], [`FaultCode::TooMuchWork`], naming the slot, the cost, and the option that allows it.
    pub fn check<'a>(&self, slots: impl Iterator<Item = (&'a str, Cost)>) -> Result<(), Fault> {
        let work = |slot: &str, found: u64, most: u64| {
            Fault::new(FaultCode::TooMuchWork)
                .with("slot", slot)
                .with("found", size(found))
                .with("seconds", seconds(found))
                .with("most", size(most))
                .with("needed", argument(found))
        };
        let mut total = 0;
        let mut count = 0;
        for (label, cost) in slots {
            if u64::from(cost.memory_kib) > self.memory_kib {
                return Err(Fault::new(FaultCode::TooMuchMemory)
                    .with("slot", quoted(label))
                    .with("found", size(cost.memory_kib.into()))
                    .with("most", size(self.memory_kib))
                    .with("needed", argument(cost.memory_kib.into())));
            }
            if cost.work_kib() > self.work_kib {
                return Err(work(&format!("the slot {}", quoted(label)), cost.work_kib(), self.work_kib));
            }
            total += cost.work_kib();
            count += 1;
        }
        if total > self.total_work_kib {
            return Err(work(&format!("all {count} slots"), total, self.total_work_kib));
        }
        Ok(())
    }
}

fn quoted(label: &str) -> String {
    format!("“{label}”")
}

/// The value of `--max-memory` and `--max-work` that allows `kib`.
fn argument(kib: u64) -> String {
    let mib = kib.div_ceil(1024);
    if mib.is_multiple_of(1024) { format!("{}GiB", mib / 1024) } else { format!("{mib}MiB") }
}

/// An estimate for people, from about 1.5 GiB a second on one core of a machine of 2025.
fn seconds(work_kib: u64) -> String {
    let seconds = work_kib * 2 / (3 << 20);
    match seconds {
        0 => "less than a second".to_owned(),
        1..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        _ => format!("{} hours", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refused(budget: Budget, costs: &[Cost]) -> Option<Fault> {
        budget.check(costs.iter().map(|cost| ("a", *cost))).err()
    }

    #[test]
    fn the_maximum_is_accepted_for_every_slot_of_a_full_file() {
        assert_eq!(refused(Budget::default(), &[Cost::MAXIMUM; 8]), None);
    }

    #[test]
    fn each_limit_holds_exactly() {
        let cost = |memory_kib, passes| Cost { memory_kib, passes, lanes: 4 };
        let code = |costs: &[Cost]| refused(Budget::default(), costs).map(|fault| fault.code);
        assert_eq!(code(&[cost(1 << 20, 16)]), None);
        assert_eq!(code(&[cost((1 << 20) + 1, 1)]), Some(FaultCode::TooMuchMemory));
        assert_eq!(code(&[cost(1 << 20, 17)]), Some(FaultCode::TooMuchWork));
        assert_eq!(code(&[cost(1 << 20, 16), cost(1 << 20, 16)]), None);
        assert_eq!(code(&[cost(1 << 20, 16), cost(1 << 20, 16), cost(8192, 1)]), Some(FaultCode::TooMuchWork));
    }

    #[test]
    fn the_refusal_names_what_would_allow_it() {
        let dear = Cost { memory_kib: 3 << 20, passes: 64, lanes: 4 };
        let memory = refused(Budget::default(), &[dear]).unwrap();
        assert!(memory.what.contains("3 GiB") && memory.remedy.contains("--max-memory 3GiB"), "{memory:?}");
        let work = refused(Budget::default().with_memory(3 << 20), &[dear]).unwrap();
        assert!(work.what.contains("192 GiB") && work.remedy.contains("--max-work 192GiB"), "{work:?}");
        assert!(work.what.contains("2 minutes"), "{}", work.what);
        assert_eq!(refused(Budget::default().with_memory(3 << 20).with_work(192 << 20), &[dear]), None);
    }
}
