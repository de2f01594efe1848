"""What a store promises about jobs under lease and fence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.errors import NotFound, StaleLease
from engine.model import CaseStatus, Changes, JobPhase, JobState
from store import AlreadyThere

from .records import MINUTE, NOON, in_one_unit, job, later, started, timer

LATE = NOON + 60 * MINUTE


def claim(store: Any, queues: Any = None, limit: int = 10, now: Any = NOON, worker: str = "w1") -> list[Any]:
    return list(store.claim_jobs(queues=queues, limit=limit, now=now, lease_seconds=60, worker=worker))


def only_job(store: Any) -> Any:
    with store.unit_of_work() as unit:
        (found,) = unit.jobs_of("c1")
        return found


def test_a_claimed_job_carries_lease_fence_and_one_more_attempt(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = claim(store)
    assert claimed.fence is not None
    assert claimed == replace(
        job(), state=JobState.LEASED, attempts=1, lease_until=NOON + MINUTE, worker="w1", fence=claimed.fence
    )


def test_jobs_are_claimed_oldest_first_when_due_and_of_the_wanted_queues(store: Any) -> None:
    jobs = (
        job(activation=1, run_at=NOON + MINUTE),
        job(activation=2, run_at=NOON, queue="azr"),
        job(activation=3, run_at=NOON - MINUTE),
        job(activation=4, run_at=NOON - 2 * MINUTE, queue="azr"),
        job(activation=5, run_at=NOON - 3 * MINUTE, queue="kammern"),
    )
    started(store, changes=Changes(jobs=jobs))
    assert claim(store, queues=()) == []
    assert [one.activation for one in claim(store, queues=("azr", "bundesagentur"), limit=2)] == [4, 3]
    assert [one.activation for one in claim(store)] == [5, 2]
    assert [one.activation for one in claim(store, now=LATE)] == [1]


def test_every_lease_has_a_higher_fence_than_those_before_it(store: Any) -> None:
    started(store, changes=Changes(jobs=tuple(job(activation=n) for n in range(6))))
    batches = [claim(store, limit=2) for _ in range(3)]
    fences = [sorted(one.fence for one in batch) for batch in batches]
    assert len({fence for batch in fences for fence in batch}) == 6
    assert fences[0][-1] < fences[1][0] <= fences[1][-1] < fences[2][0]


def test_a_finished_job_is_done_once(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = claim(store)
    with store.unit_of_work() as unit:
        done = unit.finish_job(claimed.id, claimed.fence)
        assert (done.state, done.phase, done.lease_until) == (JobState.DONE, JobPhase.ANSWERED, None)
        with pytest.raises(StaleLease):
            unit.finish_job(claimed.id, claimed.fence)


@pytest.mark.parametrize("report", ["finish", "release", "sent"])
def test_a_worker_that_lost_its_lease_writes_nothing(store: Any, report: str) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (frozen,) = claim(store)
    store.sweep(now=LATE, backoff={1: 0.0})
    (second,) = claim(store, now=LATE, worker="w2")
    key = (frozen.id, frozen.fence)
    reports = {
        "finish": lambda: in_one_unit(store, lambda unit: unit.finish_job(*key)),
        "release": lambda: in_one_unit(
            store, lambda unit: unit.release_job(*key, reason="", retry_at=None, burn_attempt=True)
        ),
        "sent": lambda: store.mark_sent(*key),
    }
    with pytest.raises(StaleLease):
        reports[report]()
    assert only_job(store) == second


@pytest.mark.parametrize("wrong", ["c1.9.service", "c9.2.service", "nonsense", "c1.x.service", ""])
def test_a_job_that_never_was_is_not_found(store: Any, wrong: str) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    with store.unit_of_work() as unit, pytest.raises(NotFound):
        unit.finish_job(wrong, 1)
    with pytest.raises(NotFound):
        store.mark_sent(wrong, 1)


def test_what_was_sent_is_remembered_through_a_lost_lease(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = claim(store)
    store.mark_sent(claimed.id, claimed.fence)
    store.sweep(now=LATE, backoff={})
    assert (only_job(store).state, only_job(store).phase) == (JobState.READY, JobPhase.SENT)


def test_a_released_job_waits_for_its_time(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = claim(store)
    with store.unit_of_work() as unit:
        released = unit.release_job(claimed.id, claimed.fence, reason="503", retry_at=LATE, burn_attempt=True)
        unit.commit()
    assert (released.state, released.attempts, released.run_at, released.last_error) == (JobState.READY, 1, LATE, "503")
    assert claim(store, now=LATE - MINUTE) == []
    assert claim(store, now=LATE)[0].attempts == 2


def test_a_closed_gate_burns_no_attempt(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = claim(store)
    with store.unit_of_work() as unit:
        back = unit.release_job(claimed.id, claimed.fence, reason="open circuit", retry_at=LATE, burn_attempt=False)
    assert back.attempts == 0


@pytest.mark.parametrize(("attempts", "retry_at"), [(0, None), (2, LATE)])
def test_a_job_without_hope_becomes_an_incident_and_can_be_reopened(store: Any, attempts: int, retry_at: Any) -> None:
    started(store, changes=Changes(jobs=(job(attempts=attempts),)))
    (claimed,) = claim(store)
    with store.unit_of_work() as unit:
        stuck = unit.release_job(claimed.id, claimed.fence, reason="no", retry_at=retry_at, burn_attempt=True)
        unit.commit()
    assert stuck.state is JobState.INCIDENT
    assert claim(store, now=LATE) == []
    with store.unit_of_work() as unit:
        assert unit.reopen_job("c1", 2, LATE)
        assert not unit.reopen_job("c1", 2, LATE)
        unit.commit()
    (again,) = claim(store, now=LATE)
    assert (again.attempts, again.key) == (1, job().key)
    assert again.fence > claimed.fence


def test_the_sweep_gives_expired_leases_back_after_a_pause(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(max_attempts=9, attempts=3), job(activation=7))))
    claim(store)
    assert store.sweep(now=NOON + MINUTE, backoff={}) == 0
    after = NOON + MINUTE + timedelta(microseconds=1)
    assert store.sweep(now=after, backoff={1: 3.5}) == 2
    with store.unit_of_work() as unit:
        assert [one.run_at - after for one in unit.jobs_of("c1")] == [timedelta(seconds=80), timedelta(seconds=3.5)]


def test_a_job_that_used_up_its_attempts_comes_back_so_that_a_worker_can_report_it(store: Any) -> None:
    """Only the engine makes incidents: the case's status and history have to know of them."""
    started(store, changes=Changes(jobs=(job(max_attempts=1),)))
    claim(store)
    assert store.sweep(now=LATE, backoff={}) == 1
    with store.unit_of_work() as unit:
        assert unit.open_incidents("c1") == []
    (again,) = claim(store, now=LATE + 60 * MINUTE)
    assert (again.attempts, again.max_attempts) == (2, 1)


