"""The worker: drains everything that is due once, or goes on doing so until it is told to stop."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import structlog

from connectors.ledger import Ledger
from engine.errors import EngineError
from engine.ports import Clock, Store
from store import StoreError

from . import failpoints
from .agencies import Agencies
from .clock import TimerClock
from .delivery import Delivery
from .handling import Handles, Notices
from .relay import Relay
from .sweeper import Sweeper
from .traffic import CALLS_PER_AGENCY, Traffic

log = structlog.get_logger(__name__)

#: The queue of jobs that the engine left for itself.
ENGINE_QUEUE = "engine"
#: How long an idle worker waits for a wake-up before it looks by itself.
IDLE_SECONDS = 1.0
#: How often a loop writes that it is alive; three missed ones are a worker that is dead or frozen.
BEAT = timedelta(seconds=5)
__all__ = ["CALLS_PER_AGENCY", "ENGINE_QUEUE", "IDLE_SECONDS", "Worker", "worker_name"]


def worker_name() -> str:
    """Host and process: enough to find who held a lease."""
    return f"{socket.gethostname()}:{os.getpid()}"


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
    ) -> None:
        failpoints.arm(os.environ)
        self._store = store
        self._agencies = agencies
        self._clock = clock
        self.lease_seconds = agencies.longest_call() + 15.0
        self._relay = Relay(
            engine,
            store,
            Delivery(store, agencies, clock, ledger),
            clock,
            worker=name or worker_name(),
            lease_seconds=self.lease_seconds,
        )
        self._name = name or worker_name()
        self._beaten: datetime | None = None
        self._timers = TimerClock(engine, store, clock)
        self._sweeper = Sweeper(store, clock)
        # A lane for every call that the bulkheads allow: a leased job must never wait behind another agency's slow call,
        # where its lease would run out before it begins.
        self._lanes = lanes or max(CALLS_PER_AGENCY * len(agencies.names()), 1)
        self._bell = threading.Event()
        self._traffic = Traffic(store)
        self._swept: datetime | None = None

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
        """Work until `stop` is set, then finish the calls under way. Errors of one pass never end the loop."""
        with ThreadPoolExecutor(max_workers=self._lanes, thread_name_prefix="lane") as pool:
            while not stop.is_set():
                self._bell.clear()
                try:
                    self._beat()
                    busy = self.step(pool)
                except EngineError as error:
                    log.error("worker.pass", code=error.code)
                    busy = 0
                except Exception as error:  # noqa: BLE001  # a database away for a moment: the loop outlives it
                    log.error("worker.pass", kind=type(error).__name__)
                    busy = 0
                if not busy:
                    self._bell.wait(IDLE_SECONDS)
            failpoints.hit("shutdown.mid_step")

    def step(self, lanes: Executor) -> int:
        """One pass: what is due is started in these lanes, as far as traffic allows; how many things were done."""
        done = self._sweep() + self._timers.fire_due()
        now = self._clock.now()
        due = self._store.next_due(now)
        if due is None or due > now:
            return done  # one cheap question a second while nothing is to be done, instead of a claim per queue
        for job in self._relay.claim([ENGINE_QUEUE], 50):
            self._relay.carry(job)
            done += 1
        self._traffic.look(self._agencies.names())
        for queue in self._agencies.names():
            room = self._traffic.room(queue, now)
            if room.probe:
                self._start(lanes, queue, partial(self._probe, queue))
                done += 1
                continue
            wanted = min(room.jobs, self._lanes - self._traffic.calls)
            granted = self._traffic.turns(queue, wanted, now) if wanted > 0 else 0
            for job in self._relay.claim([queue], granted) if granted else ():
                self._start(lanes, queue, partial(self._relay.carry, job))
                done += 1
        return done

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
        for job in self._relay.claim([queue], 1) if granted else ():
            return self._relay.carry(job, probe=True)
        return True

    def _start(self, lanes: Executor, queue: str, call: Callable[[], bool | None]) -> None:
        self._traffic.started(queue)
        lanes.submit(call).add_done_callback(lambda result: self._ended(queue, result))

    def _ended(self, queue: str, result: Future[bool | None]) -> None:
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
        if self._beaten is not None and timedelta(0) <= now - self._beaten < BEAT:
            return
        detail = {
            "queues": [ENGINE_QUEUE, *self._agencies.names()],
            "lanes": self._lanes,
            "calls": self._traffic.calls,
            "stale": self.stale,
        }
        if isinstance(self._store, Notices):
            self._store.heartbeat(self._name, now, detail)
        self._beaten = now

    def _sweep(self) -> int:
        now = self._clock.now()
        if self._swept is not None and timedelta(0) <= now - self._swept < timedelta(seconds=1):
            return 0
        self._swept = now
        return self._sweeper.sweep() + self._sweeper.park()
