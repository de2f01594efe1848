"""How a simulated agency signs and verifies SOAP: written apart from the connectors' code, so that each checks the other."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from lxml import etree

_NS = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "wsa": "http://www.w3.org/2005/08/addressing",
}
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHA256, _SHA512 = "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"
_HASHES = {_SHA256: "sha256", _SHA512: "sha512"}
_ID = f"{{{_NS['wsu']}}}Id"
_HEADER = """<h:Header xmlns:h="{soap}" xmlns:wsse="{wsse}" xmlns:wsu="{wsu}" xmlns:wsa="{wsa}" xmlns:ds="{ds}">
<wsa:MessageID wsu:Id="I1">{message}</wsa:MessageID>{relates}<wsse:Security h:mustUnderstand="1"><ds:Signature>
<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{c14n}"/><ds:SignatureMethod Algorithm="{method}"/>{references}
</ds:SignedInfo><ds:SignatureValue/></ds:Signature><wsu:Timestamp wsu:Id="I3"><wsu:Created>{created}</wsu:Created>
<wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp></wsse:Security></h:Header>"""
_RELATES = '<wsa:RelatesTo wsu:Id="I2">{relates}</wsa:RelatesTo>'
_REFERENCE = """<ds:Reference URI="#{id}"><ds:Transforms><ds:Transform Algorithm="{c14n}"/></ds:Transforms>
<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference>"""


class NotSigned(Exception):
    """The caller's message does not carry the signature that was agreed."""


class Seal:
    """One agency's key and certificate of its partner. `config`: paths of PEM files under `signing_key` and
    `partner_certificate`."""

    def __init__(self, key: str, partner: str) -> None:
        self._key: Any = load_pem_private_key(Path(key).read_bytes(), None)
        self._partner: Any = load_pem_x509_certificate(Path(partner).read_bytes()).public_key()
        self._seen: set[str] = set()

    def close(self, envelope: bytes, now: datetime, relates_to: str = "") -> bytes:
        """The envelope with its signature."""
        root = etree.fromstring(envelope)
        soap = str(etree.QName(root).namespace)
        relates = _RELATES.format(relates=relates_to) if relates_to else ""
        names = ["I1", *(["I2"] if relates else []), "I3", "I4"]
        kind = "rsa" if isinstance(self._key, rsa.RSAPrivateKey) else "ecdsa"
        written = _HEADER.format(
            **_NS,
            soap=soap,
            message=uuid.uuid4().urn,
            relates=relates,
            c14n=_EXCLUSIVE,
            method=f"http://www.w3.org/2001/04/xmldsig-more#{kind}-sha256",
            references="".join(_REFERENCE.format(id=name, c14n=_EXCLUSIVE, digest=_SHA512) for name in names),
            created=_moment(now),
            expires=_moment(now + timedelta(minutes=4)),
        )
        for old in root.findall(f"{{{soap}}}Header"):
            root.remove(old)
        root[0].set(_ID, "I4")
        root.insert(0, etree.fromstring(written))
        root = etree.fromstring(etree.tostring(root))
        for reference in root.iter(f"{{{_NS['ds']}}}Reference"):
            node = _named(root, str(reference.get("URI")))
            reference[2].text = base64.b64encode(hashlib.sha512(_canonical(node)).digest()).decode()
        info, value = next(root.iter(f"{{{_NS['ds']}}}Signature"))
        value.text = base64.b64encode(self._sign(_canonical(info))).decode()
        return etree.tostring(root)

    def open(self, envelope: bytes, now: datetime) -> str:
        """The MessageID of a signed request. Error: `NotSigned`."""
        try:
            return self._opened(
                etree.fromstring(
                    envelope, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
                ),
                now,
            )
        except (
            InvalidSignature,
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            etree.LxmlError,
        ) as error:
            raise NotSigned(type(error).__name__) from error

    def _opened(self, root: Any, now: datetime) -> str:
        (signature,) = root.xpath("/*/*[1]/wsse:Security/ds:Signature", namespaces=_NS)
        self._check(_canonical(signature[0]), base64.b64decode(signature[1].text))
        signed = []
        for reference in signature[0].findall("ds:Reference", _NS):
            node = _named(root, reference.get("URI"))
            digest = hashlib.new(_HASHES[reference[1].get("Algorithm")], _canonical(node)).digest()
            if base64.b64decode(reference[2].text) != digest:
                raise ValueError("digest")
            signed.append(root.getroottree().getpath(node))
        stamp, message = signature.getparent().find("wsu:Timestamp", _NS), root[0].find("wsa:MessageID", _NS)
        if (
            not {root.getroottree().getpath(node) for node in (root[1], stamp, message)} <= set(signed)
            or len(root) != 2
        ):
            raise ValueError("unsigned")
        created = datetime.fromisoformat(stamp[0].text)
        if abs(now - created) > timedelta(minutes=5) or message.text in self._seen:
            raise ValueError("old")
        self._seen.add(message.text)
        return str(message.text)

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        size = (self._key.key_size + 7) // 8
        return b"".join(
            part.to_bytes(size, "big") for part in decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        )

    def _check(self, data: bytes, value: bytes) -> None:
        if isinstance(self._partner, rsa.RSAPublicKey):
            self._partner.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
            return
        half = len(value) // 2
        pair = (int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
        self._partner.verify(encode_dss_signature(*pair), data, ec.ECDSA(hashes.SHA256()))


def _canonical(node: Any) -> bytes:
    out = BytesIO()
    tree: Any = etree.ElementTree(node)  # its stubs do not know the second argument
    tree.write_c14n(out, exclusive=True, with_comments=False)
    return out.getvalue()


def _named(root: Any, uri: str) -> Any:
    (found,) = root.xpath("//*[@wsu:Id = $name]", namespaces=_NS, name=uri[1:])
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
