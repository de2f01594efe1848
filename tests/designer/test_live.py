"""Figures per element, the same on every store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.commands import CancelCase, ClaimTask, CompleteTask
from engine.model import Actor
from store import MemoryStore

from .conftest import SMALL, Workshop

ANNA = Actor("anna", "anna", frozenset({"akz-clerk"}), frozenset({"DD"}))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def anywhere(request: pytest.FixtureRequest, opened: Callable[..., Workshop]) -> Workshop:
    """The workshop on each kind of store."""
    return opened(MemoryStore() if request.param == "memory" else request.getfixturevalue(f"{request.param}_store"))


def test_what_is_open_and_how_long_it_took_stands_at_each_element(anywhere: Workshop) -> None:
    house = anywhere.house
    cases = [house.start({"request": {}}, process="small", site="DD").case_id for _ in range(3)]
    for case in cases[:2]:
        house.moving.advance(timedelta(hours=1))
        (task,) = house.open_tasks(case)
        house.handle(ClaimTask(actor=ANNA, task_id=task.id))
        house.handle(CompleteTask(actor=ANNA, task_id=task.id, answers={"result": "COMPLETE"}))

    found = anywhere.get("/live?process=small&version=1")

    (task_figures,) = [one for one in found["items"] if one["elementId"] == "UT-COMPL"]
    assert (found["cases"], task_figures) == (
        3,
        {
            "elementId": "UT-COMPL",
            "open": 1,
            "incidents": 0,
            "passed": 2,
            "perWeek": 2.0,
            "medianSeconds": 3600.0,
            "p90Seconds": 7200.0,
            "share": 1.0,
        },
    )


def test_there_are_no_figures_of_what_was_never_deployed(anywhere: Workshop) -> None:
    assert anywhere.ask("GET", "/live?process=nobody").status_code == 404


def test_each_process_of_a_version_is_called_by_its_name_in_both_languages(anywhere: Workshop) -> None:
    label = b'isExecutable="true"><bpmn:extensionElements><akzess:label lang="en">Small case</akzess:label></bpmn:extensionElements>'
    anywhere.house.deploy({"small.bpmn": SMALL.replace(b'isExecutable="true">', label, 1)})

    found = anywhere.get("/deployments")["items"]

    assert [one["processes"][0]["name"] for one in found] == [{"de": "Kleiner Antrag", "en": "Small case"}] * 2


def test_each_version_says_how_many_cases_run_on_it(anywhere: Workshop) -> None:
    cases = [anywhere.house.start({"request": {}}, process="small", site="DD").case_id for _ in range(3)]
    anywhere.house.handle(CancelCase(actor=ANNA, case_id=cases[0], reason="irrtümlich angelegt"))
    anywhere.house.deploy({"small.bpmn": SMALL.replace(b"\n", b"\r\n")})

    found = anywhere.get("/deployments")["items"]

    assert [(one["id"], one["running"]) for one in found] == [(2, 0), (1, 2)]
