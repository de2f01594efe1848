"""What workers settle among each other: leases given back, one probe for all, a chore done once, silence forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.model import Changes, JobPhase, JobState
from tests.store.records import MINUTE, NOON, job, started


def _claim(store: Any, worker: str = "w1") -> Any:
    (found,) = store.claim_jobs(queues=None, limit=1, now=NOON, lease_seconds=60, worker=worker)
    return found


def _only(store: Any) -> Any:
    with store.unit_of_work() as unit:
        (found,) = unit.jobs_of("c1")
        return found


def test_a_lease_that_is_given_back_can_be_claimed_at_once_and_cost_no_attempt(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    first = _claim(store)

    store.give_back([(first.id, first.fence)])

    second = _claim(store, "w2")
    assert (second.worker, second.attempts) == ("w2", first.attempts)


def test_what_another_worker_holds_meanwhile_is_not_given_back(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    first = _claim(store)
    store.sweep(now=NOON + 5 * MINUTE, backoff={1: 0.0})
    (second,) = store.claim_jobs(queues=None, limit=1, now=NOON + 5 * MINUTE, lease_seconds=60, worker="w2")

    assert store.give_back([(first.id, first.fence)]) == 0
    assert _only(store).fence == second.fence


@pytest.mark.parametrize(("unsent_only", "state"), [(True, JobState.LEASED), (False, JobState.READY)])
def test_a_request_that_may_be_on_the_wire_keeps_its_lease(store: Any, unsent_only: bool, state: JobState) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    held = _claim(store)
    store.mark_sent(held.id, held.fence)

    store.give_back([(held.id, held.fence)], unsent_only=unsent_only)

    found = _only(store)
    assert (found.state, found.phase) == (state, JobPhase.SENT)


def test_of_all_workers_one_probes_an_agency_that_is_away(store: Any) -> None:
    store.note_breaker("azr", NOON, NOON)

    took = [store.take_probe("azr", NOON + MINUTE, NOON + MINUTE + timedelta(seconds=30)) for _ in range(3)]

    assert took == [True, False, False]


def test_nobody_probes_an_agency_that_is_not_away(store: Any) -> None:
    store.note_breaker("azr", None, NOON)

    assert not store.take_probe("azr", NOON, NOON + MINUTE)


def test_a_chore_is_done_by_one_of_all_who_ask_and_again_in_the_next_period(store: Any) -> None:
    asked = [store.take_duty("forget", NOON + n * MINUTE, 3 * MINUTE) for n in range(7)]

    assert asked == [True, False, False, True, False, False, True]


def test_one_chore_says_nothing_about_another(store: Any) -> None:
    store.take_duty("forget", NOON, MINUTE)

    assert store.take_duty("seal", NOON, MINUTE)


def test_workers_that_have_been_silent_for_long_are_forgotten(store: Any) -> None:
    store.heartbeat("old", NOON)
    store.heartbeat("young", NOON + 90 * MINUTE)

    store.forget_workers(NOON + 60 * MINUTE)

    assert [life.worker for life in store.read().workers()] == ["young"]


def test_a_worker_that_signs_off_is_not_missed(store: Any) -> None:
    store.heartbeat("w1", NOON)

    store.sign_off("w1")

    assert store.read().workers() == []


LATER = NOON + timedelta(seconds=8)


def _frees(store: Any, **more: Any) -> int:
    """What the worker w2 finds to be given back at LATER, when who has not written for a second is silent."""
    values: dict[str, Any] = {"now": LATER, "silent_since": LATER - timedelta(seconds=1), "backoff": {1: 0.0, 2: 20.0}}
    return int(store.free_silent(more.pop("me", "w2"), **(values | more)))


def test_what_a_worker_holds_that_fell_silent_is_free_before_its_lease_ends(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    store.heartbeat("w1", NOON)
    _claim(store)

    assert _frees(store) == 1

    (second,) = store.claim_jobs(queues=None, limit=1, now=LATER, lease_seconds=60, worker="w2")
    assert (second.worker, second.attempts) == ("w2", 2)


def test_what_a_silent_worker_may_have_sent_keeps_its_lease(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    store.heartbeat("w1", NOON)
    held = _claim(store)
    store.mark_sent(held.id, held.fence)

    assert (_frees(store), _only(store).state) == (0, JobState.LEASED)


def test_a_job_that_has_outlived_a_worker_before_waits_first(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(attempts=1),)))
    store.heartbeat("w1", NOON)
    _claim(store)

    assert (_frees(store), _only(store).run_at) == (1, LATER + timedelta(seconds=20))


@pytest.mark.parametrize(
    ("writes", "me"),
    [(("w1", LATER), "w2"), (("somebody", NOON), "w2"), (("w1", NOON), "w1")],
    ids=["alive", "a worker of others, which never writes", "oneself"],
)
def test_who_is_not_known_to_be_silent_keeps_what_he_holds(store: Any, writes: tuple[str, Any], me: str) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    store.heartbeat(*writes)
    _claim(store)

    assert (_frees(store, me=me), _only(store).state) == (0, JobState.LEASED)
