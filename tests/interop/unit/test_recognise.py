"""Section 3."""

import json
import unittest

from msb import limits
from msb.recognise import MARKERS, is_ours
from msb.verdict import DAMAGED, INTACT, MALFORMED, UNRECOGNIZED
from msb.writer import emit

from . import support


class Recognition(unittest.TestCase):
    def test_two_different_markers_are_needed(self):
        self.assertFalse(is_ours(b"{key_check key_check"))
        for one in MARKERS:
            for other in MARKERS:
                self.assertEqual(is_ours(f"{{{one} {other}".encode()), one != other, (one, other))

    def test_markers_in_utf16le(self):
        self.assertTrue(is_ours(b"{key_check" + "wrapped_key".encode("utf-16-le")))
        self.assertFalse(is_ours(b"{key_check" + "wrapped_keY".encode("utf-16-le")))

    def test_head(self):
        rest = b" master-secret-backup key_check"
        for head, ours in [
            (b"{", True),
            (b" \t\r\n\xef\xbb\xbf\x00{", True),
            (b"\x00" * 63 + b"{", True),
            (b"\x00" * 64 + b"{", False),
            (b"[", False),
            (b'x"header"', True),
            (b'12345678"header"', True),
            (b'123456789"header"', False),
            (b'1234567 8"header"', True),
            (b'"{header"', True),
            (b'"header', False),
            (b'123456789header"', True),
            (b'1234567890header"', False),
            (b'123456"checksum"', True),
            (b'1234567"checksum"', False),
            (b'"payload"', True),
            (b'"mac"', True),
            (b'"repair"', True),
            # The edges of what is visible: each of these characters keeps the brace from being the first.
            (b"!{", False),
            (b"~{", False),
            (b"\x7f{", True),
            (b"\x20{", True),
            (b'"slots"', False),
            (b'"Header"', False),
            (b"x", False),
            (b"", False),
        ]:
            with self.subTest(head=head):
                self.assertEqual(is_ours(head + rest), ours)

    def test_too_large(self):
        raw = emit(support.secrets())
        full = raw + b" " * (limits.DOCUMENT_MAX - len(raw))
        self.assertEqual(support.verdict_of(full), INTACT)
        failure = support.outcome(full + b" ")
        self.assertEqual(failure.verdict, UNRECOGNIZED)
        self.assertIn("larger than any", failure.reason)
        failure = support.outcome(b"\0" * (limits.DOCUMENT_MAX + 1))
        self.assertEqual(failure.verdict, UNRECOGNIZED)
        self.assertNotIn("larger than any", failure.reason)

    def test_other_things(self):
        for raw in (b"", b"\0" * 100, b"{}", b"TAPE", b"PK\x03\x04", b"<html>key_check wrapped_key</html>"):
            self.assertEqual(support.verdict_of(raw), UNRECOGNIZED)

    def test_a_hit_first_byte_is_still_ours(self):
        raw = emit(support.secrets())
        for first in (b"[", b"\x00", b"\xff", b"z"):
            self.assertEqual(support.verdict_of(first + raw[1:]), MALFORMED)

    def test_swapped_first_bytes_are_still_ours(self):
        for root in (support.secrets(), support.file()):
            raw = json.dumps(root, separators=(",", ":")).encode("ascii")
            self.assertEqual(support.verdict_of(raw[1::-1] + raw[2:]), MALFORMED)

    def test_a_hit_marker_is_still_ours(self):
        root = support.secrets()
        root["header"]["format"] = "master-secret-backuq"
        self.assertEqual(support.verdict_of(root), DAMAGED)

    def test_escaped_markers_do_not_count(self):
        raw = emit(support.secrets())
        for marker in MARKERS[1:]:
            raw = raw.replace(f'"{marker}"'.encode(), f'"\\u{ord(marker[0]):04x}{marker[1:]}"'.encode())
        self.assertEqual(support.verdict_of(raw), UNRECOGNIZED)


if __name__ == "__main__":
    unittest.main()
