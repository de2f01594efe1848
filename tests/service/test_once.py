"""Every change happens once for its key and only for the version that was seen (reliability C-2)."""

from __future__ import annotations

from typing import Any

import pytest

from store import SqlStore

from .conftest import PASSWORD, Office, opened

KEY = "0123456789abcdef"


def _code(answer: Any) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["code"])


def test_a_repetition_is_told_that_it_is_one(desk: Office) -> None:
    task = desk.task(desk.case())
    headers = {"Idempotency-Key": KEY, "If-Match": '"0"'}

    first, second = (desk.post(f"/tasks/{task}/claim", headers=headers) for _ in range(2))

    assert [answer.headers.get("idempotent-replayed") for answer in (first, second)] == [None, "true"]
    assert first.json()["version"] == second.json()["version"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (None, (400, "idempotency-key-missing")),
        ("short", (400, "idempotency-key-invalid")),
        ("x" * 256, (400, "idempotency-key-invalid")),
        ("with a space in it", (400, "idempotency-key-invalid")),
    ],
)
def test_a_change_without_a_proper_key_is_refused(office: Office, key: str | None, expected: tuple[int, str]) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}

    answer = office.client.post("/cases", json={"processId": "small"}, headers=headers, auth=("anna", PASSWORD))

    assert _code(answer) == expected
    assert office.get("/cases").json()["items"] == []


def test_the_same_key_for_another_task_is_refused(desk: Office) -> None:
    first, second = (desk.task(desk.case()) for _ in range(2))
    headers = {"Idempotency-Key": KEY}
    desk.post(f"/tasks/{first}/claim", headers=headers)

    answer = desk.post(f"/tasks/{second}/claim", headers=headers)

    assert _code(answer) == (422, "idempotency-key-reuse")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (None, (428, "precondition-required")),
        ("*", (428, "precondition-required")),
        ('"7"', (412, "stale-version")),
        ('W/"0"', (412, "stale-version")),
        ("0", (412, "stale-version")),
        ('"0", "1"', (412, "stale-version")),
    ],
)
def test_only_the_version_that_is_there_may_be_changed(
    office: Office, tag: str | None, expected: tuple[int, str]
) -> None:
    task = office.task(office.case())
    headers = {"Idempotency-Key": KEY} | ({} if tag is None else {"If-Match": tag})

    answer = office.client.post(f"/tasks/{task}/claim", headers=headers, auth=("anna", PASSWORD))

    assert _code(answer) == expected
    assert office.get(f"/tasks/{task}").json()["assignee"] is None


def test_an_answer_about_a_task_carries_the_version_to_change_it_with(office: Office) -> None:
    task = office.task(office.case())

    claimed = office.post(f"/tasks/{task}/claim")

    assert claimed.headers["etag"] == office.get(f"/tasks/{task}").headers["etag"] == '"1"'


def test_a_case_that_moved_on_is_not_cancelled_unseen(office: Office) -> None:
    case = office.case()
    tag = office.get(f"/cases/{case['id']}").headers["etag"]
    office.complete(office.task(case), {"result": "COMPLETE"})

    answer = office.post(f"/cases/{case['id']}/cancel", {"reason": "x"}, who="clara", headers={"If-Match": tag})

    assert _code(answer) == (412, "stale-version")


def test_a_refused_request_may_be_repeated_under_its_key_when_it_fits(office: Office) -> None:
    task = office.task(office.case())
    headers, body = {"Idempotency-Key": KEY}, {"answers": {"result": "COMPLETE"}}

    unclaimed = office.post(f"/tasks/{task}/complete", body, headers=headers | {"If-Match": '"0"'})
    office.post(f"/tasks/{task}/claim")
    claimed = office.post(f"/tasks/{task}/complete", body, headers=headers)

    assert (unclaimed.status_code, claimed.status_code) == (409, 200)


def test_a_request_that_another_one_is_still_working_on_is_asked_for_patience(postgres_store: SqlStore) -> None:
    with opened(postgres_store) as desk:
        path = f"/cases/{desk.case()['id']}/comments"
        with postgres_store.unit_of_work() as work:
            work.remember_request(1, "anna", KEY, f"POST {path}", bytes(32), desk.clock.now())
            answer = desk.post(path, {"text": "eins"}, headers={"Idempotency-Key": KEY})

    assert (*_code(answer), answer.headers["retry-after"]) == (409, "idempotency-in-progress", "1")


def test_a_comment_is_written_once_for_each_key(desk: Office) -> None:
    case = desk.case()["id"]
    headers = {"Idempotency-Key": KEY}

    first, second = (desk.post(f"/cases/{case}/comments", {"text": "eins"}, headers=headers) for _ in range(2))
    other = desk.post(f"/cases/{case}/comments", {"text": "zwei"}, headers=headers)

    assert (first.status_code, first.json()) == (201, second.json())
    assert (second.headers["idempotent-replayed"], _code(other)) == ("true", (422, "idempotency-key-reuse"))
    assert len(desk.get(f"/cases/{case}/comments").json()["items"]) == 1
