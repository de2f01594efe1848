"""Events, loops, compensation and scopes where they meet: each story is one sentence of BPMN 2.0 about two features."""

from __future__ import annotations

import pytest

from engine import commands as c
from engine.errors import Conflict, Invalid, Undeployable
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
    several,
    start,
    user,
)
from tests.kernel.office import Office
from tests.kernel.test_elements_events import (
    COMPENSATE,
    ERROR,
    ESCALATION,
    ON_ANY_ERROR,
    ON_ERROR,
    ON_ESCALATION,
    ON_SIGNAL,
    SIGNAL,
    TERMINATE,
    on_condition,
    throw,
    undo,
)

CANCEL = "<bpmn:cancelEventDefinition />"
OVER_ITEMS = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{}"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out" outputElement="=r" />'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)
PARALLEL, SEQUENTIAL = OVER_ITEMS.format("false"), OVER_ITEMS.format("true")


def sub(element_id: str, *parts: str, tag: str = "subProcess", **attributes: str) -> str:
    return element(tag, element_id, "".join(parts), **attributes)


def beside(element_id: str, definition: str, *parts: str, interrupting: bool = True) -> str:
    flag = "true" if interrupting else "false"
    begun = element("startEvent", f"{element_id}-s", definition, isInterrupting=flag)
    return sub(element_id, begun, *parts, triggeredByEvent="true")


def call(element_id: str, called: str, inner: str = "") -> str:
    return element("callActivity", element_id, inner, f'<zeebe:calledElement processId="{called}" />')


# -- errors and escalations


def test_an_error_of_an_event_subprocess_in_a_round_goes_to_the_boundary(office: Office) -> None:
    """Not back to an event sub-process of the same sub-process, which the loop's body seems to have as well."""
    again = beside("e", ON_ANY_ERROR, service("t"), flows("e-s -> t", prefix="h"))
    rounds = sub("s", PARALLEL, start("s1"), service("a"), flows("s1 -> a", prefix="g"), again)
    caught = boundary("b", "s", ON_ANY_ERROR)
    office.runs(process(start(), rounds, caught, user("z"), flows("start -> s", "b -> z"), tops=ERROR), items=[1, 2])
    office.refuses("a", "E1")
    office.refuses("t", "E2")
    assert office.open() == ["z"]


def test_an_error_in_a_round_is_caught_inside_the_round_first(office: Office) -> None:
    inner = beside("e", ON_ERROR, user("n"), flows("e-s -> n", prefix="h"))
    rounds = sub("s", PARALLEL, start("s1"), service("a"), flows("s1 -> a", prefix="g"), inner)
    caught = boundary("b", "s", ON_ANY_ERROR)
    office.runs(
        process(start(), rounds, caught, user("z"), user("y"), flows("start -> s -> y", "b -> z"), tops=ERROR),
        items=[1, 2],
    )
    office.refuses("a", "E1")
    assert office.open() == ["n"]  # the other round goes on
    office.works("a")
    office.completes("n")
    assert office.open() == ["y"]


def test_an_error_of_one_round_interrupts_all_rounds(office: Office) -> None:
    rounds = element("serviceTask", "s", PARALLEL, '<zeebe:taskDefinition type="desk.work" />')
    caught = boundary("b", "s", ON_ERROR)
    office.runs(process(start(), rounds, caught, user("z"), flows("start -> s", "b -> z"), tops=ERROR), items=[1, 2, 3])
    office.refuses("s", "E1")
    assert office.open() == ["z"]
    assert office.relays() == 0
    assert not office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=9, worker="w")


def test_an_escalation_of_a_called_process_reaches_the_caller(office: Office) -> None:
    caught = boundary("b", "c", ON_ESCALATION, interrupting=False)
    office.runs(
        several(
            ("p", start() + call("c", "q") + caught + user("n") + flows("start -> c", "b -> n")),
            ("q", start("s2") + throw("t", ON_ESCALATION) + user("a") + flows("s2 -> t -> a", prefix="g")),
            tops=ESCALATION,
        )
    )
    assert office.open() == ["a", "n"]


