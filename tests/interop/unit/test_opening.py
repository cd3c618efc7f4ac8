"""9.7 to 9.12: cost, slots, authentication, content, damaged files."""

import unittest
from unittest import mock

from msb import keys, passwords, reader, writer
from msb.reader import Limits
from msb.verdict import (
    DAMAGED,
    INTACT,
    MALFORMED,
    MISMATCH,
    OPENS,
    REFUSED,
    TAMPERED,
    UNSUPPORTED,
    WRONG_PASSWORD,
    Failure,
    InputError,
)
from msb.writer import emit, to_base64

from .support import (
    CHEAP,
    PASSWORD,
    REMOVE,
    SECOND_PASSWORD,
    UNKNOWN_SLOT,
    WRONG,
    changed,
    file,
    open_slot,
    outcome,
    reauthenticated,
    rechecked,
    secrets,
    verdict_of,
)


def costly(root: dict, memory_kib: int, passes: int, index: int = 0) -> dict:
    root = changed(root, f"/header/slots/{index}/kdf/memory_kib", memory_kib)
    return changed(root, f"/header/slots/{index}/kdf/passes", passes)


def flipped(text: str, byte: int) -> str:
    """Base64 with one bit of one byte changed."""
    data = bytearray(reader.schema.decode_base64(text))
    data[byte] ^= 1
    return to_base64(bytes(data))


# What is changed in `file()`, with a checksum that fits.
TAMPERED_FILES = [
    ("/header/id", "0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a02"),
    ("/header/replaces", "0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a02"),
    ("/header/created", "2026-11-20T14:55:03Z"),
    ("/header/system", "BTS-TEST"),
    ("/header/content/name", "SSO478AE.bak"),
    ("/header/content/current_msid", REMOVE),
    ("/header/content/backed_up", "2026-11-20T14:55:02Z"),
    ("/header/slots/0/label", "eve"),
    ("/header/slots/0/reminder", "call eve"),
    ("/header/slots/1", REMOVE),
    ("/header/slots/1/zone", "c"),
    ("/header/slots/2", REMOVE),
    ("/header/slots/2/check", flipped(file()["header"]["slots"][2]["check"], 0)),
    ("/header/extensions/zeta/a", "Gr\u0075\u0308n"),
    ("/header/extensions", REMOVE),
    ("/header/key_check", flipped(file()["header"]["key_check"], 31)),
    ("/payload", flipped(file()["payload"], 0)),
    ("/payload", flipped(file()["payload"], 20)),
    ("/payload", flipped(file()["payload"], -1)),
    ("/mac", flipped(file()["mac"], 0)),
    # 15 + 7 bytes cut elsewhere: the lengths still add up.
    ("/header/content", file()["header"]["content"] | {"bytes": 16, "native_password_bytes": 6}),
    ("/header/content/sha256", "0" * 64),
]


