"""Reads the SignedInfo of an XML signature from its own signed bytes and lets nothing through that we do not use."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from .envelope import parse
from .signatures import Reason, SignatureRefused
from .wssec_names import DIGESTS, DS, EXC_C14N, SIGNATURES, canonical

_MAX_REFERENCES = 16
_MAX_INFO = 64 * 1024
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,63}|#default")
_IDENTIFIER = re.compile(r"#([A-Za-z_][A-Za-z0-9._-]{0,255})")
#: xs:dateTime with seconds and UTC or an offset, in ASCII digits.
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Reference:
    """One signed element: its wsu:Id, how it was written, and what that has to hash to."""

    identifier: str
    prefixes: list[str]
    digest_method: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class SignedInfo:
    """What the signature value is made over. `algorithm` is one of `SIGNATURES`."""

    canonical: bytes
    algorithm: str
    references: tuple[Reference, ...]

    @property
    def digest(self) -> str:
        """A name for this very content; the signature value would not do, since ECDSA has two for each."""
        return f"sha256:{hashlib.sha256(self.canonical).hexdigest()}"


def read_signed_info(node: etree._Element) -> SignedInfo:
    """Read it. Nothing of it may be trusted before the signature over `canonical` was verified.

    Error: `SignatureRefused` for every algorithm, transform or child that is not on our short list.
    """
    if not len(node):
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    written = canonical(node, _exclusive(node[0], "CanonicalizationMethod", Reason.ALGORITHM))
    # From here on only what is signed: the element in the message may hold more than its canonical form.
    info = parse(written, limit=_MAX_INFO)
    if len(info) < 3 or len(info) > _MAX_REFERENCES + 2:
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    _exclusive(info[0], "CanonicalizationMethod", Reason.ALGORITHM)
    method = info[1]
    if method.tag != f"{{{DS}}}SignatureMethod" or len(method):
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    algorithm = method.get("Algorithm", "")
    if algorithm not in SIGNATURES:
        raise SignatureRefused(Reason.ALGORITHM)
    return SignedInfo(written, algorithm, tuple(_reference(entry) for entry in list(info)[2:]))


def _reference(entry: etree._Element) -> Reference:
    names = [child.tag for child in entry]
    if entry.tag != f"{{{DS}}}Reference":
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    if names != [f"{{{DS}}}{name}" for name in ("Transforms", "DigestMethod", "DigestValue")]:
        # Without Transforms the standard means inclusive canonicalization, which takes in the context.
        raise SignatureRefused(Reason.TRANSFORM if f"{{{DS}}}Transforms" not in names else Reason.SIGNATURE_FORM)
    found = _IDENTIFIER.fullmatch(entry.get("URI", ""))
    if found is None:
        raise SignatureRefused(Reason.REFERENCE)
    transforms, method, value = entry
    if len(transforms) != 1:
        raise SignatureRefused(Reason.TRANSFORM)
    prefixes = _exclusive(transforms[0], "Transform", Reason.TRANSFORM)
    if method.get("Algorithm", "") not in DIGESTS or len(method):
        raise SignatureRefused(Reason.ALGORITHM)
    return Reference(found.group(1), prefixes, method.get("Algorithm", ""), decoded(value))


def _exclusive(method: etree._Element, name: str, reason: Reason) -> list[str]:
    """The PrefixList of an exclusive canonicalization without comments."""
    if method.tag != f"{{{DS}}}{name}" or method.get("Algorithm", "") != EXC_C14N:
        raise SignatureRefused(reason)
    if not len(method):
        return []
    if len(method) > 1 or method[0].tag != f"{{{EXC_C14N}}}InclusiveNamespaces" or len(method[0]):
        raise SignatureRefused(reason)
    prefixes = method[0].get("PrefixList", "").split()
    if len(prefixes) > _MAX_REFERENCES or not all(_PREFIX.fullmatch(prefix) for prefix in prefixes):
        raise SignatureRefused(reason)
    return prefixes


def decoded(node: etree._Element) -> bytes:
    """The bytes of a base64 element without children; white space between the characters is allowed.

    Error: ValueError.
    """
    if len(node):
        raise ValueError("children in a value")
    return base64.b64decode("".join((node.text or "").split()), validate=True)


def instant(node: etree._Element) -> datetime:
    """The time of a Created or Expires. Error: `SignatureRefused`."""
    text = (node.text or "").strip()
    if len(node) or not _INSTANT.fullmatch(text):
        raise SignatureRefused(Reason.TIMESTAMP_FORM)
    return datetime.fromisoformat(text)
