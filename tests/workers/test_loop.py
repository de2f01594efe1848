"""The loop of a worker process: it looks by itself, it can be woken, it survives, it stops."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from akzess.clocks import MovableClock, SystemClock
from akzess.house import House
from akzess.ids import RandomIds
from akzess.people import named
from akzess.town import SimulatedTown
from connectors.base import DeliveryClass
from connectors.bundesagentur.examples import engineer
from engine.handlers.deployments import read_here
from engine.model import Changes, JobState
from store import MemoryStore, Unavailable
from tests.kernel.diagrams import element, end, flows, on_timer, process, start
from tests.kernel.office import Office
from tests.store.records import started, timer
from workers.agencies import Agencies
from workers.clock import meter
from workers.loop import CALLS_PER_AGENCY, Worker, worker_name

DEADLINE = process(
    start(), element("intermediateCatchEvent", "t", on_timer("PT30M")), end(), flows("start -> t -> end")
)
SMALL = Path(__file__).parent.parent / "town" / "bundle" / "small.bpmn"


@pytest.fixture
def town() -> Iterator[SimulatedTown]:
    with SimulatedTown(lambda: datetime.now(UTC), "http://platform.test", in_process=True) as found:
        yield found


def _house(store: MemoryStore, town: SimulatedTown) -> House:
    house = House(store, SystemClock(), RandomIds(), town.connectors, read_bundle=read_here)
    house.deploy({"small.bpmn": SMALL.read_bytes()})
    return house


def _to_the_agency(house: House) -> str:
    case = house.start({"request": engineer("09912342")}, process="small", site="DD")
    house.complete(house.open_tasks(case.case_id)[0], named("anna.akz-clerk"), {"result": "COMPLETE"})
    return str(case.case_id)


def _until(question: object, seconds: float = 15.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.02)
    return False


def test_a_worker_in_its_own_thread_does_what_is_due_and_stops(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _house(memory_store, town)
    stop = threading.Event()
    thread = threading.Thread(target=house.worker.run, args=(stop,))
    thread.start()
    _to_the_agency(house)

    assert _until(lambda: len(town["bundesagentur"].received) == 1)
    stop.set()
    house.worker.wake()
    thread.join(timeout=10)
    assert not thread.is_alive()


class Shaky(MemoryStore):
    """A database that is away for the first questions."""

    away = 3

    def due_timers(self, *, now: datetime, limit: int):
        if self.away:
            self.away -= 1
            raise Unavailable("no connection")
        return super().due_timers(now=now, limit=limit)


def test_a_database_that_is_away_for_a_moment_does_not_end_the_loop(town: SimulatedTown) -> None:
    store = Shaky()
    house = _house(store, town)
    stop = threading.Event()
    thread = threading.Thread(target=house.worker.run, args=(stop,))
    thread.start()
    _to_the_agency(house)

    assert _until(lambda: len(town["bundesagentur"].received) == 1)
    stop.set()
    thread.join(timeout=10)


def test_two_workers_carry_each_job_once(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _house(memory_store, town)
    cases = [_to_the_agency(house) for _ in range(12)]
    stop = threading.Event()
    workers = [
        Worker(house.engine, memory_store, Agencies(town.connectors), house.clock, name=f"w{n}") for n in range(2)
    ]
    threads = [threading.Thread(target=worker.run, args=(stop,)) for worker in workers]
    for thread in threads:
        thread.start()

    assert _until(lambda: not any(house.read.open_rows(1, case).jobs for case in cases))
    stop.set()
    for thread in threads:
        thread.join(timeout=10)
    agency = town["bundesagentur"]
    assert (len(agency.received), max(agency.effects.values())) == (12, 1)


def test_one_slow_agency_does_not_get_all_the_lanes(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _house(memory_store, town)
    for _ in range(6):
        _to_the_agency(house)

    leased = house.worker._relay.claim(
        ["bundesagentur"], house.worker._traffic.room("bundesagentur", house.clock.now()).jobs
    )

    assert len(leased) == CALLS_PER_AGENCY
    assert {job.state for job in leased} == {JobState.LEASED}


def test_a_lease_outlasts_the_longest_call(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _house(memory_store, town)

    assert house.worker.lease_seconds >= house.agencies.longest_call() + 15


def test_an_attempt_that_may_ask_first_has_a_lease_for_both_calls(town: SimulatedTown) -> None:
    agencies = Agencies(town.connectors)

    longest = max(
        operation.timeout
        for connector in agencies
        for operation in connector.operations.values()
        if operation.delivery is DeliveryClass.B
    )

    assert agencies.longest_call() >= 2 * longest


def test_a_job_is_leased_only_when_a_lane_is_free_for_it(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _house(memory_store, town)
    worker = Worker(house.engine, memory_store, house.agencies, house.clock, lanes=1)
    for _ in range(3):
        _to_the_agency(house)
    held = Held()

    worker.step(held)
    worker.step(held)

    states = [row.state.name for row in house.read.job_counts(1) for _ in range(row.count)]
    assert (len(held.calls), sorted(states)) == (1, ["LEASED", "READY", "READY"])


class Asked(MemoryStore):
    """Remembers for which queues somebody wanted jobs."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def claim_jobs(self, *, queues: Any, **how: Any) -> Any:
        self.asked += queues
        return super().claim_jobs(queues=queues, **how)


