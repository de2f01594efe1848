"""Seals and opens with an operator's master keys: data keys are wrapped by them, rows carry a keyed hash by them."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import Tampered, WrongKey

#: Bytes of a master key and of a data key (AES-256, BSI TR-02102-1).
KEY_BYTES = 32
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Master:
    """One master key: `id` is a fingerprint that says nothing about it, the working keys are derived (RFC 5869)."""

    id: str
    _wrapping: bytes = field(repr=False)
    _sealing: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Master:
        """From 32 secret bytes. Error: ValueError for any other length."""
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes")
        return cls(_derived(secret, b"akzess key id", 4).hex(), _derived(secret, b"wrap"), _derived(secret, b"seal"))

    def wrap(self, data_key: bytes, owner: bytes) -> bytes:
        """A data key, sealed so that it opens only for its owner."""
        return sealed(self._wrapping, data_key, owner)

    def unwrap(self, wrapped: bytes, owner: bytes) -> bytes:
        """The data key. Error: Tampered."""
        return opened(self._wrapping, wrapped, owner)

    def seal(self, text: bytes) -> bytes:
        """HMAC-SHA256 over a row."""
        return hmac.new(self._sealing, text, hashlib.sha256).digest()


class Keyring:
    """Master keys by id. The first one seals what is new, the others still open what is old.

    `again` is asked when one is missing: another process, started since, may seal with a key that was added meanwhile.
    """

    def __init__(self, secrets: Sequence[bytes], again: Callable[[], Sequence[bytes]] = tuple) -> None:
        """Error: ValueError without any key, or for a key that is not 32 bytes long."""
        if not secrets:
            raise ValueError("a keyring needs a key")
        masters = [Master.of(secret) for secret in secrets]
        self.current = masters[0]
        self._masters = {master.id: master for master in masters}
        self._again = again

    def all(self) -> Sequence[Master]:
        """Every master key, the current one first."""
        return tuple(self._masters.values())

    def __getitem__(self, key_id: str) -> Master:
        """Error: WrongKey."""
        if key_id not in self._masters:
            self._masters |= {master.id: master for master in map(Master.of, self._again())}
        try:
            return self._masters[key_id]
        except KeyError:
            had = ", ".join(self._masters)
            raise WrongKey(f"sealed with master key {key_id}, but the key file has only {had}") from None


def new_key() -> bytes:
    """Fresh random key material."""
    return os.urandom(KEY_BYTES)


def sealed(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front; `bound_to` has to be the same when it is opened (NIST SP 800-38D)."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def opened(key: bytes, box: bytes, bound_to: bytes) -> bytes:
    """What was sealed. Error: Tampered when box, key or binding are not the same."""
    try:
        return AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise Tampered("the sealed bytes do not open: they, their row or their data key were changed") from None


def _derived(secret: bytes, purpose: bytes, length: int = KEY_BYTES) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=b"akzess evidence 1", info=purpose).derive(secret)
