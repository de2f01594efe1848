"""A question to a department that nobody needs any more leaves its inbox, and one that lies too long is reminded of."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import CancelCase
from engine.model import SYSTEM
from service.partners.withdrawing import withdraw_left
from store.partners import PartnerRequest

from .conftest import Town

ANSWER = {"fields": {"address": "Musterweg 1, 09111 Chemnitz", "familyStatus": "LEDIG"}}


def _asked(town: Town) -> PartnerRequest:
    town.applies()
    made = town.asks("MELDEAMT_ADDRESS")
    assert made.status_code == 201, made.text
    return _row(town, made.json()["id"])


def _row(town: Town, request: str) -> PartnerRequest:
    found: list[PartnerRequest] = town.house.read.records(PartnerRequest, {"tenant": 1, "id": request})
    return found[0]


def _acts(town: Town, row: PartnerRequest, what: str, who: str = "anna", key: str = "") -> Any:
    return town.send("POST", f"/cases/{row.case_id}/consultations/{row.id}/{what}", who, key=key)


def _open(town: Town, who: str = "malte") -> list[str]:
    return [one["id"] for one in town.get("/partner-requests", who).json()["items"]]


def test_a_question_that_is_taken_back_leaves_the_inbox(stored_town: Town) -> None:
    row = _asked(stored_town)

    done = _acts(stored_town, row, "withdrawal")

    assert (done.status_code, done.json().get("state"), _open(stored_town)) == (200, "withdrawn", []), done.text


def test_of_a_question_that_was_taken_back_its_department_sees_nothing(town: Town) -> None:
    row = _asked(town)
    _acts(town, row, "withdrawal")

    assert town.get(f"/partner-requests/{row.id}", "malte").json()["sent"] == []


def test_an_answered_question_is_not_taken_back(town: Town) -> None:
    row = _asked(town)
    assert town.answers("malte", ANSWER, row).status_code == 200

    assert (_acts(town, row, "withdrawal").status_code, _row(town, row.id).state) == (409, "answered")


def test_an_answer_to_what_was_taken_back_meanwhile_is_refused(town: Town) -> None:
    row = _asked(town)
    _acts(town, row, "withdrawal")

    assert town.answers("malte", ANSWER, row).status_code == 412


def test_a_reminder_counts_once(town: Town) -> None:
    row = _asked(town)

    first = _acts(town, row, "reminder", key="one-reminder-of-anna")
    _acts(town, row, "reminder", key="one-reminder-of-anna")

    assert (first.status_code, _row(town, row.id).reminders) == (200, 1), first.text


def test_an_answer_that_is_being_written_goes_through_a_reminder(town: Town) -> None:
    row = _asked(town)
    _acts(town, row, "reminder")

    assert town.answers("malte", ANSWER, row).status_code == 200


def test_nobody_is_reminded_twice_on_a_day(town: Town) -> None:
    row = _asked(town)
    _acts(town, row, "reminder")

    assert _acts(town, row, "reminder").status_code == 409


@pytest.mark.parametrize("what", ["withdrawal", "reminder"])
def test_what_the_procedure_asked_is_left_to_the_procedure(town: Town, what: str) -> None:
    town.applies()

    assert _acts(town, town.request(), what).status_code == 409


def test_a_question_of_another_case_is_not_found(town: Town) -> None:
    row = _asked(town)
    town.applies(process="consultation", kind="MELDEAMT_ADDRESS")

    answer = town.send("POST", f"/cases/{town.case_id}/consultations/{row.id}/withdrawal", "anna")

    assert answer.status_code == 404


def test_what_is_open_when_the_case_ends_leaves_the_inbox(stored_town: Town) -> None:
    row = _asked(stored_town)
    stored_town.house.handle(CancelCase(actor=SYSTEM, case_id=row.case_id, reason="zurückgenommen"))

    withdraw_left(stored_town.house.store)

    assert _open(stored_town) + _open(stored_town, "holger") == []


def test_a_store_in_memory_forgets_no_question_of_an_ended_case(town: Town) -> None:
    row = _asked(town)
    town.house.handle(CancelCase(actor=SYSTEM, case_id=row.case_id, reason="zurückgenommen"))

    withdraw_left(town.house.store)

    assert _row(town, row.id).state == "withdrawn"


def test_what_is_open_in_a_running_case_stays_in_the_inbox(town: Town) -> None:
    row = _asked(town)

    assert (withdraw_left(town.house.store), _open(town)) == (0, [row.id])


def test_an_answer_before_the_end_of_the_case_stays_an_answer(town: Town) -> None:
    row = _asked(town)
    town.answers("malte", ANSWER, row)
    town.house.handle(CancelCase(actor=SYSTEM, case_id=row.case_id, reason="zurückgenommen"))

    withdraw_left(town.house.store)

    assert _row(town, row.id).state == "answered"
