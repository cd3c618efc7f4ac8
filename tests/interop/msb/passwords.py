"""Section 7. Unicode's data is that of `unicodedata2`, which is pinned; Python's own differs by release."""

from __future__ import annotations

import unicodedata2

from . import limits
from .text import decode
from .verdict import Failure, InputError

UNICODE_VERSION = "16.0.0"
_REFUSED = frozenset({"Cn", "Co", "Cc", "Zl", "Zp", "Zs"})

if unicodedata2.unidata_version != UNICODE_VERSION:
    raise ImportError(f"the rules for new passwords need Unicode {UNICODE_VERSION}, not {unicodedata2.unidata_version}")


def normalised(password: str) -> bytes:
    """What is derived from (7.1)."""
    return unicodedata2.normalize("NFC", password).encode("utf-8")


def check_new(password: str) -> None:
    """Refuses what 7.2 does not allow for a new password."""
    composed = unicodedata2.normalize("NFC", password)
    if len(composed) < limits.NEW_PASSWORD_MIN:
        raise InputError(f"a new password needs at least {limits.NEW_PASSWORD_MIN} characters")
    if len(composed.encode("utf-8")) > limits.PASSWORD_MAX:
        raise InputError(f"a new password has at most {limits.PASSWORD_MAX} bytes")
    for character in password + composed:
        if character != " " and unicodedata2.category(character) in _REFUSED:
            raise InputError(f"a new password may not contain U+{ord(character):04X}")


def from_file(raw: bytes) -> str:
    """The password that a file holds (7.4)."""
    try:
        text = decode(raw)
    except Failure as fault:
        raise InputError(
            f"password file: {fault.reason}, line {fault.place.line}, column {fault.place.column}"
        ) from None
    for end in ("\r\n", "\n"):
        if text.endswith(end):
            return text[: -len(end)]
    return text
