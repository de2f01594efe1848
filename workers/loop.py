"""The worker: drains everything that is due once, or goes on doing so until it is told to stop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta
from functools import partial

import structlog

from connectors.ledger import Ledger
from engine.errors import EngineError
from engine.model import Job
from engine.ports import Clock, Store
from store import StoreError, formats

from . import failpoints, metrics
from .agencies import Agencies
from .attention import SILENCE, Attention
from .backoff import Spread, spread
from .batches import Batches, shares_reports
from .carrying import Carrying
from .clock import TimerClock
from .delivery import PROBE_AGAIN, Delivery
from .handling import Handles, Notices, WorkerLimits
from .holding import Holding, worker_name
from .lanes import Lanes
from .memory import resident_bytes
from .relay import Relay
from .sweeper import Sweeper
from .traffic import CALLS_PER_AGENCY, Traffic

log = structlog.get_logger(__name__)

#: The queue of jobs that the engine left for itself, and how many of them one turn of their lane takes.
ENGINE_QUEUE = "engine"
ENGINE_BATCH = 10
#: How long an idle worker waits for a wake-up before it looks by itself, at most.
IDLE_SECONDS = 1.0
__all__ = ["CALLS_PER_AGENCY", "ENGINE_QUEUE", "IDLE_SECONDS", "Worker", "worker_name"]


class Worker:
    """Relay, timer clock and sweeper in one place. `run_once` needs no thread; `run` is the loop of a process.

    Error: `Misconfigured` where FAILPOINTS is set outside tests.
    """

    def __init__(
        self,
        engine: Handles,
        store: Store,
        agencies: Agencies,
        clock: Clock,
        *,
        name: str | None = None,
        lanes: int | None = None,
        ledger: Ledger | None = None,
        limits: WorkerLimits | None = None,
        spread: Spread = spread,
    ) -> None:
        failpoints.arm(os.environ)
        self._store = store
        self._agencies = agencies
        self._clock = clock
        self._limits = limits or WorkerLimits()
        self._name = name or worker_name()
        self.lease_seconds = agencies.longest_call() + 15.0
        self._relay = Relay(
            engine,
            store,
            Delivery(store, agencies, clock, ledger),
            clock,
            worker=self._name,
            lease_seconds=self.lease_seconds,
        )
        self._attention = Attention()
        self._timers = TimerClock(engine, store, clock, per_second=self._limits.timers_per_second, name=self._name)
        self._spread = spread
        self._sweeper = Sweeper(store, clock, spread)
        # A lane for every call that the bulkheads allow: a leased job must never wait behind another agency's slow call,
        # where its lease would run out before it begins.
        self._lanes = lanes or max(CALLS_PER_AGENCY * len(agencies.names()), 1)
        self._bell = threading.Event()
        self._traffic = Traffic(store)
        self._holding = Holding()
        self._batches = Batches()
        self._carrying = Carrying(self._relay, self._holding, self._batches, store, clock)
        self._engine_lane_busy = False
        self._queues = frozenset((ENGINE_QUEUE, *agencies.names()))
        #: Whether another pass at once may find something that no bell tells of: more timers, or what they began.
        self.hurries = False
        self._swept: datetime | None = None
        #: True once the process has grown too large: `run` ends, and whoever started the process starts another.
        self.worn = False

    @property
    def name(self) -> str:
        """Under which it holds leases and says that it lives."""
        return self._name

    @property
    def lanes(self) -> int:
        """How many calls to agencies may be under way at once."""
        return self._lanes

    @property
    def stale(self) -> int:
        """How many reports came too late, since this worker began: their lease had gone to another."""
        return self._relay.stale

    def wake(self) -> None:
        """Look now instead of at the next second; may be called from anywhere and as often as one likes."""
        self._bell.set()

    def run_once(self, limit: int = 50) -> int:
        """Sweep, fire due timers and carry due jobs until nothing is due any more; how many things were done.

        For virtual time: queues that an operator paused stay shut, but rates and breakers are for `step` and `run`.
        """
        done = self._sweep()
        self._traffic.look(())
        open_queues = [name for name in self._agencies.names() if not self._traffic.paused(name)]
        while True:
            step = self._timers.fire_due()
            # Never all queues: what no connector of ours delivers belongs to external workers (service.orchestration).
            for job in self._relay.claim([ENGINE_QUEUE, *open_queues], limit):
                self._relay.carry(job)
                step += 1
            if not step:
                return done
            done += step

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; then calls under way have their grace, and what is not over goes back.

        Errors of one pass never end the loop. A process that has grown too large ends as if it were asked to.
        """
        metrics.LANES.set(self._lanes)
        self._holding.open_again()
        lanes = Lanes(self._lanes + 1)  # one for the engine's own jobs
        while not stop.is_set() and not self.worn:
            self._bell.clear()
            self.turn(lanes)
            if not self.hurries:  # a lane that is done with its jobs rings the bell
                self._bell.wait(self._pause())
        failpoints.hit("shutdown.mid_step")
        self._end(lanes)

    def _pause(self) -> float:
        """Seconds until the loop looks again by itself: about one, or what a storm of timers rests."""
        return min(IDLE_SECONDS * min(self._spread(), 1.0), self._timers.rests() or IDLE_SECONDS)

    def turn(self, lanes: Executor) -> int:
        """A sign of life and one pass; how many things were done, 0 after an error."""
        self.hurries = False
        try:
            self._beat()
            return self.step(lanes)
        except Exception as error:  # noqa: BLE001  # a database away for a moment: the loop outlives it
            log.error("worker.pass", kind=type(error).__name__, code=getattr(error, "code", ""))
            metrics.LOOP_FAULTS.inc()
            return 0

    def _end(self, lanes: Lanes) -> None:
        metrics.LEASES_GIVEN_BACK.inc(self._holding.give_up(self._store, self._limits.grace_seconds))
        lanes.shutdown(wait=False)
        if isinstance(self._store, Notices):
            try:
                self._store.sign_off(self._name)
            except StoreError as error:
                log.info("worker.not_signed_off", kind=type(error).__name__)

    def step(self, lanes: Executor) -> int:
        """One pass: what is due is started in these lanes, as far as traffic allows; how many things were done."""
        # A clock that has just leapt may leap back: leases are only lent, but a deadline that has passed stays passed.
        fired = self._timers.fire_metered() if getattr(self._clock, "steady", True) else 0
        # While a storm rests the loop may rest as well: there is nothing to be done about it in the next pass.
        done = self._sweep() + (0 if self._timers.rests() else fired)
        self.hurries = done > 0
        now = self._clock.now()
        due = self._queues.intersection(self._store.due_queues(now))
        if not due and not self._traffic.any_open:
            return done  # one cheap question a second while nothing is to be done, instead of a claim per queue
        done += self._engine_jobs(lanes) if ENGINE_QUEUE in due else 0
        self._traffic.look(self._agencies.names())
        for queue in self._agencies.names():
            room = self._traffic.room(queue, now)
            if room.probe:
                if self._may_probe(queue, now):
                    self._start(lanes, queue, partial(self._probe, queue))
                    done += 1
                continue
            wanted = min(room.jobs, self._lanes - self._traffic.calls) if queue in due else 0
            each = self._batches.size(self._agencies[queue])
            carry = self._carrying.together if shares_reports(self._agencies[queue]) else self._carrying.in_turn
            granted = self._traffic.turns(queue, wanted * each, now) if wanted > 0 else 0
            jobs = self._claimed(queue, granted, seen_due=True) if granted else ()
            for first in range(0, len(jobs), each):
                self._start(lanes, queue, partial(carry, queue, jobs[first : first + each]))
            done += len(jobs)
        return done

    def _claimed(self, queue: str, limit: int, *, seen_due: bool = False) -> Sequence[Job]:
        if self._holding.closing:
            return ()
        jobs = self._relay.claim([queue], limit, seen_due=seen_due)
        self._holding.take(jobs)
        return jobs

    def _engine_jobs(self, lanes: Executor) -> int:
        """Start a turn of the lane of the engine's own jobs, when it is free; how many it took."""
        if self._engine_lane_busy:
            return 0
        jobs = self._claimed(ENGINE_QUEUE, ENGINE_BATCH, seen_due=True)
        if jobs:
            self._engine_lane_busy = True
            lanes.submit(self._carry_engine_jobs, jobs)
        return len(jobs)

    def _carry_engine_jobs(self, jobs: Sequence[Job]) -> None:
        try:
            self._carrying.one_by_one(jobs)
        finally:
            self._engine_lane_busy = False
            self._bell.set()

    def _may_probe(self, queue: str, now: datetime) -> bool:
        """Of all workers that know of an open breaker one asks, by a row of the store."""
        return not isinstance(self._store, Notices) or self._store.take_probe(queue, now, now + PROBE_AGAIN)

    def _probe(self, queue: str) -> bool | None:
        """Is the agency back? Its own answer to a probe first, which risks nothing; then one job, which burns nothing.

        Without a waiting job its answer to the probe is all there is.
        """
        try:
            self._agencies[queue].probe()
        except Exception as error:  # noqa: BLE001  # whatever it is, the agency is not back
            log.info("probe.failed", queue=queue, kind=type(error).__name__)
            return False
        granted = self._traffic.turns(queue, 1, self._clock.now())
        for job in self._claimed(queue, 1) if granted else ():
            return self._carrying.one(job, probe=True)
        return True

    def _start(self, lanes: Executor, queue: str, call: Callable[[], bool | None]) -> None:
        self._traffic.started(queue)
        metrics.LANES_BUSY.inc()
        lanes.submit(call).add_done_callback(lambda result: self._ended(queue, result))

    def _ended(self, queue: str, result: Future[bool | None]) -> None:
        metrics.LANES_BUSY.dec()
        error = result.exception()
        reached = result.result() if error is None else False
        if error is not None:
            log.error("job.fault", queue=queue, kind=type(error).__name__)
            if isinstance(error, EngineError | StoreError):
                reached = None  # ours, not the agency's: the database was away, or the lease was lost
        self._traffic.ended(queue, reached, self._clock.now())
        self._bell.set()

    def _beat(self) -> None:
        """Write that this loop is alive; by the loop itself, so that a loop that hangs falls silent."""
        now = self._clock.now()
        if not self._attention.due(now):
            return
        most = self._limits.memory_mb * 1024 * 1024
        if most and resident_bytes() > most:
            log.warning("worker.worn", megabytes=resident_bytes() // 1024 // 1024)
            self.worn = True
            return
        detail = {
            "queues": [ENGINE_QUEUE, *self._agencies.names()],
            "lanes": self._lanes,
            "calls": self._traffic.calls,
            "stale": self.stale,
            "reads": formats.NEWEST,
        }
        if isinstance(self._store, Notices):
            self._store.heartbeat(self._name, now, detail)
        # What others found out about agencies is worth knowing before a job comes: their breakers are probed meanwhile.
        self._traffic.look(self._agencies.names())
        self._attention.wrote(now)

    def _sweep(self) -> int:
        now = self._clock.now()
        if self._swept is not None and timedelta(0) <= now - self._swept < timedelta(seconds=1):
            return 0
        self._swept = now
        swept = self._sweeper.sweep()
        if self._attention.unbroken(now):
            swept += self._sweeper.free(self._name, SILENCE)
        metrics.LEASES_SWEPT.inc(swept)
        return swept + self._sweeper.park()
