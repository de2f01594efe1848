"""Carries claimed jobs in a lane: their calls one after the other, their reports together."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from engine.commands import Command
from engine.model import Job
from engine.ports import Clock, Store

from .batches import QUICK, Batches
from .handling import Notices
from .holding import Holding
from .relay import Relay

log = structlog.get_logger(__name__)


class Carrying:
    """Between the loop, which claims jobs, and the relay, which knows what to do with one."""

    def __init__(self, relay: Relay, holding: Holding, batches: Batches, store: Store, clock: Clock) -> None:
        self._relay = relay
        self._holding = holding
        self._batches = batches
        self._store = store
        self._clock = clock

    def one(self, job: Job, *, probe: bool = False) -> bool | None:
        """One job, as `Relay.carry` does it; nothing when the worker is about to end."""
        if not self._holding.begin(job):
            return None
        try:
            return self._relay.carry(job, probe=probe)
        finally:
            self._holding.end(job)

    def one_by_one(self, jobs: Sequence[Job]) -> None:
        """Each by itself; a fault of one leaves its lease to run out, and the others go on."""
        for job in jobs:
            try:
                self.one(job)
            except Exception as error:  # noqa: BLE001  # its lease runs out, and that counts
                log.error("job.fault", queue=job.queue, job=job.id, kind=type(error).__name__)

    def together(self, queue: str, jobs: Sequence[Job]) -> bool | None:
        """Call for each, then report all in one unit of work; whether the agency could be reached, as `Relay.carry`.

        After a call that failed or took long what was done is reported at once, and what has not begun goes back: a job
        never waits behind another's slow call. A crash before the report leaves leases that run out, as with one job.
        """
        if len(jobs) == 1:
            return self.in_turn(queue, jobs)  # with its report, all in its own trace
        began, left = self._clock.now(), list(jobs)
        slow, taken, reached = False, None, None
        begun: list[Job] = []
        reports: list[tuple[Job, Command]] = []
        try:
            while left and not slow:
                job = left.pop(0)
                if self._holding.begin(job):
                    begun.append(job)
                    command, reached = self._relay.attempt(job)
                    if command is not None:
                        reports.append((job, command))
                slow = reached is False or self._clock.now() - began > QUICK
            taken = None if slow else self._clock.now() - began
        finally:
            self._batches.ended(queue, len(jobs), taken)
            try:
                self._relay.report(reports)
            finally:
                for job in begun:
                    self._holding.end(job)
                self._give_back(left)
        return reached

    def in_turn(self, queue: str, jobs: Sequence[Job]) -> bool | None:
        """One after the other, each with its mark and its report; what waits behind a slow or failed call goes back."""
        began, left = self._clock.now(), list(jobs)
        slow, taken, reached = False, None, None
        try:
            while left and not slow:
                reached = self.one(left.pop(0))
                slow = reached is False or self._clock.now() - began > QUICK
            taken = None if slow else self._clock.now() - began
        finally:
            self._batches.ended(queue, len(jobs), taken)
            self._give_back(left)
        return reached

    def _give_back(self, jobs: Sequence[Job]) -> None:
        """Jobs that nobody has begun are as if they had never been claimed; without that their lease runs out."""
        leases = self._holding.drop(jobs)
        if leases and isinstance(self._store, Notices):
            self._store.give_back(leases)
