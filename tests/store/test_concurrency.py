"""What a store promises when two act at once: somebody wins, the other one sees it, nothing is lost or doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from engine.errors import TryAgain
from engine.model import Changes, JobState, TaskState
from store import KeyInProgress, MemoryStore, Misused, SqlStore

from .records import MINUTE, NOON, in_one_unit, job, later, line, message, plain_url, started, task

LATE = NOON + 60 * MINUTE


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Results (or errors) of works that start together, each in its own thread."""
    barrier = threading.Barrier(len(works))

    def starts(work: Callable[[], Any]) -> Any:
        barrier.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        futures: list[Future[Any]] = [pool.submit(starts, work) for work in works]
        return [future.exception(60) or future.result() for future in futures]


def completes(store: Any, person: str, case_id: str = "c1") -> bool:
    """Complete the task if it is still open, as a handler does."""
    with store.unit_of_work() as unit:
        case, found = unit.lock_case_with_task(1, case_id, 1)
        if found.state is not TaskState.OPEN:
            return False
        done = task(case_id, state=TaskState.COMPLETED, ended_by=person, ended_at=NOON)
        seq = case.history_seq + 1
        unit.save_case(later(case, history_seq=seq), Changes(tasks=(done,), history=(line(case_id, seq=seq),)))
        unit.commit()
        return True


def test_of_two_who_complete_a_task_one_does(store: Any) -> None:
    for number in range(30):
        case_id = f"c{number}"
        started(store, case_id, changes=Changes(tasks=(task(case_id),)))
        outcomes = at_once(
            lambda case_id=case_id: completes(store, "erika", case_id),
            lambda case_id=case_id: completes(store, "max", case_id),
        )
        assert sorted(outcomes) == [False, True]
        assert store.read().case(1, case_id).version == 2


def test_nobody_loses_an_update(store: Any) -> None:
    started(store)

    def counts_up() -> None:
        for _ in range(20):
            with store.unit_of_work() as unit:
                case = unit.lock_case(1, "c1")
                seq = case.history_seq + 1
                unit.save_case(later(case, history_seq=seq), Changes(history=(line(seq=seq),)))
                unit.commit()

    assert at_once(counts_up, counts_up) == [None, None]
    assert store.read().case(1, "c1").version == 41
    assert [one.seq for one in store.read().history(1, "c1")] == list(range(1, 41))


def test_a_job_is_claimed_by_one_worker(store: Any) -> None:
    started(store, changes=Changes(jobs=tuple(job(activation=n, queue=f"q{n % 3}") for n in range(100))))

    def works(name: str) -> list[str]:
        mine: list[str] = []
        while claimed := store.claim_jobs(queues=None, limit=7, now=NOON, lease_seconds=60, worker=name):
            mine += [one.id for one in claimed]
        return mine

    one, two = at_once(lambda: works("w1"), lambda: works("w2"))
    assert sorted(one + two) == sorted(job(activation=n).id for n in range(100))


def test_numbers_are_given_once(store: Any) -> None:
    def takes() -> list[int]:
        numbers = []
        for _ in range(25):
            with store.unit_of_work() as unit:
                numbers.append(unit.next_number(1, "DD"))
                unit.commit()
        return numbers

    one, two = at_once(takes, takes)
    assert sorted(one + two) == list(range(1, 51))


def test_a_letter_delivered_twice_at_once_is_kept_once(store: Any) -> None:
    def receives() -> bool:
        with store.unit_of_work() as unit:
            known = unit.remember_message(message())
            unit.commit()
            return known is None

    assert sorted(at_once(*[receives] * 4)) == [False, False, False, True]


def test_a_request_sent_twice_at_once_is_done_once(store: Any) -> None:
    def asks() -> str:
        try:
            with store.unit_of_work() as unit:
                if unit.remember_request(1, "erika", "key", "StartCase", b"b", NOON) is not None:
                    return "replayed"
                unit.answer_request(1, "erika", "key", b"answer")
                unit.commit()
                return "done"
        except KeyInProgress:
            return "in progress"

    outcomes = at_once(*[asks] * 4)
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "replayed", "in progress"}


def test_a_unit_of_work_inside_another_is_a_defect(memory_store: MemoryStore) -> None:
    with memory_store.unit_of_work(), pytest.raises(Misused):
        memory_store.unit_of_work().__enter__()


