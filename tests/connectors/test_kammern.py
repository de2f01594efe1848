"""The chambers' REST interface, compared with its contract and with letters that our code did not write."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from connectors.base import Misconfigured, Refused, Rejected, Reply, Request, Unavailable
from connectors.kammern.examples import FOUNDER, founder
from connectors.registry import discover
from tests.connectors.stage import CASE, Clock, Recorder, Stage, stage

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


# Sent


def test_our_request_is_the_chambers_own_sample() -> None:
    wanted = sample("OpinionRequest")
    recorder = Recorder((SAMPLES / "OpinionStatus-eingegangen.json").read_bytes(), "application/json", 201)
    ours = {name: wanted[name] for name in wanted if name not in ("caseRef", "authorityAgs", "callbackUrl")}

    answer = recorder.connect("kammern", Clock()).send(Request("k", "createOpinionRequest", ours, wanted["caseRef"]))

    method, path, headers, body = recorder.requests[0]
    assert json.loads(body) == wanted
    assert (method, path, headers["idempotency-key"]) == ("POST", "/api/opinion-requests", "k")
    assert answer == Reply(
        {
            "requestId": REQUEST_ID,
            "state": "EINGEGANGEN",
            "receivedAt": "2026-10-21T10:20:31.5+02:00",
            "dueDate": "2026-11-18",
            "missingItems": [],
            "opinion": None,
        }
    )


def test_an_opinion_of_the_sample_becomes_the_jobs_result() -> None:
    recorder = Recorder((SAMPLES / "OpinionStatus-abgegeben.json").read_bytes(), "application/json")

    answer = recorder.connect("kammern", Clock()).send(
        Request("k", "getOpinionRequest", {"requestId": REQUEST_ID}, CASE)
    )

    assert answer.output["opinion"]["overall"] == "EHER_POSITIV"
    assert answer.output["opinion"]["innovation"] is None
    assert "vorgangsnummer" not in answer.output


def test_a_document_goes_as_the_form_of_the_contract() -> None:
    document_id = "0f0e0d0c-0b0a-4909-8807-060504030201"
    recorder = Recorder(json.dumps({"documentId": document_id}).encode(), "application/json", 201)
    given = {
        "requestId": REQUEST_ID,
        "type": "BUSINESSPLAN",
        "content": PDF,
        "fileName": 'Plan"\r\nX-Evil: 1.pdf',
        "mimeType": "application/pdf",
    }

    answer = recorder.connect("kammern", Clock()).send(Request("k", "uploadDocument", given, CASE))

    _, path, headers, body = recorder.requests[0]
    form = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + headers["content-type"].encode() + b"\r\n\r\n" + body
    )
    parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
    assert path == f"/api/opinion-requests/{REQUEST_ID}/documents"
    assert {name: part.get_payload(decode=True) for name, part in parts.items()} == {
        "type": b"BUSINESSPLAN",
        "sha256": hashlib.sha256(base64.b64decode(PDF)).hexdigest().encode(),
        "file": base64.b64decode(PDF),
    }
    assert parts["file"].get_filename() == "PlanX-Evil1.pdf"
    assert answer == Reply({"documentId": document_id})


@pytest.mark.parametrize(
    ("operation", "given", "expected"),
    [
        ("withdrawOpinionRequest", {"reason": "NICHT_ERFORDERLICH"}, ("DELETE", b"")),
        ("remind", {"level": 2, "newDueDate": "2026-11-25"}, ("POST", b'{"level":2,"newDueDate":"2026-11-25"}')),
    ],
)
def test_short_requests(operation: str, given: dict[str, Any], expected: tuple[str, bytes]) -> None:
    recorder = Recorder(b"", "application/json", 204)

    recorder.connect("kammern", Clock()).send(Request("k", operation, given | {"requestId": REQUEST_ID}, CASE))

    method, _, _, body = recorder.requests[0]
    assert (method, body) == expected


def test_a_problem_of_the_sample_is_a_refusal_with_its_code() -> None:
    recorder = Recorder((SAMPLES / "Problem-not-competent.json").read_bytes(), "application/problem+json", 422)

    with pytest.raises(Refused) as refusal:
        recorder.connect("kammern", Clock()).send(Request("k", "createOpinionRequest", FOUNDER, CASE))

    assert refusal.value.code == "NOT_COMPETENT"
    assert refusal.value.output["problem"]["errors"][0]["pointer"] == "/chamber"


@pytest.mark.parametrize("kind", ["about:blank", "", "https://x.example/problems/<b>", "urn:x:" + "a" * 65])
def test_a_problem_without_a_usable_type_has_the_status_as_code(kind: str) -> None:
    recorder = Recorder(json.dumps({"type": kind, "title": "Nein"}).encode(), "application/problem+json", 409)

    with pytest.raises(Refused) as refusal:
        recorder.connect("kammern", Clock()).send(Request("k", "createOpinionRequest", FOUNDER, CASE))

    assert refusal.value.code == "HTTP_409"


@pytest.mark.parametrize("token_answer", [b"{}", b'{"access_token": 7}'])
def test_a_token_that_is_none_needs_a_person(token_answer: bytes) -> None:
    recorder = Recorder(token_answer, "application/json")
    connector = recorder.connect("kammern", Clock(), token_url="https://agency.example/token", client_secret="s")

    with pytest.raises(Misconfigured, match="credentials"):
        connector.send(Request("k", "createOpinionRequest", FOUNDER, CASE))

    assert len(recorder.requests) == 1


def test_a_token_service_that_breaks_down_leaves_nothing_unknown() -> None:
    recorder = Recorder(b"", "text/html", 500)
    connector = recorder.connect("kammern", Clock(), token_url="https://agency.example/token", client_secret="s")

    with pytest.raises(Unavailable) as failure:
        connector.send(Request("k", "createOpinionRequest", FOUNDER, CASE))

    assert (failure.value.code, failure.value.outcome_unknown) == ("token-http-500", False)


def test_the_token_is_fetched_once_and_again_when_it_ends(on: Stage) -> None:
    for _ in range(3):
        on.sends("createOpinionRequest", FOUNDER)
    held = on.simulator._tokens  # type: ignore[attr-defined]  # the simulator's book of tokens
    assert len(held) == 1

    on.clock.passes(minutes=10)
    on.sends("createOpinionRequest", FOUNDER)

    assert len(held) == 2


def test_a_token_the_agency_forgot_is_fetched_again(on: Stage) -> None:
    on.sends("createOpinionRequest", FOUNDER)
    on.simulator._tokens.clear()  # type: ignore[attr-defined]  # as a restart does

    on.sends("createOpinionRequest", FOUNDER)

    assert len(on.simulator.received) == 2


# Refused


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "ANERKENNUNGSSTATUS"}, "SCHEMA_INVALID"),
        ({"business": None}, "SCHEMA_INVALID"),
        ({"chamber": "IHK_FOSA"}, "NOT_COMPETENT"),
        ({"chamber": "IHK_BERLIN"}, "SCHEMA_INVALID"),
    ],
)
def test_a_request_the_contract_forbids(on: Stage, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        on.sends("createOpinionRequest", FOUNDER | given)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"content": base64.b64encode(b"MZ program").decode()}, "MEDIA_TYPE"),
        ({"sha256": "0" * 64}, "HASH_MISMATCH"),
        ({"content": base64.b64encode(b"%PDF-" + b"0" * 10 * 1024 * 1024).decode()}, "TOO_LARGE"),
        ({"requestId": "00000000-0000-0000-0000-000000000001"}, "UNKNOWN_REQUEST"),
        ({"content": "%%%"}, "SCHEMA_INVALID"),
    ],
)
def test_a_document_the_chamber_does_not_take(on: Stage, given: dict[str, Any], code: str) -> None:
    request_id = on.sends("createOpinionRequest", FOUNDER).output["requestId"]

    with pytest.raises(Refused) as refusal:
        on.sends("uploadDocument", {"requestId": request_id, "type": "BUSINESSPLAN", "content": PDF} | given)

    assert refusal.value.code == code


def test_a_chamber_that_does_not_show_what_it_received_leaves_it_to_a_person() -> None:
    recorder = Recorder((SAMPLES / "OpinionStatus-eingegangen.json").read_bytes(), "application/json")
    given = {"requestId": REQUEST_ID, "type": "BUSINESSPLAN", "content": PDF}

    with pytest.raises(Misconfigured, match="not-askable") as failure:
        recorder.connect("kammern", Clock()).ask(Request("k", "uploadDocument", given, CASE))

    assert failure.value.outcome_unknown


def test_asking_first_keeps_a_document_from_being_stored_twice(on: Stage) -> None:
    request_id = on.sends("createOpinionRequest", FOUNDER).output["requestId"]
    given = {"requestId": request_id, "type": "BUSINESSPLAN", "content": PDF}
    request = on.request("uploadDocument", given)
    stored = on.connector.send(request)

    assert on.connector.ask(request) == stored
    other = on.request("uploadDocument", given | {"type": "FINANZPLAN"})
    assert on.connector.ask(other) is None


# Received


@pytest.mark.parametrize(
    ("activity", "state", "rating"),
    [("Handel", "ABGEGEBEN", "POSITIV"), ("Handel NEG", "ABGEGEBEN", "NEGATIV"), ("UNZUST", "UNZUSTAENDIG", None)],
)
def test_personas(on: Stage, activity: str, state: str, rating: str | None) -> None:
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
