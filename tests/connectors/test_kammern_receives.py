"""What the chambers send: their samples, their personas, and letters with a wrong signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from connectors.base import Rejected
from connectors.kammern.examples import FOUNDER, founder
from connectors.registry import discover
from tests.connectors.stage import Stage, stage

CONTRACT = discover()["kammern"].folder / "contract"
SAMPLES = CONTRACT / "samples"
DOCUMENT = yaml.safe_load((CONTRACT / "chamber-opinion.openapi.yaml").read_text(encoding="utf-8"))
SECRET = "kammern-webhook"
REQUEST_ID = "b3d9a0b2-7d0e-4f43-9a51-0d7f3a3c1f11"
PDF = base64.b64encode(b"%PDF-1.7\nPlan\n").decode()


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("kammern") as raised:
        yield raised


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def fits(name: str, value: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(value)


def signed(on: Stage, body: bytes, secret: str = SECRET, seconds: float = 0) -> dict[str, str]:
    """Headers as the contract describes them, computed here and not by our code."""
    stamp = str(int((on.clock() + timedelta(seconds=seconds)).timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Timestamp": stamp, "X-Signature": digest, "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("activity", "state", "rating"),
    [("Handel", "ABGEGEBEN", "POSITIV"), ("Handel NEG", "ABGEGEBEN", "NEGATIV"), ("UNZUST", "UNZUSTAENDIG", None)],
)
def test_the_activity_decides_which_opinion_comes(on: Stage, activity: str, state: str, rating: str | None) -> None:
    on.sends("createOpinionRequest", founder(activity))

    payload = on.hears(minutes=2)[0].payload

    assert payload["state"] == state
    assert (payload["opinion"] or {}).get("overall") == rating


def test_the_other_chamber_answers_after_the_first_was_not_competent(on: Stage) -> None:
    on.sends("createOpinionRequest", founder("UNZUST"))
    forward = on.hears(minutes=2)[0].payload["forwardTo"]

    on.sends("createOpinionRequest", founder("UNZUST") | {"chamber": forward})

    assert forward == "HWK_DRESDEN"
    assert on.hears(minutes=2)[0].payload["state"] == "ABGEGEBEN"


def test_a_document_answers_what_the_chamber_asked_for(on: Stage) -> None:
    request_id = on.sends("createOpinionRequest", founder("NACHF")).output["requestId"]
    asked = on.hears(minutes=2)[0].payload

    on.sends("uploadDocument", {"requestId": request_id, "type": "FINANZPLAN", "content": PDF})

    assert (asked["state"], asked["missingItems"]) == ("NACHFORDERUNG", ["FINANZPLAN", "ERTRAGSVORSCHAU"])
    assert on.hears(minutes=2)[0].payload["state"] == "ABGEGEBEN"


def test_a_withdrawn_request_is_not_answered(on: Stage) -> None:
    request_id = on.sends("createOpinionRequest", FOUNDER).output["requestId"]

    on.sends("withdrawOpinionRequest", {"requestId": request_id, "reason": "NICHT_ERFORDERLICH"})

    assert on.hears(days=30) == []


def test_recognition_is_an_opinion_with_a_result(on: Stage) -> None:
    given = {name: value for name, value in FOUNDER.items() if name != "business"}
    given |= {"chamber": "IHK_FOSA", "kind": "ANERKENNUNGSSTATUS", "consentOrLegalBasis": "P81A"}

    on.sends("createOpinionRequest", given | {"recognition": {"referenceOccupation": "Mechatroniker"}})

    assert on.hears(minutes=2)[0].payload["opinion"]["recognitionResult"] == "VOLL"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("abgegeben", {"state": "ABGEGEBEN", "forwardTo": None, "missingItems": []}),
        ("nachforderung", {"state": "NACHFORDERUNG", "opinion": None, "missingItems": ["FINANZPLAN", "LEBENSLAUF"]}),
        ("unzustaendig", {"state": "UNZUSTAENDIG", "forwardTo": "IHK_CHEMNITZ"}),
    ],
)
def test_a_letter_as_the_chamber_writes_it(on: Stage, name: str, expected: dict[str, Any]) -> None:
    body = (SAMPLES / f"OpinionEvent-{name}.json").read_bytes()

    message = on.connector.receive(body, signed(on, body), on.clock())

    assert message.correlation_key == REQUEST_ID
    assert message.message_id == sample(f"OpinionEvent-{name}")["eventId"]
    assert {key: message.payload[key] for key in expected} == expected


def test_every_letter_of_the_simulator_fits_the_contract(on: Stage) -> None:
    for activity in ("Handel", "NEG", "NACHF", "UNZUST"):
        on.sends("createOpinionRequest", founder(activity))

    letters = on.deliveries(minutes=2)

    assert len(letters) == 4
    for letter in letters:
        fits("OpinionEvent", json.loads(letter.body))


GOOD = (SAMPLES / "OpinionEvent-abgegeben.json").read_bytes()


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_fresh_letter_is_accepted(on: Stage, seconds: int) -> None:
    assert on.connector.receive(GOOD, signed(on, GOOD, seconds=seconds), on.clock())


@pytest.mark.parametrize("seconds", [-360, -301, 301, 360])
def test_an_old_or_future_letter_is_rejected(on: Stage, seconds: int) -> None:
    with pytest.raises(Rejected, match="webhook-signature"):
        on.connector.receive(GOOD, signed(on, GOOD, seconds=seconds), on.clock())


def test_header_names_are_read_in_any_case(on: Stage) -> None:
    headers = {name.lower(): value for name, value in signed(on, GOOD).items()}

    assert on.connector.receive(GOOD, headers, on.clock())


@pytest.mark.parametrize("broken", ["other secret", "other body", "no signature", "no stamp", "two", "upper", "words"])
def test_a_letter_with_a_wrong_signature_is_rejected(on: Stage, broken: str) -> None:
    headers, body = signed(on, GOOD), GOOD
    match broken:
        case "other secret":
            headers = signed(on, GOOD, secret="anders")
        case "other body":
            body = GOOD.replace(b"NEGATIV", b"POSITIV")
        case "no signature":
            del headers["X-Signature"]
        case "no stamp":
            del headers["X-Timestamp"]
        case "two":
            headers["X-Signature"] += "," + headers["X-Signature"]
        case "upper":
            headers["X-Signature"] = headers["X-Signature"].upper()
        case "words":
            headers["X-Timestamp"] = "jetzt"

    with pytest.raises(Rejected) as rejection:
        on.connector.receive(body, headers, on.clock())

    assert (rejection.value.status, rejection.value.problem) == (401, "webhook-signature")


def test_without_a_configured_secret_nothing_is_accepted(on: Stage) -> None:
    with pytest.raises(Rejected, match="webhook-signature"):
        on.connect(webhook_secret="").receive(GOOD, signed(on, GOOD, secret=""), on.clock())


@pytest.mark.parametrize(
    "body",
    [b"[1]", b"null", b'{"a": NaN}', GOOD[:-2] + b',"state":"ABGEGEBEN"}', b"\xff\xff", b"[" * 500_000, GOOD.replace(b"ABGEGEBEN", b"VIELLEICHT"),
     GOOD.replace(b"2026-11-02T15:41:00+01:00", b"2026-11-02T15:41:00"), GOOD.replace(b"requestId", b"anfrageId")],
)  # fmt: skip
def test_a_signed_letter_that_breaks_the_contract_is_rejected(on: Stage, body: bytes) -> None:
    with pytest.raises(Rejected) as rejection:
        on.connector.receive(body, signed(on, body), on.clock())

    assert rejection.value.status == 400


def test_a_signed_letter_of_two_megabytes_is_too_large(on: Stage) -> None:
    body = b" " * 2_000_000

    with pytest.raises(Rejected, match="413"):
        on.connector.receive(body, signed(on, body), on.clock())
