"""What one writes, the other opens."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from msb import canonical, keys, passwords, reader, spec, writer
from msb.keys import Cost
from msb.reader import Opened
from msb.writer import NewSlot, emit
from unit import support

from .binary import CHEAP, Binary, named_secrets, opened_slot
from .tally import Tally

# Decomposed, with a space, beyond the Basic Multilingual Plane: what goes wrong first.
PASSWORD = "Ko\u0308nig in Thule \U0001f511"
NEW_PASSWORD = "second \u00e9dition"
THIRD_PASSWORD = "the third of them"
LABEL = "Gr\u00fcn & <b>\U0001f511</b>"
REMINDER = 'the "\u00e9toile" \\ C:'
NATIVE = b"\x00\x01not a real one\r\n\xff" * 9
NATIVE_PASSWORD = "Pa\u0308sse"
CURRENT, PREVIOUS = support.CURRENT, support.PREVIOUS


class Folder:
    """A place for files, and the password files that everything here needs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.mkdir()
        self.count = 0
        self.password = self.put("password", PASSWORD.encode("utf-8") + b"\n")
        self.new = self.put("new", b"\xef\xbb\xbf" + NEW_PASSWORD.encode("utf-8") + b"\r\n")
        self.third = self.put("third", b"\xff\xfe" + THIRD_PASSWORD.encode("utf-16-le"))
        self.native = self.put("SSO478AD.bak", NATIVE)
        self.native_password = self.put("native-password", NATIVE_PASSWORD.encode("utf-8"))

    def put(self, name: str, data: bytes) -> Path:
        (self.path / name).write_bytes(data)
        return self.path / name

    def fresh(self) -> Path:
        """A name that nothing has yet."""
        self.count += 1
        return self.path / f"made-{self.count}.msb"


def opened(raw: bytes, password: str) -> Opened:
    return reader.open_document(raw, passwords.normalised(password))


def fingerprints(found: Opened) -> list[tuple]:
    return [(part.role, part.msid, keys.fingerprint(part.data)) for part in found.parts if part.msid]


def laid_out_as_11_1(tally: Tally, name: str, raw: bytes) -> None:
    """Order, indentation, escapes and line ends of a writer."""
    root = json.loads(raw)
    again = {key: root[key] for key in ("header", "payload", "mac", "checksum")}
    again["header"] = writer.ordered_header(again["header"])
    tally.check(f"{name}, layout", raw == emit(again), "not laid out as 11.1 says")


def seen_by_both(tally: Tally, program: Binary, name: str, path: Path, password: str, password_file: Path) -> Opened:
    """Both open it and say the same of it."""
    found = opened(path.read_bytes(), password)
    report, _ = program.report("check", path, "--password-file", password_file)
    tally.equal(f"{name}, verdict", report.get("verdict"), "opens")
    tally.equal(f"{name}, secrets", named_secrets(report), fingerprints(found))
    tally.equal(f"{name}, slot", opened_slot(report), found.slot.label)
    tally.equal(f"{name}, SHA-256", report.get("sha256"), hashlib.sha256(path.read_bytes()).hexdigest())
    report, _ = program.report("inspect", path)
    tally.equal(f"{name}, without a password", report.get("verdict"), "intact")
    return found


def new_password(folder: Folder) -> list[object]:
    return ["--new-password-file", folder.new, *CHEAP]


