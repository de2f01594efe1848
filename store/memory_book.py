"""Rows in dictionaries with an undo log: what the store in memory has in place of a database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from typing import Any

from .errors import Misused, Unavailable
from .values import aware

_ABSENT = object()


class Book:
    """Rows by table, group (mostly the case id) and key; one transaction at a time, undone unless committed."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, dict[Hashable, Any]]] = {}
        self._undo: list[tuple[str, str, Hashable, Any]] = []
        self._lock = threading.RLock()
        self._writing = False
        self._serials: dict[str, int] = {}

    def enter(self) -> None:
        """Begin a transaction; Unavailable when another thread holds the book for 5 seconds."""
        self.take()
        if self._writing:
            self._lock.release()
            raise Misused("a unit of work is open in this thread already")
        self._writing = True

    def take(self) -> None:
        """Keep other threads out while reading."""
        if not self._lock.acquire(timeout=5):
            raise Unavailable("another thread holds the store")

    def release(self) -> None:
        """Let other threads in."""
        self._lock.release()

    def keep(self) -> None:
        """Commit what was written so far."""
        self._undo.clear()

    def leave(self) -> None:
        """Undo what was not committed and end the transaction."""
        for table, group, key, before in reversed(self._undo):
            rows = self._tables[table][group]
            if before is _ABSENT:
                del rows[key]
                if not rows:
                    del self._tables[table][group]
            else:
                self._tables[table].setdefault(group, rows)[key] = before
        self._undo.clear()
        self._writing = False
        self._lock.release()

    def serial(self, name: str) -> int:
        """A number of this series that was never given out before, from 1."""
        self._serials[name] = self._serials.get(name, 0) + 1
        return self._serials[name]

    def put(self, table: str, group: str, key: Hashable, row: Any) -> None:
        """Insert or replace a row; ValueError when a time in it is naive."""
        for name in getattr(row, "__slots__", ()):
            value = getattr(row, name)
            if isinstance(value, datetime):
                aware(value)
        rows = self._tables.setdefault(table, {}).setdefault(group, {})
        self._undo.append((table, group, key, rows.get(key, _ABSENT)))
        rows[key] = row

    def drop(self, table: str, group: str, key: Hashable) -> None:
        """Delete a row if it is there."""
        rows = self._tables.get(table, {}).get(group, {})
        if key in rows:
            self._undo.append((table, group, key, rows.pop(key)))

    def get(self, table: str, group: str, key: Hashable) -> Any:
        """A row or None."""
        return self._tables.get(table, {}).get(group, {}).get(key)

    def group(self, table: str, group: str) -> list[Any]:
        """The rows of one group."""
        return list(self._tables.get(table, {}).get(group, {}).values())

    def every(self, table: str) -> Iterator[Any]:
        """The rows of every group; the caller must not write meanwhile."""
        for rows in self._tables.get(table, {}).values():
            yield from rows.values()

    def keys(self, table: str, group: str) -> list[Hashable]:
        """The keys of a group."""
        return list(self._tables.get(table, {}).get(group, {}))

    def keys_where(self, table: str, group: str, condition: Callable[[Any], bool]) -> list[Hashable]:
        """The keys of the rows of a group that fulfil a condition."""
        rows = self._tables.get(table, {}).get(group, {})
        return [key for key, row in rows.items() if condition(row)]
