"""The questions of the read side, as a type that every store's answers have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

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

from ..desk.questions import DeskQuestions
from ..drafts.live import LiveQuestions
from ..evidence.records import EVERYTHING, Entry, EvidenceFilter
from .figures import Exchange
from .moving import MovingQuestions
from .records import (
    EVERY_CASE,
    EVERY_TASK,
    Backlog,
    CaseFilter,
    CaseSort,
    CaseSummary,
    DeploymentInfo,
    InboxFilter,
    JobCount,
    OpenRows,
    Page,
    TimerRow,
    WorkerLife,
)
from .tasks import Capped, Load, TaskQuery


class Queries(DeskQuestions, MovingQuestions, LiveQuestions, Protocol):
    """The questions; every one is for one tenant. A wrong page token raises engine.errors.Invalid."""

    def inbox(
        self,
        tenant: int,
        *,
        person: str,
        groups: Collection[str] | None,
        sites: Collection[str] | None = None,
        filters: InboxFilter = EVERY_TASK,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Task]:
        """Open tasks that are the person's, name them, or are offered to one of the groups (None: all tasks)."""
        ...

    def task(self, tenant: int, task_id: str) -> Task | None:
        """One task by its id `case.activation`."""
        ...

    def task_and_case(self, tenant: int, task_id: str) -> tuple[Task, Case] | None:
        """One task by its id with its case."""
        ...

    def tasks(self, tenant: int, query: TaskQuery) -> Page[Task]:
        """Open tasks."""
        ...

    def count_tasks(self, tenant: int, query: TaskQuery, cap: int = 1_000) -> Capped:
        """How many open tasks fit, counted to the cap."""
        ...

    def workload(
        self,
        tenant: int,
        by: str,
        *,
        now: datetime,
        sites: Collection[str] | None = None,
        limit: int = 50,
        after: str | None = None,
        cap: int = 1_000,
    ) -> Page[Load]:
        """What each "person", or each "group" at each site, has to do."""
        ...

    def with_drafts(self, tenant: int, person: str, tasks: Collection[str]) -> set[str]:
        """Which of these tasks (by id) a person has a draft in."""
        ...

    def case_versions(self, tenant: int, case_ids: Collection[str]) -> dict[str, int]:
        """Versions of cases, by id."""
        ...

    def cases_by_keys(self, tenant: int, business_keys: Collection[str]) -> list[CaseSummary]:
        """The newest case of each number, by number."""
        ...

    def timers(
        self,
        tenant: int,
        *,
        sites: Collection[str] | None = None,
        due_before: datetime | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[TimerRow]:
        """Pending timers with their cases, earliest first."""
        ...

    def tasks_of(self, tenant: int, case_id: str) -> Sequence[Task]:
        """Every task of a case, open or not, by activation."""
        ...

    def cases(
        self,
        tenant: int,
        *,
        filters: CaseFilter = EVERY_CASE,
        sort: CaseSort = CaseSort.NEWEST,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[CaseSummary]:
        """Cases without their states."""
        ...

    def case(self, tenant: int, case_id: str) -> Case | None:
        """One case with its state."""
        ...

    def case_by_key(self, tenant: int, business_key: str) -> Case | None:
        """The newest case with this business key."""
        ...

    def open_rows(self, tenant: int, case_id: str) -> OpenRows:
        """What is open in a case."""
        ...

    def history(
        self, tenant: int, case_id: str, *, after_seq: int = 0, limit: int | None = None
    ) -> Sequence[HistoryLine]:
        """Lines of a case's history in order."""
        ...

    def incidents(
        self, tenant: int, *, sites: Collection[str] | None = None, limit: int = 50, after: str | None = None
    ) -> Page[Incident]:
        """Open incidents (of cases at these sites), oldest first."""
        ...

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
        """Jobs in a state (of a queue, of cases at these sites), by case."""
        ...

    def due_since(self, tenant: int, now: datetime) -> Mapping[str, datetime]:
        """By queue: when the job became due that has waited longest."""
        ...

    def exchanges(self, tenant: int, since: datetime, *, limit: int = 10_000) -> Sequence[Exchange]:
        """Requests to agencies that ended since then, newest first."""
        ...

    def job_counts(self, tenant: int) -> Sequence[JobCount]:
        """Unfinished jobs by queue and state."""
        ...

    def parked_message(self, tenant: int, number: int) -> InboundMessage | None:
        """The message that nobody took under this number; None when there is none."""
        ...

    def parked_messages(self, tenant: int, *, limit: int = 50, after: str | None = None) -> Page[InboundMessage]:
        """Messages that nobody took, oldest first."""
        ...

    def definitions(self, tenant: int, *, newest_only: bool = False) -> Sequence[Definition]:
        """Process versions by process id, newest first."""
        ...

    def deployments(self, tenant: int) -> Sequence[DeploymentInfo]:
        """Deployments, newest first."""
        ...

    def resources(self, tenant: int, deployment_id: int) -> Mapping[str, bytes]:
        """The files of a deployment; NotFound."""
        ...

    def evidence(
        self,
        tenant: int,
        *,
        filters: EvidenceFilter = EVERYTHING,
        limit: int = 50,
        after: str | None = None,
        bare: bool = False,
    ) -> Page[Entry]:
        """Messages to and from agencies, in the order in which they were kept; `bare` leaves the sealed bytes out."""
        ...

    def evidence_entry(self, tenant: int, number: int) -> Entry | None:
        """One message by its number."""
        ...

    def data_key(self, tenant: int, subject: str) -> tuple[str, bytes | None] | None:
        """Master key id and wrapped data key of a subject of the evidence ledger; None inside: destroyed."""
        ...

    def counts(self, tenant: int) -> Mapping[CaseStatus, int]:
        """How many cases are in each status (not for hot paths: it counts)."""
        ...

    def backlog(self, now: datetime) -> Backlog:
        """How far the loops are behind, over all tenants."""
        ...

    def workers(self) -> Sequence[WorkerLife]:
        """Every worker that ever told it lives, by name."""
        ...
