"""Section 6, and 9.5 and 9.6."""

import unittest
from unittest import mock

from msb import limits, schema
from msb.schema import decode_base64, is_time
from msb.verdict import DAMAGED, INTACT, MALFORMED, UNSUPPORTED
from msb.writer import to_base64

from .support import CURRENT, PREVIOUS, REMOVE, UNKNOWN_SLOT, changed, file, outcome, secrets, verdict_of

SECRETS, FILE = secrets, file

REFUSED_IN_TEXT = ["\0", "\x1f", "\x7f", "\x80", "\x9f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2066", "\u2069"]
ALLOWED_IN_TEXT = [
    " ",
    "~",
    "\xa0",
    "\xad",
    "\u200b",
    "\u200f",
    "\u2027",
    "\u202f",
    "\u2065",
    "\u206a",
    "\ufeff",
    "\ue000",
]
BAD_GUIDS = [
    CURRENT.upper(),
    "{" + CURRENT + "}",
    CURRENT.replace("-", ""),
    CURRENT[:-1],
    CURRENT + "0",
    CURRENT.replace("6", "g"),
    "00000000-0000-0000-0000-000000000000",
    7,
]
BAD_TIMES = [
    "2026-11-20T14:55:02",
    "2026-11-20 14:55:02Z",
    "2026-11-20T14:55:02z",
    "2026-11-20t14:55:02Z",
    "2026-11-20T14:55:02.0Z",
    "2026-11-20T14:55:02+00:00",
    "2026-11-20T14:55Z",
    "20261120T145502Z",
    "1969-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z",
    "2026-00-20T14:55:02Z",
    "2026-13-20T14:55:02Z",
    "2026-11-00T14:55:02Z",
    "2026-11-31T14:55:02Z",
    "2026-02-29T14:55:02Z",
    "2100-02-29T14:55:02Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T14:60:02Z",
    "2016-12-31T23:59:60Z",
    "2026-11-20T14:55:02Z\n",
    "2026-11-20T14:55:0\u0662Z",
    1763650502,
]
GOOD_TIMES = ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2024-02-29T12:00:00Z", "2000-02-29T12:00:00Z"]
BAD_NAMES = [
    "a/b",
    "a\\b",
    "C:x",
    "/",
    ".",
    "..",
    "x" * 256,
    "con",
    "CON",
    "Con.bak",
    "con .tar.gz",
    "nul",
    "prn.x",
    "aux",
    "AUX",
    "conin$",
    "CONOUT$.bak",
    "com0",
    "COM9.bak",
    "lpt\u00b9",
    "LPT\u00b2.x",
    "COM\u00b3",
    "a\u202eb",
    "a\nb",
]
GOOD_NAMES = [
    "x",
    "x" * 255,
    "\U0001f511" * 255,
    "...",
    " ",
    ".con",
    "con2",
    "com",
    "com10",
    "com\u2074",
    "xcon",
    " con",
    "c\u0131n$",
    "con\u0131n$",
    "SSO478AD.bak",
    "=HYPERLINK()",
]
BAD_BASE64 = [
    "A",
    "AA",
    "AAA",
    "AA=",
    "AAA=A",
    "AB==",
    "AAB=",
    "AA==AA==",
    "AA-_",
    "AA A",
    "AAA\n",
    "A===",
    "====",
    "ÀAAA",
]

# A UUID that is right but for version or variant, and the like.
BAD_IDS = [
    "0b5c7c1e-4a60-1f0e-9d6a-2f1c8e7d9a01",
    "0b5c7c1e-4a60-5f0e-9d6a-2f1c8e7d9a01",
    "0b5c7c1e-4a60-4f0e-7d6a-2f1c8e7d9a01",
    "0b5c7c1e-4a60-4f0e-cd6a-2f1c8e7d9a01",
    "0B5C7C1E-4A60-4F0E-9D6A-2F1C8E7D9A01",
    *BAD_GUIDS,
]

# What each member must be; a number is never a boolean.
TYPES = {
    "object": [7, True, "x", [1]],
    "array": [7, True, "x", {"a": 1}],
    "string": [7, True, ["x"], {"a": 1}],
    "number": [True, False, "1", [1], {"a": 1}],
}


def bytes64(size: int) -> str:
    return to_base64(bytes(size))


def sizes(pointer: str, wrong: list[int], right: list[int]) -> list[tuple]:
    return [(pointer, bytes64(size), MALFORMED) for size in wrong] + [
        (pointer, bytes64(size), INTACT) for size in right
    ]


