"""Implementations that no one here wrote sign what we accept and accept what we sign: zeep with libxmlsec, signxml."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import signxml
import xmlsec
from lxml import etree
from zeep.exceptions import SignatureVerificationFailed
from zeep.wsse import signature as zeep_signature
from zeep.wsse import utils as zeep_utils

from connectors.envelope import NAMESPACES, Version
from connectors.signatures import Reason, SignatureRefused
from connectors.wssec_names import DS, EXC_C14N, WSA, WSSE, WSU
from connectors.wssec_sign import Addressed, sign
from tests.connectors.signing import MESSAGE_ID, NOW, letter, pem_files, signed, signer, status, verifier


def stamped(version: Version) -> etree._Element:
    """An envelope with a Timestamp in a Security header, as a zeep client prepares it."""
    root = etree.fromstring(letter(version))
    root.insert(0, etree.Element(f"{{{NAMESPACES[version]}}}Header"))
    times = [etree.Element(f"{{{WSU}}}{name}") for name in ("Created", "Expires")]
    for element, at in zip(times, (NOW, NOW + timedelta(minutes=5)), strict=True):
        element.text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    stamp = etree.SubElement(zeep_utils.get_security_header(root), f"{{{WSU}}}Timestamp")
    stamp.extend(times)
    return root


@pytest.mark.parametrize("kind", [zeep_signature.Signature, zeep_signature.BinarySignature])
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_we_accept_what_zeep_signed(tmp_path: Path, version: Version, kind: type) -> None:
    plugin = kind(
        *pem_files(tmp_path, "rsa"), signature_method=xmlsec.Transform.RSA_SHA256, digest_method=xmlsec.Transform.SHA256
    )
    envelope, _ = plugin.apply(stamped(version), {})

    found = verifier("rsa", message_id_required=False).verify(etree.tostring(envelope), now=NOW)

    assert (found.version, status(found.body)) == (version, "zugestimmt")


def test_what_zeep_signs_by_default_is_refused(tmp_path: Path) -> None:
    """SHA-1: a partner with zeep's defaults has to change two settings; docs/signed-messages.md says which."""
    envelope, _ = zeep_signature.Signature(*pem_files(tmp_path, "rsa")).apply(stamped("1.2"), {})

    with pytest.raises(SignatureRefused) as refusal:
        verifier("rsa", message_id_required=False).verify(etree.tostring(envelope), now=NOW)

    assert refusal.value.reason is Reason.ALGORITHM


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_zeep_accepts_what_we_signed(tmp_path: Path, version: Version, kind: str) -> None:
    _, shown = pem_files(tmp_path, kind)
    message = signed(version, kind)

    zeep_signature.verify_envelope(etree.fromstring(message), shown)

    with pytest.raises(SignatureVerificationFailed):
        zeep_signature.verify_envelope(etree.fromstring(message.replace(b"zugestimmt", b"versagt")), shown)


def template(root: etree._Element, prefixes: dict[etree._Element, str], method: str) -> etree._Element:
    """A signature for libxmlsec to fill in, with a PrefixList for each node as WSS4J writes them."""
    security = zeep_utils.get_security_header(root)
    signature = etree.SubElement(security, f"{{{DS}}}Signature", nsmap={"ds": DS})
    info = etree.SubElement(signature, f"{{{DS}}}SignedInfo")
    form = etree.SubElement(info, f"{{{DS}}}CanonicalizationMethod", Algorithm=EXC_C14N)
    etree.SubElement(form, f"{{{EXC_C14N}}}InclusiveNamespaces", PrefixList="soap #default", nsmap={"ec": EXC_C14N})
    etree.SubElement(info, f"{{{DS}}}SignatureMethod", Algorithm=method)
    for number, (node, listed) in enumerate(prefixes.items()):
        node.set(f"{{{WSU}}}Id", f"node-{number}")
        entry = etree.SubElement(info, f"{{{DS}}}Reference", URI=f"#node-{number}")
        transform = etree.SubElement(
            etree.SubElement(entry, f"{{{DS}}}Transforms"), f"{{{DS}}}Transform", Algorithm=EXC_C14N
        )
        etree.SubElement(transform, f"{{{EXC_C14N}}}InclusiveNamespaces", PrefixList=listed, nsmap={"ec": EXC_C14N})
        etree.SubElement(entry, f"{{{DS}}}DigestMethod", Algorithm="http://www.w3.org/2001/04/xmlenc#sha512")
        etree.SubElement(entry, f"{{{DS}}}DigestValue")
    etree.SubElement(signature, f"{{{DS}}}SignatureValue")
    return signature


@pytest.mark.parametrize("listed", ["", "l soap", "#default l", "#default", "nowhere"])
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_we_accept_the_prefix_lists_of_other_implementations(tmp_path: Path, kind: str, listed: str) -> None:
    source = (
        letter()
        .replace(b"<soap:Envelope ", b'<soap:Envelope xmlns="urn:default" ')
        .replace(b"<l:status>", b"<note><inner xmlns=''/></note><l:status>")
    )
    stamp = stamped("1.2")
    root = etree.fromstring(source)
    root.insert(0, stamp[0])
    etree.SubElement(root[0], f"{{{WSA}}}MessageID").text = MESSAGE_ID
    security = zeep_utils.get_security_header(root)
    signature = template(
        root,
        {root[1]: listed, security[0]: "wsse soap", root[0][-1]: "soap"},
        f"http://www.w3.org/2001/04/xmldsig-more#{kind}-sha512",
    )
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(pem_files(tmp_path, kind)[0], xmlsec.KeyFormat.PEM)
    for node in (root[1], security[0], root[0][-1]):
        context.register_id(node, "Id", WSU)
    context.sign(signature)

    found = verifier(kind).verify(etree.tostring(root), now=NOW)

    assert (status(found.body), found.message_id) == ("zugestimmt", MESSAGE_ID)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_signxml_accepts_what_we_signed(kind: str) -> None:
    message = sign(letter(), signer(kind), NOW, Addressed(MESSAGE_ID))
    root = etree.fromstring(message)
    # signxml looks for the signature as a child; WS-Security keeps it in a header of its own
    config = signxml.SignatureConfiguration(require_x509=True, expect_references=3, location=f".//{{{WSSE}}}Security/")

    results = signxml.XMLVerifier().verify(
        root, x509_cert=signer(kind).certificate, expect_config=config, id_attribute="Id"
    )

    assert [str(etree.QName(found.signed_xml).localname) for found in results] == ["Body", "Timestamp", "MessageID"]