def test_a_suspended_case_keeps_its_jobs_and_timers_waiting(store: Any) -> None:
    first = started(store, changes=Changes(jobs=(job(),), timers=(timer(),)))
    for status, seen in ((CaseStatus.SUSPENDED, 0), (CaseStatus.INCIDENT, 1)):
        with store.unit_of_work() as unit:
            current = unit.lock_case(1, first.id)
            unit.save_case(later(current, status=status), Changes())
            unit.commit()
        assert (store.next_due(NOON) is not None) == bool(seen)
        assert len(store.due_timers(now=LATE, limit=5)) == seen
        assert len(claim(store, queues=("bundesagentur",))) == seen


def test_a_finished_job_makes_room_for_the_next_of_its_activation(store: Any) -> None:
    first = started(store, changes=Changes(jobs=(job(kind="continue"),)))
    (claimed,) = claim(store)
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        unit.finish_job(claimed.id, claimed.fence)
        unit.save_case(later(first), Changes(jobs=(job(kind="continue", key="second"),)))
        unit.commit()
    assert (only_job(store).key, only_job(store).attempts, only_job(store).fence) == ("second", 0, None)


def test_an_unfinished_job_is_never_overwritten(store: Any) -> None:
    first = started(store, changes=Changes(jobs=(job(),)))

    def overwrites(unit: Any) -> None:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(jobs=(job(key="second"),)))

    with pytest.raises(AlreadyThere):
        in_one_unit(store, overwrites)


