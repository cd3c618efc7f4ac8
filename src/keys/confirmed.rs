//! Results that were computed more than once.

use std::hint::black_box;

/// How often something is computed before the last result is taken as it is; what is wrong with it then, a tag or a
/// check will tell.
const MOST: usize = 8;

/// Computes until two results in a row agree.
///
/// An engine that runs the core can be wrong for a moment: WebKitGTK 2.50 was seen to compute AES's key stream wrongly
/// once, while it took compiled code into use, and rightly ever after. The tag covers the ciphertext, so that alone does
/// not show a wrong plaintext; and nothing that is written may depend on one moment.
pub(super) fn confirmed<T>(compute: impl Fn() -> T, agree: impl Fn(&T, &T) -> bool) -> T {
    let mut last = compute();
    for _ in 1..MOST {
        // Without the box, a compiler may see that nothing changes, and compute once.
        let next = black_box(&compute)();
        if agree(&last, &next) {
            return next;
        }
        last = next;
    }
    last
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{MOST, confirmed};

    /// What comes of results in this order, and how many of them were asked for.
    fn of(results: &[u8]) -> (u8, usize) {
        let asked = Cell::new(0);
        let next = || {
            let place = asked.replace(asked.get() + 1);
            results.get(place).or(results.last()).copied()
        };
        (confirmed(next, Option::eq).unwrap_or_default(), asked.get())
    }

    #[test]
    fn what_agrees_is_computed_twice() {
        assert_eq!(of(&[7]), (7, 2));
    }

    #[test]
    fn a_single_wrong_result_is_outvoted_wherever_it_comes() {
        assert_eq!(of(&[1, 7]), (7, 3));
        assert_eq!(of(&[7, 1, 7]), (7, 4));
    }

    #[test]
    fn what_never_agrees_comes_to_an_end() {
        let all: Vec<u8> = (0..100).collect();
        assert_eq!(of(&all).1, MOST);
    }
}