def first_generates(tally: Tally, program: Binary, folder: Folder) -> Path:
    out = folder.fresh()
    protect = ["--new-password-file", folder.password, "--label", LABEL, "--reminder", REMINDER]
    raw = program.writes(out, "generate", *protect, "--system", "BTS \u00dc", *CHEAP)
    laid_out_as_11_1(tally, "generate", raw)
    found = seen_by_both(tally, program, "generate", out, PASSWORD, folder.password)
    header = found.document.header
    tally.equal("generate, system", header["system"], "BTS \u00dc")
    tally.equal("generate, slot", (header["slots"][0]["label"], header["slots"][0]["reminder"]), (LABEL, REMINDER))
    tally.check("generate, no previous", [part.role for part in found.parts] == ["current"])
    tally.check("generate, replaces nothing", "replaces" not in header)
    tally.equal("generate, salt", len(reader.schema.decode_base64(header["slots"][0]["kdf"]["salt"])), 32)

    following = folder.fresh()
    raw = program.writes(
        following, "generate", "--from", out, "--password-file", folder.password, *new_password(folder)
    )
    laid_out_as_11_1(tally, "generate --from", raw)
    second = seen_by_both(tally, program, "generate --from", following, NEW_PASSWORD, folder.new)
    tally.equal("generate --from, previous", second.parts[1].data, found.parts[0].data)
    content, old = second.document.header["content"], header["content"]
    tally.equal("generate --from, description of previous", content["previous"], old["current"])
    tally.equal("generate --from, replaces", second.document.header.get("replaces"), header["id"])
    tally.equal("generate --from, system", second.document.header.get("system"), header["system"])
    tally.equal("generate --from, backed up", content.get("backed_up"), content["current"].get("generated"))
    tally.check("generate --from, another secret", second.parts[0].data != found.parts[0].data)
    return out


def first_seals(tally: Tally, program: Binary, folder: Folder) -> Path:
    out = folder.fresh()
    stated = [
        "--current-msid",
        "{" + CURRENT.upper() + "}",
        "--previous-msid",
        PREVIOUS,
        "--backed-up",
        "2026-10-31T22:00:00Z",
    ]
    protect = ["--new-password-file", folder.password, "--label", "custodian A", *CHEAP]
    raw = program.writes(
        out, "seal", folder.native, "--native-password-file", folder.native_password, *stated, *protect
    )
    laid_out_as_11_1(tally, "seal", raw)
    found = seen_by_both(tally, program, "seal", out, PASSWORD, folder.password)
    parts = [(part.role, part.data) for part in found.parts]
    tally.equal("seal, content", parts, [("file", NATIVE), ("native-password", NATIVE_PASSWORD.encode("utf-8"))])
    content = found.document.header["content"]
    expected = {
        "kind": "file",
        "name": "SSO478AD.bak",
        "bytes": len(NATIVE),
        "sha256": hashlib.sha256(NATIVE).hexdigest(),
        "native_password_bytes": len(NATIVE_PASSWORD.encode("utf-8")),
        "current_msid": CURRENT,
        "previous_msid": PREVIOUS,
        "backed_up": "2026-10-31T22:00:00Z",
    }
    tally.equal("seal, description", content, expected)
    plain = folder.fresh()
    program.writes(plain, "seal", folder.native, "--new-password-file", folder.password, *CHEAP)
    found = seen_by_both(tally, program, "seal without more", plain, PASSWORD, folder.password)
    tally.equal("seal without more, content", [part.role for part in found.parts], ["file"])
    return out


def second_writes(tally: Tally, program: Binary, folder: Folder) -> None:
    """Both kinds of content in every spelling that a reader must take."""
    for kind, root, password in (
        ("secrets", support.secrets(), support.PASSWORD),
        ("file", support.file(), support.SECOND_PASSWORD),
    ):
        password_file = folder.put("their-password", password.encode("utf-8"))
        for layout in spec.LAYOUTS:
            path = folder.fresh()
            path.write_bytes(spec.laid_out(root, layout))
            seen_by_both(tally, program, f"{kind}, {layout}", path, password, password_file)
    for cost in (Cost(8192, 3, 4), Cost(8193, 1, 1), Cost(65536, 1, 16), Cost(8200, 2, 7)):
        root = writer.write(
            writer.Request(
                content={"kind": "secrets", "current": {"msid": CURRENT}},
                data={"current": bytes(16)},
                slots=[NewSlot(PASSWORD, LABEL, cost, REMINDER)],
                created=support.CREATED,
            )
        )
        path = folder.fresh()
        path.write_bytes(emit(root))
        seen_by_both(tally, program, f"{cost}", path, PASSWORD, folder.password)


