"""Where cases live: tables, migrations, units of work on SQLite and PostgreSQL, the read side, a store in memory."""

from __future__ import annotations

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
from .memory import MemoryStore
from .sql_store import SqlStore

from .lists import tables as _lists  # isort: skip  # noqa: F401  # its tables join the others
from .desk import tables as _desk  # isort: skip  # noqa: F401
from .sealing import tables as _sealing  # isort: skip  # noqa: F401
from .drafts import tables as _drafts  # isort: skip  # noqa: F401
from .appointments import tables as _appointments  # isort: skip  # noqa: F401
from .intake import tables as _intake  # isort: skip  # noqa: F401
from .mining import tables as _mining  # isort: skip  # noqa: F401
from .partners import tables as _partners  # isort: skip  # noqa: F401
from .survey import tables as _survey  # isort: skip  # noqa: F401
from .working_group import tables as _working_group  # isort: skip  # noqa: F401
from .skills import tables as _skills  # isort: skip  # noqa: F401
from .erasing import tables as _erasing  # isort: skip  # noqa: F401
from .figures import tables as _figures  # isort: skip  # noqa: F401
from . import platform_tables as _platform  # isort: skip  # noqa: F401
from . import moving_tables as _moving  # isort: skip  # noqa: F401
from .filing import Files  # isort: skip  # its tables join the others; it needs the stores above

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
