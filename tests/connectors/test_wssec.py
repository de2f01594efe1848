"""What we sign we accept, and hand on nothing but what was signed; keys and the memory of identifiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from lxml import etree

from connectors.base import Misconfigured
from connectors.envelope import Version, parse
from connectors.replay import MemoryReplayGuard
from connectors.settings import Secret
from connectors.signatures import SignatureRefused
from connectors.wssec_keys import Pinned, Signer
from connectors.wssec_sign import Addressed, KeyReference, sign
from connectors.wssec_verify import Verifier
from tests.connectors.signing import (
    DS,
    MESSAGE_ID,
    NOW,
    WSA,
    WSSE,
    Tampered,
    certificate,
    certificate_pem,
    letter,
    pem_files,
    signed,
    signer,
    status,
    verifier,
)


@pytest.mark.parametrize("reference", ["token", "key-identifier"])
@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_signed_message_is_accepted_and_read(version: Version, kind: str, reference: KeyReference) -> None:
    addressed = Addressed(MESSAGE_ID, "urn:uuid:of-the-request")
    message = sign(letter(version), signer(kind), NOW, addressed, reference=reference)

    found = verifier(kind).verify(message, now=NOW, relates_to="urn:uuid:of-the-request")

    assert found.version == version
    assert status(found.body) == "zugestimmt"
    assert (found.message_id, found.relates_to, found.created) == (MESSAGE_ID, "urn:uuid:of-the-request", NOW)


def test_what_is_handed_on_holds_nothing_that_was_not_signed() -> None:
    message = Tampered(signed())
    message.wrapper(message.header).text = "nicht unterschrieben"
    message.root.set("nicht", "unterschrieben")

    found = verifier().verify(message.bytes(), now=NOW)

    assert b"unterschrieben" not in found.envelope
    assert status(found.envelope) == "zugestimmt"
    assert [str(etree.QName(child).localname) for child in parse(found.envelope, limit=9999)] == ["Body"]


def test_an_envelope_that_is_an_element_is_signed_without_being_changed() -> None:
    element = etree.fromstring(letter())

    message = sign(element, signer(), NOW, Addressed(MESSAGE_ID))

    assert etree.tostring(element) == etree.tostring(etree.fromstring(letter()))
    assert status(verifier().verify(message, now=NOW).body) == "zugestimmt"


@pytest.mark.parametrize(
    "text",
    ["Straße &amp; &lt;Söhne&gt;", "a&#13;b", "  \t\n Leerraum ", "𝔛 \u2028", "<l:inner xmlns='urn:d'><x/></l:inner>"],
)
def test_every_text_survives_signing(text: str) -> None:
    message = sign(letter(text=text), signer(), NOW, Addressed(MESSAGE_ID))

    body = verifier().verify(message, now=NOW).body

    assert status(body) == status(letter(text=text))


def test_addressing_headers_that_are_there_already_are_signed_too() -> None:
    header = f'<soap:Header><a:To xmlns:a="{WSA}">urn:akzess</a:To></soap:Header><soap:Body>'
    message = sign(letter().replace(b"<soap:Body>", header.encode()), signer(), NOW, Addressed(MESSAGE_ID))
    changed = message.replace(b"urn:akzess<", b"urn:another<")
    check = verifier()

    with pytest.raises(SignatureRefused):
        check.verify(changed, now=NOW)
    check.verify(message, now=NOW)


@pytest.mark.parametrize("envelope", [b"<a/>", b'<Envelope xmlns="urn:x"><Body/></Envelope>', signed()])
def test_only_an_unsigned_envelope_can_be_signed(envelope: bytes) -> None:
    with pytest.raises(ValueError, match="envelope"):
        sign(envelope, signer(), NOW)


def test_a_certificate_without_key_identifier_cannot_be_named_by_it() -> None:
    bare = Signer(signer().key, certificate(signer().key, identifier=False))

    with pytest.raises(ValueError, match="SubjectKeyIdentifier"):
        sign(letter(), bare, NOW, reference="key-identifier")


@pytest.mark.parametrize("minutes", [-5, -4, 0, 5])
def test_a_message_within_five_minutes_is_fresh(minutes: int) -> None:
    message = sign(
        letter(), signer(), NOW + timedelta(minutes=minutes), Addressed(MESSAGE_ID), lifetime=timedelta(hours=1)
    )

    assert verifier().verify(message, now=NOW).message_id == MESSAGE_ID


# Keys


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_keys_come_from_pem_files(tmp_path: Path, kind: str) -> None:
    key, shown = pem_files(tmp_path, kind)

    message = sign(letter(), Signer.load(key, shown), NOW, Addressed(MESSAGE_ID))

    found = Verifier(Pinned.load(shown), MemoryReplayGuard(), source="agency").verify(message, now=NOW)
    assert status(found.body) == "zugestimmt"


def test_a_key_may_be_encrypted_and_shows_itself_nowhere(tmp_path: Path) -> None:
    locked, (_, shown) = tmp_path / "locked.key", pem_files(tmp_path)
    form = serialization.BestAvailableEncryption(b"geheim")
    locked.write_bytes(signer().key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, form))

    loaded = Signer.load(str(locked), shown, Secret("geheim"))

    assert repr(loaded) == f"Signer({loaded.algorithm})"
    for wrong in (None, Secret("falsch")):
        with pytest.raises(Misconfigured, match="signing-key"):
            Signer.load(str(locked), shown, wrong)


def test_while_a_partner_changes_keys_both_certificates_count(tmp_path: Path) -> None:
    both = tmp_path / "partner.pem"
    both.write_bytes(certificate_pem("rsa") + certificate_pem("ecdsa"))
    check = Verifier(Pinned.load(str(both)), MemoryReplayGuard(), source="agency")

    for kind in ("rsa", "ecdsa"):
        assert check.verify(signed(kind=kind, message_id=f"urn:uuid:{kind}"), now=NOW).message_id == f"urn:uuid:{kind}"


WEAK: dict[str, Callable[[], object]] = {
    "RSA of 2048 bits": lambda: rsa.generate_private_key(65537, 2048),
    "P-192": lambda: ec.generate_private_key(ec.SECP192R1()),
    "a curve of another family": lambda: ec.generate_private_key(ec.SECP256K1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "DSA": lambda: dsa.generate_private_key(2048),
}


@pytest.mark.parametrize("make", WEAK.values(), ids=WEAK)
def test_a_key_we_do_not_sign_with_is_found_at_start(tmp_path: Path, make: Callable[[], object]) -> None:
    key: rsa.RSAPrivateKey = make()
    file, (_, shown) = tmp_path / "weak.key", pem_files(tmp_path)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*form))

    with pytest.raises(Misconfigured, match="signing-key"):
        Signer.load(str(file), shown)


def test_a_weak_certificate_of_a_partner_is_found_at_start(tmp_path: Path) -> None:
    file = tmp_path / "weak.crt"
    weak = certificate(rsa.generate_private_key(65537, 2048))
    file.write_bytes(weak.public_bytes(serialization.Encoding.PEM))

    with pytest.raises(Misconfigured, match="signing-key"):
        Pinned.load(str(file))


@pytest.mark.parametrize("content", [b"", b"no pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_that_is_no_key_is_found_at_start(tmp_path: Path, content: bytes) -> None:
    file, (key, shown) = tmp_path / "broken", pem_files(tmp_path)
    file.write_bytes(content)

    for load in (
        lambda: Signer.load(str(file), shown),
        lambda: Signer.load(key, str(file)),
        lambda: Pinned.load(str(file)),
        lambda: Pinned.load(str(tmp_path / "missing")),
    ):
        with pytest.raises(Misconfigured):
            load()


def test_a_certificate_of_another_key_is_found_at_start(tmp_path: Path) -> None:
    key, _ = pem_files(tmp_path)
    _, other = pem_files(tmp_path, "stranger")

    with pytest.raises(Misconfigured, match="another key"):
        Signer.load(key, other)


# The memory


def test_an_identifier_is_forgotten_when_nobody_could_accept_it_any_more() -> None:
    guard = MemoryReplayGuard()
    end = NOW + timedelta(minutes=5)

    assert guard.first("ba", "1", now=NOW, until=end)
    assert not guard.first("ba", "1", now=end, until=end)
    assert guard.first("ba", "1", now=end + timedelta(seconds=1), until=end + timedelta(minutes=5))
    assert guard.size == 1


def test_partners_do_not_share_identifiers() -> None:
    guard = MemoryReplayGuard()

    assert guard.first("ba", "1", now=NOW, until=NOW)
    assert guard.first("ihk", "1", now=NOW, until=NOW)


def test_a_full_memory_refuses_instead_of_forgetting() -> None:
    guard = MemoryReplayGuard(capacity=2)
    end = NOW + timedelta(minutes=5)

    assert [guard.first("ba", name, now=NOW, until=end) for name in "abc"] == [True, True, False]
    assert not guard.first("ba", "a", now=NOW, until=end)


def test_a_message_that_could_not_be_stored_may_come_again() -> None:
    guard = MemoryReplayGuard()
    end = NOW + timedelta(minutes=5)
    guard.first("ba", "1", now=NOW, until=end)

    guard.forget("ba", "1")

    assert guard.first("ba", "1", now=NOW, until=end)
    assert not guard.first("ba", "1", now=NOW, until=end)


def test_the_message_says_which_key_it_was_signed_with() -> None:
    by_token = Tampered(sign(letter(), signer(), NOW))
    by_name = Tampered(sign(letter(), signer(), NOW, reference="key-identifier"))

    assert by_token.part(f"{{{WSSE}}}BinarySecurityToken").text
    assert by_name.root.find(f".//{{{DS}}}KeyInfo//{{{WSSE}}}KeyIdentifier") is not None
    assert by_name.root.find(f".//{{{WSSE}}}BinarySecurityToken") is None
