"""An employer declares by himself, without a link; the applicant takes it over by number and code, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from documents.model import Source
from service.context import TENANT

from .conftest import Town
from .people import DECLARATION, Employer, Person, application


def _declares(town: Town) -> tuple[Employer, dict[str, str]]:
    employer = town.employer()
    keys = employer.begins()
    assert employer.answers(DECLARATION).status_code == 200
    return employer, keys


def _applies(town: Town) -> Person:
    person = town.person()
    person.begins()
    person.saves(application())
    return person


def _takes(person: Person, keys: dict[str, str]) -> Any:
    return person.client.post("/portal/draft/declaration", json=keys, headers={"X-CSRF": person.csrf})


def test_what_an_employer_declared_by_himself_comes_into_the_application(stored_web: Town) -> None:
    _, keys = _declares(stored_web)
    person = _applies(stored_web)

    taken = _takes(person, keys)

    shown = person.sees()
    assert (taken.status_code, shown["answers"]["employer"]["betriebsnummer"], [f["code"] for f in shown["files"]]) == (
        204,
        "09912342",
        ["EZB"],
    )


def test_a_declaration_is_taken_over_once(stored_web: Town) -> None:
    _, keys = _declares(stored_web)
    _takes(_applies(stored_web), keys)

    assert _takes(_applies(stored_web), keys).status_code == 401


def test_before_it_is_sent_there_is_nothing_to_take_over(web: Town) -> None:
    answer = _takes(_applies(web), web.employer().begins())

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-awaited")


def test_an_employers_number_opens_no_application_and_an_applicants_number_no_declaration(web: Town) -> None:
    _, keys = _declares(web)
    person = _applies(web)

    found = (
        web.person().returns(keys["reference"], keys["code"]).status_code,
        _takes(_applies(web), {"reference": person.reference, "code": person.code}).status_code,
    )

    assert found == (401, 401)


def test_the_employer_sees_nothing_of_the_application_that_took_his_declaration(web: Town) -> None:
    employer, keys = _declares(web)
    _takes(_applies(web), keys)

    assert "Z1234567" not in employer.sees().text


def test_in_a_case_the_declaration_lies_in_the_file(town: Town) -> None:
    _, keys = _declares(town)
    town.office.applies()
    applicant = town.office.entered()

    answer = applicant.client.post("/status/declaration", json=keys, headers={"X-CSRF": applicant.csrf})

    found = town.app.state.context.documents.cabinet.of_case(TENANT, town.office.case_id, limit=20)
    assert (answer.status_code, [one.code for one in found if one.source is Source.EMPLOYER]) == (204, ["EZB"])


#: As somebody leaves it who goes to lunch in the middle of it: not even right.
HALF = {"employer": {"name": "Beispiel Software GmbH", "betriebsnummer": "12"}}


def test_what_an_employer_has_typed_is_there_when_he_comes_back_by_number_and_code(stored_web: Town) -> None:
    keys = stored_web.employer().begins()
    first = stored_web.employer()
    first.returns(keys)
    first.types(HALF)

    later = stored_web.employer()
    later.returns(keys)

    assert later.sees().json()["answers"]["employer"] == HALF["employer"]


def test_after_half_an_hour_of_thinking_he_goes_on_where_he_was(web: Town) -> None:
    employer = web.employer()
    keys = employer.begins()
    web.office.house.moving.advance(timedelta(minutes=31))
    over = employer.types(HALF).status_code

    employer.returns(keys)

    assert (over, employer.types(HALF).status_code) == (401, 200)


def test_he_comes_back_later_than_a_link_would_be_good(web: Town) -> None:
    employer = web.employer()
    keys = employer.begins()
    web.office.house.moving.advance(timedelta(days=10))
    employer.returns(keys)
    employer.types(HALF)
    web.office.house.moving.advance(timedelta(days=10))

    employer.returns(keys)

    assert employer.sees().json()["answers"]["employer"] == HALF["employer"]


def test_what_was_sent_is_not_typed_over(web: Town) -> None:
    employer, keys = _declares(web)

    refused = employer.types(HALF).status_code

    person = _applies(web)
    _takes(person, keys)
    assert (refused, person.sees()["answers"]["employer"]["betriebsnummer"]) == (409, "09912342")


def test_of_a_part_that_came_by_a_link_nothing_is_kept_before_it_is_sent(web: Town) -> None:
    person = _applies(web)
    employer = web.employer()
    employer.comes(person.invites())

    assert employer.types(HALF).status_code == 409


def test_a_wrong_code_opens_no_declaration(web: Town) -> None:
    keys = web.employer().begins()

    answer = web.employer().returns({**keys, "code": "0000-0000-0000"})

    assert (answer.status_code, answer.json()["code"]) == (401, "portal-denied")


def test_a_declaration_that_was_taken_over_is_opened_by_nobody(web: Town) -> None:
    _, keys = _declares(web)
    _takes(_applies(web), keys)

    assert web.employer().returns(keys).status_code == 401
