"""Which element could take the place of one that is gone: guesses with reasons, for a person to confirm."""

from __future__ import annotations

import pytest

from engine.errors import Invalid
from engine.migrations import Pair
from tests.kernel.diagrams import boundary, element, end, flows, on_timer, process, service, several, start, user

from .moving import MovingOffice

FORM = '<zeebe:formDefinition formId="f" />'


def line(*body: str, path: str) -> bytes:
    return process(start(), *body, end(), flows(path))


def gone(desk: MovingOffice, older: bytes, newer: bytes, **mapping: str) -> dict[str, Pair]:
    """Elements without a counterpart of the same id."""
    numbers = desk.deploys(older), desk.deploys(newer)
    found = desk.migrations.proposal(*numbers, mapping)
    return {one.element_id: one for one in found if one.target != one.element_id}


def test_the_same_name(desk: MovingOffice) -> None:
    found = gone(
        desk,
        line(user("a", name="Prüfen"), path="start -> a -> end"),
        line(user("x", name="prüfen "), user("y"), path="start -> y -> x -> end"),
    )

    assert (found["a"].suggestion, found["a"].reason, found["a"].target) == ("x", "name", "")


def test_the_same_neighbours(desk: MovingOffice) -> None:
    found = gone(desk, line(user("a"), path="start -> a -> end"), line(user("x", name="Neu"), path="start -> x -> end"))

    assert (found["a"].suggestion, found["a"].reason) == ("x", "neighbours")


def test_the_same_work(desk: MovingOffice) -> None:
    found = gone(
        desk,
        line(service("a", job="desk.print"), user("b"), path="start -> b -> a -> end"),
        line(service("x", job="desk.print"), user("b"), user("c"), path="start -> x -> b -> c -> end"),
    )

    assert (found["a"].suggestion, found["a"].reason) == ("x", "work")


def test_never_an_element_of_another_type(desk: MovingOffice) -> None:
    found = gone(
        desk,
        line(user("a", name="Fragen"), path="start -> a -> end"),
        line(service("x").replace('id="x"', 'id="x" name="Fragen"'), path="start -> x -> end"),
    )

    assert (found["a"].suggestion, found["a"].reason) == ("", "gone")


def test_two_that_are_equally_likely_are_none(desk: MovingOffice) -> None:
    split = element("parallelGateway", "split")
    found = gone(
        desk,
        process(start(), split, user("a", name="A"), end(), flows("start -> split -> a -> end")),
        process(
            start(), split, user("x", name="A"), user("y", name="A"), end(),
            flows("start -> split", "split -> x -> end", "split -> y -> end"),
        ),
    )  # fmt: skip

    assert found["a"].suggestion == ""


def test_what_a_person_says_goes_before_guesses(desk: MovingOffice) -> None:
    older = line(user("a", name="A"), path="start -> a -> end")
    newer = line(user("x", name="A"), user("y"), path="start -> x -> y -> end")

    found = gone(desk, older, newer, a="y")["a"]

    assert (found.target, found.reason) == ("y", "person")


def test_guesses_that_are_accepted_are_a_mapping(desk: MovingOffice) -> None:
    late = boundary("late", "a", on_timer("P1D"), interrupting=False) + end("told") + flows("late -> told")
    later = boundary("later", "x", on_timer("P1D"), interrupting=False) + end("told") + flows("later -> told")
    older = desk.deploys(line(user("a", name="A"), late, path="start -> a -> end"))
    newer = desk.deploys(line(user("x", name="A"), later, path="start -> x -> end"))

    assert desk.migrations.full_mapping(older, newer, {})["p/a"] == "x"


def test_an_id_that_occurs_in_two_processes_is_named_with_its_own(desk: MovingOffice) -> None:
    def both(name: str) -> bytes:
        first = start("s1") + user("a") + end("e1") + flows("s1 -> a -> e1", prefix="p")
        second = start("s2") + user(name) + end("e2") + flows(f"s2 -> {name} -> e2", prefix="q")
        return several(("p", first), ("q", second))

    older, newer = desk.deploys(both("b")), desk.deploys(both("c"))
    desk.starts("q")

    desk.moves(newer, **{"q/b": "c"})

    assert (older, desk.open()) == (older, ["c"])


def test_two_events_cannot_become_one(desk: MovingOffice) -> None:
    def timed(*names: str) -> bytes:
        timers = "".join(
            boundary(n, "a", on_timer("P1D"), interrupting=False) + end(f"e-{n}") + flows(f"{n} -> e-{n}")
            for n in names
        )
        return line(user("a"), timers, path="start -> a -> end")

    desk.runs(timed("one", "two"))
    newer = desk.deploys(timed("one"))

    with pytest.raises(Invalid, match="both become one"):
        desk.moves(newer, two="one")
