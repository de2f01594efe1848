"""What the engine needs from the outside: a store with units of work, a clock, and a source of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from .desk_ports import DeskRecords, DeskStore
from .migrations import WaitingRows
from .model import (
    Case,
    Changes,
    Definition,
    Deployment,
    Draft,
    HistoryLine,
    InboundMessage,
    Incident,
    Job,
    MessageState,
    QueueState,
    StartSubscription,
    Subscription,
    Task,
    Timer,
)


class Clock(Protocol):
    """Tells the time; tests and the demo have one that they can move."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class Ids(Protocol):
    """Makes ids that are unique and (for cases) ordered by time."""

    def case_id(self, now: datetime) -> str:
        """A new case id (UUIDv7 text)."""
        ...

    def key(self) -> str:
        """A new idempotency key (UUIDv4 text)."""
        ...


class UnitOfWork(DeskRecords, Protocol):
    """One transaction. Leaving the block without `commit` rolls back."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make it so."""
        ...

    # -- requests (reliability C-2): first statement of a command that carries a key
    def remember_request(
        self, tenant: int, principal: str, key: str, command: str, body_sha256: bytes, now: datetime
    ) -> bytes | None:
        """Insert the key; returns the stored answer of a finished earlier request with the same body, else None.

        Raises Conflict (`idempotency-key-reuse`) when the body differs, Conflict (`idempotency-in-progress`) when
        another transaction holds the key unfinished.
        """
        ...

    def answer_request(self, tenant: int, principal: str, key: str, answer: bytes) -> None:
        """Store the answer beside the key."""
        ...

    # -- definitions
    def deployment(self, deployment_id: int) -> Deployment: ...

    def deployment_by_hash(self, tenant: int, content_hash: str) -> Deployment | None: ...

    def definitions_of(self, deployment_id: int) -> Sequence[Definition]: ...

    def definition(self, tenant: int, process_id: str, version: int | None = None) -> Definition:
        """The newest (or the given) version; NotFound."""
        ...

    def definition_by_id(self, definition_id: int) -> Definition: ...

    def add_deployment(
        self,
        deployment: Deployment,
        processes: Sequence[tuple[str, str]],
        starts: Sequence[StartSubscription],
    ) -> Sequence[Definition]:
        """Insert a deployment (its id is ignored) and a next version for each (process id, name).

        `starts` replace the start subscriptions of older versions of these processes; their `definition_id` is 0
        and filled in by the store.
        """
        ...

    def start_subscriptions(self, tenant: int, kind: str, name: str) -> Sequence[StartSubscription]: ...

    # -- cases
    def next_number(self, tenant: int, series: str) -> int:
        """The next number of a gap-tolerant series ("AKZ-DD-2026"), from 1."""
        ...

    def insert_case(self, case: Case, changes: Changes) -> None: ...

    def lock_case(self, tenant: int, case_id: str) -> Case:
        """Load and lock (SELECT … FOR UPDATE); NotFound."""
        ...

    def lock_cases(self, cases: Sequence[tuple[int, str]], closing: Sequence[tuple[str, int]] = ()) -> None:
        """Lock and load these cases (tenant, id), which are in ascending order, for commands that follow.

        `closing` are the jobs (id, fence) that these commands will finish. A missing case, a stale fence surface when
        the command asks for them; what is saved may be written as late as at the commit.
        """
        ...

    def lock_case_with_task(self, tenant: int, case_id: str, activation: int) -> tuple[Case, Task | None]:
        """The same with the task's row, in one statement."""
        ...

    def save_case(self, case: Case, changes: Changes) -> None:
        """Write the case (version already counted up by the caller) and all changes."""
        ...

    def history(self, tenant: int, case_id: str) -> Iterable[HistoryLine]: ...

    def history_key(self, tenant: int, case_id: str) -> bytes:
        """What hides the details of a case's history from guessing, gone with an erased case; empty: nothing does."""
        ...

    # -- rows
    def update_task(self, task: Task) -> None:
        """Write claim, assignment, dates of an open task."""
        ...

    def save_draft(self, draft: Draft) -> None: ...

    def draft(self, tenant: int, case_id: str, activation: int, person: str) -> Draft | None: ...

    def drop_draft(self, tenant: int, case_id: str, activation: int, person: str) -> None:
        """Delete what this person has typed so far, if there is anything."""
        ...

    def steer_queue(
        self, queue: str, *, paused: bool, rate: int | None, now: datetime, by: str, reason: str = ""
    ) -> QueueState:
        """Pause a queue or let it go on, at most `rate` jobs a minute (None: as fast as it goes)."""
        ...

    def finish_job(self, job_id: str, fence: int) -> Job:
        """Mark a leased job done if the fence is still valid; StaleLease when not, NotFound when it never was."""
        ...

    def release_job(
        self, job_id: str, fence: int, *, reason: str, retry_at: datetime | None, burn_attempt: bool
    ) -> Job:
        """Give a leased job back for `retry_at`, or (None or attempts used up) mark it an incident; StaleLease."""
        ...

    def reopen_job(self, case_id: str, activation: int, now: datetime) -> bool:
        """Make an incident job ready again with fresh attempts; False when there is none."""
        ...

    def jobs_of(self, case_id: str) -> Sequence[Job]: ...

    def pending_timer(self, case_id: str, activation: int, element_id: str, cycle: int) -> Timer | None: ...

    def open_incidents(self, case_id: str) -> Sequence[Incident]: ...

    def waiting_rows(self, case_id: str) -> WaitingRows:
        """Open tasks, pending timers, subscriptions and open incidents of a case that this unit of work has locked."""
        ...

    def next_cycle(self, case_id: str, activation: int, element_id: str) -> int:
        """A number that no row of this timer has yet, from 0."""
        ...

    # -- messages
    def lock_correlation(self, tenant: int, name: str, key: str) -> None:
        """Both sides of a correlation take this lock (advisory on PostgreSQL, nothing to do on SQLite)."""
        ...

    def remember_message(self, message: InboundMessage) -> InboundMessage | None:
        """Insert a message first of all; returns the earlier row when (source, message_id) is known."""
        ...

    def settle_message(self, message: InboundMessage, state: MessageState, consumed_by: str | None) -> None:
        """Write the fate of the message with this tenant, source and message id."""
        ...

    def lift_message(self, tenant: int, number: int, expires_at: datetime | None) -> InboundMessage | None:
        """Take a parked message off the list: it waits again until then, or (None) is over and gives up its content.

        None when no message is parked under this number.
        """
        ...

    def buffered_message(self, tenant: int, name: str, key: str, now: datetime) -> InboundMessage | None:
        """The oldest buffered, unexpired message for a name and key."""
        ...

    def subscribers(self, tenant: int, kind: str, name: str, key: str) -> Sequence[Subscription]:
        """Who waits, oldest first."""
        ...


