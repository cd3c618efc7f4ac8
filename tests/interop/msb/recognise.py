"""Section 3: is this ours?"""

from __future__ import annotations

from . import limits
from .verdict import UNRECOGNIZED, Failure

MARKERS = ("master-secret-backup", "key_check", "wrapped_key", "memory_kib")
ROOT_KEYS = ('header"', 'payload"', 'mac"', 'checksum"', 'repair"')


def is_ours(raw: bytes) -> bool:
    """Whether the bytes satisfy 3.3, whatever their length."""
    found = sum(marker.encode("ascii") in raw or marker.encode("utf-16-le") in raw for marker in MARKERS)
    if found < limits.MARKERS_NEEDED:
        return False
    head = "".join(chr(byte) for byte in raw[: limits.HEAD_LOOKED_AT] if 0x21 <= byte <= 0x7E)
    return head.startswith("{") or any(key in head[: limits.HEAD_CHARACTERS] for key in ROOT_KEYS)


def recognise(raw: bytes) -> None:
    """Raises `unrecognized` for what is not ours."""
    if len(raw) > limits.DOCUMENT_MAX:
        reason = f"larger than {limits.DOCUMENT_MAX} bytes"
        if is_ours(raw[: limits.EDGE_LOOKED_AT]):
            reason = "looks like a master-secret backup, but is larger than any may be"
        raise Failure(UNRECOGNIZED, reason)
    if not is_ours(raw):
        raise Failure(UNRECOGNIZED, "not a master-secret backup")
