"""Service tasks that do nothing, drained by the worker of the office with a connector that answers at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from akzess.clocks import SystemClock
from akzess.ids import RandomIds
from benchmarks.workload import Seen, engine_on
from connectors.base import (
    DeliveryClass,
    HttpAnswer,
    Message,
    MessageType,
    Operation,
    Receipt,
    Rejected,
    Reply,
    Request,
)
from engine.commands import Command, StartCase
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import JobState
from store import SqlStore
from workers.agencies import Agencies
from workers.handling import WorkerLimits
from workers.loop import Worker

#: Beyond this a round is given up.
PATIENCE = 60.0


def _work(name: str, delivery: DeliveryClass) -> Mapping[str, Operation]:
    return {"work": Operation("work", delivery, {}, {}, name, name, timeout=5.0)}


class NoOp:
    """An agency that has done everything already, and may be asked again (class A)."""

    name: ClassVar[str] = "noop"
    operations: ClassVar[Mapping[str, Operation]] = _work("noop", DeliveryClass.A)
    messages: ClassVar[Mapping[str, MessageType]] = {}

    def send(self, request: Request) -> Reply:
        """Done."""
        return Reply({})

    def ask(self, request: Request) -> Reply | None:
        """Nothing is known of requests that came before."""
        return None

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """It never says anything by itself."""
        raise Rejected(404, "no-messages")

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """Nothing is to be acknowledged."""
        return HttpAnswer(200, b"", "text/plain")

    def reject(self, error: Rejected) -> HttpAnswer:
        """Nor rejected."""
        return HttpAnswer(error.status, b"", "text/plain")

    def probe(self) -> None:
        """It is always there."""


class Marked(NoOp):
    """The same of class B: each job is marked as sent in a commit of its own before it is asked."""

    name: ClassVar[str] = "marked"
    operations: ClassVar[Mapping[str, Operation]] = _work("marked", DeliveryClass.B)


AGENCIES = {"noop": NoOp, "marked": Marked}


class Counting(Engine):
    """The engine; notes when how many jobs were reported done, which is said to all processes by one clock."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.done: list[tuple[float, int]] = []

    def handle(self, command: Command) -> Any:
        """As the engine's; what a lane reports by itself comes here."""
        found = super().handle(command)
        self.done.append((time.monotonic(), 1))
        return found

    def _shared(self, commands: Sequence[Command]) -> list[Any]:
        """As the engine's; what a lane reports together comes here."""
        found = super()._shared(commands)
        self.done.append((time.monotonic(), len(found)))
        return found


def jobs(url: str, number: int, seconds: float, name: str) -> Seen:
    """A worker process as the office runs it, until nobody has anything left to do."""
    plain, store = engine_on(url)
    engine = Counting(store, plain.clock, RandomIds(), read_bundle=read_here)
    limits = WorkerLimits(timers_per_second=None)
    worker = Worker(engine, store, Agencies([AGENCIES[name]()]), SystemClock(), name=f"w{number}", limits=limits)
    stop = threading.Event()
    running = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    began = time.monotonic()
    running.start()
    while _left(store, name) and time.monotonic() - began < PATIENCE:
        time.sleep(0.25)
    stop.set()
    running.join(10)
    store.close()
    return Seen(sum(count for _, count in engine.done), done=engine.done)


def _left(store: SqlStore, queue: str) -> int:
    if queue in store.due_queues(datetime.now(UTC)):
        return 1  # while some wait nobody counts them, which would be no small part of the work
    found = store.read().job_counts(1)
    return sum(row.count for row in found if row.queue == queue and row.state is not JobState.INCIDENT)


def drained(found: Iterable[Seen]) -> float:
    """Jobs a second from the moment at which a quarter is done, as of the other systems (`contenders/raw_jobs.py`)."""
    done = sorted(one for seen in found for one in seen.done)
    total, so_far = sum(count for _, count in done), 0
    for moment, count in done:
        so_far += count
        if so_far * 4 >= total:
            return (total - so_far) / max(done[-1][0] - moment, 1e-6)
    return 0.0


def fill(url: str, number: int, seconds: float, wanted: tuple[str, int]) -> Seen:
    """So many cases of a process, each with one no-op job."""
    engine, store = engine_on(url)
    for _ in range(wanted[1]):
        engine.handle(StartCase(process_id=wanted[0], variables={}))
    store.close()
    return Seen(wanted[1], 1.0)
