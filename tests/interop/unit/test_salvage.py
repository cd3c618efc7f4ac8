"""Section 10."""

import unittest

from msb import keys, passwords, salvage, writer
from msb.reader import Limits
from msb.verdict import DAMAGED, OPENS, REFUSED, Failure
from msb.writer import emit, to_base64

from .support import PASSWORD, REMOVE, SECOND_PASSWORD, WRONG, changed, file, open_slot, secrets, verdict_of

SECRETS = [("current", bytes(range(32))), ("previous", bytes(range(100, 140)))]
FILE = [("file", b"a native file\r\n"), ("native-password", "Pa\u0308sse".encode())]


def released(root: dict, password: str = PASSWORD, **options: object) -> list[tuple[str, bytes]] | str:
    """What comes out, or the verdict."""
    try:
        found = salvage.salvage(emit(root), passwords.normalised(password), **options)
    except Failure as failure:
        return failure.verdict
    return [(part.role, part.data) for part in found.parts]


class Releases(unittest.TestCase):
    def test_whatever_is_broken_elsewhere(self):
        for pointer, value in [
            ("/header/system", "x\n"),
            ("/header/version", "7"),
            ("/header/format", REMOVE),
            ("/header/key_check", "x"),
            ("/header/key_check", to_base64(bytes(32))),
            ("/header/slots/0/check", REMOVE),
            ("/header/slots/0/label", 7),
            ("/header/slots/0/kind", REMOVE),
            ("/header/slots/0/kind", 7),
            ("/header/slots/1", 7),
            ("/mac", REMOVE),
            ("/checksum", "x"),
            ("/header/new", 1),
        ]:
            with self.subTest(pointer):
                root = changed(file(), pointer, value, recheck=False)
                self.assertNotEqual(verdict_of(root, PASSWORD), OPENS)
                self.assertEqual(released(root), FILE)

    def test_another_slot_when_one_is_broken(self):
        root = changed(file(), "/header/slots/0/wrapped_key", to_base64(bytes(60)))
        self.assertEqual(released(root), DAMAGED)
        self.assertEqual(released(root, SECOND_PASSWORD), FILE)

    def test_content_that_is_not_described_comes_whole(self):
        for pointer, value in [
            ("/header/content", REMOVE),
            ("/header/content", 7),
            ("/header/content/bytes", 31),
            ("/header/content/current/bytes", 33),
            ("/header/content/current/msid", "x"),
            ("/header/content/kind", "other"),
        ]:
            with self.subTest(pointer):
                root = changed(secrets(), pointer, value, recheck=False)
                self.assertEqual(released(root), [("raw", SECRETS[0][1] + SECRETS[1][1])])
        self.assertEqual(released(secrets()), SECRETS)

    def test_a_hash_that_differs_is_told(self):
        password = passwords.normalised(PASSWORD)
        self.assertIs(salvage.salvage(emit(file()), password).sha256_differs, False)
        root = changed(file(), "/header/content/sha256", "0" * 64)
        self.assertIs(salvage.salvage(emit(root), password).sha256_differs, True)
        self.assertIsNone(salvage.salvage(emit(secrets()), password).sha256_differs)


class HoldsBack(unittest.TestCase):
    def test_the_wrong_password(self):
        self.assertEqual(released(file(), WRONG), DAMAGED)

    def test_a_payload_whose_tag_does_not_hold(self):
        data = bytearray(salvage.schema.decode_base64(file()["payload"]))
        for index in range(len(data)):
            hurt = bytes(data[:index]) + bytes([data[index] ^ 0x80]) + bytes(data[index + 1 :])
            root = changed(file(), "/payload", to_base64(hurt))
            self.assertEqual(released(root), DAMAGED)

    def test_what_is_not_usable(self):
        for pointer, value in [
            ("/payload", 7),
            ("/payload", "x"),
            ("/payload", to_base64(bytes(28))),
            ("/payload", REMOVE),
            ("/header", ["key_check", "wrapped_key"]),
            ("/header/slots", 7),
            ("/header/slots", []),
            ("/header/slots/0/kind", "other"),
            ("/header/slots/0/kdf", REMOVE),
            ("/header/slots/0/kdf/name", "scrypt"),
            ("/header/slots/0/kdf/memory_kib", 4_194_304),
            ("/header/slots/0/kdf/salt", "x"),
            ("/header/slots/0/wrapped_key", to_base64(bytes(59))),
            ("/header/slots/0/wrapped_key", 7),
        ]:
            with self.subTest(pointer):
                root = changed(secrets(), pointer, value, recheck=False)
                self.assertEqual(released(root), DAMAGED)

    def test_a_slot_and_a_payload_of_different_files(self):
        root = secrets()
        root["header"]["slots"] = file()["header"]["slots"]
        self.assertEqual(released(root), DAMAGED)

    def test_an_empty_plaintext(self):
        _, file_key = open_slot(secrets())
        empty = keys.seal(keys.hkdf(file_key, keys.PAYLOAD_KEY), bytes(12), b"", keys.PAYLOAD_AAD)
        self.assertEqual(released(changed(secrets(), "/payload", to_base64(empty))), DAMAGED)
        one = keys.seal(keys.hkdf(file_key, keys.PAYLOAD_KEY), bytes(12), b"x", keys.PAYLOAD_AAD)
        self.assertEqual(released(changed(secrets(), "/payload", to_base64(one))), [("raw", b"x")])

    def test_cost(self):
        self.assertEqual(released(file(), allowed=Limits(all_work=16383)), REFUSED)
        self.assertEqual(released(file(), allowed=Limits(all_work=16384)), FILE)


class OnlyOnDemand(unittest.TestCase):
    def test_reading_does_not_salvage(self):
        root = changed(file(), "/header/system", "x")
        self.assertEqual(released(root), FILE)
        self.assertEqual(verdict_of(root, PASSWORD), "tampered")

    def test_writing_starts_from_what_opens(self):
        self.assertNotIn("salvage", vars(writer))


if __name__ == "__main__":
    unittest.main()