def integers(pointer: str, least: int, most: int) -> list[tuple]:
    return [(pointer, value, MALFORMED) for value in (0, least - 1, most + 1, 2**53 - 1) if not least <= value <= most]


def each(pointer: str, values: list, verdict: str) -> list[tuple]:
    return [(pointer, value, verdict) for value in values]


def typed(pointer: str, kind: str) -> list[tuple]:
    return each(pointer, TYPES[kind], MALFORMED)


def text(pointer: str, most: int) -> list[tuple]:
    return (
        typed(pointer, "string")
        + each(pointer, ["x", "x" * most, "\U0001f511" * most], INTACT)
        + each(pointer, ["x" * (most + 1)], MALFORMED)
        + each(pointer, [f"a{character}b" for character in REFUSED_IN_TEXT], MALFORMED)
        + each(pointer, [f"a{character}b" for character in ALLOWED_IN_TEXT], INTACT)
    )


def slot(**members: object) -> dict:
    """An unknown slot with these members."""
    return {"kind": "other"} | members


# document, pointer, value, verdict: the value is set (or removed), the checksum recomputed.
CASES = [
    (SECRETS, typed("/payload", "string")),
    (SECRETS, typed("/mac", "string")),
    # Such a header still makes the file one of ours.
    (SECRETS, each("/header", [["key_check", "wrapped_key"]], MALFORMED)),
    (SECRETS, typed("/repair", "object")),
    (SECRETS, each("/repair", [{}, {"a": [True, "\0"]}], INTACT)),
    (SECRETS, each("/other", [1], MALFORMED)),
    (SECRETS, each("/extensions", [{}], MALFORMED)),
    (SECRETS, sizes("/mac", [1, 31, 33], [32])),
    (SECRETS, sizes("/payload", [12 + 72 + 15, 12 + 72 + 17, 28, 1], [12 + 72 + 16])),
    (FILE, sizes("/payload", [12 + 22 + 15, 12 + 22 + 17, 12 + 15 + 16], [12 + 22 + 16])),
    # 6.2
    (SECRETS, [(f"/header/{key}", REMOVE, MALFORMED) for key in secrets()["header"] if key != "system"]),
    (SECRETS, each("/header/system", [REMOVE], INTACT)),
    (SECRETS, each("/header/other", ["x"], MALFORMED)),
    (
        SECRETS,
        typed("/header/format", "string")
        + each("/header/format", ["master-secret-backups", "Master-Secret-Backup"], MALFORMED),
    ),
    (SECRETS, typed("/header/version", "number") + each("/header/version", [0, 2, 2**53 - 1], UNSUPPORTED)),
    (SECRETS, typed("/header/id", "string") + each("/header/id", BAD_IDS, MALFORMED)),
    (SECRETS, each("/header/replaces", [secrets()["header"]["id"]], INTACT)),
    (SECRETS, typed("/header/replaces", "string") + each("/header/replaces", BAD_IDS, MALFORMED)),
    (SECRETS, typed("/header/created", "string")),
    (SECRETS, each("/header/created", BAD_TIMES, MALFORMED) + each("/header/created", GOOD_TIMES, INTACT)),
    (SECRETS, text("/header/system", limits.SYSTEM_MAX)),
    (SECRETS, typed("/header/key_check", "string") + sizes("/header/key_check", [31, 33], [32])),
    # 6.4
    (SECRETS, typed("/header/content", "object")),
    (SECRETS, each("/header/content", [{}, {"kind": "secrets"}], MALFORMED)),
    (SECRETS, typed("/header/content/kind", "string") + each("/header/content/kind", [REMOVE], MALFORMED)),
    (SECRETS, each("/header/content/kind", ["file"], MALFORMED)),
    (SECRETS, each("/header/content/kind", ["Secrets", "quorum"], UNSUPPORTED)),
    (SECRETS, each("/header/content/other", [1], MALFORMED)),
    (SECRETS, each("/header/content/current", [REMOVE, {}], MALFORMED) + typed("/header/content/current", "object")),
    (SECRETS, typed("/header/content/previous", "object")),
    # The payload holds both secrets, so the description must.
    (SECRETS, each("/header/content/previous", [REMOVE], MALFORMED)),
    (SECRETS, each("/header/content/backed_up", BAD_TIMES, MALFORMED)),
    (SECRETS, each("/header/content/backed_up", [REMOVE, *GOOD_TIMES], INTACT)),
    (SECRETS, each("/header/content/current/msid", [REMOVE, PREVIOUS, *BAD_GUIDS], MALFORMED)),
    (SECRETS, each("/header/content/previous/msid", [REMOVE, CURRENT, *BAD_GUIDS], MALFORMED)),
    (SECRETS, each("/header/content/current/msid", ["ffffffff-ffff-ffff-ffff-ffffffffffff"], INTACT)),
    (SECRETS, typed("/header/content/current/bytes", "number")),
    (SECRETS, each("/header/content/current/bytes", [REMOVE, 15, 31, 33, 65], MALFORMED)),
    (SECRETS, each("/header/content/previous/bytes", [REMOVE, 15, 39, 65], MALFORMED)),
    (SECRETS, each("/header/content/current/generated", BAD_TIMES, MALFORMED)),
    (SECRETS, each("/header/content/current/generated", [REMOVE, *GOOD_TIMES], INTACT)),
    (SECRETS, each("/header/content/current/other", [1], MALFORMED)),
    (SECRETS, each("/header/content/previous/other", [1], MALFORMED)),
    # 6.5
    (
        FILE,
        [(f"/header/content/{key}", REMOVE, MALFORMED) for key in ("name", "bytes", "sha256", "native_password_bytes")],
    ),
    (FILE, [(f"/header/content/{key}", REMOVE, INTACT) for key in ("current_msid", "previous_msid", "backed_up")]),
    (FILE, each("/header/content/kind", ["secrets"], MALFORMED)),
    (FILE, each("/header/content/other", [1], MALFORMED)),
    (FILE, typed("/header/content/name", "string")),
    (FILE, each("/header/content/name", BAD_NAMES, MALFORMED) + each("/header/content/name", GOOD_NAMES, INTACT)),
    (FILE, text("/header/content/name", limits.NAME_MAX)),
    (FILE, typed("/header/content/bytes", "number")),
    (FILE, integers("/header/content/bytes", 1, limits.FILE_MAX) + each("/header/content/bytes", [14, 16], MALFORMED)),
    (FILE, typed("/header/content/sha256", "string")),
    (FILE, each("/header/content/sha256", ["0" * 63, "0" * 65, "A" * 64, "g" * 64], MALFORMED)),
    (FILE, each("/header/content/sha256", ["0" * 64], INTACT)),
    (FILE, typed("/header/content/native_password_bytes", "number")),
    (FILE, integers("/header/content/native_password_bytes", 1, 1024)),
    (FILE, each("/header/content/native_password_bytes", [6, 8], MALFORMED)),
    (FILE, each("/header/content/current_msid", [PREVIOUS, *BAD_GUIDS], MALFORMED)),
    (FILE, each("/header/content/previous_msid", [CURRENT, *BAD_GUIDS], MALFORMED)),
    (FILE, each("/header/content/backed_up", BAD_TIMES, MALFORMED)),
    # 6.6
    (SECRETS, typed("/header/slots", "array") + each("/header/slots", [[]], MALFORMED)),
    (
        SECRETS,
        [(f"/header/slots/0/{key}", REMOVE, MALFORMED) for key in ("kind", "label", "kdf", "check", "wrapped_key")],
    ),
    (SECRETS, each("/header/slots/0/reminder", [REMOVE], INTACT)),
    (SECRETS, each("/header/slots/0/other", [1], MALFORMED)),
    (SECRETS, each("/header/slots/0", [7, "x", [1], {}], MALFORMED)),
    (SECRETS, typed("/header/slots/0/kind", "string") + each("/header/slots/0/kind", ["Password"], UNSUPPORTED)),
    (SECRETS, text("/header/slots/0/label", limits.LABEL_MAX)),
    (SECRETS, text("/header/slots/0/reminder", limits.REMINDER_MAX)),
    (SECRETS, typed("/header/slots/0/check", "string") + sizes("/header/slots/0/check", [31, 33], [32])),
    (SECRETS, typed("/header/slots/0/wrapped_key", "string") + sizes("/header/slots/0/wrapped_key", [59, 61], [60])),
    (SECRETS, typed("/header/slots/0/kdf", "object") + each("/header/slots/0/kdf", [{}], MALFORMED)),
    (SECRETS, [(f"/header/slots/0/kdf/{key}", REMOVE, MALFORMED) for key in secrets()["header"]["slots"][0]["kdf"]]),
    (SECRETS, each("/header/slots/0/kdf/other", [1], MALFORMED)),
    (SECRETS, typed("/header/slots/0/kdf/name", "string") + typed("/header/slots/0/kdf/version", "number")),
    (SECRETS, each("/header/slots/0/kdf/name", ["argon2i", "scrypt"], UNSUPPORTED)),
    (SECRETS, each("/header/slots/0/kdf/version", [16, 20], UNSUPPORTED)),
    (SECRETS, typed("/header/slots/0/kdf/memory_kib", "number")),
    (SECRETS, integers("/header/slots/0/kdf/memory_kib", 8192, 4_194_303)),
    (SECRETS, each("/header/slots/0/kdf/memory_kib", [8192, 1_048_576], INTACT)),
    (SECRETS, typed("/header/slots/0/kdf/passes", "number") + integers("/header/slots/0/kdf/passes", 1, 64)),
    (SECRETS, each("/header/slots/0/kdf/passes", [1, 64], INTACT)),
    (SECRETS, typed("/header/slots/0/kdf/lanes", "number") + integers("/header/slots/0/kdf/lanes", 1, 16)),
    (SECRETS, each("/header/slots/0/kdf/lanes", [1, 16], INTACT)),
    (
        SECRETS,
        typed("/header/slots/0/kdf/salt", "string") + sizes("/header/slots/0/kdf/salt", [1, 15, 65], [16, 32, 64]),
    ),
    (FILE, each("/header/slots/2/label", ["one", "board"], MALFORMED)),
    (FILE, each("/header/slots/2/label", ["One", "one ", "\u0456ne"], INTACT)),
    # 6.7
    (
        FILE,
        each("/header/slots/1", [slot(), slot(label="x"), slot(label=7), slot(kdf=7), slot(label="\0" * 2000)], INTACT),
    ),
    (
        FILE,
        each("/header/slots/1/label", ["one"], MALFORMED) + each("/header/slots/1/label", [REMOVE, ["one"]], INTACT),
    ),
    (FILE, each("/header/slots/1", [{"kind": "password", "kdf": {"name": "scrypt"}}], INTACT)),
    (FILE, each("/header/slots/1", [{"kind": "password", "kdf": {"version": 20}}], INTACT)),
    (FILE, each("/header/slots/1", [{"kind": "password", "kdf": {"name": "argon2id", "version": 18}}], INTACT)),
    (FILE, each("/header/slots/1", [{"kind": "password", "kdf": {"name": 7, "version": 18}}], INTACT)),
    (FILE, each("/header/slots/1", [{"kind": "password", "kdf": {"version": "18"}}], MALFORMED)),
    (FILE, each("/header/slots/1", [{"kind": "password", "kdf": "scrypt"}, {"kind": "password"}], MALFORMED)),
    (FILE, each("/header/slots/1", [{"kind": 7}, {"label": "x"}, "quorum", 7], MALFORMED)),
    (FILE, each("/header/slots", [[UNKNOWN_SLOT], [UNKNOWN_SLOT, slot()]], UNSUPPORTED)),
    (FILE, each("/header/slots", [[UNKNOWN_SLOT, 7], [UNKNOWN_SLOT, {"kind": 7}]], MALFORMED)),
    # 6.8
    (SECRETS, each("/header/extensions", [{}, {"a": {"b": [1]}}, {"a": "\0\u202e"}], INTACT)),
    (SECRETS, typed("/header/extensions", "object")),
    (FILE, each("/header/critical", [["zeta"], ["nowhere"], ["zeta", 7], ["zeta", "zeta"], ["x"] * 17], UNSUPPORTED)),
    (FILE, each("/header/critical", [[], [7], [True], [{}], [["zeta"]], 7, "zeta", {"zeta": 1}], MALFORMED)),
]


