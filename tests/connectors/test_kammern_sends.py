"""What we send to the chambers is their own samples, and what they refuse comes back as its code."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest

from connectors.base import Misconfigured, Refused, Reply, Request, Unavailable
from connectors.kammern.examples import FOUNDER
from connectors.registry import discover
from tests.connectors.stage import CASE, Clock, Recorder, Stage, stage

CONTRACT = discover()["kammern"].folder / "contract"
SAMPLES = CONTRACT / "samples"
REQUEST_ID = "b3d9a0b2-7d0e-4f43-9a51-0d7f3a3c1f11"
PDF = base64.b64encode(b"%PDF-1.7\nPlan\n").decode()


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("kammern") as raised:
        yield raised


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


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
def test_a_withdrawal_and_a_reminder_say_no_more_than_they_must(
    operation: str, given: dict[str, Any], expected: tuple[str, bytes]
) -> None:
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
    held = on.simulator._tokens
    assert len(held) == 1

    on.clock.passes(minutes=10)
    on.sends("createOpinionRequest", FOUNDER)

    assert len(held) == 2


def test_a_token_the_agency_forgot_is_fetched_again(on: Stage) -> None:
    on.sends("createOpinionRequest", FOUNDER)
    on.simulator._tokens.clear()

    on.sends("createOpinionRequest", FOUNDER)

    assert len(on.simulator.received) == 2


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
