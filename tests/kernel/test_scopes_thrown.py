"""Errors, escalations and the end of everything, thrown inside rounds, called processes and event sub-processes."""

from __future__ import annotations

from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    process,
    service,
    several,
    start,
    user,
)
from tests.kernel.events import ERROR, ESCALATION, ON_ANY_ERROR, ON_ERROR, ON_ESCALATION, TERMINATE, sub, throw
from tests.kernel.office import Office
from tests.kernel.scopes import PARALLEL, beside, call


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
