"""Where cases are played again: a store in memory, an engine, a clock that goes where it is told, agencies when needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from akzess.ids import SeededIds
from akzess.town import SimulatedTown
from engine.commands import Command, Deploy, FailJob
from engine.handlers import Engine
from engine.model import Case, Job, Task, Timer
from store import MemoryStore
from workers.agencies import Agencies
from workers.delivery import Delivery

from .material import Material

TENANT = 1
#: Leases here end with the sandbox.
_LEASE = timedelta(days=365_000).total_seconds() / 100


class FreeClock:
    """Tells what it was told last; each case has its own years."""

    def __init__(self) -> None:
        self._now = datetime(2000, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Forward or back."""
        self._now = instant.astimezone(UTC)


class Sandbox:
    """For so many cases; then another one, because what ended stays in its memory."""

    def __init__(self, material: Material, *, seed: int = 1) -> None:
        self.clock = FreeClock()
        self.store = MemoryStore()
        self.engine = Engine(
            store=self.store,
            clock=self.clock,
            ids=SeededIds(seed),
            constants=material.constants,
            read_bundle=lambda _: (material.table, ()),
        )
        self._town: SimulatedTown | None = None
        self._delivery: Delivery | None = None
        self.engine.handle(Deploy(resources=material.executed))

    def claimed(self, case_id: str) -> Sequence[Job]:
        """The jobs of a case that are due, each once."""
        jobs = self.store.claim_jobs(
            queues=None, limit=100, now=self.clock.now(), lease_seconds=_LEASE, worker="replay"
        )
        return [job for job in jobs if job.case_id == case_id]

    def delivered(self, job: Job) -> Command:
        """What the simulated agency says to a job that nobody recorded an answer to."""
        if self._delivery is None:
            self._town = SimulatedTown(self.clock.now, "http://platform.test", in_process=True)
            self._delivery = Delivery(self.store, Agencies(self._town.connectors), self.clock)
        command = self._delivery.attempt(job)
        if isinstance(command, FailJob) and command.retry_at is not None:
            return FailJob(job_id=job.id, fence=job.fence or 0, reason=command.reason, code=command.code)
        return command

    def timers(self, case_id: str, until: datetime) -> list[Timer]:
        """Pending timers of a case that are due by then, earliest first."""
        found = [one for one in self.store.read().open_rows(TENANT, case_id).timers if one.fire_at <= until]
        return sorted(found, key=lambda one: (one.fire_at, one.activation))

    def tasks(self, case_id: str) -> list[Task]:
        """All tasks that a case ever had, by activation."""
        return list(self.store.read().tasks_of(TENANT, case_id))

    def case(self, case_id: str) -> Case:
        """The case as it stands. Error: LookupError."""
        found: Case | None = self.store.read().case(TENANT, case_id)
        if found is None:
            raise LookupError(case_id)
        return found

    def close(self) -> None:
        """Stop the agencies, if anybody asked them."""
        if self._town is not None:
            self._town.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
