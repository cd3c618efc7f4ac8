"""The command line: `python3 -m msb`, or `msb_cli.py` from anywhere."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from . import example, keys, passwords, reader, salvage, spec, verdict, writer
from .keys import Cost
from .reader import Limits, Opened
from .verdict import Failure, InputError

EXIT = {
    verdict.OPENS: 0,
    verdict.INTACT: 0,
    verdict.WRONG_PASSWORD: 3,
    verdict.DAMAGED: 4,
    verdict.MALFORMED: 4,
    verdict.TAMPERED: 5,
    verdict.MISMATCH: 5,
    verdict.REFUSED: 6,
    verdict.UNSUPPORTED: 6,
    verdict.UNRECOGNIZED: 7,
}
EXIT_USAGE = 2
EXIT_INPUT_OUTPUT = 8


def read_password(path: str) -> str:
    return passwords.from_file(Path(path).read_bytes())


def tried(path: str) -> bytes:
    return passwords.normalised(read_password(path))


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def report_failure(failure: Failure) -> dict:
    """The verdict's part of a report."""
    report = {"verdict": failure.verdict, "reason": failure.reason}
    if failure.place:
        report["place"] = failure.place._asdict()
    if failure.cut_short:
        report["cut_short"] = True
    if failure.hint:
        report["hint"] = report_failure(failure.hint)
    return report


def report_opened(opened: Opened, checksum_damaged: bool) -> dict:
    report = {
        "verdict": verdict.OPENS,
        "opened_slot": opened.slot.label,
        "secrets": [
            {"role": part.role, "msid": part.msid, "fingerprint": keys.fingerprint(part.data)}
            for part in opened.parts
            if part.msid is not None
        ],
    }
    if opened.parts[0].role == "file":
        report["content_sha256"] = hashlib.sha256(opened.parts[0].data).hexdigest()
    if checksum_damaged:
        report["checksum_damaged"] = True
    return report


def allowed(arguments: argparse.Namespace) -> Limits:
    """The limits of 9.7, where they were not changed."""
    given = Limits()
    work = arguments.max_work
    return Limits(
        arguments.max_memory or given.memory_kib,
        work or given.slot_work,
        max(work, given.all_work) if work else given.all_work,
    )