class CostTest(unittest.TestCase):
    def test_one_slot(self):
        for memory_kib, passes, verdict in [
            (1_048_576, 1, INTACT),
            (1_048_577, 1, REFUSED),
            (1_048_576, 16, INTACT),
            (1_048_576, 17, REFUSED),
            (262_144, 64, INTACT),
            (262_145, 64, REFUSED),
            (4_194_303, 64, REFUSED),
        ]:
            with self.subTest((memory_kib, passes)):
                self.assertEqual(verdict_of(costly(secrets(), memory_kib, passes)), verdict)

    def test_all_slots_together(self):
        def three(third: int) -> dict:
            slot = secrets()["header"]["slots"][0]
            slots = []
            for label, (memory_kib, passes) in {"a": (1_048_576, 16), "b": (1_048_575, 16), "c": (third, 1)}.items():
                kdf = slot["kdf"] | {"memory_kib": memory_kib, "passes": passes}
                slots.append(slot | {"label": label, "kdf": kdf})
            return changed(secrets(), "/header/slots", slots)

        # The first two leave 16 KiB x passes of the 32 GiB, less than any slot may have.
        self.assertEqual(verdict_of(three(8192)), REFUSED)
        two = changed(three(8192), "/header/slots/2", REMOVE)
        self.assertEqual(verdict_of(two), INTACT)
        self.assertEqual(verdict_of(costly(two, 1_048_576, 16, 1)), INTACT)
        self.assertEqual(verdict_of(three(8192), slot="a"), INTACT)

    def test_the_sum_counts_to_the_kib(self):
        costs = [keys.Cost(1_048_576, 16, 1), keys.Cost(1_040_384, 16, 1), keys.Cost(131_072, 1, 1)]
        reader.check_cost(costs)
        with self.assertRaises(Failure):
            reader.check_cost([*costs[:2], keys.Cost(131_073, 1, 1)])

    def test_unknown_slots_cost_nothing(self):
        kdf = secrets()["header"]["slots"][0]["kdf"]
        dear = {"kind": "other", "kdf": kdf | {"memory_kib": 4_194_303, "passes": 64}}
        self.assertEqual(verdict_of(changed(file(), "/header/slots/1", dear)), INTACT)

    def test_limits_can_be_raised_and_lowered(self):
        root = costly(secrets(), 1_048_577, 1)
        self.assertEqual(verdict_of(root, allowed=Limits(memory_kib=1_048_577)), INTACT)
        self.assertEqual(verdict_of(secrets(), allowed=Limits(memory_kib=8191)), REFUSED)
        self.assertEqual(verdict_of(secrets(), allowed=Limits(slot_work=8191)), REFUSED)
        self.assertEqual(verdict_of(file(), allowed=Limits(all_work=16383)), REFUSED)

    def test_nothing_is_derived_before(self):
        root = costly(file(), 4_194_303, 64, 2)
        with mock.patch.object(keys, "argon2id", side_effect=AssertionError("derived")):
            self.assertEqual(verdict_of(root, PASSWORD), REFUSED)
            with self.assertRaises(AssertionError):
                verdict_of(file(), PASSWORD)

    def test_a_chosen_slot_is_the_only_one_counted(self):
        root = changed(file(), "/header/slots/2/kdf/memory_kib", 4_194_303)
        self.assertEqual(verdict_of(root, PASSWORD), REFUSED)
        # The header was changed, so the slot opens and the mac does not hold.
        self.assertEqual(verdict_of(root, PASSWORD, slot="one"), TAMPERED)


class Opens(unittest.TestCase):
    def test_secrets(self):
        opened = outcome(secrets(), PASSWORD)
        self.assertEqual([(part.role, part.data) for part in opened.parts], [
            ("current", bytes(range(32))),
            ("previous", bytes(range(100, 140))),
        ])  # fmt: skip
        self.assertEqual(opened.slot.label, "one")

    def test_file(self):
        for password, label in ((PASSWORD, "one"), (SECOND_PASSWORD, "two")):
            opened = outcome(file(), password)
            self.assertEqual([(part.role, part.data) for part in opened.parts], [
                ("file", b"a native file\r\n"),
                ("native-password", "Pa\u0308sse".encode()),
            ])  # fmt: skip
            self.assertEqual(opened.slot.label, label)

    def test_file_without_a_password_of_its_own(self):
        root = writer.write(
            writer.Request(
                content={"kind": "file", "name": "x"},
                data={"file": b"content"},
                slots=[writer.NewSlot(PASSWORD, "one", CHEAP)],
                created="2026-11-20T14:55:02Z",
            )
        )
        self.assertEqual([(part.role, part.data) for part in outcome(root, PASSWORD).parts], [("file", b"content")])

    def test_wrong_password(self):
        for password in (WRONG, "", PASSWORD + " ", PASSWORD.upper(), "x" * 5000):
            self.assertEqual(verdict_of(secrets(), password), WRONG_PASSWORD)
            self.assertEqual(verdict_of(file(), password), WRONG_PASSWORD)

    def test_a_chosen_slot(self):
        self.assertEqual(verdict_of(file(), PASSWORD, slot="one"), OPENS)
        self.assertEqual(verdict_of(file(), PASSWORD, slot="two"), WRONG_PASSWORD)
        for label in ("board", "nobody"):
            with self.assertRaises(InputError):
                outcome(file(), PASSWORD, slot=label)

    def test_decomposed_and_composed(self):
        root = writer.write(
            writer.Request(
                content={"kind": "secrets", "current": {"msid": file()["header"]["content"]["current_msid"]}},
                data={"current": bytes(16)},
                slots=[writer.NewSlot("Ko\u0308nigsweg", "one", CHEAP)],
                created="2026-11-20T14:55:02Z",
            )
        )
        self.assertEqual(verdict_of(root, "K\u00f6nigsweg"), OPENS)
        self.assertEqual(verdict_of(root, "Ko\u0308nigsweg"), OPENS)

    def test_slots_are_tried_in_order_and_no_further_than_needed(self):
        derived = []
        real = keys.argon2id

        def counting(password, salt, cost):
            derived.append(salt)
            return real(password, salt, cost)

        salts = [slot.salt for slot in outcome(file()).slots]
        with mock.patch.object(keys, "argon2id", counting):
            verdict_of(file(), PASSWORD)
            self.assertEqual(derived, salts[:1])
            derived.clear()
            verdict_of(file(), SECOND_PASSWORD)
            self.assertEqual(derived, salts)


