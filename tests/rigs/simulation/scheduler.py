"""Runs actors one at a time in virtual time, in an order that a seed decides; processes die, freeze and begin anew.

Actors are greenlets: the code of the platform runs as it is, and gives way only where it touches the world – before a
transaction begins, after it was committed, while bytes travel.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any, NoReturn

from greenlet import getcurrent, greenlet

from .odds import Odds

#: More steps than this are an endless loop.
MOST_STEPS = 200_000


class Death(BaseException):
    """The process is gone: nothing after this line runs, nothing catches it."""


class Endless(AssertionError):
    """The simulation did not come to its end."""


class Process:
    """What dies and freezes together; the outside (people, agencies, the network) is one that never does."""

    def __init__(self, world: World, name: str, begin: Callable[[Process], None] | None = None) -> None:
        self.world, self.name, self._begin = world, name, begin
        self.mortal = begin is not None
        self.alive = True
        self.incarnation = 0
        self.frozen_until: datetime | None = None
        self.skew = timedelta(0)
        self.actors: list[Actor] = []
        #: What becomes of calls from outside that this process has not answered.
        self.when_dead: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The clock that this process sees."""
        return self.world.now + self.skew

    def start(self) -> None:
        """A new incarnation: nothing of the one before is remembered."""
        self.alive, self.frozen_until = True, None
        self.incarnation += 1
        self.skew = timedelta(seconds=self.world.odds.skew(self.world.random)) if self.mortal else timedelta(0)
        if self._begin is not None:
            self._begin(self)


class Actor:
    """A line of work of a process."""

    def __init__(self, process: Process, name: str, call: Callable[[], Any]) -> None:
        self.process, self.name = process, name
        self.token = 0  # of the wake-up that counts; older ones are stale
        self.wakes_at: datetime | None = None
        self.parked = False
        self.dying = False
        self.greenlet = greenlet(self._run, process.world.hub)
        self._call = call

    def _run(self) -> None:
        try:
            self._call()
        except Death:
            pass
        except Exception as error:  # noqa: BLE001  # whatever it is, it is a finding
            self.process.world.faults.append((f"{self.process.name}/{self.name}", error))


