"""Whatever happens to the bytes, there is a verdict and it is the right one; nothing else is raised."""

import random
import unittest

from msb import canonical
from msb.verdict import DAMAGED, INTACT, MALFORMED, UNRECOGNIZED
from msb.writer import emit

from .support import file, outcome, secrets, verdict_of


class Accidents(unittest.TestCase):
    def setUp(self):
        self.raw = emit(secrets())
        self.tree = outcome(self.raw).root

    def judge(self, hurt: bytes) -> str:
        verdict = verdict_of(hurt)
        if verdict == INTACT:
            # Only what does not matter may have changed: white space, and spellings of the same document.
            self.assertEqual(canonical.jcs(outcome(hurt).root), canonical.jcs(self.tree))
        self.assertIn(verdict, (INTACT, MALFORMED, DAMAGED))
        return verdict

    def test_one_bit_of_every_byte(self):
        counts = dict.fromkeys((INTACT, MALFORMED, DAMAGED), 0)
        for index in range(len(self.raw)):
            hurt = bytearray(self.raw)
            hurt[index] ^= 1 << (index * 5 % 8)
            counts[self.judge(bytes(hurt))] += 1
        self.assertEqual(sum(counts.values()), len(self.raw))
        self.assertGreater(counts[DAMAGED], 400)
        self.assertGreater(counts[MALFORMED], 200)

    def test_every_length(self):
        # What is left of the head alone holds no two markers yet.
        seen = set()
        for length in range(len(self.raw) - 2):
            failure = outcome(self.raw[:length])
            seen.add(failure.verdict)
            if failure.verdict == MALFORMED:
                self.assertTrue(failure.cut_short)
        self.assertEqual(seen, {UNRECOGNIZED, MALFORMED})
        self.assertEqual(verdict_of(self.raw[:-1]), INTACT)

    def test_every_byte_missing(self):
        for index in range(len(self.raw)):
            self.judge(self.raw[:index] + self.raw[index + 1 :])

    def test_zeroed_blocks(self):
        for start in range(0, len(self.raw), 16):
            hurt = self.raw[:start] + bytes(16) + self.raw[start + 16 :]
            self.assertIn(verdict_of(hurt), (MALFORMED, UNRECOGNIZED))

    def test_anything(self):
        dice = random.Random(7)
        alphabet = [*b'{}[]":,0123456789abcdefu\\ \n', 0, 255, 0xC3, 0xED]
        for _ in range(1500):
            hurt = bytearray(emit(file()))
            for _ in range(dice.randint(1, 6)):
                start = dice.randrange(len(hurt))
                hurt[start : start + dice.randint(0, 4)] = bytes(dice.choices(alphabet, k=dice.randint(0, 4)))
            verdict_of(bytes(hurt))


if __name__ == "__main__":
    unittest.main()
