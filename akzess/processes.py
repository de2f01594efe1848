"""What one process of a distributed platform does: serve, work, mind the clock, or stand in for agencies."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import structlog

from connectors.registry import activated, discover
from connectors.simulation import serve as serve_agencies
from store.roles import API, WORKER
from workers.agencies import Agencies
from workers.celery_app import Bell, make_app
from workers.celery_app import serve as serve_wakeups
from workers.loop import Worker

from . import duty_officer, figures, logs, starting, telemetry
from .chores import chores
from .clocks import SystemClock
from .composition import Composition, simulated_agencies
from .database_roles import acting_as
from .http_server import Listener
from .settings import Settings
from .settling import settle
from .stopping import stop_on_signals

log = structlog.get_logger(__name__)

#: How long a graceful stop may take before whoever started the process ends it (reliability K23).
GRACE_SECONDS = 10.0


def _open(settings: Settings) -> Composition:
    return Composition(settings, extra=lambda guard: simulated_agencies(settings, guard), supervised=True)


@contextmanager
def _told(parts: Composition, role: str) -> Iterator[None]:
    """Traces of this process while it works."""
    end = telemetry.start(parts.operations, role)
    try:
        yield
    finally:
        end()


@contextmanager
def _watched(parts: Composition, worker: Worker, role: str) -> Iterator[None]:
    """Traces, and a page of figures of its own: a worker has no other door."""
    set_ = parts.operations
    duty_officer.check_pool(parts.store, worker)
    with _told(parts, role), ExitStack() as stack:
        if set_.metrics_port:
            port = stack.enter_context(figures.served(parts.page, set_.metrics_host, set_.metrics_port, set_.token()))
            log.info("figures.served", port=port)
        yield


def service(settings: Settings, stop: threading.Event, ready: Callable[[str], None]) -> None:
    """Answer over HTTP until `stop`; `ready` hears the address. It works off nothing: it rings for the workers.

    Asked to end, it first says that it is not ready, for as long as a load balancer needs to notice, then takes no more.
    """
    starting.look(acting_as(settings, API))
    listener = Listener(settings.host, settings.port)
    bell = Bell(make_app(settings.broker)) if settings.broker else None
    try:
        with _open(acting_as(settings, API)) as parts, _told(parts, "service"):
            app = parts.app(bell.ring if bell else _nobody)
            settle(parts)
            listener.serve(app)
            ready(listener.url)
            stop.wait()
            parts.operating.stopping.set()
            threading.Event().wait(parts.operations.drain_seconds)
            listener.close()
    finally:
        listener.close()
        if bell:
            bell.close()


def _nobody() -> None:
    """Without a broker there is nobody to wake: workers look by themselves every second."""


def work(settings: Settings, stop: threading.Event) -> None:
    """The loop of one worker process: jobs, timers, expired leases, chores.

    Ends when it is asked to, or when it has grown too large; either way what it holds is finished or given back.
    """
    with _open(acting_as(settings, WORKER)) as parts, _watched(parts, parts.house.worker, "worker"):
        _loop(parts, parts.house.worker, stop)


def mind_the_clock(settings: Settings, stop: threading.Event) -> None:
    """Fire timers, sweep leases and do the engine's own jobs, as every worker does, but call no agency; and the chores."""
    starting.look(acting_as(settings, WORKER))
    with Composition(acting_as(settings, WORKER)) as parts:
        worker = Worker(
            parts.house.engine, parts.store, Agencies(()), parts.clock, limits=parts.operations.limits(supervised=True)
        )
        with _watched(parts, worker, "clock"):
            _loop(parts, worker, stop)


def _loop(parts: Composition, worker: Worker, stop: threading.Event) -> None:
    settle(parts)
    ended = threading.Event()
    beside = threading.Thread(target=chores, args=(parts, ended), name="chores", daemon=True)
    thread = threading.Thread(target=worker.run, args=(ended,), name="worker")
    beside.start()
    thread.start()
    while thread.is_alive() and not stop.wait(0.5):
        pass
    ended.set()
    worker.wake()
    thread.join()
    beside.join(1.0)  # a chore in the middle of its round may be cut short: it is done again


def celery_workers(settings: Settings, processes: int) -> None:
    """So many worker processes under Celery's prefork pool, which also carries the wake-ups to them."""
    starting.look(acting_as(settings, WORKER))
    app = make_app(settings.broker)
    current: list[Worker] = []

    def run(stop: threading.Event) -> None:
        # After the fork: connections of the parent would be shared by its children.
        with _open(acting_as(settings, WORKER)) as parts, _watched(parts, parts.house.worker, "worker"):
            current[:] = [parts.house.worker]
            _loop(parts, parts.house.worker, stop)

    def wake() -> None:
        for worker in current:
            worker.wake()

    serve_wakeups(app, run, wake)
    app.worker_main(
        [
            "--quiet", "worker", "--pool=prefork", f"--concurrency={processes}", "--queues=akzess.wake", "--loglevel=ERROR",
            "--without-gossip", "--without-mingle", "--without-heartbeat", f"--hostname=akzess-{os.getpid()}@%h",
        ]
    )  # fmt: skip


def plain_workers(settings: Settings, processes: int, stop: threading.Event) -> None:
    """The same without Celery and Redis: processes that look by themselves, started again when one ends."""
    starting.look(acting_as(settings, WORKER))
    spawn = multiprocessing.get_context("spawn")
    running = [_child(spawn, settings) for _ in range(processes)]
    while not stop.wait(0.5):
        for place, child in enumerate(running):
            if not child.is_alive():
                log.warning("worker.ended", code=child.exitcode)
                running[place] = _child(spawn, settings)
    for child in running:
        child.terminate()
    for child in running:
        child.join(GRACE_SECONDS)
        child.kill()


def _child(spawn: multiprocessing.context.SpawnContext, settings: Settings) -> multiprocessing.context.SpawnProcess:
    child = spawn.Process(target=_work_until_told, args=(settings,), daemon=True)
    child.start()
    return child


def _work_until_told(settings: Settings) -> None:
    logs.own_process("worker")
    work(settings, stop_on_signals())


def simulators(settings: Settings, names: Sequence[str], stop: threading.Event, ready: Callable[[str], None]) -> None:
    """Stand-ins for the named agencies (none named: all that are not configured) until `stop`."""
    clock = SystemClock()
    known, configured = discover(), activated(settings.agencies)
    chosen = names or [name for name in known if name not in configured]
    houses = [known[name].simulate(clock.now) for name in chosen]
    with serve_agencies(houses, settings.host, settings.port) as town:
        ready(f"http://{town.host}:{town.port}")
        while not stop.wait(1.0):
            for house in houses:
                try:
                    house.tick()
                except Exception as error:  # noqa: BLE001  # a simulator's fault must not stop the others
                    log.error("simulator.fault", agency=house.name, kind=type(error).__name__)
