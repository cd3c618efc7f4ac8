"""The test vectors. What the keys of their heads mean is written in tests/vectors/README.md."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from msb import keys, passwords, reader, salvage, verdict
from msb.verdict import Failure

from . import binary
from .binary import Binary
from .tally import Tally

# Verdicts that take a password; a file that gives one of them is `intact` without.
NEED_A_PASSWORD = (verdict.OPENS, verdict.WRONG_PASSWORD, verdict.TAMPERED, verdict.MISMATCH)
# Keys whose values are JSON strings.
TEXTS = ("password", "slot", "only", "native-password")
# Findings that depend on today.
BY_THE_CLOCK = {"age-unknown", "backup-old", "created-in-future", "secret-old"}


@dataclass(frozen=True)
class Vector:
    name: str
    head: dict[str, str]
    raw: bytes
    # Values of the keys that come several times.
    findings: dict[str, set[str]]

    @classmethod
    def read(cls, path: Path) -> Vector:
        head, separator, raw = path.read_bytes().partition(b"\n\n")
        if not separator:
            raise ValueError(f"{path}: no empty line behind the head")
        fields = {}
        findings: dict[str, set[str]] = {"finding": set(), "without": set()}
        for line in head.decode("utf-8").split("\n"):
            key, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"{path}: a line without a colon in the head")
            value = value.removeprefix(" ")
            fields[key] = json.loads(value) if key in TEXTS else value
            if key in findings:
                findings[key].add(value)
        if fields.get("expect") not in verdict.ALL:
            raise ValueError(f"{path}: expects {fields.get('expect')!r}, which is no verdict")
        return cls(path.stem, fields, raw, findings)

    def without_password(self) -> str:
        expect = self.head["expect"]
        return self.head.get("inspect", verdict.INTACT if expect in NEED_A_PASSWORD else expect)

    def place(self) -> tuple | None:
        if "line" not in self.head:
            return None
        return int(self.head["line"]), int(self.head["column"]), self.head["pointer"]

    def inspected(self) -> tuple[str, Failure | None]:
        try:
            reader.inspect(self.raw)
            return verdict.INTACT, None
        except Failure as failure:
            return failure.verdict, failure

    def opened(self, attempt) -> tuple[str, Failure | None, reader.Opened | None]:
        try:
            password = passwords.normalised(self.head["password"])
            found = attempt(self.raw, password, slot=self.head.get("only"))
            return verdict.OPENS, None, found[0] if isinstance(found, tuple) else found
        except Failure as failure:
            return failure.verdict, failure, None

    def salvaged(self) -> str:
        try:
            found = salvage.salvage(self.raw, passwords.normalised(self.head["password"]))
        except Failure as failure:
            return "refused" if failure.verdict == verdict.REFUSED else "nothing"
        return "raw" if found.parts[0].role == "raw" else "described"

    def reported(self, program: Binary, folder: Path, *more: str) -> tuple[dict, int]:
        """The report of the first implementation, and the exit code."""
        (folder / "vector").write_bytes(self.raw)
        if not self.head["password"]:
            return program.report("inspect", folder / "vector")
        # One line end is dropped from a password file, so the password keeps its own.
        (folder / "password").write_bytes((self.head["password"] + "\n").encode("utf-8"))
        arguments = ["check", folder / "vector", "--password-file", folder / "password", *more]
        if "only" in self.head:
            arguments += ["--slot", self.head["only"]]
        return program.report(*arguments)


def second(tally: Tally, vector: Vector) -> None:
    """This implementation against what the vector expects."""
    head = vector.head

    def same(what: str, found: object, expected: object) -> None:
        tally.equal(f"{vector.name}, second implementation, {what}", found, expected)

    found, failure = vector.inspected()
    same("without a password", found, vector.without_password())
    opened = None
    if head["password"]:
        found, failure, opened = vector.opened(reader.open_document)
        same("verdict", found, head["expect"])
    if vector.place():
        same("place", failure and failure.place and tuple(failure.place), vector.place())
    if "code" in head:
        same("cut short", bool(failure and failure.cut_short), head["code"] == "cut-short")
    if opened:
        parts = {part.role: part.data for part in opened.parts}
        same("slot", opened.slot.label, head.get("slot", opened.slot.label))
        for role in ("current", "previous"):
            if role in head:
                same(role, keys.fingerprint(parts[role]), head[role])
        if "sha256" in head:
            same("sha256", hashlib.sha256(parts["file"]).hexdigest(), head["sha256"])
        if "native-password" in head:
            same("native password", parts["native-password"].decode(), head["native-password"])
    if "try-damaged" in head:
        same("try-damaged", vector.opened(reader.try_damaged)[0], head["try-damaged"])
    # To seek slots in a text that is no JSON is optional (10.2).
    if "salvage" in head and head.get("code") not in ("cut-short", "unexpected-character", "bad-number"):
        same("salvage", vector.salvaged(), head["salvage"])


def first(tally: Tally, vector: Vector, program: Binary) -> None:
    """The first implementation's command against what the vector expects."""
    head = vector.head
    with tempfile.TemporaryDirectory() as scratch:
        report, code = vector.reported(program, Path(scratch))
        tally.equal(f"{vector.name}, command", report.get("verdict"), head["expect"])
        tally.check(f"{vector.name}, command, exit code", code in binary.EXIT[head["expect"]], code)
        if vector.place():
            tally.equal(f"{vector.name}, command, place", binary.place(report), vector.place())
        if "code" in head:
            tally.equal(f"{vector.name}, command, code", (report.get("fault") or {}).get("code"), head["code"])
        if "slot" in head:
            tally.equal(f"{vector.name}, command, slot", binary.opened_slot(report), head["slot"])
        if "try-damaged" in head:
            report, _ = vector.reported(program, Path(scratch), "--try-damaged")
            tally.equal(f"{vector.name}, command, try-damaged", report.get("verdict"), head["try-damaged"])
        if "hint" in head:
            tally.equal(f"{vector.name}, command, hint", (report.get("hint") or {}).get("code"), head["hint"])
        if "seems-to-be" in head:
            tally.equal(f"{vector.name}, command, kind", (report.get("seems_to_be") or {}).get("kind"), head["seems-to-be"])
        fingerprints = {role: fingerprint for role, _, fingerprint in binary.named_secrets(report)}
        for role in ("current", "previous"):
            if role in head:
                tally.equal(f"{vector.name}, command, {role}", fingerprints.get(role), head[role])
        findings = {finding["code"] for finding in report["findings"]}
        # The command takes today from the system.
        missing = vector.findings["finding"] - findings - BY_THE_CLOCK
        unwanted = vector.findings["without"] & findings - BY_THE_CLOCK
        tally.check(f"{vector.name}, command, findings", not missing and not unwanted, f"{missing} not there, {unwanted} there")
        if "sha256" in head or "salvage" in head:
            restored(tally, vector, program, Path(scratch))


