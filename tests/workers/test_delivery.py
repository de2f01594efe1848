"""One attempt: what each delivery class allows, and what each failure turns into."""

from __future__ import annotations

from datetime import timedelta

import pytest

from akzess.clocks import MovableClock
from connectors.base import (
    Accepted,
    Misconfigured,
    OutcomeUnknown,
    Refused,
    Reply,
    Request,
    Unavailable,
)
from engine.commands import CompleteJob, FailJob, ThrowJobError
from engine.errors import StaleLease
from engine.model import JobPhase
from workers.delivery import BACK_OFF, Delivery

from .conftest import NOW, Marked, Office, job


def _raises(error: Exception) -> object:
    def do(request: Request) -> Reply:
        raise error

    return do


@pytest.mark.parametrize("answer", [Reply({"x": 1}), Accepted("ref", {"x": 1})])
def test_an_answer_completes_the_job_under_its_fence(
    delivery: Delivery, office: Office, answer: Reply | Accepted
) -> None:
    office.does = lambda request: answer

    assert delivery.attempt(job()) == CompleteJob(job_id="case.3.service", fence=7, variables={"x": 1})


def test_the_agency_gets_the_jobs_own_key_and_input(delivery: Delivery, office: Office) -> None:
    delivery.attempt(job(attempts=2))

    sent = office.sent[0]
    assert (sent.key, sent.operation, sent.input, sent.case_ref, sent.attempt, sent.sent_before) == (
        job().key, "A", {"a": 1}, "AKZ-DD-2026-000001", 2, True,
    )  # fmt: skip


def test_a_refusal_is_thrown_with_the_agencys_code(delivery: Delivery, office: Office) -> None:
    office.does = _raises(Refused("ANHANG_FEHLT", "EZB fehlt", {"path": "/document"}))

    assert delivery.attempt(job()) == ThrowJobError(
        job_id="case.3.service",
        fence=7,
        error_code="ANHANG_FEHLT",
        message="EZB fehlt",
        variables={"path": "/document"},
    )


@pytest.mark.parametrize(("attempt", "wait"), list(enumerate(BACK_OFF, start=1)))
def test_an_agency_that_is_away_is_tried_again_later_and_later(
    delivery: Delivery, office: Office, attempt: int, wait: timedelta
) -> None:
    office.does = _raises(Unavailable("connection"))

    command = delivery.attempt(job(attempts=attempt))

    assert isinstance(command, FailJob)
    assert command.retry_at is not None
    assert wait * 0.8 <= command.retry_at - NOW <= wait * 1.2


def test_jobs_that_failed_together_do_not_come_again_together(delivery: Delivery, office: Office) -> None:
    office.does = _raises(Unavailable("connection"))

    commands = [delivery.attempt(job(key=f"6e6d2b3c-0f57-4c3f-8f3c-{number:012}")) for number in range(50)]

    assert len({command.retry_at for command in commands if isinstance(command, FailJob)}) == 50


def test_after_the_waits_are_used_up_a_person_looks(delivery: Delivery, office: Office) -> None:
    office.does = _raises(Unavailable("connection"))

    command = delivery.attempt(job(attempts=len(BACK_OFF) + 1))

    assert isinstance(command, FailJob)
    assert (command.retry_at, command.code) == (None, "connection")


def test_a_diagram_may_allow_fewer_attempts(delivery: Delivery, office: Office) -> None:
    office.does = _raises(Unavailable("connection"))

    command = delivery.attempt(job(attempts=1, max_attempts=1))

    assert isinstance(command, FailJob)
    assert command.retry_at is None


@pytest.mark.parametrize(("named", "least", "most"), [(30.0, 48, 72), (3600.0, 3600, 3600)])
def test_the_wait_that_an_agency_asks_for_is_obeyed(
    delivery: Delivery, office: Office, named: float, least: int, most: int
) -> None:
    office.does = _raises(Unavailable("http-503", retry_after=named))

    command = delivery.attempt(job())

    assert isinstance(command, FailJob)
    assert command.retry_at is not None
    assert least <= (command.retry_at - NOW).total_seconds() <= most


@pytest.mark.parametrize("error", [Misconfigured("tls"), ValueError("a fault of the connector")])
def test_what_waiting_cannot_mend_goes_to_a_person_at_once(
    delivery: Delivery, office: Office, error: Exception
) -> None:
    office.does = _raises(error)

    command = delivery.attempt(job())

    assert isinstance(command, FailJob)
    assert command.retry_at is None


@pytest.mark.parametrize("kind", ["nobody.A", "office.Z", "office"])
def test_a_job_for_nobody_goes_to_a_person(delivery: Delivery, office: Office, kind: str) -> None:
    command = delivery.attempt(job(type=kind))

    assert isinstance(command, FailJob)
    assert (command.retry_at, office.sent) == (None, [])


def test_class_a_is_not_marked_before_it_is_sent(delivery: Delivery, marked: Marked) -> None:
    delivery.attempt(job("A"))

    assert marked.marked == []


