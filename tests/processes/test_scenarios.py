"""Every acceptance scenario of the procedure, from the application to its end, in virtual time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from akzess import bundle
from akzess.scenario_file import files, read
from akzess.scenarios import folder, play
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
