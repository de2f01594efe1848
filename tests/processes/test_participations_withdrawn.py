"""A request is passed over as settled where the body says that it is; whatever else it says, somebody at the office reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from akzess import bundle
from akzess.house import VirtualHouse
from akzess.people import named
from akzess.scenario_file import read
from akzess.scenarios import Player, folder
from engine.commands import DeliverMessage
from engine.handlers.deployments import read_here
from store import MemoryStore


@pytest.fixture(scope="module")
def procedure() -> Any:
    """The procedure, read once for all stories."""
    return read_here(bundle.read())


#: What each simulated body keeps its requests in.
_BOOKS = {"bundesagentur": "cases", "kammern": "files", "aemter": "questions"}


class Story:
    """The first steps of a scenario; then a body loses its books, as after a restore of an old backup over there."""

    def __init__(self, procedure: Any, name: str, steps: int, forgetful: str) -> None:
        (path,) = folder().glob(f"{name}-*.yaml")
        scenario = read(path)
        self.house = VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: procedure)
        self.house.deploy(bundle.read())
        self.case = Player(self.house, replace(scenario, steps=scenario.steps[:steps], then={})).play()
        getattr(self.house.town.simulators[forgetful], _BOOKS[forgetful]).clear()

    def withdraws(self) -> None:
        """The applicant takes the application back."""
        name, key = "antrag.ruecknahme", self.case.business_key
        payload = {"reason": "Neue Pläne"}
        self.house.handle(DeliverMessage(source="story", message_id="1", name=name, key=key, payload=payload))
        self.house.timeline.quiet()

    def completes(self, element: str, account: str, **answers: Any) -> None:
        """A person completes a task."""
        (task,) = (one for one in self.house.open_tasks(self.case.case_id) if one.element_id == element)
        self.house.complete(task, named(account, task.site), answers)
        self.house.timeline.quiet()

    def stuck(self) -> list[tuple[str, str]]:
        """Where the case cannot go on, and what the office reads there."""
        with self.house.store.unit_of_work() as work:
            return [(one.element_id, one.message) for one in work.open_incidents(self.case.case_id)]


@pytest.mark.parametrize(
    ("name", "steps", "body", "element", "words"),
    [
        ("b63", 3, "bundesagentur", "ST-BA-WITHDRAW", "'UNBEKANNTE_REFERENZ': Das Aktenzeichen ist hier nicht bekannt"),
        ("b61", 2, "kammern", "ST-CH-WITHDRAW", "'UNKNOWN_REQUEST': Diese Anforderung ist hier nicht bekannt"),
        ("b85", 4, "aemter", "ST-PW-CONS", "'UNKNOWN_REQUEST': Diese Anfrage ist hier nicht bekannt"),
    ],
)
def test_a_body_that_knows_no_such_request_is_not_passed_over_as_one_that_has_answered(
    procedure: Any, name: str, steps: int, body: str, element: str, words: str
) -> None:
    story = Story(procedure, name, steps, body)

    story.withdraws()

    assert story.stuck() == [(element, f"nobody catches the error {words}")]


def test_a_question_that_the_department_does_not_know_is_not_passed_over_when_the_lead_goes_on(procedure: Any) -> None:
    story = Story(procedure, "b83", 4, "aemter")

    story.completes("UT-CONS-LEAD", "clara.akz-lead", action="WITHOUT", reason="Es dauert zu lange")

    assert [element for element, _ in story.stuck()] == ["ST-CONS-WITHDRAW"]
