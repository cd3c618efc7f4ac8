"""Section 11."""

import json
import unittest

from msb import canonical, passwords, spec, writer
from msb.keys import Cost
from msb.schema import decode_base64
from msb.verdict import INTACT, OPENS, WRONG_PASSWORD, Failure, InputError
from msb.writer import NewSlot, emit

from .support import (
    CHEAP,
    LATER,
    PASSWORD,
    SECOND_PASSWORD,
    UNKNOWN_SLOT,
    changed,
    file,
    outcome,
    reauthenticated,
    secrets,
    verdict_of,
)

NEW_PASSWORD = "an altogether new one"
NEW = NewSlot(NEW_PASSWORD, "new", Cost(8192, 2, 2), "fresh")


def disordered(value: object) -> object:
    """The same with all members the other way round."""
    if isinstance(value, dict):
        return {key: disordered(value[key]) for key in reversed(value)}
    return [disordered(element) for element in value] if isinstance(value, list) else value


def nonce(sealed: str) -> bytes:
    return decode_base64(sealed)[:12]


class Layout(unittest.TestCase):
    def test_characters(self):
        raw = emit({"a": 'é\U0001f511\x7f\x01\n"\\/', "b": [], "c": {}, "d": [1, True]})
        self.assertEqual(
            raw,
            b'{\n  "a": "\\u00e9\\ud83d\\udd11\\u007f\\u0001\\n\\"\\\\/",\n  "b": [],\n  "c": {},\n'
            b'  "d": [\n    1,\n    true\n  ]\n}\n',
        )

    def test_order_is_that_of_the_tables(self):
        for root in (secrets(), file()):
            opened = outcome(emit(disordered(root)), PASSWORD)
            text = emit(writer.add_slot(opened, NEW, LATER)).decode("ascii")
            members = [line.strip().split('"')[1] for line in text.splitlines() if line.startswith('    "')]
            known = "format version id replaces created system content slots key_check extensions".split()
            self.assertEqual(members, [key for key in known if key in members])
            again = json.loads(text)
            self.assertEqual(list(again), ["header", "payload", "mac", "checksum"])
            self.assertEqual(list(again["header"]["content"]), list(root["header"]["content"]))
            self.assertEqual(list(again["header"]["slots"][0]), list(root["header"]["slots"][0]))
            self.assertEqual(list(again["header"]["slots"][0]["kdf"]), list(root["header"]["slots"][0]["kdf"]))

    def test_other_spellings_are_the_same_document(self):
        root = file()
        spellings = {name: spec.laid_out(root, name) for name in spec.LAYOUTS}
        self.assertEqual(len(set(spellings.values())), len(spellings))
        for name, raw in spellings.items():
            with self.subTest(name):
                self.assertEqual(outcome(raw).root, root)


class New(unittest.TestCase):
    def test_everything_random_is_drawn_anew(self):
        drawn = []
        for _ in range(2):
            root = writer.write(
                writer.Request(
                    content={"kind": "file", "name": "x"},
                    data={"file": b"x"},
                    slots=[NewSlot(PASSWORD, "a", CHEAP), NewSlot(PASSWORD, "b", CHEAP)],
                    created=LATER,
                )
            )
            slots = root["header"]["slots"]
            drawn += [root["header"]["id"], root["header"]["key_check"], nonce(root["payload"])]
            drawn += [slot["kdf"]["salt"] for slot in slots] + [nonce(slot["wrapped_key"]) for slot in slots]
            self.assertEqual({len(decode_base64(slot["kdf"]["salt"])) for slot in slots}, {32})
        self.assertEqual(len(set(drawn)), len(drawn))

    def test_a_password_that_7_2_refuses(self):
        with self.assertRaises(InputError):
            writer.make_slot(NewSlot("short", "a", CHEAP), bytes(32), writer.os_random)

    def test_a_cost_that_readers_refuse(self):
        with self.assertRaises(Failure):
            writer.make_slot(NewSlot(PASSWORD, "a", Cost(1_048_577, 1, 1)), bytes(32), writer.os_random)

    def test_proof(self):
        opened = outcome(secrets(), PASSWORD)
        root = writer.rewrap(opened, NEW, LATER)
        self.assertEqual(writer.proven(root, NEW_PASSWORD, opened.parts), emit(root))
        with self.assertRaises(Failure):
            writer.proven(root, PASSWORD, opened.parts)
        with self.assertRaises(InputError):
            writer.proven(root, NEW_PASSWORD, opened.parts[:1])


