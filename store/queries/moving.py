"""What a migration of many cases asks: the running cases of a version, and the cases that were moved to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, literal_column

from engine.migrations import MOVES, Migration
from engine.model import Case, HistoryLine

from .. import rows, tables
from ..desk.kinds import KINDS, Kind
from . import operations, paging
from .records import Page

R = TypeVar("R")
_RUNNING: ColumnElement[bool] = literal_column("ended_at IS NULL")


class MovingQuestions(Protocol):
    """Both are paged by case, so that a batch can go on where it stopped."""

    def running_cases(
        self, tenant: int, definition_id: int, *, limit: int = 50, after: str | None = None
    ) -> Page[Case]:
        """Cases of one version that have not ended, with their states, the oldest first."""
        ...

    def migrations(
        self, tenant: int, from_deployment: int, to_deployment: int, *, limit: int = 50, after: str | None = None
    ) -> Page[Migration]:
        """Cases that were moved from one deployment to another, by the last migration of each."""
        ...

    def moves(self, tenant: int, case_id: str) -> Sequence[HistoryLine]:
        """The lines of a case's history in which it changed its version, oldest first."""
        ...


class _Moved:
    def _find(self, kind: Kind[R], equal: Mapping[str, Any], **how: Any) -> list[R]:
        raise NotImplementedError

    def migrations(
        self, tenant: int, from_deployment: int, to_deployment: int, *, limit: int = 50, after: str | None = None
    ) -> Page[Migration]:
        """Cases that were moved from one deployment to another, by the last migration of each."""
        limit = paging.size(limit)
        wanted = {"tenant": tenant, "to_deployment": to_deployment, "from_deployment": from_deployment}
        beyond = None if after is None else paging.key_of(after, "s")
        found = self._find(KINDS[Migration], wanted, order=("case_id",), beyond=beyond, limit=limit + 1)
        return paging.page(found, limit, lambda migration: (migration.case_id,))


class SqlMoving(_Moved):
    """On an SQL database."""

    def _all(self, statement: Select[Any], mapper: rows.Mapper[R]) -> list[R]:
        raise NotImplementedError

    def running_cases(
        self, tenant: int, definition_id: int, *, limit: int = 50, after: str | None = None
    ) -> Page[Case]:
        """Through the index `case_definition`."""
        limit = paging.size(limit)
        c = tables.case_instance.c
        statement = operations.every(rows.CASE).where(c.tenant == tenant, c.definition_id == definition_id, _RUNNING)
        if after is not None:
            statement = statement.where(c.id > paging.key_of(after, "s")[0])
        found = self._all(statement.order_by(c.id).limit(limit + 1), rows.CASE)
        return paging.page(found, limit, lambda case: (case.id,))

    def moves(self, tenant: int, case_id: str) -> Sequence[HistoryLine]:
        """The lines of a case's history in which it changed its version, oldest first; most cases never did."""
        if not self._find(KINDS[Migration], {"tenant": tenant, "case_id": case_id}, limit=1):
            return []
        h = tables.history.c
        statement = operations.every(rows.HISTORY).where(h.tenant == tenant, h.case_id == case_id, h.event.in_(MOVES))
        return self._all(statement.order_by(h.seq), rows.HISTORY)


class MemoryMoving(_Moved):
    """In memory."""

    def _every(self, table: str, tenant: int) -> list[Any]:
        raise NotImplementedError

    def running_cases(
        self, tenant: int, definition_id: int, *, limit: int = 50, after: str | None = None
    ) -> Page[Case]:
        """Cases of one version that have not ended, the oldest first."""
        limit = paging.size(limit)
        last = "" if after is None else paging.key_of(after, "s")[0]
        found = [c for c in self._every("case", tenant) if c.definition_id == definition_id and c.status.open]
        found = sorted((case for case in found if case.id > last), key=lambda case: case.id)
        return paging.page(found[: limit + 1], limit, lambda case: (case.id,))

    def moves(self, tenant: int, case_id: str) -> Sequence[HistoryLine]:
        """The lines of a case's history in which it changed its version, oldest first."""
        found = [line for line in self._every("history", tenant) if line.case_id == case_id and line.event in MOVES]
        return sorted(found, key=lambda line: line.seq)
