"""Stories that a clerk could read aloud: what the platform promises, seen from outside."""

from __future__ import annotations

import pytest

from engine.errors import FourEyes
from engine.model import CaseStatus
from store import MemoryStore

from .town import APPROVES, NEVER_ANSWERS, WRONG_NUMBER, Application, Town


def test_an_application_goes_from_receipt_to_decision(town: Town) -> None:
    case = town.applies(employer=APPROVES)
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    town.passes(minutes=3)
    town.anna.completes(case, "Entscheiden", outcome="GRANT")
    town.works()

    assert (case.status, case.variables["outcome"]) == (CaseStatus.COMPLETED, "GRANT")
    assert len(town.received("post")) == 1
    assert case.verified


def test_silence_of_the_employment_agency_counts_as_approval(town: Town) -> None:
    case = town.applies(employer=NEVER_ANSWERS)
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")

    town.passes(days=14)

    assert case.waits_for("Zustimmungsfiktion bestätigen", group="akz-second")


def test_a_day_before_the_two_weeks_are_over_silence_is_only_silence(small_town: Town) -> None:
    case = small_town.applies(employer=NEVER_ANSWERS)
    small_town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")

    small_town.passes(days=13, hours=23)

    assert case.open == []


def test_a_letter_that_arrives_twice_counts_once(town: Town) -> None:
    town.agencies["bundesagentur"].fail_next("duplicate_callback")
    case = town.applies(employer=APPROVES)
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")

    town.passes(minutes=10)

    assert [step for step in case.story if step[1] == "E-DECISION"] == [("element", "E-DECISION", "completed")]
    assert case.open == ["UT-DECIDE"]


def test_a_letter_for_a_case_that_has_ended_is_acknowledged_and_changes_nothing(town: Town) -> None:
    case = town.applies(employer=APPROVES)
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    town.works()
    town.withdraws(case)
    before = case.story

    town.passes(minutes=10)

    assert case.story == before
    assert town.agencies["bundesagentur"].undelivered == []
    assert town.agencies["bundesagentur"].next_due() is None


def test_a_withdrawal_that_comes_twice_has_one_receipt(town: Town) -> None:
    case = town.applies()

    assert town.withdraws(case) == town.withdraws(case)
    assert case.status is CaseStatus.COMPLETED


def test_a_refusal_is_for_the_process_to_decide(town: Town) -> None:
    case = town.applies(employer=WRONG_NUMBER)
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")

    town.works()

    assert (case.open, case.incidents) == (["UT-BA-REPAIR"], [])


def test_whoever_checked_the_file_cannot_confirm_the_fiction(town: Town) -> None:
    case = town.applies(employer=NEVER_ANSWERS)
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    town.passes(days=14)

    with pytest.raises(FourEyes):
        town.anna.completes(case, "Zustimmungsfiktion bestätigen")
    assert case.open == ["UT-FICTION-CONFIRM"]


def test_somebody_else_confirms_the_fiction(small_town: Town) -> None:
    case = small_town.applies(employer=NEVER_ANSWERS)
    small_town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    small_town.passes(days=14)

    small_town.bela.completes(case, "Zustimmungsfiktion bestätigen")

    assert case.open == ["UT-DECIDE"]


def _whole_story(town: Town) -> Application:
    case = town.applies(employer=NEVER_ANSWERS)
    town.works()
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    town.works()
    town.passes(days=7)
    town.passes(days=7)
    town.bela.completes(case, "Zustimmungsfiktion bestätigen")
    town.works()
    town.anna.completes(case, "Entscheiden", outcome="GRANT")
    town.works()
    town.works()
    return case


def test_a_restart_between_any_two_steps_changes_nothing(town: Town) -> None:
    steady = Town(MemoryStore())
    town.restless = True

    assert _whole_story(town).story == _whole_story(steady).story
