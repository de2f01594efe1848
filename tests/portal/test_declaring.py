"""An employer declares by himself, without a link; the applicant takes it over by number and code, once."""

from __future__ import annotations

from typing import Any

from documents.model import Source
from service.context import TENANT

from .conftest import DECLARATION, Employer, Person, Town, application


def _declares(town: Town) -> tuple[Employer, dict[str, str]]:
    employer = town.employer()
    begun = employer.client.post("/portal/employer/begin", json={"language": "de"})
    assert begun.status_code == 201, begun.text
    keys = {name: begun.json()[name] for name in ("reference", "code")}
    employer.csrf = begun.json()["csrf"]
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
    begun = web.employer().client.post("/portal/employer/begin", json={"language": "de"}).json()

    answer = _takes(_applies(web), {name: begun[name] for name in ("reference", "code")})

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
