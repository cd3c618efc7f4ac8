"""Section 4."""

import unittest

from msb import limits
from msb.tree import parse
from msb.verdict import MALFORMED, Failure


def fault(text: str) -> Failure:
    try:
        parse(text)
    except Failure as failure:
        return failure
    raise AssertionError(f"accepted: {text[:60]!r}")


def nested(depth: int, bracket: str = "[") -> str:
    """A root with containers down to that depth, the root being depth 1."""
    if bracket == "[":
        return '{"a":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"
    return '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1)


# text, line, column, pointer
FAULTS = [
    (" {}", 1, 1, ""),
    ("\n{}", 1, 1, ""),
    ("\ufeff{}", 1, 1, ""),
    ("[]", 1, 1, ""),
    ('"a"', 1, 1, ""),
    ("{} x", 1, 4, ""),
    ("{}{}", 1, 3, ""),
    ("{}\n\0", 2, 1, ""),
    ("{,}", 1, 2, ""),
    ("{a:1}", 1, 2, ""),
    ("{'a':1}", 1, 2, ""),
    ('{"a" 1}', 1, 6, ""),
    ('{"a":1 "b":2}', 1, 8, ""),
    ('{"a":1,}', 1, 8, ""),
    ('{"a":}', 1, 6, "/a"),
    ('{"a":,}', 1, 6, "/a"),
    ('{"a":[1,]}', 1, 9, "/a/1"),
    ('{"a":[,1]}', 1, 7, "/a/0"),
    ('{"a":[1 2]}', 1, 9, "/a"),
    ('{"a":[1}', 1, 8, "/a"),
    ('{"a":{"b":1]}', 1, 12, "/a"),
    ('{"a":/**/1}', 1, 6, "/a"),
    ('{"a":\u00a01}', 1, 6, "/a"),
    ('{"a":\f1}', 1, 6, "/a"),
    # 4.5
    ('{"a":01}', 1, 6, "/a"),
    ('{"a":-1}', 1, 6, "/a"),
    ('{"a":-0}', 1, 6, "/a"),
    ('{"a":+1}', 1, 6, "/a"),
    ('{"a":.5}', 1, 6, "/a"),
    ('{"a":1.0}', 1, 6, "/a"),
    ('{"a":1e3}', 1, 6, "/a"),
    ('{"a":1E3}', 1, 6, "/a"),
    ('{"a":1-}', 1, 6, "/a"),
    ('{"a":9007199254740992}', 1, 6, "/a"),
    ('{"a":' + "9" * 5000 + "}", 1, 6, "/a"),
    ('{"a":1x}', 1, 7, ""),
    ('{"a":0x10}', 1, 7, ""),
    ('{"a":\u0661}', 1, 6, "/a"),
    ('{"a":NaN}', 1, 6, "/a"),
    ('{"a":Infinity}', 1, 6, "/a"),
    # 4.6
    ('{"a":""}', 1, 6, "/a"),
    ('{"":1}', 1, 2, ""),
    ('{"a":"x\ty"}', 1, 8, "/a"),
    ('{"a":"x\ny"}', 1, 8, "/a"),
    ('{"a":"\0"}', 1, 7, "/a"),
    (r'{"a":"x\xy"}', 1, 8, "/a"),
    (r'{"a":"x\Uabcd"}', 1, 8, "/a"),
    (r'{"a":"x\u12G4"}', 1, 8, "/a"),
    (r'{"a":"x\u12"}', 1, 8, "/a"),
    (r'{"a":"x\u 123"}', 1, 8, "/a"),
    (r'{"a":"x\ud83d"}', 1, 8, "/a"),
    (r'{"a":"x\ud83dx"}', 1, 8, "/a"),
    (r'{"a":"x\ud83d\n"}', 1, 8, "/a"),
    (r'{"a":"x\ud83d\u0041"}', 1, 8, "/a"),
    (r'{"a":"x\ud83d\ud83d\udd11"}', 1, 8, "/a"),
    (r'{"a":"x\ud83d\u12G4"}', 1, 8, "/a"),
    (r'{"a":"x\udd11"}', 1, 8, "/a"),
    (r'{"a":"x\udbff\ue000"}', 1, 8, "/a"),
    (r'{"a":"x\ud800\udbff"}', 1, 8, "/a"),
    (r'{"a":"x\udc00"}', 1, 8, "/a"),
    (r'{"a":"x\udfff"}', 1, 8, "/a"),
    (r'{"a":"x\ud800"}', 1, 8, "/a"),
    # 4.7
    ('{"A":1}', 1, 2, ""),
    ('{"_a":1}', 1, 2, ""),
    ('{"9":1}', 1, 2, ""),
    ('{"a-b":1}', 1, 2, ""),
    ('{"a b":1}', 1, 2, ""),
    ('{"é":1}', 1, 2, ""),
    ('{"a\\n":1}', 1, 2, ""),
    ('{"b":{"c":1, "B":2}}', 1, 14, "/b"),
    ('{"a":1,"a":2}', 1, 8, "/a"),
    ('{"a":1,"b":{"a":1,"\\u0061":2}}', 1, 19, "/b/a"),
    # 4.8
    ('{"a":null}', 1, 6, "/a"),
    ('{"a":[nul', 1, 7, "/a/0"),
    ('{"a":True}', 1, 6, "/a"),
    ('{"a":trux}', 1, 9, "/a"),
    ('{"a":tr}', 1, 8, "/a"),
    ('{"a":falsy}', 1, 10, "/a"),
    ('{"a":truefalse}', 1, 10, ""),
    # 2.4
    ('{\r\n "a":\r\n  \U0001f511}', 3, 3, "/a"),
    ('{"b":"é\U0001f511","a":\r?}', 1, 16, "/a"),
]

