"""Documents to hurt, and ways to hurt them."""

from __future__ import annotations

import copy
import functools
import re
from pathlib import Path

from msb import canonical, keys, passwords, reader, verdict, writer
from msb.keys import Cost
from msb.verdict import Failure
from msb.writer import NewSlot, Request, SeededRandom, emit

CHEAP = Cost(8192, 1, 1)
PASSWORD = "open sesame"
SECOND_PASSWORD = "second way in"
WRONG = "not this one"
CREATED = "2026-11-20T14:55:02Z"
LATER = "2026-11-21T08:00:00Z"
CURRENT = "6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11"
PREVIOUS = "1f2e3d4c-5b6a-4798-8a9b-acbdcedfe0f1"
UNKNOWN_SLOT = {"zone": "b", "kind": "quorum", "label": "board", "of": [2, True, {"x": "\x00\x7fé"}]}

FORMAT_MD = Path(__file__).resolve().parents[3] / "docs" / "FORMAT.md"

REMOVE = object()


@functools.cache
def _secrets() -> dict:
    return writer.write(
        Request(
            content={
                "kind": "secrets",
                "current": {"msid": CURRENT, "generated": CREATED},
                "previous": {"msid": PREVIOUS, "generated": "2025-10-02T08:00:00Z"},
                "backed_up": CREATED,
            },
            data={"current": bytes(range(32)), "previous": bytes(range(100, 140))},
            slots=[NewSlot(PASSWORD, "one", CHEAP, "the cave")],
            system="BTS-PROD",
            created=CREATED,
            random=SeededRandom("secrets"),
        )
    )


@functools.cache
def _file() -> dict:
    return writer.write(
        Request(
            content={
                "kind": "file",
                "name": "SSO478AD.bak",
                "current_msid": CURRENT,
                "previous_msid": PREVIOUS,
                "backed_up": "2026-10-31T22:00:00Z",
            },
            data={"file": b"a native file\r\n", "native-password": "Pa\u0308sse".encode()},
            slots=[NewSlot(PASSWORD, "one", CHEAP), UNKNOWN_SLOT, NewSlot(SECOND_PASSWORD, "two", CHEAP, "again")],
            created=CREATED,
            extensions={"zeta": {"b": [1, False], "a": "Grün"}, "alpha": []},
            random=SeededRandom("file"),
        )
    )


def secrets() -> dict:
    """A backup of two secrets with one slot, complete."""
    return copy.deepcopy(_secrets())


def file() -> dict:
    """An enclosed file with its password, two slots, an unknown one between them, and extensions."""
    return copy.deepcopy(_file())


def rechecked(root: dict) -> dict:
    """With the checksum that fits: what somebody who changes a file on purpose does."""
    root["checksum"] = canonical.checksum(root)
    return root


def changed(root: dict, pointer: str, value: object, recheck: bool = True) -> dict:
    """The document with the value at `pointer` set, added or (REMOVE) taken away."""
    *path, last = pointer.lstrip("/").split("/")
    target = root
    for step in path:
        target = target[int(step) if isinstance(target, list) else step]
    key = int(last) if isinstance(target, list) else last
    if value is REMOVE:
        del target[key]
    elif isinstance(target, list) and key == len(target):
        target.append(value)
    else:
        target[key] = value
    return rechecked(root) if recheck and {"header", "payload", "mac"} <= set(root) else root


def reauthenticated(root: dict, password: str = PASSWORD) -> dict:
    """With mac and checksum that fit: what only a holder of the file key can do."""
    _, file_key = open_slot(root, password)
    root["mac"] = writer.to_base64(keys.mac(file_key, canonical.mac_text(root)))
    return rechecked(root)


def open_slot(root: dict, password: str = PASSWORD) -> tuple[reader.Slot, bytes]:
    """The slot that this password opens, and the file key."""
    slots = tuple(
        reader.Slot.from_plain(index, slot)
        for index, slot in enumerate(root["header"]["slots"])
        if slot["kind"] == "password"
    )
    return reader.find_file_key(passwords.normalised(password), slots)


def outcome(
    raw: bytes | dict, password: str | None = None, **options: object
) -> Failure | reader.Opened | reader.Document:
    """What the reader makes of it: what it returns, or the failure."""
    if isinstance(raw, dict):
        raw = emit(raw)
    try:
        if password is None:
            return reader.inspect(raw, **options)
        return reader.open_document(raw, passwords.normalised(password), **options)
    except Failure as failure:
        return failure


def verdict_of(raw: bytes | dict, password: str | None = None, **options: object) -> str:
    found = outcome(raw, password, **options)
    if isinstance(found, Failure):
        return found.verdict
    return verdict.INTACT if password is None else verdict.OPENS


def table(section: str) -> list[list[str]]:
    """The rows of the first Markdown table under a heading of FORMAT.md, without its head."""
    text = FORMAT_MD.read_text(encoding="utf-8")
    body = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL).group(1)
    rows = [line for line in body.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]
