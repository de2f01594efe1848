"""What is due: timers, the queues that have a job to claim, and the next moment of all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.model import CaseStatus, Changes

from .records import MINUTE, NOON, job, later, started, timer

LATE = NOON + 60 * MINUTE


def test_due_timers_come_earliest_first_and_never_early(store: Any) -> None:
    times = (LATE, NOON + MINUTE, NOON + 2 * MINUTE, NOON + 3 * MINUTE)
    started(store, changes=Changes(timers=tuple(timer(cycle=n, fire_at=at) for n, at in enumerate(times))))
    assert store.due_timers(now=NOON + MINUTE - timedelta(microseconds=1), limit=9) == []
    assert [one.cycle for one in store.due_timers(now=NOON + 3 * MINUTE, limit=2)] == [1, 2]
    assert [one.cycle for one in store.due_timers(now=LATE, limit=9)] == [1, 2, 3, 0]


def test_the_next_due_moment_is_that_of_the_earliest_timer_or_job(store: Any) -> None:
    assert store.next_due(NOON) is None
    started(store, changes=Changes(timers=(timer(),), jobs=(job(run_at=LATE),)))
    assert store.next_due(NOON) == NOON + MINUTE
    started(store, "c2", changes=Changes(jobs=(job("c2"),)))
    assert store.next_due(NOON) == NOON


def test_a_queue_is_due_when_it_has_a_job_that_may_be_claimed(store: Any) -> None:
    assert store.due_queues(NOON) == []
    started(store, changes=Changes(jobs=(job(queue="till"), job(activation=3, queue="later", run_at=LATE))))
    started(store, "c2", changes=Changes(jobs=(job("c2", queue="halted"),)), status=CaseStatus.SUSPENDED)
    started(store, "c3", changes=Changes(jobs=(job("c3", queue="desk"), job("c3", 4, queue="till"))))
    assert store.due_queues(NOON) == ["desk", "till"]
    assert store.due_queues(LATE) == ["desk", "later", "till"]


def test_whoever_has_just_seen_that_a_queue_is_due_claims_as_everybody(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(), job(activation=3, queue="other"))))
    how = {"limit": 9, "now": NOON, "lease_seconds": 60, "worker": "w", "seen_due": True}
    assert [one.activation for one in store.claim_jobs(queues=["bundesagentur"], **how)] == [2]
    assert store.claim_jobs(queues=["bundesagentur"], **how) == []
    assert [one.activation for one in store.claim_jobs(queues=None, **how)] == [3]


def test_a_fired_timer_is_not_due_again(store: Any) -> None:
    first = started(store, changes=Changes(timers=(timer(),)))
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(fired_timers=((3, "Wait", 0),)))
        unit.commit()
    assert store.due_timers(now=LATE, limit=9) == []
