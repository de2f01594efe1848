"""The employer's part: a link opens one form of one application, until it ends; what comes back goes where it belongs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from akzess.scenario_file import applications
from akzess.scenarios import folder
from documents.model import Source
from service.context import TENANT

from .conftest import Town, asked_by_the_agency, invited_by_the_applicant
from .people import DECLARATION, Employer, application

WORDS = Path(__file__).parents[2] / "web" / "src" / "portal" / "words"
LANGUAGES = ["de", "en", "uk", "ar", "vi", "es", "tr", "ru"]


def _invited(town: Town) -> tuple[Any, Employer, str]:
    person = town.person()
    person.begins()
    typed = application()
    typed["employer"] = {"name": "Beispiel Software GmbH"}
    person.saves(typed)
    token = person.invites()
    employer = town.employer()
    assert employer.comes(token).status_code == 200
    return person, employer, token


def test_the_employer_fills_in_what_the_applicant_does_not_know(stored_town: Town) -> None:
    person, employer, _ = _invited(stored_town)

    assert employer.answers(DECLARATION).status_code == 200

    assert person.sees()["answers"]["employer"]["betriebsnummer"] == "09912342"


def test_the_declaration_lies_with_the_application_as_a_document_of_the_employer(stored_town: Town) -> None:
    person, employer, _ = _invited(stored_town)
    employer.answers(DECLARATION)
    person.version = person.sees()["version"]
    number = person.submits().json()["businessKey"]
    case = stored_town.office.house.read.case_by_key(TENANT, number)
    assert case is not None

    found = stored_town.app.state.context.documents.cabinet.of_case(TENANT, case.id, limit=10)

    assert [one.code for one in found if one.source is Source.EMPLOYER] == ["EZB"]


def test_the_employer_sees_the_job_and_nothing_else_of_the_applicant(town: Town) -> None:
    _, employer, _ = _invited(town)

    shown = employer.sees().json()

    assert set(shown["answers"]) <= {"employer", "job", "pay"}
    assert "Z1234567" not in str(shown)


def test_the_employers_session_opens_no_page_of_the_applicant(town: Town) -> None:
    _, employer, _ = _invited(town)

    assert employer.client.get("/portal/draft").status_code == 401


def test_a_link_that_was_ended_opens_nothing_any_more(town: Town) -> None:
    person, employer, token = _invited(town)
    link = person.sees()["invitations"][0]["id"]
    person.client.delete(f"/portal/draft/invitations/{link}", headers={"X-CSRF": person.csrf})

    answers = [town.employer().comes(token).json()["code"], employer.sees().json()["code"]]

    assert answers == ["portal-link", "portal-link"]


def test_a_link_ends_after_two_weeks(town: Town) -> None:
    _, _, token = _invited(town)
    town.office.passes(days=14, minutes=1)

    assert town.employer().comes(token).json()["code"] == "portal-link"


def test_an_unknown_link_and_one_that_ended_get_the_same_answer(town: Town) -> None:
    answer = town.employer().comes("A" * 43)

    assert (answer.status_code, answer.json()["code"]) == (401, "portal-link")


def test_a_declaration_that_is_sent_again_counts_once(stored_town: Town) -> None:
    person, employer, _ = _invited(stored_town)

    first, second = (employer.answers(DECLARATION).json()["at"] for _ in range(2))

    assert (first == second, len(person.sees()["files"])) == (True, 1)


def test_a_wrong_establishment_number_is_refused(town: Town) -> None:
    _, employer, _ = _invited(town)
    wrong = DECLARATION | {"employer": DECLARATION["employer"] | {"betriebsnummer": "1234"}}

    answer = employer.answers(wrong)

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/answers/employer/betriebsnummer"]


def test_nobody_declares_without_being_entitled(town: Town) -> None:
    _, employer, _ = _invited(town)

    assert employer.answers(DECLARATION, signed=False).status_code == 422


def test_the_employers_other_words_stay_outside(town: Town) -> None:
    person, employer, _ = _invited(town)
    employer.answers(DECLARATION | {"ezbComplete": False, "applicant": {"familyName": "Anders"}})

    assert person.sees()["answers"]["applicant"]["familyName"] == "Muster"


def _link(town: Town, case_id: str, kind: str = "EZB") -> str:
    anna = town.office.as_person("anna")
    answer = anna("POST", f"/cases/{case_id}/employer-links", {"kind": kind}, Idempotency_Key="link-of-the-employer-1")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["path"]).partition("#")[2]


def test_a_clerks_link_lets_the_employer_complete_the_task_of_the_case(stored_town: Town) -> None:
    office = stored_town.office
    office.applies(employer={"betriebsnummer": None}, pay={"gross": 3833.34, "annualGross": 46000})
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")
    office.task("UT-BA")
    employer = stored_town.employer()
    employer.comes(_link(stored_town, office.case_id))

    declared = DECLARATION | {
        "pay": {"gross": 3833.34, "grossUnit": "MONAT", "annualGross": 46000, "socialInsuranceDE": True}
    }
    assert employer.answers(declared).status_code == 200

    assert "UT-BA" not in office.open_elements()


def test_the_agreement_of_the_fast_track_procedure_is_concluded_by_the_employer(town: Town) -> None:
    office = town.office
    started = office.house.start(applications(folder())["fasttrack"], site="DD", process="fast-track-81a")
    office.case_id, office.reference = started.case_id, started.business_key
    office.completes("UT-81A")
    employer = town.employer()
    employer.comes(_link(town, office.case_id, "AGREEMENT_81A"))
    agreed: dict[str, Any] = {f"agreement{number}": True for number in range(1, 9)} | {"signedOn": "2026-10-21"}

    assert employer.answers(agreed).status_code == 200

    assert "UT-81A-AGREE" not in office.open_elements()


def test_where_nothing_is_to_be_agreed_the_link_says_so(town: Town) -> None:
    office = town.office
    office.applies()
    employer = town.employer()
    employer.comes(_link(town, office.case_id, "AGREEMENT_81A"))

    assert (employer.sees().json()["state"], employer.answers({}).json()["code"]) == ("WAITING", "nothing-awaited")


@pytest.mark.parametrize("name", ["axel", "curt"])
def test_a_clerk_of_another_site_makes_no_link(town: Town, name: str) -> None:
    town.office.applies()
    other = town.office.as_person(name)

    answer = other(
        "POST",
        f"/cases/{town.office.case_id}/employer-links",
        {"kind": "EZB"},
        Idempotency_Key="link-of-the-employer-2",
    )

    assert answer.status_code == 404


def test_the_declaration_answers_a_request_for_it(town: Town) -> None:
    office = town.office
    office.applies(pay={"gross": 3833.34, "annualGross": 46000})
    office.asks_for("EZB")
    applicant = office.entered()
    made = applicant.client.post("/status/employer-links", headers={"X-CSRF": applicant.csrf})
    employer = town.employer()
    employer.comes(str(made.json()["path"]).partition("#")[2])

    employer.answers(DECLARATION)
    office.quiet()

    assert applicant.sees()["requestedDocuments"] == []


def test_the_employer_reads_what_the_agency_wants_to_know_and_until_when(town: Town) -> None:
    asked_by_the_agency(town)
    _, employer = invited_by_the_applicant(town)

    shown = employer.sees().json()

    assert (shown["kind"], shown["asked"], shown["until"]) == ("BA_INFO", ["Tarifvertrag", "Stelle"], "2026-11-09")


def test_the_employers_answer_goes_on_to_the_agency(stored_town: Town) -> None:
    asked_by_the_agency(stored_town)
    _, employer = invited_by_the_applicant(stored_town)

    answer = employer.answers({"answer": "Es gilt der Haustarifvertrag; die Stelle ist beschrieben."})
    assert answer.status_code == 200, answer.text

    assert "UT-BA-INFO" not in stored_town.office.open_elements()


def test_the_agency_gets_no_empty_answer(town: Town) -> None:
    asked_by_the_agency(town)
    _, employer = invited_by_the_applicant(town)

    assert [one["pointer"] for one in employer.answers({"answer": " "}).json()["errors"]] == ["/answers/answer"]


def test_the_clerk_finds_the_demand_of_the_agency_in_the_task(town: Town) -> None:
    asked_by_the_agency(town)

    seen = town.office.house.engine.task_view(town.office.task("UT-BA-INFO").id).variables

    assert (seen["missingItem"], seen["deadline"]) == ("Tarifvertrag; Stelle", "2026-11-09")


def test_whoever_began_the_fast_track_procedure_concludes_the_agreement_by_his_own_link(stored_town: Town) -> None:
    office = stored_town.office
    started = office.house.start(applications(folder())["fasttrack"], site="DD", process="fast-track-81a")
    office.case_id, office.reference = started.case_id, started.business_key
    office.completes("UT-81A")
    _, employer = invited_by_the_applicant(stored_town)
    agreed: dict[str, Any] = {f"agreement{number}": True for number in range(1, 9)} | {"signedOn": "2026-10-21"}

    assert employer.answers(agreed).status_code == 200

    assert "UT-81A-AGREE" not in office.open_elements()


def test_the_status_page_says_that_the_employer_has_to_act(town: Town) -> None:
    asked_by_the_agency(town)

    awaited = town.office.entered().sees()["awaiting"]

    assert [one["what"] for one in awaited if one["who"] == "Arbeitgeber"] == [
        "eine Rückfrage der Bundesagentur für Arbeit beantworten"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_to_be_obliged_to_a_fast_track_agreement(language: str) -> None:
    words = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))

    assert re.findall(r"(4a|39|81a)\b", words["employer.introAgreement"]) == ["81a"]
