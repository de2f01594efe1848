"""Verifies signed SOAP envelopes: what is handed on are the signed bytes themselves, never the envelope around them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from .envelope import NAMESPACES, EnvelopeError, Version, parse
from .replay import ReplayGuard
from .signatures import Reason, SignatureRefused
from .wssec_keys import Pinned
from .wssec_names import DIGESTS, DS, WSA, WSSE, WSU, canonical
from .wssec_signedinfo import Reference, SignedInfo, decoded, instant, read_signed_info

_WINDOW = timedelta(minutes=5)
_LIMIT = 10 * 1024 * 1024
_MAX_IDENTIFIER = 256
_UNDERSTOOD = frozenset({f"{{{WSSE}}}Security", *(f"{{{WSA}}}{n}" for n in ("MessageID", "RelatesTo", "To", "Action"))})
_ULTIMATE = frozenset({"", "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What the partner signed. `body` is the Body element in the canonical form that was signed; everything that was
    not signed is gone. `message_id` and `relates_to` are empty where the partner wrote none."""

    version: Version
    body: bytes
    message_id: str
    relates_to: str
    created: datetime

    @property
    def envelope(self) -> bytes:
        """The signed Body in a new envelope of its own, for whoever reads envelopes."""
        return b'<soap:Envelope xmlns:soap="%s">%s</soap:Envelope>' % (NAMESPACES[self.version].encode(), self.body)


class Verifier:
    """Verifies the messages of one partner.

    `source` separates the partners' identifiers in `guard`. `window`: how far Created may lie from now, either way.
    `message_id_required`: without it a message is known by what it signed. `limit`: bytes.
    """

    def __init__(
        self,
        pinned: Pinned,
        guard: ReplayGuard,
        *,
        source: str,
        window: timedelta = _WINDOW,
        message_id_required: bool = True,
        limit: int = _LIMIT,
    ) -> None:
        self._pinned, self._guard, self._source = pinned, guard, source
        self._window, self._named, self._limit = window, message_id_required, limit

    def verify(self, message: bytes, *, now: datetime, relates_to: str | None = None) -> Verified:
        """The signed content of a message as it came from the wire.

        `relates_to`: the MessageID of our request when this has to be its answer. Error: `SignatureRefused`, and
        nothing else, whatever the bytes are.
        """
        try:
            return self._verified(message, now, relates_to)
        except (EnvelopeError, etree.LxmlError, ValueError, OverflowError, RecursionError):
            # `from None`: an exception's text may quote the message
            raise SignatureRefused(Reason.MALFORMED) from None

    def _verified(self, message: bytes, now: datetime, relates_to: str | None) -> Verified:
        root = parse(message, limit=self._limit)
        _no_comments(message)
        version, header, body = _parts(root)
        security = _security(header, NAMESPACES[version])
        timestamp, signature = _one(security, f"{{{WSU}}}Timestamp"), _one(security, f"{{{DS}}}Signature")
        info = self._signed_info(signature, now)
        signed = _resolve(info.references, _identifiers(root), [body, timestamp, *header, *security])
        if body not in signed:
            raise SignatureRefused(Reason.BODY_UNSIGNED)
        if timestamp not in signed:
            raise SignatureRefused(Reason.TIMESTAMP_UNSIGNED)
        created = self._fresh(_reparsed(signed[timestamp]), now)
        message_id = _addressing(header, "MessageID", signed)
        if not message_id and self._named:
            raise SignatureRefused(Reason.NO_MESSAGE_ID)
        related = _addressing(header, "RelatesTo", signed)
        if relates_to is not None and related != relates_to:
            raise SignatureRefused(Reason.OTHER_REQUEST)
        until = created + self._window
        if not self._guard.first(self._source, message_id or info.digest, now=now, until=until):
            raise SignatureRefused(Reason.REPLAY)
        return Verified(version, signed[body], message_id, related, created)

    def _signed_info(self, signature: etree._Element, now: datetime) -> SignedInfo:
        names = [child.tag for child in signature]
        ours = [f"{{{DS}}}SignedInfo", f"{{{DS}}}SignatureValue"]
        if names not in (ours, [*ours, f"{{{DS}}}KeyInfo"]):  # no Object: nothing may hide in a signature
            raise SignatureRefused(Reason.SIGNATURE_FORM)
        info = read_signed_info(signature[0])
        self._pinned.verify(info.algorithm, info.canonical, decoded(signature[1]), now)
        return info

    def _fresh(self, timestamp: etree._Element, now: datetime) -> datetime:
        names = [child.tag for child in timestamp]
        if names not in ([f"{{{WSU}}}Created"], [f"{{{WSU}}}Created", f"{{{WSU}}}Expires"]):
            raise SignatureRefused(Reason.TIMESTAMP_FORM)
        created = instant(timestamp[0])
        if created - now > self._window:
            raise SignatureRefused(Reason.FUTURE)
        if now - created > self._window or (len(names) == 2 and instant(timestamp[1]) <= now):
            raise SignatureRefused(Reason.EXPIRED)
        return created


