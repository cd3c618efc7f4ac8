"""Section 6, and what 9.5 asks before it."""

from __future__ import annotations

import base64
import binascii
import calendar
import re
from dataclasses import dataclass, field

from . import limits
from .tree import Node
from .verdict import MALFORMED, UNSUPPORTED, Failure, Place

FORMAT = "master-secret-backup"
VERSION = 1
KDF_NAME = "argon2id"
KDF_VERSION = 19
CONTENT_KINDS = ("secrets", "file")
KNOWN_EXTENSIONS: frozenset[str] = frozenset()

_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}\Z")
_HEX_32 = re.compile(r"[0-9a-f]{64}\Z")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
_NIL = "00000000-0000-0000-0000-000000000000"
_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z\Z")
# The characters that 6.3 refuses.
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DEVICE = re.compile("(?:CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])\\Z")


def is_hex_32(value: object) -> bool:
    """Whether this is a string of 64 hex digits in lower case (1.3)."""
    return isinstance(value, str) and _HEX_32.match(value) is not None


def decode_base64(text: object) -> bytes | None:
    """The bytes of canonical base64 (1.4), or None if it is not that."""
    if not isinstance(text, str) or len(text) % 4 or not _BASE64.match(text):
        return None
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    # Unused bits that are not zero get lost in decoding, so the way back tells.
    return decoded if base64.b64encode(decoded).decode("ascii") == text else None


def is_time(text: str) -> bool:
    """Whether this is a time as of 1.6."""
    found = _TIME.match(text)
    if not found:
        return False
    year, month, day, hour, minute, second = (int(part) for part in found.groups())
    return (
        limits.YEAR_MIN <= year <= limits.YEAR_MAX
        and 1 <= month <= 12
        and 1 <= day <= calendar.monthrange(year, month)[1]
        and hour <= 23
        and minute <= 59
        and second <= 59
    )


def is_unknown_slot(slot: Node) -> bool:
    """Whether an element of `slots` is an unknown slot (6.7)."""
    kind = slot.get("kind", "string")
    if kind is None:
        return False
    if kind.value != "password":
        return True
    kdf = slot.get("kdf", "object")
    if kdf is None:
        return False
    name, version = kdf.get("name", "string"), kdf.get("version", "number")
    return (name is not None and name.value != KDF_NAME) or (version is not None and version.value != KDF_VERSION)


def check_supported(root: Node) -> None:
    """9.5. Raises `unsupported`."""
    header = root.get("header", "object")
    if header is None:
        return
    version = header.get("version", "number")
    if version is not None and version.value != VERSION:
        raise Failure(UNSUPPORTED, f"format version {version.value}")
    critical = header.get("critical", "array")
    for name in critical.value if critical else ():
        if name.kind == "string" and name.value not in KNOWN_EXTENSIONS:
            raise Failure(UNSUPPORTED, "a critical extension is unknown")
    content = header.get("content", "object")
    kind = content.get("kind", "string") if content else None
    if kind is not None and kind.value not in CONTENT_KINDS:
        raise Failure(UNSUPPORTED, "the kind of content is unknown")
    slots = header.get("slots", "array")
    if slots is not None and slots.value and all(is_unknown_slot(slot) for slot in slots.value):
        raise Failure(UNSUPPORTED, "no slot is of a known kind")


@dataclass
class Fault:
    """One violation: where in the text, and what."""

    offset: int
    pointer: str
    reason: str


