"""One agency is away for a day of virtual time while jobs for it and for others come in; no sleeps, real simulators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from akzess.clocks import MovableClock
from akzess.house import TENANT, House
from akzess.ids import SeededIds
from connectors.base import Connector
from connectors.registry import discover
from engine.handlers.deployments import read_here
from engine.model import JobState
from engine.ports import Store

from . import cases

ERRANDS: dict[str, Callable[[], cases.Errand]] = {"kammern": cases.rest, "azr": cases.register}
MONDAY = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)
AWAY = timedelta(hours=24)


class Inline(Executor):
    """Lanes without threads: a call is over when it has been started."""

    def submit(self, call: Any, /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(call(*given, **named))
        except Exception as error:  # noqa: BLE001  # as a pool's thread would
            future.set_exception(error)
        return future


class Line(httpx2.AsyncBaseTransport):
    """The wire to one simulator; `down`: nobody answers, `only_probes`: nobody but the porter does."""

    def __init__(self, app: Any) -> None:
        self._wire = httpx2.ASGITransport(app=app)
        self.down = self.only_probes = False
        self.refused = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        work = request.method != "GET" and not request.url.path.endswith("/token")
        if self.down and (work or not self.only_probes):
            self.refused += 1
            raise httpx2.ConnectError("nobody answers", request=request)
        return await self._wire.handle_async_request(request)


class Office:
    """A house with two agencies at the end of wires that can be cut."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = MovableClock(MONDAY)
        self.simulators = {name: discover()[name].simulate(self.clock.now) for name in ERRANDS}
        self._lines = {name: Line(simulator) for name, simulator in self.simulators.items()}
        connectors: list[Connector] = []
        for name, line in self._lines.items():
            config = discover()[name].demo_config(f"http://{name}.test", "http://platform.test")
            connectors.append(discover()[name].build(config, clock=self.clock.now, transport=line))
        self.house = House(store, self.clock, SeededIds(1), connectors, read_bundle=read_here)
        self.house.deploy(cases.bundle())
        self._lanes = Inline()

    def line(self, agency: str) -> Line:
        return self._lines[agency]

    def asks(self, agency: str, count: int) -> None:
        """So many cases ask this agency for something."""
        for _ in range(count):
            errand = ERRANDS[agency]()
            self.house.start({"input": errand.input}, process=errand.process, site="DD")

    def works(self) -> None:
        """Everything that may be done at this instant is done."""
        while self.house.worker.step(self._lanes):
            pass

    def passes(self, time: timedelta, step: timedelta) -> None:
        """Time passes in steps, and the worker looks at each."""
        end = self.clock.now() + time
        while self.clock.now() < end:
            self.clock.move_to(min(self.clock.now() + step, end))
            self.works()

    def done(self, agency: str) -> int:
        """How many requests the agency has on file."""
        return len(self.simulators[agency].received)

    def waiting(self) -> int:
        return sum(count.count for count in self.house.read.job_counts(TENANT))

    def attempts(self) -> int:
        """The attempts that waiting jobs have used up, by all of them together."""
        total, after = 0, None
        while True:
            page = self.house.read.jobs(TENANT, JobState.READY, limit=500, after=after)
            total += sum(job.attempts for job in page.items)
            after = page.next
            if after is None:
                return total

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Outage:
    """What a day without one agency came to. `burned`: attempts used up by waiting jobs in all of it."""

    waiting: int
    others: int
    others_late: int
    probes: int
    burned: int
    burned_while_open: int
    rate: int
    drained_in: timedelta
    incidents: int
    lost: int
    doubled: int


def outage(store: Store, *, waiting: int, others: int, rate: int) -> Outage:
    """The chambers are away for 24 hours with so many jobs waiting, while others ask the register of foreigners."""
    office = Office(store)
    line = office.line("kammern")
    line.down = True
    office.asks("kammern", waiting)
    office.works()
    burned_first = office.attempts()
    late = 0
    for hour in range(24):
        before = office.done("azr")
        count = others // 24 + (hour < others % 24)
        office.asks("azr", count)
        office.works()
        late += count - (office.done("azr") - before)
        office.passes(AWAY / 24, step=timedelta(seconds=30))
    burned = office.attempts()
    probes = line.refused - burned_first
    office.store.steer_queue("kammern", paused=False, rate=rate, now=office.clock.now(), by="otto")
    line.down = False
    back = office.clock.now()
    while office.waiting() and office.clock.now() < back + AWAY:
        office.passes(timedelta(seconds=10), step=timedelta(seconds=1))
    effects: Counter[str] = office.simulators["kammern"].effects
    return Outage(
        waiting=waiting,
        others=others,
        others_late=late,
        probes=probes,
        burned=burned,
        burned_while_open=burned - burned_first,
        rate=rate,
        drained_in=office.clock.now() - back,
        incidents=sum(c.count for c in office.house.read.job_counts(TENANT) if c.state is JobState.INCIDENT),
        lost=waiting - len(effects),
        doubled=sum(count > 1 for count in effects.values()),
    )
