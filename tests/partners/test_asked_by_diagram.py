"""A diagram asks a department: the question lies in its inbox with minimal data, the answer comes as a BPMN message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from authority.partners.network import load
from connectors.aemter.operations import ANSWER, KINDS
from connectors.base import Request
from store.partners import PartnerRequest

from .conftest import Town

#: What an element of a diagram brings: more than most questions need.
WHO = {
    "person": {"familyName": "Muster", "givenNames": "Linh", "birthDate": "1991-04-02"},
    "azrNumber": "123456789012",
    "trade": "Tischlerei",
    "locationAgs": "14511000",
    "query": None,
    "basis": None,
}
ADDRESS = {"address": "Musterweg 1, 09111 Chemnitz", "familyStatus": "LEDIG"}


def _asked(town: Town, kind: str = "MELDEAMT_ADDRESS", **more: Any) -> PartnerRequest:
    town.applies(process="consultation", kind=kind, **WHO | more)
    return town.request()


def _variable(town: Town) -> Any:
    town.house.timeline.quiet()
    return town.house.engine.variables(town.case_id)["konsultation"]


def test_the_answer_of_the_inbox_is_the_message_the_process_waits_for(stored_town: Town) -> None:
    row = _asked(stored_town)

    answer = stored_town.answers("malte", {"fields": ADDRESS, "text": "Seit 1. Oktober."}, row)

    assert answer.status_code == 200, answer.text
    known = _variable(stored_town)
    assert (known["state"], known["answer"]["familyStatus"], known["text"]) == (
        "BEANTWORTET", "LEDIG", "Seit 1. Oktober.",
    )  # fmt: skip


def test_a_diagram_sends_no_more_than_a_clerk_may(town: Town) -> None:
    row = _asked(town)

    assert set(row.content["out"]) == {
        "applicant.familyName", "applicant.givenNames", "applicant.birthDate", "azr.azrNumber",
    }  # fmt: skip


def test_the_department_reads_purpose_and_norm_of_what_a_diagram_asks(town: Town) -> None:
    row = _asked(town)

    shown = town.get(f"/partner-requests/{row.id}", "malte").json()

    assert (shown["norm"], shown["form"]) == ("§§ 71–73 AufenthV; § 17 BMG", "consultation")


def test_a_department_that_is_not_competent_says_so(town: Town) -> None:
    row = _asked(town)

    town.answers("malte", {"state": "UNZUSTAENDIG", "text": "Zuständig ist Freiberg."}, row)

    assert _variable(town)["state"] == "UNZUSTAENDIG"


def test_who_is_not_competent_says_why(town: Town) -> None:
    row = _asked(town)

    answer = town.answers("malte", {"state": "UNZUSTAENDIG", "text": " "}, row)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/text")


def test_an_answer_that_does_not_come_is_asked_for_and_then_goes_to_the_lead(town: Town) -> None:
    _asked(town)

    town.house.timeline.advance(timedelta(days=8))
    reminded = town.request().reminders
    town.house.timeline.advance(timedelta(days=8))

    assert reminded == 1
    assert [(task.element_id, task.groups) for task in town.house.open_tasks(town.case_id)] == [
        ("UT-CONS-LEAD", ("akz-lead",))
    ]


def test_a_reminder_names_a_new_day(town: Town) -> None:
    before = _asked(town)

    town.house.timeline.advance(timedelta(days=8))

    assert town.request().due_on > before.due_on


def test_a_reminder_does_not_turn_away_an_answer_that_is_being_written(town: Town) -> None:
    seen = _asked(town)
    town.house.timeline.advance(timedelta(days=8))

    assert town.answers("malte", {"fields": ADDRESS}, seen).status_code == 200


def test_a_question_without_its_basis_goes_to_the_lead_and_not_out(town: Town) -> None:
    town.applies(process="consultation", kind="SOZIALAMT_BENEFITS", **WHO)

    assert town.requests() == []
    assert {task.element_id for task in town.house.open_tasks(town.case_id)} == {"UT-CONS-LEAD"}


def test_the_trade_office_answers_beside_the_chamber(town: Town) -> None:
    town.applies(chambers=[{"consult": "GEWERBEAMT"}])
    row = town.request()

    town.answers("greta", {"fields": {"registered": "NEIN", "licenceStatus": "ERTEILT"}}, row)

    town.house.timeline.quiet()
    assert town.house.engine.variables(town.case_id)["gewerbe"]["licenceStatus"] == "ERTEILT"


def test_what_is_withdrawn_is_read_no_more(town: Town) -> None:
    row = _asked(town)
    _said(town, row, "withdraw", {"reason": "NICHT_ERFORDERLICH"}, "withdrawn-once")

    shown = town.get(f"/partner-requests/{row.id}", "malte").json()
    assert (shown["state"], shown["sent"]) == ("withdrawn", [])


def test_the_same_reminder_again_leaves_what_came_after_it(town: Town) -> None:
    row = _asked(town)
    for level, key in ((1, "first"), (2, "second"), (1, "first")):
        _said(town, row, "remind", {"level": level, "newDueDate": f"2026-11-0{level}"}, key)

    assert town.request().due_on == "2026-11-02"


def _said(town: Town, row: PartnerRequest, operation: str, given: dict[str, Any], key: str) -> Any:
    """What the worker sends, with its key."""
    agency = town.house.agencies.by_name["aemter"]
    return agency.send(Request(key, operation, {"requestId": row.id, **given}, town.reference))


@pytest.mark.parametrize("kind", KINDS)
def test_the_contract_knows_every_field_of_an_answer_with_its_values(kind: str) -> None:
    fields = load().consultations[kind].back

    known = {name: schema["anyOf"][0].get("enum") for name, schema in ANSWER["properties"].items()}
    assert {one.name: list(one.values) or None for one in fields}.items() <= known.items()


def test_the_contract_knows_every_question_of_the_network() -> None:
    assert set(KINDS) == set(load().consultations)
