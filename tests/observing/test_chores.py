"""Chores: each is done by one of all processes, again in the next period, and a fault in one costs no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from akzess.chores import CHORES, Chore, forget, turn
from akzess.clocks import MovableClock
from tests.store.records import NOON

MINUTE = timedelta(minutes=1)


@dataclass
class Process:
    """As far as chores see one."""

    store: Any
    clock: MovableClock
    rounds: dict[str, int] = field(default_factory=dict)
    documents: Any = None


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


def test_of_many_processes_one_does_a_chore_in_each_period(store: Any, clock: MovableClock) -> None:
    done: list[Any] = []
    chore = Chore("count", MINUTE, lambda parts: done.append(parts.clock.now()) or 1)
    processes: list[Any] = [Process(store, clock) for _ in range(4)]

    for _ in range(5 * 12):
        for process in processes:
            turn(process, [chore], process.rounds)
        clock.advance(timedelta(seconds=5))

    assert len(done) == 5
    assert len(set(done)) == 5


def test_when_who_did_it_is_gone_another_goes_on(store: Any, clock: MovableClock) -> None:
    done: list[str] = []
    first: Any = Process(store, clock)
    second: Any = Process(store, clock)
    turn(first, [Chore("count", MINUTE, lambda parts: done.append("first") or 1)], first.rounds)

    for _ in range(24):
        clock.advance(timedelta(seconds=5))
        turn(second, [Chore("count", MINUTE, lambda parts: done.append("second") or 1)], second.rounds)

    assert done == ["first", "second", "second"]


def test_a_fault_in_one_chore_costs_no_other(store: Any, clock: MovableClock) -> None:
    done: list[int] = []

    def fault(parts: Any) -> int:
        raise OSError("away")

    process: Any = Process(store, clock)
    turn(process, [Chore("fault", MINUTE, fault), Chore("count", MINUTE, lambda parts: done.append(1) or 1)], {})

    assert done == [1]


def test_chores_have_names_of_their_own() -> None:
    assert len({chore.name for chore in CHORES}) == len(CHORES)


def test_workers_that_died_without_a_word_are_forgotten_after_an_hour(store: Any, clock: MovableClock) -> None:
    store.heartbeat("dead", NOON)
    clock.advance(timedelta(hours=2))
    store.heartbeat("alive", clock.now())
    process: Any = Process(store, clock)

    forget(process)

    assert [life.worker for life in store.read().workers()] == ["alive"]
