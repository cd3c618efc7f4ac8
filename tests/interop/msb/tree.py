"""Section 4: strict JSON into a tree that knows where everything stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import limits
from .verdict import MALFORMED, Failure, Place

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER_RUN = re.compile(r"[0-9.eE+\-]*")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)\Z")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,%d}\Z" % (limits.KEY_MAX - 1))
_HEX = re.compile(r"[0-9A-Fa-f]{0,4}")
_SHORT_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False}


@dataclass
class Node:
    """A value: its `kind` (object, array, string, number, boolean), its pointer, and the offset of its first character.

    `value` is a dict of nodes, a list of nodes, a str, an int or a bool. `keys` has the offsets of an object's keys.
    """

    kind: str
    offset: int
    pointer: str
    value: object = None
    keys: dict[str, int] = field(default_factory=dict)

    def plain(self) -> object:
        """The value as Python's own dicts, lists, strings, integers and booleans."""
        if self.kind == "object":
            return {key: node.plain() for key, node in self.value.items()}
        if self.kind == "array":
            return [node.plain() for node in self.value]
        return self.value

    def get(self, key: str, kind: str | None = None) -> Node | None:
        """The member `key`, if this is an object that has it (and, where `kind` is given, it is of that kind)."""
        node = self.value.get(key) if self.kind == "object" else None
        return node if node is not None and kind in (None, node.kind) else None


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.values = 0

    def fault(self, offset: int, pointer: str, reason: str) -> Failure:
        return Failure(MALFORMED, reason, Place.at(self.text, offset, pointer))

    def unexpected(self, pointer: str, expected: str) -> Failure:
        """The next character cannot continue the document (4.9), or there is none (4.10)."""
        if self.at >= len(self.text):
            return self.cut(pointer)
        return self.fault(self.at, pointer, f"{expected} expected")

    def cut(self, pointer: str) -> Failure:
        place = Place.at(self.text, len(self.text), pointer)
        return Failure(MALFORMED, "the file is cut short", place, cut_short=True)

    def space(self) -> None:
        self.at = _SPACE.match(self.text, self.at).end()

    def next_is(self, character: str) -> bool:
        return self.text.startswith(character, self.at)

    def document(self) -> Node:
        if not self.next_is("{"):
            raise self.unexpected("", "'{' as the first character")
        root = self.value("", 1)
        self.space()
        if self.at < len(self.text):
            raise self.fault(self.at, "", "nothing but white space may follow the document")
        return root

    def value(self, pointer: str, depth: int) -> Node:
        """The value that begins at the next character. `depth` is that of a container that would begin there (4.3)."""
        start = self.at
        first = self.text[start : start + 1]
        if not (first and (first in '{["tf-' or "0" <= first <= "9")):
            raise self.unexpected(pointer, "a value")
        if first in "{[" and depth > limits.DEPTH_MAX:
            raise self.fault(start, pointer, f"nested deeper than {limits.DEPTH_MAX}")
        self.values += 1
        if self.values > limits.VALUES_MAX:
            raise self.fault(start, pointer, f"more than {limits.VALUES_MAX} values")
        if first == "{":
            return self.object(pointer, depth)
        if first == "[":
            return self.array(pointer, depth)
        if first == '"':
            return Node("string", start, pointer, self.string(pointer))
        if first in "tf":
            return self.word(pointer)
        return self.number(pointer)

    def object(self, pointer: str, depth: int) -> Node:
        node = Node("object", self.at, pointer, {})
        self.at += 1
        self.space()
        if self.next_is("}"):
            self.at += 1
            return node
        while True:
            key_at = self.at
            if not self.next_is('"'):
                raise self.unexpected(pointer, "a key")
            key = self.string(pointer)
            if not _KEY.match(key):
                raise self.fault(key_at, pointer, "a key must match [a-z][a-z0-9_]{0,63}")
            member = f"{pointer}/{key}"
            if key in node.value:
                raise self.fault(key_at, member, "this key stands twice")
            self.space()
            if not self.next_is(":"):
                raise self.unexpected(pointer, "':'")
            self.at += 1
            self.space()
            node.keys[key] = key_at
            node.value[key] = self.value(member, depth + 1)
            if self.closed("}", pointer):
                return node

    def array(self, pointer: str, depth: int) -> Node:
        node = Node("array", self.at, pointer, [])
        self.at += 1
        self.space()
        if self.next_is("]"):
            self.at += 1
            return node
        while True:
            node.value.append(self.value(f"{pointer}/{len(node.value)}", depth + 1))
            if self.closed("]", pointer):
                return node

    def closed(self, bracket: str, pointer: str) -> bool:
        """Whether `bracket` follows; else it was a comma, which is consumed with the space behind it."""
        self.space()
        if self.next_is(bracket):
            self.at += 1
            return True
        if not self.next_is(","):
            raise self.unexpected(pointer, f"',' or '{bracket}'")
        self.at += 1
        self.space()
        return False

    def word(self, pointer: str) -> Node:
        start = self.at
        for word, value in _WORDS.items():
            if self.text.startswith(word, start):
                self.at += len(word)
                return Node("boolean", start, pointer, value)
            # Less than the whole word is here, so if what is here fits, the text has ended.
            if word.startswith(self.text[start : start + len(word)]):
                raise self.cut(pointer)
        word = "true" if self.next_is("t") else "false"
        while self.next_is(word[self.at - start]):
            self.at += 1
        raise self.unexpected(pointer, word)

    def number(self, pointer: str) -> Node:
        start = self.at
        self.at = _NUMBER_RUN.match(self.text, start).end()
        digits = self.text[start : self.at]
        if not _NUMBER.match(digits):
            raise self.fault(
                start, pointer, "numbers are digits only, without sign, fraction, exponent or leading zero"
            )
        # Length first: Python refuses to convert thousands of digits, with an exception of its own.
        if len(digits) > len(str(limits.NUMBER_MAX)) or int(digits) > limits.NUMBER_MAX:
            raise self.fault(start, pointer, f"a number is at most {limits.NUMBER_MAX}")
        return Node("number", start, pointer, int(digits))

    def string(self, pointer: str) -> str:
        start = self.at
        self.at += 1
        parts = []
        while True:
            plain = _PLAIN.match(self.text, self.at)
            parts.append(plain.group())
            self.at = plain.end()
            if self.at >= len(self.text):
                raise self.cut(pointer)
            if self.next_is('"'):
                break
            if not self.next_is("\\"):
                raise self.fault(self.at, pointer, "a control character must stand escaped")
            parts.append(self.escape(pointer))
        self.at += 1
        found = "".join(parts)
        if not found:
            raise self.fault(start, pointer, "empty strings are not allowed")
        return found

    def escape(self, pointer: str) -> str:
        start = self.at
        if start + 1 >= len(self.text):
            raise self.cut(pointer)
        letter = self.text[start + 1]
        if letter in _SHORT_ESCAPES:
            self.at += 2
            return _SHORT_ESCAPES[letter]
        if letter != "u":
            raise self.fault(start, pointer, "unknown escape")
        unit = self.unit(start, start, pointer)
        if 0xD800 <= unit <= 0xDBFF:
            rest = self.text[self.at : self.at + 2]
            if len(rest) < 2 and "\\u".startswith(rest):
                raise self.cut(pointer)
            if rest != "\\u":
                raise self.fault(start, pointer, "half of a surrogate pair")
            low = self.unit(self.at, start, pointer)
            if not 0xDC00 <= low <= 0xDFFF:
                raise self.fault(start, pointer, "half of a surrogate pair")
            return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        if 0xDC00 <= unit <= 0xDFFF:
            raise self.fault(start, pointer, "half of a surrogate pair")
        return chr(unit)

    def unit(self, backslash: int, fault_at: int, pointer: str) -> int:
        """The four hex digits of the `\\u` escape at `backslash`."""
        digits = _HEX.match(self.text, backslash + 2)
        if len(digits.group()) < 4:
            if digits.end() >= len(self.text):
                raise self.cut(pointer)
            raise self.fault(fault_at, pointer, "\\u must be followed by four hex digits")
        self.at = digits.end()
        return int(digits.group(), 16)


def parse(text: str) -> Node:
    """The tree of a document. Every violation of section 4 raises `malformed` with its place."""
    return _Parser(text).document()
