"""Section 9: the steps from bytes to a verdict, in their order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from . import canonical, keys, limits, schema
from .keys import Cost
from .recognise import recognise
from .text import decode
from .tree import Node, parse
from .verdict import (
    DAMAGED,
    MALFORMED,
    MISMATCH,
    REFUSED,
    TAMPERED,
    WRONG_PASSWORD,
    Failure,
    InputError,
    Place,
)


@dataclass(frozen=True)
class Slot:
    """A password slot that is not unknown."""

    index: int
    label: str
    reminder: str | None
    cost: Cost
    salt: bytes
    check: bytes
    wrapped_key: bytes

    @classmethod
    def from_plain(cls, index: int, slot: dict) -> Slot:
        kdf = slot["kdf"]
        return cls(
            index,
            slot["label"],
            slot.get("reminder"),
            Cost(kdf["memory_kib"], kdf["passes"], kdf["lanes"]),
            schema.decode_base64(kdf["salt"]),
            schema.decode_base64(slot["check"]),
            schema.decode_base64(slot["wrapped_key"]),
        )


@dataclass(frozen=True)
class Document:
    """What steps 1 to 5 let through: plain values, and the slots that may be tried."""

    root: dict
    slots: tuple[Slot, ...]

    @property
    def header(self) -> dict:
        return self.root["header"]

    def to_try(self, label: str | None = None) -> tuple[Slot, ...]:
        """The slots to be tried (9.7): all, or the one of this label."""
        chosen = tuple(slot for slot in self.slots if label in (None, slot.label))
        if not chosen:
            raise InputError("no password slot has this label")
        return chosen


@dataclass(frozen=True)
class Part:
    """A piece of the content: `role` is current, previous, file, native-password, or raw (10.4)."""

    role: str
    data: bytes
    msid: str | None = None


@dataclass(frozen=True)
class Opened:
    """A file that `opens`."""

    document: Document
    slot: Slot
    file_key: bytes
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Limits:
    """How much a derivation may cost (9.7)."""

    memory_kib: int = limits.COST_MEMORY_KIB_MAX
    slot_work: int = limits.COST_SLOT_KIB_PASSES_MAX
    all_work: int = limits.COST_ALL_KIB_PASSES_MAX


def read_tree(raw: bytes) -> tuple[str, Node]:
    """Steps 1 and 2."""
    recognise(raw)
    text = decode(raw)
    return text, parse(text)


def check_checksum(text: str, root: Node) -> None:
    """Step 3 (9.4)"""
    for key in ("header", "payload", "mac", "checksum"):
        if root.get(key) is None:
            raise Failure(MALFORMED, f"member '{key}' is missing", Place.at(text, root.offset, root.pointer))
    stated = root.get("checksum")
    if not schema.is_hex_32(stated.value):
        place = Place.at(text, stated.offset, stated.pointer)
        raise Failure(MALFORMED, "must be 64 hex digits in lower case", place)
    if canonical.checksum(root.plain()) != stated.value:
        fault = schema.first_fault(root)
        hint = schema.as_failure(fault, text) if fault else None
        raise Failure(DAMAGED, "the checksum does not match", hint=hint)


def check_schema(text: str, root: Node) -> Document:
    """Steps 4 and 5"""
    schema.check_supported(root)
    fault = schema.first_fault(root)
    if fault:
        raise schema.as_failure(fault, text)
    plain = root.plain()
    slots = root.get("header").get("slots").value
    known = (
        Slot.from_plain(index, slot.plain()) for index, slot in enumerate(slots) if not schema.is_unknown_slot(slot)
    )
    return Document(plain, tuple(known))


def check_cost(costs: list[Cost], allowed: Limits = Limits()) -> None:
    """Step 6 (9.7)"""
    for cost in costs:
        if cost.memory_kib > allowed.memory_kib:
            raise Failure(REFUSED, f"a slot asks for {cost.memory_kib} KiB of memory")
        if cost.work > allowed.slot_work:
            raise Failure(REFUSED, f"a slot asks for {cost.work} KiB x passes")
    total = sum(cost.work for cost in costs)
    if total > allowed.all_work:
        raise Failure(REFUSED, f"the slots ask for {total} KiB x passes together")


def inspect(raw: bytes, *, slot: str | None = None, allowed: Limits = Limits()) -> Document:
    """Steps 1 to 6: returns for `intact`, raises for every other verdict."""
    text, root = read_tree(raw)
    check_checksum(text, root)
    document = check_schema(text, root)
    check_cost([found.cost for found in document.to_try(slot)], allowed)
    return document


def find_file_key(password: bytes, slots: tuple[Slot, ...]) -> tuple[Slot, bytes]:
    """Step 7 (9.8)"""
    for slot in slots:
        root = keys.argon2id(password, slot.salt, slot.cost)
        checks = keys.equal(keys.hkdf(root, keys.SLOT_CHECK), slot.check)
        file_key = keys.unseal(keys.hkdf(root, keys.SLOT_KEY), slot.wrapped_key, keys.SLOT_AAD)
        if checks and file_key is not None:
            return slot, file_key
        if checks or file_key is not None:
            raise Failure(TAMPERED, "a slot accepts the password by one of its two proofs only")
    raise Failure(WRONG_PASSWORD, "no slot accepts this password")


def authenticate(document: Document, file_key: bytes) -> bytes:
    """Step 8 (9.9): the plaintext."""
    key_check = schema.decode_base64(document.header["key_check"])
    if not keys.equal(keys.hkdf(file_key, keys.FILE_KEY_CHECK), key_check):
        raise Failure(TAMPERED, "the file key is not the one that the header is bound to")
    payload = schema.decode_base64(document.root["payload"])
    plaintext = keys.unseal(keys.hkdf(file_key, keys.PAYLOAD_KEY), payload, keys.PAYLOAD_AAD)
    if plaintext is None:
        raise Failure(TAMPERED, "the payload does not authenticate")
    mac = schema.decode_base64(document.root["mac"])
    if not keys.equal(keys.mac(file_key, canonical.mac_text(document.root)), mac):
        raise Failure(TAMPERED, "the header does not authenticate")
    return plaintext


def cut(content: dict, plaintext: bytes) -> tuple[Part, ...]:
    """The plaintext in the pieces that its description tells (6.4, 6.5)."""
    if content["kind"] == "secrets":
        current = content["current"]
        size = current["bytes"]
        parts = [Part("current", plaintext[:size], current["msid"])]
        if "previous" in content:
            parts.append(Part("previous", plaintext[size:], content["previous"]["msid"]))
        return tuple(parts)
    size = content["bytes"]
    parts = [Part("file", plaintext[:size])]
    if "native_password_bytes" in content:
        parts.append(Part("native-password", plaintext[size:]))
    return tuple(parts)


def check_content(content: dict, parts: tuple[Part, ...]) -> None:
    """Step 9 (9.10)"""
    if content["kind"] == "file" and hashlib.sha256(parts[0].data).hexdigest() != content["sha256"]:
        raise Failure(MISMATCH, "the enclosed file's SHA-256 is not the one in the header")


def unlock(document: Document, file_key: bytes) -> tuple[Part, ...]:
    """Steps 8 and 9: the content."""
    content = document.header["content"]
    parts = cut(content, authenticate(document, file_key))
    check_content(content, parts)
    return parts


def _open(document: Document, password: bytes, slot: str | None) -> Opened:
    accepted, file_key = find_file_key(password, document.to_try(slot))
    return Opened(document, accepted, file_key, unlock(document, file_key))


def open_document(raw: bytes, password: bytes, *, slot: str | None = None, allowed: Limits = Limits()) -> Opened:
    """Steps 1 to 9: returns for `opens`, raises for every other verdict. `password` is normalised (7.1)."""
    return _open(inspect(raw, slot=slot, allowed=allowed), password, slot)


def try_damaged(
    raw: bytes, password: bytes, *, slot: str | None = None, allowed: Limits = Limits()
) -> tuple[Opened, bool]:
    """Like `open_document`, but goes on after `damaged` (9.12). The flag says that the checksum is damaged."""
    text, root = read_tree(raw)
    try:
        check_checksum(text, root)
    except Failure as damage:
        if damage.verdict != DAMAGED:
            raise
        try:
            document = check_schema(text, root)
            check_cost([found.cost for found in document.to_try(slot)], allowed)
            return _open(document, password, slot), True
        except Failure:
            raise damage from None
    return open_document(raw, password, slot=slot, allowed=allowed), False
