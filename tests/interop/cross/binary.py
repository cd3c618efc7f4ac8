"""The first implementation, as a command. Its reports follow docs/report.schema.json."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

CHEAP = ["--kdf-memory", "8MiB", "--kdf-passes", "1", "--kdf-lanes", "1"]

# Exit codes by verdict; 1 stands for findings, such as the weak derivations used here.
EXIT = {
    "intact": (0, 1),
    "opens": (0, 1),
    "wrong-password": (3,),
    "damaged": (4,),
    "malformed": (4,),
    "tampered": (5,),
    "mismatch": (5,),
    "refused": (6,),
    "unsupported": (6,),
    "unrecognized": (7,),
}


class Binary:
    """Runs `mastersecret`. No file is overwritten and no prompt is answered."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    def run(self, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self.path, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False
        )

    def writes(self, out: Path, *arguments: object) -> bytes:
        """The file that a command makes."""
        done = self.run(*arguments, "--out", out)
        if done.returncode not in (0, 1) or not out.exists():
            words = " ".join(map(str, arguments[:2]))
            raise RuntimeError(f"{words}: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
        return out.read_bytes()

    def reports(self, *arguments: object) -> list[dict]:
        """The JSON objects that a command prints, one a line."""
        done = self.run(*arguments, "--json")
        try:
            return [json.loads(line) for line in done.stdout.splitlines()]
        except json.JSONDecodeError:
            raise RuntimeError(f"{arguments[0]}: no JSON: {done.stderr.decode(errors='replace').strip()}") from None

    def report(self, *arguments: object) -> tuple[dict, int]:
        """The one JSON object that a command prints, and the exit code."""
        done = self.run(*arguments, "--json")
        return json.loads(done.stdout), done.returncode


def opened_slot(report: dict) -> str | None:
    """The label of the slot that opened the file."""
    return report.get("opened_slot")


def named_secrets(report: dict) -> list[tuple]:
    """Role, MSID and fingerprint of each secret."""
    return [(secret["role"], secret["msid"], secret["fingerprint"]) for secret in report.get("secrets") or []]


def place(report: dict) -> tuple | None:
    """Line, column and pointer of what is malformed."""
    found = (report.get("fault") or {}).get("place")
    return (found["line"], found["column"], found["pointer"]) if found else None


def cut_short(report: dict) -> bool:
    """Whether it says that the file ends too early."""
    return (report.get("fault") or {}).get("code") == "cut-short"
