"""What team leads and operators see and do, over HTTP, on the real procedure."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import ClaimTask
from engine.model import Actor
from service.operations.explanations import EXPLANATIONS, explained
from service.operations.ladder import ladder

from ..status.conftest import Office

KEY = "0123456789abcdef"


def get(office: Office, path: str, who: str = "clara") -> Any:
    answer = office.as_person(who)("GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def stuck(office: Office) -> dict[str, Any]:
    """A case whose request to the register got no answer through all waits."""
    office.house.town["azr"].fail_next("500", 5)
    office.applies()
    office.passes(hours=20)
    (row,) = get(office, "/operations/incidents")["items"]
    found: dict[str, Any] = row
    return found


def test_an_incident_says_in_plain_words_what_happened_and_what_to_do(stored_office: Office) -> None:
    row = stuck(stored_office)

    assert (row["elementId"], row["name"]["de"]) == ("ST-AZR-QUERY", "AZR abfragen")
    assert row["explanation"]["what"]["de"].startswith("Die Stelle hat auch nach allen Wartezeiten nicht geantwortet")
    assert row["explanation"]["acts"][0] == "retry"
    assert row["job"]["agency"] == "azr"


def test_a_retry_lets_the_case_go_on(stored_office: Office) -> None:
    office = stored_office
    row = stuck(office)

    answer = office.as_person("clara")(
        "POST",
        f"/cases/{row['caseId']}/incidents/{row['activation']}/retry",
        Idempotency_Key=KEY,
        If_Match=f'"{row["caseVersion"]}"',
    )
    office.passes(hours=1)

    assert answer.status_code == 200, answer.text
    assert get(office, "/operations/incidents")["items"] == []


def test_leads_of_another_site_do_not_see_the_incident(office: Office) -> None:
    stuck(office)

    assert get(office, "/operations/incidents", "curt")["items"] == []


def test_clerks_do_not_see_operations(office: Office) -> None:
    assert office.as_person("anna")("GET", "/operations/incidents").status_code == 403


def test_timers_come_earliest_first_and_say_what_they_are(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.completes("UT-COMPL", result="COMPLETE")
    rows = get(office, "/timers?limit=100")["items"]

    assert [row["fireAt"] for row in rows] == sorted(row["fireAt"] for row in rows)
    assert {"de": "T01: vier Wochen (E4)", "en": "T01: four weeks (E4)"} in [row["name"] for row in rows]


def test_only_timers_until_a_day_are_shown_when_asked_so(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.completes("UT-COMPL", result="COMPLETE")
    before = "2026-11-05T00:00:00Z"

    assert all(row["fireAt"] < before for row in get(office, f"/timers?dueBefore={before}")["items"])


def test_after_three_weeks_the_case_is_on_the_leads_list(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.completes("UT-COMPL", result="COMPLETE")
    office.passes(days=22)
    page = get(office, "/escalations")

    assert {"E1", "E2"} <= {row["level"] for row in page["items"]}
    assert {row["level"]: row["count"]["value"] for row in page["levels"]}["E2"] == 1
    assert [row["level"] for row in get(office, "/escalations?level=E2")["items"]] == ["E2"]


def test_a_task_past_its_due_date_is_level_zero(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.passes(days=12)

    assert [row["elementId"] for row in get(office, "/escalations?level=E0")["items"]] == ["UT-COMPL"]


def test_workload_counts_what_lies_with_a_person(stored_office: Office) -> None:
    office = stored_office
    for _ in range(2):
        office.applies()
        actor = Actor(person="anna", account="anna", groups=frozenset({"akz-clerk"}), sites=frozenset({"DD"}))
        office.house.handle(ClaimTask(actor=actor, task_id=office.task("UT-COMPL").id))
    (row,) = [row for row in get(office, "/workload")["items"] if row["person"] == "anna"]

    assert row["open"] == {"value": 2, "more": False}


def test_workload_of_a_team_is_by_group_and_site(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    rows = get(office, "/workload?by=group")["items"]

    assert [(row["group"], row["site"]) for row in rows if row["open"]["value"]] == [("akz-clerk", "DD")]


def test_all_tasks_of_an_absent_clerk_are_given_to_another_one_at_once(stored_office: Office) -> None:
    office = stored_office
    actor = Actor(person="anna", account="anna", groups=frozenset({"akz-clerk"}), sites=frozenset({"DD"}))
    for _ in range(3):
        office.applies()
        office.house.handle(ClaimTask(actor=actor, task_id=office.task("UT-COMPL").id))
    tasks = get(office, "/tasks?scope=all&assignee=anna")["items"]

    answer = office.as_person("clara")(
        "POST",
        "/tasks/bulk",
        {
            "action": "assign",
            "assignee": "berta",
            "tasks": [{"id": task["id"], "version": task["version"]} for task in tasks],
        },
        Idempotency_Key=KEY,
    )

    assert [row["ok"] for row in answer.json()["results"]] == [True, True, True]
    assert [row["open"]["value"] for row in get(office, "/workload")["items"] if row["person"] == "berta"] == [3]


def test_a_token_is_moved_to_a_place_that_was_offered(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    found = get(office, f"/cases/{office.case_id}/moves", "lore")
    token = next(token for token in found["tokens"] if token["elementId"] == "UT-COMPL")
    assert "UT-ASSESS" in [target["elementId"] for target in found["targets"]]

    answer = office.as_person("lore")(
        "POST",
        f"/cases/{office.case_id}/modify",
        {"cancel": [token["activation"]], "start": ["UT-ASSESS"], "reason": "falscher Zweig", "variables": {}},
        Idempotency_Key=KEY,
        If_Match=f'"{found["version"]}"',
    )

    assert answer.status_code == 200, answer.text
    assert office.open_elements() == {"UT-ASSESS"}


def test_places_that_are_offered_take_a_token(office: Office) -> None:
    office.applies()
    offered = [target["elementId"] for target in get(office, f"/cases/{office.case_id}/moves", "lore")["targets"]]
    refused = []
    for number, element in enumerate(offered[::12]):
        office.applies()
        version = office.house.case(office.case_id).version
        answer = office.as_person("lore")(
            "POST",
            f"/cases/{office.case_id}/modify",
            {"cancel": [], "start": [element], "reason": "Probe", "variables": {}},
            Idempotency_Key=f"{KEY}{number}",
            If_Match=f'"{version}"',
        )
        if answer.status_code != 200:
            refused.append((element, answer.json()["code"]))

    assert refused == []


def test_moving_tokens_is_for_operators(office: Office) -> None:
    office.applies()

    assert office.as_person("clara")("GET", f"/cases/{office.case_id}/moves").status_code == 403


def test_a_message_nobody_took_is_shown_without_its_content(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.as_person("lore")(
        "POST",
        "/messages",
        {"messageId": "m1", "name": "unterlagen.eingegangen", "key": office.reference, "payload": {"geheim": 1}},
        Idempotency_Key=KEY,
    )
    office.passes(days=31)
    (row,) = get(office, "/messages/parked")["items"]

    assert (row["name"], row["key"], "payload" in row) == ("unterlagen.eingegangen", office.reference, False)


def test_leads_of_another_site_do_not_see_its_parked_messages(office: Office) -> None:
    test_a_message_nobody_took_is_shown_without_its_content(office)

    assert get(office, "/messages/parked", "curt")["items"] == []


def _lifts(office: Office, what: str, number: str, who: str = "clara") -> Any:
    return office.as_person(who)(
        "POST", f"/messages/parked/{number}/{what}", {"reason": "Probe"}, Idempotency_Key=f"{KEY}{what}"
    )


@pytest.mark.parametrize("what", ["again", "aside"])
def test_a_message_nobody_took_leaves_the_list_when_somebody_has_dealt_with_it(
    stored_office: Office, what: str
) -> None:
    test_a_message_nobody_took_is_shown_without_its_content(stored_office)
    (row,) = get(stored_office, "/messages/parked")["items"]

    answers = [_lifts(stored_office, what, row["id"]) for _ in range(2)]  # the second is the repetition

    assert [answer.status_code for answer in answers] == [200, 200]
    assert get(stored_office, "/messages/parked")["items"] == []


def test_leads_of_another_site_do_not_lift_its_parked_messages(office: Office) -> None:
    test_a_message_nobody_took_is_shown_without_its_content(office)
    (row,) = get(office, "/messages/parked")["items"]

    assert _lifts(office, "again", row["id"], "curt").status_code == 404


def test_every_level_of_the_ladder_has_a_name_and_no_element_twice() -> None:
    elements = [element for level in ladder() for element in level.elements]

    assert [level.level for level in ladder()] == ["E5", "E4", "E3", "E2", "E1", "E0"]
    assert len(elements) == len(set(elements))


@pytest.mark.parametrize("code", ["http-503", "smtp-451", "token-timeout"])
def test_codes_with_a_number_are_explained_by_their_family(code: str) -> None:
    assert explained(code) is EXPLANATIONS["timeout"]


def test_a_code_that_nobody_knows_still_says_what_to_do() -> None:
    assert explained("never-seen").acts == ("retry", "resolve", "move")