# The same, for texts that end too early (4.10).
CUT = [
    ("", 1, 1, ""),
    ("{", 1, 2, ""),
    ('{"', 1, 3, ""),
    ('{"ab', 1, 5, ""),
    ('{"A', 1, 4, ""),
    ('{"a"', 1, 5, ""),
    ('{"a":', 1, 6, "/a"),
    ('{"a": \n', 2, 1, "/a"),
    ('{"a":12', 1, 8, ""),
    ('{"a":tru', 1, 9, "/a"),
    ('{"a":f', 1, 7, "/a"),
    ('{"a":true', 1, 10, ""),
    ('{"a":"', 1, 7, "/a"),
    ('{"a":"x\\', 1, 9, "/a"),
    ('{"a":"x\\u', 1, 10, "/a"),
    ('{"a":"x\\u12', 1, 12, "/a"),
    ('{"a":"x\\ud83d', 1, 14, "/a"),
    ('{"a":"x\\ud83d\\', 1, 15, "/a"),
    ('{"a":"x\\ud83d\\u', 1, 16, "/a"),
    ('{"a":"x\\ud83d\\udd1', 1, 19, "/a"),
    ('{"a":[', 1, 7, "/a/0"),
    ('{"a":[1', 1, 8, "/a"),
    ('{"a":[1,', 1, 9, "/a/1"),
    ('{"a":1,', 1, 8, ""),
    ('{"a":{"b":[]}', 1, 14, ""),
]


