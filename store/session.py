"""What the SQL of the store needs from a database connection, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .values import Values

Watcher = Callable[[str], None]
Row = Sequence[Any]


class Session(Protocol):
    """One connection inside one transaction; parameters are written `?` on every database."""

    values: Values
    postgres: bool

    def begin(self) -> None:
        """Start a writing transaction (IMMEDIATE on SQLite)."""
        ...

    def commit(self) -> None:
        """End it for good; OutcomeUnknown when the connection breaks meanwhile."""
        ...

    def hold(self, case_id: str, site: str | None = None) -> None:
        """A case is locked or made by this transaction: policies go on showing it until its end. `site` of a locked one."""
        ...

    def close(self) -> None:
        """Roll back what is open and give the connection back."""
        ...

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute without looking at the result; a failure may surface at the next result or at commit."""
        ...

    def count(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute and return the number of rows touched."""
        ...

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Sequence[Any] | None:
        """Execute and return the first row."""
        ...

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Sequence[Any]]:
        """Execute and return every row."""
        ...

    def look(self, sql: str, parameters: Sequence[Any] = ()) -> list[Sequence[Any]]:
        """The same for a long question: planned anew for just these values, never by a plan made for others."""
        ...
