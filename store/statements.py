"""Builds the SQL text of the write side once per shape; nothing is compiled while a clerk waits.

Parameters are written `?`; a session translates them for its driver. Multi-row texts are cached per row count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from . import rows

#: Rows per statement: 1,000 tasks of 20 columns stay below SQLite's 32,766 and PostgreSQL's 65,535 parameters.
CHUNK = 1_000
T = TypeVar("T")


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Slices of at most CHUNK items."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def columns(mapper: rows.Mapper[Any], alias: str = "") -> str:
    """The column list for a SELECT or RETURNING."""
    dot = f"{alias}." if alias else ""
    return ", ".join(dot + column for column in mapper.columns)


def _values(width: int, count: int) -> str:
    row = "(" + ", ".join("?" * width) + ")"
    return ", ".join([row] * count)


@lru_cache(maxsize=256)
def insert(table: str, names: tuple[str, ...], count: int, on_conflict: str = "") -> str:
    """One INSERT for `count` rows."""
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {_values(len(names), count)} {on_conflict}".rstrip()


def replacing(names: tuple[str, ...], key: tuple[str, ...], where: str = "") -> str:
    """An ON CONFLICT clause that overwrites every other column."""
    assignments = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {assignments}{' WHERE ' + where if where else ''}"


@lru_cache(maxsize=256)
def in_list(head: str, count: int, tail: str = "") -> str:
    """`head IN (?, …) tail`."""
    return f"{head} IN ({', '.join('?' * count)}){tail}"


@lru_cache(maxsize=256)
def any_of(head: str, condition: str, count: int) -> str:
    """`head AND (condition OR condition …)`."""
    return f"{head} AND ({' OR '.join([condition] * count)})"


CASE_COLUMNS = columns(rows.CASE)
TASK_UPSERT = replacing(rows.TASK.columns, ("case_id", "activation"))
TIMER_UPSERT = replacing(rows.TIMER.columns, ("case_id", "activation", "element_id", "cycle"))
INCIDENT_UPSERT = replacing(rows.INCIDENT.columns, ("case_id", "activation"))
DRAFT_UPSERT = replacing(rows.DRAFT.columns, ("case_id", "activation", "person"))
# A finished job makes room for the next one of its activation ("continue" comes again and again); a live one does not.
JOB_UPSERT = replacing(rows.JOB.columns, ("case_id", "activation", "kind"), "job.state IN (2, 4)")

#: A job that is leased, where its key is known: said so that no index of leases fits. PostgreSQL takes them for few, as they
#: are when it counts, and would look at all of them for each key.
LEASED = "state + 0 = 1"

_FIXED = ("id", "tenant", "created_at")
CASE_UPDATED = tuple(name for name in rows.CASE.columns if name not in _FIXED)
CASE_UPDATED_AT = tuple(rows.CASE.columns.index(name) for name in CASE_UPDATED)
UPDATE_CASE = f"UPDATE case_instance SET {', '.join(f'{name} = ?' for name in CASE_UPDATED)} WHERE id = ?"