class Rewrites(unittest.TestCase):
    """The table of 11.4."""

    def setUp(self):
        # Members out of order and a repair member, so that keeping and dropping show.
        self.old = file() | {"repair": {"x": 1}}
        self.opened = outcome(self.old, PASSWORD)
        self.kept = ("content", "extensions", "format", "version")

    def check_common(self, new: dict):
        header, old = new["header"], self.old["header"]
        self.assertEqual(header["replaces"], old["id"])
        self.assertNotEqual(header["id"], old["id"])
        self.assertEqual(header["created"], LATER)
        for key in self.kept:
            self.assertEqual(canonical.jcs(header[key]), canonical.jcs(old[key]))
        self.assertNotIn("repair", new)
        self.assertNotEqual(new["mac"], self.old["mac"])
        self.assertEqual(verdict_of(new), INTACT)
        found = outcome(new, NEW_PASSWORD)
        self.assertEqual(getattr(found, "parts", None) or self.opened.parts, self.opened.parts)

    def check_file_key_kept(self, new: dict):
        self.assertEqual(new["payload"], self.old["payload"])
        self.assertEqual(new["header"]["key_check"], self.old["header"]["key_check"])

    def test_rewrap(self):
        new = writer.rewrap(self.opened, NEW, LATER, drop_others=True)
        self.check_common(new)
        self.assertEqual([slot["label"] for slot in new["header"]["slots"]], ["new"])
        self.assertNotEqual(new["header"]["key_check"], self.old["header"]["key_check"])
        self.assertNotEqual(new["payload"], self.old["payload"])
        self.assertNotEqual(nonce(new["payload"]), nonce(self.old["payload"]))
        self.assertEqual(verdict_of(new, NEW_PASSWORD), OPENS)
        self.assertEqual(verdict_of(new, PASSWORD), WRONG_PASSWORD)
        self.assertEqual(verdict_of(self.old, PASSWORD), OPENS)

    def test_rewrap_does_not_drop_others_unasked(self):
        with self.assertRaises(InputError):
            writer.rewrap(self.opened, NEW, LATER)
        alone = outcome(secrets(), PASSWORD)
        self.assertEqual(verdict_of(writer.rewrap(alone, NEW, LATER), NEW_PASSWORD), OPENS)

    def test_system_is_kept(self):
        opened = outcome(secrets(), PASSWORD)
        for new in (writer.rewrap(opened, NEW, LATER), writer.add_slot(opened, NEW, LATER)):
            self.assertEqual(new["header"]["system"], "BTS-PROD")

    def test_add(self):
        new = writer.add_slot(self.opened, NEW, LATER)
        self.check_common(new)
        self.check_file_key_kept(new)
        self.assertEqual(new["header"]["slots"][:3], self.old["header"]["slots"])
        self.assertEqual(new["header"]["slots"][3]["label"], "new")
        for password in (PASSWORD, SECOND_PASSWORD, NEW_PASSWORD):
            self.assertEqual(verdict_of(new, password), OPENS)

    def test_add_refuses(self):
        with self.assertRaises(InputError):
            writer.add_slot(self.opened, NewSlot(NEW_PASSWORD, "board", CHEAP), LATER)
        others = [UNKNOWN_SLOT | {"label": f"x{index}"} for index in range(7)]
        full = changed(secrets(), "/header/slots", secrets()["header"]["slots"] + others)
        opened = outcome(reauthenticated(full), PASSWORD)
        with self.assertRaises(InputError):
            writer.add_slot(opened, NEW, LATER)

    def test_replace(self):
        for label, password in (("one", PASSWORD), ("two", SECOND_PASSWORD)):
            with self.subTest(label):
                replacement = NewSlot(NEW_PASSWORD, label, CHEAP)
                new = writer.replace_slot(self.opened, label, replacement, LATER)
                self.check_common(new)
                self.check_file_key_kept(new)
                self.assertEqual([slot["label"] for slot in new["header"]["slots"]], ["one", "board", "two"])
                self.assertEqual(canonical.jcs(new["header"]["slots"][1]), canonical.jcs(UNKNOWN_SLOT))
                index = 0 if label == "one" else 2
                self.assertNotIn("reminder", new["header"]["slots"][index])
                self.assertEqual(new["header"]["slots"][2 - index], self.old["header"]["slots"][2 - index])
                self.assertEqual(verdict_of(new, NEW_PASSWORD), OPENS)
                self.assertEqual(verdict_of(new, password), WRONG_PASSWORD)

    def test_replace_refuses(self):
        with self.assertRaises(InputError):
            writer.replace_slot(self.opened, "nobody", NEW, LATER)
        with self.assertRaises(InputError):
            writer.replace_slot(self.opened, "one", NewSlot(NEW_PASSWORD, "two", CHEAP), LATER)

    def test_remove(self):
        for label, left in (("board", ["one", "two"]), ("two", ["one", "board"])):
            new = writer.remove_slot(self.opened, label, LATER)
            self.check_common(new)
            self.check_file_key_kept(new)
            self.assertEqual([slot["label"] for slot in new["header"]["slots"]], left)
        self.assertEqual(verdict_of(writer.remove_slot(self.opened, "two", LATER), SECOND_PASSWORD), WRONG_PASSWORD)

    def test_the_slot_that_opened_it_stays(self):
        with self.assertRaises(InputError):
            writer.remove_slot(self.opened, "one", LATER)

    def test_the_last_way_in_stays(self):
        opened = outcome(writer.remove_slot(self.opened, "two", LATER), PASSWORD)
        with self.assertRaises(InputError):
            writer.remove_slot(opened, "one", LATER)
        self.assertEqual(verdict_of(writer.remove_slot(opened, "board", LATER), PASSWORD), OPENS)
        with self.assertRaises(InputError):
            writer.remove_slot(opened, "nobody", LATER)


class Passwords(unittest.TestCase):
    def test_what_is_derived_from_is_normalised(self):
        root = writer.rewrap(outcome(secrets(), PASSWORD), NewSlot("Ko\u0308nigsweg", "x", CHEAP), LATER)
        self.assertEqual(passwords.normalised("Ko\u0308nigsweg"), "K\u00f6nigsweg".encode())
        self.assertEqual(verdict_of(root, "K\u00f6nigsweg"), OPENS)


if __name__ == "__main__":
    unittest.main()
