"""Keys of webhook signatures: what is no key is found at the start, and another's implementation reads ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import http_message_signatures
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from connectors.base import Misconfigured
from connectors.http_signature_keys import HttpKey
from connectors.http_signatures import SignedRequest
from connectors.settings import Secret
from tests.connectors.signing import NOW, pem_files
from tests.connectors.webhooks import BODY, KINDS, SHARED, URL, check, private_pem, public_pem, signed

# -- keys


@pytest.mark.parametrize("content", [b"", b"no pem", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key_is_found_at_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)

    for load in (HttpKey.private, HttpKey.public):
        for path in (file, tmp_path / "missing"):
            with pytest.raises(Misconfigured, match="signing-key"):
                load(str(path))


@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_a_key_of_another_kind_is_found_at_start(tmp_path: Path, kind: str) -> None:
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())
    (tmp_path / "key").write_bytes(private_pem(key))
    (tmp_path / "pub").write_bytes(public_pem(key))

    for load, name in ((HttpKey.private, "key"), (HttpKey.public, "pub")):
        with pytest.raises(Misconfigured, match="signing-key"):
            load(str(tmp_path / name))


def test_a_partners_key_may_come_in_a_certificate_and_cannot_sign(tmp_path: Path) -> None:
    key, shown = pem_files(tmp_path)

    partner = HttpKey.public(shown)
    check(signed(key=HttpKey.private(key), keyid="neu"), neu=partner)

    with pytest.raises(TypeError):
        partner.sign(b"")


def test_an_empty_secret_is_found_at_start_and_none_is_shown() -> None:
    with pytest.raises(Misconfigured, match="signing-key"):
        HttpKey.shared(Secret(""))
    assert "geheimnis" not in repr(SHARED)


# -- an implementation that no one here wrote


@dataclass
class Plain:
    """A request as http-message-signatures wants it."""

    method: str
    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Resolver(http_message_signatures.HTTPSignatureKeyResolver):
    """One key for every name."""

    key: Any

    def resolve_private_key(self, key_id: str) -> Any:
        return self.key

    def resolve_public_key(self, key_id: str) -> Any:
        return self.key if isinstance(self.key, bytes) else self.key.public_key()


ALGORITHMS: Mapping[str, Any] = {
    "hmac-sha256": http_message_signatures.algorithms.HMAC_SHA256,
    "ecdsa-p256-sha256": http_message_signatures.algorithms.ECDSA_P256_SHA256,
    "ed25519": http_message_signatures.algorithms.ED25519,
}


def theirs(pairs: Any, kind: str) -> Resolver:
    return Resolver(b"ein-geheimnis-das-beide-kennen" if kind == "hmac-sha256" else pairs[kind][2])


@pytest.mark.parametrize("kind", KINDS)
def test_we_accept_what_http_message_signatures_signed(pairs: Any, kind: str) -> None:
    request = Plain("POST", URL, BODY, {"Content-Type": "application/json"})
    signer = http_message_signatures.HTTPMessageSigner(
        signature_algorithm=ALGORITHMS[kind], key_resolver=theirs(pairs, kind)
    )
    signer.sign(
        request, key_id="neu", created=NOW, nonce="n-9", body=BODY,
        covered_component_ids=("@method", "@authority", "@path", "content-digest", "content-type"),
    )  # fmt: skip

    check(SignedRequest("POST", URL, request.headers, BODY), neu=pairs[kind][1])


@pytest.mark.parametrize("kind", KINDS)
def test_http_message_signatures_accepts_what_we_signed(pairs: Any, kind: str) -> None:
    request = signed(key=pairs[kind][0], at=datetime.now(UTC))
    plain = Plain("POST", URL, BODY, dict(request.headers))
    verifier = http_message_signatures.HTTPMessageVerifier(
        signature_algorithm=ALGORITHMS[kind], key_resolver=theirs(pairs, kind)
    )

    (result,) = verifier.verify(plain, max_age=timedelta(minutes=5))

    assert result.label == "sig1"
    assert result.parameters["keyid"] == "ihk-2026"