def restored(tally: Tally, vector: Vector, program: Binary, folder: Path) -> None:
    """What the first implementation's command gives back."""
    head, name = vector.head, f"{vector.name}, command"
    restore = ["restore", folder / "vector", "--password-file", folder / "password"]
    if "sha256" in head:
        more = ["--native-password-out", folder / "native"] if "native-password" in head else []
        given = program.writes(folder / "content", *restore, *more)
        tally.equal(f"{name}, sha256", hashlib.sha256(given).hexdigest(), head["sha256"])
        if more:
            tally.equal(f"{name}, native password", (folder / "native").read_bytes().decode(), head["native-password"])
    if "salvage" in head:
        done = program.run(*restore, "--salvage", "--out", folder / "salvaged")
        if head["salvage"] in ("described", "raw"):
            given = (folder / "salvaged").read_bytes() if (folder / "salvaged").exists() else b""
            counted = bytes(range(0x80, 0x80 + len(given)))
            right = given and (given == counted or given.startswith(b"not a real one\r\n"))
            tally.check(f"{name}, salvage", bool(right), f"exit {done.returncode}, {given!r}")
        else:
            nothing = done.returncode != 0 and not (folder / "salvaged").exists()
            tally.check(f"{name}, salvage", nothing, f"exit {done.returncode}")


def run(tally: Tally, folder: Path, program: Binary | None) -> None:
    paths = sorted(folder.glob("*.vector"))
    for path in paths:
        vector = Vector.read(path)
        second(tally, vector)
        if program:
            first(tally, vector, program)
    if program:
        inspected(tally, paths, program)
        print(f"figure: vectors, command line: {len(paths)}")
    print(f"figure: vectors, second implementation: {len(paths)}")


def inspected(tally: Tally, paths: list[Path], program: Binary) -> None:
    """All of them in one run of the first implementation's command, without a password."""
    with tempfile.TemporaryDirectory() as scratch:
        vectors = [Vector.read(path) for path in paths]
        files = [Path(scratch) / vector.name for vector in vectors]
        for vector, file in zip(vectors, files, strict=True):
            file.write_bytes(vector.raw)
        for vector, report in zip(vectors, program.reports("inspect", *files), strict=True):
            tally.equal(f"{vector.name}, command, without a password", report["verdict"], vector.without_password())