def largest_file(tally: Tally, program: Binary, folder: Folder) -> None:
    """2 MiB, in the encoding that takes the most room."""
    data = writer.SeededRandom("large")("content", 2_097_152)
    root = writer.write(
        writer.Request(
            content={"kind": "file", "name": "x" * 255},
            data={"file": data, "native-password": b"x" * 1024},
            slots=[NewSlot(PASSWORD, "x" * 128, Cost(8192, 1, 1), "x" * 512)],
            created=support.CREATED,
        )
    )
    path = folder.fresh()
    path.write_bytes(spec.laid_out(root, "utf-16le"))
    seen_by_both(tally, program, "largest file", path, PASSWORD, folder.password)
    restores(tally, program, folder, "largest file", path, folder.password, data, b"x" * 1024)


def restores(
    tally: Tally,
    program: Binary,
    folder: Folder,
    name: str,
    path: Path,
    password_file: Path,
    content: bytes,
    native_password: bytes | None = None,
    *options: object,
) -> None:
    """The first implementation gives back the same bytes."""
    out, native_out = folder.fresh(), folder.fresh()
    more = ["--native-password-out", native_out] if native_password is not None else []
    raw = program.writes(out, "restore", path, "--password-file", password_file, *more, *options)
    tally.check(f"{name}, restored", raw == content, f"{len(raw)} bytes instead of {len(content)}")
    if native_password is not None:
        tally.check(f"{name}, native password restored", native_out.read_bytes() == native_password)


def first_restores(tally: Tally, program: Binary, folder: Folder) -> None:
    password = folder.put("their-password", support.PASSWORD.encode("utf-8"))
    secrets, file = folder.fresh(), folder.fresh()
    secrets.write_bytes(emit(support.secrets()))
    file.write_bytes(emit(support.file()))
    restores(tally, program, folder, "current", secrets, password, bytes(range(32)), None, "--secret", "current")
    restores(
        tally, program, folder, "previous", secrets, password, bytes(range(100, 140)), None, "--secret", "previous"
    )
    restores(tally, program, folder, "file", file, password, b"a native file\r\n", "Pa\u0308sse".encode())
    hurt = folder.fresh()
    hurt.write_bytes(emit(support.changed(support.file(), "/header/system", "x\n", recheck=False)))
    restores(tally, program, folder, "salvage", hurt, password, b"a native file\r\n", None, "--salvage")


def rewritten(tally: Tally, name: str, old: dict, new: dict, *, file_key_kept: bool) -> None:
    """What every rewrite owes (11.4)."""
    before, after = old["header"], new["header"]
    tally.equal(f"{name}, replaces", after.get("replaces"), before["id"])
    tally.check(f"{name}, id", after["id"] != before["id"])
    for key in ("format", "version", "system", "content", "extensions"):
        one, other = ({key: header[key]} if key in header else {} for header in (before, after))
        tally.equal(f"{name}, {key}", canonical.jcs(other), canonical.jcs(one))
    tally.check(f"{name}, repair", "repair" not in new)
    tally.equal(f"{name}, payload kept", new["payload"] == old["payload"], file_key_kept)
    tally.equal(f"{name}, key check kept", after["key_check"] == before["key_check"], file_key_kept)


def slots_in_jcs(root: dict) -> list[bytes]:
    return [canonical.jcs(slot) for slot in root["header"]["slots"]]


