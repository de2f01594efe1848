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
    agency = Asked(back=False)
    workers = _workers(store, agency, clock, 4)
    store.note_breaker("office", NOW + AWAY, NOW)

    for _ in range(12):
        clock.advance(AWAY)
        _pass(workers)

    assert agency.probes == 12


def test_before_its_time_nobody_asks(store: Any, clock: MovableClock) -> None:
    agency = Asked(back=True)
    store.note_breaker("office", NOW + AWAY, NOW)

    _pass(_workers(store, agency, clock, 2))

    assert agency.probes == 0