class Tampered(unittest.TestCase):
    def test_everything_in_the_header(self):
        for pointer, value in TAMPERED_FILES:
            with self.subTest(pointer):
                root = changed(file(), pointer, value)
                self.assertEqual(verdict_of(root), INTACT)
                self.assertEqual(verdict_of(root, PASSWORD), TAMPERED)
                self.assertEqual(verdict_of(root, WRONG), WRONG_PASSWORD)

    def test_one_proof_of_a_slot(self):
        for member in ("check", "wrapped_key"):
            root = secrets()
            slot = root["header"]["slots"][0]
            root = changed(root, f"/header/slots/0/{member}", flipped(slot[member], 15))
            self.assertEqual(verdict_of(root, PASSWORD), TAMPERED)

    def test_both_proofs_of_a_slot_cannot_be_told_from_a_wrong_password(self):
        root = secrets()
        slot = root["header"]["slots"][0]
        for member in ("check", "wrapped_key"):
            root = changed(root, f"/header/slots/0/{member}", flipped(slot[member], 15))
        self.assertEqual(verdict_of(root, PASSWORD), WRONG_PASSWORD)
        salted = changed(secrets(), "/header/slots/0/kdf/salt", flipped(slot["kdf"]["salt"], 0))
        self.assertEqual(verdict_of(salted, PASSWORD), WRONG_PASSWORD)
        self.assertEqual(verdict_of(costly(secrets(), 8192, 2), PASSWORD), WRONG_PASSWORD)

    def test_the_first_slot_that_accepts_decides(self):
        root = file()
        good = writer.make_slot(writer.NewSlot(PASSWORD, "two", CHEAP), open_slot(root)[1], writer.os_random)
        root["header"]["slots"][2] = good
        root["header"]["slots"][0]["check"] = to_base64(bytes(32))
        root["mac"] = to_base64(keys.mac(open_slot(file())[1], reader.canonical.mac_text(root)))
        self.assertEqual(verdict_of(rechecked(root), PASSWORD), TAMPERED)
        # The second slot alone opens it.
        self.assertEqual(verdict_of(root, PASSWORD, slot="two"), OPENS)

    def test_a_slot_of_another_file(self):
        root = secrets()
        root["header"]["slots"] = file()["header"]["slots"]
        self.assertEqual(verdict_of(rechecked(root), PASSWORD), TAMPERED)

    def test_a_payload_of_another_file_of_the_same_length(self):
        request = dict(
            content={"kind": "secrets", "current": {"msid": "6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11"}},
            slots=[writer.NewSlot(PASSWORD, "one", CHEAP)],
            created="2026-11-20T14:55:02Z",
        )
        one = writer.write(writer.Request(data={"current": bytes(16)}, **request))
        other = writer.write(writer.Request(data={"current": bytes(16)}, **request))
        one["payload"] = other["payload"]
        self.assertEqual(verdict_of(rechecked(one), PASSWORD), TAMPERED)

    def test_a_holder_of_the_file_key_can_rewrite(self):
        # 11.8 says so; it also shows that the tests above fail for the reason they name.
        root = changed(file(), "/header/slots/0/label", "eve")
        self.assertEqual(verdict_of(reauthenticated(root), PASSWORD), OPENS)

    def test_key_check_even_when_the_mac_holds(self):
        root = changed(secrets(), "/header/key_check", to_base64(bytes(32)))
        self.assertEqual(verdict_of(reauthenticated(root), PASSWORD), TAMPERED)

    def test_payload_even_when_the_mac_holds(self):
        root = changed(secrets(), "/payload", flipped(secrets()["payload"], 30))
        self.assertEqual(verdict_of(reauthenticated(root), PASSWORD), TAMPERED)

    def test_repair_is_outside(self):
        self.assertEqual(verdict_of(secrets() | {"repair": {"x": [1]}}, PASSWORD), OPENS)


