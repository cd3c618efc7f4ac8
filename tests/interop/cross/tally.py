"""Counting what held and what did not."""

from __future__ import annotations

import sys
from contextlib import contextmanager


class Tally:
    """Every check is counted; what fails is printed with its reason."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, name: str, holds: bool, detail: object = "") -> bool:
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {name}: {detail}", file=sys.stderr)
        return holds

    def equal(self, name: str, found: object, expected: object) -> bool:
        return self.check(name, found == expected, f"expected {expected!r}, found {found!r}")

    @contextmanager
    def part(self, title: str):
        """Says how many checks a part made; a part that made none, or broke off, has failed."""
        before = self.passed + self.failed
        try:
            yield
        except Exception as error:  # The parts are independent of each other: go on with the next.
            self.check(title, False, f"broke off: {type(error).__name__}: {error}")
        made = self.passed + self.failed - before
        print(f"{title}: {made} checks")
        if not made:
            self.check(title, False, "made no checks")