class Store(DeskStore, Protocol):
    """Opens units of work, and answers the questions of the loops (each its own short transaction)."""

    def unit_of_work(self) -> UnitOfWork: ...

    def claim_jobs(
        self,
        *,
        queues: Sequence[str] | None,
        limit: int,
        now: datetime,
        lease_seconds: float,
        worker: str,
        types: Sequence[str] | None = None,
        seen_due: bool = False,
    ) -> Sequence[Job]:
        """Lease due jobs (state READY, run_at ≤ now), oldest first; each gets a new fence and one more attempt.

        `types` narrows to jobs of these types within the queues (external workers ask by type). `seen_due`: the caller
        has just seen by `due_queues` that the queues have some, so that nobody need look again before it writes.
        """
        ...

    def due_queues(self, now: datetime) -> Sequence[str]:
        """The queues that have a job to claim (of a case that is not suspended), in order of their names."""
        ...

    def amend_job(
        self, job_id: str, fence: int | None, *, retries: int | None = None, lease_until: datetime | None = None
    ) -> None:
        """Set the attempts that an unfinished job has left (the one under way included), or move the end of its lease.

        Under the fence that the caller saw (None: of a job never leased). StaleLease when it is another one or the job
        is finished, or when a lease is to be moved that is no longer held; NotFound.
        """
        ...

    def mark_sent(self, job_id: str, fence: int) -> None:
        """Phase SENT, before the first byte leaves (class B and C); StaleLease."""
        ...

    def queue_states(self) -> Mapping[str, QueueState]:
        """What is known of queues, by name; those that nobody ever spoke of are missing."""
        ...

    def steer_queue(
        self, queue: str, *, paused: bool, rate: int | None, now: datetime, by: str, reason: str = ""
    ) -> QueueState:
        """Pause a queue or let it go on, at most `rate` jobs a minute (None: as fast as it goes)."""
        ...

    def note_breaker(self, queue: str, open_until: datetime | None, now: datetime) -> None:
        """Tell all workers that an agency is taken to be away until then, or is back (None)."""
        ...

    def take_turns(self, queue: str, wanted: int, now: datetime) -> int:
        """How many jobs of the queue may be claimed now: 0 while it is paused, less than wanted under a rate.

        What is granted is counted, whether it is used or not.
        """
        ...

    def due_timers(self, *, now: datetime, limit: int) -> Sequence[Timer]:
        """Pending timers with fire_at ≤ now, earliest first, through the partial index."""
        ...

    def next_due(self, now: datetime) -> datetime | None:
        """The earliest instant at which a pending timer or a ready job becomes due; None when nothing waits."""
        ...

    def sweep(self, *, now: datetime, backoff: Mapping[int, float]) -> int:
        """Give every expired lease back after `backoff[attempts]` seconds; returns how many."""
        ...

    def expire_messages(self, *, now: datetime, limit: int = 500) -> int:
        """Park buffered messages whose time is up, for an operator's list."""
        ...

    def read(self) -> Any:
        """The read side (store.queries): inbox, cases, history, incidents, statistics."""
        ...
