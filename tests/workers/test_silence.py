"""A worker that is killed is missed within seconds: the others go on with what it held, long before its lease ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from akzess.clocks import MovableClock
from akzess.house import House
from akzess.ids import RandomIds
from akzess.people import named
from akzess.town import SimulatedTown
from connectors.bundesagentur.examples import engineer
from engine.handlers.deployments import read_here
from tests.traffic.outage import Inline
from workers.agencies import Agencies
from workers.loop import Worker

SMALL = Path(__file__).parent.parent / "town" / "bundle" / "small.bpmn"
SECOND = timedelta(seconds=1)


class Never(Executor):
    """Lanes of a process that dies before any call begins."""

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        return Future()


class Pool:
    """A case with a request to an agency, the worker that claims it and falls silent, and another one."""

    def __init__(self, store: Any) -> None:
        self.clock = MovableClock(datetime(2026, 10, 19, 7, 0, tzinfo=UTC))
        self.town = SimulatedTown(self.clock.now, "http://platform.test", in_process=True)
        self.store = store
        self.house = House(store, self.clock, RandomIds(), self.town.connectors, read_bundle=read_here)
        self.house.deploy({"small.bpmn": SMALL.read_bytes()})
        case = self.house.start({"request": engineer("09912342")}, process="small", site="DD")
        self.house.complete(self.house.open_tasks(case.case_id)[0], named("anna.akz-clerk"), {"result": "COMPLETE"})

    def worker(self, name: str) -> Worker:
        return Worker(
            self.house.engine, self.store, Agencies(self.town.connectors), self.clock, name=name, spread=lambda: 1.0
        )

    @property
    def asked(self) -> int:
        """How often the agency was asked."""
        return len(self.town["bundesagentur"].received)


def seconds_until_asked(pool: Pool, other: Worker) -> int:
    """How long the agency hears nothing while this worker looks once a second."""
    passed = 0
    while not pool.asked and passed < 60:
        pool.clock.advance(SECOND)
        passed += 1
        other.turn(Inline())
    return passed


@pytest.fixture
def pool(store: Any) -> Iterator[Pool]:
    found = Pool(store)
    with found.town:
        yield found


@pytest.mark.parametrize("began", ["before", "after"])
def test_k08_the_work_of_a_killed_worker_goes_on_within_ten_seconds(pool: Pool, began: str) -> None:
    other = pool.worker("other")
    if began == "before":
        other._beat()
    pool.worker("killed").turn(Never())

    assert seconds_until_asked(pool, other) <= 10


def test_a_job_that_has_ended_two_workers_waits_before_a_third_takes_it(pool: Pool) -> None:
    for name in ("first", "second"):
        pool.worker(name).turn(Never())
        pool.clock.advance(8 * SECOND)

    assert seconds_until_asked(pool, pool.worker("third")) >= 20


def test_a_worker_that_was_away_itself_takes_nobody_for_dead(pool: Pool) -> None:
    """The database, or the whole machine, stood still for a minute: whoever is first to go on finds all others silent."""
    sleeper, busy = pool.worker("sleeper"), pool.worker("busy")
    sleeper._beat()
    busy.turn(Never())
    pool.clock.advance(timedelta(seconds=60))

    sleeper.turn(Inline())
    for _ in range(10):
        pool.clock.advance(SECOND)
        busy._beat()
        sleeper.turn(Inline())

    assert pool.asked == 0
