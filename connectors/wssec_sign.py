"""Signs SOAP envelopes, 1.1 and 1.2: Body, Timestamp and addressing headers (OASIS WSS 1.1.1, X.509 Token Profile)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from lxml import etree

from .envelope import NAMESPACES
from .wssec_keys import Signer
from .wssec_names import BASE64, DS, EXC_C14N, WSA, WSSE, WSU, X509_SKI, X509_V3, canonical

KeyReference = Literal["token", "key-identifier"]
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_LIFETIME = timedelta(minutes=5)
_SIGNED_HEADERS = ("MessageID", "RelatesTo", "To", "Action", "From", "ReplyTo", "FaultTo")


@dataclass(frozen=True, slots=True)
class Addressed:
    """What the envelope says about itself (WS-Addressing 1.0): its own identifier, and that of what it answers."""

    message_id: str = ""
    relates_to: str = ""


def sign(
    envelope: bytes | etree._Element,
    signer: Signer,
    now: datetime,
    addressed: Addressed | None = None,
    *,
    reference: KeyReference = "token",
    lifetime: timedelta = _LIFETIME,
) -> bytes:
    """The envelope with a Security header, as UTF-8 bytes that nothing may change any more.

    `envelope` is our own, without a Security header; an element is not changed. `addressed` adds MessageID and
    RelatesTo. `reference` says how the receiver finds our certificate: sent along as BinarySecurityToken, or named by
    its SubjectKeyIdentifier. Errors: ValueError when the envelope is none, is signed already, or when the
    certificate has no SubjectKeyIdentifier to be named by.
    """
    root = _own(envelope)
    ns = str(etree.QName(root).namespace)
    body = root.find(f"{{{ns}}}Body")
    if ns not in NAMESPACES.values() or etree.QName(root).localname != "Envelope" or body is None:
        raise ValueError("not a SOAP envelope")
    header = root.find(f"{{{ns}}}Header")
    if header is None:
        header = etree.Element(f"{{{ns}}}Header")
        root.insert(0, header)
    if header.find(f"{{{WSSE}}}Security") is not None:
        raise ValueError("the envelope has a Security header")
    if addressed is not None:
        _address(header, addressed)
    security = etree.SubElement(header, f"{{{WSSE}}}Security", nsmap={"wsse": WSSE, "wsu": WSU})
    security.set(f"{{{ns}}}mustUnderstand", "1")
    timestamp = _timestamp(security, now, lifetime)
    blocks = [found for name in _SIGNED_HEADERS for found in header.findall(f"{{{WSA}}}{name}")]
    _signature(security, [body, timestamp, *blocks], signer, reference)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _own(envelope: bytes | etree._Element) -> etree._Element:
    written = envelope if isinstance(envelope, bytes) else etree.tostring(envelope)
    # Read as the receiver will read it, so that no prefix of the tree it was built in is left over.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    read = etree.fromstring(written, parser)
    names: Any = {"wsu": WSU, **read.nsmap}  # one prefix for every wsu:Id
    root = etree.Element(read.tag, nsmap=names)
    root.attrib.update(read.attrib)
    root.extend(read)
    return root


def _address(header: etree._Element, addressed: Addressed) -> None:
    for name, value in (("MessageID", addressed.message_id), ("RelatesTo", addressed.relates_to)):
        for old in header.findall(f"{{{WSA}}}{name}"):
            header.remove(old)
        if value:
            etree.SubElement(header, f"{{{WSA}}}{name}", nsmap={"wsa": WSA}).text = value


def _timestamp(security: etree._Element, now: datetime, lifetime: timedelta) -> etree._Element:
    timestamp = etree.SubElement(security, f"{{{WSU}}}Timestamp")
    for name, at in (("Created", now), ("Expires", now + lifetime)):
        written = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        etree.SubElement(timestamp, f"{{{WSU}}}{name}").text = written
    return timestamp


def _signature(security: etree._Element, nodes: list[etree._Element], signer: Signer, reference: KeyReference) -> None:
    key_info = _key_info(security, signer.certificate, reference)
    signature = etree.SubElement(security, f"{{{DS}}}Signature", nsmap={"ds": DS})
    info = etree.SubElement(signature, f"{{{DS}}}SignedInfo")
    etree.SubElement(info, f"{{{DS}}}CanonicalizationMethod", Algorithm=EXC_C14N)
    etree.SubElement(info, f"{{{DS}}}SignatureMethod", Algorithm=signer.algorithm)
    for number, node in enumerate(nodes, 1):
        name = str(etree.QName(node).localname)
        node.set(f"{{{WSU}}}Id", f"signed-{number}-{name}")
    for node in nodes:
        entry = etree.SubElement(info, f"{{{DS}}}Reference", URI=f"#{node.get(f'{{{WSU}}}Id')}")
        transforms = etree.SubElement(entry, f"{{{DS}}}Transforms")
        etree.SubElement(transforms, f"{{{DS}}}Transform", Algorithm=EXC_C14N)
        etree.SubElement(entry, f"{{{DS}}}DigestMethod", Algorithm=_SHA256)
        digest = hashlib.sha256(canonical(node)).digest()
        etree.SubElement(entry, f"{{{DS}}}DigestValue").text = base64.b64encode(digest).decode()
    value = etree.SubElement(signature, f"{{{DS}}}SignatureValue")
    value.text = base64.b64encode(signer.sign(canonical(info))).decode()
    signature.append(key_info)


def _key_info(security: etree._Element, certificate: x509.Certificate, reference: KeyReference) -> etree._Element:
    key_info = etree.Element(f"{{{DS}}}KeyInfo", nsmap={"ds": DS})
    place = etree.SubElement(key_info, f"{{{WSSE}}}SecurityTokenReference", nsmap={"wsse": WSSE})
    if reference == "token":
        token = etree.SubElement(security, f"{{{WSSE}}}BinarySecurityToken", ValueType=X509_V3, EncodingType=BASE64)
        token.set(f"{{{WSU}}}Id", "signing-certificate")
        token.text = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
        etree.SubElement(place, f"{{{WSSE}}}Reference", URI="#signing-certificate", ValueType=X509_V3)
        return key_info
    try:
        identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        raise ValueError("the certificate has no SubjectKeyIdentifier") from None
    named = etree.SubElement(place, f"{{{WSSE}}}KeyIdentifier", ValueType=X509_SKI, EncodingType=BASE64)
    named.text = base64.b64encode(identifier).decode()
    return key_info
