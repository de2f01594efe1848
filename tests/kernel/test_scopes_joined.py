"""Joins, gateways of events and long steps, with what else moves meanwhile."""

from __future__ import annotations

from engine import commands as c
from engine.model import CaseStatus
from tests.kernel.diagrams import boundary, element, end, flows, message, on_message, on_timer, process, start, user
from tests.kernel.events import ON_SIGNAL, SIGNAL, sub, throw
from tests.kernel.office import Office

# -- joins


def test_an_inclusive_join_sees_a_token_in_front_of_a_link(office: Office) -> None:
    link = '<bpmn:linkEventDefinition name="L" />'
    gates = element("inclusiveGateway", "split", default="f-split-a") + element("inclusiveGateway", "join")
    way = flows(
        "start -> split", "split -> a", "split -> b : =true", "split -> k : =true", "a -> join", "b -> lt", "lc -> join",
        "k -> join", "join -> z",
    )  # fmt: skip
    parts = (gates, user("a"), user("b"), user("k"), throw("lt", link), element("intermediateCatchEvent", "lc", link))
    office.runs(process(start(), *parts, user("z"), way))
    office.completes("k")
    assert office.open() == ["b"]
    office.completes("b")
    assert office.open() == ["z"]


def test_an_inclusive_join_waits_for_a_boundary_event_upstream(office: Office) -> None:
    gates = element("inclusiveGateway", "split", default="f-split-a") + element("inclusiveGateway", "join")
    late = boundary("late", "a", on_timer("P1D"), interrupting=False)
    way = flows(
        "start -> split",
        "split -> a : =true",
        "split -> b : =true",
        "a -> end",
        "late -> join",
        "b -> join",
        "join -> z",
    )
    way = way.replace("f-split-a", "f-split-x")
    gates = gates.replace(' default="f-split-a"', "")
    office.runs(process(start(), gates, user("a"), user("b"), late, user("z"), end(), way))
    office.completes("b")
    assert office.open() == ["a"]
    office.passes(days=2)
    assert office.open() == ["a", "z"]


def test_two_inclusive_joins_in_sequence_wait_one_for_the_other(office: Office) -> None:
    gates = "".join(element("inclusiveGateway", name) for name in ("split", "one", "two"))
    way = flows(
        "start -> split", "split -> a : =true", "split -> b : =true", "split -> k : =true",
        "a -> one", "b -> one", "one -> two", "k -> two", "two -> z",
    )  # fmt: skip
    office.runs(process(start(), gates, user("a"), user("b"), user("k"), user("z"), way))
    office.completes("k")
    office.completes("a")
    assert office.open() == ["b"]
    office.completes("b")
    assert office.open() == ["z"]


def test_surplus_tokens_at_a_parallel_join_begin_the_next_gathering(office: Office) -> None:
    gates = element("parallelGateway", "fork") + element("parallelGateway", "join")
    note = boundary("noted", "a", on_message("note"), interrupting=False)
    way = flows("start -> fork -> a", "fork -> b -> join", "noted -> join", "join -> z")
    office.runs(process(start(), gates, user("a"), user("b"), note, user("z"), way, tops=message("note")))
    office.receives("note")
    office.receives("note")
    office.completes("b")
    assert office.open() == ["a", "z"]
    (gathering,) = (a for a in office.state().live.values() if "in" in a.x)
    assert gathering.x["in"] == {"f-noted-join": 1}


def test_an_event_gateway_waits_for_a_task_a_signal_and_a_moving_clock(office: Office) -> None:
    follows = '<akzess:follows variable="clock" />'
    parts = (
        element("eventBasedGateway", "g"),
        element("receiveTask", "r", messageRef="note"),
        element("intermediateCatchEvent", "sg", ON_SIGNAL),
        element("intermediateCatchEvent", "t", on_timer("=clock", "timeDate"), follows),
        *(user(name) for name in "abc"),
        flows("start -> g -> r -> a", "g -> sg -> b", "g -> t -> c"),
    )
    office.deploy(process(start(), *parts, tops=message("note") + SIGNAL))
    office.starts(clock=None)
    office.receives("note", n=1)
    assert office.open() == ["a"]
    office.starts(clock=None)
    office.engine.handle(c.BroadcastSignal(name="alarm"))
    assert office.open() == ["b"]
    office.starts(clock=None)
    office.engine.handle(c.SetVariables(case_id=office.case_id, variables={"clock": "2026-11-01T12:00:00Z"}))
    office.passes(days=30)
    assert office.open() == ["c"]


# -- long steps


def long_way(prefix: str, count: int) -> str:
    tasks = "".join(element("task", f"{prefix}{n}") for n in range(count))
    return sub(
        prefix,
        start(f"{prefix}-s"),
        tasks,
        flows(" -> ".join([f"{prefix}-s", *(f"{prefix}{n}" for n in range(count))]), prefix=prefix),
    )


def test_a_case_cancelled_while_a_long_step_waits_stays_cancelled(office: Office) -> None:
    office.runs(process(start(), *(long_way(p, 280) for p in "uvw"), user("z"), flows("start -> u -> v -> w -> z")))
    assert office.status is CaseStatus.RUNNING
    office.engine.handle(c.CancelCase(case_id=office.case_id, reason="mistake"))
    assert office.relays() == 0
    assert office.status is CaseStatus.CANCELLED


def test_a_case_suspended_while_a_long_step_waits_goes_on_when_resumed(office: Office) -> None:
    office.runs(process(start(), *(long_way(p, 280) for p in "uvw"), user("z"), flows("start -> u -> v -> w -> z")))
    (job,) = office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=60, worker="w")
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="holiday"))
    office.engine.handle(c.ContinueCase(case_id=job.case_id, activation=job.activation, fence=job.fence))
    assert office.open() == []
    office.engine.handle(c.ResumeCase(case_id=office.case_id))
    office.relays()
    assert office.open() == ["z"]


def test_a_signal_of_a_divided_step_is_heard_by_what_waits_at_its_end(office: Office) -> None:
    gates = element("parallelGateway", "fork")
    catch = element("intermediateCatchEvent", "k", ON_SIGNAL)
    way = flows("start -> fork -> t -> end", "fork -> u -> v -> k -> z")
    parts = (gates, throw("t", ON_SIGNAL), long_way("u", 280), long_way("v", 280), catch, user("z"), end(), way)
    office.runs(process(start(), *parts, tops=SIGNAL))
    office.relays()
    assert office.open() == ["z"]
