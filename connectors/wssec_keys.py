"""Keys of signed messages: our own private key and the pinned certificates of a partner, from PEM files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from .base import Misconfigured
from .settings import Secret
from .signatures import Reason, SignatureRefused
from .wssec_names import SIGNATURES

#: BSI TR-02102-1 (2024), section 2.3: RSA keys from 3000 bits; section 2.3.3: elliptic curves from 250 bits.
_MIN_RSA = 3000
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_URIS = {entry: uri for uri, entry in SIGNATURES.items()}


@dataclass(frozen=True, slots=True)
class Signer:
    """Our key with its certificate. `algorithm` is the URI of RSA-SHA256 or ECDSA-SHA256, as the key demands."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def __repr__(self) -> str:
        return f"Signer({self.algorithm})"

    @classmethod
    def load(cls, key: str, certificate: str, password: Secret | None = None) -> Signer:
        """From two PEM files. Error: `Misconfigured("signing-key")`: unreadable, too weak, or not a pair."""
        phrase = password.reveal().encode() if password else None
        try:
            loaded = serialization.load_pem_private_key(_read(key), phrase)
            shown = x509.load_pem_x509_certificate(_read(certificate))
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise Misconfigured("signing-key", "the key or the certificate is no readable PEM") from None
        if not isinstance(loaded, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise Misconfigured("signing-key", "the key is neither RSA nor ECDSA")
        _strong(loaded.public_key())
        if _public(shown) != loaded.public_key():
            raise Misconfigured("signing-key", "the certificate belongs to another key")
        return cls(loaded, shown)

    @property
    def algorithm(self) -> str:
        """URI for `SignatureMethod`."""
        return _URIS["rsa" if isinstance(self.key, rsa.RSAPrivateKey) else "ecdsa", "sha256"]

    def sign(self, data: bytes) -> bytes:
        """The signature value as XML Signature writes it: ECDSA as r and s, each of the length of the order."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        size = _size(self.key.curve)
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


@dataclass(frozen=True, slots=True)
class Pinned:
    """The certificates an operator took from the partner itself; more than one while the partner changes keys.

    No chain is built: whoever is not in the file is nobody. Each counts within its own period only.
    """

    certificates: Sequence[x509.Certificate]

    @classmethod
    def load(cls, path: str) -> Pinned:
        """From a PEM file with one or more certificates. Error: `Misconfigured("partner-certificate")`."""
        try:
            certificates = x509.load_pem_x509_certificates(_read(path))
        except ValueError:
            raise Misconfigured("partner-certificate", "no readable PEM certificate") from None
        for certificate in certificates:
            _public(certificate)
        return cls(tuple(certificates))

    def verify(self, algorithm: str, data: bytes, signature: bytes, now: datetime) -> None:
        """Return when one of the keys made this signature.

        `algorithm` is a URI of `SIGNATURES`. Error: `SignatureRefused`: no certificate is valid at `now`, or none fits.
        """
        kind, name = SIGNATURES[algorithm]
        valid = [c for c in self.certificates if c.not_valid_before_utc <= now <= c.not_valid_after_utc]
        if not valid:
            raise SignatureRefused(Reason.CERTIFICATE)
        if not any(_made_by(_public(certificate), kind, _HASHES[name](), data, signature) for certificate in valid):
            raise SignatureRefused(Reason.SIGNATURE_VALUE)


def _made_by(
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    kind: str,
    algorithm: hashes.HashAlgorithm,
    data: bytes,
    signature: bytes,
) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsa":
            key.verify(signature, data, padding.PKCS1v15(), algorithm)
            return True
        if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            size = _size(key.curve)
            if len(signature) != 2 * size:
                return False
            r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
            key.verify(encode_dss_signature(r, s), data, ec.ECDSA(algorithm))
            return True
    except InvalidSignature:
        return False
    return False  # a key of the other kind


def _public(certificate: x509.Certificate) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    try:
        return _strong(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm):
        raise Misconfigured("signing-key", "the certificate has a key we do not know") from None


def _strong(key: object) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _MIN_RSA:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return key
    raise Misconfigured("signing-key", f"keys are RSA from {_MIN_RSA} bits or ECDSA on P-256, P-384 or P-521")


def _size(curve: ec.EllipticCurve) -> int:
    return (curve.key_size + 7) // 8


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Misconfigured("signing-key", f"no readable file for a key: {error.strerror}") from None
