"""Section 2: from bytes to characters."""

from __future__ import annotations

from .verdict import MALFORMED, Failure, Place

UTF8_MARK = b"\xef\xbb\xbf"
UTF16LE_MARK = b"\xff\xfe"

# How Python's decoders name a sequence that the end of the input cut (2.3).
_ENDED_EARLY = ("unexpected end of data", "truncated data")


def decode(raw: bytes) -> str:
    """The text of a document, without its byte order mark (2.2). Ill-formed text is `malformed` (2.3)."""
    if raw.startswith(UTF8_MARK):
        encoding, body = "utf-8", raw[len(UTF8_MARK) :]
    elif raw.startswith(UTF16LE_MARK):
        encoding, body = "utf-16-le", raw[len(UTF16LE_MARK) :]
    else:
        encoding, body = "utf-8", raw
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as fault:
        before = body[: fault.start].decode(encoding)
        raise Failure(
            MALFORMED,
            f"not well-formed {encoding.upper()}",
            Place.at(before, len(before), ""),
            cut_short=fault.reason in _ENDED_EARLY,
        ) from None