def first_rewrites(tally: Tally, program: Binary, folder: Folder) -> None:
    """Each operation of the first implementation on a file of the second, with things that neither knows."""
    old = support.file() | {"repair": {"parity": "x"}}
    source = folder.fresh()
    source.write_bytes(spec.laid_out(old, "unescaped"))
    password = folder.put("their-password", support.PASSWORD.encode("utf-8"))
    old_slots = slots_in_jcs(old)

    def after(name: str, *arguments: object, file_key_kept: bool = True) -> tuple[Path, dict]:
        out = folder.fresh()
        raw = program.writes(out, *arguments)
        laid_out_as_11_1(tally, name, raw)
        new = reader.inspect(raw).root
        rewritten(tally, name, old, new, file_key_kept=file_key_kept)
        return out, new

    # rewrap drops the other slots, so it must be told to.
    refused = program.run(
        "rewrap", source, "--out", folder.path / "never", "--password-file", password, *new_password(folder)
    )
    tally.equal("rewrap, other slots", (refused.returncode, (folder.path / "never").exists()), (2, False))
    arguments = ["rewrap", source, "--password-file", password, *new_password(folder), "--drop-others"]
    out, new = after("rewrap", *arguments, file_key_kept=False)
    seen_by_both(tally, program, "rewrap", out, NEW_PASSWORD, folder.new)
    tally.equal("rewrap, slots", len(new["header"]["slots"]), 1)
    tally.equal("rewrap, old password", support.verdict_of(out.read_bytes(), support.PASSWORD), "wrong-password")

    arguments = ["slot", "add", source, "--password-file", password, *new_password(folder), "--label", LABEL]
    out, new = after("slot add", *arguments)
    found = seen_by_both(tally, program, "slot add", out, NEW_PASSWORD, folder.new)
    tally.equal("slot add, slot", found.slot.label, LABEL)
    tally.equal("slot add, others", slots_in_jcs(new)[:3], old_slots)

    arguments = ["slot", "replace", source, "--slot", "two", "--password-file", password, *new_password(folder)]
    out, new = after("slot replace", *arguments)
    found = seen_by_both(tally, program, "slot replace", out, NEW_PASSWORD, folder.new)
    tally.equal("slot replace, place and label", (found.slot.index, found.slot.label), (2, "two"))
    tally.equal("slot replace, reminder", found.slot.reminder, None)
    tally.equal("slot replace, others", slots_in_jcs(new)[:2], old_slots[:2])

    for index, label in ((1, "board"), (2, "two")):
        arguments = ["slot", "remove", source, "--slot", label, "--password-file", password]
        _, new = after(f"slot remove {label}", *arguments)
        expected = old_slots[:index] + old_slots[index + 1 :]
        tally.equal(f"slot remove {label}, others", slots_in_jcs(new), expected)


def second_rewrites(tally: Tally, program: Binary, folder: Folder, generated: Path, sealed: Path) -> None:
    """Each operation of the second implementation on files of the first."""
    for name, source in (("generated", generated), ("sealed", sealed)):
        old = opened(source.read_bytes(), PASSWORD)
        label = old.slot.label
        new = NewSlot(NEW_PASSWORD, label, Cost(8192, 2, 2), REMINDER)
        added = NewSlot(THIRD_PASSWORD, "third", Cost(8192, 1, 3))
        for operation, root, password, password_file in (
            ("rewrap", writer.rewrap(old, new, support.LATER), NEW_PASSWORD, folder.new),
            ("add", writer.add_slot(old, added, support.LATER), THIRD_PASSWORD, folder.third),
            ("replace", writer.replace_slot(old, label, new, support.LATER), NEW_PASSWORD, folder.new),
        ):
            path = folder.fresh()
            path.write_bytes(writer.proven(root, password, old.parts))
            found = seen_by_both(tally, program, f"{operation}, {name}", path, password, password_file)
            tally.check(f"{operation}, {name}, content", found.parts == old.parts)


def run(tally: Tally, program: Binary, path: Path) -> None:
    folder = Folder(path / "exchange")
    made: dict[str, Path] = {}
    with tally.part("the first one generates"):
        made["generated"] = first_generates(tally, program, folder)
    with tally.part("the first one seals"):
        made["sealed"] = first_seals(tally, program, folder)
    with tally.part("the second one writes"):
        second_writes(tally, program, folder)
    with tally.part("the first one restores"):
        first_restores(tally, program, folder)
    with tally.part("the largest file"):
        largest_file(tally, program, folder)
    with tally.part("the first one rewrites what the second one wrote"):
        first_rewrites(tally, program, folder)
    with tally.part("the second one rewrites what the first one wrote"):
        second_rewrites(tally, program, folder, made["generated"], made["sealed"])
