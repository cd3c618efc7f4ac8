"""Section 16: its code blocks, from fixed inputs."""

from __future__ import annotations

import hashlib
import re
import textwrap

from . import canonical, keys, limits, passwords, writer
from .keys import Cost
from .schema import decode_base64

COST = Cost(memory_kib=8192, passes=1, lanes=1)
# U and o with a combining diaeresis: what is derived from is their composed form.
PASSWORD = "Gru\u0308n ist der Ho\u0308rsaal"
SECOND_PASSWORD = "correct horse"
CREATED = "2026-11-20T14:55:02Z"


def run(first: int, size: int) -> bytes:
    """The bytes first, first + 1, ..."""
    return bytes(range(first, first + size))


FIRST = writer.Request(
    id="0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a01",
    created=CREATED,
    system="BTS-PROD",
    content={
        "kind": "secrets",
        "current": {"msid": "6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11", "generated": "2026-11-20T14:55:02Z"},
        "previous": {"msid": "1f2e3d4c-5b6a-4798-8a9b-acbdcedfe0f1", "generated": "2025-10-02T08:00:00Z"},
        "backed_up": "2026-11-20T14:55:02Z",
    },
    data={"current": run(0x80, 32), "previous": run(0xA0, 24)},
    slots=[writer.NewSlot(PASSWORD, "custodian A", COST, 'Caf\u00e9 "\U0001f511" C:\\safe/2')],
)

SECOND = writer.Request(
    id="c1a9e2d4-7b3f-4c58-a6e0-5d4c3b2a1f0e",
    replaces="7d0e4b62-91c3-4f0a-b8d7-3e2a1c5f6b90",
    created="2026-11-21T09:30:00Z",
    content={
        "kind": "file",
        "name": "SSO478AD.bak",
        "current_msid": "6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11",
        "backed_up": "2026-10-31T22:00:00Z",
    },
    data={"file": b"not a real one\r\n", "native-password": "Pa\u0308sse".encode("utf-8")},
    slots=[
        writer.NewSlot(PASSWORD, "custodian A", COST),
        writer.NewSlot(SECOND_PASSWORD, "custodian B", Cost(8192, 2, 2), "the usual"),
    ],
    extensions={"ticket": {"closed": True, "number": 4711}},
)


def first_random() -> writer.FixedRandom:
    return writer.FixedRandom(
        **{
            "file key": [run(0x40, 32)],
            "salt": [run(0x00, 32)],
            "slot nonce": [run(0x20, 12)],
            "payload nonce": [run(0x60, 12)],
        }
    )


def second_random() -> writer.FixedRandom:
    return writer.FixedRandom(
        **{
            "file key": [run(0x50, 32)],
            "salt": [run(0x01, 32), run(0x02, 32)],
            "slot nonce": [run(0x21, 12), run(0x22, 12)],
            "payload nonce": [run(0x61, 12)],
        }
    )


def hexed(name: str, data: bytes) -> str:
    """A named value in hex, 32 bytes a line."""
    lines = textwrap.wrap(data.hex(), 64) or [""]
    return f"{name:<14}" + ("\n" + " " * 14).join(lines)


def sealed(data: bytes) -> list[str]:
    """The three parts of 8.3."""
    nonce, tag = limits.NONCE_BYTES, limits.TAG_BYTES
    return [
        hexed("nonce", data[:nonce]),
        hexed("ciphertext", data[nonce:-tag]),
        hexed("tag", data[-tag:]),
    ]


def block(*lines: str) -> str:
    return "\n".join(("```text", *lines, "```"))