@contextmanager
def waiting(store: SqlStore, work: Callable[[], Any]) -> Iterator[Future[Any]]:
    """Run `work` in a thread and come back as soon as it waits for a lock of ours."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        with psycopg.connect(plain_url(store), autocommit=True) as watcher:
            while not future.done():
                blocked = (
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'akzess'"
                )
                if watcher.execute(blocked).fetchone():
                    break
        yield future


def test_who_waited_for_a_case_sees_its_task_as_the_winner_left_it(postgres_store: SqlStore) -> None:
    started(postgres_store, changes=Changes(tasks=(task(),)))

    def looks() -> Any:
        with postgres_store.unit_of_work() as unit:
            return unit.lock_case_with_task(1, "c1", 1)

    with postgres_store.unit_of_work() as unit:
        case, _ = unit.lock_case_with_task(1, "c1", 1)
        with waiting(postgres_store, looks) as other:
            done = task(state=TaskState.COMPLETED, ended_by="erika")
            unit.save_case(later(case), Changes(tasks=(done,)))
            unit.commit()
        assert other.result() == (later(case), done)


def test_who_waited_sees_a_claim_that_did_not_touch_the_case(postgres_store: SqlStore) -> None:
    started(postgres_store, changes=Changes(tasks=(task(),)))

    def looks() -> Any:
        with postgres_store.unit_of_work() as unit:
            return unit.lock_case_with_task(1, "c1", 1)[1]

    with postgres_store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        with waiting(postgres_store, looks) as other:
            unit.update_task(task(assignee="erika"))
            unit.commit()
        assert other.result().assignee == "erika"


def test_who_waited_finds_a_task_that_the_winner_opened(postgres_store: SqlStore) -> None:
    started(postgres_store)

    def looks() -> Any:
        with postgres_store.unit_of_work() as unit:
            return unit.lock_case_with_task(1, "c1", 1)[1]

    with postgres_store.unit_of_work() as unit:
        case = unit.lock_case(1, "c1")
        with waiting(postgres_store, looks) as other:
            unit.save_case(later(case), Changes(tasks=(task(),)))
            unit.commit()
        assert other.result() == task()


def test_both_sides_of_a_correlation_take_turns(postgres_store: SqlStore) -> None:
    def delivers() -> Any:
        with postgres_store.unit_of_work() as unit:
            unit.lock_correlation(1, "answer", "K1")
            return unit.buffered_message(1, "answer", "K1", NOON)

    with postgres_store.unit_of_work() as unit:
        unit.lock_correlation(1, "answer", "K1")
        unit.remember_message(message())
        with waiting(postgres_store, delivers) as other:
            unit.commit()
        assert other.result().message_id == "m1"


def test_a_key_held_by_an_open_transaction_is_refused_at_once(postgres_store: SqlStore) -> None:
    key = (1, "erika", "key", "StartCase", b"b", NOON)
    with postgres_store.unit_of_work() as first, postgres_store.unit_of_work() as second:
        first.remember_request(*key)
        with pytest.raises(KeyInProgress):
            second.remember_request(*key)


def test_a_frozen_row_does_not_stop_the_loops(postgres_store: SqlStore) -> None:
    started(postgres_store, changes=Changes(jobs=(job(activation=1), job(activation=2))))
    postgres_store.claim_jobs(queues=None, limit=2, now=NOON, lease_seconds=1, worker="w")
    with psycopg.connect(plain_url(postgres_store)) as frozen:
        frozen.execute("SELECT 1 FROM job WHERE activation = 1 FOR UPDATE")
        assert postgres_store.sweep(now=LATE, backoff={}) == 1
        later_still = LATE + 60 * MINUTE
        claimed = postgres_store.claim_jobs(queues=None, limit=9, now=later_still, lease_seconds=1, worker="w")
        assert [one.activation for one in claimed] == [2]


def test_a_job_that_somebody_holds_is_passed_over(postgres_store: SqlStore) -> None:
    started(postgres_store, changes=Changes(jobs=(job(activation=1), job(activation=2))))
    with psycopg.connect(plain_url(postgres_store)) as holder:
        holder.execute("SELECT 1 FROM job WHERE activation = 1 FOR UPDATE")
        claimed = postgres_store.claim_jobs(queues=None, limit=9, now=NOON, lease_seconds=1, worker="w")
        assert [one.activation for one in claimed] == [2]


def test_a_deadlock_is_an_error_that_may_be_tried_again(postgres_store: SqlStore) -> None:
    for case_id in ("c1", "c2"):
        started(postgres_store, case_id)

    def crosses(first: str, second: str, both: threading.Barrier) -> str:
        try:
            with postgres_store.unit_of_work() as unit:
                unit.lock_case(1, first)
                both.wait(10)
                unit.lock_case(1, second)
                return "through"
        except TryAgain:
            return "again"

    both = threading.Barrier(2)
    outcomes = at_once(lambda: crosses("c1", "c2", both), lambda: crosses("c2", "c1", both))
    assert sorted(outcomes) == ["again", "through"]


def test_a_swept_job_that_was_reported_meanwhile_is_left_alone(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = store.claim_jobs(queues=None, limit=1, now=NOON, lease_seconds=1, worker="w")
    in_one_unit(store, lambda unit: unit.finish_job(claimed.id, claimed.fence))
    assert store.sweep(now=LATE, backoff={}) == 0
    with store.unit_of_work() as unit:
        assert unit.jobs_of("c1")[0].state is JobState.DONE
