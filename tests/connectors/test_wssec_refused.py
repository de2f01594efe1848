"""Every other message that is not the partner's, not for now or not for us is refused in one way (corpus C10)."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from connectors import envelope
from connectors.replay import MemoryReplayGuard
from connectors.signatures import Reason, SignatureRefused
from connectors.wssec_keys import Pinned, Signer
from connectors.wssec_names import EXC_C14N, canonical
from connectors.wssec_sign import sign
from connectors.wssec_verify import Verifier
from tests.connectors.signing import (
    DS,
    NOW,
    WSA,
    WSSE,
    WSU,
    Tampered,
    certificate,
    letter,
    refused,
    signed,
    signer,
    tampered,
)

_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"


# Nothing signed, or the wrong thing


def test_a_message_without_a_header_or_without_a_security_header_is_refused() -> None:
    empty = letter().replace(b"<soap:Body>", b"<soap:Header/><soap:Body>")

    assert refused(letter()) is Reason.NO_SECURITY
    assert refused(empty) is Reason.NO_SECURITY


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_an_unsigned_fault_is_an_error_like_any_other(version: envelope.Version) -> None:
    assert refused(envelope.fault(version, ours=False, text="SCHEMA_INVALID")) is Reason.NO_SECURITY


def remove_reference(message: Tampered, node: etree._Element) -> None:
    uri = f"#{node.get(f'{{{WSU}}}Id')}"
    message.info.remove(next(entry for entry in message.info if entry.get("URI") == uri))


def test_a_valid_signature_over_the_timestamp_alone_covers_no_body() -> None:
    assert refused(tampered(lambda m: remove_reference(m, m.body))) is Reason.BODY_UNSIGNED


def test_a_valid_signature_over_the_headers_alone_covers_no_body() -> None:
    def change(message: Tampered) -> None:
        remove_reference(message, message.body)
        remove_reference(message, message.timestamp)

    assert refused(tampered(change)) is Reason.BODY_UNSIGNED


def test_the_timestamp_has_to_be_signed() -> None:
    assert refused(tampered(lambda m: remove_reference(m, m.timestamp))) is Reason.TIMESTAMP_UNSIGNED


def test_a_signature_without_references_covers_nothing() -> None:
    def change(message: Tampered) -> None:
        for entry in list(message.info)[2:]:
            message.info.remove(entry)

    assert refused(tampered(change)) is Reason.SIGNATURE_FORM


@pytest.mark.parametrize("name", ["MessageID", "RelatesTo"])
def test_an_identifier_that_nobody_signed_is_refused(name: str) -> None:
    def change(message: Tampered) -> None:
        for old in message.header.findall(f"{{{WSA}}}{name}"):
            message.header.remove(old)
            remove_reference(message, old)
        etree.SubElement(message.header, f"{{{WSA}}}{name}").text = "urn:uuid:0"

    assert refused(tampered(change)) is Reason.HEADER_UNSIGNED


def test_a_second_identifier_is_refused() -> None:
    added = tampered(lambda m: etree.SubElement(m.header, f"{{{WSA}}}MessageID"))

    assert refused(added) is Reason.STRUCTURE


def test_a_message_without_an_identifier_is_refused_where_the_partner_agreed_to_send_one() -> None:
    assert refused(sign(letter(), signer(), NOW)) is Reason.NO_MESSAGE_ID


def test_a_changed_body_is_refused() -> None:
    assert refused(signed().replace(b"zugestimmt", b"versagt")) is Reason.DIGEST


def test_a_reference_twice_is_refused() -> None:
    def change(message: Tampered) -> None:
        message.info.append(etree.fromstring(etree.tostring(message.info[2])))

    assert refused(tampered(change)) is Reason.WRONG_TARGET


@pytest.mark.parametrize(
    "uri", ["", "#nowhere", "#xpointer(/)", "#xpointer(id('signed-1-Body'))", "http://127.0.0.1:9/x", "cid:1"]
)
def test_a_reference_that_is_no_identifier_of_the_message_is_refused_and_nothing_is_fetched(uri: str) -> None:
    assert refused(tampered(lambda m: m.info[2].set("URI", uri))) is Reason.REFERENCE


# Algorithms


def weak_digest(message: Tampered) -> None:
    message.info[2][1].set("Algorithm", f"{_DSIG}sha1")
    digest = hashlib.sha1(canonical(message.body)).digest()  # noqa: S324  # the weakness is the test
    message.info[2][2].text = base64.b64encode(digest).decode()


def test_a_sha1_digest_is_refused() -> None:
    assert refused(tampered(weak_digest)) is Reason.ALGORITHM


def test_a_sha1_signature_is_refused_though_it_is_right() -> None:
    message = Tampered(signed(kind="rsa"))
    message.info[1].set("Algorithm", f"{_DSIG}rsa-sha1")
    key = signer("rsa").key
    value = key.sign(canonical(message.info), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303  # an RSA key; the weakness is the test
    message.part(f"{{{DS}}}SignatureValue").text = base64.b64encode(value).decode()

    assert refused(message.bytes(), "rsa") is Reason.ALGORITHM


@pytest.mark.parametrize("encoding", [serialization.Encoding.DER, serialization.Encoding.PEM])
def test_an_hmac_made_with_the_public_key_is_refused(encoding: serialization.Encoding) -> None:
    """The confusion: a verifier that lets the message choose the algorithm uses the public key as shared secret."""
    message = Tampered(signed(kind="rsa"))
    message.info[1].set("Algorithm", f"{_MORE}hmac-sha256")
    public = signer("rsa").certificate.public_key()
    secret = public.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    value = hmac.new(secret, canonical(message.info), hashlib.sha256).digest()
    message.part(f"{{{DS}}}SignatureValue").text = base64.b64encode(value).decode()

    assert refused(message.bytes(), "rsa") is Reason.ALGORITHM


@pytest.mark.parametrize(
    "method", ["", "none", f"{_DSIG}dsa-sha1", f"{_MORE}ecdsa-sha1", f"{_MORE}rsa-md5", f"{_MORE}ecdsa-sha224"]
)
def test_an_algorithm_that_is_not_on_the_list_is_refused(method: str) -> None:
    assert refused(tampered(lambda m: m.info[1].set("Algorithm", method))) is Reason.ALGORITHM


def test_a_key_of_another_kind_than_the_algorithm_verifies_nothing() -> None:
    message = tampered(lambda m: m.info[1].set("Algorithm", f"{_MORE}rsa-sha256"))

    assert refused(message) is Reason.SIGNATURE_VALUE


def test_parameters_of_a_signature_method_are_refused() -> None:
    short = tampered(lambda m: etree.SubElement(m.info[1], f"{{{DS}}}HMACOutputLength"))

    assert refused(short) is Reason.SIGNATURE_FORM


# Canonicalization and transforms

XSLT = """<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0">
<x:template match="/"><x:value-of select="document('http://127.0.0.1:9/')"/></x:template></x:stylesheet>"""
TRANSFORMS = {
    "XSLT": "http://www.w3.org/TR/1999/REC-xslt-19991116",
    "XPath": "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "XPath filter": "http://www.w3.org/2002/06/xmldsig-filter2",
    "base64": f"{_DSIG}base64",
    "enveloped": f"{_DSIG}enveloped-signature",
    "STR": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform",
    "inclusive": "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "inclusive 1.1": "http://www.w3.org/2006/12/xml-c14n11",
    "exclusive with comments": f"{EXC_C14N}WithComments",
}


@pytest.mark.parametrize("where", ["before", "after", "instead"])
@pytest.mark.parametrize("algorithm", TRANSFORMS.values(), ids=TRANSFORMS)
def test_a_transform_other_than_exclusive_canonicalization_is_refused(algorithm: str, where: str) -> None:
    def change(message: Tampered) -> None:
        transforms = message.info[2][0]
        made = etree.Element(f"{{{DS}}}Transform", Algorithm=algorithm)
        if "xslt" in algorithm:
            made.append(etree.fromstring(XSLT))
        if where == "instead":
            transforms[0].set("Algorithm", algorithm)
        else:
            transforms.insert(0 if where == "before" else 1, made)

    assert refused(tampered(change)) is Reason.TRANSFORM


def test_a_reference_without_transforms_would_mean_inclusive_canonicalization_and_is_refused() -> None:
    assert refused(tampered(lambda m: m.info[2].remove(m.info[2][0]))) is Reason.TRANSFORM


@pytest.mark.parametrize(
    "algorithm", [TRANSFORMS[name] for name in ("inclusive", "inclusive 1.1", "exclusive with comments")]
)
def test_another_canonicalization_of_the_signed_info_is_refused(algorithm: str) -> None:
    assert refused(tampered(lambda m: m.info[0].set("Algorithm", algorithm))) is Reason.ALGORITHM


@pytest.mark.parametrize("prefixes", ["a:b", "*", "' or '1'='1", " ".join(f"p{n}" for n in range(40))])
def test_a_prefix_list_of_something_else_is_refused(prefixes: str) -> None:
    def change(message: Tampered) -> None:
        etree.SubElement(message.info[2][0][0], f"{{{EXC_C14N}}}InclusiveNamespaces", PrefixList=prefixes)

    assert refused(tampered(change)) is Reason.TRANSFORM


# Keys


def test_the_certificate_in_the_message_is_not_believed() -> None:
    """Signed by a stranger who sends the stranger's certificate along: right in itself, and refused."""
    assert refused(signed(kind="stranger")) is Reason.SIGNATURE_VALUE


