"""What the read side is asked and what it answers, the same on every store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from engine.model import (
    UNLISTED,
    CaseStatus,
    Incident,
    Job,
    JobState,
    Listed,
    Subscription,
    Task,
    Timer,
)

from ..values import to_micros

if TYPE_CHECKING:
    pass

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
