"""How many statements and commits a command costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.errors import Invalid
from engine.model import Changes, Draft, Task, TaskState
from store import SqlStore

from .records import MINUTE, NOON, deployed, in_one_unit, job, later, line, started, subscription, task, timer


@pytest.fixture(params=["sqlite", "postgres"])
def sql_store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    yield found
    found.watch = None


def watched(store: SqlStore, work: Callable[[], object]) -> tuple[int, int]:
    """(statements, commits) that some work cost."""
    seen: list[str] = []
    store.watch = seen.append
    work()
    store.watch = None
    commits = seen.count("COMMIT")
    return len(seen) - commits - sum(text.startswith("BEGIN") for text in seen), commits


def done(after: Task) -> Task:
    return task(after.case_id, after.activation, state=TaskState.COMPLETED, ended_by="erika", ended_at=NOON)


def completes_task(store: SqlStore, opens: Changes) -> None:
    with store.unit_of_work() as unit:
        case, before = unit.lock_case_with_task(1, "c1", 1)
        assert before is not None
        tasks = (done(before), *opens.tasks)
        lines = tuple(line(seq=n) for n in (1, 2, 3, 4))
        unit.save_case(later(case), Changes(tasks=tasks, jobs=opens.jobs, timers=opens.timers, history=lines))
        unit.commit()


def test_completing_a_task_costs_four_statements_and_one_commit(sql_store: SqlStore) -> None:
    started(sql_store, changes=Changes(tasks=(task(),)))
    assert watched(sql_store, lambda: completes_task(sql_store, Changes(tasks=(task(activation=2),)))) == (4, 1)


def test_what_a_command_opens_costs_one_statement_per_table(sql_store: SqlStore) -> None:
    started(sql_store, changes=Changes(tasks=(task(),)))
    opens = Changes(
        tasks=tuple(task(activation=n) for n in range(2, 9)),
        jobs=(job(activation=10), job(activation=11)),
        timers=(timer(activation=12), timer(activation=13)),
    )
    assert watched(sql_store, lambda: completes_task(sql_store, opens)) == (6, 1)


def test_only_a_task_with_a_draft_costs_its_deletion(sql_store: SqlStore) -> None:
    started(sql_store, changes=Changes(tasks=(task(),)))
    in_one_unit(sql_store, lambda unit: unit.save_draft(Draft("c1", 1, 1, "erika", {}, NOON)))
    assert watched(sql_store, lambda: completes_task(sql_store, Changes())) == (5, 1)


def test_starting_a_case_costs_one_statement_per_table(sql_store: SqlStore) -> None:
    deployed(sql_store)
    opens = Changes(
        tasks=(task(),),
        jobs=(job(),),
        timers=(timer(),),
        subscriptions=(subscription(),),
        history=(line(), line(seq=2)),
    )

    def starts() -> None:
        started_case = started(sql_store, changes=opens)
        assert started_case.version == 1

    # Two of them look up the definition in the test's own helper.
    assert watched(sql_store, starts) == (6 + 2, 1)


def test_completing_a_job_costs_four_statements_and_one_commit(sql_store: SqlStore) -> None:
    first = started(sql_store, changes=Changes(jobs=(job(),)))
    (claimed,) = sql_store.claim_jobs(queues=None, limit=1, now=NOON, lease_seconds=60, worker="w")

    def completes(unit: Any) -> None:
        unit.lock_case(1, "c1")
        unit.finish_job(claimed.id, claimed.fence)
        unit.save_case(later(first), Changes(history=(line(), line(seq=2))))

    assert watched(sql_store, lambda: in_one_unit(sql_store, completes)) == (4, 1)


def test_an_idle_worker_writes_nothing(sql_store: SqlStore) -> None:
    started(sql_store, changes=Changes(jobs=(job(run_at=NOON + MINUTE),)))

    def idles() -> None:
        sql_store.claim_jobs(queues=("bundesagentur",), limit=10, now=NOON, lease_seconds=60, worker="w")
        sql_store.due_timers(now=NOON, limit=200)
        sql_store.sweep(now=NOON, backoff={})
        sql_store.next_due(NOON)

    assert watched(sql_store, idles)[1] == 0


@pytest.mark.parametrize("impossible", [{"name": "\ud800"}, {"priority": 2**70}])
def test_a_value_that_no_database_can_hold_is_the_callers_mistake(sql_store: SqlStore, impossible: Any) -> None:
    with pytest.raises(Invalid):
        started(sql_store, changes=Changes(tasks=(task(**impossible),)))
