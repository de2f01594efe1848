"""Compensation and transactions where they meet loops, event sub-processes, interruption and errors."""

from __future__ import annotations

import pytest

from engine import commands as c
from engine.errors import Undeployable
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
from tests.kernel.events import COMPENSATE, ERROR, ON_ERROR, TERMINATE, sub, throw, undo
from tests.kernel.office import Office
from tests.kernel.scopes import CANCEL, PARALLEL, SEQUENTIAL, beside

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
