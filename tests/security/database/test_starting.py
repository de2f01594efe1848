"""Row O09, as far as the database is concerned: a process refuses to begin, with one line that says why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url

from akzess import processes, starting
from akzess.embedded import Embedded
from akzess.settings import Settings
from store import UnsafeDatabase, open_store
from tests.security.corpus_files import row

ROW = row("operations", "O09")
CASES = [(name, kind) for name, variant in ROW["variants"].items() for kind in variant["databases"]]

Fresh = Callable[[str], str]


@pytest.fixture(scope="module")
def template(postgres_url: str) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to."""
    name = "akzess_template"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    store = open_store(_named(postgres_url, name))
    store.upgrade()
    store.close()
    yield name
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def fresh(template: str, postgres_url: str, migrated_sqlite: Path, tmp_path: Path) -> Iterator[Fresh]:
    """A migrated database of its own, by kind."""
    name = "akzess_start"

    def of(kind: str) -> str:
        if kind == "sqlite":
            shutil.copy(migrated_sqlite, tmp_path / "akzess.db")
            return f"sqlite:///{tmp_path}/akzess.db"
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return _named(postgres_url, name)

    yield of
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _spoiled(url: str, statements: list[str]) -> Settings:
    plain = make_url(url)
    engine = create_engine(plain.set(drivername="postgresql+psycopg") if plain.host else plain)
    with engine.connect() as connection:
        for text in statements:
            connection.exec_driver_sql(text.format(name=plain.database))
        connection.commit()
    engine.dispose()
    return Settings(database=url, port=0)


def _starts(settings: Settings, *, embedded: bool) -> dict[str, Callable[[], object]]:
    stopped = threading.Event()
    stopped.set()
    found: dict[str, Callable[[], object]] = {
        "service": lambda: processes.service(settings, stopped, lambda _: None),
        "worker": lambda: processes.plain_workers(settings, 1, stopped),
        "clock": lambda: processes.mind_the_clock(settings, stopped),
    }
    return found | ({"run": Embedded(settings, demo_cases=False).start} if embedded else {})


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_nothing_starts_on_a_database_that_cannot_keep_what_it_is_told(fresh: Fresh, name: str, kind: str) -> None:
    variant = ROW["variants"][name]
    settings = _spoiled(fresh(kind), variant["sql"])
    refused = []
    for process, start in _starts(settings, embedded=variant.get("embedded", False)).items():
        with pytest.raises(UnsafeDatabase, match=variant["refused"]):
            start()
        refused.append(process)
    assert refused[:3] == ["service", "worker", "clock"]


def test_the_operator_reads_one_line(fresh: Fresh) -> None:
    settings = _spoiled(fresh("sqlite"), ["UPDATE alembic_version SET version_num = '0007'"])
    environment = os.environ | {"AKZESS_DATABASE": settings.database}
    found = subprocess.run(
        [sys.executable, "-m", "akzess", "clock"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (7, "", 1), found.stderr


@pytest.mark.parametrize("seconds", [-3, 3])
def test_a_few_seconds_are_no_reason_to_refuse(fresh: Fresh, seconds: int) -> None:
    settings = Settings(database=fresh("postgres"))
    starting.look(settings, now=lambda: datetime.now(UTC) + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-6, 6])
def test_more_than_five_are_one(fresh: Fresh, seconds: int) -> None:
    settings = Settings(database=fresh("postgres"))
    with pytest.raises(UnsafeDatabase, match=r"seconds (ahead of|behind) this machine's"):
        starting.look(settings, now=lambda: datetime.now(UTC) + timedelta(seconds=seconds))
