"""Whether an agency is back: one worker asks for all, also while nothing waits, and everybody hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from akzess.clocks import MovableClock
from tests.traffic.outage import Inline
from workers.agencies import Agencies
from workers.loop import Worker

from .conftest import NOW, Listener
from .conftest import Office as Agency
from .test_loop import Held

AWAY = timedelta(seconds=30)


class Asked(Agency):
    """An agency that counts who asks whether it is back."""

    def __init__(self, back: bool) -> None:
        super().__init__()
        self.back = back
        self.probes = 0

    def probe(self) -> None:
        self.probes += 1
        if not self.back:
            raise OSError("nobody there")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


def _workers(store: Any, agency: Asked, clock: MovableClock, count: int) -> list[Worker]:
    return [Worker(Listener(), store, Agencies([agency]), clock, name=f"w{n}") for n in range(count)]


def _pass(workers: list[Worker]) -> None:
    for worker in workers:
        worker.turn(Inline())


def test_an_agency_is_asked_while_no_job_waits_for_it(store: Any, clock: MovableClock) -> None:
    """Otherwise the first job after an outage would find the queue shut and wait for nothing."""
    store.note_breaker("office", NOW + AWAY, NOW)
    clock.advance(AWAY)

    _pass(_workers(store, Asked(back=True), clock, 1))

    assert store.queue_states()["office"].open_until is None


def test_of_many_workers_one_asks_each_time(store: Any, clock: MovableClock) -> None:
    """They look before the first of them has its answer."""
    workers = _workers(store, Asked(back=False), clock, 4)
    store.note_breaker("office", NOW + AWAY, NOW)
    asked = []

    for _ in range(3):
        clock.advance(AWAY)
        under_way = [Held() for _ in workers]
        for worker, lanes in zip(workers, under_way, strict=True):
            worker.turn(lanes)
        calls = [call for lanes in under_way for call in lanes.calls]
        asked.append(len(calls))
        for worker in workers:
            worker._traffic._busy.clear()  # whoever asked got no answer

    assert asked == [1, 1, 1]


def test_before_its_time_nobody_asks(store: Any, clock: MovableClock) -> None:
    agency = Asked(back=True)
    store.note_breaker("office", NOW + AWAY, NOW)

    _pass(_workers(store, agency, clock, 2))

    assert agency.probes == 0
