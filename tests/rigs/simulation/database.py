"""The real SQL store on SQLite in memory, every transaction one step, with the faults of a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from typing import Any

from sqlalchemy import Engine

from store import SqlStore, open_store
from store.errors import OutcomeUnknown, Retryable, Unavailable
from store.session import Watcher
from store.sqlite import SqliteSession, open_engine

from .scheduler import Process, World


@cache
def _template() -> sqlite3.Connection:
    """An empty, migrated database."""
    template = sqlite3.connect(":memory:")
    store = open_store("sqlite:///:memory:")
    assert isinstance(store, SqlStore)
    store.upgrade()
    _copy(store.engine, template, into=False)
    store.close()
    return template


def _copy(engine: Engine, other: sqlite3.Connection, *, into: bool) -> None:
    with closing(engine.raw_connection()) as pooled:
        ours = pooled.driver_connection
        assert isinstance(ours, sqlite3.Connection)
        source, target = (other, ours) if into else (ours, other)
        source.backup(target)


def fresh() -> Engine:
    """A database for one run; its one connection is taken in turn."""
    engine = open_engine(":memory:")
    _copy(engine, _template(), into=True)
    return engine


def ask(engine: Engine, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Look into the tables from outside; costs as little as it can."""
    with closing(engine.raw_connection()) as pooled:
        driver = pooled.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver.execute(sql, parameters).fetchall()


class _Session(SqliteSession):
    """A connection that may break, of a process that may die."""

    def __init__(self, engine: Engine, watch: Watcher | None, world: World, process: Process) -> None:
        super().__init__(engine, watch)
        self._world, self._process = world, process
        self._committed = False

    def begin(self) -> None:
        odds, chance = self._world.odds, self._world.random
        if odds.hit(chance, "busy"):
            raise Retryable("busy")
        if odds.hit(chance, "away"):
            raise Unavailable("away")
        super().begin()

    def commit(self) -> None:
        world = self._world
        world.strike(self._process, "crash_before_commit", "commit")
        if world.odds.hit(world.random, "commit_lost"):
            world.note("commit_lost")
            raise OutcomeUnknown("the connection broke")
        super().commit()
        self._committed = True
        world.note("commit", self._process.name)
        world.ring()
        world.strike(self._process, "crash_after_commit", "commit")
        if world.odds.hit(world.random, "commit_unheard"):
            world.note("commit_unheard")
            raise OutcomeUnknown("the connection broke")

    def close(self) -> None:
        super().close()
        if self._committed:
            self._committed = False
            self._world.step("committed")


def store_of(world: World, process: Process, engine: Engine) -> SqlStore:
    """The store as a process sees it."""

    def opened(engine: Engine, watch: Watcher | None) -> Any:
        world.step("transaction")
        return _Session(engine, watch, world, process)

    return SqlStore(engine, opened)
