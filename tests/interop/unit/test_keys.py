"""Section 8 against published vectors and against its own formulas."""

import hmac
import subprocess
import sys
import unittest
from pathlib import Path

from msb import keys
from msb.keys import Cost
from msb.verdict import REFUSED

INTEROP = Path(__file__).resolve().parents[1]


class Known(unittest.TestCase):
    def test_argon2id(self):
        # From the test suite of the reference implementation (phc-winner-argon2, src/test.c).
        for kib, passes, lanes, password, salt, expected in [
            (65536, 2, 1, b"password", b"somesalt", "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
            (256, 2, 2, b"password", b"somesalt", "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
        ]:
            self.assertEqual(keys.argon2id(password, salt, Cost(kib, passes, lanes)).hex(), expected)

    def test_hkdf_as_8_2_spells_it_out(self):
        for key in (b"", bytes(32), bytes(range(64))):
            for label in (keys.SLOT_KEY, keys.FINGERPRINT):
                extracted = hmac.digest(bytes(32), key, "sha256")
                self.assertEqual(keys.hkdf(key, label), hmac.digest(extracted, label + b"\x01", "sha256"))

    def test_hkdf_rfc_5869_case_3(self):
        # Its first 32 of 42 bytes; salt and info are empty.
        expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        self.assertEqual(keys.hkdf(b"\x0b" * 22, b"").hex(), expected)

    def test_aes_256_gcm_of_the_gcm_specification_case_16(self):
        key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
        nonce = bytes.fromhex("cafebabefacedbaddecaf888")
        aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        plaintext = bytes.fromhex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        )
        ciphertext = (
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        )
        tag = "76fc6ece0f4e1768cddf8853bb2d551b"
        sealed = keys.seal(key, nonce, plaintext, aad)
        self.assertEqual(sealed.hex(), nonce.hex() + ciphertext + tag)
        self.assertEqual(keys.unseal(key, sealed, aad), plaintext)


class Sealed(unittest.TestCase):
    def test_nothing_but_the_same_opens(self):
        key, nonce = bytes(32), bytes(12)
        sealed = keys.seal(key, nonce, b"content", b"aad")
        self.assertEqual(keys.unseal(key, sealed, b"aad"), b"content")
        self.assertIsNone(keys.unseal(key, sealed, b"aae"))
        self.assertIsNone(keys.unseal(b"\x01" + key[1:], sealed, b"aad"))
        for index in range(len(sealed)):
            hurt = sealed[:index] + bytes([sealed[index] ^ 1]) + sealed[index + 1 :]
            self.assertIsNone(keys.unseal(key, hurt, b"aad"))
        for short in range(29):
            self.assertIsNone(keys.unseal(key, sealed[:short][:27], b"aad"))

    def test_memory_that_cannot_be_had(self):
        script = (
            "import resource; from msb import keys, verdict; "
            "resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))\n"
            "try: keys.argon2id(b'x', bytes(16), keys.Cost(1 << 20, 1, 1))\n"
            "except verdict.Failure as failure: print(failure.verdict)"
        )
        done = subprocess.run([sys.executable, "-c", script], cwd=INTEROP, capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.strip(), REFUSED)


class Fingerprint(unittest.TestCase):
    def test_is_half_of_an_hkdf(self):
        secret = bytes(range(32))
        self.assertEqual(keys.fingerprint(secret), keys.hkdf(secret, keys.FINGERPRINT).hex()[:32])


if __name__ == "__main__":
    unittest.main()
