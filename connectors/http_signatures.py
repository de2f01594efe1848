"""HTTP message signatures (RFC 9421) with Content-Digest (RFC 9530), in the part that a partner's webhook needs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from .http_signature_keys import HttpKey
from .replay import ReplayGuard
from .signatures import Reason, SignatureRefused

_WINDOW = timedelta(seconds=300)
_COVERED = ("@method", "@target-uri", "content-digest", "content-type")
_DIGESTS = {"sha-256": "sha256", "sha-512": "sha512"}
_MAX_FIELD = 8192
_MAX_NAME = 128

# Structured fields (RFC 9651), no more than a signature needs: strings, integers, byte sequences, one inner list.
_KEY = r"[a-z*][a-z0-9_.*-]{0,63}"
_STRING = r'"(?:[ !#-\[\]-~]|\\["\\])*"'
_INTEGER = r"-?[0-9]{1,15}"
_PARAMETER = re.compile(rf"; *({_KEY})=({_STRING}|{_INTEGER})")
_ITEM = re.compile(rf" *({_STRING})(?=[ )])")
_INPUT = re.compile(rf" *({_KEY})=\(((?: *{_STRING}(?=[ )]))*) *\)((?:; *{_KEY}=(?:{_STRING}|{_INTEGER}))*) *")
_BYTES = re.compile(rf" *({_KEY})=:([A-Za-z0-9+/]{{0,4096}}={{0,2}}): *")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it was meant: `url` is the address that we announced, not what a proxy made of it."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def sign(
    request: SignedRequest,
    key: HttpKey,
    *,
    keyid: str,
    nonce: str,
    now: datetime,
    covered: Sequence[str] = _COVERED,
    lifetime: timedelta = _WINDOW,
    label: str = "sig1",
) -> dict[str, str]:
    """The headers to add: Content-Digest, Signature-Input and Signature.

    `nonce` is new for every attempt. Error: ValueError when the request lacks a header of `covered`, or a name cannot
    be written.
    """
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(request.body).digest()).decode()}:"
    whole = SignedRequest(request.method, request.url, {**request.headers, "Content-Digest": digest}, request.body)
    seconds = int(now.timestamp())
    ends = seconds + int(lifetime.total_seconds())
    names = " ".join(_quoted(name) for name in covered)
    written = f"({names});created={seconds};expires={ends};nonce={_quoted(nonce)}"
    written += f";keyid={_quoted(keyid)};alg={_quoted(key.algorithm)}"
    try:
        base = _base(whole, covered, written)
    except SignatureRefused:
        raise ValueError("the request lacks something that is to be signed") from None
    value = base64.b64encode(key.sign(base)).decode()
    return {"Content-Digest": digest, "Signature-Input": f"{label}={written}", "Signature": f"{label}=:{value}:"}


def verify(
    request: SignedRequest,
    keys: Mapping[str, HttpKey],
    *,
    now: datetime,
    guard: ReplayGuard,
    source: str,
    window: timedelta = _WINDOW,
) -> str:
    """Return when the request was signed with one of `keys` (by keyid), now, for this address, and never before.

    Exactly one signature; it covers the method, the address (as `@target-uri`, or `@authority` with `@path` and, where
    there is one, `@query`) and the Content-Digest of the body; created, keyid and nonce are there; the algorithm is
    the key's, whatever the message says. The result names the request in `guard`. Error: `SignatureRefused`.
    """
    given = {name.lower(): value for name, value in request.headers.items()}
    label, covered, parameters, written = _input(given.get("signature-input", ""))
    signatures = _byte_sequences(given.get("signature", ""))
    if list(signatures) != [label]:
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    keyid, nonce, created = parameters.get("keyid"), parameters.get("nonce"), parameters.get("created")
    if not isinstance(keyid, str) or not isinstance(nonce, str) or not isinstance(created, int):
        raise SignatureRefused(Reason.COMPONENTS)
    if not 1 <= len(nonce) <= _MAX_NAME:
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    _enough(request.url, covered)
    key = keys.get(keyid)
    if key is None:
        raise SignatureRefused(Reason.KEY_UNKNOWN)
    if parameters.get("alg", key.algorithm) != key.algorithm:
        raise SignatureRefused(Reason.ALGORITHM)
    if not key.verify(_base(request, covered, written), signatures[label]):
        raise SignatureRefused(Reason.SIGNATURE_VALUE)
    _digest(given.get("content-digest", ""), request.body)
    begins = _fresh(created, parameters.get("expires"), now, window)
    identifier = f"{keyid!r} {nonce!r}"
    if not guard.first(source, identifier, now=now, until=begins + window):
        raise SignatureRefused(Reason.REPLAY)
    return identifier


def _input(field: str) -> tuple[str, list[str], dict[str, str | int], str]:
    """Label, components, parameters, and both written as the signature base has them."""
    found = _INPUT.fullmatch(field) if len(field) <= _MAX_FIELD else None
    if found is None:
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    label, listed, tail = found.groups()
    items = _ITEM.findall(f"{listed} ")
    pairs = _PARAMETER.findall(tail)
    parameters: dict[str, str | int] = {name: _plain(value) for name, value in pairs}
    covered = [str(_plain(item)) for item in items]
    if len(set(covered)) != len(covered) or len(parameters) != len(pairs):
        raise SignatureRefused(Reason.SIGNATURE_FORM)
    ends = "".join(f";{name}={value if isinstance(_plain(value), str) else int(value)}" for name, value in pairs)
    written = f"({' '.join(items)}){ends}"
    return label, covered, parameters, written


def _plain(value: str) -> str | int:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else int(value)


def _byte_sequences(field: str) -> dict[str, bytes]:
    """A dictionary of byte sequences. Error: `SignatureRefused`; a name twice is one, too."""
    values: dict[str, bytes] = {}
    for member in field.split(",") if len(field) <= _MAX_FIELD else [""]:
        found = _BYTES.fullmatch(member)
        if found is None or found.group(1) in values:
            raise SignatureRefused(Reason.SIGNATURE_FORM)
        try:
            values[found.group(1)] = base64.b64decode(found.group(2), validate=True)
        except ValueError:
            raise SignatureRefused(Reason.SIGNATURE_FORM) from None
    return values


def _enough(url: str, covered: Sequence[str]) -> None:
    parts = {"@authority", "@path"} | ({"@query"} if urlsplit(url).query else set())
    address = "@target-uri" in covered or parts <= set(covered)
    if not address or not {"@method", "content-digest"} <= set(covered):
        raise SignatureRefused(Reason.COMPONENTS)


def _base(request: SignedRequest, covered: Sequence[str], written: str) -> bytes:
    """The signature base (RFC 9421, 2.5). Error: `SignatureRefused` for a component we do not know or do not have."""
    given = {name.lower(): value.strip() for name, value in request.headers.items()}
    derived = _derived(request)
    lines = []
    for name in covered:
        value = derived.get(name) if name.startswith("@") else given.get(name)
        if value is None or not value.isascii() or not value.replace("\t", " ").isprintable():
            raise SignatureRefused(Reason.COMPONENTS)
        lines.append(f'"{name}": {value}\n')
    return f'{"".join(lines)}"@signature-params": {written}'.encode("ascii")


def _derived(request: SignedRequest) -> dict[str, str]:
    """The derived components (RFC 9421, 2.2)."""
    parts = urlsplit(request.url)
    port = f":{parts.port}" if parts.port not in (None, {"http": 80, "https": 443}.get(parts.scheme)) else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    path = parts.path or "/"
    return {
        "@method": request.method,
        "@target-uri": request.url,
        "@authority": host + port,
        "@scheme": parts.scheme,
        "@path": path,
        "@query": f"?{parts.query}",
        "@request-target": path + (f"?{parts.query}" if parts.query else ""),
    }


def _digest(field: str, body: bytes) -> None:
    """Every digest we know has to fit, and one has to be there (RFC 9530)."""
    shown = [(_DIGESTS[name], value) for name, value in _byte_sequences(field).items() if name in _DIGESTS]
    fitting = [hmac.compare_digest(hashlib.new(name, body).digest(), value) for name, value in shown]
    if not fitting or not all(fitting):
        raise SignatureRefused(Reason.DIGEST)


def _fresh(created: int, expires: str | int | None, now: datetime, window: timedelta) -> datetime:
    if abs(created - now.timestamp()) > window.total_seconds():
        raise SignatureRefused(Reason.FUTURE if created > now.timestamp() else Reason.EXPIRED)
    if expires is not None and (not isinstance(expires, int) or expires <= now.timestamp()):
        raise SignatureRefused(Reason.EXPIRED)
    return datetime.fromtimestamp(created, UTC)


def _quoted(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("only printable ASCII can be written")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
