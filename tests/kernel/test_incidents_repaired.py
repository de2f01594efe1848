"""Loops, results and messages of the engine that are stuck go on when somebody retries or resolves them."""

from __future__ import annotations

import pytest

from engine import commands as c
from engine.errors import Conflict
from engine.model import CaseStatus
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
from tests.kernel.stuck import resolves, retries, sets

MANY = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{}"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out" outputElement="=r" />'
    "</bpmn:extensionElements><bpmn:completionCondition>=enough(r, limit)</bpmn:completionCondition>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def many(sequential: bool, condition: str = "=r = limit") -> str:
    return MANY.format("true" if sequential else "false").replace("=enough(r, limit)", condition)


def test_a_loop_whose_condition_failed_asks_it_again(office: Office) -> None:
    rounds = user("a", inner=many(True, "=r >= limit"))
    office.runs(process(start(), rounds, user("z"), flows("start -> a -> z")), items=[1, 2, 3])
    office.completes("a", r=5)
    assert office.incidents() == ["condition-not-boolean"]
    sets(office, limit=5)
    retries(office)
    assert office.open() == ["z"]


def test_a_loop_stuck_beside_its_rounds_goes_on_with_the_next_of_them(office: Office) -> None:
    rounds = user("a", inner=many(False, "=r >= limit"))
    office.runs(process(start(), rounds, user("z"), end(), flows("start -> a -> z -> end")), items=[1, 2, 3])
    office.completes("a", r=1)
    assert office.incidents() == ["condition-not-boolean"]
    sets(office, limit=2)
    office.completes("a", r=2)
    assert office.open() == ["z"]
    assert office.incidents() == []
    assert office.status is CaseStatus.RUNNING


def test_a_stuck_loop_that_is_resolved_withdraws_what_is_left_of_it(office: Office) -> None:
    rounds = user("a", inner=many(False, "=r >= limit"))
    late = boundary("late", "a", on_timer("P1D"), interrupting=False)
    way = flows("start -> a -> z -> end", "late -> n")
    office.runs(process(start(), rounds, late, user("z"), user("n"), end(), way), items=[1, 2, 3])
    office.completes("a", r=1)
    resolves(office)
    assert office.open() == ["z"]
    assert len(office.variables()["out"]) == 3
    assert office.passes(days=2) == 0
    office.completes("z")
    assert office.status is CaseStatus.COMPLETED


def test_a_task_without_incident_cannot_be_retried_or_resolved(office: Office) -> None:
    office.runs(process(start(), user("a"), flows("start -> a")))
    for command in (c.RetryIncident, c.ResolveIncident):
        reason = {"reason": "x"} if command is c.ResolveIncident else {}
        with pytest.raises(Conflict):
            office.engine.handle(command(case_id=office.case_id, activation=office.task("a").activation, **reason))
    assert office.open() == ["a"]


def test_an_engine_message_that_gave_up_is_an_incident_and_can_be_sent_again(office: Office) -> None:
    office.runs(
        process(
            start(),
            element("intermediateThrowEvent", "t", on_message("bye")),
            user("a"),
            flows("start -> t -> a"),
            tops=message("bye"),
        )
    )
    job = office.takes("t")
    office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="outage", code="job-failed"))
    assert office.incidents() == ["job-failed"]
    office.engine.handle(c.RetryIncident(case_id=office.case_id, activation=job.activation))
    assert office.incidents() == []
    assert office.relays() == 1


def test_a_result_that_cannot_be_mapped_is_kept_for_the_retry(office: Office) -> None:
    mapping = '<zeebe:ioMapping><zeebe:output source="=r" target="out" /></zeebe:ioMapping>'
    way = flows("start -> s", "s -> a : =ready", "s -> b : =not(ready)")
    office.runs(process(start(), service("s", mapping), user("a"), user("b"), way))
    office.works("s", r=4)
    assert office.incidents() == ["condition-not-boolean"]
    resolves(office, ready=True)
    assert office.open() == ["a"]
    assert office.variables()["out"] == 4
