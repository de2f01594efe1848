"""What tests of signed messages share: synthetic keys and certificates, and a signed message to tamper with."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from connectors.envelope import NAMESPACES, Version
from connectors.replay import MemoryReplayGuard
from connectors.signatures import Reason, SignatureRefused
from connectors.wssec_keys import Pinned, Signer
from connectors.wssec_names import DS, WSA, WSSE, WSU, canonical
from connectors.wssec_sign import Addressed, sign
from connectors.wssec_verify import Verifier

NOW = datetime(2026, 10, 21, 7, 30, tzinfo=UTC)
S12 = NAMESPACES["1.2"]
MESSAGE_ID = "urn:uuid:7d3c1f0a-2f6b-4a53-9a39-0d5b8f1f6a01"
CONTENT = "urn:test:letters"


def certificate(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *, days: int = 365, identifier: bool = True
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Testbehoerde Signatur")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(NOW - timedelta(days=365))
        .not_valid_after(NOW + timedelta(days=days))
    )
    if identifier:
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return made.sign(key, hashes.SHA256())


def signer(kind: str = "ecdsa") -> Signer:
    """One key per word, made once; words that begin with rsa give RSA keys."""
    return _signer(kind)


@cache
def _signer(kind: str) -> Signer:
    key = rsa.generate_private_key(65537, 3072) if kind.startswith("rsa") else ec.generate_private_key(ec.SECP256R1())
    return Signer(key, certificate(key))


def pem_files(folder: Path, kind: str = "ecdsa") -> tuple[str, str]:
    """Paths of the key and of the certificate of `signer(kind)`."""
    made = signer(kind)
    key, shown = folder / f"{kind}.key", folder / f"{kind}.crt"
    key.write_bytes(
        made.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    shown.write_bytes(certificate_pem(kind))
    return str(key), str(shown)


def certificate_pem(kind: str = "ecdsa") -> bytes:
    return signer(kind).certificate.public_bytes(serialization.Encoding.PEM)


def letter(version: Version = "1.2", text: str = "zugestimmt") -> bytes:
    """An unsigned envelope."""
    return (
        f'<soap:Envelope xmlns:soap="{NAMESPACES[version]}" xmlns:l="{CONTENT}"><soap:Body>'
        f"<l:decision><l:status>{text}</l:status></l:decision></soap:Body></soap:Envelope>"
    ).encode()


def signed(
    version: Version = "1.2",
    kind: str = "ecdsa",
    message_id: str = MESSAGE_ID,
    relates_to: str = "",
    at: datetime = NOW,
) -> bytes:
    return sign(letter(version), signer(kind), at, Addressed(message_id, relates_to))


def verifier(kind: str = "ecdsa", **options: bool) -> Verifier:
    return Verifier(Pinned([signer(kind).certificate]), MemoryReplayGuard(), source="agency", **options)


def status(body: bytes) -> str | None:
    """What business code reads in a letter."""
    return etree.fromstring(body).findtext(f".//{{{CONTENT}}}status")


class Tampered:
    """A signed message taken apart; `bytes()` puts it together again."""

    def __init__(self, message: bytes) -> None:
        self.root = etree.fromstring(message)
        self.header, self.body = self.root[0], self.root[1]
        self.security = self.part(f"{{{WSSE}}}Security")
        self.timestamp = self.part(f"{{{WSU}}}Timestamp")
        self.signature = self.part(f"{{{DS}}}Signature")
        self.info = self.part(f"{{{DS}}}SignedInfo")

    def part(self, tag: str) -> etree._Element:
        return next(self.root.iter(tag))

    @property
    def identifier(self) -> str:
        """wsu:Id of the signed Body."""
        return str(self.body.get(f"{{{WSU}}}Id"))

    def fake(self, *, same_id: bool = False, other_id: str = "") -> etree._Element:
        """A Body that nobody signed."""
        made = etree.Element(self.body.tag, nsmap=self.body.nsmap)
        decision = etree.SubElement(made, f"{{{CONTENT}}}decision")
        etree.SubElement(decision, f"{{{CONTENT}}}status").text = "GEFAELSCHT"
        if same_id or other_id:
            made.set(f"{{{WSU}}}Id", self.identifier if same_id else other_id)
        return made

    def wrapper(self, parent: etree._Element, name: str = "{urn:attack}Wrapper") -> etree._Element:
        return etree.SubElement(parent, name, nsmap={"atk": "urn:attack"})

    def bytes(self) -> bytes:
        return etree.tostring(self.root)

    def resigned(self, kind: str = "ecdsa") -> bytes:
        """The message with a right signature over whatever SignedInfo says now: what only the partner could make."""
        written = etree.fromstring(self.bytes())
        info = next(written.iter(f"{{{DS}}}SignedInfo"))
        value = next(written.iter(f"{{{DS}}}SignatureValue"))
        value.text = b64encode(signer(kind).sign(canonical(info))).decode()
        return etree.tostring(written)


def refused(message: bytes, kind: str = "ecdsa", relates_to: str | None = None) -> Reason:
    """The reason in our log; what leaves is one word, and nothing of the cause."""
    with pytest.raises(SignatureRefused) as refusal:
        verifier(kind).verify(message, now=NOW, relates_to=relates_to)
    assert str(refusal.value) == SignatureRefused.outcome == "signature"
    assert refusal.value.__cause__ is None
    return refusal.value.reason


def tampered(change: Callable[[Tampered], object], kind: str = "ecdsa", *, resigned: bool = True) -> bytes:
    """A message that was changed; signed again over its SignedInfo where the partner itself could have written it."""
    message = Tampered(signed(kind=kind))
    change(message)
    return message.resigned(kind) if resigned else message.bytes()


Forgery = Callable[[Tampered], None]

__all__ = ["CONTENT", "DS", "MESSAGE_ID", "NOW", "S12", "WSA", "WSSE", "WSU", "Forgery", "Tampered"]