def _no_comments(message: bytes) -> None:
    """Canonical forms do not contain comments, so a stranger can add them to signed text; no sender needs them."""
    if b"<!--" not in message:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(message, parser).getroottree()
    if any(True for _ in tree.getroot().iter(etree.Comment)) or tree.getroot().getprevious() is not None:
        raise SignatureRefused(Reason.COMMENT)


def _parts(root: etree._Element) -> tuple[Version, etree._Element, etree._Element]:
    """Version, the one Header and the one Body of the one Envelope."""
    version: Version | None = next((v for v, ns in NAMESPACES.items() if root.tag == f"{{{ns}}}Envelope"), None)
    if version is None:
        raise SignatureRefused(Reason.STRUCTURE)
    ns = NAMESPACES[version]
    names = [child.tag for child in root]
    if names == [f"{{{ns}}}Body"]:
        raise SignatureRefused(Reason.NO_SECURITY)
    if names != [f"{{{ns}}}Header", f"{{{ns}}}Body"]:
        raise SignatureRefused(Reason.STRUCTURE)
    return version, root[0], root[1]


def _security(header: etree._Element, ns: str) -> etree._Element:
    """The one Security header, which is for us; of the other blocks none demands what we do not do."""
    found = header.getroottree().getroot().iter(f"{{{WSSE}}}Security")
    everywhere = list(found)
    if not everywhere:
        raise SignatureRefused(Reason.NO_SECURITY)
    if len(everywhere) > 1:
        raise SignatureRefused(Reason.SECURITY_TWICE)
    security = everywhere[0]
    if security.getparent() is not header:
        raise SignatureRefused(Reason.STRUCTURE)
    if security.get(f"{{{ns}}}actor", "") or security.get(f"{{{ns}}}role", "") not in _ULTIMATE:
        raise SignatureRefused(Reason.NOT_FOR_US)
    for block in header:
        if block.tag not in _UNDERSTOOD and block.get(f"{{{ns}}}mustUnderstand", "").strip() in ("1", "true"):
            raise SignatureRefused(Reason.MUST_UNDERSTAND)
    return security


def _one(parent: etree._Element, tag: str) -> etree._Element:
    found = parent.findall(tag)
    if len(found) != 1:
        timestamp = tag == f"{{{WSU}}}Timestamp"
        raise SignatureRefused(Reason.TIMESTAMP_FORM if timestamp else Reason.SIGNATURE_FORM)
    return found[0]


def _identifiers(root: etree._Element) -> dict[str, etree._Element]:
    """Every element by wsu:Id. Any attribute that some reader might take for an identifier counts as one, so that no
    two readers can resolve a reference to different elements."""
    seen: set[str] = set()
    named: dict[str, etree._Element] = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            if str(etree.QName(str(name)).localname).lower() != "id":
                continue
            if str(value) in seen:
                raise SignatureRefused(Reason.DUPLICATE_ID)
            seen.add(str(value))
            if name == f"{{{WSU}}}Id":
                named[str(value)] = element
    return named


def _resolve(
    references: Sequence[Reference], named: dict[str, etree._Element], allowed: list[etree._Element]
) -> dict[etree._Element, bytes]:
    """What was signed, by the element itself: canonical bytes whose digest is right.

    `allowed`: the very elements a signature may cover: those that we process, by identity.
    """
    signed: dict[etree._Element, bytes] = {}
    for reference in references:
        node = named.get(reference.identifier)
        if node is None:
            raise SignatureRefused(Reason.REFERENCE)
        if not any(node is candidate for candidate in allowed) or node in signed:
            raise SignatureRefused(Reason.WRONG_TARGET)
        written = canonical(node, reference.prefixes)
        if not hmac.compare_digest(hashlib.new(DIGESTS[reference.digest_method], written).digest(), reference.digest):
            raise SignatureRefused(Reason.DIGEST)
        signed[node] = written
    return signed


def _addressing(header: etree._Element, name: str, signed: dict[etree._Element, bytes]) -> str:
    found = header.findall(f"{{{WSA}}}{name}")
    if len(found) > 1:
        raise SignatureRefused(Reason.STRUCTURE)
    if not found:
        return ""
    if found[0] not in signed:
        raise SignatureRefused(Reason.HEADER_UNSIGNED)
    block = _reparsed(signed[found[0]])
    text = (block.text or "").strip()
    if len(block) or not text or len(text) > _MAX_IDENTIFIER:
        raise SignatureRefused(Reason.STRUCTURE)
    return text


def _reparsed(signed: bytes) -> etree._Element:
    return parse(signed, limit=_LIMIT)