class Mismatch(unittest.TestCase):
    def test_sha256(self):
        root = reauthenticated(changed(file(), "/header/content/sha256", "0" * 64))
        self.assertEqual(verdict_of(root), INTACT)
        self.assertEqual(verdict_of(root, PASSWORD), MISMATCH)
        self.assertEqual(verdict_of(root, WRONG), WRONG_PASSWORD)

    def test_another_cut(self):
        content = file()["header"]["content"] | {"bytes": 16, "native_password_bytes": 6}
        self.assertEqual(verdict_of(reauthenticated(changed(file(), "/header/content", content)), PASSWORD), MISMATCH)

    def test_nothing_is_asked_of_the_native_password(self):
        root = writer.write(
            writer.Request(
                content={"kind": "file", "name": "x"},
                data={"file": b"x", "native-password": b"\xff\xfe\x00"},
                slots=[writer.NewSlot(PASSWORD, "one", CHEAP)],
                created="2026-11-20T14:55:02Z",
            )
        )
        self.assertEqual(outcome(root, PASSWORD).parts[1].data, b"\xff\xfe\x00")


class TryDamaged(unittest.TestCase):
    def attempt(self, root: dict, password: str, **options: object) -> tuple[str, bool]:
        try:
            _, damaged = reader.try_damaged(emit(root), passwords.normalised(password), **options)
        except Failure as failure:
            return failure.verdict, False
        return OPENS, damaged

    def test_only_the_checksum(self):
        root = changed(secrets(), "/checksum", "0" * 64, recheck=False)
        self.assertEqual(verdict_of(root, PASSWORD), DAMAGED)
        self.assertEqual(self.attempt(root, PASSWORD), (OPENS, True))

    def test_whatever_fails_it_stays_damaged(self):
        for pointer, value in [
            ("/header/system", "other"),
            ("/header/version", 2),
            ("/header/id", "x"),
            ("/header/slots/0/kdf/memory_kib", 4_194_303),
            ("/header/slots/0/check", to_base64(bytes(32))),
            ("/mac", to_base64(bytes(32))),
        ]:
            with self.subTest(pointer):
                root = changed(secrets(), pointer, value, recheck=False)
                self.assertEqual(self.attempt(root, PASSWORD), (DAMAGED, False))
        root = changed(secrets(), "/checksum", "0" * 64, recheck=False)
        self.assertEqual(self.attempt(root, WRONG), (DAMAGED, False))

    def test_cost_is_checked_here_too(self):
        root = changed(secrets(), "/header/slots/0/kdf/memory_kib", 4_194_303, recheck=False)
        with mock.patch.object(keys, "argon2id", side_effect=AssertionError("derived")):
            self.assertEqual(self.attempt(root, PASSWORD), (DAMAGED, False))

    def test_other_verdicts_stay(self):
        self.assertEqual(self.attempt(secrets(), PASSWORD), (OPENS, False))
        self.assertEqual(self.attempt(secrets(), WRONG), (WRONG_PASSWORD, False))
        self.assertEqual(self.attempt(changed(secrets(), "/header/version", 2), PASSWORD), (UNSUPPORTED, False))
        root = changed(secrets(), "/checksum", 7, recheck=False)
        self.assertEqual(self.attempt(root, PASSWORD), (MALFORMED, False))
        self.assertEqual(self.attempt(changed(secrets(), "/header/system", "x"), PASSWORD), (TAMPERED, False))


class NothingIsSaid(unittest.TestCase):
    def test_of_what_cannot_be_opened(self):
        failure = outcome(changed(file(), "/header/system", "x"), PASSWORD)
        for secret in (PASSWORD, "native file", "sse"):
            self.assertNotIn(secret, str(failure))

    def test_the_unknown_slot_is_really_there(self):
        self.assertEqual(file()["header"]["slots"][1], UNKNOWN_SLOT)


if __name__ == "__main__":
    unittest.main()
