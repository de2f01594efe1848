"""Boundary events, event sub-processes, buffered messages and inputs where they meet loops, holds and clocks."""

from __future__ import annotations

import pytest

from engine import commands as c
from engine.errors import Invalid
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
from tests.kernel.events import ON_SIGNAL, SIGNAL, on_condition, sub, throw
from tests.kernel.office import Office
from tests.kernel.scopes import PARALLEL, SEQUENTIAL, beside

# -- boundary events and event sub-processes


def test_an_interrupting_boundary_withdraws_every_round(office: Office) -> None:
    late = boundary("late", "a", on_timer("P1D"))
    office.runs(
        process(start(), user("a", inner=PARALLEL), late, user("z"), flows("start -> a", "late -> z")), items=[1, 2, 3]
    )
    office.completes("a", r=1)
    office.passes(days=2)
    assert office.open() == ["z"]


def test_the_boundary_of_a_loop_is_armed_once_for_all_rounds(office: Office) -> None:
    note = boundary("noted", "a", on_message("note"), interrupting=False)
    way = flows("start -> a", "noted -> n")
    office.runs(
        process(start(), user("a", inner=SEQUENTIAL), note, user("n"), way, tops=message("note")), items=[1, 2, 3]
    )
    office.completes("a", r=1)
    office.receives("note")
    assert office.open() == ["a", "n"]


def test_one_signal_begins_one_interrupting_event_subprocess(office: Office) -> None:
    stop = beside("e1", ON_SIGNAL, user("x"), flows("e1-s -> x", prefix="g"))
    note = beside("e2", ON_SIGNAL, user("y"), flows("e2-s -> y", prefix="h"), interrupting=False)
    office.runs(process(start(), user("a"), flows("start -> a"), stop, note, tops=SIGNAL))
    office.engine.handle(c.BroadcastSignal(name="alarm"))
    assert office.open() == ["x"]


def test_a_condition_fires_again_only_when_it_has_been_false(office: Office) -> None:
    note = boundary("noted", "a", on_condition("=x > 3"), interrupting=False)
    office.runs(process(start(), user("a"), note, user("n"), flows("start -> a", "noted -> n")), x=1)
    for x, expected in ((5, 1), (6, 1), (2, 1), (4, 2), (4, 2)):
        office.engine.handle(c.SetVariables(case_id=office.case_id, variables={"x": x}))
        assert office.open() == ["a"] + ["n"] * expected


def test_missed_rounds_of_a_cycle_fire_once(office: Office) -> None:
    note = boundary("noted", "a", on_timer("R/PT10M", "timeCycle"), interrupting=False)
    office.runs(process(start(), user("a"), note, user("n"), flows("start -> a", "noted -> n")))
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="holiday"))
    office.passes(hours=5)
    office.engine.handle(c.ResumeCase(case_id=office.case_id))
    (timer,) = office.store.due_timers(now=office.clock.now(), limit=9)
    fires = c.FireTimer(case_id=timer.case_id, activation=timer.activation, element_id="noted", cycle=timer.cycle)
    office.engine.handle(fires)
    assert office.store.due_timers(now=office.clock.now(), limit=9) == []
    assert office.open() == ["a", "n"]
    assert office.passes(minutes=11) == 1


def test_buffered_messages_are_all_taken_up_when_a_case_is_resumed(office: Office) -> None:
    note = boundary("noted", "a", on_message("note"), interrupting=False)
    office.runs(process(start(), user("a"), note, user("n"), flows("start -> a", "noted -> n"), tops=message("note")))
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="holiday"))
    for _ in range(3):
        office.receives("note")
    office.engine.handle(c.ResumeCase(case_id=office.case_id))
    assert office.open() == ["a", "n", "n", "n"]


def test_buffered_messages_begin_an_event_subprocess_as_often_as_they_came(office: Office) -> None:
    note = beside("e", on_message("note"), user("n"), flows("e-s -> n", prefix="h"), interrupting=False)
    inner = sub("s", start("s1"), user("b"), flows("s1 -> b", prefix="g"), note)
    office.runs(process(start(), user("a"), inner, flows("start -> a -> s"), tops=message("note")))
    for _ in range(3):
        office.receives("note")
    office.completes("a")
    assert office.open() == ["b", "n", "n", "n"]


def test_a_resumed_case_waits_under_the_key_it_subscribed_with(office: Office) -> None:
    office.runs(
        process(
            start(),
            element("parallelGateway", "fork"),
            element("intermediateCatchEvent", "m", on_message("answer")),
            user("a"),
            user("b"),
            user("z"),
            flows("start -> fork -> m -> z", "fork -> a -> b"),
            tops=message("answer", "=reference"),
        ),
        reference="one",
    )
    office.completes("a", reference=None)
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="holiday"))
    office.receives("answer", key="one")
    office.engine.handle(c.ResumeCase(case_id=office.case_id))
    assert office.open() == ["b", "z"]


