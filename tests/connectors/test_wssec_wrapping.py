"""No message is accepted whose processed Body is not, by identity, the signed element (corpus C09)."""

from __future__ import annotations

import pytest
import xmlsec
from lxml import etree

from connectors.envelope import Version
from connectors.signatures import Reason, SignatureRefused
from tests.connectors.signing import (
    DS,
    NOW,
    WSU,
    Forgery,
    Tampered,
    certificate_pem,
    signed,
    status,
    verifier,
)
from tests.connectors.wrapping import RELATIVES, XSW, duplicate_id

EXPECTED = {
    "xsw1": Reason.WRONG_TARGET,
    "xsw2": Reason.BODY_UNSIGNED,
    "xsw3": Reason.STRUCTURE,
    "xsw4": Reason.WRONG_TARGET,
    "xsw5": Reason.STRUCTURE,
    "xsw6": Reason.DUPLICATE_ID,
    "xsw7": Reason.WRONG_TARGET,
    "xsw8": Reason.SIGNATURE_FORM,
    "whole_envelope": Reason.WRONG_TARGET,
    "duplicate_id": Reason.DUPLICATE_ID,
    "duplicate_id_of_another_kind": Reason.DUPLICATE_ID,
    "id_moved_to_the_forgery": Reason.DIGEST,
    "second_body": Reason.STRUCTURE,
    "body_of_the_other_version": Reason.STRUCTURE,
    "second_header": Reason.STRUCTURE,
    "timestamp_wrapped": Reason.WRONG_TARGET,
    "two_timestamps": Reason.TIMESTAMP_FORM,
    "security_in_the_body": Reason.STRUCTURE,
}


def forged(forgery: Forgery, version: Version = "1.2", kind: str = "ecdsa") -> bytes:
    message = Tampered(signed(version, kind))
    forgery(message)
    return message.bytes()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("forgery", [*XSW, *RELATIVES], ids=lambda f: f.__name__)
def test_a_wrapped_message_is_refused(forgery: Forgery, version: Version) -> None:
    check = verifier()

    with pytest.raises(SignatureRefused) as refusal:
        check.verify(forged(forgery, version), now=NOW)

    assert str(refusal.value) == "signature"
    assert refusal.value.reason is EXPECTED[forgery.__name__]
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("forgery", [*XSW, *RELATIVES], ids=lambda f: f.__name__)
def test_a_refused_message_does_not_use_up_the_identifier_of_the_true_one(forgery: Forgery) -> None:
    check, true = verifier(), signed()
    with pytest.raises(SignatureRefused):
        check.verify(forged(forgery), now=NOW)

    assert status(check.verify(true, now=NOW).body) == "zugestimmt"


@pytest.mark.parametrize("forgery", [*XSW, duplicate_id], ids=lambda f: f.__name__)
def test_a_verifier_that_only_looks_for_the_identifier_accepts_it(forgery: Forgery) -> None:
    """So the forgeries are real: libxmlsec calls every one of them valid when it is shown the signed element."""
    root = etree.fromstring(forged(forgery, kind="rsa"))
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate_pem("rsa"), xmlsec.KeyFormat.CERT_PEM)
    for reference in root.iter(f"{{{DS}}}Reference"):
        named = [node for node in root.iter() if node.get(f"{{{WSU}}}Id") == str(reference.get("URI"))[1:]]
        context.register_id(next(node for node in named if not is_forged(node)), "Id", WSU)

    context.verify(next(root.iter(f"{{{DS}}}Signature")))


def is_forged(node: etree._Element) -> bool:
    own = next((text for text in node.itertext() if text.strip()), "")
    return own == "GEFAELSCHT" or node.tag == "{urn:attack}Wrapper"
