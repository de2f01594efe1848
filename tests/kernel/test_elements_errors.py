"""Errors, escalations, compensation and transactions, as BPMN 2.0 says (named in engine.kernel.proven)."""

from __future__ import annotations

from engine.model import CaseStatus
from tests.kernel.diagrams import boundary, element, end, flows, process, service, start, user
from tests.kernel.events import (
    COMPENSATE,
    ERROR,
    ESCALATION,
    ON_ANY_ERROR,
    ON_ERROR,
    ON_ESCALATION,
    eventsub,
    sub,
    throw,
    undo,
)
from tests.kernel.office import Office


def test_an_error_end_event_is_caught_at_the_subprocess(office: Office) -> None:
    inside = sub("s", start("s1"), user("a"), user("x"), end("e", ON_ERROR), flows("s1 -> a -> e", "s1 -> x"))
    caught = boundary("b", "s", ON_ERROR) + boundary("any", "s", ON_ANY_ERROR)
    parts = (inside, caught, user("z"), user("y"), flows("start -> s", "b -> z", "any -> y"))
    office.runs(process(start(), *parts, tops=ERROR))
    office.completes("a")
    assert office.open() == ["z"]  # once, at the one that names the code (defect D4)


def test_an_error_interrupts_only_the_scope_that_threw_it(office: Office) -> None:
    """Defect D4: SpiffWorkflow also interrupts the parallel sibling."""
    one = sub("s", start("s1"), user("a"), end("e", ON_ERROR), flows("s1 -> a -> e", prefix="f1")) + boundary(
        "b1", "s", ON_ERROR
    )
    two = sub("t", start("s2"), user("x"), flows("s2 -> x", prefix="f2")) + boundary("b2", "t", ON_ERROR)
    way = flows("start -> fork -> s", "fork -> t", "b1 -> z", "b2 -> y")
    office.runs(process(start(), element("parallelGateway", "fork"), one, two, user("z"), user("y"), way, tops=ERROR))
    office.completes("a")
    assert office.open() == ["x", "z"]


def test_an_error_nobody_catches_is_an_incident(office: Office) -> None:
    """The case must not go on and succeed, as it does in SpiffWorkflow."""
    inside = sub("s", start("s1"), end("e", ON_ERROR), flows("s1 -> e"))
    office.runs(process(start(), inside, user("z"), flows("start -> s -> z"), tops=ERROR))
    assert office.incidents() == ["uncaught-error"]
    assert office.open() == []


def test_a_refused_job_is_an_error_at_its_task(office: Office) -> None:
    caught = boundary("b", "s", ON_ERROR)
    office.runs(process(start(), service("s"), caught, user("z"), flows("start -> s", "b -> z"), tops=ERROR))
    office.refuses("s", "E1", detail=7)
    assert office.open() == ["z"]
    assert office.variables() == {"errorCode": "E1", "errorMessage": "no", "detail": 7}


def test_an_error_starts_an_event_subprocess(office: Office) -> None:
    part = eventsub(ON_ERROR, user("n"))
    office.runs(process(start(), service("s"), user("x"), flows("start -> s", "start -> x"), part, tops=ERROR))
    assert office.open() == ["x"]  # not at once (defect D6)
    office.refuses("s", "E1")
    assert office.open() == ["n"]


def test_an_escalation_leaves_the_activity_running(office: Office) -> None:
    inside = sub("s", start("s1"), throw("t", ON_ESCALATION), user("a"), flows("s1 -> t -> a"))
    caught = boundary("b", "s", ON_ESCALATION, interrupting=False)
    office.runs(process(start(), inside, caught, user("n"), flows("start -> s", "b -> n"), tops=ESCALATION))
    assert office.open() == ["a", "n"]


def test_an_escalation_end_event_is_caught(office: Office) -> None:
    inside = sub("s", start("s1"), user("x"), end("e", ON_ESCALATION), flows("s1 -> e", "s1 -> x"))
    caught = boundary("b", "s", ON_ESCALATION)
    office.runs(process(start(), inside, caught, user("n"), flows("start -> s", "b -> n"), tops=ESCALATION))
    assert office.open() == ["n"]


def test_an_escalation_starts_an_event_subprocess(office: Office) -> None:
    part = eventsub(ON_ESCALATION, user("n"), interrupting=False)
    office.runs(process(start(), throw("t", ON_ESCALATION), user("a"), flows("start -> t -> a"), part, tops=ESCALATION))
    assert office.open() == ["a", "n"]


def test_completed_work_is_undone_in_reverse_order(office: Office) -> None:
    way = flows("start -> a -> b -> t -> z")
    office.runs(process(start(), user("a"), user("b"), undo("a"), undo("b"), throw("t", COMPENSATE), user("z"), way))
    office.completes("a")
    office.completes("b")
    assert office.open() == ["undo-b"]
    office.completes("undo-b")
    assert office.open() == ["undo-a"]
    office.completes("undo-a")
    assert office.open() == ["z"]


def test_a_completed_subprocess_is_undone_from_inside(office: Office) -> None:
    inside = sub("s", start("s1"), user("a"), undo("a"), flows("s1 -> a"))
    office.runs(process(start(), inside, throw("t", COMPENSATE), user("z"), flows("start -> s -> t -> z")))
    office.completes("a")
    assert office.open() == ["undo-a"]
    office.completes("undo-a")
    assert office.open() == ["z"]
    office.completes("z")
    assert office.status is CaseStatus.COMPLETED


def test_an_end_event_compensates(office: Office) -> None:
    office.runs(process(start(), user("a"), undo("a"), end("e", COMPENSATE), flows("start -> a -> e")))
    office.completes("a")
    office.completes("undo-a")
    assert office.status is CaseStatus.COMPLETED


def test_a_cancelled_transaction_is_undone(office: Office) -> None:
    inside = sub(
        "s", start("s1"), user("a"), undo("a"), user("b"), user("x"), end("e", "<bpmn:cancelEventDefinition />"),
        flows("s1 -> a -> b -> e", "s1 -> x"), tag="transaction",
    )  # fmt: skip
    caught = boundary("cancelled", "s", "<bpmn:cancelEventDefinition />")
    office.runs(process(start(), inside, caught, user("z"), user("y"), flows("start -> s -> y", "cancelled -> z")))
    office.completes("a")
    office.completes("b")
    assert office.open() == ["undo-a"]
    office.completes("undo-a")
    assert office.open() == ["z"]