class Table(unittest.TestCase):
    def test_cases(self):
        count = 0
        for document, cases in CASES:
            for pointer, value, expected in cases:
                with self.subTest(pointer=pointer, value="REMOVE" if value is REMOVE else value):
                    root = changed(document(), pointer, value)
                    self.assertEqual(verdict_of(root), expected)
                    count += 1
        self.assertGreater(count, 500)

    def test_a_fault_stands_at_its_value(self):
        for document, cases in CASES:
            for pointer, value, expected in cases:
                if expected != MALFORMED or value is REMOVE:
                    continue
                failure = outcome(changed(document(), pointer, value))
                with self.subTest(pointer=pointer, value=value):
                    # Some changes of one value make another one wrong: the payload, or the later of two.
                    found = failure.place.pointer
                    related = found == "/payload" or found.endswith(("msid", "/label"))
                    inside = found.startswith(pointer) or pointer.startswith(found)
                    self.assertTrue(inside or related, found)

    def test_slots_at_most_eight(self):
        for count, expected in ((8, INTACT), (9, MALFORMED)):
            slots = secrets()["header"]["slots"] + [slot(label=f"x{index}") for index in range(count - 1)]
            self.assertEqual(verdict_of(changed(secrets(), "/header/slots", slots)), expected)


class Critical(unittest.TestCase):
    """A reader that knows an extension judges the form of `critical` (6.8)."""

    def test_forms(self):
        names = [f"x{index}" for index in range(17)]
        root = changed(file(), "/header/extensions", dict.fromkeys(names, 1))
        with mock.patch.object(schema, "KNOWN_EXTENSIONS", frozenset([*names, "nowhere"])):
            for value, expected in [
                (names[:1], INTACT),
                (names[:16], INTACT),
                (names, MALFORMED),
                ([], MALFORMED),
                (["x0", "x0"], MALFORMED),
                (["nowhere"], MALFORMED),
                (["x0", 7], MALFORMED),
                (["x0", "other"], UNSUPPORTED),
            ]:
                with self.subTest(value):
                    self.assertEqual(verdict_of(changed(root, "/header/critical", value)), expected)
            root = changed(root, "/header/critical", ["x0"])
            self.assertEqual(verdict_of(changed(root, "/header/extensions", REMOVE)), MALFORMED)