def slot_block(password: str, slot: dict) -> str:
    kdf = slot["kdf"]
    salt = decode_base64(kdf["salt"])
    cost = Cost(kdf["memory_kib"], kdf["passes"], kdf["lanes"])
    root = keys.argon2id(passwords.normalised(password), salt, cost)
    return block(
        hexed("typed", password.encode("utf-8")),
        hexed("password", passwords.normalised(password)),
        hexed("salt", salt),
        f"{'memory':<14}{cost.memory_kib} KiB",
        f"{'passes':<14}{cost.passes}",
        f"{'lanes':<14}{cost.lanes}",
        hexed("root", root),
        hexed("kek", keys.hkdf(root, keys.SLOT_KEY)),
        hexed("check", keys.hkdf(root, keys.SLOT_CHECK)),
        *sealed(decode_base64(slot["wrapped_key"])),
    )


def key_block(file_key: bytes, plaintext: bytes, root: dict) -> str:
    return block(
        hexed("file key", file_key),
        hexed("key check", keys.hkdf(file_key, keys.FILE_KEY_CHECK)),
        hexed("payload key", keys.hkdf(file_key, keys.PAYLOAD_KEY)),
        hexed("plaintext", plaintext),
        *sealed(decode_base64(root["payload"])),
    )


def mac_block(file_key: bytes, root: dict) -> str:
    text = canonical.mac_text(root)
    return block(
        hexed("mac key", keys.hkdf(file_key, keys.MAC_KEY)),
        f"{'length':<14}{len(text)} bytes",
        hexed("SHA-256", hashlib.sha256(text).digest()),
        hexed("mac", decode_base64(root["mac"])),
    )


def checksum_block(root: dict) -> str:
    return block(
        f"{'length':<14}{len(canonical.checksum_text(root))} bytes",
        f"{'checksum':<14}{root['checksum']}",
    )


def document_blocks(root: dict) -> list[str]:
    raw = writer.emit(root)
    return [
        "\n".join(("```json", raw.decode("ascii").rstrip("\n"), "```")),
        block(f"{'length':<14}{len(raw)} bytes", hexed("SHA-256", hashlib.sha256(raw).digest())),
    ]


def documents() -> tuple[dict, dict]:
    """The two documents of section 16."""
    FIRST.random, SECOND.random = first_random(), second_random()
    return writer.write(FIRST), writer.write(SECOND)


def blocks() -> list[str]:
    """All code blocks of section 16, fences included, in their order."""
    first, second = documents()
    plaintext = FIRST.data["current"] + FIRST.data["previous"]
    mac_text = canonical.mac_text(first)
    return [
        slot_block(PASSWORD, first["header"]["slots"][0]),
        key_block(run(0x40, 32), plaintext, first),
        block(mac_text.decode("utf-8")),
        block(hexed("JCS", mac_text)),
        mac_block(run(0x40, 32), first),
        block(canonical.checksum_text(first).decode("utf-8")),
        checksum_block(first),
        block(*(f"{role:<14}{keys.fingerprint(FIRST.data[role])}" for role in ("current", "previous"))),
        *document_blocks(first),
        slot_block(PASSWORD, second["header"]["slots"][0]),
        slot_block(SECOND_PASSWORD, second["header"]["slots"][1]),
        key_block(run(0x50, 32), SECOND.data["file"] + SECOND.data["native-password"], second),
        mac_block(run(0x50, 32), second),
        checksum_block(second),
        *document_blocks(second),
    ]


_SECTION = re.compile(r"^## 16 .*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```\w+\n.*?^```$", re.MULTILINE | re.DOTALL)


def blocks_of(document: str) -> list[str]:
    """The code blocks that section 16 of FORMAT.md has now."""
    return _BLOCK.findall(_SECTION.search(document).group())


def refreshed(document: str) -> str:
    """FORMAT.md with the blocks of section 16 as they should be. Their number must be right already."""
    wanted = blocks()
    if len(wanted) != len(blocks_of(document)):
        raise ValueError(f"section 16 must have {len(wanted)} code blocks")
    section = _SECTION.search(document)
    rest = iter(wanted)
    text = _BLOCK.sub(lambda _: next(rest), section.group())
    return document[: section.start()] + text + document[section.end() :]
