"""What if: an unchanged procedure gives no difference; an edited one gives just those that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from akzess import bundle
from akzess.scenario_file import read
from akzess.scenarios import Player, folder
from akzess.house import VirtualHouse
from akzess.workbench.bench import Bench
from akzess.workbench.material import shipped
from engine.handlers.deployments import read_here
from service.designer import recording
from service.designer.ports import RecordedCase, ReplayState
from store import MemoryStore

#: Short ones and long ones: refusals, silence, messages in the buffer, late letters, called processes, compensation.
SCENARIOS = ("a01", "a05", "a06", "a08", "a20", "a22", "b02", "b10", "b14", "b21")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return shipped() | bundle.read()


@pytest.fixture(scope="module")
def played(files: dict[str, bytes]) -> list[RecordedCase]:
    """Cases of the procedure as it is, recorded."""
    table, _ = read_here(bundle.read())
    found: list[RecordedCase] = []
    for name in SCENARIOS:
        (path,) = folder().glob(f"{name}-*.yaml")
        scenario = read(path)
        with VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: (table, ())) as house:
            house.deploy()
            Player(house, scenario).play()
            rows = recording.cases(house.read, closed=True, running=True, limit=10)
            found += recording.recorded(house.engine, house.read, rows, house.clock.now())
    return found


@pytest.fixture
def bench() -> Iterator[Bench]:
    found = Bench(read_here, processes=0)
    yield found
    found.close()


def replayed(bench: Bench, files: dict[str, bytes], cases: list[RecordedCase]) -> ReplayState:
    state = bench.replay("olga", "r", files, iter(cases), len(cases))
    assert (state.state, state.problem, state.skipped) == ("done", "", 0)
    return state


def test_an_unchanged_procedure_gives_no_difference(
    bench: Bench, files: dict[str, bytes], played: list[RecordedCase]
) -> None:
    state = replayed(bench, files, played)

    assert (state.differences, state.same) == ((), len(played))


def edited(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, Any]:
    assert old in files[path].decode()
    return files | {path: files[path].decode().replace(old, new).encode()}
