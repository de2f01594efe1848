"""The frozen records that cross the engine's borders: what a case, a task, a job, a timer is, as a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .actor import SYSTEM as SYSTEM
from .actor import Actor as Actor
from .desk import UNLISTED as UNLISTED
from .desk import Listed as Listed
from .queues import QueueState as QueueState
from .states import CaseStatus as CaseStatus
from .states import JobPhase as JobPhase
from .states import JobState as JobState
from .states import MessageState as MessageState
from .states import TaskState as TaskState
from .states import TimerState as TimerState


@dataclass(frozen=True, slots=True)
class Deployment:
    """A bundle of files deployed together; `hash` is the SHA-256 over names and contents (hex)."""

    id: int
    tenant: int
    hash: str
    resources: Mapping[str, bytes]
    compiled: bytes
    deployed_at: datetime
    deployed_by: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One process of a deployment; versions count per (tenant, process id) from 1."""

    id: int
    tenant: int
    process_id: str
    version: int
    deployment_id: int
    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Case:
    """A process instance: its state blob (format number inside the row) and the head of its hash chain.

    `state` is opaque outside `engine.kernel`; `checksum` is the SHA-256 over it (32 bytes).
    """

    id: str
    tenant: int
    definition_id: int
    deployment_id: int
    process_id: str
    business_key: str
    site: str
    status: CaseStatus
    version: int
    state: bytes
    state_format: int
    checksum: bytes
    history_seq: int
    history_head: bytes
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None = None
    before_suspension: str | None = None
    listed: Listed = UNLISTED


@dataclass(frozen=True, slots=True)
class Task:
    """A user task row, keyed by (case, activation); ids outside are written `case.activation`."""

    case_id: str
    activation: int
    tenant: int
    element_id: str
    name: str
    form_id: str | None
    assignee: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    site: str
    state: TaskState
    created_at: datetime
    business_key: str = ""
    process_id: str = ""
    version: int = 0
    ended_at: datetime | None = None
    ended_by: str | None = None
    follow_up_note: str = ""
    listed: Listed = UNLISTED

    @property
    def id(self) -> str:
        """The id that users and integrators see."""
        return f"{self.case_id}.{self.activation}"


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the outbox: work for a connector or for the engine itself, under lease and fence.

    `key` is born with the intention and never changes; an agency sees it as message id or idempotency key.
    `kind` is "service" for connectors, "message" / "signal" / "continue" for work of the engine itself.
    """

    case_id: str
    activation: int
    kind: str
    tenant: int
    queue: str
    type: str
    element_id: str
    state: JobState
    run_at: datetime
    max_attempts: int
    key: str
    payload: Mapping[str, Any]
    attempts: int = 0
    phase: JobPhase = JobPhase.NOT_SENT
    fence: int | None = None
    lease_until: datetime | None = None
    worker: str | None = None
    last_error: str | None = None
    business_key: str = ""

    @property
    def id(self) -> str:
        """The id that integrators see."""
        return f"{self.case_id}.{self.activation}.{self.kind}"


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer row: the instant (`fire_at`, UTC) and the intent (`spec` in zone `tz`) it was computed from.

    `element_id` is the event's; `activation` the activity or scope that it is attached to.
    """

    case_id: str
    activation: int
    element_id: str
    cycle: int
    tenant: int
    fire_at: datetime
    tz: str
    spec: str
    state: TimerState = TimerState.PENDING


@dataclass(frozen=True, slots=True)
class Subscription:
    """Waits for a message (`kind` "message", with correlation key) or a signal ("signal", key empty)."""

    case_id: str
    activation: int
    element_id: str
    tenant: int
    kind: str
    name: str
    key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StartSubscription:
    """A start event of the newest version of a process that waits for a message, signal or timer."""

    tenant: int
    definition_id: int
    process_id: str
    element_id: str
    kind: str
    name: str
    spec: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message that came in, unique per (source, message_id); it waits at most until `expires_at`."""

    tenant: int
    source: str
    message_id: str
    name: str
    key: str
    payload: Mapping[str, Any]
    body_sha256: bytes
    received_at: datetime
    expires_at: datetime
    state: MessageState
    id: int | None = None
    sequence: int | None = None
    consumed_by: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a case's history, chained by hash; `event` is a command ("CompleteTask") or "element".

    For "element" lines `outcome` is completed, cancelled, error…; `started_at` is when the element was entered.
    `commitment` stands in the chain for `detail` where the store keeps that sealed; empty: the chain covers `detail`.
    """

    case_id: str
    tenant: int
    seq: int
    at: datetime
    actor: str
    event: str
    element_id: str = ""
    activation: int = 0
    outcome: str = ""
    started_at: datetime | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    hash: bytes = b""
    commitment: bytes = b""


@dataclass(frozen=True, slots=True)
class Incident:
    """A person has to look: the activation that is stuck and why; keyed by (case, activation)."""

    case_id: str
    activation: int
    tenant: int
    element_id: str
    code: str
    message: str
    opened_at: datetime
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a clerk has typed so far; one per task and person, gone when the task is completed by them."""

    case_id: str
    activation: int
    tenant: int
    person: str
    answers: Mapping[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What one command changes besides the case row itself; the store writes it with the case in one transaction.

    `tasks` are written whole (insert or replace by key). `jobs`/`timers`/`subscriptions` are new rows,
    the `closed_*` tuples end rows by key. Closing a row that is already closed is not an error.
    """

    tasks: tuple[Task, ...] = ()
    jobs: tuple[Job, ...] = ()
    timers: tuple[Timer, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    incidents: tuple[Incident, ...] = ()
    messages: tuple[InboundMessage, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    closed_tasks: tuple[int, ...] = ()  # activations whose open task is cancelled
    closed_jobs: tuple[int, ...] = ()  # activations whose unfinished jobs are cancelled
    closed_timers: tuple[tuple[int, str], ...] = ()  # (activation, element id) of pending timers to cancel
    fired_timers: tuple[tuple[int, str, int], ...] = ()  # (activation, element id, cycle)
    closed_subscriptions: tuple[tuple[int, str], ...] = ()
    closed_incidents: tuple[int, ...] = ()
    renamed_jobs: tuple[tuple[int, str], ...] = ()  # (activation, element id): service jobs of a migrated case
    closed_all: bool = False  # the case ended: cancel every open row of it
    terms: tuple[str, ...] | None = None  # what the case is found by from now on, with what its tasks show; None: as is
    closed: Mapping[str, Any] | None = None  # the case ended: what the statistics keep of it (engine.closing)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to an inbound message or command: the same for each repetition."""

    id: str
    at: datetime
    state: str
    case_id: str | None = None
    replayed: bool = field(default=False, compare=False)
