"""Section 5."""

import hashlib
import json
import unittest

from msb import canonical
from msb.tree import parse
from msb.verdict import DAMAGED, INTACT, MALFORMED
from msb.writer import emit

from . import support


class CanonicalForm(unittest.TestCase):
    def test_as_5_1_says(self):
        text = r'{"b":"\u0000\u0001\u001f\b\t\n\f\r\"\\\/\u007f\u00e9\u2028\ud83d\udd11","a_b":1,"a":[ true ,false],"a1":{}}'
        self.assertEqual(
            canonical.jcs(parse(text).plain()),
            b'{"a":[true,false],"a1":{},"a_b":1,"b":"\\u0000\\u0001\\u001f\\b\\t\\n\\f\\r\\"\\\\/\x7f'
            + "é\u2028\U0001f511".encode()
            + b'"}',
        )

    def test_no_normalisation(self):
        self.assertNotEqual(canonical.jcs({"a": "é"}), canonical.jcs({"a": "e\u0301"}))

    def test_rfc_8785_section_3_2_3_strings(self):
        # The values of the RFC's sample of sorting, under keys that 4.7 allows.
        text = r'{"f":"\u20ac$\u000F\u000aA' "'" r'\u0042\u0022\u005c\\\"\/"}'
        self.assertEqual(canonical.jcs(parse(text).plain()), '{"f":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode())

    def test_largest_number(self):
        self.assertEqual(canonical.jcs(2**53 - 1), b"9007199254740991")


class Checksum(unittest.TestCase):
    def test_over_three_members_only(self):
        root = support.secrets()
        text = (
            b'{"header":' + canonical.jcs(root["header"])
            + b',"mac":' + canonical.jcs(root["mac"])
            + b',"payload":' + canonical.jcs(root["payload"]) + b"}"
        )  # fmt: skip
        self.assertEqual(root["checksum"], hashlib.sha256(text).hexdigest())
        root["repair"] = {"anything": [1]}
        self.assertEqual(canonical.checksum(root), root["checksum"])

    def test_missing_or_mistyped(self):
        for pointer in ("/header", "/payload", "/mac", "/checksum"):
            root = support.secrets() | {"repair": {"keeps_it_recognised": ["key_check", "wrapped_key"]}}
            support.changed(root, pointer, support.REMOVE, recheck=False)
            failure = support.outcome(root)
            self.assertEqual((failure.verdict, failure.place), (MALFORMED, (1, 1, "")))
        good = support.secrets()["checksum"]
        for value in (good.upper(), good[:-1], good + "0", good[:-1] + "g", 7, [good], True, {}):
            root = support.changed(support.secrets(), "/checksum", value, recheck=False)
            failure = support.outcome(root)
            self.assertEqual((failure.verdict, failure.place.pointer), (MALFORMED, "/checksum"))
            self.assertEqual(failure.place.column, len('  "checksum": ') + 1)

    def test_damage(self):
        for pointer, value in [
            ("/header/system", "BTS-PROE"),
            ("/header/version", 2),
            ("/header/content/kind", "filf"),
            ("/header/slots/0/kdf/memory_kib", 99999999),
            ("/header/critical", ["x"]),
            ("/payload", 5),
            ("/mac", []),
            ("/header", ["key_check", "wrapped_key"]),
            ("/checksum", "0" * 64),
        ]:
            with self.subTest(pointer):
                root = support.changed(support.secrets(), pointer, value, recheck=False)
                self.assertEqual(support.verdict_of(root), DAMAGED)
                self.assertEqual(support.verdict_of(root, support.WRONG), DAMAGED)

    def test_damage_names_the_first_fault(self):
        root = support.changed(support.secrets(), "/header/created", "2026-13-20T14:55:02Z", recheck=False)
        failure = support.outcome(root)
        self.assertEqual(failure.hint.place, (6, 16, "/header/created"))
        self.assertIsNone(support.outcome(support.changed(support.secrets(), "/header/system", "x", False)).hint)

    def test_what_does_not_matter(self):
        root = support.file()
        text = json.dumps(root, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.assertEqual(support.verdict_of(text.encode()), INTACT)
        self.assertEqual(support.verdict_of(emit(root).replace(b"\n", b"\r\n")), INTACT)
        self.assertEqual(support.verdict_of(emit(root).replace(b'"header"', b'"\\u0068eader"')), INTACT)


if __name__ == "__main__":
    unittest.main()
