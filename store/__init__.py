"""Where cases live: tables, migrations, units of work on SQLite and PostgreSQL, the read side, a store in memory."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .errors import (
    AlreadyThere,
    KeyInProgress,
    KeyReuse,
    Misused,
    OutcomeUnknown,
    Retryable,
    StoreError,
    Unavailable,
    UnsafeDatabase,
)
from .filing import Files
from .memory import MemoryStore
from .sql_store import SqlStore

if TYPE_CHECKING:
    from engine.ports import Store

    from .queries import Queries

__all__ = [
    "AlreadyThere",
    "Files",
    "KeyInProgress",
    "KeyReuse",
    "MemoryStore",
    "Misused",
    "OutcomeUnknown",
    "Retryable",
    "SqlStore",
    "StoreError",
    "Unavailable",
    "UnsafeDatabase",
    "open_store",
]

#: Modules whose tables join those of `tables.py`: with them the metadata is whole, whoever asks for it.
_TABLES = (
    "appointments.tables",
    "desk.tables",
    "drafts.tables",
    "erasing.tables",
    "figures.tables",
    "intake.tables",
    "lists.tables",
    "mining.tables",
    "moving_tables",
    "partners.tables",
    "platform_tables",
    "sealing.tables",
    "skills.tables",
    "survey.tables",
    "working_group.tables",
)
for _name in _TABLES:
    import_module(f".{_name}", __name__)


def open_store(url: str) -> SqlStore | MemoryStore:
    """A store for `sqlite:///path`, `sqlite:///:memory:`, `postgresql://…` or `memory:`; call `upgrade()` once.

    Raises ValueError for any other url, UnsafeDatabase when the database cannot keep what it is told.
    """
    if url in ("memory:", "memory://"):
        return MemoryStore()
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite" and rest.startswith("/"):
        from . import sqlite

        return SqlStore(sqlite.open_engine(rest[1:]), sqlite.SqliteSession)
    if separator and scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        from . import postgres

        return SqlStore(postgres.open_engine(url), postgres.PostgresSession)
    raise ValueError("a store is sqlite:///path, postgresql://… or memory:")


if TYPE_CHECKING:
    # Every store is what the engine and the read side ask for; a type checker proves it here.
    def _stores(sql: SqlStore, memory: MemoryStore) -> tuple[Store, Store]:
        return sql, memory

    def _queries(sql: SqlStore, memory: MemoryStore) -> tuple[Queries, Queries]:
        return sql.read(), memory.read()
