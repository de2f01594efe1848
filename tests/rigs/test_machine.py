"""Anything in any order, on each store: the cases stand where the model says (reliability C-5.4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import SqlStore

from .machine import Office
from .machine_runs import anything, in_memory, main, on_postgres, on_sqlite
from .over_http import OverHttp

pytestmark = pytest.mark.timeout(600)


def test_a_store_in_memory_does_what_the_model_says() -> None:
    anything(in_memory(), 150)


@pytest.mark.parametrize(("door", "few"), [(Office, 12), (OverHttp, 4)])
def test_sqlite_does_what_the_model_says(migrated_sqlite: Path, tmp_path: Path, door: type[Office], few: int) -> None:
    with on_sqlite(migrated_sqlite, tmp_path, door) as office:
        anything(office, few)


def test_postgres_does_what_the_model_says(migrated_postgres: SqlStore) -> None:
    anything(on_postgres(migrated_postgres), 12)


def test_whoever_was_interrupted_is_told_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--on", "memory", "--examples", "20", "--first", "7"])

    assert capsys.readouterr().out.endswith("to go on: --on memory --first 9\n")
