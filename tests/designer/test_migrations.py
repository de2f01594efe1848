"""The designer's migration: proposed, tried, done and undone over the interface."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import SMALL, Workshop

RENAMED = SMALL.replace(b'"UT-COMPL"', b'"UT-COMPLETE"').replace(b"UT-COMPL</", b"UT-COMPLETE</")


@pytest.fixture
def two_versions(workshop: Workshop) -> Workshop:
    """A case on the first of two versions."""
    workshop.house.start({"request": {}}, process="small", site="DD")
    workshop.house.deploy({"small.bpmn": RENAMED})
    return workshop


def test_an_element_with_another_id_is_guessed_and_has_to_be_confirmed(two_versions: Workshop) -> None:
    found = two_versions.post("/migrations", {"fromDeployment": 1, "toDeployment": 2})

    (pair,) = [one for one in found["pairs"] if one["elementId"] == "UT-COMPL"]
    assert (pair["target"], pair["suggestion"]) == ("", "UT-COMPLETE")


def test_the_dry_run_says_of_each_case_whether_it_can_move(two_versions: Workshop) -> None:
    unmapped = two_versions.post("/migrations/1-2/dry-run")["items"]
    mapped = two_versions.post("/migrations/1-2/dry-run", {"mapping": {"UT-COMPL": "UT-COMPLETE"}})["items"]

    assert ([one["migratable"] for one in unmapped], [one["migratable"] for one in mapped]) == ([False], [True])


def test_the_dry_run_says_where_each_case_waits(two_versions: Workshop) -> None:
    (found,) = two_versions.post("/migrations/1-2/dry-run")["items"]

    assert found["at"] == ["UT-COMPL"]


@pytest.mark.parametrize("act", ["run", "undo"])
def test_many_cases_go_a_few_at_a_time_each_looked_at_once(workshop: Workshop, act: str) -> None:
    for _ in range(3):
        workshop.house.start({"request": {}}, process="small", site="DD")
    workshop.house.deploy({"small.bpmn": RENAMED})
    order: dict[str, Any] = {"mapping": {"UT-COMPL": "UT-COMPLETE"}}
    if act == "undo":
        workshop.post("/migrations/1-2/run", order)
    first = workshop.post(f"/migrations/1-2/{act}?limit=2", order)
    rest = workshop.post(f"/migrations/1-2/{act}?limit=2", order | {"after": first["next"]})

    assert ([len(first["items"]), len(rest["items"])], rest["next"]) == ([2, 1], None)


def test_a_case_moves_and_comes_back(two_versions: Workshop) -> None:
    there = two_versions.post("/migrations/1-2/run", {"accept": True, "reason": "Aufgabe umbenannt"})
    (case,) = two_versions.house.all_cases()
    task = two_versions.house.open_tasks(case.id)[0].element_id

    back = two_versions.post("/migrations/1-2/undo")

    assert ([one["code"] for one in there["items"]], task, [one["code"] for one in back["items"]]) == (
        [""],
        "UT-COMPLETE",
        [""],
    )
