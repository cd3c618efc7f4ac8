"""The same inputs to both: the cases of the unit tests, judged by the first implementation as well."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from msb import reader, schema, spec, tree, verdict
from msb.text import decode
from msb.verdict import Failure, Place
from msb.writer import emit
from unit import support, test_opening, test_schema, test_tree

from . import binary
from .binary import Binary
from .tally import Tally

BATCH = 200


class Case(NamedTuple):
    name: str
    raw: bytes


def syntax_cases() -> list[Case]:
    """The faulty texts, as the value of `repair` of a document that is whole otherwise."""
    root = support.secrets()
    cases = []
    for index, (text, *_) in enumerate([*test_tree.FAULTS, *test_tree.CUT]):
        before = emit(root).decode("ascii").removesuffix("\n}\n") + ',\n  "repair": '
        whole = before + text + ("\n}\n" if index < len(test_tree.FAULTS) else "")
        cases.append(Case(f"syntax {index}: {text[:30]!r}", whole.encode("utf-8")))
    return cases


def schema_cases() -> list[Case]:
    """Every change of the table in test_schema.py, with a checksum that fits and with one that does not."""
    cases = []
    for document, changes in test_schema.CASES:
        for pointer, value, _ in changes:
            shown = "removed" if value is support.REMOVE else repr(value)[:40]
            for recheck in (True, False):
                root = support.changed(document(), pointer, value, recheck)
                cases.append(Case(f"{pointer} = {shown}, checksum {'fits' if recheck else 'left'}", emit(root)))
    return cases


def text_cases() -> list[Case]:
    """The bytes rather than the content: marks, encodings, cuts, hits."""
    raw = emit(support.file())
    text = raw.decode("ascii")
    compact = spec.laid_out(support.file(), "compact")
    cases = [
        Case("empty", b""),
        Case("mark", b"\xef\xbb\xbf" + raw),
        Case("two marks", b"\xef\xbb\xbf\xef\xbb\xbf" + raw),
        Case("utf-16le", b"\xff\xfe" + text.encode("utf-16-le")),
        Case("utf-16le without mark", text.encode("utf-16-le")),
        Case("utf-16le, odd", b"\xff\xfe" + text.encode("utf-16-le") + b"\n"),
        Case("utf-16be", b"\xfe\xff" + text.encode("utf-16-be")),
        Case("crlf", raw.replace(b"\n", b"\r\n")),
        Case("leading space", b" " + raw),
        Case("trailing zero", raw + b"\0"),
        Case("no end of line", raw[:-1]),
        Case("latin-1", raw.replace(b'"one"', b'"\xe9"')),
        Case("first byte hit", b"[" + raw[1:]),
        Case("first bytes swapped", compact[1::-1] + compact[2:]),
        Case("at the limit", raw + b" " * (8_388_608 - len(raw))),
        Case("over the limit", raw + b" " * (8_388_609 - len(raw))),
    ]
    small = emit(support.secrets())
    cases += [Case(f"cut at {length}", small[:length]) for length in range(0, len(small), 23)]
    for index in range(0, len(small), 11):
        hurt = bytearray(small)
        hurt[index] ^= 1 << (index % 8)
        cases.append(Case(f"bit {index % 8} of byte {index}", bytes(hurt)))
    return cases


def opening_cases() -> list[Case]:
    """Files to be tried with a right and a wrong password."""
    cases = [Case("secrets", emit(support.secrets())), Case("file", emit(support.file()))]
    for pointer, value in test_opening.TAMPERED_FILES:
        cases.append(Case(f"tampered {pointer}", emit(support.changed(support.file(), pointer, value))))
    slot = support.secrets()["header"]["slots"][0]
    for member in ("check", "wrapped_key"):
        changed = support.changed(
            support.secrets(), f"/header/slots/0/{member}", test_opening.flipped(slot[member], 20)
        )
        cases.append(Case(f"one proof: {member}", emit(changed)))
    salted = test_opening.flipped(slot["kdf"]["salt"], 0)
    cases.append(Case("salt", emit(support.changed(support.secrets(), "/header/slots/0/kdf/salt", salted))))
    for pointer, value in [("/header/content/sha256", "0" * 64), ("/header/slots/0/label", "eve")]:
        rewritten = support.reauthenticated(support.changed(support.file(), pointer, value))
        cases.append(Case(f"by a holder of the key: {pointer}", emit(rewritten)))
    for memory_kib, passes in [(1_048_577, 1), (1_048_576, 17), (4_194_303, 64)]:
        cases.append(
            Case(f"dear {memory_kib} x {passes}", emit(test_opening.costly(support.secrets(), memory_kib, passes)))
        )
    cases.append(Case("damaged", emit(support.changed(support.secrets(), "/header/system", "x", recheck=False))))
    return cases


def judged(raw: bytes, password: str | None) -> tuple[str, Failure | None, reader.Opened | None]:
    """The verdict of this implementation, with what led to it."""
    found = support.outcome(raw, password)
    if isinstance(found, Failure):
        return found.verdict, found, None
    return (verdict.INTACT, None, None) if password is None else (verdict.OPENS, None, found)


def allowed_places(raw: bytes, failure: Failure) -> set[Place]:
    """All places that a reader may name (9.6): every fault of the schema, or the one of the syntax."""
    try:
        text = decode(raw)
        faults = schema.Schema()
        faults.root(tree.parse(text))
    except Failure:
        return {failure.place}
    return {failure.place} | {Place.at(text, fault.offset, fault.pointer) for fault in faults.faults}


def compare(tally: Tally, program: Binary, folder: Path, cases: list[Case], password: str | None = None) -> None:
    """Both on all cases: verdict, place where malformed, slot and fingerprints where it opens."""
    folder.mkdir()
    for index, case in enumerate(cases):
        (folder / f"{index:05}.msb").write_bytes(case.raw)
    arguments: list[object] = ["inspect"]
    if password is not None:
        (folder / "password").write_bytes(password.encode("utf-8"))
        arguments = ["check", "--password-file", folder / "password"]
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        files = [folder / f"{start + offset:05}.msb" for offset in range(len(batch))]
        reports = {report["file"]: report for report in program.reports(*arguments, *files)}
        for case, path in zip(batch, files, strict=True):
            compare_one(tally, case, reports.get(str(path), {}), password)


def compare_one(tally: Tally, case: Case, report: dict, password: str | None) -> None:
    ours, failure, opened = judged(case.raw, password)
    if not tally.equal(case.name, report.get("verdict"), ours):
        return
    if ours == verdict.MALFORMED:
        where = binary.place(report)
        allowed = allowed_places(case.raw, failure)
        tally.check(f"{case.name}, place", where in allowed, f"{where} is not one of {sorted(allowed)}")
        tally.equal(f"{case.name}, cut short", binary.cut_short(report), failure.cut_short)
    if ours == verdict.OPENS:
        parts = [(part.role, part.msid, reader.keys.fingerprint(part.data)) for part in opened.parts if part.msid]
        tally.equal(f"{case.name}, secrets", binary.named_secrets(report), parts)
        tally.equal(f"{case.name}, slot", binary.opened_slot(report), opened.slot.label)


def exit_codes(tally: Tally, program: Binary, folder: Path) -> None:
    """One file at a time, since with several the worst one decides."""
    (folder / "exit-password").write_bytes(support.PASSWORD.encode("utf-8"))
    for case in [*opening_cases(), Case("nothing of ours", b"PK\x03\x04"), Case("cut", emit(support.secrets())[:900])]:
        (folder / "exit.msb").write_bytes(case.raw)
        _, code = program.report("check", folder / "exit.msb", "--password-file", folder / "exit-password")
        ours = judged(case.raw, support.PASSWORD)[0]
        tally.check(f"{case.name}, exit code", code in binary.EXIT[ours], f"{code} for {ours}")


def run(tally: Tally, program: Binary, folder: Path) -> None:
    with tally.part("agreement on text"):
        compare(tally, program, folder / "text", text_cases())
    with tally.part("agreement on syntax"):
        compare(tally, program, folder / "syntax", syntax_cases())
    with tally.part("agreement on schema"):
        compare(tally, program, folder / "schema", schema_cases())
    for name, password in (
        ("first", support.PASSWORD),
        ("second", support.SECOND_PASSWORD),
        ("wrong", support.WRONG),
        ("decomposed", "Ko\u0308nig in Thule"),
    ):
        with tally.part(f"agreement on opening, {name} password"):
            compare(tally, program, folder / f"opening-{name}", opening_cases(), password)
    with tally.part("exit codes"):
        exit_codes(tally, program, folder)