@pytest.mark.parametrize("kind", ["B", "C"])
def test_classes_b_and_c_are_marked_before_the_first_byte_leaves(delivery: Delivery, marked: Marked, kind: str) -> None:
    delivery.attempt(job(kind))

    assert marked.marked == [("case.3.service", 0)]


def test_class_b_asks_before_it_sends_again(delivery: Delivery, office: Office) -> None:
    office.known = Reply({"documentId": "d-1"})

    command = delivery.attempt(job("B", attempts=2, phase=JobPhase.SENT))

    assert (office.sent, len(office.asked)) == ([], 1)
    assert isinstance(command, CompleteJob)
    assert command.variables == {"documentId": "d-1"}


def test_class_b_sends_again_what_the_agency_does_not_know(delivery: Delivery, office: Office) -> None:
    delivery.attempt(job("B", attempts=2, phase=JobPhase.SENT))

    assert (len(office.asked), len(office.sent)) == (1, 1)


def test_class_b_does_not_ask_at_the_first_attempt(delivery: Delivery, office: Office) -> None:
    delivery.attempt(job("B"))

    assert office.asked == []


def test_class_b_asks_first_when_a_person_orders_another_attempt(delivery: Delivery, office: Office) -> None:
    """A reopened job counts its attempts anew, but the agency may have what was sent before the incident."""
    office.known = Reply({"known": True})

    delivery.attempt(job("B", attempts=1, last_error="timeout"))

    assert (len(office.asked), office.sent) == (1, [])


def test_class_c_is_never_sent_a_second_time_by_itself(delivery: Delivery, office: Office) -> None:
    command = delivery.attempt(job("C", attempts=2, phase=JobPhase.SENT))

    assert office.sent == []
    assert isinstance(command, FailJob)
    assert (command.code, command.retry_at) == ("outcome-unknown", None)


def test_class_c_with_an_unclear_end_goes_to_a_person(delivery: Delivery, office: Office) -> None:
    office.does = _raises(OutcomeUnknown("timeout"))

    command = delivery.attempt(job("C"))

    assert isinstance(command, FailJob)
    assert (command.code, command.retry_at) == ("outcome-unknown", None)


@pytest.mark.parametrize(
    "error", [Misconfigured("agency-malformed", outcome_unknown=True), ValueError("a fault of the connector")]
)
def test_class_c_whose_answer_nobody_can_read_is_an_unknown_outcome(
    delivery: Delivery, office: Office, error: Exception
) -> None:
    """Under its own code a clerk would take it for something to be tried again, and it might be filed twice."""
    office.does = _raises(error)

    command = delivery.attempt(job("C"))

    assert isinstance(command, FailJob)
    assert (command.code, command.retry_at) == ("outcome-unknown", None)


@pytest.mark.parametrize(("kind", "unknown"), [("A", True), ("B", True), ("C", False)])
def test_an_unreadable_answer_keeps_its_code_where_trying_again_is_harmless(
    delivery: Delivery, office: Office, kind: str, unknown: bool
) -> None:
    office.does = _raises(Misconfigured("agency-malformed", outcome_unknown=unknown))

    command = delivery.attempt(job(kind))

    assert isinstance(command, FailJob)
    assert command.code == "agency-malformed"


def test_class_c_that_never_left_is_tried_again(delivery: Delivery, office: Office) -> None:
    office.does = _raises(Unavailable("connection"))

    command = delivery.attempt(job("C"))

    assert isinstance(command, FailJob)
    assert command.retry_at is not None


@pytest.mark.parametrize("kind", ["A", "B"])
def test_an_unclear_end_is_no_failure_where_the_agency_keeps_count(
    delivery: Delivery, office: Office, kind: str
) -> None:
    office.does = _raises(OutcomeUnknown("timeout"))

    command = delivery.attempt(job(kind))

    assert isinstance(command, FailJob)
    assert command.retry_at is not None


def test_a_job_without_lease_is_a_defect_of_ours(delivery: Delivery) -> None:
    with pytest.raises(ValueError, match="not leased"):
        delivery.attempt(job(fence=None))


@pytest.mark.parametrize("operation", ["A", "B", "C"])
def test_a_worker_that_was_frozen_for_longer_than_its_lease_sends_nothing(
    delivery: Delivery, office: Office, operation: str
) -> None:
    with pytest.raises(StaleLease):
        delivery.attempt(job(operation, lease_until=NOW))

    assert office.sent == []


@pytest.mark.parametrize("operation", ["B", "C"])
def test_nor_one_that_was_frozen_after_it_had_marked_the_job(
    delivery: Delivery, office: Office, marked: Marked, clock: MovableClock, operation: str
) -> None:
    """The simulation's seed 1161: another worker had asked, heard of nothing, and sent."""
    marked.freeze = lambda: clock.advance(timedelta(seconds=60))

    with pytest.raises(StaleLease):
        delivery.attempt(job(operation, lease_until=NOW + timedelta(seconds=20)))

    assert office.sent == []