class Places(unittest.TestCase):
    def place(self, root: dict) -> tuple:
        failure = outcome(root)
        self.assertEqual(failure.verdict, MALFORMED)
        return tuple(failure.place)

    def test_value(self):
        self.assertEqual(self.place(changed(secrets(), "/header/created", "x")), (6, 16, "/header/created"))

    def test_missing_member(self):
        self.assertEqual(self.place(changed(secrets(), "/header/id", REMOVE)), (2, 13, "/header"))
        self.assertEqual(
            self.place(changed(secrets(), "/header/slots/0/kdf/salt", REMOVE)), (27, 16, "/header/slots/0/kdf")
        )

    def test_member_that_is_not_allowed(self):
        root = changed(secrets(), "/header/content/current/other", "x")
        self.assertEqual(self.place(root), (14, 9, "/header/content/current/other"))

    def test_the_later_of_two(self):
        self.assertEqual(self.place(changed(file(), "/header/slots/0/label", "two"))[2], "/header/slots/2/label")
        self.assertEqual(
            self.place(changed(secrets(), "/header/content/current/msid", PREVIOUS))[2],
            "/header/content/previous/msid",
        )

    def test_the_first_fault_in_the_text(self):
        root = changed(secrets(), "/header/slots/0/check", "x")
        root = changed(root, "/header/created", "x")
        self.assertEqual(self.place(root)[2], "/header/created")


