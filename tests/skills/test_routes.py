"""What leads note of their staff and what is suggested to them, over HTTP, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from ..status.conftest import Office

ANNA = {"languages": ["en", "vi"], "subjects": ["FG1"], "weeklyMinutes": 1200}


def ask(office: Office, method: str, path: str, body: Any = None, who: str = "clara") -> Any:
    return office.as_person(who)(method, path, body)


def team(office: Office) -> dict[str, Any]:
    return {row["person"]: row for row in ask(office, "GET", "/staff/team").json()["people"]}


def test_a_lead_notes_languages_and_hours(stored_office: Office) -> None:
    assert ask(stored_office, "PUT", "/staff/anna/profile", ANNA).status_code == 204
    assert (team(stored_office)["anna"]["languages"], team(stored_office)["anna"]["weeklyMinutes"]) == (
        ["en", "vi"],
        1200,
    )


def test_an_absence_is_days_and_no_reason(stored_office: Office) -> None:
    days = {"person": "anna", "since": "2026-10-26", "until": "2026-10-30"}
    assert ask(stored_office, "POST", "/staff/absences", days | {"reason": "krank"}).status_code == 422


def test_whoever_is_away_is_not_there_on_those_days(stored_office: Office) -> None:
    before = {day["day"]: day["there"]["akz-clerk"] for day in ask(stored_office, "GET", "/staff/team").json()["days"]}
    ask(stored_office, "POST", "/staff/absences", {"person": "anna", "since": "2026-10-26", "until": "2026-10-26"})
    after = {day["day"]: day["there"]["akz-clerk"] for day in ask(stored_office, "GET", "/staff/team").json()["days"]}
    assert [day for day in before if before[day] != after[day]] == ["2026-10-26"]


def test_an_absence_can_be_taken_back(stored_office: Office) -> None:
    days = {"person": "anna", "since": "2026-10-26", "until": "2026-10-30"}
    made = ask(stored_office, "POST", "/staff/absences", days).json()
    ask(stored_office, "DELETE", f"/staff/absences/{made['id']}")
    assert team(stored_office)["anna"]["absences"] == []


def test_a_task_is_suggested_to_who_speaks_the_language_and_stays_where_it_is(stored_office: Office) -> None:
    stored_office.applies(applicant={"contactLang": "vi"})
    stored_office.task("UT-COMPL")
    ask(stored_office, "PUT", "/staff/anna/profile", ANNA)
    (row,) = ask(stored_office, "GET", "/staff/suggestions").json()["items"]
    holder = stored_office.task("UT-COMPL").assignee  # a suggestion assigns nothing
    assert (row["reason"], row["who"][0]["person"], holder) == ("LANGUAGE", "anna", None)


def test_the_inbox_tells_a_clerk_that_the_applicant_speaks_her_language(stored_office: Office) -> None:
    stored_office.applies(applicant={"contactLang": "vi"})
    task = stored_office.task("UT-COMPL")
    ask(stored_office, "PUT", "/staff/anna/profile", ANNA)
    (row,) = ask(stored_office, "GET", f"/staff/task-languages?ids={task.id}", who="anna").json()["items"]
    assert (row["language"], row["spoken"]) == ("vi", "mine")


@pytest.mark.parametrize(("method", "path"), [("GET", "/staff/team"), ("GET", "/staff/suggestions")])
def test_colleagues_do_not_read_what_is_noted_of_each_other(office: Office, method: str, path: str) -> None:
    assert ask(office, method, path, who="anna").status_code == 403


def test_somebody_of_another_site_is_not_there(stored_office: Office) -> None:
    assert ask(stored_office, "PUT", "/staff/nobody.l/profile", ANNA).status_code == 404
