"""What workers settle among each other through the store: leases given back, who probes, whose turn a chore is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from engine.model import JobPhase, JobState, QueueState

from . import loops, statements, vitals
from .job_rows import job_key
from .memory_book import Book
from .memory_unit import MemoryUnitOfWork
from .session import Row, Session
from .vitals import Vitals

T = TypeVar("T")
#: A lease by the job's id and the fence under which it is held.
Lease = tuple[str, int]

_GIVE_BACK = (
    "UPDATE job SET state = 0, lease_until = NULL, attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END"
    f" WHERE case_id = ? AND activation = ? AND kind = ? AND fence = ? AND {statements.LEASED}"
)
# Asked first: nearly always nobody is silent, and then no job is looked at. The order is that of the index of leases.
_SILENT = "SELECT worker FROM worker_heartbeat WHERE seen_at < ? AND worker <> ?"
_HELD = "SELECT case_id, activation, kind, fence, attempts FROM job WHERE state = 1 AND phase = 0"
_HELD += f" AND worker IN ({_SILENT}) ORDER BY lease_until LIMIT 500"
_PROBE = "UPDATE queue_state SET open_until = ? WHERE queue = ? AND open_until IS NOT NULL AND open_until <= ?"
# Of all who ask in one period the first gets the row: the others' condition is false once it has committed.
_TURN = (
    "INSERT INTO counter (tenant, series, value) VALUES (0, ?, ?)"
    " ON CONFLICT (tenant, series) DO UPDATE SET value = excluded.value WHERE counter.value <= ?"
)
_FORGET = "DELETE FROM worker_heartbeat WHERE seen_at < ?"
_SIGN_OFF = "DELETE FROM worker_heartbeat WHERE worker = ?"


def _microseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000_000)


class SqlDuties:
    """The part of the SQL store for it; each question is one short transaction."""

    def in_transaction(self, work: Callable[[Session], T]) -> T:
        """The store's own."""
        raise NotImplementedError

    def _read(self, question: Callable[[Session], T]) -> T:
        """The store's own."""
        raise NotImplementedError

    def vitals(self, now: datetime, tenant: int = 1) -> Vitals:
        """How the platform is doing; see `store.vitals`."""
        return self._read(lambda session: vitals.look(session, now, tenant))

    def give_back(self, leases: Sequence[Lease], *, unsent_only: bool = False) -> int:
        """Make leased jobs ready again as if nobody had claimed them; how many still were ours.

        `unsent_only` passes over those that are marked as sent: their request may be on the wire, and whoever asks
        the agency about it must not overtake it.
        """
        sql = f"{_GIVE_BACK} AND phase = 0" if unsent_only else _GIVE_BACK
        return self.in_transaction(
            lambda session: sum(session.count(sql, (*job_key(job_id), fence)) for job_id, fence in leases)
        )

    def free_silent(self, me: str, *, now: datetime, silent_since: datetime, backoff: Mapping[int, float]) -> int:
        """Make ready again, after `backoff[attempts]` seconds, what other workers hold that have not written since.

        What is marked as sent keeps its lease (see `give_back`). Whoever was only frozen reports under a fence that is
        not the current one. The attempt counts: it may be the job that ends its workers.
        """

        def held(session: Session, *, lock: bool) -> list[Row]:
            sql = _HELD + (" FOR UPDATE SKIP LOCKED" if lock and session.postgres else "")
            return session.all(sql, (session.values.instant(silent_since), me))

        def any_held(session: Session) -> bool:
            silent = session.one(f"{_SILENT} LIMIT 1", (session.values.instant(silent_since), me))
            return silent is not None and bool(held(session, lock=False))

        def ready_again(session: Session) -> int:
            return sum(loops.give_back(session, lease, now, backoff) for lease in held(session, lock=True))

        return self.in_transaction(ready_again) if self._read(any_held) else 0

    def take_probe(self, queue: str, now: datetime, until: datetime) -> bool:
        """Whether the caller may probe the agency of an open breaker; the others wait until `until`."""
        return self.in_transaction(
            lambda session: (
                session.count(_PROBE, (session.values.instant(until), queue, session.values.instant(now))) > 0
            )
        )

    def take_duty(self, name: str, now: datetime, every: timedelta) -> bool:
        """Whether the caller does a chore this time; True for one of all who ask within a period."""
        values = (f"duty:{name}", _microseconds(now + every), _microseconds(now))
        return self.in_transaction(lambda session: session.count(_TURN, values) > 0)

    def forget_workers(self, before: datetime) -> int:
        """Delete the signs of life of workers that have been silent since; how many."""
        return self.in_transaction(lambda session: session.count(_FORGET, (session.values.instant(before),)))

    def sign_off(self, worker: str) -> None:
        """A worker ends as it should: nobody need miss it."""
        self.in_transaction(lambda session: session.run(_SIGN_OFF, (worker,)))


