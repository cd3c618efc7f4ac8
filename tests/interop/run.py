#!/usr/bin/env python3
"""The second implementation: its own tests, the test vectors, and the exchange with the first one.

    run.py [BINARY] [--vectors DIR] [--venv DIR] [--prepare]

BINARY is the first implementation's command; without it only what needs no binary is done. With --venv, DIR becomes a virtual
environment with exactly the packages of requirements.txt (made once, and again when that file changes) and everything runs in it;
--prepare does no more than that.
The last line says `N passed, M failed`; the exit code is 1 if anything failed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import unittest
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
VECTORS = HERE.parent / "vectors"


def enter(folder: Path) -> None:
    """Goes on in the virtual environment, which is made or renewed where needed. Returns if this already runs in it."""
    folder = folder.resolve()
    if Path(sys.prefix).resolve() == folder:
        return
    stamp = folder / "requirements.sha256"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
        subprocess.run([*pip, "--requirement", REQUIREMENTS], check=True)
        stamp.write_text(wanted)
    os.execv(python, [python, __file__, *sys.argv[1:]])


def unit_tests() -> tuple[int, int]:
    """How many passed and failed."""
    suite = unittest.defaultTestLoader.discover(str(HERE / "unit"), top_level_dir=str(HERE))
    result = unittest.TextTestRunner(verbosity=0).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    # A skipped test has shown nothing, so it does not count as passed.
    return max(result.testsRun - failed - len(result.skipped), 0), failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("binary", nargs="?", type=Path)
    parser.add_argument("--vectors", type=Path, default=VECTORS, help="default: tests/vectors, if it exists")
    parser.add_argument("--venv", type=Path)
    parser.add_argument("--prepare", action="store_true", help="only make the virtual environment")
    arguments = parser.parse_args()
    if arguments.binary and not arguments.binary.is_file():
        parser.error(f"{arguments.binary} is no file")
    if arguments.venv:
        enter(arguments.venv)
    if arguments.prepare:
        return 0

    # Only now: these need the packages.
    sys.path.insert(0, str(HERE))
    from cross import agreement, exchange, vectors
    from cross.binary import Binary
    from cross.tally import Tally

    tally = Tally()
    passed, failed = unit_tests()
    tally.passed += passed
    tally.failed += failed
    program = Binary(arguments.binary) if arguments.binary else None
    if arguments.vectors.is_dir():
        with tally.part("vectors"):
            vectors.run(tally, arguments.vectors, program)
    elif arguments.vectors != VECTORS:
        parser.error(f"{arguments.vectors} is no folder")
    if program:
        with tempfile.TemporaryDirectory() as scratch:
            agreement.run(tally, program, Path(scratch))
            exchange.run(tally, program, Path(scratch))
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
