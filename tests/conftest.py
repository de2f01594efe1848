"""Fixtures for every area: real servers once per session, and a store of each kind."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from store import MemoryStore, SqlStore, open_store

from .servers import postgres_server, redis_server
from .store.records import emptied


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database for the tests: the one in AKZESS_TEST_POSTGRES_URL, else a server of our own."""
    named = os.environ.get("AKZESS_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis database for the tests: the one in AKZESS_TEST_REDIS_URL, else a server of our own."""
    named = os.environ.get("AKZESS_TEST_REDIS_URL")
    if named:
        yield named
        return
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[SqlStore]:
    """One store for all tests; each of them finds its tables empty."""
    store = open_store(postgres_url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    yield store
    store.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    store = open_store(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path


@pytest.fixture
def sqlite_store(migrated_sqlite: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store in an SQLite file."""
    path = tmp_path / "akzess.db"
    shutil.copy(migrated_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    assert isinstance(store, SqlStore)
    yield store
    store.close()


@pytest.fixture
def postgres_store(migrated_postgres: SqlStore) -> SqlStore:
    """An empty store on PostgreSQL."""
    emptied(migrated_postgres)
    migrated_postgres.watch = None
    return migrated_postgres


@pytest.fixture
def memory_store() -> MemoryStore:
    """An empty store in memory."""
    return MemoryStore()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> SqlStore | MemoryStore:
    """An empty store of each kind."""
    found: SqlStore | MemoryStore = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture(autouse=True)
def logs_as_they_come() -> Iterator[None]:
    """A test that quiets the logs, as the command line does, quiets them for itself only."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def garbage_as_usual() -> Iterator[None]:
    """A test that begins to work as a process of the platform does lets the others look for garbage as before."""
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)
