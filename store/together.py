"""Loads, closes and writes many cases of one PostgreSQL transaction in as many statements as one case takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.dialects import postgresql

from . import rows, statements, tables
from .session import Row, Session

# Ordered, so that two of these never wait for each other in a circle; what a wait has changed is read anew.
_LOAD = (
    f"SELECT {statements.columns(rows.CASE, 'c')} FROM case_instance c"
    " JOIN unnest(?::int[], ?::text[]) w(tenant, id) ON c.tenant = w.tenant AND c.id = w.id"
    " ORDER BY c.tenant, c.id FOR UPDATE OF c"
)
_FINISH = (
    "UPDATE job SET state = 2, phase = 2, lease_until = NULL"
    " FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[]) w(case_id, activation, kind, fence)"
    " WHERE job.case_id = w.case_id AND job.activation = w.activation AND job.kind = w.kind"
    f" AND job.fence = w.fence AND {statements.LEASED} RETURNING {statements.columns(rows.JOB, 'job')}"
)
_ENDED = "FROM case_instance c WHERE c.id = x.case_id AND x.case_id = ANY(?)"
#: Everything open of cases that ended, as `CaseRows` closes it for one.
_CLOSE = (
    f"UPDATE task x SET state = 2, version = x.version + 1, ended_at = c.updated_at {_ENDED} AND x.state = 0",
    "UPDATE job SET state = 4 WHERE case_id = ANY(?) AND state IN (0, 1, 3) AND kind NOT IN ('message', 'signal')",
    "UPDATE timer SET state = 2 WHERE case_id = ANY(?) AND state = 0",
    "DELETE FROM subscription WHERE case_id = ANY(?)",
    f"UPDATE incident x SET resolved_at = c.updated_at {_ENDED} AND x.resolved_at IS NULL",
)


def load(session: Session, cases: Sequence[tuple[int, str]]) -> list[Row]:
    """Lock cases (tenant, id) and read them; those that are not there are missing."""
    return session.all(_LOAD, _arrays(cases))


def finish(session: Session, keys: Sequence[tuple[str, int, str, int]]) -> list[Row]:
    """Mark leased jobs (case, activation, kind, fence) done and read them; those with another fence are missing."""
    return session.all(_FINISH, _arrays(keys))


def update(session: Session, encoded: Sequence[Row]) -> None:
    """Write what a step has changed in the rows of cases (`rows.moved`): a third of their columns."""
    session.run(_update(), _arrays(encoded))


def insert(session: Session, mapper: rows.Mapper[Any], encoded: Sequence[Row], on_conflict: str = "") -> int | None:
    """Insert rows, however many, with one text; how many were written, asked for only where there may be a conflict."""
    sql = f"{_insert(mapper.table, mapper.columns)} {on_conflict}".rstrip()
    if on_conflict:
        return session.count(sql, _arrays(encoded))
    session.run(sql, _arrays(encoded))
    return None


def close_all(session: Session, case_ids: Sequence[str]) -> None:
    """Nothing of an ended case stays open."""
    for sql in _CLOSE:
        session.run(sql, (array(case_ids),))


def _arrays(encoded: Sequence[Row]) -> list[Any]:
    return [array(column) for column in zip(*encoded, strict=True)]


def array(items: Sequence[Any]) -> Any:
    """The text of an array; the items themselves where one is of a kind that psycopg has to write.

    The driver looks at every element twice and writes it by a dumper of its own: a fifth of what a report of a job costs.
    """
    try:
        if {type(item) for item in items} == {str}:
            inside = '","'.join(items)
            if "\\" not in inside and inside.count('"') == 2 * len(items) - 2:
                return f'{{"{inside}"}}'
        written = [_WRITTEN[type(item)](item) for item in items]
    except KeyError:
        return list(items)
    return f"{{{','.join(written)}}}"


def _quoted(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return f'"{text.replace(chr(34), _QUOTE)}"'


_QUOTE = '\\"'
#: How an element is written inside of an array's text, by its type.
_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: _quoted,
    int: str,
    bool: str,
    bytes: lambda item: f'"\\\\x{item.hex()}"',
    datetime: lambda item: f'"{item}"',
    type(None): lambda item: "NULL",
}


def _unnested(table: str, names: Sequence[str]) -> str:
    columns = tables.metadata.tables[table].c
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    kinds = (columns[name].type.compile(dialect).partition(" COLLATE")[0] for name in names)
    return ", ".join(f"?::{kind}[]" for kind in kinds)


@lru_cache(maxsize=1)
def _update() -> str:
    names = ("id", "tenant", *rows.MOVED)
    given = _unnested("case_instance", names)
    changed = ", ".join(f"{name} = w.{name}" for name in rows.MOVED)
    return (
        f"UPDATE case_instance c SET {changed} FROM unnest({given}) w({', '.join(names)})"
        " WHERE c.id = w.id AND c.tenant = w.tenant"
    )


@lru_cache(maxsize=16)
def _insert(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT * FROM unnest({_unnested(table, names)})"
