"""Signed messages count once for all processes and over restarts, and remembering them costs nothing as it grows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from connectors.base import Receipt, Rejected
from connectors.replay import MemoryReplayGuard, ReplayGuard
from store import MemoryStore, SqlStore, open_store
from store.replay_rows import UNCONFIRMED, StoredReplayGuard, replay_guard
from tests.connectors.modes import agency_of
from tests.connectors.stage import CALLBACK, Stage, stage

NOW = datetime(2026, 10, 21, 7, 30, tzinfo=UTC)
END = NOW + timedelta(minutes=5)
SOON = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> SqlStore:
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def guard(request: pytest.FixtureRequest) -> ReplayGuard:
    if request.param == "memory":
        return replay_guard(MemoryStore())
    return replay_guard(request.getfixturevalue(f"{request.param}_store"))


def test_an_identifier_counts_once_until_nobody_could_accept_it(guard: ReplayGuard) -> None:
    assert guard.first("ba", "1", now=NOW, until=END)
    guard.confirm("ba", "1")

    assert not guard.first("ba", "1", now=END, until=END)
    assert guard.first("ba", "1", now=END + SOON, until=END + timedelta(minutes=5))


def test_partners_do_not_use_up_each_others_identifiers(guard: ReplayGuard) -> None:
    assert guard.first("ba", "1", now=NOW, until=END)
    assert guard.first("ihk", "1", now=NOW, until=END)


def test_what_could_not_be_stored_may_come_again(guard: ReplayGuard) -> None:
    guard.first("ba", "1", now=NOW, until=END)

    guard.forget("ba", "1")

    assert guard.first("ba", "1", now=NOW, until=END)


def test_two_processes_share_what_they_saw(store: SqlStore) -> None:
    assert StoredReplayGuard(store).first("ba", "1", now=NOW, until=END)
    assert not StoredReplayGuard(store).first("ba", "1", now=NOW, until=END)


def test_a_process_that_dies_before_storing_does_not_keep_the_repeat_out(store: SqlStore) -> None:
    StoredReplayGuard(store).first("ba", "1", now=NOW, until=END)

    again = StoredReplayGuard(store)

    assert not again.first("ba", "1", now=NOW + SOON, until=END)
    assert again.first("ba", "1", now=NOW + UNCONFIRMED + SOON, until=END)


def test_of_many_copies_at_the_same_moment_one_gets_in(store: SqlStore) -> None:
    guard, barrier = StoredReplayGuard(store), Barrier(6)

    def copy(_: int) -> bool:
        barrier.wait()
        return guard.first("ba", "1", now=NOW, until=END)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(copy, range(6))) == [False] * 5 + [True]


def test_the_table_stays_as_large_as_what_is_fresh(store: SqlStore) -> None:
    guard = StoredReplayGuard(store)

    for number in range(200):
        now = NOW + timedelta(minutes=number)
        guard.first("ba", str(number), now=now, until=now + timedelta(minutes=5))
        guard.confirm("ba", str(number))

    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM replay_seen").scalar() <= 7


def test_sweeping_reads_the_index_of_what_is_old(sqlite_store: SqlStore) -> None:
    seen: list[str] = []
    sqlite_store.watch = seen.append
    StoredReplayGuard(sqlite_store).first("ba", "1", now=NOW, until=END)

    plans = []
    with sqlite_store.engine.connect() as connection:
        for sql in (text for text in seen if "replay_seen" in text and "DELETE" in text):
            plans += [str(row) for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, (1, 1))]

    assert any("replay_expiry" in plan for plan in plans)
    assert not any("SCAN replay_seen" in plan and "INDEX" not in plan for plan in plans)


def signed_twice(name: str, first: ReplayGuard, second: ReplayGuard, then: Callable[[Stage], None]) -> Rejected:
    """What the second process says to a copy of a letter that the first one took in."""
    with stage(name) as on:
        config = agency_of(name).demo_config(on.town.url(on.agency.name), CALLBACK)
        on.connector = on.agency.build(config, clock=on.clock, guard=first)
        on.is_prompted()
        letter = on.deliveries(days=30)[0]
        message = on.connector.receive(letter.body, letter.headers, on.clock())
        on.connector.acknowledge(message, Receipt("r-1", on.clock()))
        then(on)
        other = on.agency.build(config, clock=on.clock, guard=second)
        with pytest.raises(Rejected) as rejection:
            other.receive(letter.body, letter.headers, on.clock())
        return rejection.value


@pytest.mark.parametrize(
    ("name", "problem"), [("kammern rfc9421", "webhook-replay"), ("bundesagentur signed", "signature")]
)
def test_a_copy_is_refused_after_a_restart(tmp_path: Path, name: str, problem: str) -> None:
    url = f"sqlite:///{tmp_path / 'akzess.db'}"
    store, restarted = open_store(url), open_store(url)
    store.upgrade()

    refusal = signed_twice(name, replay_guard(store), replay_guard(restarted), lambda on: on.clock.passes(seconds=100))

    store.close()
    restarted.close()
    assert refusal.problem == problem


def test_without_the_shared_memory_another_process_would_take_the_copy() -> None:
    with pytest.raises(pytest.fail.Exception):
        signed_twice("kammern rfc9421", MemoryReplayGuard(), MemoryReplayGuard(), lambda on: None)
