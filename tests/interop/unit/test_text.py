"""Section 2."""

import unittest

from msb.text import decode
from msb.verdict import INTACT, MALFORMED, Failure
from msb.writer import emit

from . import support


def fault(raw: bytes) -> Failure:
    try:
        decode(raw)
    except Failure as failure:
        return failure
    raise AssertionError("decoded")


class Encodings(unittest.TestCase):
    def test_utf8_with_and_without_mark(self):
        self.assertEqual(decode("{é".encode()), "{é")
        self.assertEqual(decode(b"\xef\xbb\xbf{"), "{")

    def test_only_one_mark_is_passed_over(self):
        self.assertEqual(decode(b"\xef\xbb\xbf\xef\xbb\xbf{"), "\ufeff{")

    def test_utf16le_needs_its_mark(self):
        self.assertEqual(decode(b"\xff\xfe" + "{\U0001f511".encode("utf-16-le")), "{\U0001f511")
        self.assertEqual(decode("{".encode("utf-16-le")), "{\0")

    def test_ill_formed(self):
        cases = [
            (b"\xfe\xff\x00{", (1, 1), False),
            (b"ab\ncd\xff", (2, 3), False),
            (b"\xef\xbb\xbf\xff", (1, 1), False),
            (b"{\xc0\xaf", (1, 2), False),
            (b"\r\n{\xed\xa0\x80}", (2, 2), False),
            ("é\n\U0001f511é".encode() + b"\x80x", (2, 3), False),
            (b"{\xf0\x9f\x94", (1, 2), True),
            (b"\xff\xfe{\x00}", (1, 2), True),
            (b"\xff\xfe{\x00\x00\xdc}\x00", (1, 2), False),
            (b"\xff\xfe{\x00\x3d\xd8}\x00", (1, 2), False),
            (b"\xff\xfe{\x00\x3d\xd8", (1, 2), True),
        ]
        for raw, where, cut_short in cases:
            with self.subTest(raw=raw):
                failure = fault(raw)
                self.assertEqual(failure.verdict, MALFORMED)
                self.assertEqual(failure.place, (*where, ""))
                self.assertEqual(failure.cut_short, cut_short)

    def test_whole_documents(self):
        text = emit(support.file()).decode("ascii")
        for name, raw in {
            "mark": b"\xef\xbb\xbf" + text.encode(),
            "utf-16le": b"\xff\xfe" + text.encode("utf-16-le"),
        }.items():
            with self.subTest(name):
                self.assertEqual(support.verdict_of(raw), INTACT)
        for name, raw in {
            "utf-16be": b"\xfe\xff" + text.encode("utf-16-be"),
            "utf-16le without mark": text.encode("utf-16-le"),
            "latin-1": text.replace("custodian", "one").replace('"one"', '"\xe9"').encode("latin-1"),
        }.items():
            with self.subTest(name):
                self.assertEqual(support.verdict_of(raw), MALFORMED)

    def test_an_encoding_fault_comes_before_a_fault_of_syntax(self):
        raw = emit(support.secrets()).replace(b'"version": 1', b'"version": null').replace(b"BTS", b"B\xe9S")
        failure = support.outcome(raw)
        self.assertEqual((failure.verdict, failure.place.pointer), (MALFORMED, ""))
        self.assertIn("UTF-8", failure.reason)


if __name__ == "__main__":
    unittest.main()
