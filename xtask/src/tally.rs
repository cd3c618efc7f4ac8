//! Counting what test programs report.

use std::ops::AddAssign;

use crate::program::Said;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    pub const PASSED: Self = Self { passed: 1, failed: 0 };
    pub const FAILED: Self = Self { passed: 0, failed: 1 };

    /// The sums of `cargo test`, over all test programs it ran.
    pub fn of_cargo_test(said: &Said) -> Self {
        let mut tally = Self::default();
        for line in said.text.lines().filter_map(|line| line.strip_prefix("test result: ")) {
            tally.passed += before(line, " passed");
            tally.failed += before(line, " failed");
        }
        tally.checked(said)
    }

    /// The sums at the end of a TAP document as Node's test runner writes it.
    pub fn of_tap(tap: &str, said: &Said) -> Self {
        let sum = |name: &str| {
            let lines = tap.lines().filter_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(' '));
            lines.filter_map(|number| number.parse::<usize>().ok()).sum::<usize>()
        };
        Self { passed: sum("pass"), failed: sum("fail") + sum("cancelled") }.checked(said)
    }

    /// The closing line `N passed, N failed` of our own programs.
    pub fn of_closing_line(said: &Said) -> Self {
        let line = said.text.lines().rev().find(|line| line.contains(" passed, ") && line.ends_with(" failed"));
        let line = line.unwrap_or_default();
        Self { passed: before(line, " passed"), failed: before(line, " failed") }.checked(said)
    }

    /// A program that ran no test, or that ended badly without saying which test failed, has failed.
    fn checked(mut self, said: &Said) -> Self {
        if self.failed == 0 && (!said.success || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// How many lines are shown again of one failure: more stand where it happened.
const SHOWN: usize = 8;

/// What test programs say of each test that failed: `cargo test` of a panic, our own programs after `FAILED: `, and
/// Node's test runner after a cross, whose list at the end names no more than the lines before it.
pub fn failures(text: &str) -> Vec<String> {
    let mut shown = Vec::new();
    let mut left = 0;
    for line in text.lines().take_while(|line| line.trim() != "\u{2716} failing tests:") {
        let panic = line.starts_with("thread '") && line.contains(" panicked at ");
        let named = line.starts_with("test ") && line.ends_with(" ... FAILED");
        let starts = line.starts_with("FAILED: ") || line.trim_start().starts_with('\u{2716}') || panic || named;
        let ends = ["passed: ", "figure: ", "test ", "---- "].iter().any(|word| line.starts_with(word))
            || line.trim_start().starts_with('\u{2714}')
            || line.contains(" passed, ")
            || line.is_empty();
        left = if starts {
            SHOWN
        } else if ends {
            0
        } else {
            left
        };
        if left > 0 {
            shown.push(line.to_owned());
            left -= 1;
        }
    }
    shown
}

/// The number before a word, or 0.
fn before(line: &str, word: &str) -> usize {
    let number = line.split_once(word).and_then(|(head, _)| head.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, success: bool) -> Said {
        Said { text: text.to_owned(), success, code: None }
    }

    #[test]
    fn cargo_test_is_summed_over_its_programs() {
        let text = "running 2 tests\ntest result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(Tally::of_cargo_test(&said(text, false)), Tally { passed: 13, failed: 2 });
    }

    #[test]
    fn tap_is_read_from_its_last_lines() {
        let tap = "ok 1 - a\n# tests 9\n# suites 3\n# pass 5\n# fail 2\n# cancelled 1\n# skipped 1\n";
        assert_eq!(Tally::of_tap(tap, &said("", false)), Tally { passed: 5, failed: 3 });
    }

    #[test]
    fn a_closing_line_is_read() {
        let text = "1 passed, 0 failed\nmore\n41 passed, 2 failed\n";
        assert_eq!(Tally::of_closing_line(&said(text, false)), Tally { passed: 41, failed: 2 });
        assert_eq!(Tally::of_closing_line(&said("no such line\n", true)), Tally::FAILED);
    }

    #[test]
    fn what_failed_is_shown_again_without_what_passed() {
        let own = "passed: one (1.0 s)\nFAILED: two\nat 1 of 9 points:\na reason\nfigure: a: 1\n1 passed, 1 failed\n";
        assert_eq!(failures(own), ["FAILED: two", "at 1 of 9 points:", "a reason"]);
        let cargo = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\n\n\
                     thread 'b' (7) panicked at tests/b.rs:1:2:\nassertion failed\nnote: run\n\nfailures:\n    b\n";
        let expected =
            ["test b ... FAILED", "thread 'b' (7) panicked at tests/b.rs:1:2:", "assertion failed", "note: run"];
        assert_eq!(failures(cargo), expected);
        let node = "\u{2714} a (1ms)\n\u{2716} b (2ms)\n  Error: why\n\u{2714} c (1ms)\n\u{2716} failing tests:\n\n\u{2716} b\n";
        assert_eq!(failures(node), ["\u{2716} b (2ms)", "  Error: why"]);
        assert_eq!(failures("test a ... ok\nthread count: 2\n"), [""; 0]);
    }

    #[test]
    fn nothing_run_and_a_bad_end_are_failures() {
        assert_eq!(Tally::of_cargo_test(&said("", true)), Tally::FAILED);
        let text = "test result: ok. 4 passed; 0 failed; 0 ignored\nerror: could not compile\n";
        assert_eq!(Tally::of_cargo_test(&said(text, false)), Tally { passed: 4, failed: 1 });
        assert_eq!(Tally::of_tap("# pass 0\n# fail 0\n", &said("", true)), Tally::FAILED);
    }
}
