"""Keys of HTTP message signatures: a shared secret, or ECDSA P-256 or Ed25519 from PEM files (RFC 9421, 3.3)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from .base import Misconfigured
from .settings import Secret

Algorithm = Literal["hmac-sha256", "ecdsa-p256-sha256", "ed25519"]
_Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_Public = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
_SIZE = 32


@dataclass(frozen=True, slots=True)
class HttpKey:
    """One key and the only algorithm it is used with."""

    algorithm: Algorithm
    _material: Secret | _Private | _Public = field(repr=False)

    @classmethod
    def shared(cls, secret: Secret) -> HttpKey:
        """HMAC-SHA256 with a secret both sides know. Error: `Misconfigured("signing-key")` when it is empty."""
        if not secret:
            raise Misconfigured("signing-key", "the shared secret is empty")
        return cls("hmac-sha256", secret)

    @classmethod
    def private(cls, path: str, password: Secret | None = None) -> HttpKey:
        """Our own key, from a PEM file. Error: `Misconfigured("signing-key")`."""
        phrase = password.reveal().encode() if password else None
        try:
            key = serialization.load_pem_private_key(_read(path), phrase)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise Misconfigured("signing-key", "the key is no readable PEM") from None
        return cls(_algorithm(key), key)  # type: ignore[arg-type]  # _algorithm knows these two kinds only

    @classmethod
    def public(cls, path: str) -> HttpKey:
        """A partner's key, from a PEM file with a public key or a certificate. Error: `Misconfigured("signing-key")`."""
        data = _read(path)
        try:
            certificate = b"BEGIN CERTIFICATE" in data
            key = (
                x509.load_pem_x509_certificate(data).public_key()
                if certificate
                else serialization.load_pem_public_key(data)
            )
        except (ValueError, UnsupportedAlgorithm):
            raise Misconfigured("signing-key", "the partner's key is no readable PEM") from None
        return cls(_algorithm(key), key)  # type: ignore[arg-type]  # _algorithm knows these two kinds only

    def sign(self, data: bytes) -> bytes:
        """The signature. Error: TypeError for a partner's key."""
        key = self._material
        if isinstance(key, Secret):
            return hmac.new(key.reveal().encode(), data, hashlib.sha256).digest()
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return key.sign(data)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(_SIZE, "big") + s.to_bytes(_SIZE, "big")
        raise TypeError("a public key cannot sign")

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether this key made the signature; constant time for the shared secret."""
        key = self._material
        if isinstance(key, Secret):
            return hmac.compare_digest(self.sign(data), signature)
        public = key.public_key() if isinstance(key, _Private) else key
        try:
            if isinstance(public, ed25519.Ed25519PublicKey):
                public.verify(signature, data)
                return True
            if len(signature) != 2 * _SIZE:
                return False
            r, s = int.from_bytes(signature[:_SIZE], "big"), int.from_bytes(signature[_SIZE:], "big")
            public.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def _algorithm(key: object) -> Algorithm:
    if isinstance(key, ed25519.Ed25519PrivateKey | ed25519.Ed25519PublicKey):
        return "ed25519"
    kinds = ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey
    if isinstance(key, kinds) and isinstance(key.curve, ec.SECP256R1):
        return "ecdsa-p256-sha256"
    raise Misconfigured("signing-key", "keys are ECDSA on P-256 or Ed25519")


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Misconfigured("signing-key", f"no readable file for a key: {error.strerror}") from None
