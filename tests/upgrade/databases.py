"""Databases for the stories of upgrades and backups: one after the other on both kinds, described as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine, make_url

from store import SqlStore, open_store

from ..store.test_migrations import schema

#: Makes an empty database and gives its url.
NewDatabase = Callable[[str], str]

_FUNCTIONS = """
    SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"""
_STORAGE = """
    SELECT c.relname, c.reloptions::text, c.relpersistence::text FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S') AND c.relname <> 'alembic_version'
    UNION ALL
    SELECT c.relname, a.attname::text, a.attstorage::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 ORDER BY 1, 2, 3"""


def opened(url: str) -> SqlStore:
    """A store on an SQL database."""
    store = open_store(url)
    assert isinstance(store, SqlStore)
    return store


def dumped(engine: Engine) -> list[str]:
    """Everything that migrations make, as text: tables, indexes, constraints, triggers, functions, storage."""
    found = schema(engine)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            for sql in (_FUNCTIONS, _STORAGE):
                found += [" ".join(str(row).split()) for row in connection.exec_driver_sql(sql)]
    return found


@contextmanager
def databases(kind: str, folder: Path, postgres_url: Callable[[], str]) -> Iterator[NewDatabase]:
    """Empty databases of a kind ("sqlite", "postgres"), gone at the end."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder}/{name}.db"
        return
    server_url = postgres_url()
    made: list[str] = []

    def new(name: str) -> str:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE upgrade_{name}".encode())
        made.append(name)
        return make_url(server_url).set(database=f"upgrade_{name}").render_as_string(hide_password=False)

    try:
        yield new
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            for name in made:
                server.execute(f"DROP DATABASE upgrade_{name} WITH (FORCE)".encode())
