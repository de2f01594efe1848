"""A store in memory with the semantics of the others, for quick tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from engine.desk import CaseAccess
from engine.model import Case, CaseStatus, InboundMessage, Job, JobState, MessageState, QueueState, Timer, TimerState

from . import queue_rows
from .codec import normal
from .desk import memory as desk
from .desk.kinds import CASE_ACCESS
from .duties import MemoryDuties
from .errors import Misused
from .evidence import memory as evidence_rows
from .evidence.records import Entry
from .lists import feed
from .lists.feed import Feed
from .loops import pause_seconds
from .memory_book import Book
from .memory_unit import MemoryUnitOfWork
from .queries.memory import MemoryQueries

T = TypeVar("T")


class MemoryStore(MemoryDuties):
    """Implements engine.ports.Store with dictionaries; one transaction at a time."""

    def __init__(self) -> None:
        self._book = Book()

    def upgrade(self) -> None:
        """Nothing to do."""

    def check(self) -> None:
        """Nothing to check."""

    def close(self) -> None:
        """Forget everything."""
        self._book = Book()

    def unit_of_work(self) -> MemoryUnitOfWork:
        """One transaction, begun on entering the block."""
        return MemoryUnitOfWork(self._book)

    def _moving(self, case_id: str) -> bool:
        case: Case = self._book.get("case", case_id, "")
        return case.status is not CaseStatus.SUSPENDED

    def _ready(self) -> list[Job]:
        return [j for j in self._book.every("job") if j.state is JobState.READY and self._moving(j.case_id)]

    def _pending(self) -> list[Timer]:
        return [t for t in self._book.every("timer") if t.state is TimerState.PENDING and self._moving(t.case_id)]

    def _put(self, job: Job) -> Job:
        self._book.put("job", job.case_id, (job.activation, job.kind), job)
        return job

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
        """Lease due jobs, oldest first; of these types only, if given."""
        until = now + timedelta(seconds=lease_seconds)
        with self.unit_of_work() as unit:
            due = [j for j in self._ready() if j.run_at <= now and (queues is None or j.queue in queues)]
            due = [j for j in due if types is None or j.type in types]
            due.sort(key=lambda job: (job.run_at, job.case_id, job.activation, job.kind))
            claimed = [
                self._put(
                    replace(
                        job,
                        state=JobState.LEASED,
                        lease_until=until,
                        fence=self._book.serial("fence"),
                        attempts=job.attempts + 1,
                        worker=worker,
                    )
                )
                for job in due[:limit]
            ]
            unit.commit()
        return claimed

    def due_queues(self, now: datetime) -> Sequence[str]:
        """The queues that have a job to claim, in order of their names."""
        with self.unit_of_work():
            return sorted({job.queue for job in self._ready() if job.run_at <= now})

    def amend_job(
        self, job_id: str, fence: int | None, *, retries: int | None = None, lease_until: datetime | None = None
    ) -> None:
        """Set the attempts left (the one under way included) or the end of the lease; StaleLease, NotFound."""
        with self.unit_of_work() as unit:
            unit.amend_job(job_id, fence, retries, lease_until)
            unit.commit()

    def mark_sent(self, job_id: str, fence: int) -> None:
        """Phase SENT, before the first byte leaves; StaleLease, NotFound."""
        with self.unit_of_work() as unit:
            unit.mark_sent(job_id, fence)
            unit.commit()

    def queue_states(self) -> Mapping[str, QueueState]:
        """What is known of queues, by name."""
        with self.unit_of_work():
            return {state.queue: state for state in self._book.group("queue", "")}

    def _queue(self, queue: str) -> QueueState | None:
        found: QueueState | None = self._book.get("queue", "", queue)
        return found

    def _steered(self, state: QueueState) -> QueueState:
        self._book.put("queue", "", state.queue, state)
        return state

    def steer_queue(
        self, queue: str, *, paused: bool, rate: int | None, now: datetime, by: str, reason: str = ""
    ) -> QueueState:
        """Pause a queue or let it go on, at most `rate` jobs a minute."""
        with self.unit_of_work() as unit:
            state = unit.steer_queue(queue, paused=paused, rate=rate, now=now, by=by, reason=reason)
            unit.commit()
        return state

    def note_breaker(self, queue: str, open_until: datetime | None, now: datetime) -> None:
        """Tell all workers that an agency is taken to be away until then, or is back (None)."""
        with self.unit_of_work() as unit:
            self._steered(queue_rows.noted(self._queue(queue), queue, open_until, now))
            unit.commit()

    def take_turns(self, queue: str, wanted: int, now: datetime) -> int:
        """How many jobs of the queue may be claimed now; counted under a rate."""
        with self.unit_of_work() as unit:
            before = self._queue(queue)
            if before is None:
                return wanted
            granted, after = queue_rows.turns(before, wanted, now)
            self._steered(after)
            unit.commit()
        return granted

    def due_timers(self, *, now: datetime, limit: int) -> Sequence[Timer]:
        """Pending timers that are due, earliest first, of cases that are not suspended."""
        with self.unit_of_work():
            return sorted((t for t in self._pending() if t.fire_at <= now), key=lambda t: t.fire_at)[:limit]

    def next_due(self, now: datetime) -> datetime | None:
        """The earliest instant at which something is due (maybe past); None when nothing waits."""
        with self.unit_of_work():
            return min([*(t.fire_at for t in self._pending()), *(j.run_at for j in self._ready())], default=None)

    def sweep(self, *, now: datetime, backoff: Mapping[int, float]) -> int:
        """Give every expired lease back after `backoff[attempts]` seconds; returns how many."""
        with self.unit_of_work() as unit:
            leased = [j for j in self._book.every("job") if j.state is JobState.LEASED and j.lease_until < now]
            for job in leased:
                pause = timedelta(seconds=pause_seconds(job.attempts, backoff))
                self._put(replace(job, state=JobState.READY, run_at=now + pause, lease_until=None))
            unit.commit()
        return len(leased)

    def expire_messages(self, *, now: datetime, limit: int = 500) -> int:
        """Park buffered messages whose time is up; returns how many."""
        with self.unit_of_work() as unit:
            messages: list[InboundMessage] = self._book.group("message", "")
            late = [m for m in messages if m.state is MessageState.BUFFERED and m.expires_at <= now]
            late = sorted(late, key=lambda message: message.expires_at)[:limit]
            for message in late:
                key = (message.tenant, message.source, message.message_id)
                self._book.put("message", "", key, replace(message, state=MessageState.PARKED))
            unit.commit()
        return len(late)

    def heartbeat(self, worker: str, now: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Write that a worker's loop is alive."""
        with self.unit_of_work() as unit:
            known = self._book.get("heartbeat", "", worker)
            started = known[1] if known else now
            self._book.put("heartbeat", "", worker, (worker, started, now, normal(detail or {})))
            unit.commit()

    def forget_requests(self, *, before: datetime, limit: int = 1_000) -> int:
        """Delete old idempotency keys; returns how many."""
        with self.unit_of_work() as unit:
            old = self._book.keys_where("request", "", lambda row: row[3] < before)[:limit]
            for key in old:
                self._book.drop("request", "", key)
            unit.commit()
        return len(old)

    def data_key(
        self, tenant: int, subject: str, *, master: str, wrapped: bytes, now: datetime
    ) -> tuple[str, bytes | None]:
        """The stored (master key id, wrapped data key) of a subject; this one when there is none, None: destroyed."""
        with self.unit_of_work() as unit:
            found = evidence_rows.data_key(self._book, tenant, subject, master, wrapped)
            unit.commit()
        return found

    def add_evidence(self, entries: Sequence[Entry], *, sent: tuple[str, int] | None = None) -> None:
        """Append rows for good; `sent` (job id, fence) marks a job in the same transaction. StaleLease, NotFound."""
        with self.unit_of_work() as unit:
            if sent is not None:
                unit.mark_sent(*sent)
            evidence_rows.add(self._book, entries)
            unit.commit()

    def destroy_data_keys(self, tenant: int, case_id: str, business_key: str, *, now: datetime) -> int:
        """Destroy the data keys of everything that belongs to a case; how many."""
        with self.unit_of_work() as unit:
            count = evidence_rows.destroy(self._book, tenant, case_id, business_key)
            unit.commit()
        return count

    def consumer_of(self, tenant: int, source: str, message_id: str) -> str | None:
        """The case that took a message; None when none has."""
        with self.unit_of_work():
            return evidence_rows.consumer(self._book, tenant, source, message_id)

    def put(self, record: Any) -> None:
        """Insert a record of the desk or replace the one with its key."""
        with self.unit_of_work() as unit:
            unit.put(record)
            unit.commit()

    def drop(self, kind: type[Any], *key: Any) -> bool:
        """Delete a record of the desk by key; False when there was none."""
        with self.unit_of_work() as unit:
            known = unit.drop(kind, *key)
            unit.commit()
        return known

    def get(self, kind: type[T], *key: Any) -> T | None:
        """A record of the desk by key."""
        with self.unit_of_work() as unit:
            return unit.get(kind, *key)

    def _desk(self, work: Callable[[Book], T]) -> T:
        with self.unit_of_work() as unit:
            result = work(self._book)
            unit.commit()
        return result

    def touch_session(self, token_hash: bytes, seen_at: datetime, expires_at: datetime) -> bool:
        """Move a login's idle end; False when it is gone."""
        return self._desk(lambda book: desk.touch(book, token_hash, seen_at, expires_at))

    def end_sessions(self, *, tenant: int = 1, person: str | None = None, provider_session: str | None = None) -> int:
        """End the logins of a person or of a session at the provider; how many. At least one must be given."""
        if person is None and provider_session is None:
            raise Misused("whose logins?")
        return self._desk(lambda book: desk.end_sessions(book, tenant, person, provider_session))

    def forget_sessions(self, before: datetime) -> int:
        """Delete logins that ended before; how many."""
        return self._desk(lambda book: desk.forget_sessions(book, before))

    def forget_security_events(self, before: datetime) -> int:
        """Delete security events from before; how many."""
        return self._desk(lambda book: desk.forget_security_events(book, before))

    def note_access(self, access: CaseAccess) -> None:
        """Write down that a case was read, once per person, hour and purpose."""
        if self.get(CaseAccess, *CASE_ACCESS.key_of(access)) is None:
            self.put(access)

    def changes_since(self, tenant: int, cursor: str | None, limit: int = 500) -> Feed:
        """What happened to cases and tasks after a cursor (None: from now on); Invalid for a forged one."""
        with self.unit_of_work():
            return feed.remembered(self._book, tenant, cursor, limit)

    def read(self) -> MemoryQueries:
        """The read side."""
        return MemoryQueries(self._book)