def test_a_pass_asks_the_queues_in_which_something_is_due_and_no_others(town: SimulatedTown) -> None:
    """In a storm of timers there always is something to do: that is no reason to knock at every agency's queue."""
    store = Asked()
    house = _house(store, town)
    started(store, "timed", Changes(timers=(timer("timed", fire_at=house.clock.now()),)))
    store.steer_queue(meter(1), paused=True, rate=None, now=house.clock.now(), by="an operator")
    worker = Worker(house.engine, store, house.agencies, house.clock)
    _to_the_agency(house)

    worker.step(Held())
    _to_the_agency(house)
    worker.step(Held())

    assert store.asked == ["bundesagentur"] * 2


def test_a_loop_that_has_only_given_its_lanes_something_to_do_waits_for_their_bell(
    memory_store: MemoryStore, town: SimulatedTown
) -> None:
    house = _house(memory_store, town)
    _to_the_agency(house)
    held = Held()

    done = house.worker.turn(held)

    assert (done, len(held.calls), house.worker.hurries) == (1, 1, False)


def test_a_loop_that_has_fired_timers_looks_again_at_once(memory_store: MemoryStore) -> None:
    office = Office(memory_store)
    office.runs(DEADLINE)
    office.clock.moment += timedelta(hours=1)
    worker = Worker(office.engine, memory_store, Agencies(()), office.clock)

    worker.turn(Held())
    fired = worker.hurries
    worker.turn(Held())

    assert (fired, worker.hurries) == (True, False)


class Held(Executor):
    """Lanes that take calls and never begin them."""

    def __init__(self) -> None:
        self.calls: list[Callable[..., Any]] = []

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        self.calls.append(call)
        return Future()


def test_every_agency_has_lanes_of_its_own(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _house(memory_store, town)

    assert house.worker._lanes >= CALLS_PER_AGENCY * len(town.connectors)


def test_a_database_that_is_away_does_not_count_against_the_agency(
    memory_store: MemoryStore, town: SimulatedTown
) -> None:
    house = _house(memory_store, town)
    for _ in range(6):
        result: Future[bool | None] = Future()
        house.worker._traffic.started("post")
        result.set_exception(Unavailable("no connection"))
        house.worker._ended("post", result)

    assert not house.worker._traffic.room("post", house.clock.now()).probe
    assert house.worker._traffic.room("post", house.clock.now()).jobs == CALLS_PER_AGENCY


def test_the_loop_itself_says_that_it_is_alive(memory_store: MemoryStore, town: SimulatedTown) -> None:
    house = _house(memory_store, town)
    stop = threading.Event()
    thread = threading.Thread(target=house.worker.run, args=(stop,))
    thread.start()

    assert _until(lambda: len(memory_store.read().workers()) == 1)
    (life,) = memory_store.read().workers()
    stop.set()
    house.worker.wake()
    thread.join(timeout=10)
    assert life.worker == worker_name()
    assert set(life.detail) == {"queues", "lanes", "calls", "stale", "reads"}


def test_a_loop_that_hangs_falls_silent(memory_store: MemoryStore, town: SimulatedTown) -> None:
    clock = MovableClock(datetime(2026, 10, 19, 7, 0, tzinfo=UTC))
    house = House(memory_store, clock, RandomIds(), town.connectors, read_bundle=read_here)
    house.worker._beat()
    seen = memory_store.read().workers()[0].seen_at

    clock.advance(timedelta(minutes=1))

    assert memory_store.read().workers()[0].seen_at == seen
    house.worker._beat()
    assert memory_store.read().workers()[0].seen_at == seen + timedelta(minutes=1)
