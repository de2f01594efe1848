"""Databases for the stories of upgrades and backups: one after the other on both kinds, described as text."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine, make_url

from store import SqlStore, open_store

from ..store.test_migrations import schema


class NewDatabase:
    """Makes databases of one kind, each under a name, and gives their urls."""

    def __init__(self, kind: str, folder: Path, template: str, make: Callable[[str, str], str]) -> None:
        self.kind, self.folder = kind, folder
        self._template, self._make = template, make

    def __call__(self, name: str) -> str:
        """An empty one."""
        return self._make(name, "")

    def migrated(self, name: str) -> str:
        """One with the schema of today and no rows."""
        return self._make(name, self._template)


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
def sqlite_databases(folder: Path, template: Path) -> Iterator[NewDatabase]:
    """In files; `template` is a migrated one."""

    def make(name: str, like: str) -> str:
        if like:
            shutil.copy(like, folder / f"{name}.db")
        return f"sqlite:///{folder}/{name}.db"

    yield NewDatabase("sqlite", folder, str(template), make)


@contextmanager
def postgres_databases(folder: Path, server_url: str, template: str) -> Iterator[NewDatabase]:
    """On a server, gone at the end; `template` is the name of a migrated one."""
    made: list[str] = []

    def make(name: str, like: str) -> str:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE upgrade_{name} TEMPLATE {like or 'template1'}".encode())
        made.append(name)
        return named(server_url, f"upgrade_{name}")

    try:
        yield NewDatabase("postgresql", folder, template, make)
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            for name in made:
                server.execute(f"DROP DATABASE upgrade_{name} WITH (FORCE)".encode())


def named(server_url: str, database: str) -> str:
    """The url of another database on the same server."""
    return make_url(server_url).set(database=database).render_as_string(hide_password=False)
