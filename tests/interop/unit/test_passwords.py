"""Section 7."""

import unittest

from msb import passwords
from msb.verdict import InputError


class Normalisation(unittest.TestCase):
    def test_nfc_and_utf8(self):
        self.assertEqual(passwords.normalised("a\u0308"), b"\xc3\xa4")
        self.assertEqual(passwords.normalised("\u00e4"), b"\xc3\xa4")
        self.assertEqual(passwords.normalised("\u212b"), "\u00c5".encode())
        self.assertEqual(passwords.normalised(" A\ufb01 "), " A\ufb01 ".encode())

    def test_of_unicode_16(self):
        # U+105D2 and U+0307 compose to U+105C9 since Unicode 16.0.
        self.assertEqual(passwords.normalised("\U000105d2\u0307"), "\U000105c9".encode())


class New(unittest.TestCase):
    def accepted(self, password: str) -> bool:
        try:
            passwords.check_new(password)
        except InputError:
            return False
        return True

    def test_length(self):
        for password, accepted in [
            ("", False),
            ("123456", False),
            ("1234567", True),
            ("      x", True),
            ("a\u0308" * 6, False),
            ("a\u0308" * 7, True),
            ("\U0001f511" * 7, True),
            ("x" * 1024, True),
            ("x" * 1025, False),
            ("\u00e4" * 512, True),
            ("\u00e4" * 513, False),
            ("a\u0308" * 512, True),
        ]:
            with self.subTest(password[:10]):
                self.assertEqual(self.accepted(password), accepted)

    def test_characters(self):
        for character, accepted in [
            (" ", True),
            ("\u00a0", False),
            ("\u2000", False),
            ("\u2003", False),
            ("\u202f", False),
            ("\u3000", False),
            ("\u2028", False),
            ("\u2029", False),
            ("\t", False),
            ("\n", False),
            ("\0", False),
            ("\x7f", False),
            ("\x85", False),
            ("\ue000", False),
            ("\U0010fffd", False),
            ("\ufffe", False),
            ("\u0378", False),
            ("\u200b", True),
            ("\u200d", True),
            ("\u4e2d", True),
            ("\U0001f511", True),
            # Assigned in 16.0; in 17.0; in neither.
            ("\U000105c9", True),
            ("\U00010940", False),
            ("\U000e0fff", False),
        ]:
            with self.subTest(f"U+{ord(character):04X}"):
                self.assertEqual(self.accepted("1234567" + character), accepted)

    def test_the_message_does_not_repeat_the_password(self):
        with self.assertRaises(InputError) as caught:
            passwords.check_new("hunter2hunter2\ue000")
        self.assertNotIn("hunter", str(caught.exception))


class Files(unittest.TestCase):
    def test_one_line_end_is_dropped(self):
        for raw, password in [
            (b"secret", "secret"),
            (b"secret\n", "secret"),
            (b"secret\r\n", "secret"),
            (b"secret\n\n", "secret\n"),
            (b"secret\r\n\r\n", "secret\r\n"),
            (b"secret\r", "secret\r"),
            (b" secret \n", " secret "),
            (b"\nsecret", "\nsecret"),
            (b"", ""),
            (b"\n", ""),
            (b"\xef\xbb\xbfsecr\xc3\xa9t\r\n", "secr\u00e9t"),
            (b"\xff\xfe" + "secr\u00e9t\r\n".encode("utf-16-le"), "secr\u00e9t"),
        ]:
            with self.subTest(raw):
                self.assertEqual(passwords.from_file(raw), password)

    def test_ill_formed(self):
        with self.assertRaises(InputError) as caught:
            passwords.from_file(b"ab\nhunter\xff")
        self.assertIn("line 2, column 7", str(caught.exception))
        self.assertNotIn("hunter", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
