"""Gateways, sub-processes and scopes, as BPMN 2.0 says (named in engine.kernel.proven)."""

from __future__ import annotations

import itertools

import pytest

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


def test_an_exclusive_gateway_takes_the_first_true_flow(office: Office) -> None:
    gate = element("exclusiveGateway", "g", default="f-g-c")
    way = flows("start -> g", "g -> a : =x > 10", "g -> b : =x > 5", "g -> c", "a -> end", "b -> end", "c -> end")
    office.deploy(process(start(), gate, user("a"), user("b"), user("c"), end(), way))
    for x, expected in ((11, "a"), (6, "b"), (1, "c")):
        office.starts(x=x)
        assert office.open() == [expected]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident(office: Office) -> None:
    gate = element("exclusiveGateway", "g", default="f-g-b")
    office.runs(process(start(), gate, user("a"), user("b"), flows("start -> g", "g -> a : =missing > 10", "g -> b")))
    assert office.incidents() == ["condition-not-boolean"]
    from engine.commands import RetryIncident, SetVariables

    stuck = next(a.id for a in office.state().live.values() if "stuck" in a.x)
    office.engine.handle(SetVariables(case_id=office.case_id, variables={"missing": 20}))
    office.engine.handle(RetryIncident(case_id=office.case_id, activation=stuck))
    assert office.open() == ["a"]
    assert office.status is CaseStatus.RUNNING
    assert office.incidents() == []


def test_a_parallel_join_waits_for_every_branch(office: Office) -> None:
    gates = element("parallelGateway", "fork") + element("parallelGateway", "join")
    way = flows("start -> fork -> a -> join", "fork -> b -> join", "fork -> c -> join", "join -> z -> end")
    office.deploy(process(start(), gates, user("a"), user("b"), user("c"), user("z"), end(), way))
    for order in itertools.permutations("abc"):
        office.starts()
        for name in order:
            assert "z" not in office.open()
            office.completes(name)
        assert office.open() == ["z"]


@pytest.mark.parametrize("order", list(itertools.permutations("abab"))[:8])
def test_fork_and_join_inside_a_loop_are_right_in_every_order(office: Office, order: tuple[str, ...]) -> None:
    """Defects D2, D3 of SpiffWorkflow 3.2.0: joins in loops fire early or crash."""
    gates = element("parallelGateway", "fork") + element("parallelGateway", "join")
    loop = element("exclusiveGateway", "again", default="f-again-end") + element("exclusiveGateway", "enter")
    way = flows(
        "start -> enter -> fork -> a -> join -> z -> again",
        "fork -> b -> join",
        "again -> enter : =repeat = true",
        "again -> end",
    )
    office.runs(process(start(), gates, loop, user("a"), user("b"), user("z"), end(), way))
    for round_number in range(3):
        for name in sorted({"a", "b"}, key=order[round_number:].index if round_number < 2 else order.index):
            assert "z" not in office.open()
            office.completes(name)
        assert office.open() == ["z"]
        office.completes("z", repeat=round_number < 2)
    assert office.status is CaseStatus.COMPLETED


def test_an_inclusive_join_waits_for_what_can_still_come(office: Office) -> None:
    gates = element("inclusiveGateway", "split", default="f-split-c") + element("inclusiveGateway", "join")
    way = flows(
        "start -> split", "split -> a : =x > 1", "split -> b : =x > 2", "split -> c", "a -> join", "b -> join", "c -> join",
        "join -> z -> end",
    )  # fmt: skip
    office.deploy(process(start(), gates, user("a"), user("b"), user("c"), user("z"), end(), way))
    office.starts(x=3)
    assert office.open() == ["a", "b"]
    office.completes("a")
    assert office.open() == ["b"]
    office.completes("b")
    assert office.open() == ["z"]
    office.starts(x=0)
    office.completes("c")
    assert office.open() == ["z"]


def test_an_inclusive_join_knows_that_a_branch_went_elsewhere(office: Office) -> None:
    gates = (
        element("inclusiveGateway", "split", default="f-split-a")
        + element("inclusiveGateway", "join")
        + element("exclusiveGateway", "maybe", default="f-maybe-out")
    )
    way = flows(
        "start -> split", "split -> a", "split -> b : =true", "split -> c : =true", "b -> maybe", "maybe -> join : =stay",
        "maybe -> out", "c -> join", "a -> join", "join -> z -> end", "out -> end2",
    )  # fmt: skip
    parts = (gates, user("a"), user("b"), user("c"), user("z"), user("out"), end(), end("end2"), way)
    office.runs(process(start(), *parts))
    office.completes("c")
    assert office.open() == ["b"]
    office.completes("b", stay=False)
    assert office.open() == ["out", "z"]


