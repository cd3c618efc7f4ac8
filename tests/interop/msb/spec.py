"""Backups from a description in JSON, and the same document in other spellings.

{
  "created": "2026-11-20T14:55:02Z",             optional: else now
  "id": "...", "replaces": "...",                 optional: else a new one, else none
  "system": "BTS-PROD",                           optional
  "content": {                                    as in 6.4 or 6.5, without lengths and hashes, and with:
    "kind": "secrets",
    "current": {"msid": "...", "hex": "..."},     "hex", or "bytes": a length to draw; "msid" optional: else drawn
    "previous": {"msid": "...", "bytes": 32}
  } or {
    "kind": "file", "name": "SSO478AD.bak",
    "path": "some.bak" or "hex": "...",           the file's bytes; a path counts from the description's folder
    "native_password": "..."                      optional
  },
  "slots": [                                      any other object is put in as it stands
    {"label": "custodian A", "reminder": "...", "memory_kib": 8192, "passes": 1, "lanes": 1,
     "password_file": "other.txt"}                optional: else the one of the command line
  ],
  "extensions": {}, "critical": [], "repair": {}, optional: as they stand
  "seed": "text"                                  optional: fixed randomness, for tests
}
"""

from __future__ import annotations

import codecs
import json
import uuid
from collections.abc import Callable
from pathlib import Path

from . import canonical, passwords, writer
from .keys import Cost
from .verdict import InputError

_SLOT_KEYS = {"label", "reminder", "memory_kib", "passes", "lanes", "password_file"}


def _secret(given: dict, role: str, random: writer.Random) -> tuple[dict, bytes]:
    described = {key: value for key, value in given.items() if key not in ("hex", "bytes")}
    described.setdefault("msid", str(uuid.UUID(bytes=random("msid", 16), version=4)))
    data = bytes.fromhex(given["hex"]) if "hex" in given else random(f"{role} secret", given["bytes"])
    return described, data


def _content(given: dict, folder: Path, random: writer.Random) -> tuple[dict, dict[str, bytes]]:
    if given["kind"] == "secrets":
        content, data = dict(given), {}
        for role in ("current", "previous"):
            if role in given:
                content[role], data[role] = _secret(given[role], role, random)
        return content, data
    content = {key: value for key, value in given.items() if key not in ("path", "hex", "native_password")}
    data = {"file": (folder / given["path"]).read_bytes() if "path" in given else bytes.fromhex(given["hex"])}
    if "native_password" in given:
        data["native-password"] = given["native_password"].encode("utf-8")
    return content, data


def _slot(given: dict, password: str, folder: Path) -> writer.NewSlot | dict:
    if not set(given) <= _SLOT_KEYS:
        return given
    if "password_file" in given:
        password = passwords.from_file((folder / given["password_file"]).read_bytes())
    cost = Cost(given.get("memory_kib", 8192), given.get("passes", 1), given.get("lanes", 1))
    return writer.NewSlot(password, given["label"], cost, given.get("reminder"))


def request(given: dict, password: str, folder: Path, now: str) -> writer.Request:
    """What the description asks for."""
    random = writer.SeededRandom(given["seed"]) if "seed" in given else writer.os_random
    try:
        content, data = _content(given["content"], folder, random)
        return writer.Request(
            content=content,
            data=data,
            slots=[_slot(slot, password, folder) for slot in given["slots"]],
            created=given.get("created", now),
            id=given.get("id"),
            replaces=given.get("replaces"),
            system=given.get("system"),
            extensions=given.get("extensions"),
            critical=given.get("critical"),
            repair=given.get("repair"),
            random=random,
        )
    except KeyError as missing:
        raise InputError(f"the description lacks {missing}") from None


def _compact(root: dict) -> bytes:
    return json.dumps(root, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _unescaped(root: dict) -> bytes:
    return json.dumps(root, indent=4, ensure_ascii=False).encode("utf-8")


def _crlf(root: dict) -> bytes:
    return writer.emit(root).replace(b"\n", b"\r\n")


def _some_escaped(root: dict) -> bytes:
    """Some words of keys and strings in escapes (those that 3.1 does not need)."""
    text = writer.emit(root).decode("ascii")
    for word in ("custodian", "argon2id", "payload"):
        text = text.replace(f'"{word}', '"' + "".join(f"\\u{ord(character):04X}" for character in word))
    return text.encode("ascii")


def _spaced(root: dict) -> bytes:
    """White space of every kind at every place where it may stand."""
    text = json.dumps(root, separators=(" \t,\r\n", "\n : \t"), indent="\t ", ensure_ascii=True)
    return text.encode("ascii") + b" \t\r\n\r\n"


# The same document, differently spelled: what readers must take, though writers do not write it (11.1).
LAYOUTS: dict[str, Callable[[dict], bytes]] = {
    "writer": writer.emit,
    "compact": _compact,
    "sorted": canonical.jcs,
    "unescaped": _unescaped,
    "escaped": _some_escaped,
    "crlf": _crlf,
    "spaced": _spaced,
    "bom": lambda root: codecs.BOM_UTF8 + writer.emit(root),
    "utf-16le": lambda root: codecs.BOM_UTF16_LE + _unescaped(root).decode("utf-8").encode("utf-16-le"),
}


def laid_out(root: dict, layout: str) -> bytes:
    """The document's bytes in that spelling."""
    return LAYOUTS[layout](root)