class Spellings(unittest.TestCase):
    def test_base64(self):
        for text in BAD_BASE64:
            with self.subTest(text):
                self.assertIsNone(decode_base64(text))
        for data in (b"", b"a", b"ab", b"abc", bytes(range(256))):
            self.assertEqual(decode_base64(to_base64(data)), data)
        self.assertEqual(decode_base64("+/+/"), b"\xfb\xff\xbf")

    def test_base64_in_a_document(self):
        good = bytes64(32)
        for text in (good[:-1], good + "=", good[:-2] + "B=", good + "\n", " " + good, good.replace("=", "")):
            self.assertEqual(verdict_of(changed(secrets(), "/mac", text)), MALFORMED)
        self.assertEqual(verdict_of(changed(secrets(), "/mac", "-" * 43 + "=")), MALFORMED)

    def test_times(self):
        for text in GOOD_TIMES:
            self.assertTrue(is_time(text))
        for text in BAD_TIMES:
            self.assertFalse(isinstance(text, str) and is_time(text), text)


class Order(unittest.TestCase):
    """9.1: what comes first decides."""

    def test_checksum_before_everything_in_the_content(self):
        root = changed(secrets(), "/header/version", 2, recheck=False)
        root["header"]["slots"] = 7
        self.assertEqual(verdict_of(root), DAMAGED)

    def test_version_before_schema(self):
        root = changed(secrets(), "/header/version", 2)
        root = changed(root, "/header/content", 7)
        root = changed(root, "/header/new_thing", 7)
        self.assertEqual(verdict_of(root), UNSUPPORTED)

    def test_unsupported_things_beside_ill_typed_ones(self):
        for pointer, value in [
            ("/header/content/kind", "other"),
            ("/header/critical", ["x"]),
            ("/header/slots", [UNKNOWN_SLOT]),
        ]:
            root = changed(secrets(), pointer, value)
            self.assertEqual(verdict_of(changed(root, "/header/version", "1")), UNSUPPORTED)
            self.assertEqual(verdict_of(changed(root, "/mac", 7)), UNSUPPORTED)

    def test_a_root_member_that_no_checksum_covers(self):
        root = secrets()
        root["other"] = 1
        self.assertEqual(verdict_of(root), MALFORMED)


if __name__ == "__main__":
    unittest.main()