class MemoryDuties:
    """The part of the store in memory for it."""

    _book: Book

    def unit_of_work(self) -> MemoryUnitOfWork:
        """The store's own."""
        raise NotImplementedError

    def vitals(self, now: datetime, tenant: int = 1) -> Vitals:
        """How the platform is doing; see `store.vitals`."""
        with self.unit_of_work():
            return vitals.remembered(self._book, now, tenant)

    def give_back(self, leases: Sequence[Lease], *, unsent_only: bool = False) -> int:
        """Make leased jobs ready again as if nobody had claimed them; see SqlDuties."""
        done = 0
        with self.unit_of_work() as unit:
            for job_id, fence in leases:
                case_id, activation, kind = job_key(job_id)
                job = self._book.get("job", case_id, (activation, kind))
                if job is None or job.state is not JobState.LEASED or job.fence != fence:
                    continue
                if unsent_only and job.phase is not JobPhase.NOT_SENT:
                    continue
                ready = replace(job, state=JobState.READY, lease_until=None, attempts=max(job.attempts - 1, 0))
                self._book.put("job", case_id, (activation, kind), ready)
                done += 1
            unit.commit()
        return done

    def free_silent(self, me: str, *, now: datetime, silent_since: datetime, backoff: Mapping[int, float]) -> int:
        """Make ready again what silent workers hold unsent; see SqlDuties."""
        with self.unit_of_work() as unit:
            silent = {row[0] for row in self._book.every("heartbeat") if row[2] < silent_since and row[0] != me}
            held = [
                job
                for job in self._book.every("job")
                if job.state is JobState.LEASED and job.phase is JobPhase.NOT_SENT and job.worker in silent
            ]
            for job in held:
                pause = timedelta(seconds=loops.pause_seconds(job.attempts, backoff))
                ready = replace(job, state=JobState.READY, run_at=now + pause, lease_until=None)
                self._book.put("job", job.case_id, (job.activation, job.kind), ready)
            unit.commit()
        return len(held)

    def take_probe(self, queue: str, now: datetime, until: datetime) -> bool:
        """Whether the caller may probe the agency of an open breaker; the others wait until `until`."""
        with self.unit_of_work() as unit:
            state: QueueState | None = self._book.get("queue", "", queue)
            if state is None or state.open_until is None or state.open_until > now:
                return False
            self._book.put("queue", "", queue, replace(state, open_until=until))
            unit.commit()
        return True

    def take_duty(self, name: str, now: datetime, every: timedelta) -> bool:
        """Whether the caller does a chore this time; True for one of all who ask within a period."""
        with self.unit_of_work() as unit:
            until: datetime | None = self._book.get("duty", "", name)
            if until is not None and until > now:
                return False
            self._book.put("duty", "", name, now + every)
            unit.commit()
        return True

    def forget_workers(self, before: datetime) -> int:
        """Delete the signs of life of workers that have been silent since; how many."""
        with self.unit_of_work() as unit:
            old = self._book.keys_where("heartbeat", "", lambda row: row[2] < before)
            for key in old:
                self._book.drop("heartbeat", "", key)
            unit.commit()
        return len(old)

    def sign_off(self, worker: str) -> None:
        """A worker ends as it should: nobody need miss it."""
        with self.unit_of_work() as unit:
            if self._book.get("heartbeat", "", worker) is not None:
                self._book.drop("heartbeat", "", worker)
            unit.commit()
