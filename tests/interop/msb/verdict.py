"""Verdicts (9.1), places (2.4) and the one exception that carries them."""

from __future__ import annotations

from typing import NamedTuple

UNRECOGNIZED = "unrecognized"
MALFORMED = "malformed"
DAMAGED = "damaged"
UNSUPPORTED = "unsupported"
REFUSED = "refused"
WRONG_PASSWORD = "wrong-password"
TAMPERED = "tampered"
MISMATCH = "mismatch"
INTACT = "intact"
OPENS = "opens"

ALL = (UNRECOGNIZED, MALFORMED, DAMAGED, UNSUPPORTED, REFUSED, WRONG_PASSWORD, TAMPERED, MISMATCH, INTACT, OPENS)


class Place(NamedTuple):
    """Where in a document: line and column from 1, columns in characters; a JSON pointer (RFC 6901)."""

    line: int
    column: int
    pointer: str

    @classmethod
    def at(cls, text: str, offset: int, pointer: str) -> Place:
        """The place of the character at `offset` of the decoded text. Only LF ends a line (2.4)."""
        start = text.rfind("\n", 0, offset) + 1
        return cls(text.count("\n", 0, offset) + 1, offset - start + 1, pointer)


class Failure(Exception):
    """A step of 9.1 that did not hold. What it says never contains a password, a key or content."""

    def __init__(
        self,
        verdict: str,
        reason: str,
        place: Place | None = None,
        *,
        cut_short: bool = False,
        hint: Failure | None = None,
    ) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason
        self.place = place
        self.cut_short = cut_short
        self.hint = hint


class InputError(Exception):
    """An error of input or usage, which is no verdict on a file."""
