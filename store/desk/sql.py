"""Reads and writes the records of the desk on an SQL database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from .. import statements
from ..erasing.content import Content
from ..session import Session
from .kinds import BOOKS, KINDS, WEB_SESSION, Kind

R = TypeVar("R")


@lru_cache(maxsize=32)
def _upsert(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    update = statements.replacing(columns, key)
    return statements.insert(table, columns, 1, update)


def put(session: Session, record: Any) -> None:
    """Insert a record or replace the one with its key; a book is only added to: AlreadyThere."""
    kind = KINDS[type(record)]
    if kind.table in BOOKS:
        sql = statements.insert(kind.table, kind.columns, 1)
    else:
        sql = _upsert(kind.table, kind.columns, kind.key)
    session.run(sql, kind.encoded(record, session.values))


def put_first(session: Session, record: Any) -> None:
    """Insert a record unless there is one with its key."""
    kind = KINDS[type(record)]
    sql = statements.insert(kind.table, kind.columns, 1, "ON CONFLICT DO NOTHING")
    session.run(sql, kind.encoded(record, session.values))


def drop(session: Session, kind: Kind[Any], key: Sequence[Any]) -> bool:
    """Delete by key; False when there was none."""
    where = " AND ".join(f"{name} = ?" for name in kind.key)
    return session.count(f"DELETE FROM {kind.table} WHERE {where}", _values(session, kind, kind.key, key)) > 0


def get(session: Session, kind: Kind[R], key: Sequence[Any]) -> R | None:
    """The record with a key."""
    found = find(session, kind, dict(zip(kind.key, key, strict=True)), limit=1)
    return found[0] if found else None


def find(
    session: Session,
    kind: Kind[R],
    equal: Mapping[str, Any],
    *,
    order: tuple[str, ...] = (),
    descending: bool = False,
    beyond: Sequence[Any] | None = None,
    limit: int | None = None,
) -> list[R]:
    """Records whose fields have these values (a collection: one of them), in order, from the one after `beyond` on."""
    values = session.values
    conditions: list[str] = []
    parameters: list[Any] = []
    for name, wanted in equal.items():
        many = wanted if isinstance(wanted, frozenset) else (wanted,)
        conditions.append(f"{name} IN ({', '.join('?' * len(many))})")
        parameters.extend(kind.value(name, one, values) for one in sorted(many))
    if beyond is not None:
        sign = "<" if descending else ">"
        conditions.append(f"({', '.join(order)}) {sign} ({', '.join('?' * len(order))})")
        parameters.extend(_values(session, kind, order, beyond))
    sql = f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE {' AND '.join(conditions)}"
    if order:
        sql += " ORDER BY " + ", ".join(f"{name}{' DESC' if descending else ''}" for name in order)
    if limit is not None:
        sql += f" LIMIT {int(limit)}"
    return [kind.decoded(row, values) for row in session.all(sql, parameters)]


def _values(session: Session, kind: Kind[Any], names: Sequence[str], given: Sequence[Any]) -> list[Any]:
    return [kind.value(name, value, session.values) for name, value in zip(names, given, strict=True)]


def touch(session: Session, token_hash: bytes, seen_at: datetime, expires_at: datetime) -> bool:
    """Move a login's idle end; False when it is gone."""
    at = session.values.instant
    sql = f"UPDATE {WEB_SESSION.table} SET seen_at = ?, expires_at = ? WHERE token_hash = ?"
    return session.count(sql, (at(seen_at), at(expires_at), token_hash)) > 0


def end_sessions(session: Session, tenant: int, person: str | None, provider_session: str | None) -> int:
    """Delete the logins of a person, of a session at the provider, or of both together; how many."""
    wanted = {"tenant": tenant, "person": person, "provider_session": provider_session}
    given = {name: value for name, value in wanted.items() if value is not None}
    where = " AND ".join(f"{name} = ?" for name in given)
    return session.count(f"DELETE FROM {WEB_SESSION.table} WHERE {where}", list(given.values()))


def forget_sessions(session: Session, before: datetime) -> int:
    """Delete logins that ended before; how many."""
    sql = f"DELETE FROM {WEB_SESSION.table} WHERE expires_at < ?"
    return session.count(sql, (session.values.instant(before),))


def forget_security_events(session: Session, before: datetime) -> int:
    """Delete what happened before; how many."""
    return session.count("DELETE FROM security_event WHERE at < ?", (session.values.instant(before),))


class DeskRows:
    """The records of the desk in one transaction."""

    session: Session
    content: Content

    def put(self, record: Any) -> None:
        """Insert a record or replace the one with its key."""
        put(self.session, self.content.sealed(record))

    def drop(self, kind: type[Any], *key: Any) -> bool:
        """Delete by key; False when there was none."""
        return drop(self.session, KINDS[kind], key)

    def get(self, kind: type[R], *key: Any) -> R | None:
        """The record with a key."""
        found = get(self.session, KINDS[kind], key)
        return None if found is None else self.content.opened(found)
