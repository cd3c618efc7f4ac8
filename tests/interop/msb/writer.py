"""Section 11: documents from content, and new ones from old ones."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from . import canonical, keys, limits, passwords, schema
from .keys import Cost
from .reader import Opened, Part, check_cost, inspect, open_document
from .verdict import InputError

# The order of members: that of the tables of section 6.
_ROOT = ("header", "payload", "mac", "checksum", "repair")
_HEADER = "format version id replaces created system content slots key_check extensions critical".split()
_SECRETS = "kind current previous backed_up".split()
_SECRET = "msid bytes generated".split()
_FILE = "kind name bytes sha256 native_password_bytes current_msid previous_msid backed_up".split()
_SLOT = "kind label reminder kdf check wrapped_key".split()
_KDF = "name version memory_kib passes lanes salt".split()

# Gives that many bytes for that purpose.
Random = Callable[[str, int], bytes]


def os_random(_purpose: str, size: int) -> bytes:
    """What 11.2 demands."""
    return os.urandom(size)


class SeededRandom:
    """The same bytes for the same seed and order of calls. For tests only."""

    def __init__(self, seed: str) -> None:
        self.seed = seed.encode("utf-8")
        self.calls = 0

    def __call__(self, purpose: str, size: int) -> bytes:
        self.calls += 1
        label = b"%d %s " % (self.calls, purpose.encode("ascii"))
        return hashlib.shake_256(label + self.seed).digest(size)


class FixedRandom:
    """Given bytes by purpose, each used in its turn. For the worked example."""

    def __init__(self, **given: list[bytes]) -> None:
        self.given = {purpose: list(values) for purpose, values in given.items()}

    def __call__(self, purpose: str, size: int) -> bytes:
        value = self.given[purpose].pop(0)
        assert len(value) == size, purpose
        return value


@dataclass(frozen=True)
class NewSlot:
    """A way in that is to be made."""

    password: str
    label: str
    cost: Cost
    reminder: str | None = None


@dataclass
class Request:
    """A document that is to be written: `content` without lengths and hashes, `data` by role (see `Part`)."""

    content: dict
    data: dict[str, bytes]
    slots: list[NewSlot | dict]
    created: str
    id: str | None = None
    replaces: str | None = None
    system: str | None = None
    extensions: dict | None = None
    critical: list | None = None
    repair: dict | None = None
    random: Random = field(default=os_random)


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def new_id(random: Random) -> str:
    """A UUID v4 (1.5)."""
    return str(uuid.UUID(bytes=random("id", 16), version=4))


def ordered(members: dict, order: list[str] | tuple[str, ...]) -> dict:
    """The members in the order of 11.1; absent ones (None) are left out."""
    return {key: members[key] for key in order if members.get(key) is not None}


def ordered_header(header: dict) -> dict:
    """The header with all that is known in the order of the tables, and all else as it was read."""
    header = ordered(header, _HEADER)
    content = header["content"]
    if content["kind"] == "secrets":
        content = ordered(content, _SECRETS)
        for role in ("current", "previous"):
            if role in content:
                content[role] = ordered(content[role], _SECRET)
    else:
        content = ordered(content, _FILE)
    header["content"] = content
    header["slots"] = [_ordered_slot(slot) for slot in header["slots"]]
    return header


def _ordered_slot(slot: dict) -> dict:
    known = set(slot) <= set(_SLOT) and set(slot.get("kdf", ())) == set(_KDF)
    if not known or slot["kind"] != "password":
        return slot
    slot = ordered(slot, _SLOT)
    slot["kdf"] = ordered(slot["kdf"], _KDF)
    return slot


def emit(root: dict) -> bytes:
    """The bytes of a document (11.1)."""
    # json escapes everything above U+007E but U+007F itself, which 11.1 wants escaped as well.
    return (json.dumps(root, indent=2, ensure_ascii=True).replace("\x7f", "\\u007f") + "\n").encode("ascii")


def make_slot(new: NewSlot, file_key: bytes, random: Random) -> dict:
    """A password slot (6.6, 8.4)."""
    passwords.check_new(new.password)
    check_cost([new.cost])
    salt = random("salt", limits.SALT_WRITTEN)
    root = keys.argon2id(passwords.normalised(new.password), salt, new.cost)
    wrapped = keys.seal(
        keys.hkdf(root, keys.SLOT_KEY), random("slot nonce", limits.NONCE_BYTES), file_key, keys.SLOT_AAD
    )
    slot = {
        "kind": "password",
        "label": new.label,
        "reminder": new.reminder,
        "kdf": {
            "name": schema.KDF_NAME,
            "version": schema.KDF_VERSION,
            "memory_kib": new.cost.memory_kib,
            "passes": new.cost.passes,
            "lanes": new.cost.lanes,
            "salt": to_base64(salt),
        },
        "check": to_base64(keys.hkdf(root, keys.SLOT_CHECK)),
        "wrapped_key": to_base64(wrapped),
    }
    return ordered(slot, _SLOT)


def make_payload(file_key: bytes, plaintext: bytes, random: Random) -> str:
    """8.6"""
    nonce = random("payload nonce", limits.NONCE_BYTES)
    return to_base64(keys.seal(keys.hkdf(file_key, keys.PAYLOAD_KEY), nonce, plaintext, keys.PAYLOAD_AAD))


def finish(header: dict, payload: str, file_key: bytes, repair: dict | None = None) -> dict:
    """The root, with mac (8.7) and checksum (5.3)."""
    root = {"header": ordered_header(header), "payload": payload}
    root["mac"] = to_base64(keys.mac(file_key, canonical.mac_text(root)))
    root["checksum"] = canonical.checksum(root)
    root["repair"] = repair
    return ordered(root, _ROOT)


def describe(content: dict, data: dict[str, bytes]) -> tuple[dict, bytes]:
    """The description with its lengths and hash, and the plaintext (6.4, 6.5)."""
    content = dict(content)
    if content["kind"] == "secrets":
        plaintext = b""
        for role in ("current", "previous"):
            if role in content:
                content[role] = {**content[role], "bytes": len(data[role])}
                plaintext += data[role]
        return content, plaintext
    content["bytes"] = len(data["file"])
    content["sha256"] = hashlib.sha256(data["file"]).hexdigest()
    native = data.get("native-password", b"")
    if native:
        content["native_password_bytes"] = len(native)
    return content, data["file"] + native


def write(request: Request) -> dict:
    """A new document: what *generate* and *seal* do (11.4). Dicts among the slots are taken as they are."""
    random = request.random
    file_key = random("file key", limits.KEY_BYTES)
    content, plaintext = describe(request.content, request.data)
    header = {
        "format": schema.FORMAT,
        "version": schema.VERSION,
        "id": request.id or new_id(random),
        "replaces": request.replaces,
        "created": request.created,
        "system": request.system,
        "content": content,
        "slots": [make_slot(slot, file_key, random) if isinstance(slot, NewSlot) else slot for slot in request.slots],
        "key_check": to_base64(keys.hkdf(file_key, keys.FILE_KEY_CHECK)),
        "extensions": request.extensions,
        "critical": request.critical,
    }
    return finish(header, make_payload(file_key, plaintext, random), file_key, request.repair)


def _rewritten(opened: Opened, created: str, random: Random) -> dict:
    """The header of an opened file, ready to become that of the next one."""
    header = dict(opened.document.header)
    header["replaces"] = header["id"]
    header["id"] = new_id(random)
    header["created"] = created
    header["slots"] = list(header["slots"])
    return header


def rewrap(
    opened: Opened, new: NewSlot, created: str, *, drop_others: bool = False, random: Random = os_random
) -> dict:
    """The same content under a new file key and one new slot."""
    header = _rewritten(opened, created, random)
    if len(header["slots"]) > 1 and not drop_others:
        raise InputError("the file has other slots, which rewrapping drops")
    file_key = random("file key", limits.KEY_BYTES)
    header["slots"] = [make_slot(new, file_key, random)]
    header["key_check"] = to_base64(keys.hkdf(file_key, keys.FILE_KEY_CHECK))
    plaintext = b"".join(part.data for part in opened.parts)
    return finish(header, make_payload(file_key, plaintext, random), file_key)


def _index_of(header: dict, label: str) -> int:
    for index, slot in enumerate(header["slots"]):
        if slot.get("label") == label:
            return index
    raise InputError("no slot has this label")


def add_slot(opened: Opened, new: NewSlot, created: str, random: Random = os_random) -> dict:
    """One more way in (11.6)."""
    header = _rewritten(opened, created, random)
    if len(header["slots"]) >= limits.SLOTS_MAX:
        raise InputError(f"a file has at most {limits.SLOTS_MAX} slots")
    if any(slot.get("label") == new.label for slot in header["slots"]):
        raise InputError("another slot has this label")
    header["slots"].append(make_slot(new, opened.file_key, random))
    return finish(header, opened.document.root["payload"], opened.file_key)


def replace_slot(opened: Opened, label: str, new: NewSlot, created: str, random: Random = os_random) -> dict:
    """A new slot in the place of the one called `label` (11.6)."""
    header = _rewritten(opened, created, random)
    index = _index_of(header, label)
    others = header["slots"][:index] + header["slots"][index + 1 :]
    if any(slot.get("label") == new.label for slot in others):
        raise InputError("another slot has this label")
    header["slots"][index] = make_slot(new, opened.file_key, random)
    return finish(header, opened.document.root["payload"], opened.file_key)


def remove_slot(opened: Opened, label: str, created: str, random: Random = os_random) -> dict:
    """Without the slot called `label` (11.6)."""
    header = _rewritten(opened, created, random)
    index = _index_of(header, label)
    if index == opened.slot.index:
        raise InputError("the password must be that of a slot that stays")
    del header["slots"][index]
    return finish(header, opened.document.root["payload"], opened.file_key)


def proven(root: dict, password: str, content: tuple[Part, ...]) -> bytes:
    """The bytes of a document, once its reader has opened them and found that content (11.3)."""
    raw = emit(root)
    if open_document(raw, passwords.normalised(password)).parts != content:
        raise InputError("what was written does not hold what it should")
    return raw
