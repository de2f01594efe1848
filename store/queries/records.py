"""What the read side is asked and what it answers, the same on every store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from engine.model import (
    UNLISTED,
    Case,
    CaseStatus,
    Definition,
    HistoryLine,
    InboundMessage,
    Incident,
    Job,
    JobState,
    Listed,
    Subscription,
    Task,
    Timer,
)

from ..evidence.records import EVERYTHING, Entry, EvidenceFilter
from ..values import to_micros

if TYPE_CHECKING:
    from .figures import Exchange
    from .tasks import Capped, Load, TaskQuery

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; `next` is the opaque token for the one after it, None on the last. Totals are never counted.

    `cut`: more fits than could be looked at (a search text that is too short).
    """

    items: tuple[T, ...]
    next: str | None = None
    cut: bool = False


class InboxOrder(StrEnum):
    """How an inbox is sorted: due first (undated last), oldest first, or most urgent first."""

    DUE = "due"
    CREATED = "created"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """Narrows an inbox; None means "any". `assigned`: "mine", "nobody" or "any".

    `business_key` is a beginning, not the whole; `follow_up_by` hides tasks put back to a later instant.
    """

    assigned: str = "any"
    assignee: str | None = None
    process_id: str | None = None
    element_id: str | None = None
    business_key: str | None = None
    due_before: datetime | None = None
    follow_up_by: datetime | None = None
    order: InboxOrder = InboxOrder.DUE


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Narrows a list of cases; None or "" means "any". `business_key` is a beginning, not the whole.

    `q`: beginnings of words and numbers that the case is found by.
    """

    statuses: Collection[CaseStatus] | None = None
    process_id: str | None = None
    definition_id: int | None = None
    sites: Collection[str] | None = None
    business_key: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    case_group: str | None = None
    q: str = ""


class CaseSort(StrEnum):
    """Newest first, oldest first, by the applicant's name, by number."""

    NEWEST = "newest"
    OLDEST = "oldest"
    APPLICANT = "applicant"
    NUMBER = "number"


EVERY_TASK = InboxFilter()
EVERY_CASE = CaseFilter()


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case without its state, for lists."""

    id: str
    tenant: int
    definition_id: int
    process_id: str
    business_key: str
    site: str
    status: CaseStatus
    version: int
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    listed: Listed = UNLISTED


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A pending timer with what one needs to know of its case; a suspended case's timers wait."""

    case_id: str
    activation: int
    element_id: str
    cycle: int
    fire_at: datetime
    business_key: str
    site: str
    process_id: str
    suspended: bool

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands in the order of the list."""
        return (to_micros(self.fire_at), self.case_id, self.activation, self.element_id, self.cycle)


@dataclass(frozen=True, slots=True)
class OpenRows:
    """Everything that is open in one case, seen at one instant; each by activation."""

    tasks: tuple[Task, ...]
    jobs: tuple[Job, ...]
    timers: tuple[Timer, ...]
    subscriptions: tuple[Subscription, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class DeploymentInfo:
    """A deployment without its files."""

    id: int
    tenant: int
    hash: str
    deployed_at: datetime
    deployed_by: str


@dataclass(frozen=True, slots=True)
class JobCount:
    """How many unfinished jobs of a queue are in a state."""

    queue: str
    state: JobState
    count: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What readiness alarms look at: the oldest due job and timer (None: nothing is late), expired leases, and lists
    that wait for a person. Suspended cases do not count."""

    oldest_job: datetime | None
    oldest_timer: datetime | None
    expired_leases: int
    incidents: int
    parked_messages: int


@dataclass(frozen=True, slots=True)
class WorkerLife:
    """A worker's last sign of life."""

    worker: str
    started_at: datetime
    seen_at: datetime
    detail: Mapping[str, Any]


class Queries(Protocol):
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

    def incidents(self, tenant: int, *, limit: int = 50, after: str | None = None) -> Page[Incident]:
        """Open incidents, oldest first."""
        ...

    def jobs(
        self, tenant: int, state: JobState, *, queue: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[Job]:
        """Jobs in a state (of a queue), by case."""
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
