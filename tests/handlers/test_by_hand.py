"""What people do to a case by hand: suspend, cancel, move, try again, leave as it is."""

from __future__ import annotations

import pytest

from engine import commands as c
from engine.errors import Conflict
from engine.model import CaseStatus, TaskState
from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    on_timer,
    process,
    service,
    start,
    user,
)
from tests.kernel.office import Office

from .diagrams import DESK

# -- by hand


def test_a_suspended_case_loses_nothing_that_comes_in(office: Office) -> None:
    gates = element("parallelGateway", "fork")
    late = boundary("late", "a", on_timer("PT1H"), interrupting=False)
    way = flows("start -> fork -> a", "fork -> s -> x", "fork -> m -> z", "late -> n")
    catch = element("intermediateCatchEvent", "m", on_message("answer"))
    office.runs(
        process(
            start(),
            gates,
            user("a"),
            late,
            service("s"),
            catch,
            *(user(name) for name in "xzn"),
            way,
            tops=message("answer", "=ref"),
        ),
        ref="r",
    )
    job = office.takes("s")
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="court"))
    with pytest.raises(Conflict):
        office.completes("a")
    office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0))
    office.receives("answer", key="r")
    assert office.passes(hours=2) == 0
    assert office.open() == ["a"]
    office.engine.handle(c.ResumeCase(case_id=office.case_id))
    assert office.open() == ["a", "x", "z"]
    assert office.passes(seconds=1) == 1
    assert office.open() == ["a", "n", "x", "z"]
    assert office.status is CaseStatus.RUNNING


def test_a_cancelled_case_has_nothing_open(office: Office) -> None:
    office.runs(
        process(
            start(), user("a"), boundary("late", "a", on_timer("PT1H")), service("s"), flows("start -> a", "start -> s")
        )
    )
    task = office.task("a")
    office.engine.handle(c.CancelCase(case_id=office.case_id, reason="mistake"))
    assert office.status is CaseStatus.CANCELLED
    assert office.passes(hours=2) == 0
    assert office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=9, worker="w") == []
    assert office.engine.task_view(task.id).task.state is TaskState.CANCELLED
    with pytest.raises(Conflict):
        office.engine.handle(c.CancelCase(case_id=office.case_id, reason="again"))


def test_a_token_is_moved_by_hand(office: Office) -> None:
    office.runs(DESK)
    office.engine.handle(
        c.ModifyCase(case_id=office.case_id, reason="skip", cancel=(office.task("a").activation,), start=("b",))
    )
    assert office.open() == ["b"]
    with pytest.raises(Conflict):
        office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="x", start=("nowhere",)))


def test_a_job_that_gave_up_is_tried_again_with_its_old_key(office: Office) -> None:
    office.runs(process(start(), service("s"), user("z"), flows("start -> s -> z")))
    job = office.takes("s")
    office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="down", code="unavailable"))
    assert office.status is CaseStatus.INCIDENT
    stuck = next(a.id for a in office.state().live.values() if "stuck" in a.x)
    office.engine.handle(c.RetryIncident(case_id=office.case_id, activation=stuck))
    again = office.takes("s")
    assert (again.key, office.status) == (job.key, CaseStatus.RUNNING)
    office.engine.handle(c.FailJob(job_id=again.id, fence=again.fence or 0, reason="down", code="unavailable"))
    office.engine.handle(
        c.ResolveIncident(case_id=office.case_id, activation=stuck, reason="by phone", variables={"x": 1})
    )
    assert (office.open(), office.variables()) == (["z"], {"x": 1})
    assert office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=9, worker="w") == []


# -- what a case threw, after its end

THROWING = process(start(), end("e", on_message("bye")), flows("start -> e"), tops=message("bye"))


def gave_up(office: Office) -> c.RetryIncident:
    """A case has ended, and the message that it threw last cannot be delivered; the command that tries it again."""
    case_id = office.runs(THROWING)
    (job,) = office.store.claim_jobs(queues=["engine"], limit=1, now=office.clock.now(), lease_seconds=60, worker="w")
    office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="refused", code="no"))
    return c.RetryIncident(case_id=case_id, activation=job.activation)


def test_what_an_ended_case_threw_and_cannot_be_delivered_is_shown_to_a_person(office: Office) -> None:
    again = gave_up(office)
    assert [incident.code for incident in office.store.read().open_rows(1, again.case_id).incidents] == ["no"]


def test_it_can_be_tried_again_and_the_case_stays_ended(office: Office) -> None:
    again = gave_up(office)
    before = office.store.read().case(1, again.case_id)
    office.engine.handle(again)
    after = office.store.read().case(1, again.case_id)
    assert (office.relays(), after.status, after.ended_at) == (1, before.status, before.ended_at)


def test_or_left_as_it_is(office: Office) -> None:
    again = gave_up(office)
    office.engine.handle(c.ResolveIncident(case_id=again.case_id, activation=again.activation, reason="by telephone"))
    assert office.store.read().open_rows(1, again.case_id).incidents == ()
    assert office.engine.verify_history(again.case_id).ok
