"""The read side on an SQL database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, func, literal_column, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.errors import NotFound
from engine.model import (
    Case,
    CaseStatus,
    Definition,
    HistoryLine,
    InboundMessage,
    Incident,
    Job,
    JobState,
    Task,
)

from .. import bundle, platform_tables, rows, tables
from ..desk import sql as desk
from ..desk.kinds import Kind
from ..desk.queries import DeskQueries
from ..erasing import Vault, keys
from ..errors import Unavailable
from ..evidence import sql as evidence
from ..evidence.records import EVERYTHING, Entry, EvidenceFilter
from ..evidence.rows import ENTRY
from ..lists.questions import SqlTaskQueries
from ..session import Session
from ..values import CONVERTED, to_micros
from . import figures, operations, paging
from .inbox import InboxOfTasks
from .moving import SqlMoving
from .one import OneOfMany
from .records import (
    Backlog,
    DeploymentInfo,
    JobCount,
    OpenRows,
    Page,
    WorkerLife,
)

R = TypeVar("R")


class SqlQueries(SqlTaskQueries, InboxOfTasks, DeskQueries, SqlMoving, OneOfMany):
    """Implements queries.Queries; see there."""

    def __init__(self, engine: Engine, open_session: Callable[[], Session], vault: Vault | None = None) -> None:
        self._engine = engine
        self._open = open_session
        self._vault = vault
        self._postgres = engine.dialect.name == "postgresql"

    @contextmanager
    def _reading(self, *, snapshot: bool = False) -> Iterator[Connection]:
        # One statement is a transaction by itself: BEGIN and ROLLBACK around it would be two round trips more.
        alone = {"isolation_level": "AUTOCOMMIT"} if self._postgres and not snapshot else {}
        try:
            with self._engine.connect() as connection:
                yield connection.execution_options(**alone)
        except PoolTimeout as error:
            raise Unavailable("every connection is busy") from error
        except DBAPIError as error:
            raise Unavailable(str(error.orig)) from error

    @contextmanager
    def _session(self) -> Iterator[Session]:
        session = self._open()
        try:
            yield session
        finally:
            session.close()

    def _find(self, kind: Kind[R], equal: Mapping[str, Any], **how: Any) -> list[R]:
        with self._session() as session:
            return keys.content(session, self._vault).all(desk.find(session, kind, equal, **how))

    def _all(self, statement: Select[Any], mapper: rows.Mapper[R]) -> list[R]:
        with self._reading() as connection:
            found = [mapper.decode(row, CONVERTED) for row in connection.execute(statement)]
            return keys.looking(connection, self._vault).all(found)

    def _first(self, statement: Select[Any], mapper: rows.Mapper[R]) -> R | None:
        found = self._all(statement.limit(1), mapper)
        return found[0] if found else None

    def tasks_of(self, tenant: int, case_id: str) -> Sequence[Task]:
        """Every task of a case."""
        t = tables.task.c
        statement = operations.every(rows.TASK).where(t.tenant == tenant, t.case_id == case_id)
        return self._all(statement.order_by(t.activation), rows.TASK)

    def case_by_key(self, tenant: int, business_key: str) -> Case | None:
        """The newest case with a business key."""
        c = tables.case_instance.c
        statement = operations.every(rows.CASE).where(c.tenant == tenant, c.business_key == business_key)
        return self._first(statement.order_by(c.id.desc()), rows.CASE)

    def open_rows(self, tenant: int, case_id: str) -> OpenRows:
        """What is open in a case, in one snapshot."""
        with self._reading(snapshot=True) as connection:
            if self._postgres:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

            def found(mapper: rows.Mapper[R], condition: str) -> tuple[R, ...]:
                statement = operations.open_in(mapper, tenant, case_id, condition)
                decoded = [mapper.decode(row, CONVERTED) for row in connection.execute(statement)]
                return tuple(keys.looking(connection, self._vault).all(decoded))

            return OpenRows(
                tasks=found(rows.TASK, "state = 0"),
                jobs=found(rows.JOB, "state IN (0, 1, 3)"),
                timers=found(rows.TIMER, "state = 0"),
                subscriptions=found(rows.SUBSCRIPTION, "1 = 1"),
                incidents=found(rows.INCIDENT, "resolved_at IS NULL"),
            )

    def history(
        self, tenant: int, case_id: str, *, after_seq: int = 0, limit: int | None = None
    ) -> Sequence[HistoryLine]:
        """Lines of a case's history."""
        h = tables.history.c
        statement = operations.every(rows.HISTORY).where(h.tenant == tenant, h.case_id == case_id, h.seq > after_seq)
        return self._all(statement.order_by(h.seq).limit(limit), rows.HISTORY)

    def incidents(
        self, tenant: int, *, sites: Collection[str] | None = None, limit: int = 50, after: str | None = None
    ) -> Page[Incident]:
        """Open incidents, oldest first."""
        limit = paging.size(limit)
        i = tables.incident.c
        statement = operations.every(rows.INCIDENT).where(i.tenant == tenant, i.resolved_at.is_(None))
        if sites is not None:
            statement = statement.where(operations.at_sites(i.case_id, sites))
        if after is not None:
            opened, *rest = paging.key_of(after, "isi")
            key = (paging.instant(opened), *rest)
            statement = statement.where(paging.after((i.opened_at, i.case_id, i.activation), key))
        statement = statement.order_by(i.opened_at, i.case_id, i.activation).limit(limit + 1)
        found = self._all(statement, rows.INCIDENT)
        return paging.page(found, limit, lambda one: (to_micros(one.opened_at), one.case_id, one.activation))

    def jobs(
        self,
        tenant: int,
        state: JobState,
        *,
        queue: str | None = None,
        sites: Collection[str] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Job]:
        """Jobs in a state (of a queue), by case."""
        limit = paging.size(limit)
        j = tables.job.c
        statement = operations.every(rows.JOB).where(j.tenant == tenant, j.state == literal_column(str(int(state))))
        if queue is not None:
            statement = statement.where(j.queue == queue)
        if sites is not None:
            statement = statement.where(operations.at_sites(j.case_id, sites))
        if after is not None:
            statement = statement.where(paging.after((j.case_id, j.activation, j.kind), paging.key_of(after, "sis")))
        found = self._all(statement.order_by(j.case_id, j.activation, j.kind).limit(limit + 1), rows.JOB)
        return paging.page(found, limit, lambda job: (job.case_id, job.activation, job.kind))

    def job_counts(self, tenant: int) -> Sequence[JobCount]:
        """Unfinished jobs by queue and state."""
        j = tables.job.c
        statement = select(j.queue, j.state, func.count()).where(j.tenant == tenant)
        statement = statement.where(literal_column("state IN (0, 1, 3)")).group_by(j.queue, j.state)
        with self._reading() as connection:
            found = [JobCount(queue, JobState(state), int(n)) for queue, state, n in connection.execute(statement)]
        return sorted(found, key=lambda count: (count.queue, count.state))

    def due_since(self, tenant: int, now: datetime) -> Mapping[str, datetime]:
        """By queue: when the job became due that has waited longest."""
        j = tables.job.c
        statement = select(j.queue, func.min(j.run_at)).where(j.tenant == tenant, literal_column("state = 0"))
        with self._reading() as connection:
            found = connection.execute(statement.where(j.run_at <= now).group_by(j.queue))
            return {row[0]: row[1] for row in found}

    def exchanges(self, tenant: int, since: datetime, *, limit: int = figures.MOST) -> Sequence[figures.Exchange]:
        """Requests to agencies that ended since then, newest first."""
        e = tables.metadata.tables["evidence"].c
        statement = select(e.agency, e.exchange, e.part, e.at, e.status, e.outcome).where(
            e.tenant == tenant, e.at >= since, e.part.in_(("request", "answer"))
        )
        with self._reading() as connection:
            found = connection.execute(statement.order_by(e.at.desc(), e.id.desc()).limit(2 * limit))
            return figures.paired((r[0], r[1], str(r[2]), r[3], r[4], r[5]) for r in found)

    def parked_message(self, tenant: int, number: int) -> InboundMessage | None:
        """The message that nobody took under this number."""
        statement = operations.parked(tenant).where(tables.inbound_message.c.id == number)
        return next(iter(self._all(statement, rows.MESSAGE)), None)

    def parked_messages(self, tenant: int, *, limit: int = 50, after: str | None = None) -> Page[InboundMessage]:
        """Messages that nobody took."""
        limit = paging.size(limit)
        m, statement = tables.inbound_message.c, operations.parked(tenant)
        if after is not None:
            statement = statement.where(m.id > paging.key_of(after, "i")[0])
        found = self._all(statement.order_by(m.id).limit(limit + 1), rows.MESSAGE)
        return paging.page(found, limit, lambda message: (message.id,))

    def definitions(self, tenant: int, *, newest_only: bool = False) -> Sequence[Definition]:
        """Process versions."""
        d = tables.definition.c
        statement = operations.every(rows.DEFINITION).where(d.tenant == tenant)
        found = self._all(statement.order_by(d.process_id, d.version.desc()), rows.DEFINITION)
        return operations.newest(found) if newest_only else found

    def deployments(self, tenant: int) -> Sequence[DeploymentInfo]:
        """Deployments without their files."""
        d = tables.deployment.c
        statement = select(d.id, d.tenant, d.hash, d.deployed_at, d.deployed_by).where(d.tenant == tenant)
        with self._reading() as connection:
            return [DeploymentInfo(*row) for row in connection.execute(statement.order_by(d.id.desc()))]

    def resources(self, tenant: int, deployment_id: int) -> Mapping[str, bytes]:
        """The files of a deployment."""
        d = tables.deployment.c
        with self._reading() as connection:
            found = connection.scalar(select(d.resources).where(d.tenant == tenant, d.id == deployment_id))
        if found is None:
            raise NotFound(f"deployment {deployment_id}")
        return bundle.unpack(bytes(found))

    def evidence(
        self,
        tenant: int,
        *,
        filters: EvidenceFilter = EVERYTHING,
        limit: int = 50,
        after: str | None = None,
        bare: bool = False,
    ) -> Page[Entry]:
        """Evidence in the order in which it was written."""
        limit = paging.size(limit)
        found = self._all(evidence.found(tenant, filters, limit, after, bare), ENTRY)
        return paging.page(found, limit, lambda entry: (entry.id,))

    def evidence_entry(self, tenant: int, number: int) -> Entry | None:
        """One message."""
        return self._first(evidence.one(tenant, number), ENTRY)

    def data_key(self, tenant: int, subject: str) -> tuple[str, bytes | None] | None:
        """Master key id and wrapped data key."""
        with self._reading() as connection:
            row = connection.execute(evidence.wrapped(tenant, subject)).first()
        return None if row is None else (row[0], None if row[1] is None else bytes(row[1]))

    def counts(self, tenant: int) -> Mapping[CaseStatus, int]:
        """Cases per status."""
        c = tables.case_instance.c
        statement = select(c.status, func.count()).where(c.tenant == tenant).group_by(c.status)
        with self._reading() as connection:
            found = {CaseStatus(status): int(n) for status, n in connection.execute(statement)}
        return {status: found.get(status, 0) for status in CaseStatus}

    def backlog(self, now: datetime) -> Backlog:
        """How far the loops are behind."""
        with self._reading() as connection:
            return operations.backlog(connection, now)

    def workers(self) -> Sequence[WorkerLife]:
        """Every worker's last sign of life."""
        w = platform_tables.worker_heartbeat.c
        with self._reading() as connection:
            found = connection.execute(select(w.worker, w.started_at, w.seen_at, w.detail).order_by(w.worker))
            return [WorkerLife(*row) for row in found]
