"""FORMAT.md and this implementation state the same numbers, labels and values."""

import unittest

from msb import example, keys, limits, passwords, reader

from . import support


class Tables(unittest.TestCase):
    def test_limits(self):
        stated = {name: int(value) for name, value, _unit in support.table("13 Limits")}
        ours = {name: value for name, value in vars(limits).items() if name.isupper()}
        self.assertGreater(len(stated), 40)
        self.assertEqual(stated, ours)

    def test_labels(self):
        stated = {name: label.strip("`").encode("ascii") for name, label, _use in support.table("14 Labels")}
        ours = {name: value for name, value in vars(keys).items() if name.isupper() and isinstance(value, bytes)}
        self.assertEqual(len(stated), 8)
        self.assertEqual(stated, ours)

    def test_unicode_version(self):
        major = passwords.UNICODE_VERSION.removesuffix(".0")
        self.assertIn(f"**Unicode {major}**", " ".join(support.FORMAT_MD.read_text(encoding="utf-8").split()))


class Example(unittest.TestCase):
    def test_the_document_shows_what_the_code_computes(self):
        stated = example.blocks_of(support.FORMAT_MD.read_text(encoding="utf-8"))
        self.assertEqual(stated, example.blocks())

    def test_a_changed_digit_is_noticed_and_mended(self):
        document = support.FORMAT_MD.read_text(encoding="utf-8")
        hurt = document.replace("\nroot          ", "\nroot          0", 1)
        self.assertNotEqual(example.blocks_of(hurt), example.blocks())
        self.assertEqual(example.refreshed(hurt), document)

    def test_the_printed_documents_open(self):
        blocks = example.blocks_of(support.FORMAT_MD.read_text(encoding="utf-8"))
        files = [block.removeprefix("```json\n").removesuffix("```") for block in blocks if block.startswith("```json")]
        self.assertEqual(len(files), 2)
        for text, request in zip(files, (example.FIRST, example.SECOND), strict=True):
            for slot in request.slots:
                opened = reader.open_document(text.encode("ascii"), passwords.normalised(slot.password))
                self.assertEqual({part.role: part.data for part in opened.parts}, request.data)


if __name__ == "__main__":
    unittest.main()
