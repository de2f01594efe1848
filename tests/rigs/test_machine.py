"""Anything in any order, on each store: the cases stand where the model says (reliability C-5.4)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from store import MemoryStore, SqlStore, open_store

from ..store.records import emptied
from .machine import Office
from .over_http import OverHttp

#: Asked for by `make rigs`; without it few, always the same ones.
MORE = int(os.environ.get("AKZESS_RIG_EXAMPLES", "0"))


def anything(office: type[Office], few: int) -> None:
    """Run the machine; Hypothesis prints the shortest way to a failure."""
    run_state_machine_as_test(
        office,
        settings=settings(
            max_examples=MORE or few,
            stateful_step_count=40,
            deadline=None,
            derandomize=not MORE,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(3000)
def test_a_store_in_memory_does_what_the_model_says() -> None:
    class InMemory(Office):
        fresh = MemoryStore

    anything(InMemory, 150)


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("door", "few"), [(Office, 12), (OverHttp, 4)])
def test_sqlite_does_what_the_model_says(migrated_sqlite: Path, tmp_path: Path, door: type[Office], few: int) -> None:
    path = tmp_path / "akzess.db"
    opened: list[SqlStore] = []

    def fresh() -> SqlStore:
        while opened:
            opened.pop().close()
        for old in tmp_path.glob("akzess.db*"):
            old.unlink()
        shutil.copy(migrated_sqlite, path)
        store = open_store(f"sqlite:///{path}")
        assert isinstance(store, SqlStore)
        opened.append(store)
        return store

    class OnSqlite(door):  # type: ignore[valid-type, misc]  # one of two known classes
        pass

    OnSqlite.fresh = staticmethod(fresh)
    anything(OnSqlite, few)
    opened.pop().close()


@pytest.mark.timeout(3000)
def test_postgres_does_what_the_model_says(migrated_postgres: SqlStore) -> None:
    def fresh() -> SqlStore:
        emptied(migrated_postgres)
        migrated_postgres.watch = None
        return migrated_postgres

    class OnPostgres(Office):
        pass

    OnPostgres.fresh = staticmethod(fresh)
    anything(OnPostgres, 12)
