"""A worker that is asked to end: what has not begun goes back at once, what has begun gets its grace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from akzess.clocks import SystemClock
from akzess.house import House
from akzess.ids import RandomIds
from akzess.people import named
from akzess.town import SimulatedTown
from connectors.base import Request
from connectors.bundesagentur.examples import engineer
from engine.handlers.deployments import read_here
from store import MemoryStore
from workers.agencies import Agencies
from workers.handling import WorkerLimits
from workers.holding import Holding
from workers.lanes import Lanes
from workers.loop import Worker

from .conftest import job
from .test_loop import Held

SMALL = Path(__file__).parent.parent / "town" / "bundle" / "small.bpmn"


@pytest.fixture
def town() -> Iterator[SimulatedTown]:
    with SimulatedTown(lambda: datetime.now(UTC), "http://platform.test", in_process=True) as found:
        yield found


def _waiting_for_the_agency(store: MemoryStore, connectors: Any, cases: int = 1) -> House:
    house = House(store, SystemClock(), RandomIds(), connectors, read_bundle=read_here)
    house.deploy({"small.bpmn": SMALL.read_bytes()})
    for _ in range(cases):
        case = house.start({"request": engineer("09912342")}, process="small", site="DD")
        house.complete(house.open_tasks(case.case_id)[0], named("anna.akz-clerk"), {"result": "COMPLETE"})
    return house


def _states(house: House) -> list[str]:
    return sorted(row.state.name for row in house.read.job_counts(1) for _ in range(row.count))


class Thoughtful:
    """An agency that answers only when the test says so."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.asked = threading.Event()
        self.may_answer = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def send(self, request: Request) -> Any:
        self.asked.set()
        assert self.may_answer.wait(60)
        return self._inner.send(request)


def _thoughtful(town: SimulatedTown) -> tuple[Thoughtful, list[Any]]:
    agency = Thoughtful(next(c for c in town.connectors if c.name == "bundesagentur"))
    return agency, [agency, *(c for c in town.connectors if c.name != "bundesagentur")]


def test_what_a_worker_has_claimed_and_not_begun_goes_back_at_once(
    memory_store: MemoryStore, town: SimulatedTown
) -> None:
    house = _waiting_for_the_agency(memory_store, town.connectors, cases=2)
    house.worker.step(Held())
    assert _states(house) == ["LEASED", "LEASED"]

    house.worker._holding.give_up(memory_store, 0.0)

    assert _states(house) == ["READY", "READY"]


def test_a_call_under_way_is_finished_and_reported(memory_store: MemoryStore, town: SimulatedTown) -> None:
    agency, connectors = _thoughtful(town)
    house = _waiting_for_the_agency(memory_store, connectors)
    stop = threading.Event()
    thread = threading.Thread(target=house.worker.run, args=(stop,))
    thread.start()
    assert agency.asked.wait(30)

    stop.set()
    house.worker.wake()
    agency.may_answer.set()
    thread.join(30)

    assert _states(house) == ["DONE"] or _states(house) == []


def test_a_call_that_outlasts_the_grace_does_not_hold_the_worker_and_its_job_is_free_again(
    memory_store: MemoryStore, town: SimulatedTown
) -> None:
    """Of class A: the next worker sends the same request under the same key."""
    agency, connectors = _thoughtful(town)
    house = _waiting_for_the_agency(memory_store, connectors)
    house.worker = Worker(
        house.engine,
        memory_store,
        Agencies(connectors),
        house.clock,
        limits=WorkerLimits(grace_seconds=0.05),
    )
    stop = threading.Event()
    thread = threading.Thread(target=house.worker.run, args=(stop,))
    thread.start()
    assert agency.asked.wait(30)

    stop.set()
    house.worker.wake()
    thread.join(30)

    assert not thread.is_alive()
    assert _states(house) == ["READY"]
    agency.may_answer.set()


def test_after_its_end_a_worker_claims_nothing_more(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _waiting_for_the_agency(memory_store, town.connectors)
    house.worker._holding.give_up(memory_store, 0.0)

    house.worker.step(Held())

    assert _states(house) == ["READY"]


def test_a_worker_that_ends_signs_off(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _waiting_for_the_agency(memory_store, town.connectors)
    house.worker._beat()
    stop = threading.Event()
    stop.set()

    house.worker.run(stop)

    assert memory_store.read().workers() == []


def test_a_process_that_has_grown_too_large_ends_by_itself(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _waiting_for_the_agency(memory_store, town.connectors)
    worker = Worker(
        house.engine, memory_store, house.agencies, house.clock, limits=WorkerLimits(memory_mb=1, grace_seconds=0)
    )

    worker.run(threading.Event())

    assert worker.worn


def test_an_ended_holding_begins_nothing(memory_store: MemoryStore) -> None:
    holding = Holding()
    holding.give_up(memory_store, 0.0)

    assert not holding.begin(job())


def test_lanes_do_calls_at_the_same_time_up_to_their_number() -> None:
    lanes = Lanes(2)
    barrier = threading.Barrier(3)
    results: list[Future[Any]] = [lanes.submit(barrier.wait, 30) for _ in range(2)]

    barrier.wait(30)

    assert {result.result(30) for result in results} <= {0, 1, 2}
    lanes.shutdown()


def test_a_fault_in_a_lane_is_told_to_who_waits_and_the_lane_goes_on() -> None:
    lanes = Lanes(1)

    def fault() -> None:
        raise ValueError("odd")

    failed, fine = lanes.submit(fault), lanes.submit(lambda: 7)

    assert (type(failed.exception(30)), fine.result(30)) == (ValueError, 7)
    lanes.shutdown()


def test_lanes_never_keep_a_process_from_ending() -> None:
    lanes = Lanes(1)
    lanes.submit(threading.Event().wait, 0).result(30)

    assert all(thread.daemon for thread in lanes._threads)
    lanes.shutdown()


def test_closed_lanes_take_nothing() -> None:
    lanes = Lanes(1)
    lanes.shutdown()

    with pytest.raises(RuntimeError):
        lanes.submit(lambda: None)