@dataclass
class Schema:
    """Walks a tree and gathers every violation of section 6."""

    faults: list[Fault] = field(default_factory=list)

    def fault(self, node: Node, reason: str) -> None:
        self.faults.append(Fault(node.offset, node.pointer, reason))

    def members(self, node: Node, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> bool:
        """Whether `node` is an object; notes missing and unknown members (9.6)."""
        if node.kind != "object":
            self.fault(node, "must be an object")
            return False
        for key in required:
            if key not in node.value:
                self.fault(node, f"member '{key}' is missing")
        for key, value in node.value.items():
            if key not in required and key not in optional:
                self.faults.append(Fault(node.keys[key], value.pointer, "this member is not allowed here"))
        return True

    def kind(self, parent: Node, key: str, kind: str) -> Node | None:
        """The member `key` if it is there and of that kind; notes another kind."""
        node = parent.get(key)
        if node is not None and node.kind != kind:
            self.fault(node, f"must be of type {kind}")
            return None
        return node

    def string(self, parent: Node, key: str, holds, what: str) -> Node | None:
        node = self.kind(parent, key, "string")
        if node is not None and not holds(node.value):
            self.fault(node, f"must be {what}")
        return node

    def constant(self, parent: Node, key: str, value: object) -> None:
        node = self.kind(parent, key, "number" if isinstance(value, int) else "string")
        if node is not None and node.value != value:
            self.fault(node, f"must be {value}")

    def integer(self, parent: Node, key: str, least: int, most: int) -> int | None:
        node = self.kind(parent, key, "number")
        if node is None:
            return None
        if not least <= node.value <= most:
            self.fault(node, f"must be {least} to {most}")
            return None
        return node.value

    def base64(self, parent: Node, key: str, least: int, most: int) -> None:
        def holds(text: str) -> bool:
            decoded = decode_base64(text)
            return decoded is not None and least <= len(decoded) <= most

        size = str(least) if least == most else f"{least} to {most}"
        self.string(parent, key, holds, f"canonical base64 of {size} bytes")

    def text(self, parent: Node, key: str, most: int) -> Node | None:
        return self.string(
            parent,
            key,
            lambda text: len(text) <= most and not _NOT_TEXT.search(text),
            f"text of 1 to {most} characters without control and direction characters",
        )

    def time(self, parent: Node, key: str) -> None:
        self.string(parent, key, is_time, "a time YYYY-MM-DDThh:mm:ssZ that exists")

    def msid(self, parent: Node, key: str) -> str | None:
        node = self.string(
            parent, key, lambda text: _GUID.match(text) and text != _NIL, "a GUID in lower case, not nil"
        )
        return node.value if node is not None else None

    def root(self, root: Node) -> None:
        """6.1"""
        self.members(root, ("header", "payload", "mac", "checksum"), ("repair",))
        content_bytes = None
        header = root.get("header")
        if header is not None:
            content_bytes = self.header(header)
        if content_bytes is None:
            self.string(root, "payload", lambda text: decode_base64(text) is not None, "canonical base64")
        else:
            exactly = limits.NONCE_BYTES + content_bytes + limits.TAG_BYTES
            self.base64(root, "payload", exactly, exactly)
        self.base64(root, "mac", limits.KEY_BYTES, limits.KEY_BYTES)
        # The form of the checksum is judged where it is needed, before the schema (9.4).
        self.kind(root, "repair", "object")

    def header(self, header: Node) -> int | None:
        """6.2. Gives the content length, if it can be known."""
        required = ("format", "version", "id", "created", "content", "slots", "key_check")
        if not self.members(header, required, ("replaces", "system", "extensions", "critical")):
            return None
        self.constant(header, "format", FORMAT)
        self.constant(header, "version", VERSION)
        self.string(header, "id", _UUID_V4.match, "a UUID of version 4 in lower case")
        self.string(header, "replaces", _UUID_V4.match, "a UUID of version 4 in lower case")
        self.time(header, "created")
        self.text(header, "system", limits.SYSTEM_MAX)
        self.base64(header, "key_check", limits.KEY_BYTES, limits.KEY_BYTES)
        self.slots(header)
        self.extensions(header)
        content = header.get("content")
        return self.content(content) if content is not None else None

    def content(self, content: Node) -> int | None:
        """6.4 and 6.5. Gives the content length, if it can be known."""
        kind = content.get("kind", "string")
        if kind is not None and kind.value == "secrets":
            return self.secrets(content)
        if kind is not None and kind.value == "file":
            return self.file(content)
        if content.kind != "object":
            self.fault(content, "must be an object")
        elif content.get("kind") is None:
            self.fault(content, "member 'kind' is missing")
        else:
            self.fault(content.get("kind"), "must be secrets or file")
        return None

    def secrets(self, content: Node) -> int | None:
        self.members(content, ("kind", "current"), ("previous", "backed_up"))
        self.time(content, "backed_up")
        total: int | None = 0
        msids = []
        for role in ("current", "previous"):
            secret = content.get(role)
            if secret is None:
                total = total if role == "previous" else None
                continue
            if not self.members(secret, ("msid", "bytes"), ("generated",)):
                total = None
                continue
            msids.append(self.msid(secret, "msid"))
            size = self.integer(secret, "bytes", limits.SECRET_MIN, limits.SECRET_MAX)
            total = None if total is None or size is None else total + size
            self.time(secret, "generated")
        if len(msids) == 2 and None not in msids and msids[0] == msids[1]:
            self.fault(content.get("previous").get("msid"), "must differ from the current secret's")
        return total

    def file(self, content: Node) -> int | None:
        optional = ("native_password_bytes", "current_msid", "previous_msid", "backed_up")
        self.members(content, ("kind", "name", "bytes", "sha256"), optional)
        name = self.text(content, "name", limits.NAME_MAX)
        if name is not None and not is_file_name(name.value):
            self.fault(name, "must be a plain file name that is none of Windows' device names")
        self.string(content, "sha256", is_hex_32, "64 hex digits in lower case")
        size = self.integer(content, "bytes", limits.FILE_MIN, limits.FILE_MAX)
        native = self.integer(content, "native_password_bytes", limits.NATIVE_PASSWORD_MIN, limits.NATIVE_PASSWORD_MAX)
        current, previous = self.msid(content, "current_msid"), self.msid(content, "previous_msid")
        if current is not None and current == previous:
            self.fault(content.get("previous_msid"), "must differ from the current secret's")
        self.time(content, "backed_up")
        if size is None or (native is None and content.get("native_password_bytes") is not None):
            return None
        return size + (native or 0)

    def slots(self, header: Node) -> None:
        """6.6 and 6.7"""
        slots = self.kind(header, "slots", "array")
        if slots is None:
            return
        if not limits.SLOTS_MIN <= len(slots.value) <= limits.SLOTS_MAX:
            self.fault(slots, f"must have {limits.SLOTS_MIN} to {limits.SLOTS_MAX} slots")
        seen = set()
        for slot in slots.value:
            label = slot.get("label", "string")
            if label is not None and label.value in seen:
                self.fault(label, "another slot has this label")
            if label is not None:
                seen.add(label.value)
            if not is_unknown_slot(slot):
                self.password_slot(slot)

    def password_slot(self, slot: Node) -> None:
        if not self.members(slot, ("kind", "label", "kdf", "check", "wrapped_key"), ("reminder",)):
            return
        self.constant(slot, "kind", "password")
        self.text(slot, "label", limits.LABEL_MAX)
        self.text(slot, "reminder", limits.REMINDER_MAX)
        self.base64(slot, "check", limits.KEY_BYTES, limits.KEY_BYTES)
        self.base64(slot, "wrapped_key", limits.WRAPPED_KEY_BYTES, limits.WRAPPED_KEY_BYTES)
        kdf = slot.get("kdf")
        if kdf is not None:
            self.kdf(kdf)

    def kdf(self, kdf: Node) -> None:
        if not self.members(kdf, ("name", "version", "memory_kib", "passes", "lanes", "salt")):
            return
        self.constant(kdf, "name", KDF_NAME)
        self.constant(kdf, "version", KDF_VERSION)
        self.integer(kdf, "memory_kib", limits.MEMORY_KIB_MIN, limits.MEMORY_KIB_MAX)
        self.integer(kdf, "passes", limits.PASSES_MIN, limits.PASSES_MAX)
        self.integer(kdf, "lanes", limits.LANES_MIN, limits.LANES_MAX)
        self.base64(kdf, "salt", limits.SALT_MIN, limits.SALT_MAX)

    def extensions(self, header: Node) -> None:
        """6.8"""
        extensions = self.kind(header, "extensions", "object")
        critical = self.kind(header, "critical", "array")
        if critical is None:
            return
        if not limits.CRITICAL_MIN <= len(critical.value) <= limits.CRITICAL_MAX:
            self.fault(critical, f"must have {limits.CRITICAL_MIN} to {limits.CRITICAL_MAX} names")
        seen = set()
        for name in critical.value:
            if name.kind != "string":
                self.fault(name, "must be of type string")
            elif name.value in seen:
                self.fault(name, "this name stands twice")
            elif extensions is None or name.value not in extensions.value:
                self.fault(name, "must be a key of extensions")
            else:
                seen.add(name.value)


def is_file_name(name: str) -> bool:
    """The rules of 6.5 for names, beyond those for text."""
    if name in (".", "..") or any(character in name for character in "/\\:"):
        return False
    stem = name.split(".", 1)[0].rstrip(" ")
    # ASCII letters only (6.5): str.upper() would also turn U+0131 into I.
    stem = "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in stem)
    return not _DEVICE.match(stem)


def first_fault(root: Node) -> Fault | None:
    """The first violation in the text, if there is any."""
    schema = Schema()
    schema.root(root)
    return min(schema.faults, key=lambda fault: fault.offset, default=None)


def as_failure(fault: Fault, text: str) -> Failure:
    """`malformed` at the fault's place."""
    return Failure(MALFORMED, fault.reason, Place.at(text, fault.offset, fault.pointer))


def content_is_usable(content: Node | None) -> int | None:
    """The content length if this description follows 6.4 or 6.5 by itself (10.4)."""
    if content is None:
        return None
    schema = Schema()
    total = schema.content(content)
    return None if schema.faults else total


def kdf_is_usable(kdf: Node | None) -> bool:
    """Whether this follows 6.6 by itself (10.2)."""
    if kdf is None:
        return False
    schema = Schema()
    schema.kdf(kdf)
    return not schema.faults
