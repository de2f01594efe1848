"""What is refused, and that every refusal is a problem document."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from akzess.clocks import MovableClock
from service.app import create_app
from service.identity import Accounts
from store import MemoryStore, Unavailable

from .conftest import PASSWORD, Office

KEY = {"Idempotency-Key": "0123456789abcdef"}


def _problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    body = answer.json()
    assert body["type"] == f"urn:akzess:problem:{body['code']}"
    assert body["status"] == answer.status_code
    return answer.status_code, str(body["code"])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"processId": "small",\n oops}', "line 2, column 2: Expecting property name enclosed in double quotes"),
        (b'{"a": 1, "a": 2}', "duplicate key"),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b'{"a": "\\ud800"}', "a lone surrogate in a text"),
        (b'{"a": "\xff"}', "byte 7 is not UTF-8"),
        (b"[" * 100_000, "too deep"),
    ],
)
def test_who_sends_what_is_no_json_reads_what_is_wrong_and_where(office: Office, body: bytes, detail: str) -> None:
    answer = office.client.post(
        "/cases", content=body, auth=("anna", PASSWORD), headers={"Content-Type": "application/json", **KEY}
    )

    assert answer.json()["detail"] == detail


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "json-malformed")),
        (b'{"processId": "small", "processId": "other"}', (400, "json-malformed")),
        (b'{"variables": {"a": NaN}}', (400, "json-malformed")),
        (b'{"variables": {"a": Infinity}}', (400, "json-malformed")),
        (b'{"variables": {"a": "\\ud800"}}', (400, "json-malformed")),
        (b'{"variables": {"a": "\\u0000"}}', (400, "json-malformed")),
        (b'{"variables": {"a": 1e99999}}', (400, "json-malformed")),
        (b'{"variables": {"a": ' + b"1" * 41 + b"}}", (400, "json-malformed")),
        (b'{"variables": ' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}", (400, "json-limit")),
        (b'{"variables": ' + b"[" * 100_000, (400, "json-limit")),
        (b"\xff\xfe{}", (400, "json-malformed")),
        (b'{"tenant": 2}', (422, "unknown-field")),
        (b'{"processId": 7}', (422, "validation-failed")),
        (b'{"variables": []}', (422, "validation-failed")),
        (b"[]", (422, "validation-failed")),
        (b'{"processId": "no-such-process"}', (404, "not-found")),
        (b'{"variables": {"a": "' + b"x" * (11 * 1024 * 1024) + b'"}}', (413, "payload-too-large")),
    ],
)
def test_a_body_that_is_not_right_is_refused_and_starts_nothing(
    office: Office, body: bytes, expected: tuple[int, str]
) -> None:
    answer = office.client.post(
        "/cases", content=body, auth=("anna", PASSWORD), headers={"Content-Type": "application/json", **KEY}
    )

    assert _problem(answer) == expected
    assert office.get("/cases").json()["items"] == []


def test_json_has_to_be_called_json(office: Office) -> None:
    answer = office.client.post(
        "/cases", content=b"{}", auth=("anna", PASSWORD), headers={"Content-Type": "text/plain", **KEY}
    )

    assert _problem(answer) == (415, "unsupported-media-type")


def test_paths_and_methods_that_do_not_exist_are_problems_too(office: Office) -> None:
    assert _problem(office.get("/no/such/path")) == (404, "not-found")
    assert _problem(office.client.delete("/cases")) == (405, "method-not-allowed")


@pytest.mark.parametrize(
    "name",
    ["limit=0", "limit=201", "limit=x", "status=WRONG", "after=forged", "sort=id;drop", "offset=7", "limit=1&limit=2"],
)
def test_a_question_that_is_not_right_is_refused(office: Office, name: str) -> None:
    assert _problem(office.get(f"/cases?{name}"))[0] == 422


@pytest.mark.parametrize("case", ["../../etc/passwd", "%00", "' OR 1=1--", "AKZ-DD-2026-999999", "x" * 3000, "😀"])
def test_a_case_that_does_not_exist_is_not_found(office: Office, case: str) -> None:
    assert _problem(office.get(f"/cases/{case}"))[0] == 404


def test_a_case_of_another_site_looks_as_if_it_did_not_exist(office: Office) -> None:
    case = office.case()

    foreign, missing = (office.get(f"/cases/{i}", who="axel").json() for i in (case["id"], "no-such-case"))

    assert {k: v for k, v in foreign.items() if k not in ("instance", "traceId")} == {
        k: v for k, v in missing.items() if k not in ("instance", "traceId")
    }


def test_titles_come_in_the_language_that_is_asked_for(office: Office) -> None:
    german = office.get("/cases/x").json()["title"]
    english = office.get("/cases/x", headers={"Accept-Language": "en-GB, de;q=0.5"}).json()["title"]

    assert (german, english) == ("Nicht gefunden", "Not found")


def test_every_answer_carries_the_headers_that_protect_a_browser(office: Office) -> None:
    for path in ("/", "/health", "/cases", "/no/such/path"):
        headers = office.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_description_of_the_interface_is_valid(office: Office) -> None:
    validate(office.client.get("/openapi.json").json())


class Away(MemoryStore):
    """A database that does not answer."""

    def next_due(self, now: datetime) -> datetime | None:
        raise Unavailable("no connection")


def test_a_database_that_does_not_answer_makes_us_ask_for_patience() -> None:
    store, clock = Away(), MovableClock(datetime(2026, 10, 19, tzinfo=UTC))
    app = create_app(None, store, {}, Accounts([], clock), clock, lambda: None)

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/health")

    assert _problem(answer) == (503, "unavailable")
    assert (answer.headers["retry-after"], answer.json()["retryable"]) == ("2", True)


class Broken(MemoryStore):
    """A store with a defect of ours in it."""

    def next_due(self, now: datetime) -> datetime | None:
        raise RuntimeError("secret-of-the-inside")


def test_a_defect_of_ours_is_a_problem_that_tells_nothing_of_the_inside() -> None:
    store, clock = Broken(), MovableClock(datetime(2026, 10, 19, tzinfo=UTC))
    app = create_app(None, store, {}, Accounts([], clock), clock, lambda: None)
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/health", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})

    assert _problem(answer) == (500, "internal")
    assert "secret" not in answer.text
    assert answer.json()["traceId"] == trace
