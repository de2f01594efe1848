"""Figures of an agency at a glance: what waits since when, how long answers took, how many calls failed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.ledger import Letter, Part
from engine.model import Changes, JobState
from store import MemoryStore, SqlStore
from store.evidence import Kept, Keyring
from store.queries.figures import agency_figures, breaker, percentile

from .records import NOON, job, started

Stores = SqlStore | MemoryStore


class Noon:
    def now(self) -> Any:
        return NOON


def _exchange(number: int, seconds: float | None, outcome: str, agency: str = "kammern") -> list[Letter]:
    asked = Letter(Part.REQUEST, f"e{number}", agency, "remind", f"k{number}", NOON, b"{}", outcome="sent")
    after = NOON + timedelta(seconds=seconds if seconds is not None else 30)
    status = None if seconds is None else 200
    answer = Letter(
        Part.ANSWER, f"e{number}", agency, "remind", f"k{number}", after, b"{}", outcome=outcome, status=status
    )
    return [asked, answer]


def _figures(store: Stores, now: Any = NOON + timedelta(hours=1)) -> dict[str, Any]:
    found = agency_figures(store.read(), store.queue_states(), ["kammern", "azr"], 1, now)
    return {figures.name: figures for figures in found}


def test_waiting_leased_and_stuck_jobs_are_counted_by_agency(store: Stores) -> None:
    jobs = (
        job(activation=2, queue="kammern", run_at=NOON - timedelta(minutes=5)),
        job(activation=3, queue="kammern", run_at=NOON),
        job(activation=4, queue="kammern", run_at=NOON + timedelta(days=1)),
        job(activation=5, queue="kammern", state=JobState.INCIDENT),
    )
    started(store, changes=Changes(jobs=jobs))

    mine, other = _figures(store)["kammern"], _figures(store)["azr"]

    assert (mine.waiting, mine.leased, mine.incidents, mine.oldest_due) == (3, 0, 1, NOON - timedelta(minutes=5))
    assert (other.waiting, other.incidents, other.oldest_due, other.p50, other.breaker) == (0, 0, None, None, "closed")


def test_a_list_of_jobs_can_be_narrowed_to_an_agency(store: Stores) -> None:
    started(store, changes=Changes(jobs=(job(activation=2, queue="azr"), job(activation=3, queue="kammern"))))

    found = store.read().jobs(1, JobState.READY, queue="kammern")

    assert [row.activation for row in found.items] == [3]


def test_latency_is_of_answers_and_errors_are_of_calls(store: Stores) -> None:
    ledger = Kept(store, Keyring([b"0" * 32]), Noon())
    for number, seconds in enumerate((1.0, 2.0, 3.0, 4.0)):
        ledger.keep(_exchange(number, seconds, "reply"))
    ledger.keep(_exchange(4, None, "unavailable timeout"))
    ledger.keep(_exchange(5, 5.0, "refused WRONG_STATE"))
    ledger.keep(_exchange(6, 9.0, "reply", agency="azr"))

    mine = _figures(store)["kammern"]

    assert (mine.calls, mine.errors, mine.p50, mine.p95) == (6, 1, 3.0, 5.0)
    later = _figures(store, NOON + timedelta(days=2))["kammern"]
    assert (later.calls, later.p50) == (0, None)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 2.0), (0.51, 3.0), (0.95, 4.0), (1.0, 4.0)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == value


def test_a_breaker_is_half_open_when_its_pause_is_over(store: Stores) -> None:
    until = NOON + timedelta(seconds=30)
    store.note_breaker("kammern", until, NOON)
    state = store.queue_states()["kammern"]

    assert [breaker(state, NOON), breaker(state, until), breaker(None, NOON)] == ["open", "half-open", "closed"]
