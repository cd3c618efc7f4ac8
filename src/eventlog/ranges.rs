//! Which record ids a log holds, and which are missing.

use std::collections::BTreeMap;

use super::summary::{Gap, MAX_LISTED};

/// The record ids seen, as disjoint ranges: one for a whole log, in whichever order it is read.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    ranges: BTreeMap<u64, u64>,
    /// The range that is growing, not yet among the others.
    growing: Option<(u64, u64)>,
}

impl Ranges {
    pub(super) fn insert(&mut self, id: u64) {
        match &mut self.growing {
            Some((start, end)) if (*start..=*end).contains(&id) => {}
            Some((_, end)) if end.checked_add(1) == Some(id) => *end = id,
            Some((start, _)) if start.checked_sub(1) == Some(id) => *start = id,
            growing => {
                if let Some((start, end)) = growing.replace((id, id)) {
                    self.settle(start, end);
                }
            }
        }
    }

    /// Puts a range among the others, and together with those it touches.
    fn settle(&mut self, mut start: u64, mut end: u64) {
        while let Some((other, other_end)) =
            self.ranges.range(..=end.saturating_add(1)).next_back().map(|(start, end)| (*start, *end))
            && other_end.saturating_add(1) >= start
        {
            self.ranges.remove(&other);
            start = start.min(other);
            end = end.max(other_end);
        }
        self.ranges.insert(start, end);
    }

    /// How many ids are missing between the first and the last, and the first gaps.
    pub(super) fn gaps(mut self) -> (u64, Vec<Gap>) {
        if let Some((start, end)) = self.growing.take() {
            self.settle(start, end);
        }
        let mut missing = 0_u64;
        let mut gaps = Vec::new();
        for ((_, end), (start, _)) in self.ranges.iter().zip(self.ranges.iter().skip(1)) {
            let gap = Gap { from: end.saturating_add(1), to: start.saturating_sub(1) };
            missing = missing.saturating_add(gap.to.saturating_sub(gap.from).saturating_add(1));
            if gaps.len() < MAX_LISTED {
                gaps.push(gap);
            }
        }
        (missing, gaps)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn gaps_are_found_in_any_order() {
        for ids in [[1, 2, 3, 7, 9, 10], [10, 9, 7, 3, 2, 1], [9, 1, 3, 7, 2, 10]] {
            let mut ranges = Ranges::default();
            for id in ids {
                ranges.insert(id);
                ranges.insert(id);
            }
            let (missing, gaps) = ranges.gaps();
            assert_eq!(missing, 4);
            assert_eq!(gaps, [Gap { from: 4, to: 6 }, Gap { from: 8, to: 8 }]);
        }
    }

    #[test]
    fn the_ends_of_the_number_range_do_no_harm() {
        let mut ranges = Ranges::default();
        for id in [u64::MAX, 0, u64::MAX, u64::MAX - 1] {
            ranges.insert(id);
        }
        assert_eq!(ranges.gaps().0, u64::MAX - 2);
    }
}
