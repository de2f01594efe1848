"""A partner's signed webhook (RFC 9421), its check, and what else can be put into its headers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from connectors.http_signature_keys import HttpKey
from connectors.http_signatures import SignedRequest, sign, verify
from connectors.replay import MemoryReplayGuard
from connectors.settings import Secret
from connectors.signatures import Reason, SignatureRefused
from tests.connectors.signing import NOW

URL = "https://akzess.example/agencies/kammern/messages"
BODY = b'{"state":"ABGEGEBEN"}'
SHARED = HttpKey.shared(Secret("ein-geheimnis-das-beide-kennen"))
KINDS = ("hmac-sha256", "ecdsa-p256-sha256", "ed25519")


def private_pem(key: Any) -> bytes:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made: bytes = key.private_bytes(*form)
    return made


def public_pem(key: Any) -> bytes:
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    made: bytes = key.public_key().public_bytes(*form)
    return made


def webhook(body: bytes = BODY, url: str = URL, **headers: str) -> SignedRequest:
    return SignedRequest("POST", url, {"Content-Type": "application/json", **headers}, body)


def signed(
    request: SignedRequest | None = None, key: HttpKey = SHARED, at: datetime = NOW, **how: Any
) -> SignedRequest:
    request = request or webhook()
    added = sign(request, key, now=at, **{"keyid": "ihk-2026", "nonce": "n-1", **how})
    return replace(request, headers={**request.headers, **added})


def check(request: SignedRequest, guard: MemoryReplayGuard | None = None, now: datetime = NOW, **keys: HttpKey) -> str:
    known = {"ihk-2026": SHARED} | keys
    return verify(request, known, now=now, guard=guard or MemoryReplayGuard(), source="kammern")


def refused(request: SignedRequest, now: datetime = NOW, **keys: HttpKey) -> Reason:
    with pytest.raises(SignatureRefused) as refusal:
        check(request, now=now, **keys)
    assert str(refusal.value) == "signature"
    assert refusal.value.__cause__ is None
    return refusal.value.reason


def changed(request: SignedRequest, **headers: str | None) -> SignedRequest:
    merged: dict[str, str | None] = {
        **request.headers,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return replace(request, headers={name: value for name, value in merged.items() if value is not None})
