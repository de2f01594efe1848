"""New versions of a process while cases run (K17), and what there is not yet (K18)."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest

from engine import commands as c
from engine.errors import Undeployable
from engine.handlers.engine import _HANDLERS
from engine.model import CaseStatus
from store import SqlStore
from tests.kernel.diagrams import element, end, flows, process, start, user
from tests.kernel.office import Office
from tests.rigs import invariants

from .racing import Racers


def version(number: int) -> bytes:
    """Each version has a task of its own name."""
    return process(start(), user(f"check{number}"), end(), flows(f"start -> check{number} -> end"))


def test_k17_cases_stay_on_the_version_they_began_with_while_others_deploy(crowded: Office) -> None:
    crowded.deploy(version(1))
    ended = threading.Event()
    started: dict[str, int] = {}
    versions: list[int] = []

    def deploys() -> None:
        for number in range(2, 8):
            (definition,) = crowded.deploy(version(number)).definitions
            versions.append(definition.version)
        ended.set()

    def starts(mine: dict[str, int]) -> None:
        while not ended.is_set():
            done = crowded.engine.handle(c.StartCase(process_id="p"))
            mine[done.case_id] = 1

    crowd = Racers(4)
    others: list[dict[str, int]] = [{}, {}, {}]
    assert crowd.race(deploys, *(lambda mine=mine: starts(mine) for mine in others)) == [None] * 4
    crowd.close()
    for mine in others:
        started |= mine

    assert versions == [2, 3, 4, 5, 6, 7]
    for case_id in started:
        crowded.case_id = case_id
        (task,) = crowded.tasks()
        crowded.completes(task.element_id)
        assert crowded.status is CaseStatus.COMPLETED
    assert isinstance(crowded.store, SqlStore)
    invariants.require(crowded.store, crowded.clock.now(), names=("I3", "I7", "I8", "I11"))


def test_k17_two_who_deploy_at_once_get_two_versions_and_the_same_content_one(crowded: Office) -> None:
    crowd = Racers(4)

    ends = crowd.race(*(lambda number=number: crowded.deploy(version(number)) for number in (1, 1, 2, 3)))
    crowd.close()

    found = Counter((done.deployment_id, done.definitions[0].version) for done in ends)
    assert sorted(found.values()) == [1, 1, 2]
    assert sorted(number for _, number in found) == [1, 2, 3]


def test_k17_a_deployment_that_is_refused_leaves_nothing(store: Any) -> None:
    office = Office(store)
    before = len(store.read().definitions(1))
    broken = process(start(), user("check"), element("exclusiveGateway", "split"), flows("start -> nowhere"))

    with pytest.raises(Undeployable):
        office.deploy(version(1), broken)

    assert len(store.read().definitions(1)) == before


def test_k18_no_command_moves_a_running_case_to_another_version() -> None:
    """There is no migration of instances that could fail in its middle: cases end on the version they began with (I11).

    Whoever adds one meets this test, K18 of the specification, and the failpoint `migrate.mid_batch` that waits for it.
    """
    assert [kind.__name__ for kind in _HANDLERS if "igrat" in kind.__name__] == []