def test_an_error_of_a_called_process_withdraws_it(office: Office) -> None:
    caught = boundary("b", "c", ON_ERROR)
    office.runs(
        several(
            ("p", start() + call("c", "q") + caught + user("n") + flows("start -> c", "b -> n")),
            (
                "q",
                start("s2") + user("a") + user("x") + end("e", ON_ERROR) + flows("s2 -> a -> e", "s2 -> x", prefix="g"),
            ),
            tops=ERROR,
        )
    )
    office.completes("a")
    assert office.open() == ["n"]


def test_terminating_a_called_process_lets_the_caller_go_on(office: Office) -> None:
    office.runs(
        several(
            ("p", start() + call("c", "q") + user("z") + flows("start -> c -> z")),
            (
                "q",
                start("s2")
                + user("a")
                + user("x")
                + end("e", TERMINATE)
                + flows("s2 -> a -> e", "s2 -> x", prefix="g"),
            ),
        )
    )
    office.completes("a")
    assert office.open() == ["z"]


def test_terminating_an_event_subprocess_ends_only_that(office: Office) -> None:
    part = beside(
        "e",
        on_message("note"),
        user("n"),
        user("m"),
        end("stop", TERMINATE),
        flows("e-s -> n -> stop", "e-s -> m", prefix="g"),
        interrupting=False,
    )
    office.runs(process(start(), user("a"), flows("start -> a"), part, tops=message("note")))
    office.receives("note")
    office.completes("n")
    assert office.open() == ["a"]


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


# -- loops moved by hand


@pytest.mark.parametrize("how", [PARALLEL, SEQUENTIAL])
def test_a_round_withdrawn_by_hand_counts_as_over(office: Office, how: str) -> None:
    office.runs(process(start(), user("a", inner=how), user("z"), flows("start -> a -> z")), items=[1, 2, 3])
    first = office.task("a").activation
    office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="error", cancel=(first,)))
    office.completes("a", r=2)
    office.completes("a", r=3)
    assert office.open() == ["z"]
    assert office.variables()["out"] == [None, 2, 3]


def test_withdrawing_the_last_activation_completes_its_scope(office: Office) -> None:
    inner = sub("s", start("s1"), user("a"), flows("s1 -> a", prefix="g"))
    office.runs(process(start(), inner, user("z"), flows("start -> s -> z")))
    number = office.task("a").activation
    office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="error", cancel=(number,)))
    assert office.open() == ["z"]


def test_an_element_is_begun_by_hand_inside_its_subprocess(office: Office) -> None:
    inner = sub("s", start("s1"), user("a"), user("b"), flows("s1 -> a -> b", prefix="g"))
    office.runs(process(start(), inner, user("z"), flows("start -> s -> z")))
    number = office.task("a").activation
    office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="error", cancel=(number,), start=("b",)))
    assert office.open() == ["b"]
    for name in ("nowhere", "p"):
        with pytest.raises(Conflict):
            office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="error", start=(name,)))


def test_an_event_subprocess_is_not_begun_by_hand_without_its_event(office: Office) -> None:
    part = beside("e", on_message("note"), user("n"), flows("e-s -> n", prefix="g"))
    office.runs(process(start(), user("a"), flows("start -> a"), part, tops=message("note")))
    with pytest.raises(Conflict):
        office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="error", start=("e",)))
    assert office.open() == ["a"]


def test_a_case_is_not_begun_in_the_middle(office: Office) -> None:
    inner = sub("s", start("s1"), user("a"), flows("s1 -> a", prefix="g"))
    office.deploy(process(start(), inner, user("z"), flows("start -> s -> z")))
    for name in ("a", "s1", "z", "nowhere"):
        with pytest.raises(Invalid):
            office.engine.handle(c.StartCase(process_id="p", start_event=name))
    assert office.engine.handle(c.StartCase(process_id="p", start_event="start")).status is CaseStatus.RUNNING