def test_a_worker_keeps_its_birthday_and_tells_that_it_lives(store: Any) -> None:
    store.heartbeat("w1", NOON, {"queues": ["azr"]})
    store.heartbeat("w1", LATE, {"queues": []})
    (worker,) = store.read().workers()
    assert (worker.worker, worker.started_at, worker.seen_at, worker.detail) == ("w1", NOON, LATE, {"queues": []})


@pytest.mark.parametrize(("retry_at", "phase"), [(LATE, JobPhase.NOT_SENT), (None, JobPhase.SENT)])
def test_who_reports_a_retry_says_that_nothing_was_sent(store: Any, retry_at: Any, phase: JobPhase) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = claim(store)
    store.mark_sent(claimed.id, claimed.fence)

    def reports(unit: Any) -> None:
        unit.release_job(claimed.id, claimed.fence, reason="down", retry_at=retry_at, burn_attempt=True)

    in_one_unit(store, reports)
    assert only_job(store).phase is phase
    in_one_unit(store, lambda unit: unit.reopen_job("c1", 2, LATE))
    assert only_job(store).phase is JobPhase.NOT_SENT


def test_jobs_can_be_claimed_by_type_within_their_queue(store: Any) -> None:
    jobs = (
        job(activation=1, queue="till", type="till.charge", run_at=NOON - 2 * MINUTE),
        job(activation=2, queue="till", type="till.refund", run_at=NOON - MINUTE),
        job(activation=3, queue="till", type="till.refund", run_at=NOON),
        job(activation=4, queue="desk", type="desk.refund", run_at=NOON),
    )
    started(store, changes=Changes(jobs=jobs))

    def of(*types: str, queues: Any = ("till",)) -> list[int]:
        found = store.claim_jobs(queues=queues, types=types, limit=9, now=NOON, lease_seconds=60, worker="w")
        return [one.activation for one in found]

    assert of() == []
    assert of("till.none") == []
    assert of("till.refund", "desk.refund") == [2, 3]
    assert of("desk.refund", queues=None) == [4]
    assert of("till.charge") == [1]


def test_the_attempts_left_can_be_set_under_the_fence(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    store.amend_job(job().id, None, retries=7)
    assert (only_job(store).attempts, only_job(store).max_attempts) == (0, 7)
    (claimed,) = claim(store)
    store.amend_job(job().id, claimed.fence, retries=2)  # this attempt and one more
    assert (only_job(store).attempts, only_job(store).max_attempts) == (1, 2)
    with pytest.raises(StaleLease):
        store.amend_job(job().id, claimed.fence + 1, retries=9)
    with pytest.raises(NotFound):
        store.amend_job("c1.99.service", 1, retries=9)
    assert only_job(store).max_attempts == 2


def test_only_a_lease_that_is_held_can_be_prolonged(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = claim(store)
    store.amend_job(job().id, claimed.fence, lease_until=LATE)
    assert only_job(store).lease_until == LATE
    with store.unit_of_work() as unit:
        unit.release_job(job().id, claimed.fence, reason="no", retry_at=LATE, burn_attempt=True)
        unit.commit()
    with pytest.raises(StaleLease):
        store.amend_job(job().id, claimed.fence, lease_until=LATE)
