"""Section 8: the key schedule, and section 12."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import limits
from .verdict import REFUSED, Failure

SLOT_KEY = b"master-secret-backup/1 slot key"
SLOT_CHECK = b"master-secret-backup/1 slot check"
SLOT_AAD = b"master-secret-backup/1 slot"
FILE_KEY_CHECK = b"master-secret-backup/1 file key check"
PAYLOAD_KEY = b"master-secret-backup/1 payload"
PAYLOAD_AAD = b"master-secret-backup/1 payload"
MAC_KEY = b"master-secret-backup/1 mac"
FINGERPRINT = b"master-secret-backup/1 fingerprint"


@dataclass(frozen=True)
class Cost:
    """Argon2id's parameters: memory in KiB."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def work(self) -> int:
        """KiB x passes, as 9.7 counts."""
        return self.memory_kib * self.passes


def argon2id(password: bytes, salt: bytes, cost: Cost) -> bytes:
    """root (8.1, 8.4)"""
    try:
        return hash_secret_raw(
            secret=password,
            salt=salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=limits.KEY_BYTES,
            type=Type.ID,
            version=19,
        )
    except (HashingError, MemoryError) as error:
        raise Failure(REFUSED, f"the derivation could not run: {error}") from None


def hkdf(key: bytes, label: bytes) -> bytes:
    """HKDF(key, label) of 8.2"""
    return HKDF(algorithm=SHA256(), length=limits.KEY_BYTES, salt=None, info=label).derive(key)


def seal(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """nonce || ciphertext || tag (8.3)"""
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes | None:
    """The plaintext, or None if the tag does not hold."""
    if len(sealed) < limits.NONCE_BYTES + limits.TAG_BYTES:
        return None
    try:
        return AESGCM(key).decrypt(sealed[: limits.NONCE_BYTES], sealed[limits.NONCE_BYTES :], aad)
    except InvalidTag:
        return None


def mac(file_key: bytes, text: bytes) -> bytes:
    """The mac over JCS({header, payload}) (8.7)."""
    return hmac.digest(hkdf(file_key, MAC_KEY), text, "sha256")


def equal(one: bytes, other: bytes) -> bool:
    """Comparison in constant time (8.8)."""
    return hmac.compare_digest(one, other)


def fingerprint(secret: bytes) -> str:
    """Section 12"""
    return hkdf(secret, FINGERPRINT)[: limits.FINGERPRINT_BYTES].hex()