def test_a_process_that_a_message_begins_is_not_begun_without_one(office: Office) -> None:
    office.deploy(
        process(
            element("startEvent", "m", on_message("apply")), user("a"), flows("m -> a"), tops=message("apply", key="")
        )
    )
    with pytest.raises(Invalid):
        office.starts()


# -- compensation


def test_work_of_every_round_is_undone(office: Office) -> None:
    rounds = sub("s", SEQUENTIAL, start("s1"), user("a"), undo("a"), flows("s1 -> a", prefix="g"))
    office.runs(
        process(start(), rounds, throw("t", COMPENSATE), user("z"), flows("start -> s -> t -> z")), items=[1, 2]
    )
    office.completes("a", r=1)
    office.completes("a", r=2)
    for _ in range(2):
        assert office.open() == ["undo-a"]
        assert office.engine.task_view(office.task("undo-a").id).variables["item"] in (1, 2)
        office.completes("undo-a")
    assert office.open() == ["z"]
    office.completes("z")
    assert office.status is CaseStatus.COMPLETED


def test_work_of_an_event_subprocess_is_undone_with_its_scope(office: Office) -> None:
    part = beside("e", on_message("note"), user("n"), undo("n"), flows("e-s -> n", prefix="g"), interrupting=False)
    office.runs(
        process(start(), user("a"), throw("t", COMPENSATE), user("z"), flows("start -> a -> t -> z"), part,
                tops=message("note"))
    )  # fmt: skip
    office.receives("note")
    office.completes("n")
    office.completes("a")
    assert office.open() == ["undo-n"]
    office.completes("undo-n")
    assert office.open() == ["z"]


def test_what_is_undone_once_is_not_undone_twice(office: Office) -> None:
    way = flows("start -> a -> t -> u -> z")
    office.runs(process(start(), user("a"), undo("a"), throw("t", COMPENSATE), throw("u", COMPENSATE), user("z"), way))
    office.completes("a")
    office.completes("undo-a")
    assert office.open() == ["z"]


def test_an_event_subprocess_undoes_the_work_of_its_scope(office: Office) -> None:
    part = beside("e", ON_ERROR, throw("t", COMPENSATE), user("n"), flows("e-s -> t -> n", prefix="g"))
    office.runs(process(start(), user("a"), undo("a"), service("s"), flows("start -> a -> s"), part, tops=ERROR))
    office.completes("a")
    office.refuses("s", "E1")
    assert office.open() == ["undo-a"]
    office.completes("undo-a")
    assert office.open() == ["n"]
    office.completes("n")
    assert office.status is CaseStatus.COMPLETED


def test_an_interrupted_handler_does_not_hold_up_the_undoing(office: Office) -> None:
    late = boundary("late", "undo-a", on_timer("P1D"))
    way = flows("start -> a -> t -> z", "late -> n")
    office.runs(process(start(), user("a"), undo("a"), late, throw("t", COMPENSATE), user("z"), user("n"), way))
    office.completes("a")
    office.passes(days=2)
    assert office.open() == ["n", "z"]


def test_a_handler_withdrawn_by_hand_does_not_hold_up_the_undoing(office: Office) -> None:
    office.runs(
        process(start(), user("a"), undo("a"), throw("t", COMPENSATE), user("z"), flows("start -> a -> t -> z"))
    )
    office.completes("a")
    number = office.task("undo-a").activation
    office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="done by phone", cancel=(number,)))
    assert office.open() == ["z"]


