"""The store on an SQL database: opens units of work and answers the loops, each in its own short transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine

from engine import failpoints
from engine.desk import CaseAccess
from engine.model import Job, QueueState, Timer

from . import codec, formats, job_rows, loops, migrations, queue_rows
from .desk import sql as desk
from .desk.kinds import CASE_ACCESS, KINDS
from .duties import SqlDuties
from .erasing import Vault, keys
from .errors import Misused, Retryable, UnsafeDatabase
from .evidence import rows as evidence_rows
from .evidence.records import Entry
from .lists import feed
from .lists.feed import Feed
from .queries.sql import SqlQueries
from .session import Session, Watcher
from .unit_of_work import SqlUnitOfWork

T = TypeVar("T")


class SqlStore(SqlDuties):
    """Implements engine.ports.Store; `watch` is called with every SQL text that the write side executes."""

    def __init__(self, engine: Engine, session: Callable[[Engine, Watcher | None], Session]) -> None:
        self.engine = engine
        self.watch: Watcher | None = None
        #: Opens and seals the content of cases; None: nothing is sealed, and what is stays closed.
        self.vault: Vault | None = None
        self._session = session

    def _open(self) -> Session:
        return self._session(self.engine, self.watch)

    def upgrade(self) -> None:
        """Bring the schema up to this version of the code; harmless when it is, or is newer and still serves this code.

        UnsafeDatabase when it is too new or half restored, Unavailable when a table stayed in use for minutes.
        """
        migrations.refuse_unsettled(self.engine)
        migrations.upgrade(self.engine)

    def check(self) -> None:
        """Refuse to work on a schema or content that this code does not fit (docs/upgrading.md): UnsafeDatabase."""
        migrations.refuse_unsettled(self.engine)
        formats.written(self.engine)
        if not migrations.fits(self.engine):
            found = migrations.revision(self.engine)
            raise UnsafeDatabase(
                f"the database has schema {found or 'none'}, this version needs {migrations.HEAD}: run `akzess db upgrade`"
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def unit_of_work(self) -> SqlUnitOfWork:
        """One transaction, begun on entering the block."""
        return SqlUnitOfWork(self._open, self.vault)

    def in_transaction(self, work: Callable[[Session], T]) -> T:
        """Do a piece of work of another module of this package in one short writing transaction, again if need be."""
        return self._write(work)

    def look(self, question: Callable[[Session], T]) -> T:
        """Answer a question of another module of this package without keeping writers waiting."""
        return self._read(question)

    def _read(self, question: Callable[[Session], T]) -> T:
        session = self._open()
        try:
            return question(session)
        finally:
            session.close()

    def _write(self, work: Callable[[Session], T]) -> T:
        for left in (2, 1, 0):
            session = self._open()
            try:
                session.begin()
                result = work(session)
                session.commit()
            except Retryable:
                if not left:
                    raise
            else:
                return result
            finally:
                session.close()
        raise Retryable("unreachable: the last attempt returns or raises")

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
        """Lease due jobs, oldest first; of these types only, if given. `seen_due`: nobody need look before."""
        looked = seen_due and queues is not None
        due = queues if looked else self._read(lambda session: loops.due_queues(session, queues, now, types))
        if not due:
            return []
        claimed = self._write(
            lambda session: loops.claim_jobs(
                session, queues=due, limit=limit, now=now, lease_seconds=lease_seconds, worker=worker, types=types
            )
        )
        failpoints.hit("claim.after_commit")
        return keys.opened(claimed, self.vault, self._read)

    def due_queues(self, now: datetime) -> Sequence[str]:
        """The queues that have a job to claim, in order of their names."""
        return self._read(lambda session: loops.due_queues(session, None, now))

    def amend_job(
        self, job_id: str, fence: int | None, *, retries: int | None = None, lease_until: datetime | None = None
    ) -> None:
        """Set the attempts left (the one under way included) or the end of the lease; StaleLease, NotFound."""
        self._write(lambda session: job_rows.amend(session, job_id, fence, retries, lease_until))

    def mark_sent(self, job_id: str, fence: int) -> None:
        """Phase SENT, before the first byte leaves; StaleLease, NotFound."""
        self._write(lambda session: job_rows.mark_sent(session, job_id, fence))
        failpoints.hit("conn.phase1.after_commit")

    def queue_states(self) -> Mapping[str, QueueState]:
        """What is known of queues, by name."""
        return self._read(queue_rows.states)

    def steer_queue(
        self, queue: str, *, paused: bool, rate: int | None, now: datetime, by: str, reason: str = ""
    ) -> QueueState:
        """Pause a queue or let it go on, at most `rate` jobs a minute."""
        how = {"paused": paused, "rate": rate, "now": now, "by": by, "reason": reason}
        return self._write(lambda session: queue_rows.steer(session, queue, how))

    def note_breaker(self, queue: str, open_until: datetime | None, now: datetime) -> None:
        """Tell all workers that an agency is taken to be away until then, or is back (None)."""
        self._write(lambda session: queue_rows.note(session, queue, open_until, now))

    def take_turns(self, queue: str, wanted: int, now: datetime) -> int:
        """How many jobs of the queue may be claimed now; counted under a rate."""
        return self._write(lambda session: queue_rows.take(session, queue, wanted, now))

    def due_timers(self, *, now: datetime, limit: int) -> Sequence[Timer]:
        """Pending timers that are due, earliest first, of cases that are not suspended."""
        return self._read(lambda session: loops.due_timers(session, now=now, limit=limit))

    def next_due(self, now: datetime) -> datetime | None:
        """The earliest instant at which something is due (maybe past); None when nothing waits."""
        return self._read(loops.next_due)

    def sweep(self, *, now: datetime, backoff: Mapping[int, float]) -> int:
        """Give every expired lease back after `backoff[attempts]` seconds; returns how many.

        What a job deserves that used up its attempts, the worker that claims it next reports to the engine.
        """

        def ready_again(session: Session) -> int:
            leases = loops.expired_leases(session, now=now, lock=True)
            return sum(loops.give_back(session, lease, now, backoff) for lease in leases)

        found = self._read(lambda session: loops.expired_leases(session, now=now, lock=False))
        return self._write(ready_again) if found else 0

    def expire_messages(self, *, now: datetime, limit: int = 500) -> int:
        """Park buffered messages whose time is up; returns how many."""
        return self._write(lambda session: loops.park_messages(session, now=now, limit=limit))

    def heartbeat(self, worker: str, now: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Write that a worker's loop is alive."""
        self._write(lambda session: loops.heartbeat(session, worker, now, codec.dumps(detail or {})))

    def forget_requests(self, *, before: datetime, limit: int = 1_000) -> int:
        """Delete old idempotency keys; returns how many."""
        return self._write(lambda session: loops.forget_requests(session, before, limit))

    def data_key(
        self, tenant: int, subject: str, *, master: str, wrapped: bytes, now: datetime
    ) -> tuple[str, bytes | None]:
        """The stored (master key id, wrapped data key) of a subject; this one when there is none, None: destroyed."""
        return self._write(lambda session: evidence_rows.data_key(session, tenant, subject, master, wrapped, now))

    def add_evidence(self, entries: Sequence[Entry], *, sent: tuple[str, int] | None = None) -> None:
        """Append rows for good; `sent` (job id, fence) marks a job in the same transaction. StaleLease, NotFound."""
        self._write(lambda session: evidence_rows.add(session, entries, sent))
        if sent is not None:
            failpoints.hit("conn.phase1.after_commit")

    def destroy_data_keys(self, tenant: int, case_id: str, business_key: str, *, now: datetime) -> int:
        """Destroy the data keys of everything that belongs to a case; how many."""
        return self._write(lambda session: evidence_rows.destroy(session, tenant, case_id, business_key, now))

    def consumer_of(self, tenant: int, source: str, message_id: str) -> str | None:
        """The case that took a message; None when none has."""
        return self._read(lambda session: evidence_rows.consumer(session, tenant, source, message_id))

    def put(self, record: Any) -> None:
        """Insert a record of the desk or replace the one with its key."""
        self._write(lambda session: desk.put(session, keys.content(session, self.vault).sealed(record)))

    def drop(self, kind: type[Any], *key: Any) -> bool:
        """Delete a record of the desk by key; False when there was none."""
        return self._write(lambda session: desk.drop(session, KINDS[kind], key))

    def get(self, kind: type[T], *key: Any) -> T | None:
        """A record of the desk by key."""
        found = self._read(lambda session: desk.get(session, KINDS[kind], key))
        return None if found is None else keys.opened([found], self.vault, self._read)[0]

    def touch_session(self, token_hash: bytes, seen_at: datetime, expires_at: datetime) -> bool:
        """Move a login's idle end; False when it is gone."""
        return self._write(lambda session: desk.touch(session, token_hash, seen_at, expires_at))

    def end_sessions(self, *, tenant: int = 1, person: str | None = None, provider_session: str | None = None) -> int:
        """End the logins of a person or of a session at the provider; how many. At least one must be given."""
        if person is None and provider_session is None:
            raise Misused("whose logins?")
        return self._write(lambda session: desk.end_sessions(session, tenant, person, provider_session))

    def forget_sessions(self, before: datetime) -> int:
        """Delete logins that ended before; how many."""
        return self._write(lambda session: desk.forget_sessions(session, before))

    def forget_security_events(self, before: datetime) -> int:
        """Delete security events from before; how many."""
        return self._write(lambda session: desk.forget_security_events(session, before))

    def note_access(self, access: CaseAccess) -> None:
        """Write down that a case was read, once per person, hour and purpose: the next times only read."""
        if self._read(lambda session: desk.get(session, CASE_ACCESS, CASE_ACCESS.key_of(access))) is None:
            self._write(lambda session: desk.put_first(session, access))

    def changes_since(self, tenant: int, cursor: str | None, limit: int = 500) -> Feed:
        """What happened to cases and tasks after a cursor (None: from now on); Invalid for a forged one."""
        return self._read(lambda session: feed.changes(session, tenant, cursor, limit))

    def read(self) -> SqlQueries:
        """The read side; each question is a short transaction of its own."""
        return SqlQueries(self.engine, self._open, self.vault)
