"""Our requests to a REST agency are signed where that is agreed, and software nobody here wrote finds them right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import http_message_signatures
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from connectors.base import Misconfigured, Request
from connectors.registry import discover
from tests.connectors.stage import CASE, Recorder
from tests.connectors.webhooks import private_pem

KEY = "6e6d2b3c-0f57-4c3f-8f3c-1d2b3c4d5e6f"
EXAMPLE = discover()["gewerbeamt"].examples[0]
ANSWER = json.loads(
    (discover()["gewerbeamt"].folder / "contract" / "samples" / "Answer.json").read_text(encoding="utf-8")
)


@dataclass
class Seen:
    """A request in the form that the other software wants."""

    method: str
    url: str
    body: bytes
    headers: Mapping[str, str]


class Known(http_message_signatures.HTTPSignatureKeyResolver):
    """The agency's list of keys."""

    def __init__(self, key: ed25519.Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Any:
        raise KeyError(key_id)

    def resolve_public_key(self, key_id: str) -> Any:
        return {"akzess-2026": self._key.public_key()}[key_id]


def ours(tmp_path: Path) -> tuple[ed25519.Ed25519PrivateKey, dict[str, str]]:
    key = ed25519.Ed25519PrivateKey.generate()
    (tmp_path / "our.key").write_bytes(private_pem(key))
    return key, {"request_key": str(tmp_path / "our.key"), "request_keyid": "akzess-2026"}


def sent(times: int = 1, **config: str) -> list[Seen]:
    agency = Recorder(json.dumps(ANSWER).encode(), "application/json", 201)
    connector = agency.connect("gewerbeamt", lambda: datetime.now(UTC), **config)
    for _ in range(times):
        connector.send(Request(KEY, EXAMPLE.operation, EXAMPLE.input, CASE))
    host = "https://agency.example"
    return [Seen(method, host + path, body, headers) for method, path, headers, body in agency.requests]


def verified(key: ed25519.Ed25519PrivateKey, request: Seen) -> Any:
    verifier = http_message_signatures.HTTPMessageVerifier(
        signature_algorithm=http_message_signatures.algorithms.ED25519, key_resolver=Known(key)
    )
    (result,) = verifier.verify(request, max_age=timedelta(minutes=5))
    return result


def test_a_stranger_finds_our_signature_right(tmp_path: Path) -> None:
    key, config = ours(tmp_path)
    (request,) = sent(**config)

    result = verified(key, request)

    assert result.parameters["keyid"] == "akzess-2026"
    assert {'"idempotency-key"', '"content-digest"', '"@target-uri"', '"@method"'} <= set(result.covered_components)


@pytest.mark.parametrize("change", ["key", "method", "address"])
def test_a_changed_request_is_found_wrong(tmp_path: Path, change: str) -> None:
    key, config = ours(tmp_path)
    (request,) = sent(**config)
    match change:
        case "key":
            request.headers = {**request.headers, "idempotency-key": "another"}
        case "method":
            request.method = "PUT"
        case "address":
            request.url += "/x"

    with pytest.raises(http_message_signatures.InvalidSignature):
        verified(key, request)


def test_every_attempt_has_a_nonce_of_its_own(tmp_path: Path) -> None:
    _, config = ours(tmp_path)

    assert len({request.headers["signature-input"] for request in sent(times=3, **config)}) == 3


def test_without_a_key_nothing_is_signed() -> None:
    (request,) = sent()

    assert not {"signature", "signature-input", "content-digest"} & set(request.headers)


@pytest.mark.parametrize("left_out", ["request_key", "request_keyid"])
def test_half_a_configuration_stops_the_start(tmp_path: Path, left_out: str) -> None:
    _, config = ours(tmp_path)

    with pytest.raises(Misconfigured, match="belong together"):
        sent(**{name: value for name, value in config.items() if name != left_out})