def examine(raw: bytes, arguments: argparse.Namespace) -> dict:
    """The report on one file: `inspect` without a password, `check` with one."""
    report = {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    password_file = getattr(arguments, "password_file", None)
    try:
        if password_file is None:
            reader.inspect(raw, slot=arguments.slot, allowed=allowed(arguments))
            return report | {"verdict": verdict.INTACT}
        attempt = reader.try_damaged if arguments.try_damaged else _open_whole
        opened, damaged = attempt(raw, tried(password_file), slot=arguments.slot, allowed=allowed(arguments))
        return report | report_opened(opened, damaged)
    except Failure as failure:
        return report | report_failure(failure)


def _open_whole(raw: bytes, password: bytes, **options: object) -> tuple[Opened, bool]:
    return reader.open_document(raw, password, **options), False


def inspect_or_check(arguments: argparse.Namespace) -> int:
    worst = 0
    for name in arguments.files:
        report = {"file": name} | examine(Path(name).read_bytes(), arguments)
        print(json.dumps(report))
        worst = max(worst, EXIT[report["verdict"]])
    return worst


def opened_file(arguments: argparse.Namespace) -> Opened:
    raw = Path(arguments.file).read_bytes()
    return reader.open_document(raw, tried(arguments.password_file))


def restore(arguments: argparse.Namespace) -> int:
    raw = Path(arguments.file).read_bytes()
    password = tried(arguments.password_file)
    if arguments.salvage:
        parts = {part.role: part.data for part in salvage.salvage(raw, password).parts}
    else:
        parts = {part.role: part.data for part in reader.open_document(raw, password).parts}
    role = arguments.secret or next(iter(parts))
    if role not in parts:
        raise InputError(f"the file holds no {role} secret")
    if arguments.native_password_out:
        if "native-password" not in parts:
            raise InputError("the file holds no native password")
        Path(arguments.native_password_out).write_bytes(parts["native-password"])
    Path(arguments.out).write_bytes(parts[role])
    return 0


def write(arguments: argparse.Namespace) -> int:
    path = Path(arguments.spec)
    given = json.loads(path.read_text(encoding="utf-8"))
    password = read_password(arguments.password_file)
    request = spec.request(given, password, path.parent, now())
    Path(arguments.out).write_bytes(spec.laid_out(writer.write(request), arguments.layout))
    return 0


def new_slot(arguments: argparse.Namespace, label: str) -> writer.NewSlot:
    cost = Cost(arguments.kdf_memory_kib, arguments.kdf_passes, arguments.kdf_lanes)
    return writer.NewSlot(
        read_password(arguments.new_password_file), arguments.label or label, cost, arguments.reminder
    )


def rewrap(arguments: argparse.Namespace) -> int:
    opened = opened_file(arguments)
    new = new_slot(arguments, opened.slot.label)
    root = writer.rewrap(opened, new, now(), drop_others=arguments.drop_others)
    Path(arguments.out).write_bytes(writer.proven(root, new.password, opened.parts))
    return 0


def change_slot(arguments: argparse.Namespace) -> int:
    opened = opened_file(arguments)
    if arguments.operation == "remove":
        root = writer.remove_slot(opened, arguments.slot, now())
        Path(arguments.out).write_bytes(writer.proven(root, read_password(arguments.password_file), opened.parts))
        return 0
    if arguments.operation == "add":
        if not arguments.label:
            raise InputError("a new slot needs --label")
        new = new_slot(arguments, arguments.label)
        root = writer.add_slot(opened, new, now())
    else:
        new = new_slot(arguments, arguments.slot)
        root = writer.replace_slot(opened, arguments.slot, new, now())
    Path(arguments.out).write_bytes(writer.proven(root, new.password, opened.parts))
    return 0


def show_example(arguments: argparse.Namespace) -> int:
    if arguments.into:
        path = Path(arguments.into)
        path.write_text(example.refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print("\n\n".join(example.blocks()))
    return 0


def _new_password_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--new-password-file", required=True)
    parser.add_argument("--label")
    parser.add_argument("--reminder")
    parser.add_argument("--kdf-memory-kib", type=int, default=8192)
    parser.add_argument("--kdf-passes", type=int, default=1)
    parser.add_argument("--kdf-lanes", type=int, default=1)


def parser() -> argparse.ArgumentParser:
    """The arguments. Files are read whole: this is a test tool."""
    top = argparse.ArgumentParser(prog="msb", description="A second implementation of docs/FORMAT.md, for tests.")
    commands = top.add_subparsers(dest="command", required=True)

    for name in ("inspect", "check"):
        command = commands.add_parser(name, help="one JSON object a file and line")
        command.add_argument("files", nargs="+", metavar="FILE")
        command.add_argument("--slot", help="try the slot of this label only")
        command.add_argument("--max-memory", type=int, metavar="KIB")
        command.add_argument("--max-work", type=int, metavar="KIB")
        if name == "check":
            command.add_argument("--password-file", required=True)
            command.add_argument("--try-damaged", action="store_true")
        command.set_defaults(run=inspect_or_check)

    command = commands.add_parser("restore", help="get the content back")
    command.add_argument("file")
    command.add_argument("--password-file", required=True)
    command.add_argument("--out", required=True)
    command.add_argument("--secret", choices=("current", "previous"))
    command.add_argument("--native-password-out")
    command.add_argument("--salvage", action="store_true")
    command.set_defaults(run=restore)

    command = commands.add_parser("write", help="a backup from a description (see msb/spec.py)")
    command.add_argument("--spec", required=True)
    command.add_argument("--password-file", required=True)
    command.add_argument("--out", required=True)
    command.add_argument("--layout", choices=sorted(spec.LAYOUTS), default="writer")
    command.set_defaults(run=write)

    command = commands.add_parser("rewrap", help="the same content under a new password")
    command.add_argument("file")
    command.add_argument("--password-file", required=True)
    command.add_argument("--out", required=True)
    command.add_argument("--drop-others", action="store_true")
    _new_password_options(command)
    command.set_defaults(run=rewrap)

    command = commands.add_parser("slot", help="change one slot")
    operations = command.add_subparsers(dest="operation", required=True)
    for name in ("add", "replace", "remove"):
        operation = operations.add_parser(name)
        operation.add_argument("file")
        operation.add_argument("--password-file", required=True)
        operation.add_argument("--out", required=True)
        if name != "add":
            operation.add_argument("--slot", required=True)
        if name != "remove":
            _new_password_options(operation)
        operation.set_defaults(run=change_slot)

    command = commands.add_parser("example", help="the code blocks of section 16")
    command.add_argument("--into", metavar="FORMAT.md", help="put them into this document instead of printing them")
    command.set_defaults(run=show_example)
    return top


def main() -> int:
    arguments = parser().parse_args()
    try:
        return arguments.run(arguments)
    except Failure as failure:
        print(json.dumps(report_failure(failure)), file=sys.stderr)
        return EXIT[failure.verdict]
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_USAGE
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_INPUT_OUTPUT


if __name__ == "__main__":
    sys.exit(main())
