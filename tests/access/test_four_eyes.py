"""Four eyes are those of two natural persons, whatever they come through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from store import MemoryStore

from .office import MORNING, PASSWORD, Office, account, open_office

BOTH = frozenset({"akz-clerk", "akz-second"})
PEOPLE = [
    account("anna", BOTH, "DD", person="p-anna"),
    account("anna.zwei", BOTH, "DD", person="p-anna", display="Anna mit anderem Konto"),
    account("bela", BOTH, "DD", person="p-bela"),
]


@pytest.fixture
def signed(memory_store: MemoryStore) -> Any:
    """A case whose first task Anna has completed, and the number of its second one."""
    with open_office(memory_store, PEOPLE) as office:
        case = office.case("DD")
        complete(office, "anna", office.task(case, "UT-FIRST"))
        yield office, office.task(case, "UT-SECOND")


def version(office: Office, who: str, task: str) -> str:
    return str(office.call(who, "GET", f"/tasks/{task}").headers["etag"])


def complete(office: Office, who: str, task: str, **headers: str) -> Any:
    claimed = office.call(who, "POST", f"/tasks/{task}/claim", {}, If_Match=version(office, who, task), **headers)
    if claimed.status_code != 200:
        return claimed
    return office.call(
        who, "POST", f"/tasks/{task}/complete", {"answers": {}}, If_Match=claimed.headers["etag"], **headers
    )


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_same_account_does_not_sign_twice(signed: Any) -> None:
    assert refusal(complete(signed[0], "anna", signed[1])) == (403, "four-eyes")


def test_neither_does_the_same_person_by_another_account(signed: Any) -> None:
    assert refusal(complete(signed[0], "anna.zwei", signed[1])) == (403, "four-eyes")


def test_neither_does_the_same_person_as_somebody_elses_deputy(signed: Any) -> None:
    office, task = signed
    body = {
        "deputy": "p-anna",
        "from": MORNING.isoformat(),
        "until": (MORNING + timedelta(days=1)).isoformat(),
        "reason": "x",
    }
    assert office.call("bela", "POST", "/deputies", body).status_code == 201

    assert refusal(complete(office, "anna", task, Akzess_On_Behalf_Of="p-bela")) == (403, "four-eyes")


def test_neither_does_the_same_person_with_a_token(signed: Any) -> None:
    office, task = signed
    browser = office.browser()
    token = browser.client.post("/login", json={"account": "anna.zwei", "password": PASSWORD}).json()["token"]

    answer = browser.client.post(
        f"/tasks/{task}/claim",
        json={},
        headers={
            "Authorization": f"Bearer {token}",
            "If-Match": version(office, "anna", task),
            "Idempotency-Key": "k" * 20,
        },
    )
    assert refusal(answer) == (403, "four-eyes")


def test_neither_does_the_same_person_in_a_second_window(signed: Any) -> None:
    office, task = signed
    first, second = office.browser("anna"), office.browser("anna.zwei")
    answers = [
        browser.post(f"/tasks/{task}/claim", {}, **{"If-Match": version(office, "anna", task)})
        for browser in (first, second)
    ]

    assert [refusal(answer) for answer in answers] == [(403, "four-eyes")] * 2


def test_nobody_gives_the_second_task_to_the_person_of_the_first(signed: Any) -> None:
    office, task = signed
    claimed = office.call("bela", "POST", f"/tasks/{task}/claim", {}, If_Match=version(office, "bela", task))
    answer = office.call(
        "bela", "POST", f"/tasks/{task}/assign", {"assignee": "p-anna"}, If_Match=claimed.headers["etag"]
    )

    assert refusal(answer) == (403, "four-eyes")


def test_another_person_signs(signed: Any) -> None:
    assert complete(signed[0], "bela", signed[1]).status_code == 200


def test_the_attempt_is_a_security_event(signed: Any) -> None:
    office, task = signed
    complete(office, "anna", task)

    assert [row.person for row in office.store.read().security_events(1, kind="four-eyes").items] == ["p-anna"]
