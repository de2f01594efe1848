"""`akzess migrate`: what a person or a script reads, and what is left when its process is killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from akzess.clocks import SystemClock
from akzess.house import House
from akzess.ids import RandomIds
from engine.commands import StartCase
from engine.handlers.deployments import read_here
from store import SqlStore, open_store
from tests.akzess.conftest import Shell
from tests.kernel.diagrams import end, flows, process, start, user
from tests.rigs import invariants

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def prepared(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four cases on deployment 1; in deployment 2 their task has another id and the same name."""
    folder = tmp_path_factory.mktemp("migrate")
    path = folder / "cli.db"
    shutil.copy(migrated_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    house = House(store, SystemClock(), RandomIds(), [], read_bundle=read_here)
    for name in ("review", "check"):
        path_through = flows(f"start -> {name} -> end")
        house.deploy({"p.bpmn": process(start(), user(name, name="Prüfen"), end(), path_through)})
        if name == "review":
            for number in range(4):
                house.handle(StartCase(process_id="p", site="DD", business_key=f"K-{number}"))
    store.close()
    return path


@pytest.fixture
def akzess(prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line on a copy of it."""
    shutil.copy(prepared, tmp_path / "cli.db")
    return Shell(f"sqlite:///{tmp_path / 'cli.db'}", capsys)


def test_a_dry_run_says_what_is_in_the_way_and_who_could_take_the_place(akzess: Shell) -> None:
    found = akzess("migrate", "1", "--dry-run", "--json").json

    pairs = [(one["elementId"], one["target"], one["suggestion"], one["reason"]) for one in found["elements"]]
    assert pairs == [("review", None, "check", "name")]
    assert [one["obstacles"][0]["code"] for one in found["cases"]] == ["element-gone"] * 4


def test_guesses_are_taken_when_a_person_says_so(akzess: Shell) -> None:
    assert akzess("migrate", "1", "2", "--accept", "--json").json == {"moved": 4, "stayed": []}


def test_cases_that_cannot_move_stay_and_are_told(akzess: Shell) -> None:
    akzess("migrate", "p@1", "p@2")

    assert akzess.code == 1
    assert "0 umgezogen / moved, 4 geblieben / stayed case-not-migratable 4" in akzess.out


def test_what_was_moved_is_put_back(akzess: Shell) -> None:
    akzess("migrate", "1", "2", "--map", "review=check")

    assert akzess("migrate", "1", "2", "--undo", "--json").json == {"moved": 4, "stayed": []}
    assert len(akzess("migrate", "1", "2", "--dry-run", "--json").json["cases"]) == 4


def test_a_deployment_that_is_not_there_is_told(akzess: Shell) -> None:
    assert akzess("migrate", "1", "99").code == 3


def test_k18_a_batch_killed_after_any_case_leaves_each_moved_or_untouched(akzess: Shell) -> None:
    """Really killed: the second life goes on with what the first has left, and dies after its own second case."""
    path = akzess.database.removeprefix("sqlite:///")
    order = ("-m", "akzess", "migrate", "1", "2", "--map", "review=check", "--database", akzess.database)
    environment = {**os.environ, "APP_ENV": "test", "FAILPOINTS": "migrate.mid_batch=kill9#2"}

    def on_deployments() -> list[int]:
        store = open_store(f"sqlite:///{path}")
        assert isinstance(store, SqlStore)
        found = [store.read().case(1, one.id).deployment_id for one in store.read().cases(1).items]
        store.close()
        return sorted(found)

    died = subprocess.run([sys.executable, *order], env=environment, cwd=ROOT, capture_output=True, timeout=90)
    assert (died.returncode, on_deployments()) == (-9, [1, 1, 2, 2])
    assert akzess("migrate", "1", "2", "--map", "review=check", "--json").json == {"moved": 2, "stayed": []}

    store = open_store(akzess.database)
    assert isinstance(store, SqlStore)
    now = store.read().cases(1).items[0].updated_at
    invariants.require(store, now, names=invariants.SAFETY)
    store.close()
