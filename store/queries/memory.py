"""The read side of the store in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

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
    MessageState,
    Task,
    TaskState,
    TimerState,
)

from ..desk import memory as desk
from ..desk.kinds import Kind
from ..desk.queries import DeskQueries
from ..evidence.memory import fits
from ..evidence.records import EVERYTHING, Entry, EvidenceFilter
from ..lists.memory import MemoryTaskQueries
from ..memory_book import Book
from ..values import to_micros
from . import figures, operations, paging
from .inbox import InboxOfTasks
from .moving import MemoryMoving
from .records import (
    Backlog,
    DeploymentInfo,
    JobCount,
    OpenRows,
    Page,
    WorkerLife,
)

R = TypeVar("R")
T = TypeVar("T")
_UNFINISHED = (JobState.READY, JobState.LEASED, JobState.INCIDENT)


class MemoryQueries(MemoryTaskQueries, InboxOfTasks, DeskQueries, MemoryMoving):
    """Implements queries.Queries; see there."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def _every(self, table: str, tenant: int) -> list[Any]:
        self._book.take()
        try:
            return [row for row in self._book.every(table) if row.tenant == tenant]
        finally:
            self._book.release()

    def _find(self, kind: Kind[R], equal: Mapping[str, Any], **how: Any) -> list[R]:
        self._book.take()
        try:
            return desk.find(self._book, kind, equal, **how)
        finally:
            self._book.release()

    def task(self, tenant: int, task_id: str) -> Task | None:
        """One task."""
        return next((task for task in self._every("task", tenant) if task.id == task_id), None)

    def task_and_case(self, tenant: int, task_id: str) -> tuple[Task, Case] | None:
        """A task with its case."""
        task = self.task(tenant, task_id)
        case = None if task is None else self.case(tenant, task.case_id)
        return None if task is None or case is None else (task, case)

    def tasks_of(self, tenant: int, case_id: str) -> Sequence[Task]:
        """Every task of a case."""
        found = [task for task in self._every("task", tenant) if task.case_id == case_id]
        return sorted(found, key=lambda task: task.activation)

    def case(self, tenant: int, case_id: str) -> Case | None:
        """One case."""
        return next((case for case in self._every("case", tenant) if case.id == case_id), None)

    def case_by_key(self, tenant: int, business_key: str) -> Case | None:
        """The newest case with a business key."""
        found = [case for case in self._every("case", tenant) if case.business_key == business_key]
        return max(found, key=lambda case: case.id, default=None)

    def open_rows(self, tenant: int, case_id: str) -> OpenRows:
        """What is open in a case."""
        self._book.take()
        try:
            mine = {
                table: [row for row in self._every(table, tenant) if row.case_id == case_id]
                for table in ("task", "job", "timer", "subscription", "incident")
            }
        finally:
            self._book.release()
        return OpenRows(
            tasks=_sorted((one for one in mine["task"] if one.state is TaskState.OPEN), "activation"),
            jobs=_sorted((one for one in mine["job"] if one.state in _UNFINISHED), "activation", "kind"),
            timers=_sorted(
                (one for one in mine["timer"] if one.state is TimerState.PENDING), "activation", "element_id", "cycle"
            ),
            subscriptions=_sorted(mine["subscription"], "activation", "element_id"),
            incidents=_sorted((one for one in mine["incident"] if one.resolved_at is None), "activation"),
        )

    def history(
        self, tenant: int, case_id: str, *, after_seq: int = 0, limit: int | None = None
    ) -> Sequence[HistoryLine]:
        """Lines of a case's history."""
        lines = self._every("history", tenant)
        found = _sorted((line for line in lines if line.case_id == case_id and line.seq > after_seq), "seq")
        return found[:limit]

    def _at(self, sites: Collection[str] | None) -> Callable[[Any], bool]:
        """Whether the case of a row is at one of these sites."""
        return lambda row: sites is None or self._book.get("case", row.case_id, "").site in sites

    def incidents(
        self, tenant: int, *, sites: Collection[str] | None = None, limit: int = 50, after: str | None = None
    ) -> Page[Incident]:
        """Open incidents, oldest first."""
        found = [one for one in filter(self._at(sites), self._every("incident", tenant)) if one.resolved_at is None]
        return _page(found, limit, after, lambda one: (to_micros(one.opened_at), one.case_id, one.activation), "isi")

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
        every = [job for job in filter(self._at(sites), self._every("job", tenant)) if job.state is state]
        found = [job for job in every if queue is None or job.queue == queue]
        return _page(found, limit, after, lambda job: (job.case_id, job.activation, job.kind), "sis")

    def job_counts(self, tenant: int) -> Sequence[JobCount]:
        """Unfinished jobs by queue and state."""
        counted = Counter((job.queue, job.state) for job in self._every("job", tenant) if job.state in _UNFINISHED)
        return [JobCount(queue, state, number) for (queue, state), number in sorted(counted.items())]

    def due_since(self, tenant: int, now: datetime) -> Mapping[str, datetime]:
        """By queue: when the job became due that has waited longest."""
        due = [job for job in self._every("job", tenant) if job.state is JobState.READY and job.run_at <= now]
        return {job.queue: job.run_at for job in sorted(due, key=lambda job: job.run_at, reverse=True)}

    def exchanges(self, tenant: int, since: datetime, *, limit: int = figures.MOST) -> Sequence[figures.Exchange]:
        """Requests to agencies that ended since then, newest first."""
        found = [e for e in self._every("evidence", tenant) if e.at >= since and e.part in ("request", "answer")]
        found.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
        return figures.paired(
            (e.agency, e.exchange, str(e.part), e.at, e.status, e.outcome) for e in found[: 2 * limit]
        )

    def parked_message(self, tenant: int, number: int) -> InboundMessage | None:
        """The message that nobody took under this number."""
        found = (one for one in self._every("message", tenant) if one.state is MessageState.PARKED)
        return next((one for one in found if one.id == number), None)

    def parked_messages(self, tenant: int, *, limit: int = 50, after: str | None = None) -> Page[InboundMessage]:
        """Messages that nobody took."""
        found = [one for one in self._every("message", tenant) if one.state is MessageState.PARKED]
        return _page(found, limit, after, lambda message: (message.id,), "i")

    def definitions(self, tenant: int, *, newest_only: bool = False) -> Sequence[Definition]:
        """Process versions."""
        found = sorted(self._every("definition", tenant), key=lambda one: (one.process_id, -one.version))
        return operations.newest(found) if newest_only else found

    def deployments(self, tenant: int) -> Sequence[DeploymentInfo]:
        """Deployments without their files."""
        found = sorted(self._every("deployment", tenant), key=lambda one: -one.id)
        return [DeploymentInfo(one.id, one.tenant, one.hash, one.deployed_at, one.deployed_by) for one in found]

    def resources(self, tenant: int, deployment_id: int) -> Mapping[str, bytes]:
        """The files of a deployment."""
        for one in self._every("deployment", tenant):
            if one.id == deployment_id:
                return dict(one.resources)
        raise NotFound(f"deployment {deployment_id}")

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
        found = [entry for entry in self._every("evidence", tenant) if fits(entry, filters)]
        if bare:
            found = [replace(entry, content=None, seal=b"") for entry in found]
        return _page(found, limit, after, lambda entry: (entry.id,), "i")

    def evidence_entry(self, tenant: int, number: int) -> Entry | None:
        """One message."""
        return next((entry for entry in self._every("evidence", tenant) if entry.id == number), None)

    def data_key(self, tenant: int, subject: str) -> tuple[str, bytes | None] | None:
        """Master key id and wrapped data key."""
        self._book.take()
        try:
            found: tuple[str, bytes | None] | None = self._book.get("data_key", "", (tenant, subject))
            return found
        finally:
            self._book.release()

    def counts(self, tenant: int) -> Mapping[CaseStatus, int]:
        """Cases per status."""
        counted = Counter(case.status for case in self._every("case", tenant))
        return {status: counted[status] for status in CaseStatus}

    def backlog(self, now: datetime) -> Backlog:
        """How far the loops are behind."""
        book = self._book
        book.take()
        try:
            moving = {case.id for case in book.every("case") if case.status is not CaseStatus.SUSPENDED}
            ready = [j.run_at for j in book.every("job") if j.state is JobState.READY and j.case_id in moving]
            armed = [t.fire_at for t in book.every("timer") if t.state is TimerState.PENDING and t.case_id in moving]
            leased = [job.lease_until for job in book.every("job") if job.state is JobState.LEASED]
            return Backlog(
                oldest_job=min((at for at in ready if at <= now), default=None),
                oldest_timer=min((at for at in armed if at <= now), default=None),
                expired_leases=sum(until < now for until in leased),
                incidents=sum(one.resolved_at is None for one in book.every("incident")),
                parked_messages=sum(one.state is MessageState.PARKED for one in book.every("message")),
            )
        finally:
            book.release()

    def workers(self) -> Sequence[WorkerLife]:
        """Every worker's last sign of life."""
        self._book.take()
        try:
            return sorted((WorkerLife(*row) for row in self._book.every("heartbeat")), key=lambda life: life.worker)
        finally:
            self._book.release()


def _sorted(found: Iterable[Any], *names: str) -> tuple[Any, ...]:
    return tuple(sorted(found, key=lambda row: tuple(getattr(row, name) for name in names)))


def _page(found: list[T], limit: int, after: str | None, key: Callable[[T], paging.Key], shape: str) -> Page[T]:
    def sortable(one: paging.Key) -> paging.Key:
        return (one[0] is None, *(0 if part is None else part for part in one))  # None comes last

    limit = paging.size(limit)
    if after is not None:
        last = sortable(paging.key_of(after, shape))
        found = [row for row in found if sortable(key(row)) > last]
    found = sorted(found, key=lambda row: sortable(key(row)))
    return paging.page(found[: limit + 1], limit, key)