class World:
    """The clock, the actors and the chance that orders them; the same seed gives the same run."""

    def __init__(self, seed: int, start: datetime, odds: Odds) -> None:
        self.seed, self.now, self.odds = seed, start, odds
        self.random = Random(f"simulation {seed}")  # repeatable on purpose
        self.hub = getcurrent()
        #: What engines are told of the procedure, beside store, clock and ids.
        self.procedure: dict[str, Any] = {}
        self.steps = self.deaths = 0
        self.faults: list[tuple[str, BaseException]] = []
        self.counts: dict[str, int] = {}
        self.outside = Process(self, "outside")
        self.processes: list[Process] = []
        self.told: deque[str] = deque(maxlen=400)
        self.current: Actor | None = None
        self._heap: list[tuple[datetime, float, int, int, Actor]] = []
        self._numbers = count()
        self._digest = hashlib.sha256()

    # -- what actors call

    def pause(self, seconds: float, label: str) -> None:
        """Let others go on for so long."""
        actor = self._me()
        self.schedule(actor, self.now + timedelta(seconds=seconds))
        self._switch(actor, label)

    def park(self, until: datetime, label: str) -> None:
        """The same until an instant, or until somebody rings."""
        actor = self._me()
        actor.parked = True
        self.schedule(actor, until)
        self._switch(actor, label)
        actor.parked = False

    def step(self, label: str) -> None:
        """A point of our code at which others may go on, and at which its process may die or freeze."""
        actor = self._me()
        process = actor.process
        if process.mortal:
            self.strike(process, "crash", label)
            if self.odds.hit(self.random, "freeze"):
                self.note("freeze", f"{process.name} {label}")
                process.frozen_until = self.now + timedelta(seconds=self.random.uniform(20, 400))
        self.pause(self.odds.moment(self.random), label)

    def strike(self, process: Process, fault: str, label: str) -> None:
        """Let a process die here, if chance wants it."""
        if process.mortal and process.alive and self.odds.hit(self.random, fault):
            self.note(fault, f"{process.name} {label}")
            self.end(process)

    def end(self, process: Process) -> NoReturn:
        """The process of this actor is over, now."""
        process.alive = False
        raise Death(process.name)

    def note(self, what: str, detail: str = "") -> None:
        """Count something that happened, and keep it in the trace."""
        self.counts[what] = self.counts.get(what, 0) + 1
        self._trace(f"{what} {detail}")

    def ring(self, within: float = 1.0) -> None:
        """Something was committed: whoever is idle looks within a second, or at once if the bell is not lost."""
        for process in self.processes:
            for actor in process.actors:
                if actor.parked and actor.wakes_at is not None:
                    lost = self.odds.hit(self.random, "lost_bell")
                    soon = self.now + timedelta(seconds=within if lost else self.random.uniform(0, 0.05))
                    if soon < actor.wakes_at:
                        self.schedule(actor, soon)

    # -- running

    def spawn(self, process: Process, name: str, call: Callable[[], Any], delay: float = 0.0) -> Actor:
        """A new line of work; it begins in a moment."""
        actor = Actor(process, name, call)
        process.actors.append(actor)
        self.schedule(actor, self.now + timedelta(seconds=delay))
        return actor

    def schedule(self, actor: Actor, at: datetime) -> None:
        """Wake an actor then, and not at the time it was to wake before."""
        actor.token += 1
        actor.wakes_at = at
        heapq.heappush(self._heap, (at, self.random.random(), next(self._numbers), actor.token, actor))

    def run(self, until: datetime, done: Callable[[], bool] = lambda: False) -> None:
        """Go on until an instant or until `done`; AssertionError when an actor ended with an error. Endless."""
        while self._heap and self._heap[0][0] <= until:
            at, _, _, token, actor = heapq.heappop(self._heap)
            if token != actor.token or actor.greenlet.dead:
                continue
            self.now = max(self.now, at)
            frozen = actor.process.frozen_until
            if frozen is not None and frozen > self.now:
                self.schedule(actor, frozen + timedelta(seconds=self.random.uniform(0, 0.01)))
                continue
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise Endless(f"more than {MOST_STEPS} steps")
            self._resume(actor)
            if self.faults:
                name, error = self.faults[0]
                raise AssertionError(f"{name} ended with {type(error).__name__}: {error}") from error
            if done():
                return
        self.now = max(self.now, until)

    def bury(self) -> None:
        """End everything, so that no greenlet is left behind."""
        for process in (*self.processes, self.outside):
            self._kill(process)

    def hash(self) -> str:
        """What happened, in one line."""
        return self._digest.hexdigest()

    def _resume(self, actor: Actor) -> None:
        self._trace(f"{actor.process.name}/{actor.name}")
        self.current = actor
        actor.greenlet.switch()
        self.current = None
        process = actor.process
        if actor.greenlet.dead and actor in process.actors:
            process.actors.remove(actor)
        if not process.alive and process.mortal:
            self.deaths += 1
            self._kill(process)
            self.spawn(self.outside, f"supervisor of {process.name}", lambda: self._restart(process))

    def _restart(self, process: Process) -> None:
        self.pause(self.random.uniform(0.5, 40), "restart")
        process.start()

    def _kill(self, process: Process) -> None:
        process.alive = False
        for actor in list(process.actors):
            if not actor.greenlet.dead:
                actor.dying = True
                if actor.greenlet:  # begun: it stands somewhere in its work
                    actor.greenlet.throw(Death)
                actor.token += 1
        process.actors.clear()
        waiting, process.when_dead = process.when_dead, []
        for hang_up in waiting:
            hang_up()

    def _switch(self, actor: Actor, label: str) -> None:
        if actor.dying:
            raise Death(label)
        self.hub.switch()
        if actor.dying:
            raise Death(label)

    def _me(self) -> Actor:
        if self.current is None:
            raise RuntimeError("only an actor may wait")
        return self.current

    def _trace(self, line: str) -> None:
        text = f"{self.now.isoformat()} {line}"
        self.told.append(text)
        self._digest.update(text.encode())
