"""The chambers' webhooks signed after RFC 9421: with public keys, with the shared secret, and never the old way beside."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from structlog.testing import capture_logs

from connectors.base import Misconfigured, Rejected
from tests.connectors.stage import Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("kammern rfc9421") as raised:
        yield raised


@dataclass(frozen=True)
class Letter:
    body: bytes
    headers: Mapping[str, str]


def letter(on: Stage) -> Letter:
    """An opinion as the chamber sends it."""
    example = on.agency.examples[0]
    on.sends(example.operation, example.input)
    due = on.deliveries(days=1)[0]
    return Letter(due.body, due.headers)


def refused(on: Stage, found: Letter) -> Rejected:
    with capture_logs() as lines, pytest.raises(Rejected) as rejection:
        on.connector.receive(found.body, found.headers, on.clock())
    assert rejection.value.__cause__ is None
    assert [line["event"] for line in lines] == ["agency.signature_refused"]
    assert set(lines[0]) == {"agency", "reason", "event", "log_level"}
    assert on.connector.reject(rejection.value).status == rejection.value.status
    return rejection.value


def test_a_signed_opinion_is_taken(on: Stage) -> None:
    found = letter(on)

    assert on.connector.receive(found.body, found.headers, on.clock()).name == "kammern.opinion"


def test_the_header_of_the_other_mode_is_not_accepted_beside(on: Stage) -> None:
    found = letter(on)
    stamp = str(int(on.clock().timestamp()))
    secret = str(on.agency.credentials["webhook_secret"]).encode()
    value = hmac.new(secret, stamp.encode() + b"." + found.body, hashlib.sha256).hexdigest()
    old = Letter(found.body, {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": value})
    assert on.connect(webhook_signature="hmac").receive(old.body, old.headers, on.clock())

    assert (refused(on, old).status, refused(on, old).problem) == (401, "webhook-signature")


@pytest.mark.parametrize("change", ["body", "signature", "input", "digest", "media", "unsigned"])
def test_a_changed_opinion_is_rejected_with_one_answer(on: Stage, change: str) -> None:
    found = letter(on)
    headers = dict(found.headers)
    body = found.body
    match change:
        case "body":
            body = body.replace(b"POSITIV", b"NEGATIV")
        case "signature":
            headers["Signature"] = "agency=:AAAA:"
        case "input":
            headers["Signature-Input"] = headers["Signature-Input"].replace("nonce=", 'tag="x";nonce=')
        case "digest":
            headers["Content-Digest"] = "sha-512=:AAAA:"
        case "media":
            headers["Content-Type"] = "text/plain"
        case "unsigned":
            del headers["Signature"]

    rejection = refused(on, Letter(body, headers))

    assert (rejection.status, rejection.problem) == (401, "webhook-signature")
    assert rejection.reason == "the signature is missing or wrong"


def test_an_opinion_for_another_address_is_rejected(on: Stage) -> None:
    found = letter(on)
    elsewhere = on.connect(callback_base_url="https://another.example")

    with pytest.raises(Rejected, match="webhook-signature"):
        elsewhere.receive(found.body, found.headers, on.clock())


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_or_future_opinion_is_rejected(on: Stage, seconds: int) -> None:
    found = letter(on)
    on.clock.passes(seconds=seconds)

    assert refused(on, found).problem == "webhook-signature"


def test_the_same_delivery_twice_is_a_conflict_and_one_we_could_not_store_may_come_again(on: Stage) -> None:
    found = letter(on)
    first = on.connector.receive(found.body, found.headers, on.clock())

    again = refused(on, found)
    on.connector.reject(Rejected(503, "unavailable", dialect=first.dialect))

    assert (again.status, again.problem) == (409, "webhook-replay")
    assert on.connector.receive(found.body, found.headers, on.clock()) == first


def test_without_public_keys_the_shared_secret_signs() -> None:
    with stage("kammern") as on:
        keyid = {"webhook_keyid": "akzess"}
        on.simulator.config = {**on.simulator.config, **keyid}
        on.connector = on.connect(webhook_signature="rfc9421")
        found = letter(on)

        assert on.connector.receive(found.body, found.headers, on.clock()).name == "kammern.opinion"
        other = on.connect(webhook_signature="rfc9421", webhook_secret="geraten")
        with pytest.raises(Rejected, match="webhook-signature"):
            other.receive(found.body, found.headers, on.clock())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"webhook_signature": "keine"}, "config-value"),
        ({"webhook_keys": {"kammer-2026": "/nirgends.pem"}}, "signing-key"),
        ({"webhook_keys": {}, "webhook_secret": ""}, "signing-key"),
    ],
)
def test_a_wrong_configuration_is_found_at_start(on: Stage, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Misconfigured, match=code):
        on.connect(**wrong)
