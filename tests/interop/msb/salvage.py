"""Section 10: content from a file that does not open. Only ever on the user's demand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from . import keys, limits, schema
from .keys import Cost
from .reader import Limits, Part, check_cost, cut, read_tree
from .tree import Node
from .verdict import DAMAGED, Failure


@dataclass(frozen=True)
class Salvaged:
    """Released content. `sha256_differs` speaks of an enclosed file, and is None for anything else."""

    parts: tuple[Part, ...]
    sha256_differs: bool | None


def _usable_slots(root: Node) -> list[tuple[Cost, bytes, bytes]]:
    """Cost, salt and wrapped key of every slot that has them (10.2)."""
    header = root.get("header")
    slots = header.get("slots", "array") if header else None
    found = []
    for slot in slots.value if slots else ():
        kind = slot.get("kind", "string")
        wrapped = slot.get("wrapped_key", "string")
        sealed = schema.decode_base64(wrapped.value) if wrapped else None
        if (kind is not None and kind.value != "password") or not schema.kdf_is_usable(slot.get("kdf")):
            continue
        if sealed is None or len(sealed) != limits.WRAPPED_KEY_BYTES:
            continue
        kdf = slot.get("kdf").plain()
        cost = Cost(kdf["memory_kib"], kdf["passes"], kdf["lanes"])
        found.append((cost, schema.decode_base64(kdf["salt"]), sealed))
    return found


def salvage(raw: bytes, password: bytes, *, allowed: Limits = Limits()) -> Salvaged:
    """The content, if a slot's key unwraps and the payload's tag holds (10.3); else raises `damaged`."""
    _, root = read_tree(raw)
    payload = root.get("payload", "string")
    sealed = schema.decode_base64(payload.value) if payload else None
    slots = _usable_slots(root)
    if sealed is None or len(sealed) <= limits.NONCE_BYTES + limits.TAG_BYTES or not slots:
        raise Failure(DAMAGED, "nothing that could be salvaged: no whole slot, or no whole payload")
    check_cost([cost for cost, _, _ in slots], allowed)
    for cost, salt, wrapped in slots:
        kek = keys.hkdf(keys.argon2id(password, salt, cost), keys.SLOT_KEY)
        file_key = keys.unseal(kek, wrapped, keys.SLOT_AAD)
        if file_key is None:
            continue
        plaintext = keys.unseal(keys.hkdf(file_key, keys.PAYLOAD_KEY), sealed, keys.PAYLOAD_AAD)
        if plaintext is not None:
            return _described(root, plaintext)
    raise Failure(DAMAGED, "no slot and payload hold together under this password")


def _described(root: Node, plaintext: bytes) -> Salvaged:
    """10.4"""
    header = root.get("header")
    content = header.get("content") if header else None
    if schema.content_is_usable(content) != len(plaintext):
        return Salvaged((Part("raw", plaintext),), None)
    plain = content.plain()
    parts = cut(plain, plaintext)
    if plain["kind"] != "file":
        return Salvaged(parts, None)
    return Salvaged(parts, hashlib.sha256(parts[0].data).hexdigest() != plain["sha256"])