def test_the_partners_certificate_in_a_strangers_message_does_not_help() -> None:
    message, true = Tampered(signed(kind="stranger")), Tampered(signed())
    token = f"{{{WSSE}}}BinarySecurityToken"
    message.part(token).text = true.part(token).text

    assert refused(message.bytes()) is Reason.SIGNATURE_VALUE


def test_a_key_value_in_the_message_is_not_believed() -> None:
    message = Tampered(signed(kind="stranger"))
    information = message.part(f"{{{DS}}}KeyInfo")
    etree.SubElement(etree.SubElement(information, f"{{{DS}}}KeyValue"), f"{{{DS}}}RSAKeyValue")

    assert refused(message.bytes()) is Reason.SIGNATURE_VALUE


@pytest.mark.parametrize(
    "value", ["", "AAAA", "****", base64.b64encode(bytes(64)).decode(), base64.b64encode(b"\xff" * 64).decode()]
)
def test_a_signature_value_of_nothing_is_refused(value: str) -> None:
    def change(message: Tampered) -> None:
        message.part(f"{{{DS}}}SignatureValue").text = value

    assert refused(tampered(change, resigned=False)) in (Reason.SIGNATURE_VALUE, Reason.MALFORMED)


def test_a_certificate_outside_its_period_verifies_nothing() -> None:
    key = signer().key
    old = Signer(key, certificate(key, days=-1))
    check = Verifier(Pinned([old.certificate]), MemoryReplayGuard(), source="agency")

    with pytest.raises(SignatureRefused) as refusal:
        check.verify(signed(), now=NOW)

    assert refusal.value.reason is Reason.CERTIFICATE
