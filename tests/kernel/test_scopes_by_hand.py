"""Rounds and scopes that a person begins or withdraws by hand."""

from __future__ import annotations

import pytest

from engine import commands as c
from engine.errors import Conflict, Invalid
from engine.model import CaseStatus
from tests.kernel.diagrams import element, flows, message, on_message, process, start, user
from tests.kernel.events import sub
from tests.kernel.office import Office
from tests.kernel.scopes import PARALLEL, SEQUENTIAL, beside


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
