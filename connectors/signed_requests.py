"""Signs our own requests to a REST agency after RFC 9421, where an operator agreed on it with the agency."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Protocol

from .base import Clock, Misconfigured
from .http_signature_keys import HttpKey
from .http_signatures import SignedRequest, sign
from .settings import Secret

#: What is signed where it is there: whose request it is and that it is this one belong together.
_ALSO = ("content-type", "idempotency-key", "authorization")


class SigningConfig(Protocol):
    """What an operator sets: our key and what the agency calls it; both or neither."""

    @property
    def request_key(self) -> str:
        """Path of our private key, PEM: Ed25519 or ECDSA P-256."""
        ...

    @property
    def request_key_password(self) -> Secret:
        """What the key is encrypted with; empty when it is not."""
        ...

    @property
    def request_keyid(self) -> str:
        """The name under which the agency knows the key."""
        ...


class RequestSigner:
    """Adds the headers of a signature to requests."""

    def __init__(self, key: HttpKey, keyid: str, clock: Clock) -> None:
        self._key, self._keyid, self._clock = key, keyid, clock

    @classmethod
    def of(cls, config: SigningConfig, clock: Clock) -> RequestSigner | None:
        """From an agency's configuration; None when nothing of it is set. Error: `Misconfigured`, also for a half."""
        if not config.request_key and not config.request_keyid:
            return None
        if not config.request_key or not config.request_keyid:
            raise Misconfigured("config-missing", "request_key and request_keyid belong together")
        return cls(HttpKey.private(config.request_key, config.request_key_password), config.request_keyid, clock)

    def headers(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        """Content-Digest, Signature-Input and Signature of one attempt; the nonce is new for each."""
        given = {name.lower() for name in headers}
        covered = ("@method", "@target-uri", "content-digest", *(name for name in _ALSO if name in given))
        request = SignedRequest(method, url, headers, body)
        return sign(request, self._key, keyid=self._keyid, nonce=uuid.uuid4().hex, now=self._clock(), covered=covered)
