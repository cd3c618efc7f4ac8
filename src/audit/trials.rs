//! The trials of one content in their order, counted and not listed: slots times candidates can be many.
//!
//! The cheapest slots come first; among slots of one cost, the candidates that bear the label of a slot; then slots and
//! candidates in the order in which they stand.

use std::collections::HashMap;

use super::{candidate::Candidates, file::Lock};

/// The candidates that are tried, each password once, and which of them bear which label.
pub(crate) struct Contenders {
    /// Places in the candidate list.
    distinct: Vec<usize>,
    /// By label: places in `distinct`, ascending.
    labelled: HashMap<String, Vec<usize>>,
}

impl Contenders {
    pub(crate) fn of(candidates: &Candidates) -> Self {
        let mut contenders = Self { distinct: Vec::new(), labelled: HashMap::new() };
        for (index, candidate) in candidates.distinct() {
            if let Some(label) = &candidate.name().label {
                contenders.labelled.entry(label.clone()).or_default().push(contenders.distinct.len());
            }
            contenders.distinct.push(index);
        }
        contenders
    }

    pub(crate) fn len(&self) -> usize {
        self.distinct.len()
    }

    fn of_label(&self, label: &str) -> &[usize] {
        self.labelled.get(label).map(Vec::as_slice).unwrap_or_default()
    }

    /// The candidate at a place among those without this label.
    fn stranger(&self, label: &str, place: usize) -> Option<usize> {
        let skipped = self.of_label(label).iter().fold(place, |at, own| at + usize::from(*own <= at));
        self.distinct.get(skipped).copied()
    }
}

/// One trial: the place of the slot, and that of the candidate in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trying {
    pub(crate) slot: usize,
    pub(crate) candidate: usize,
}

/// A run of trials that follow each other: one slot with the candidates of its label, or with all others.
struct Stretch {
    slot: usize,
    strangers: bool,
    length: usize,
    work_kib: u64,
}

/// All trials of these slots, as stretches in their order.
fn stretches<'a>(locks: &'a [Lock], contenders: &'a Contenders) -> impl Iterator<Item = Stretch> + 'a {
    let mut order: Vec<(u64, bool, usize)> = (0..locks.len())
        .flat_map(|slot| [false, true].map(|strangers| (slot, strangers)))
        .filter_map(|(slot, strangers)| Some((locks.get(slot)?.cost.work_kib(), strangers, slot)))
        .collect();
    order.sort_unstable();
    order.into_iter().filter_map(|(work_kib, strangers, slot)| {
        let own = contenders.of_label(&locks.get(slot)?.label).len();
        Some(Stretch { slot, strangers, length: if strangers { contenders.len() - own } else { own }, work_kib })
    })
}

/// The trial at a place in the order.
pub(crate) fn nth(locks: &[Lock], contenders: &Contenders, place: usize) -> Option<Trying> {
    let mut place = place;
    for stretch in stretches(locks, contenders) {
        if place >= stretch.length {
            place -= stretch.length;
            continue;
        }
        let label = &locks.get(stretch.slot)?.label;
        let candidate = if stretch.strangers {
            contenders.stranger(label, place)?
        } else {
            *contenders.distinct.get(*contenders.of_label(label).get(place)?)?
        };
        return Some(Trying { slot: stretch.slot, candidate });
    }
    None
}

/// Memory x passes of all trials from a place on, in KiB.
pub(crate) fn work_from(locks: &[Lock], contenders: &Contenders, place: usize) -> u64 {
    let (mut skip, mut work_kib) = (place, 0_u64);
    for stretch in stretches(locks, contenders) {
        let skipped = skip.min(stretch.length);
        skip -= skipped;
        work_kib = work_kib.saturating_add(stretch.work_kib.saturating_mul((stretch.length - skipped) as u64));
    }
    work_kib
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::cost::Cost;

    fn lock(label: &str, memory_kib: u32) -> Lock {
        Lock { label: label.to_owned(), cost: Cost { memory_kib, passes: 1, lanes: 1 }, key: [0; 32] }
    }

    /// The order as it is described: every trial listed, and the list sorted.
    fn listed(locks: &[Lock], candidates: &Candidates) -> Vec<(u64, Trying)> {
        let mut order = Vec::new();
        for (slot, lock) in locks.iter().enumerate() {
            for (candidate, own) in candidates.distinct() {
                let stranger = own.name().label.as_deref() != Some(&lock.label);
                order.push((lock.cost.work_kib(), stranger, slot, candidate));
            }
        }
        order.sort_unstable();
        order.into_iter().map(|(work, _, slot, candidate)| (work, Trying { slot, candidate })).collect()
    }

    #[test]
    fn what_is_counted_is_what_a_sorted_list_would_hold() {
        let list = "B\tone of B\nnobody's\nA\tone of A\nB\tanother of B\nB\tnobody's\nC\tof no slot\nA\ttwo of A\n";
        let Ok(candidates) = Candidates::read(list.as_bytes()) else { panic!("refused") };
        let contenders = Contenders::of(&candidates);
        let slots = [lock("A", 9000), lock("B", 8192), lock("D", 8192), lock("A", 8192), lock("B", 9000)];
        for count in 0..=slots.len() {
            let locks = slots.get(..count).unwrap();
            let expected = listed(locks, &candidates);
            assert_eq!(expected.len(), count * 6);
            for place in 0..=expected.len() {
                assert_eq!(nth(locks, &contenders, place), expected.get(place).map(|(_, trying)| *trying));
                let left: u64 = expected.iter().skip(place).map(|(work, _)| work).sum();
                assert_eq!(work_from(locks, &contenders, place), left);
            }
        }
    }
}
