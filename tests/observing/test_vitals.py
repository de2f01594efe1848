"""How the platform is doing: the same on every store, and as cheap on a large one as on an empty one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.model import Changes, JobState
from store import SqlStore, vitals
from tests.store.records import MINUTE, NOON, incident, job, message, started, timer

LATER = NOON + 10 * MINUTE


def test_an_empty_platform_has_nothing_to_tell(store: Any) -> None:
    found = store.vitals(NOON)

    assert (found.queues, found.leased, found.incidents, found.timers_due, found.workers) == ([], 0, 0, 0, 0)


def test_the_oldest_job_that_is_due_tells_how_late_a_queue_is(store: Any) -> None:
    jobs = (job(activation=1, run_at=NOON), job(activation=2, run_at=NOON + MINUTE), job(activation=3, queue="azr"))
    started(store, changes=Changes(jobs=jobs))

    found = {row.queue: (row.due, row.oldest) for row in store.vitals(LATER).queues}

    assert found == {"bundesagentur": (2, NOON), "azr": (1, NOON)}


def test_what_is_not_due_yet_is_not_late(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(run_at=LATER),), timers=(timer(fire_at=LATER),)))

    found = store.vitals(NOON)

    assert ([row.due for row in found.queues], found.timers_due, found.oldest_timer) == ([0], 0, None)


def test_counts_end_where_they_say_nothing_new(store: Any) -> None:
    started(store, changes=Changes(jobs=tuple(job(activation=n) for n in range(vitals.CAP + 20))))

    assert [row.due for row in store.vitals(LATER).queues] == [vitals.CAP]


def test_a_lease_that_nobody_sweeps_is_seen(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    store.claim_jobs(queues=None, limit=1, now=NOON, lease_seconds=60, worker="w")

    assert [store.vitals(at).stale_leases for at in (NOON + MINUTE, NOON + 3 * MINUTE)] == [0, 1]


def test_late_timers_incidents_stuck_jobs_and_parked_messages_are_seen(store: Any) -> None:
    rows = Changes(
        jobs=(replace(job(activation=9), state=JobState.INCIDENT),), timers=(timer(),), incidents=(incident(),)
    )
    started(store, changes=rows)
    with store.unit_of_work() as unit:
        unit.remember_message(message(expires_at=NOON))
        unit.commit()
    store.expire_messages(now=NOON + MINUTE)

    found = store.vitals(LATER)

    assert (found.stuck, found.timers_due, found.oldest_timer, found.incidents, found.parked) == (
        1, 1, NOON + MINUTE, 1, 1,
    )  # fmt: skip


def test_a_worker_that_is_silent_for_fifteen_seconds_is_not_alive(store: Any) -> None:
    store.heartbeat("w1", NOON)

    alive = [store.vitals(NOON + timedelta(seconds=s)).workers for s in (14, 16)]

    assert alive == [1, 0]
    assert store.vitals(LATER).last_seen == NOON


def test_agencies_that_are_away_and_queues_that_are_paused_are_named(store: Any) -> None:
    store.note_breaker("azr", LATER, NOON)
    store.steer_queue("post", paused=True, rate=None, now=NOON, by="someone")

    found = store.vitals(NOON)

    assert (found.open_breakers, found.paused) == ({"azr"}, {"post"})


def test_only_a_server_has_a_clock_of_its_own(store: Any) -> None:
    found = store.vitals(NOON)

    assert (found.skew is None) == (not isinstance(store, SqlStore) or store.engine.dialect.name == "sqlite")


@pytest.fixture
def crowded(postgres_store: SqlStore) -> SqlStore:
    """Two hundred thousand jobs, most of them done, twenty thousand waiting for one agency; as many timers."""
    started(postgres_store)
    with postgres_store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO job (case_id, activation, kind, tenant, queue, type, element_id, state, run_at,"
                " max_attempts, idem_key, payload, attempts, phase, business_key)"
                " SELECT 'c1', n, 'service', 1, CASE WHEN n % 10 = 0 THEN 'kammern' ELSE 'azr' END, 'x', 'x',"
                " CASE WHEN n % 10 = 0 THEN 0 ELSE 2 END, :now, 3, 'k' || n, '{}', 0, 0, 'b'"
                " FROM generate_series(1, 200000) n"
            ),
            {"now": NOON},
        )
        connection.execute(
            text(
                "INSERT INTO timer (case_id, activation, element_id, cycle, tenant, fire_at, tz, spec, state)"
                " SELECT 'c1', n, 'T', 0, 1, :now, 'UTC', 'PT1M', CASE WHEN n % 10 = 0 THEN 0 ELSE 1 END"
                " FROM generate_series(1, 200000) n"
            ),
            {"now": NOON},
        )
    with postgres_store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE job, timer")
    return postgres_store


def test_a_look_costs_the_same_on_a_crowded_platform(crowded: SqlStore) -> None:
    """Pages of the database read by the two questions that meet large tables; each of them is a count or a descent."""
    statements: list[str] = []
    crowded.watch = statements.append
    crowded.vitals(LATER)
    crowded.watch = None

    pages = 0
    with crowded.engine.connect() as connection:
        for sql in statements:
            if "job" not in sql and "timer" not in sql:
                continue
            bound = sql.replace("?", "%s")
            count = bound.count("%s")
            values = [1 if " tenant = %s" in part[-20:] else LATER for part in _before_each(bound, count)]
            row = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {bound}", tuple(values))
            plan = row.scalar_one()
            plan = plan if isinstance(plan, list) else json.loads(plan)
            pages += plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"]
    assert pages <= 50


def _before_each(sql: str, count: int) -> list[str]:
    """The text in front of each parameter, with the parameter."""
    parts = sql.split("%s")
    return [parts[n] + "%s" for n in range(count)]
