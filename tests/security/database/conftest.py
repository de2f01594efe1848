"""A database of its own with the platform's roles, on the server that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from store import SqlStore, open_store, roles
from tests.store.records import emptied


def _url(url: str, *, database: str, user: str | None = None) -> str:
    found = make_url(url).set(database=database)
    return (found.set(username=user) if user else found).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def walled_url(postgres_url: str) -> Iterator[str]:
    """The administrator's url of a migrated database whose roles are made."""
    name = "akzess_walls"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    url = _url(postgres_url, database=name)
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    roles.install(store.engine)
    store.close()
    yield url
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def admin(walled_url: str) -> Iterator[SqlStore]:
    """The administrator's store; every table is empty."""
    store = open_store(walled_url)
    assert isinstance(store, SqlStore)
    emptied(store)
    yield store
    store.close()


@pytest.fixture
def acting(admin: SqlStore, walled_url: str) -> Iterator[Callable[[str], SqlStore]]:
    """Stores of the same database, each by the name of a role."""
    opened: dict[str, SqlStore] = {}

    def of(role: str) -> SqlStore:
        if role not in opened:
            store = open_store(_url(walled_url, database="akzess_walls", user=role))
            assert isinstance(store, SqlStore)
            opened[role] = store
        return opened[role]

    yield of
    for store in opened.values():
        store.close()
