"""A storm of timers drains at its rate, beside everything else; the engine's own jobs do not hold each other up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from akzess.clocks import MovableClock
from engine.commands import Command, FireTimer
from engine.errors import Invalid
from engine.model import Changes, JobState, Timer
from store import MemoryStore, Unavailable
from tests.store.records import NOON, job, started, timer
from workers.agencies import Agencies
from workers.clock import LOOK, TOGETHER, TimerClock, meter
from workers.handling import WorkerLimits
from workers.loop import ENGINE_BATCH, Worker

from .test_loop import Held

RATE = 20


class Firing:
    """An engine that fires timers and does nothing else; remembers what it was told."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.told: list[Command] = []

    def handle(self, command: Command) -> None:
        self.told.append(command)
        if isinstance(command, FireTimer):
            with self._store.unit_of_work() as unit:
                case = unit.lock_case(1, command.case_id)
                fired = ((command.activation, command.element_id, command.cycle),)
                unit.save_case(replace(case, version=case.version + 1), Changes(fired_timers=fired))
                unit.commit()


@pytest.fixture
def storm(store: Any) -> Any:
    """A thousand timers of one instant."""
    started(store, changes=Changes(timers=tuple(replace(timer(), activation=n, fire_at=NOON) for n in range(1000))))
    return store


@pytest.fixture
def small_storm(memory_store: Any) -> Any:
    """As many timers of one instant as one look sees."""
    rows = tuple(replace(timer(), activation=n, fire_at=NOON) for n in range(LOOK))
    started(memory_store, changes=Changes(timers=rows))
    return memory_store


def _drained(clocks: list[TimerClock], clock: MovableClock, seconds: int) -> int:
    """How many are fired by all of them in so much virtual time, looked at every quarter of a second."""
    fired = 0
    for _ in range(seconds * 4):
        for one in clocks:
            while done := one.fire_metered():
                fired += done
        clock.advance(timedelta(seconds=0.25))
    return fired


@pytest.mark.parametrize("workers", [1, 4])
def test_a_storm_of_timers_is_fired_at_the_rate_of_the_tenant_however_many_workers_there_are(
    storm: Any, workers: int
) -> None:
    clock = MovableClock(NOON)
    engine = Firing(storm)
    clocks = [TimerClock(engine, storm, clock, per_second=RATE, name=f"w{n}") for n in range(workers)]

    fired = _drained(clocks, clock, seconds=10)

    assert RATE * 9 <= fired <= RATE * 13  # what two seconds let be caught up comes on top, once


def test_in_a_storm_each_timer_is_fired_once(storm: Any) -> None:
    clock = MovableClock(NOON)
    engine = Firing(storm)
    clocks = [TimerClock(engine, storm, clock, per_second=RATE, name=f"w{n}") for n in range(2)]

    _drained(clocks, clock, seconds=5)

    told = [(command.activation, command.cycle) for command in engine.told if isinstance(command, FireTimer)]
    assert len(told) == len(set(told))


def test_a_few_timers_are_fired_at_once_and_in_their_order(store: Any) -> None:
    late = [timedelta(seconds=n) for n in range(5)]
    rows = tuple(replace(timer(), activation=n, fire_at=NOON - wait) for n, wait in enumerate(late))
    started(store, changes=Changes(timers=rows))
    engine = Firing(store)

    TimerClock(engine, store, MovableClock(NOON), per_second=RATE).fire_metered()

    assert [command.activation for command in engine.told if isinstance(command, FireTimer)] == [4, 3, 2, 1, 0]


class Slow(Firing):
    """An engine whose every unit of work takes a while, as when others want the database."""

    def __init__(self, store: Any, clock: MovableClock, takes: timedelta) -> None:
        super().__init__(store)
        self._clock, self._takes = clock, takes

    def handle_all(self, commands: Sequence[Command]) -> list[Any]:
        self._clock.advance(self._takes)
        for command in commands:
            self.handle(command)
        return list(commands)


@pytest.mark.parametrize(("takes", "rest"), [(0.01, 0.05), (0.4, 1.2), (30.0, 2.0)])
def test_in_a_storm_timers_rest_three_times_as_long_as_they_took_and_never_for_long(
    small_storm: Any, takes: float, rest: float
) -> None:
    clock = MovableClock(NOON)
    timers = TimerClock(
        Slow(small_storm, clock, timedelta(seconds=takes)), small_storm, clock, per_second=TOGETHER * 20
    )

    timers.fire_metered()

    assert timers.rests() == pytest.approx(rest)


