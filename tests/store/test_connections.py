"""A connection that is killed, breaks or is not safe enough costs one unit of work and nothing else."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from engine.model import Changes
from store import OutcomeUnknown, SqlStore, StoreError, Unavailable, UnsafeDatabase, open_store, sight

from .records import in_one_unit, later, plain_url, started


def test_the_session_guards_are_set(postgres_store: SqlStore) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "TimeZone")
    with postgres_store.engine.connect() as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]
    assert found == ["15s", "3s", "20s", "UTC"]


def test_a_killed_connection_is_replaced_before_the_next_command(postgres_store: SqlStore) -> None:
    started(postgres_store)
    with psycopg.connect(plain_url(postgres_store), autocommit=True) as operator:
        operator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'akzess'")
    in_one_unit(postgres_store, lambda unit: unit.lock_case(1, "c1"))


def test_a_connection_that_was_good_a_moment_ago_is_not_asked_again(postgres_store: SqlStore) -> None:
    started(postgres_store)
    in_one_unit(postgres_store, lambda unit: unit.lock_case(1, "c1"))
    postgres_store._open().close()
    with psycopg.connect(plain_url(postgres_store), autocommit=True) as operator:
        last = operator.execute(
            "SELECT query FROM pg_stat_activity WHERE application_name = 'akzess' ORDER BY query_start DESC LIMIT 1"
        ).fetchone()
    assert last == ("COMMIT",)


def test_a_commit_after_a_failure_that_somebody_swallowed_is_no_commit(postgres_store: SqlStore) -> None:
    started(postgres_store)

    def swallows(unit: Any) -> None:
        unit.save_case(later(unit.lock_case(1, "c1")), Changes())
        with suppress(Exception):
            unit.session.count("SELECT 1 / 0")

    with pytest.raises(StoreError):
        in_one_unit(postgres_store, swallows)
    assert postgres_store.read().case(1, "c1").version == 1


def test_what_may_be_seen_goes_with_the_first_statement_and_not_beyond_the_transaction(
    postgres_store: SqlStore,
) -> None:
    started(postgres_store)
    asked = "SELECT current_setting('app.sites')"

    def sites() -> Any:
        session = postgres_store._open()
        try:
            return session.one(asked)
        finally:
            session.close()

    with sight.seeing(sight.Sight(sites=frozenset({"DD"}))):
        inside: list[Any] = []
        in_one_unit(postgres_store, lambda unit: inside.append(unit.session.one(asked)))
        alone = sites()
    assert (inside[0], alone, sites()) == (('{"DD"}',), ('{"DD"}',), ("*",))


def test_a_connection_that_breaks_in_a_unit_of_work_undoes_it(postgres_store: SqlStore) -> None:
    first = started(postgres_store)

    def is_cut_off(unit: Any) -> None:
        unit.save_case(later(unit.lock_case(1, "c1")), Changes())
        with psycopg.connect(plain_url(postgres_store), autocommit=True) as operator:
            operator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'akzess'")

    with pytest.raises((Unavailable, OutcomeUnknown)):
        in_one_unit(postgres_store, is_cut_off)
    assert postgres_store.read().case(1, "c1") == first


def test_a_server_that_may_lose_commits_is_refused(postgres_url: str) -> None:
    careless = make_url(postgres_url).update_query_dict({"options": "-c synchronous_commit=off"})
    with pytest.raises(UnsafeDatabase):
        open_store(careless.render_as_string(hide_password=False))


def test_a_database_that_cannot_hold_every_name_is_refused(postgres_url: str) -> None:
    narrow = make_url(postgres_url).set(database="narrow").render_as_string(hide_password=False)
    with psycopg.connect(postgres_url, autocommit=True) as operator:
        operator.execute("CREATE DATABASE narrow ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
        with pytest.raises(UnsafeDatabase, match="SQL_ASCII"):
            open_store(narrow)
        operator.execute("DROP DATABASE narrow")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        open_store("postgresql://nobody@127.0.0.1:1/nothing")


@pytest.mark.parametrize(("sites", "told"), [({"DD"}, 0), ({"L"}, 1)])
def test_a_case_of_an_own_site_need_not_be_held_to_be_seen(
    postgres_store: SqlStore, sites: set[str], told: int
) -> None:
    started(postgres_store, site="DD")
    seen: list[str] = []
    postgres_store.watch = seen.append

    with sight.seeing(sight.Sight(sites=frozenset(sites))):
        in_one_unit(postgres_store, lambda unit: unit.lock_case(1, "c1"))

    assert sum("app.held" in text for text in seen) == told
