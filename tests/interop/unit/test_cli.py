"""The command line."""

import contextlib
import hashlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from msb import __main__ as cli
from msb import example, keys
from msb.writer import emit

from .support import CURRENT, PASSWORD, PREVIOUS, SECOND_PASSWORD, changed, file, secrets


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.put("password", PASSWORD.encode() + b"\n")
        self.put("second", SECOND_PASSWORD.encode() + b"\r\n")
        self.put("new", b"\xef\xbb\xbfa new password")
        self.put("secrets.msb", emit(secrets()))
        self.put("file.msb", emit(file()))

    def put(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def get(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def run_command(self, line: str) -> tuple[int, str]:
        """Words that begin with @ are files in the folder."""
        words = [str(self.folder / word[1:]) if word.startswith("@") else word for word in line.split()]
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), mock.patch("sys.argv", ["msb", *words]):
            try:
                return cli.main(), out.getvalue()
            except SystemExit as usage:
                return usage.code, out.getvalue()

    def report(self, line: str) -> dict:
        return json.loads(self.run_command(line)[1])

    def test_inspect(self):
        code, out = self.run_command("inspect @secrets.msb @password @file.msb")
        reports = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([report["verdict"] for report in reports], ["intact", "unrecognized", "intact"])
        self.assertEqual(code, 7)
        self.assertEqual(reports[0]["sha256"], hashlib.sha256(self.get("secrets.msb")).hexdigest())
        self.assertEqual(reports[0]["bytes"], len(self.get("secrets.msb")))

    def test_place(self):
        self.put("hurt.msb", emit(secrets())[:-2] + b"x}\n")
        report = self.report("inspect @hurt.msb")
        self.assertEqual(report["place"], {"line": 44, "column": 1, "pointer": ""})
        self.put("cut.msb", emit(secrets())[:-10])
        self.assertTrue(self.report("inspect @cut.msb")["cut_short"])

    def test_check(self):
        report = self.report("check @secrets.msb --password-file @password")
        self.assertEqual(report["verdict"], "opens")
        self.assertEqual(report["opened_slot"], "one")
        self.assertEqual(report["secrets"], [
            {"role": "current", "msid": CURRENT, "fingerprint": keys.fingerprint(bytes(range(32)))},
            {"role": "previous", "msid": PREVIOUS, "fingerprint": keys.fingerprint(bytes(range(100, 140)))},
        ])  # fmt: skip
        self.assertNotIn("content_sha256", report)

    def test_check_of_a_file(self):
        report = self.report("check @file.msb --password-file @second")
        self.assertEqual((report["opened_slot"], report["secrets"]), ("two", []))
        self.assertEqual(report["content_sha256"], hashlib.sha256(b"a native file\r\n").hexdigest())

    def test_exit_codes(self):
        self.put("tampered.msb", emit(changed(secrets(), "/header/system", "x")))
        self.put("damaged.msb", emit(changed(secrets(), "/header/system", "x", recheck=False)))
        self.put("newer.msb", emit(changed(secrets(), "/header/version", 2)))
        for name, options, code in [
            ("secrets.msb", "--password-file @password", 0),
            ("secrets.msb", "--password-file @second", 3),
            ("damaged.msb", "--password-file @password", 4),
            ("tampered.msb", "--password-file @password", 5),
            ("newer.msb", "--password-file @password", 6),
            ("secrets.msb", "--password-file @password --max-memory 8191", 6),
            ("secrets.msb", "--password-file @password --max-work 8191", 6),
            ("password", "--password-file @password", 7),
            ("nowhere", "--password-file @password", 8),
            ("secrets.msb", "", 2),
            ("secrets.msb", "--password-file @password --slot nobody", 2),
        ]:
            with self.subTest(f"{name} {options}"):
                self.assertEqual(self.run_command(f"check @{name} {options}")[0], code)

    def test_try_damaged(self):
        self.put("damaged.msb", emit(secrets() | {"checksum": "0" * 64}))
        self.assertEqual(self.report("check @damaged.msb --password-file @password")["verdict"], "damaged")
        report = self.report("check @damaged.msb --password-file @password --try-damaged")
        self.assertEqual((report["verdict"], report["checksum_damaged"]), ("opens", True))

    def test_restore(self):
        for options, data in [
            ("", bytes(range(32))),
            (" --secret current", bytes(range(32))),
            (" --secret previous", bytes(range(100, 140))),
        ]:
            self.run_command("restore @secrets.msb --password-file @password --out @out" + options)
            self.assertEqual(self.get("out"), data)
        code, _ = self.run_command("restore @file.msb --password-file @second --out @out --native-password-out @native")
        self.assertEqual((code, self.get("out"), self.get("native")), (0, b"a native file\r\n", "Pa\u0308sse".encode()))
        code, _ = self.run_command("restore @file.msb --password-file @second --out @other --secret current")
        self.assertEqual((code, (self.folder / "other").exists()), (2, False))

    def test_salvage(self):
        self.put("hurt.msb", emit(changed(file(), "/header/system", "x")))
        code, _ = self.run_command("restore @hurt.msb --password-file @password --out @out")
        self.assertEqual((code, (self.folder / "out").exists()), (5, False))
        code, _ = self.run_command("restore @hurt.msb --password-file @password --out @out --salvage")
        self.assertEqual((code, self.get("out")), (0, b"a native file\r\n"))

    def test_rewrap_and_slots(self):
        code, _ = self.run_command(
            "rewrap @secrets.msb --password-file @password --new-password-file @new --out @a.msb"
        )
        self.assertEqual(code, 0)
        self.assertEqual(self.report("check @a.msb --password-file @new")["opened_slot"], "one")
        self.run_command("slot add @a.msb --password-file @new --new-password-file @second --label b --out @b.msb")
        self.assertEqual(self.report("check @b.msb --password-file @second")["opened_slot"], "b")
        self.run_command(
            "slot replace @b.msb --slot one --password-file @new --new-password-file @password --out @c.msb"
        )
        self.assertEqual(self.report("check @c.msb --password-file @password")["opened_slot"], "one")
        self.run_command("slot remove @c.msb --slot b --password-file @password --out @d.msb")
        self.assertEqual(self.run_command("check @d.msb --password-file @second")[0], 3)
        self.assertEqual(self.run_command("check @d.msb --password-file @password")[0], 0)
        code, _ = self.run_command("rewrap @b.msb --password-file @new --new-password-file @new --out @e.msb")
        self.assertEqual((code, (self.folder / "e.msb").exists()), (2, False))

    def test_write(self):
        self.put("native.bak", bytes(range(200)))
        description = {
            "system": "x",
            "content": {"kind": "file", "name": "n.bak", "path": "native.bak", "native_password": "é"},
            "slots": [{"label": "a"}, {"kind": "odd"}, {"label": "b", "password_file": "second", "reminder": "r"}],
            "extensions": {"x": 1},
            "repair": {"y": 2},
            "seed": "s",
            "created": "2026-01-01T00:00:00Z",
        }
        self.put("spec.json", json.dumps(description).encode())
        for name in ("one.msb", "two.msb"):
            code, out = self.run_command(f"write --spec @spec.json --password-file @password --out @{name}")
            self.assertEqual(code, 0, out)
        self.assertEqual(self.get("one.msb"), self.get("two.msb"))
        self.assertEqual(self.report("check @one.msb --password-file @second")["opened_slot"], "b")
        del description["seed"]
        self.put("spec.json", json.dumps(description).encode())
        self.run_command("write --spec @spec.json --password-file @password --out @two.msb --layout utf-16le")
        self.assertEqual(self.get("two.msb")[:2], b"\xff\xfe")
        self.assertEqual(self.report("check @two.msb --password-file @password")["opened_slot"], "a")
        self.assertNotEqual(
            json.loads(self.get("one.msb"))["payload"],
            json.loads(self.get("two.msb")[2:].decode("utf-16-le"))["payload"],
        )

    def test_write_secrets_with_drawn_ones(self):
        description = {
            "content": {"kind": "secrets", "current": {"bytes": 64}, "previous": {"msid": PREVIOUS, "hex": "00" * 16}},
            "slots": [{"label": "a", "passes": 2, "lanes": 3}],
        }
        self.put("spec.json", json.dumps(description).encode())
        self.run_command("write --spec @spec.json --password-file @password --out @one.msb")
        secrets_found = self.report("check @one.msb --password-file @password")["secrets"]
        self.assertEqual(
            secrets_found[1], {"role": "previous", "msid": PREVIOUS, "fingerprint": keys.fingerprint(bytes(16))}
        )

    def test_write_says_what_is_missing(self):
        self.put("spec.json", b'{"content": {"kind": "secrets"}}')
        code, out = self.run_command("write --spec @spec.json --password-file @password --out @one.msb")
        self.assertEqual(code, 2)
        self.assertIn("slots", out)

    def test_example(self):
        self.assertEqual(self.run_command("example"), (0, "\n\n".join(example.blocks()) + "\n"))


if __name__ == "__main__":
    unittest.main()
