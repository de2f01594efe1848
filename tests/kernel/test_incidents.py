"""What is stuck: its deadline still runs, others go on, retrying and resolving work in every phase."""

from __future__ import annotations

import pytest

from engine import commands as c
from engine.errors import BudgetExceeded
from engine.model import Actor, CaseStatus
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
    several,
    start,
    user,
)
from tests.kernel.events import on_condition
from tests.kernel.office import Office
from tests.kernel.stuck import gives_up, resolves, retries, sets

DUE = '<zeebe:taskSchedule dueDate="=due" />'


def test_the_deadline_of_a_task_whose_job_gave_up_still_runs(office: Office) -> None:
    late = boundary("late", "s", on_timer("P14D"))
    office.runs(process(start(), service("s"), late, user("z"), flows("start -> s", "late -> z")))
    gives_up(office, "s")
    assert office.status is CaseStatus.INCIDENT
    office.passes(days=15)
    assert office.open() == ["z"]
    assert office.status is CaseStatus.RUNNING
    assert office.incidents() == []


def test_a_message_reaches_the_boundary_of_a_stuck_activity(office: Office) -> None:
    stop = boundary("stop", "s", on_message("halt"))
    office.runs(process(start(), service("s"), stop, user("z"), flows("start -> s", "stop -> z"), tops=message("halt")))
    gives_up(office, "s")
    office.receives("halt")
    assert office.open() == ["z"]


def test_a_condition_at_a_stuck_activity_does_not_stop_the_others(office: Office) -> None:
    gates = element("parallelGateway", "fork")
    stop = boundary("stop", "s", on_condition("=x = 2"))
    way = flows("start -> fork -> s", "fork -> a -> b", "stop -> z")
    office.runs(process(start(), gates, service("s"), stop, user("a"), user("b"), user("z"), way), x=1)
    gives_up(office, "s")
    office.completes("a", x=2)
    assert office.open() == ["b", "z"]


def test_a_task_that_is_tried_again_keeps_its_boundary_events(office: Office) -> None:
    events = boundary("noted", "a", on_message("note"), interrupting=False) + boundary("late", "a", on_timer("P1D"))
    way = flows("start -> a", "noted -> n", "late -> z")
    office.runs(process(start(), user("a", DUE), events, user("n"), user("z"), way, tops=message("note")), due="soon")
    assert office.incidents() == ["date-invalid"]
    sets(office, due="2026-12-01")
    office.passes(hours=12)
    retries(office)
    office.receives("note")
    assert office.open() == ["a", "n"]
    assert office.passes(hours=13) == 1  # the deadline runs from when the task was reached
    assert office.open() == ["n", "z"]


def test_inputs_are_computed_again_when_a_task_is_tried_again(office: Office) -> None:
    mapping = '<zeebe:ioMapping><zeebe:input source="=due" target="due" /></zeebe:ioMapping>'
    office.runs(process(start(), user("a", DUE + mapping), flows("start -> a")), due="soon")
    sets(office, due="2026-12-01")
    retries(office)
    assert office.open() == ["a"]


def test_a_refused_job_that_nobody_catches_can_be_tried_again(office: Office) -> None:
    note = boundary("noted", "s", on_message("note"), interrupting=False)
    way = flows("start -> s -> z", "noted -> n")
    office.runs(process(start(), service("s"), note, user("z"), user("n"), way, tops=message("note")))
    office.refuses("s", "E9")
    assert office.incidents() == ["uncaught-error"]
    retries(office)
    office.works("s")
    assert office.open() == ["z"]


def test_a_start_timer_without_a_value_is_an_incident_and_not_a_crash(office: Office) -> None:
    begun = element("startEvent", "es", on_timer("=clock", "timeDate"), isInterrupting="false")
    beside = element("subProcess", "e", begun + user("n") + flows("es -> n", prefix="g"), triggeredByEvent="true")
    office.runs(process(start(), user("a"), flows("start -> a"), beside), clock=None)
    assert office.incidents() == ["timer-invalid"]
    sets(office, clock="2026-11-01T12:00:00Z")
    retries(office)
    assert office.open() == ["a"]
    office.passes(days=30)
    assert office.open() == ["a", "n"]


def test_a_case_that_a_message_begins_waits_for_the_same_repair(office: Office) -> None:
    begun = element("startEvent", "es", on_timer("=clock", "timeDate"), isInterrupting="false")
    beside = element("subProcess", "e", begun + user("n") + flows("es -> n", prefix="g"), triggeredByEvent="true")
    first = element("startEvent", "m", on_message("apply"))
    office.deploy(process(first, user("a"), flows("m -> a"), beside, tops=message("apply", key="")))
    office.receives("apply", key="", who="Muster")
    office.case_id = "00000000-0000-7000-8000-000000000001"
    assert office.incidents() == ["timer-invalid"]
    resolves(office, clock="2026-11-01T12:00:00Z")
    assert office.open() == ["a"]
    assert office.variables()["who"] == "Muster"