def test_the_first_event_behind_a_gateway_wins(office: Office) -> None:
    gate = element("eventBasedGateway", "g")
    catch = element("intermediateCatchEvent", "m", on_message("hello"))
    short = element("intermediateCatchEvent", "t1", on_timer("PT1H"))
    long = element("intermediateCatchEvent", "t2", on_timer("PT2H"))
    way = flows("start -> g", "g -> m -> a -> end", "g -> t1 -> b -> end", "g -> t2 -> c -> end")
    diagram = process(
        start(), gate, catch, short, long, user("a"), user("b"), user("c"), end(), way, tops=message("hello")
    )
    office.runs(diagram)
    office.receives("hello")
    assert office.open() == ["a"]
    assert office.passes(hours=3) == 0
    office.starts()
    assert office.passes(minutes=61) == 1  # each timer has its own due time (defect D9)
    assert office.open() == ["b"]


def sub(element_id: str, *parts: str, tag: str = "subProcess", inner: str = "", **attributes: str) -> str:
    return element(tag, element_id, inner + "".join(parts), **attributes)


def test_a_subprocess_completes_when_nothing_lives_in_it(office: Office) -> None:
    inside = sub("s", start("s1"), user("a"), user("b"), end("e1"), flows("s1 -> a -> e1", "s1 -> b"))
    office.runs(process(start(), inside, user("z"), flows("start -> s -> z")))
    office.completes("a")
    assert office.open() == ["b"]
    office.completes("b")
    assert office.open() == ["z"]


def test_an_activity_without_outgoing_flow_ends_its_path(office: Office) -> None:
    """Defect D5b: 668 public diagrams have such an activity, and SpiffWorkflow never completes them."""
    office.runs(process(start(), user("a"), flows("start -> a")))
    office.completes("a")
    assert office.status is CaseStatus.COMPLETED


def test_an_activity_without_incoming_flow_begins_with_its_process(office: Office) -> None:
    """Defect D5b: 106 public diagrams have such an activity, and SpiffWorkflow never runs it."""
    office.runs(process(start(), user("a"), user("b"), flows("start -> a")))
    assert office.open() == ["a", "b"]


def test_a_flow_without_id_is_a_flow(office: Office) -> None:
    """Defect D5b: 2,115 public diagrams have flows without id, and SpiffWorkflow drops them."""
    bare = '<bpmn:sequenceFlow sourceRef="start" targetRef="a" /><bpmn:sequenceFlow sourceRef="a" targetRef="b" />'
    office.runs(process(start(), user("a"), user("b"), bare))
    office.completes("a")
    assert office.open() == ["b"]


def test_conditions_on_flows_leaving_a_task_are_conditions(office: Office) -> None:
    """Defect D5: SpiffWorkflow takes all of them."""
    way = flows("start -> a", "a -> b : =x = 1", "a -> c : =x = 2")
    office.runs(process(start(), user("a"), user("b"), user("c"), way))
    office.completes("a", x=2)
    assert office.open() == ["c"]


def test_elements_called_start_and_end_are_not_special(office: Office) -> None:
    """Defect D13: SpiffWorkflow skips elements with these ids."""
    way = flows("begin -> Start -> End -> Root -> fin")
    office.runs(process(start("begin"), user("Start"), user("End"), user("Root"), end("fin"), way))
    for name in ("Start", "End", "Root"):
        office.completes(name)
    assert office.status is CaseStatus.COMPLETED


def test_a_terminate_end_event_ends_its_scope_only(office: Office) -> None:
    inside = sub(
        "s", start("s1"), user("a"), user("b"), end("stop", "<bpmn:terminateEventDefinition />"),
        flows("s1 -> a -> stop", "s1 -> b"),
    )  # fmt: skip
    fork = element("parallelGateway", "fork")
    office.runs(process(start(), fork, inside, user("y"), user("z"), flows("start -> fork -> s -> z", "fork -> y")))
    office.completes("a")
    assert office.open() == ["y", "z"]


def test_an_event_subprocess_waits_beside_its_scope(office: Office) -> None:
    """Defect D6, D20: not interrupting means beside, every time, and the main flow goes on."""
    began = element("startEvent", "m", on_message("note"), isInterrupting="false")
    beside = sub("e", began, user("n"), flows("m -> n", prefix="g"), triggeredByEvent="true")
    office.runs(process(start(), user("a"), flows("start -> a"), beside, tops=message("note")))
    office.receives("note")
    office.receives("note")
    assert office.open() == ["a", "n", "n"]
    office.completes("a")
    office.completes("n")
    assert office.status is CaseStatus.RUNNING
    office.completes("n")
    assert office.status is CaseStatus.COMPLETED


def test_an_interrupting_event_subprocess_ends_everything_else_in_its_scope(office: Office) -> None:
    began = element("startEvent", "m", on_message("stop"))
    beside = sub("e", began, user("n"), flows("m -> n", prefix="g"), triggeredByEvent="true")
    late = boundary("late", "a", on_timer("PT1H"), interrupting=False)
    diagram = process(start(), user("a"), late, service("b"), flows("start -> a", "start -> b", "late -> x"), user("x"), beside,
                      tops=message("stop"))  # fmt: skip
    office.runs(diagram)
    office.receives("stop")
    assert office.open() == ["n"]
    assert office.passes(hours=2) == 0
    office.completes("n")
    assert office.status is CaseStatus.COMPLETED
