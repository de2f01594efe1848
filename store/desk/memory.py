"""The records of the desk in the store in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from engine.desk import WebSession

from ..errors import AlreadyThere
from ..memory_book import Book
from .kinds import BOOKS, KINDS, SECURITY_EVENT, WEB_SESSION, Kind

R = TypeVar("R")


def put(book: Book, record: Any) -> None:
    """See sql.put."""
    kind = KINDS[type(record)]
    if kind.table in BOOKS and book.get(kind.table, "", kind.key_of(record)) is not None:
        raise AlreadyThere(f"{kind.table} has this row")
    book.put(kind.table, "", kind.key_of(record), kind.as_read(record))


def drop(book: Book, kind: Kind[Any], key: Sequence[Any]) -> bool:
    """See sql.drop."""
    known = book.get(kind.table, "", tuple(key)) is not None
    book.drop(kind.table, "", tuple(key))
    return known


def find(
    book: Book,
    kind: Kind[R],
    equal: Mapping[str, Any],
    *,
    order: tuple[str, ...] = (),
    descending: bool = False,
    beyond: Sequence[Any] | None = None,
    limit: int | None = None,
) -> list[R]:
    """See sql.find."""

    def fits(record: R) -> bool:
        return all(
            getattr(record, name) in wanted if isinstance(wanted, frozenset) else getattr(record, name) == wanted
            for name, wanted in equal.items()
        )

    def key(record: R) -> tuple[Any, ...]:
        return tuple(getattr(record, name) for name in order)

    found = [record for record in book.group(kind.table, "") if fits(record)]
    if beyond is not None:
        found = [one for one in found if (key(one) < tuple(beyond) if descending else key(one) > tuple(beyond))]
    if order:
        found.sort(key=key, reverse=descending)
    return found[:limit]


def touch(book: Book, token_hash: bytes, seen_at: datetime, expires_at: datetime) -> bool:
    """See sql.touch."""
    known: WebSession | None = book.get(WEB_SESSION.table, "", (token_hash,))
    if known is None:
        return False
    put(book, replace(known, seen_at=seen_at, expires_at=expires_at))
    return True


def end_sessions(book: Book, tenant: int, person: str | None, provider_session: str | None) -> int:
    """See sql.end_sessions."""
    wanted = {"tenant": tenant, "person": person, "provider_session": provider_session}
    given = {name: value for name, value in wanted.items() if value is not None}
    return _forget(book, find(book, WEB_SESSION, given))


def forget_sessions(book: Book, before: datetime) -> int:
    """See sql.forget_sessions."""
    return _forget(book, [one for one in find(book, WEB_SESSION, {}) if one.expires_at < before])


def forget_security_events(book: Book, before: datetime) -> int:
    """See sql.forget_security_events."""
    return _forget(book, [one for one in find(book, SECURITY_EVENT, {}) if one.at < before])


def _forget(book: Book, records: Sequence[Any]) -> int:
    for one in records:
        kind = KINDS[type(one)]
        drop(book, kind, kind.key_of(one))
    return len(records)


class MemoryDesk:
    """The records of the desk in one transaction."""

    _book: Book

    def put(self, record: Any) -> None:
        """Insert a record or replace the one with its key."""
        put(self._book, record)

    def drop(self, kind: type[Any], *key: Any) -> bool:
        """Delete by key; False when there was none."""
        return drop(self._book, KINDS[kind], key)

    def get(self, kind: type[R], *key: Any) -> R | None:
        """The record with a key."""
        found: R | None = self._book.get(KINDS[kind].table, "", key)
        return found
