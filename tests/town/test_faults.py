"""Workers die, agencies are away, answers get lost: what is filed is filed once, and nothing is forgotten."""

from __future__ import annotations

import threading

import pytest

from akzess.people import named
from connectors.simulated import Delivery
from engine.commands import ClaimTask, CompleteTask, ResumeCase, RetryIncident, SuspendCase
from engine.errors import AlreadyCompleted
from engine.model import CaseStatus

from .town import APPROVES, NEVER_ANSWERS, Application, Town


def _at_the_agency(town: Town, employer: str = APPROVES) -> Application:
    case = town.applies(employer=employer)
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    return case


def _at_the_post(town: Town) -> Application:
    case = _at_the_agency(town)
    town.passes(minutes=3)
    town.anna.completes(case, "Entscheiden", outcome="GRANT")
    return case


@pytest.mark.parametrize("moment", ["before sending", "after sending", "after reporting"])
def test_a_worker_that_dies_files_one_request(town: Town, moment: str) -> None:
    case = _at_the_agency(town)

    with town.worker_dies(moment):
        town.works()
    town.lease_ends()
    town.passes(minutes=15)

    assert len(town.received("bundesagentur")) == 1
    assert case.open == ["UT-DECIDE"]


def test_the_request_has_the_same_key_at_every_attempt(small_town: Town) -> None:
    small_town.agencies["bundesagentur"].fail_next("500_after", 2)
    _at_the_agency(small_town)

    small_town.passes(minutes=10)

    keys = [arrival.key for arrival in small_town.agencies["bundesagentur"].arrivals]
    assert keys == [keys[0]] * 3


def test_a_letter_whose_fate_is_unknown_is_never_sent_again_by_itself(town: Town) -> None:
    case = _at_the_post(town)

    with town.worker_dies("after sending"):
        town.works()
    town.lease_ends()
    town.passes(days=2)

    assert case.incidents == ["outcome-unknown"]
    assert len(town.agencies["post"].arrivals) == 1


def test_a_person_may_order_that_an_unknown_letter_is_sent_again(town: Town) -> None:
    case = _at_the_post(town)
    with town.worker_dies("before sending"):
        town.works()
    town.lease_ends()
    town.passes(days=1)
    row = town.house.read.open_rows(1, case.id).incidents[0]

    town.house.handle(RetryIncident(case_id=case.id, activation=row.activation))
    town.works()

    assert (case.status, len(town.received("post"))) == (CaseStatus.COMPLETED, 1)


@pytest.mark.parametrize(
    ("wait", "attempts"),
    # Each wait is up to a fifth shorter or longer, so that many jobs do not come together.
    [({"seconds": 47}, 1), ({"seconds": 73}, 2), ({"minutes": 8}, 3), ({"minutes": 44}, 4), ({"hours": 6}, 5)],
)
def test_an_agency_that_is_away_is_tried_after_about_1_5_30_minutes_and_4_hours(
    small_town: Town, wait: dict[str, float], attempts: int
) -> None:
    small_town.agencies["bundesagentur"].fail_next("500", 10)
    case = _at_the_agency(small_town)
    small_town.works()

    small_town.passes(**wait)

    assert small_town.jobs(case)[0].attempts == attempts


def test_after_the_last_attempt_a_person_has_to_look_and_can_try_again(town: Town) -> None:
    town.agencies["bundesagentur"].fail_next("500", 5)
    case = _at_the_agency(town)
    town.passes(hours=6)
    assert (case.status, case.incidents) == (CaseStatus.INCIDENT, ["http-500"])

    row = town.house.read.open_rows(1, case.id).incidents[0]
    town.house.handle(RetryIncident(case_id=case.id, activation=row.activation))
    town.passes(minutes=3)

    assert (case.open, case.incidents) == (["UT-DECIDE"], [])


def test_an_agency_that_asks_for_patience_gets_it(small_town: Town) -> None:
    small_town.agencies["bundesagentur"].fail_next("429")
    _at_the_agency(small_town)
    small_town.works()

    small_town.passes(seconds=119)
    early = len(small_town.received("bundesagentur"))
    small_town.passes(seconds=2)

    assert (early, len(small_town.received("bundesagentur"))) == (0, 1)


def test_an_answer_that_comes_before_we_wait_for_it_is_kept(town: Town) -> None:
    """The decision overtakes the reply to the request: it waits until the case waits for it."""
    case = _at_the_agency(town)
    with town.worker_dies("after sending"):
        town.works()
    # The agency decides while our worker is dead: our endpoint is up, the case has not reached its catch event.
    town.clock.move_to(town.agencies["bundesagentur"].next_due())
    town.agencies["bundesagentur"].tick(town.post)
    assert case.open == []

    town.lease_ends()
    town.passes(minutes=10)

    assert case.open == ["UT-DECIDE"]


def test_a_lost_acknowledgement_makes_the_agency_send_again_and_changes_nothing(town: Town) -> None:
    case = _at_the_agency(town)
    town.works()
    lost: list[Delivery] = []

    def line_breaks(delivery: Delivery) -> int:
        town.post(delivery)
        lost.append(delivery)
        return 0

    town.clock.move_to(town.agencies["bundesagentur"].next_due())
    town.agencies["bundesagentur"].tick(line_breaks)
    town.passes(minutes=5)

    assert len(lost) == 1
    assert [step for step in case.story if step[1] == "E-DECISION"] == [("element", "E-DECISION", "completed")]


def test_a_suspended_case_stands_still_and_goes_on_where_it_stood(town: Town) -> None:
    case = _at_the_agency(town, NEVER_ANSWERS)
    town.works()
    town.house.handle(SuspendCase(case_id=case.id, reason="Rückfrage"))
    town.passes(days=20)
    assert case.open == []

    town.house.handle(ResumeCase(case_id=case.id))
    town.works()

    assert case.open == ["UT-FICTION-CONFIRM"]


def test_of_two_clerks_at_the_same_moment_one_completes_and_one_is_told(town: Town) -> None:
    case = town.applies()
    task = case.task("UT-COMPL")
    town.house.handle(ClaimTask(actor=named("anna.akz-clerk"), task_id=task.id))
    start = threading.Barrier(2)
    ends: list[str] = []

    def completes() -> None:
        start.wait(timeout=10)
        try:
            town.house.handle(
                CompleteTask(actor=named("anna.akz-clerk"), task_id=task.id, answers={"result": "COMPLETE"})
            )
            ends.append("done")
        except AlreadyCompleted as error:
            ends.append(f"by {error.by}")

    threads = [threading.Thread(target=completes) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(ends) == ["by anna", "done"]
    assert [step[0] for step in case.story].count("CompleteTask") == 1
