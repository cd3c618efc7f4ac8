"""Test vectors: a head of `key: value` lines, an empty line, then the bytes of a file.

Read here are `expect`, the verdict, and if they are there:

    password     tried as it stands behind the colon and one space; without it the file is only inspected
    slot         the label of the only slot to be tried
    place        line:column, of what is malformed
    try_damaged  `yes`: go on when the checksum is damaged

Other keys are for people and other programs.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from msb import passwords, reader, verdict
from msb.verdict import Failure

from . import binary
from .binary import Binary
from .tally import Tally


@dataclass(frozen=True)
class Vector:
    name: str
    head: dict[str, str]
    raw: bytes

    @classmethod
    def read(cls, path: Path, root: Path) -> Vector:
        head, separator, raw = path.read_bytes().partition(b"\n\n")
        if not separator:
            raise ValueError(f"{path}: no empty line behind the head")
        fields = {}
        for line in head.decode("utf-8").split("\n"):
            key, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"{path}: a line without a colon in the head")
            fields[key] = value.removeprefix(" ")
        if fields.get("expect") not in verdict.ALL:
            raise ValueError(f"{path}: expects {fields.get('expect')!r}, which is no verdict")
        return cls(str(path.relative_to(root)), fields, raw)

    def judged(self) -> tuple[str, Failure | None]:
        """The verdict of this implementation."""
        try:
            if "password" not in self.head:
                reader.inspect(self.raw, slot=self.head.get("slot"))
                return verdict.INTACT, None
            password = passwords.normalised(self.head["password"])
            attempt = reader.try_damaged if self.head.get("try_damaged") == "yes" else reader.open_document
            attempt(self.raw, password, slot=self.head.get("slot"))
            return verdict.OPENS, None
        except Failure as failure:
            return failure.verdict, failure

    def judged_by(self, program: Binary, folder: Path) -> dict:
        """The report of the first implementation."""
        (folder / "vector").write_bytes(self.raw)
        arguments: list[object] = ["inspect", folder / "vector"]
        if "password" in self.head:
            (folder / "password").write_bytes(self.head["password"].encode("utf-8"))
            arguments = ["check", folder / "vector", "--password-file", folder / "password"]
        if "slot" in self.head:
            arguments += ["--slot", self.head["slot"]]
        if self.head.get("try_damaged") == "yes":
            arguments.append("--try-damaged")
        return program.report(*arguments)[0]


def run(tally: Tally, folder: Path, program: Binary | None) -> None:
    """Every file of the folder is a vector, but for those whose names begin with a dot or end with .md."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith(".") or path.suffix == ".md":
            continue
        vector = Vector.read(path, folder)
        ours, failure = vector.judged()
        tally.equal(f"{vector.name}, second implementation", ours, vector.head["expect"])
        if "place" in vector.head:
            found = f"{failure.place.line}:{failure.place.column}" if failure and failure.place else None
            tally.equal(f"{vector.name}, place", found, vector.head["place"])
        if program:
            with tempfile.TemporaryDirectory() as scratch:
                report = vector.judged_by(program, Path(scratch))
            tally.equal(f"{vector.name}, first implementation", report.get("verdict"), vector.head["expect"])
            if "place" in vector.head:
                where = binary.place(report)
                tally.equal(f"{vector.name}, place", where and f"{where[0]}:{where[1]}", vector.head["place"])