def test_a_called_process_that_cannot_begin_is_begun_once(office: Office) -> None:
    begun = element("startEvent", "es", on_timer("=clock", "timeDate"), isInterrupting="false")
    beside = element("subProcess", "e", begun + user("n") + flows("es -> n", prefix="h"), triggeredByEvent="true")
    call = element("callActivity", "c", extension='<zeebe:calledElement processId="q" />')
    office.runs(
        several(
            ("p", start() + call + end() + flows("start -> c -> end")),
            ("q", start("s2") + user("a") + beside + flows("s2 -> a", prefix="g")),
        )
    )
    assert office.incidents() == ["timer-invalid"]
    sets(office, clock="2026-11-01T12:00:00Z")
    retries(office)
    office.completes("a")
    assert office.status is CaseStatus.COMPLETED


def test_a_nested_timer_without_a_value_does_not_refuse_the_event(office: Office) -> None:
    begun = element("startEvent", "ns", on_timer("=clock", "timeDate"), isInterrupting="false")
    nested = element("subProcess", "ne", begun + user("n") + flows("ns -> n", prefix="h"), triggeredByEvent="true")
    outer = element("startEvent", "es", on_message("note"), isInterrupting="false")
    beside = element(
        "subProcess", "e", outer + user("x") + flows("es -> x", prefix="g") + nested, triggeredByEvent="true"
    )
    office.runs(process(start(), user("a"), flows("start -> a"), beside, tops=message("note")))
    office.receives("note", who="Muster")
    assert office.incidents() == ["timer-invalid"]
    assert office.open() == ["a"]
    sets(office, clock="2026-11-01T12:00:00Z")
    retries(office)
    assert office.open() == ["a", "x"]


def test_a_followed_variable_that_is_no_instant_leaves_task_and_command_alone(office: Office) -> None:
    late = boundary(
        "late", "a", on_timer("=clock", "timeDate"), extension='<akzess:follows variable="clock" />', interrupting=False
    )
    gates = element("parallelGateway", "fork")
    way = flows("start -> fork -> a", "fork -> b", "late -> n")
    office.runs(process(start(), gates, user("a"), user("b"), late, user("n"), way), clock=None)
    office.completes("b", clock="next week")
    assert office.incidents() == ["timer-invalid"]
    assert office.open() == ["a"]
    sets(office, clock="2026-11-01T12:00:00Z")  # following the variable mends it by itself
    assert office.incidents() == []
    office.passes(days=30)
    assert office.open() == ["a", "n"]
    office.completes("a")
    office.completes("n")
    assert office.status is CaseStatus.COMPLETED


def test_a_task_with_a_broken_deadline_can_be_completed(office: Office) -> None:
    late = boundary("late", "a", on_timer("=clock", "timeDate"), extension='<akzess:follows variable="clock" />')
    office.runs(
        process(start(), user("a"), late, user("n"), end(), flows("start -> a -> end", "late -> n")), clock=None
    )
    sets(office, clock="next week")
    retries(office)
    assert office.incidents() == ["timer-invalid"]
    office.completes("a")
    assert office.status is CaseStatus.COMPLETED
    assert office.incidents() == []


def test_a_case_that_wanted_too_much_can_go_on_and_still_hears_events(office: Office) -> None:
    began = element("startEvent", "m", on_message("stop"))
    beside = element("subProcess", "e", began + user("n") + flows("m -> n", prefix="g"), triggeredByEvent="true")
    office.runs(process(start(), user("a"), end(), flows("start -> a -> end"), beside, tops=message("stop")))
    actor = Actor("anna", "anna")
    office.engine.handle(c.ClaimTask(task_id=office.task("a").id, actor=actor))
    big = {f"v{n}": f"{n}-" + "x" * 99_000 for n in range(60)}
    with pytest.raises(BudgetExceeded):
        office.engine.handle(c.CompleteTask(task_id=office.task("a").id, actor=actor, answers=big))
    assert office.incidents() == ["budget-exceeded"]
    assert office.open() == ["a"]
    retries(office)
    assert office.incidents() == []
    assert office.open() == ["a"]
    with pytest.raises(BudgetExceeded):
        office.engine.handle(c.CompleteTask(task_id=office.task("a").id, actor=actor, answers=big))
    office.receives("stop")
    assert office.open() == ["n"]
    resolves(office)
    office.completes("n")
    assert office.status is CaseStatus.COMPLETED