def test_undoing_that_is_interrupted_is_withdrawn_and_the_rest_can_be_undone_later(office: Office) -> None:
    way = flows("e-s -> t -> n", "e-s -> m -> stop", prefix="g")
    inside = (throw("t", COMPENSATE), user("n"), user("m"), end("stop", TERMINATE), way)
    part = beside("e", on_message("note"), *inside, interrupting=False)
    parts = (user("a"), undo("a"), user("b"), undo("b"), user("c"), throw("u", COMPENSATE), user("z"))
    office.runs(process(start(), *parts, flows("start -> a -> b -> c -> u -> z"), part, tops=message("note")))
    office.completes("a")
    office.completes("b")
    office.receives("note")
    assert office.open() == ["c", "m", "undo-b"]
    office.completes("m")
    assert office.open() == ["c"]
    office.completes("c")
    assert office.open() == ["undo-a"]
    office.completes("undo-a")
    office.completes("z")
    assert office.status is CaseStatus.COMPLETED


def test_a_terminated_process_takes_its_undoing_with_it(office: Office) -> None:
    way = flows("start -> a -> t -> z", "start -> x -> stop")
    parts = (user("a"), undo("a"), user("x"), throw("t", COMPENSATE), user("z"), end("stop", TERMINATE))
    office.runs(process(start(), *parts, way))
    office.completes("a")
    assert office.open() == ["undo-a", "x"]
    office.completes("x")
    assert office.status is CaseStatus.COMPLETED


def test_an_error_of_a_handler_is_not_caught_by_what_was_left(office: Office) -> None:
    inside = sub(
        "s", start("s1"), user("a"), boundary("c-a", "a", COMPENSATE), element("serviceTask", "back", isForCompensation="true",
        extension='<zeebe:taskDefinition type="desk.work" />'),
        '<bpmn:association id="as" sourceRef="c-a" targetRef="back" />', flows("s1 -> a", prefix="g"),
    )  # fmt: skip
    caught = boundary("b", "s", ON_ERROR)
    office.runs(
        process(
            start(), inside, caught, throw("t", COMPENSATE), user("y"), flows("start -> s -> t", "b -> y"), tops=ERROR
        )
    )
    office.completes("a")
    office.refuses("back", "E1")
    assert office.open() == []
    assert office.incidents() == ["uncaught-error"]


# -- transactions


def test_a_cancelled_transaction_undoes_what_an_open_subprocess_had_done(office: Office) -> None:
    nested = sub("n", start("n1"), user("a"), undo("a"), user("x"), flows("n1 -> a -> x", prefix="h"))
    inside = sub(
        "s", start("s1"), nested, user("b"), end("e", CANCEL), flows("s1 -> n", "s1 -> b -> e", prefix="g"), tag="transaction",
    )  # fmt: skip
    caught = boundary("cancelled", "s", CANCEL)
    office.runs(process(start(), inside, caught, user("z"), flows("start -> s", "cancelled -> z")))
    office.completes("a")
    office.completes("b")
    assert office.open() == ["undo-a"]
    office.completes("undo-a")
    assert office.open() == ["z"]
    office.completes("z")
    assert office.status is CaseStatus.COMPLETED


def test_a_transaction_in_a_loop_cannot_be_cancelled_and_is_refused(office: Office) -> None:
    inside = sub("s", PARALLEL, start("s1"), end("e", CANCEL), flows("s1 -> e", prefix="g"), tag="transaction")
    caught = boundary("b", "s", CANCEL)
    with pytest.raises(Undeployable) as refused:
        office.deploy(process(start(), inside, caught, user("z"), flows("start -> s", "b -> z")))
    assert ("bpmn-unsupported", "e") in [(f.code, f.element_id) for f in refused.value.findings]


def test_a_transaction_with_nothing_to_undo_is_left_at_once(office: Office) -> None:
    inside = sub("s", start("s1"), end("e", CANCEL), flows("s1 -> e", prefix="g"), tag="transaction")
    caught = boundary("b", "s", CANCEL)
    office.runs(process(start(), inside, caught, user("z"), flows("start -> s", "b -> z")))
    assert office.open() == ["z"]


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
