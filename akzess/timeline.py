"""Lets virtual time pass: always to the next thing that is due, in order, and never sleeping."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from connectors.simulated import Delivery, SimulatedAgency
from engine.ports import Store
from workers.loop import Worker

from .clocks import MovableClock

Post = Callable[[Delivery], int]

#: More events than this at one instant are taken for an endless loop.
TOO_MANY = 10_000


class Stuck(RuntimeError):
    """Something stays due however often it is tried: time cannot go on."""


class Timeline:
    """One clock, one worker and the simulated agencies, moved together."""

    def __init__(
        self,
        clock: MovableClock,
        store: Store,
        worker: Worker,
        simulators: Sequence[SimulatedAgency] = (),
        post: Post | None = None,
    ) -> None:
        self.clock = clock
        self._store = store
        self._worker = worker
        self._simulators = tuple(simulators)
        self._post = post
        self.too_many = TOO_MANY

    def mute(self, simulator: SimulatedAgency) -> None:
        """Let an agency take what it is sent and never tell anything by itself."""
        self._simulators = tuple(other for other in self._simulators if other is not simulator)

    def quiet(self) -> int:
        """Do everything that is due at this instant, answers of agencies included; how many things happened."""
        happened = 0
        while True:
            step = self._worker.run_once()
            for simulator in self._simulators:
                step += self._deliver(simulator)
            if not step:
                return happened
            happened += step
            if happened > self.too_many:
                raise Stuck(f"more than {self.too_many} events at {self.clock.now().isoformat()}")

    def next_due(self) -> datetime | None:
        """When something happens next by itself; None when everything waits for people."""
        moments = [simulator.next_due() for simulator in self._simulators]
        moments.append(self._store.next_due(self.clock.now()))
        return min((moment for moment in moments if moment is not None), default=None)

    def advance_to(self, instant: datetime) -> int:
        """Let time pass up to and including `instant`, event by event; how many things happened."""
        happened = self.quiet()
        while True:
            due = self.next_due()
            if due is None or due > instant:
                break
            if due <= self.clock.now():
                raise Stuck(f"something stays due since {due.isoformat()}")
            self.clock.move_to(due)
            happened += self.quiet()
        self.clock.move_to(instant)
        return happened + self.quiet()

    def advance(self, step: timedelta) -> int:
        """Let this much time pass."""
        return self.advance_to(self.clock.now() + step)

    def step(self, limit: datetime) -> bool:
        """Go on to the next event, at most to `limit`; False when nothing happens until then."""
        self.quiet()
        due = self.next_due()
        if due is None or due > limit:
            return False
        if due <= self.clock.now():
            raise Stuck(f"something stays due since {due.isoformat()}")
        self.clock.move_to(due)
        self.quiet()
        return True

    def _deliver(self, simulator: SimulatedAgency) -> int:
        done = 0
        for delivery in simulator.due(self.clock.now()):
            if self._post is None:
                return done + simulator.tick()
            status = self._post(delivery)
            simulator.settle(delivery, acknowledged=200 <= status < 300)
            done += 1
        return done