class Accepted(unittest.TestCase):
    def test_values(self):
        text = '{"a":0,"b":[true,false,[],{}],"c_9":"x","d":{"e":9007199254740991}}'
        plain = {"a": 0, "b": [True, False, [], {}], "c_9": "x", "d": {"e": 9007199254740991}}
        self.assertEqual(parse(text).plain(), plain)

    def test_order_of_members_is_kept(self):
        self.assertEqual(list(parse('{"z":1,"a":2,"m":3}').plain()), ["z", "a", "m"])

    def test_white_space(self):
        self.assertEqual(parse('{ \t\r\n"a" :\n1\r,"b"\t: [ 1 , 2 ] } \n\r\t ').plain(), {"a": 1, "b": [1, 2]})

    def test_escapes(self):
        text = r'{"a":"\"\\\/\b\f\n\r\t\u0000\u00e9\u00E9\uD83d\uDD11\uffff"}'
        self.assertEqual(parse(text).plain()["a"], '"\\/\b\f\n\r\t\0éé\U0001f511\uffff')

    def test_edges_of_the_surrogates(self):
        text = r'{"a":"\ud7ff\ue000\ud800\udc00\udbff\udfff"}'
        self.assertEqual(parse(text).plain()["a"], "\ud7ff\ue000\U00010000\U0010ffff")

    def test_raw_characters(self):
        self.assertEqual(parse('{"a":"é\U0001f511\x7f\u2028\ufeff/"}').plain()["a"], "é\U0001f511\x7f\u2028\ufeff/")

    def test_keys_are_judged_unescaped(self):
        self.assertEqual(parse(r'{"\u0061b":1}').plain(), {"ab": 1})

    def test_places_and_pointers(self):
        root = parse('{\n  "a": [1,\r\n   {"b": true}]}')
        inner = root.get("a").value[1]
        self.assertEqual((inner.pointer, inner.get("b").pointer), ("/a/1", "/a/1/b"))
        self.assertEqual(inner.offset, 17)


class Limits(unittest.TestCase):
    def test_depth(self):
        for bracket in "[{":
            parse(nested(limits.DEPTH_MAX, bracket))
            self.assertIn("deeper", fault(nested(limits.DEPTH_MAX + 1, bracket)).reason)
        self.assertEqual(fault(nested(17)).place, (1, 21, "/a" + "/0" * 15))

    def test_scalars_add_no_depth(self):
        parse('{"a":' + "[" * 15 + "1" + "]" * 15 + "}")

    def test_a_million_brackets(self):
        self.assertIn("deeper", fault('{"a":' + "[" * 1_000_000).reason)

    def test_values(self):
        # The root and the array count as well; keys do not.
        def document(ones: int) -> str:
            return '{"a":[' + ",".join("1" * ones) + "]}"

        parse(document(limits.VALUES_MAX - 2))
        failure = fault(document(limits.VALUES_MAX - 1))
        self.assertIn("16384 values", failure.reason)
        self.assertEqual(failure.place, (1, 7 + 2 * (limits.VALUES_MAX - 2), f"/a/{limits.VALUES_MAX - 2}"))

    def test_every_kind_of_value_counts(self):
        for value in ("[]", "{}", '"x"', "true", "7"):
            with self.subTest(value):
                most = limits.VALUES_MAX - 2
                parse('{"a":[' + ",".join([value] * most) + "]}")
                self.assertIn("16384 values", fault('{"a":[' + ",".join([value] * (most + 1)) + "]}").reason)

    def test_key_length(self):
        parse('{"' + "k" * 64 + '":1}')
        self.assertIn("key", fault('{"' + "k" * 65 + '":1}').reason)


class Faults(unittest.TestCase):
    def test_places(self):
        for text, *place in FAULTS:
            with self.subTest(text[:40]):
                failure = fault(text)
                self.assertEqual(failure.verdict, MALFORMED)
                self.assertEqual(list(failure.place), place)
                self.assertFalse(failure.cut_short)

    def test_cut_short(self):
        for text, *place in CUT:
            with self.subTest(text):
                failure = fault(text)
                self.assertTrue(failure.cut_short)
                self.assertEqual(list(failure.place), place)

    def test_a_fault_before_the_end_is_no_cut(self):
        for text in ('{"a":1.', '{"a":01', '{"a":-', '{"a":nul', '{"a":"\t', '{"a":"\\x', '{"a":[1}'):
            with self.subTest(text):
                self.assertFalse(fault(text).cut_short)

    def test_every_prefix_of_a_document_is_cut_short(self):
        text = r'{"a":[1,true,{"b":"x\u00e9\ud83d\udd11\n"},[]],"c":false , "d":{}}'
        parse(text)
        for end in range(len(text)):
            failure = fault(text[:end])
            self.assertTrue(failure.cut_short, text[:end])
            self.assertEqual(failure.place[:2], (1, end + 1))


if __name__ == "__main__":
    unittest.main()
