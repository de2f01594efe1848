"""Every acceptance scenario of the procedure, from the application to its end, in virtual time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from akzess import bundle
from akzess.house import VirtualHouse
from akzess.procedure import constants
from akzess.scenario_file import files, read
from akzess.scenarios import Player, folder, play
from engine.handlers.deployments import read_here
from store import MemoryStore, SqlStore

SCENARIOS = files(folder())


@pytest.fixture(scope="module")
def procedure() -> Any:
    """The procedure, read once for all scenarios."""
    return read_here(bundle.read())


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_procedure_does_what_the_scenario_says(path: Path, procedure: Any) -> None:
    play(read(path), MemoryStore(), read_bundle=lambda _: procedure)


def test_a_scenario_plays_the_same_on_sqlite_and_over_http(sqlite_store: SqlStore) -> None:
    play(read(SCENARIOS[0]), sqlite_store, over_http=True)


def test_every_scenario_has_a_title_in_both_languages() -> None:
    assert [path.stem for path in SCENARIOS if set(read(path).title) != {"de", "en"}] == []


def _at_once(now: datetime) -> Mapping[str, Any]:
    """The law's values of the day, with the post that does not wait for a retrieval."""
    known = constants(now)["parameter"]
    return {"parameter": known | {"delivery": known["delivery"] | {"post": "at-once"}}}


def test_where_the_post_does_not_wait_a_decision_leaves_at_once_although_it_could_be_retrieved(procedure: Any) -> None:
    found = next(read(path) for path in SCENARIOS if path.stem.startswith("b75"))
    steps = (*found.steps[:3], {"passed": {"ST-PROVIDE": 0, "BE-PROVIDED": 0}})
    scenario = replace(found, steps=steps, then={"letters": ["discontinued"]})

    with VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: procedure, constants=_at_once) as house:
        house.deploy()
        Player(house, scenario).play()


def test_what_is_posted_after_the_ten_days_is_the_very_file_that_could_be_retrieved(procedure: Any) -> None:
    found = next(read(path) for path in SCENARIOS if path.stem.startswith("a29b"))
    scenario = replace(found, steps=found.steps[:7], then={})

    with VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: procedure) as house:
        house.deploy()
        case = Player(house, scenario).play().case_id
        offer = house.engine.variables(case)["abruf"]
        posted = house.town["post"].letters[-1]

    assert (posted["documentId"], posted["sha256"]) == (offer["documentId"], offer["sha256"])