def test_a_message_for_a_suspended_case_begins_no_other(office: Office) -> None:
    begun = element("startEvent", "m", on_message("note"))
    note = boundary("noted", "a", on_message("note"), interrupting=False)
    way = flows("start -> a", "m -> b", "noted -> n")
    office.runs(
        process(start(), begun, user("a"), user("b"), note, user("n"), way, tops=message("note", key="=caseRef"))
    )
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="holiday"))
    office.receives("note")
    office.engine.handle(c.ResumeCase(case_id=office.case_id))
    assert office.open() == ["a", "n"]


def test_an_event_with_two_messages_sends_both(office: Office) -> None:
    both = on_message("one") + on_message("two")
    catches = "".join(element("intermediateCatchEvent", f"m-{name}", on_message(name)) for name in ("one", "two"))
    way = flows("start -> fork -> t", "fork -> m-one -> a", "fork -> m-two -> b")
    office.runs(
        process(
            start(),
            element("parallelGateway", "fork"),
            throw("t", both),
            catches,
            user("a"),
            user("b"),
            way,
            tops=message("one") + message("two"),
        )
    )
    assert office.relays() == 2
    assert office.open() == ["a", "b"]


def test_a_timer_that_follows_is_left_alone_when_nothing_changed(office: Office) -> None:
    follows = '<akzess:follows variable="clock" />'
    late = boundary("late", "a", on_timer("=clock.due", "timeDate"), extension=follows)
    gates = element("parallelGateway", "fork")
    way = flows("start -> fork -> a", "fork -> b", "late -> z")
    clock = {"due": "2026-11-01T12:00:00Z", "note": 1}
    office.runs(process(start(), gates, user("a"), user("b"), late, user("z"), way), clock=clock)

    def cycles() -> list[int]:
        return [t.cycle for t in office.store.due_timers(now=office.clock.now().replace(year=2030), limit=9)]

    for changed in ({}, {"note": 2}):
        office.engine.handle(c.SetVariables(case_id=office.case_id, variables={"clock": {**clock, **changed}}))
        assert cycles() == [0]
    office.engine.handle(c.SetVariables(case_id=office.case_id, variables={"clock": {"due": "2026-11-02T12:00:00Z"}}))
    assert cycles() == [1]


def test_a_duration_that_follows_is_not_prolonged_by_writing_the_same_value(office: Office) -> None:
    follows = '<akzess:follows variable="period" />'
    late = boundary("late", "a", on_timer("=period"), extension=follows)
    office.runs(process(start(), user("a"), late, user("z"), flows("start -> a", "late -> z")), period="P2D")
    office.passes(days=1)
    office.engine.handle(c.SetVariables(case_id=office.case_id, variables={"period": "P2D"}))
    office.passes(days=1, minutes=1)
    assert office.open() == ["z"]


def test_a_change_before_a_step_is_divided_still_moves_the_timers(office: Office) -> None:
    follows = '<akzess:follows variable="clock" />'
    late = boundary("late", "a", on_timer("=clock", "timeDate"), extension=follows)
    gates = element("parallelGateway", "fork")
    tasks = "".join(element("task", f"t{n}") for n in range(280))
    once = sub("s", start("s1"), tasks, flows("s1 -> " + " -> ".join(f"t{n}" for n in range(280)), prefix="g"))
    twice = once.replace('id="', 'id="x').replace('Ref="', 'Ref="x')
    way = flows("start -> fork -> a", "fork -> b -> s -> xs", "late -> z")
    office.runs(process(start(), gates, user("a"), user("b"), once, twice, late, user("z"), way), clock=None)
    office.completes("b", clock="2026-11-01T12:00:00Z")
    assert office.relays() == 1
    office.passes(days=30)
    assert office.open() == ["z"]


# -- inputs and outputs


def test_a_dotted_input_is_local(office: Office) -> None:
    mapping = '<zeebe:ioMapping><zeebe:input source="=7" target="data.x" /></zeebe:ioMapping>'
    office.runs(process(start(), service("s", mapping), end(), flows("start -> s -> end")), data={"y": 1})
    assert office.takes("s").payload["input"] == {"data": {"x": 7}}
    assert office.variables() == {"data": {"y": 1}}


def test_a_message_carries_dotted_inputs_as_a_context(office: Office) -> None:
    mapping = '<zeebe:ioMapping><zeebe:input source="=7" target="data.x" /><zeebe:input source="=8" target="data.y" /></zeebe:ioMapping>'
    office.runs(
        process(
            start(), throw("t", on_message("bye"), mapping), user("a"), flows("start -> t -> a"), tops=message("bye")
        )
    )
    assert office.takes("t").payload["payload"] == {"data": {"x": 7, "y": 8}}


def test_a_variable_cannot_pretend_to_be_the_stores_own_notation(office: Office) -> None:
    office.deploy(process(start(), user("a"), flows("start -> a")))
    with pytest.raises(Invalid):
        office.starts(x={"$d": "not a number"})
    assert office.starts(x={"$d": "1", "$e": 2})
    assert office.variables() == {"x": {"$d": "1", "$e": 2}}
