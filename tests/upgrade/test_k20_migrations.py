"""K20: a migration that is killed at any statement, or runs under load, ends where an undisturbed one does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Engine

from engine import failpoints
from store import migrations
from store.queries import Reach, TaskQuery

from .databases import NewDatabase, dumped, opened
from .old_rows import open_task, running_case


class Death(Exception):
    """The process is gone."""


@contextmanager
def dying_at(statement: int) -> Iterator[None]:
    """Whoever migrates dies before its statement of that number."""

    def listener(name: str) -> None:
        if name == f"schema.stmt.{statement}":
            raise Death(name)

    failpoints.listen(listener)
    try:
        yield
    finally:
        failpoints.listen(None)


#: Every statement takes a minute on two cores: `make rigs` sets 1, `make test` lets every seventh of a revision be the last.
STRIDE = int(os.environ.get("AKZESS_STATEMENT_STRIDE", "7"))


def dies_everywhere(engine: Engine, target: str) -> int:
    """Run the migrations so that their statements are in turn the last that was not executed; how many deaths."""
    deaths, at, before = 0, 1, migrations.revision(engine)
    while True:
        try:
            with dying_at(at):
                migrations.upgrade(engine, target)
        except Death:
            deaths += 1
            now = migrations.revision(engine)
            # A revision that went through: its successor's statements are counted from one again.
            at, before = (at + STRIDE, before) if now == before else (1, now)
        else:
            return deaths


def test_k20_a_migration_killed_at_every_statement_ends_as_a_fresh_install(new_database: NewDatabase) -> None:
    fresh, dying = opened(new_database("fresh")), opened(new_database("dying"))
    fresh.upgrade()

    deaths = dies_everywhere(dying.engine, "0005")
    running_case(dying.engine, tasks=3)
    deaths += dies_everywhere(dying.engine, migrations.HEAD)

    assert deaths > 100 // STRIDE
    assert dumped(dying.engine) == dumped(fresh.engine)
    assert [task.activation for task in dying.read().tasks(1, TaskQuery((Reach(groups=None),))).items] == [1, 2, 3]
    fresh.close()
    dying.close()


_CHILD = """
import os, sys
from store import open_store
from workers import failpoints
failpoints.arm(os.environ)
store = open_store(sys.argv[1])
store.upgrade()
"""


def killed(url: str, statement: int) -> int:
    """A process of its own that migrates and is killed by the system at a statement; how it ended."""
    environment = os.environ | {"APP_ENV": "test", "FAILPOINTS": f"schema.stmt.{statement}=kill9"}
    return subprocess.run([sys.executable, "-c", _CHILD, url], env=environment, timeout=60, check=False).returncode


def test_k20_a_migrating_process_that_is_killed_leaves_nothing_in_the_way(new_database: NewDatabase) -> None:
    fresh, dying = opened(new_database("fresh")), opened(new_database("dying"))
    fresh.upgrade()
    migrations.upgrade(dying.engine, "0005")
    running_case(dying.engine, tasks=1)

    # Between the indexes, on PostgreSQL outside any transaction.
    end = killed(dying.engine.url.render_as_string(hide_password=False), 33)
    dying.upgrade()

    assert end == -signal.SIGKILL
    assert dumped(dying.engine) == dumped(fresh.engine)
    fresh.close()
    dying.close()


def test_k20_an_index_that_was_left_half_made_is_made_again(new_postgres: NewDatabase) -> None:
    store = opened(new_postgres("half"))
    migrations.upgrade(store.engine, "0005")
    running_case(store.engine, tasks=2)
    with psycopg.connect(store.engine.url.set(drivername="postgresql").render_as_string(), autocommit=True) as server:
        with pytest.raises(psycopg.errors.UniqueViolation):
            server.execute("CREATE UNIQUE INDEX CONCURRENTLY case_site ON task (tenant)")
        server.execute("ALTER TABLE case_instance ADD COLUMN applicant text NOT NULL DEFAULT ''")

        store.upgrade()

        found = server.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'case_site'").fetchall()
        assert found == [("CREATE INDEX case_site ON public.case_instance USING btree (tenant, site, status, id)",)]
    store.close()


class Writer(threading.Thread):
    """Code of schema 0005 that opens tasks one after another until it is told to stop."""

    def __init__(self, engine: Engine, first: int) -> None:
        super().__init__()
        self.engine = engine
        self.next = self.first = first
        self.stop = threading.Event()
        self.failed: list[BaseException] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
                    open_task(connection, self.next)
                self.next += 1
                self.stop.wait(0.002)
        except BaseException as error:  # noqa: BLE001  # whatever it is, the story shows it
            self.failed.append(error)


def test_k20_people_go_on_working_while_a_migration_runs(new_database: NewDatabase) -> None:
    store, beside = opened(url := new_database("busy")), opened(url)
    migrations.upgrade(store.engine, "0005")
    running_case(store.engine, tasks=20)
    writers = [Writer(beside.engine, first) for first in (1_000, 100_000)]
    for writer in writers:
        writer.start()
    try:
        store.upgrade()
    finally:
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join()

    assert [writer.failed for writer in writers] == [[], []]
    written = 20 + sum(writer.next - writer.first for writer in writers)
    with store.engine.connect() as connection:
        offered = connection.exec_driver_sql("SELECT COUNT(*) FROM offer WHERE shelf = '@DD'").scalar()
    assert offered == written
    beside.close()
    store.close()


def test_k20_a_migration_that_finds_a_table_in_use_steps_back_and_comes_again(new_postgres: NewDatabase) -> None:
    store = opened(new_postgres("used"))
    migrations.upgrade(store.engine, "0005")
    waits: list[float] = []
    reader = store.engine.connect()
    reader.exec_driver_sql("LOCK TABLE case_instance IN ACCESS SHARE MODE")

    def reader_ends(seconds: float) -> None:
        waits.append(seconds)
        reader.close()

    migrations.upgrade(store.engine, pause=reader_ends)

    assert len(waits) == 1
    assert migrations.revision(store.engine) == migrations.HEAD
    store.close()
