"""The pieces of statements that lists of cases and the operations page are made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from engine.model import CaseStatus, Definition, MessageState

from .. import rows, tables
from .records import Backlog

_c = tables.case_instance.c


def every(mapper: rows.Mapper[Any]) -> Select[Any]:
    """SELECT of all columns in the mapper's order."""
    table = tables.metadata.tables[mapper.table]
    return select(*(table.c[name] for name in mapper.columns))


def parked(tenant: int) -> Select[Any]:
    """The messages that nobody took; the state is a literal, as the partial index has it."""
    m = tables.inbound_message.c
    state: ColumnElement[int] = literal_column(str(int(MessageState.PARKED)))
    return every(rows.MESSAGE).where(m.tenant == tenant, m.state == state)


def open_in(mapper: rows.Mapper[Any], tenant: int, case_id: str, condition: str) -> Select[Any]:
    """The rows of a case under a condition of ours, by activation."""
    table = tables.metadata.tables[mapper.table]
    statement = every(mapper).where(table.c.tenant == tenant, table.c.case_id == case_id, literal_column(condition))
    return statement.order_by(*table.primary_key.columns)


def at_sites(case_id: ColumnElement[str], sites: Collection[str]) -> ColumnElement[bool]:
    """Whether the case of a row is at one of these sites."""
    return select(1).where(_c.id == case_id, _c.site.in_(sorted(sites))).exists()


def newest(definitions: Sequence[Definition]) -> list[Definition]:
    """The first of each process (versions come newest first)."""
    return list({definition.process_id: definition for definition in reversed(definitions)}.values())[::-1]


def backlog(connection: Connection, now: datetime) -> Backlog:
    """How far the loops are behind; suspended cases do not count."""
    j, t = tables.job.c, tables.timer.c

    def moving(case_id: ColumnElement[str]) -> ColumnElement[bool]:
        return select(1).where(_c.id == case_id, _c.status != CaseStatus.SUSPENDED.value).exists()

    def oldest(at: ColumnElement[datetime], case_id: ColumnElement[str], ready: str) -> Any:
        statement = select(at).where(literal_column(ready), at <= now, moving(case_id)).order_by(at).limit(1)
        return connection.scalar(statement)

    def count(table: str, *conditions: ColumnElement[bool]) -> int:
        table_counted = select(func.count()).select_from(tables.metadata.tables[table]).where(*conditions)
        return int(connection.scalar(table_counted) or 0)

    return Backlog(
        oldest_job=oldest(j.run_at, j.case_id, "job.state = 0"),
        oldest_timer=oldest(t.fire_at, t.case_id, "timer.state = 0"),
        expired_leases=count("job", literal_column("job.state = 1"), j.lease_until < now),
        incidents=count("incident", tables.incident.c.resolved_at.is_(None)),
        parked_messages=count("inbound_message", literal_column("inbound_message.state = 3")),
    )
