"""Section 5: the canonical form and the checksum."""

from __future__ import annotations

import hashlib

import rfc8785


def jcs(value: object) -> bytes:
    """JCS (RFC 8785) of plain Python values."""
    return rfc8785.dumps(value)


def checksum_text(root: dict) -> bytes:
    """What the checksum is computed over (5.3)."""
    return jcs({key: root[key] for key in ("header", "payload", "mac")})


def checksum(root: dict) -> str:
    """The checksum in hex (5.3)."""
    return hashlib.sha256(checksum_text(root)).hexdigest()


def mac_text(root: dict) -> bytes:
    """What the mac is computed over (8.7)."""
    return jcs({key: root[key] for key in ("header", "payload")})