def test_whoever_fired_all_that_was_due_does_not_rest(memory_store: Any) -> None:
    rows = tuple(replace(timer(), activation=n, fire_at=NOON) for n in range(TOGETHER))
    started(memory_store, changes=Changes(timers=rows))
    clock = MovableClock(NOON)
    timers = TimerClock(Slow(memory_store, clock, timedelta(seconds=1)), memory_store, clock, per_second=RATE)

    timers.fire_metered()

    assert timers.rests() == 0


class Counted(MemoryStore):
    """Counts how often somebody looks at what is due."""

    looks = 0

    def due_timers(self, *, now: datetime, limit: int) -> Sequence[Timer]:
        self.looks += 1
        return super().due_timers(now=now, limit=limit)


def test_while_the_meter_gives_nothing_nobody_looks_at_what_is_due() -> None:
    store, clock = Counted(), MovableClock(NOON)
    started(store, changes=Changes(timers=tuple(replace(timer(), activation=n, fire_at=NOON) for n in range(LOOK))))
    timers = TimerClock(Firing(store), store, clock, per_second=RATE)
    timers.fire_metered()
    store.steer_queue(meter(1), paused=True, rate=None, now=NOON, by="an operator")
    for _ in range(20):
        clock.advance(timedelta(seconds=1))
        timers.fire_metered()

    assert store.looks == 1


def test_a_clock_that_was_set_back_does_not_prolong_the_rest(small_storm: Any) -> None:
    back = Set(NOON + timedelta(hours=1))
    timers = TimerClock(Firing(small_storm), small_storm, back, per_second=RATE)
    timers.fire_metered()
    back.at = NOON

    assert timers.rests() == 0


@dataclass
class Set:
    """A clock that somebody sets."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def test_a_worker_in_a_storm_looks_again_when_the_timers_have_rested(small_storm: Any) -> None:
    worker = Worker(
        Firing(small_storm), small_storm, Agencies([]), MovableClock(NOON), limits=WorkerLimits(timers_per_second=400)
    )

    worker.step(Held())

    assert worker._pause() == pytest.approx(TOGETHER / 400)


def test_a_rate_that_an_operator_set_stays(storm: Any) -> None:
    storm.steer_queue(meter(1), paused=True, rate=None, now=NOON, by="an operator")

    assert TimerClock(Firing(storm), storm, MovableClock(NOON), per_second=RATE).fire_metered() == 0


def test_a_rate_in_new_settings_replaces_that_of_old_ones(storm: Any) -> None:
    clock = MovableClock(NOON)
    TimerClock(Firing(storm), storm, clock, per_second=1).fire_metered()

    TimerClock(Firing(storm), storm, clock, per_second=RATE).fire_metered()

    assert storm.queue_states()[meter(1)].rate == RATE * 60


def test_virtual_time_knows_no_rate(storm: Any) -> None:
    """Scenarios and the demo move the clock by months; nobody's inbox is beside them."""
    worker = Worker(Firing(storm), storm, Agencies([]), MovableClock(NOON), limits=WorkerLimits(timers_per_second=1))

    assert worker.run_once() == 1000


def test_jobs_of_the_engine_are_claimed_in_small_turns(memory_store: Any) -> None:
    _internal(memory_store, 3 * ENGINE_BATCH)
    worker = Worker(Firing(memory_store), memory_store, Agencies([]), MovableClock(NOON))

    worker.step(Held())

    assert _leased(memory_store) == ENGINE_BATCH


@pytest.mark.parametrize("error", [Unavailable("away"), Invalid("odd"), RuntimeError("a fault")])
def test_an_engines_job_that_fails_does_not_take_the_others_of_its_turn_with_it(
    memory_store: Any, error: Exception
) -> None:
    _internal(memory_store, ENGINE_BATCH)
    worker = Worker(Stumbling(error), memory_store, Agencies([]), MovableClock(NOON))

    worker._carry_engine_jobs(worker._claimed("engine", ENGINE_BATCH))

    told = {getattr(command, "activation", None) for command in worker._relay._engine.told}
    assert set(range(ENGINE_BATCH)) <= told


class Stumbling:
    """An engine that fails at the first command and takes the others."""

    def __init__(self, error: Exception) -> None:
        self._error: Exception | None = error
        self.told: list[Command] = []

    def handle(self, command: Command) -> None:
        self.told.append(command)
        if self._error is not None:
            error, self._error = self._error, None
            raise error


def _internal(store: Any, count: int) -> None:
    row = replace(job(), kind="continue", queue="engine", type="engine.continue", run_at=NOON)
    started(store, changes=Changes(jobs=tuple(replace(row, activation=n) for n in range(count))))


def _leased(store: Any) -> int:
    with store.unit_of_work() as unit:
        return sum(row.state is JobState.LEASED for row in unit.jobs_of("c1"))
