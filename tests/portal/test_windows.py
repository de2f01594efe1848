"""Two windows of one browser, each with an application or a case of its own: neither sees nor changes the other one's."""

from __future__ import annotations

from typing import Any

from service.portal import door
from service.windows import MOST_WINDOWS

from ..status.conftest import Applicant
from .conftest import Town
from .people import Employer, Person


def _begun(person: Person, name: str) -> Person:
    person.begins()
    assert person.saves({"applicant": {"familyName": name}}).status_code == 200
    return person


def _name(person: Person) -> Any:
    return person.sees()["answers"]["applicant"]["familyName"]


def _link(town: Town, firm: str) -> str:
    person = town.person()
    person.begins()
    person.saves({"purpose": "FG1", "employer": {"name": firm}})
    token: str = person.invites()
    return token


def _firm(employer: Employer) -> Any:
    return employer.sees().json()["answers"]["employer"]["name"]


def _family(town: Town) -> tuple[tuple[str, Applicant], tuple[str, Applicant]]:
    """Two cases, looked into from two windows of one browser."""
    mine = town.office.applies()
    first = town.office.entered()
    yours = town.office.applies()
    return (mine, first), (yours, town.office.entered(beside=first))


def test_a_couple_fills_in_two_applications_side_by_side(stored_web: Town) -> None:
    mine = _begun(stored_web.person(), "Muster")
    yours = _begun(stored_web.person(beside=mine), "Beispiel")

    mine.saves({"applicant": {"familyName": "Muster-Neu"}})

    assert (_name(mine), _name(yours)) == ("Muster-Neu", "Beispiel")


def test_an_employer_opens_both_links_of_his_mail(web: Town) -> None:
    first = web.employer()
    first.comes(_link(web, "Erste GmbH"))
    second = web.employer(beside=first)
    second.comes(_link(web, "Zweite GmbH"))

    assert (_firm(first), _firm(second)) == ("Erste GmbH", "Zweite GmbH")


def test_a_window_whose_session_is_over_sees_nothing_of_the_other_one(web: Town) -> None:
    mine = _begun(web.person(), "Muster")
    _begun(web.person(beside=mine), "Beispiel")
    mine.client.post("/portal/logout", headers={"X-CSRF": mine.csrf})

    assert mine.client.get("/portal/draft", headers={"X-CSRF": mine.csrf}).status_code == 401


def test_logging_out_in_one_window_leaves_the_other_one_in(web: Town) -> None:
    mine = _begun(web.person(), "Muster")
    yours = _begun(web.person(beside=mine), "Beispiel")

    mine.client.post("/portal/logout", headers={"X-CSRF": mine.csrf})

    assert _name(yours) == "Beispiel"


def test_a_page_that_knows_no_word_yet_shows_what_was_opened_last(web: Town) -> None:
    mine = _begun(web.person(), "Muster")
    _begun(web.person(beside=mine), "Beispiel")

    found = mine.client.get("/portal/draft").json()

    assert found["answers"]["applicant"]["familyName"] == "Beispiel"


def test_a_browser_keeps_a_few_sessions_and_not_every_one_there_ever_was(web: Town) -> None:
    person = _begun(web.person(), "Muster")
    for _ in range(10):
        _begun(web.person(beside=person), "Beispiel")

    assert len([one for one in person.client.cookies if one.startswith(door.DRAFT_COOKIE)]) == MOST_WINDOWS + 1


def test_a_family_looks_into_two_cases_side_by_side(town: Town) -> None:
    (mine, first), (yours, second) = _family(town)

    assert (first.sees()["reference"], second.sees()["reference"]) == (mine, yours)


def test_what_is_written_in_one_window_comes_into_its_own_case(town: Town) -> None:
    (_, first), (_, second) = _family(town)
    headers = {"X-CSRF": first.csrf, "Idempotency-Key": "message-of-the-first-window"}
    assert first.client.post("/status/messages", json={"text": "Nur meins"}, headers=headers).status_code == 201

    found = second.client.get("/status/messages", headers={"X-CSRF": second.csrf})

    assert found.json()["items"] == []


def test_a_link_of_one_window_fetches_its_own_case(town: Town) -> None:
    (mine, first), _ = _family(town)

    found = first.client.get("/status/export", params={"format": "json", "window": first.sees()["window"]})

    assert mine in found.headers["content-disposition"]


def test_whoever_leaves_one_case_stays_in_the_other_one(town: Town) -> None:
    (_, first), (yours, second) = _family(town)

    first.client.post("/status/logout", headers={"X-CSRF": first.csrf})

    assert second.sees()["reference"] == yours


def test_a_window_that_was_left_shows_nothing_of_the_other_case(town: Town) -> None:
    (_, first), _ = _family(town)
    first.client.post("/status/logout", headers={"X-CSRF": first.csrf})

    assert first.client.get("/status/case", headers={"X-CSRF": first.csrf}).status_code == 401
