"""The loops' questions stay on their indexes, however much is waiting (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from store import SqlStore, job_rows, loops, together
from store.values import POSTGRES

from .records import NOON, deployed, emptied


@pytest.fixture(scope="module")
def crowded(migrated_postgres: SqlStore) -> SqlStore:
    """1,000 cases with 100,000 pending timers and 100,000 ready jobs, none of them due before NOON + 1 day."""
    emptied(migrated_postgres)
    definition_id = deployed(migrated_postgres)
    with migrated_postgres.engine.connect() as connection, connection.begin():
        run = connection.exec_driver_sql
        run(
            "INSERT INTO case_instance SELECT 'k' || n, 1, %s, 1, 'akzess', 'AKZ-' || n, 'DD', 'RUNNING', 1, '\\x00', 1,"
            " '\\x00', 0, '', %s, %s FROM generate_series(1, 1000) n",
            (definition_id, NOON, NOON),
        )
        run(
            "INSERT INTO timer SELECT 'k' || (1 + n %% 1000), n, 'Wait', 0, 1, %s + n * interval '1 second', 'UTC',"
            " 'PT1S', 0 FROM generate_series(1, 100000) n",
            (NOON + timedelta(days=1),),
        )
        run(
            "INSERT INTO job SELECT 'k' || (1 + n %% 1000), n, 'service', 1, 'q' || n %% 5, 't', 'e', 0,"
            " %s + n * interval '1 second', 3, 'key', '{}', 0, 0, NULL, NULL, NULL, NULL, ''"
            " FROM generate_series(1, 100000) n",
            (NOON + timedelta(days=1),),
        )
    with migrated_postgres.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE timer, job, case_instance")
    return migrated_postgres


def explained(store: SqlStore, work: Callable[[Any], object]) -> tuple[int, str]:
    """(buffers read, plan) of the last statement that `work` executes on a session."""
    seen: list[tuple[str, Any]] = []

    class Recorder:
        values = POSTGRES
        postgres = True

        def all(self, sql: str, parameters: Any = ()) -> list[Any]:
            seen.append((sql.replace("?", "%s"), parameters))
            return []

        def one(self, sql: str, parameters: Any = ()) -> None:
            self.all(sql, parameters)

        def count(self, sql: str, parameters: Any = ()) -> int:
            self.all(sql, parameters)
            return 1

    work(Recorder())
    sql, parameters = seen[-1]
    url = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        plans = []
        for _ in range(2):  # the first time fills the catalogue caches
            ((found,),) = connection.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, parameters)
            plans.append(found[0]["Plan"])
        connection.rollback()
    return plans[-1]["Shared Hit Blocks"] + plans[-1]["Shared Read Blocks"], str(plans[-1])


@pytest.mark.parametrize("due", [0, 1])
def test_looking_for_due_timers_reads_few_pages_among_100_000(crowded: SqlStore, due: int) -> None:
    now = NOON + timedelta(days=1, seconds=due)
    buffers, plan = explained(crowded, lambda session: loops.due_timers(session, now=now, limit=200))
    assert "timer_due" in plan
    assert buffers <= 10


def test_looking_for_the_next_due_moment_reads_few_pages_among_200_000(crowded: SqlStore) -> None:
    buffers, plan = explained(crowded, loops.next_due)
    assert "timer_due" in plan
    assert "job_due" in plan
    assert "Seq Scan" not in plan
    assert buffers <= 80  # five queues: two descents of job_due and one look at a case for each


def test_an_idle_worker_reads_few_pages_among_100_000_waiting_jobs(crowded: SqlStore) -> None:
    buffers, plan = explained(crowded, lambda session: loops.due_queues(session, ("q1", "none"), NOON))
    assert "job_due" in plan
    assert buffers <= 10


@pytest.mark.parametrize("days", [0, 2])
def test_which_queues_are_due_is_told_from_few_pages_among_100_000_jobs(crowded: SqlStore, days: int) -> None:
    now = NOON + timedelta(days=days)
    buffers, plan = explained(crowded, lambda session: loops.due_queues(session, None, now))
    assert "job_due" in plan
    assert "Seq Scan" not in plan
    assert buffers <= 80  # five queues: two descents of job_due and one look at a case for each


@pytest.mark.parametrize("queues", [("q1", "q3"), ("q1",), ("none", "q1")])
def test_claiming_jobs_uses_the_index_of_due_jobs(crowded: SqlStore, queues: Any) -> None:
    def claims(session: Any) -> None:
        now = NOON + timedelta(days=2)
        loops.claim_jobs(session, queues=queues, limit=10, now=now, lease_seconds=60, worker="w")

    _, plan = explained(crowded, claims)
    assert "'Index Name': 'job_due'" in plan
    assert "Seq Scan" not in plan


def test_many_jobs_are_claimed_from_where_they_lie(crowded: SqlStore) -> None:
    def claims(session: Any) -> None:
        now = NOON + timedelta(days=2)
        loops.claim_jobs(session, queues=("q1",), limit=150, now=now, lease_seconds=60, worker="w")

    _, plan = explained(crowded, claims)
    assert "'Relation Name': 'job', 'Alias': 'job'" in plan
    assert "Tid Scan" in plan


@pytest.mark.parametrize("report", ["alone", "together"])
def test_a_job_is_reported_by_its_key_and_never_looked_for_among_all_leases(crowded: SqlStore, report: str) -> None:
    """PostgreSQL has counted none that is leased: to look at all of them seems to cost nothing."""
    keys = [(f"k{1 + n % 1000}", n, "service", n) for n in range(1, 151)]

    def reports(session: Any) -> None:
        if report == "together":
            together.finish(session, keys)
        else:
            job_rows.mark_sent(session, "k2.1.service", 1)

    _, plan = explained(crowded, reports)
    assert "'Index Name': 'pk_job'" in plan
    assert "job_lease" not in plan


def test_prepared_plans_stay_on_the_index_of_due_timers(crowded: SqlStore) -> None:
    for _ in range(12):  # psycopg prepares after five times, PostgreSQL may take a generic plan after five more
        crowded.due_timers(now=NOON, limit=200)
    with crowded.engine.connect() as connection:
        connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
        connection.exec_driver_sql(
            "PREPARE due (timestamptz, int) AS " + numbered(loops._DUE_TIMERS + " FOR UPDATE OF t SKIP LOCKED")
        )
        plan = str(connection.exec_driver_sql("EXPLAIN (FORMAT JSON) EXECUTE due ('2026-03-02', 200)").scalar())
    assert "timer_due" in plan


def numbered(sql: str) -> str:
    parts = sql.split("?")
    return "".join(part + (f"${number}" if number < len(parts) else "") for number, part in enumerate(parts, 1))


def test_claiming_by_type_uses_the_index_of_due_jobs(crowded: SqlStore) -> None:
    def claims(session: Any) -> None:
        now = NOON + timedelta(days=2)
        loops.claim_jobs(session, queues=("q1",), types=("t",), limit=10, now=now, lease_seconds=60, worker="w")

    _, plan = explained(crowded, claims)
    assert "'Index Name': 'job_due'" in plan
    assert "Seq Scan" not in plan


def test_a_worker_of_one_type_with_nothing_due_reads_few_pages_among_100_000_waiting_jobs(crowded: SqlStore) -> None:
    buffers, plan = explained(crowded, lambda session: loops.due_queues(session, ("q1",), NOON, ("t",)))
    assert "job_due" in plan
    assert buffers <= 10
