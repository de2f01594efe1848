"""Connections to PostgreSQL are kept while they are used, and given back by the server when they are not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg
import pytest
from sqlalchemy import Engine

from store.postgres_pool import open_engine


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    found = open_engine(postgres_url)
    yield found
    found.dispose()


def servers(engine: Engine, count: int) -> list[int]:
    """The server's processes behind so many connections that are in use at once."""
    with ExitStack() as held:
        taken = [held.enter_context(closing(engine.raw_connection())) for _ in range(count)]
        return [one.driver_connection.info.backend_pid for one in taken]


def test_a_burst_that_comes_again_finds_the_connections_of_the_one_before(engine: Engine) -> None:
    assert len({pid for _ in range(4) for pid in servers(engine, 15)}) == 15


def test_an_engine_opens_no_more_connections_than_it_says(engine: Engine) -> None:
    assert (engine.pool.size(), engine.pool._max_overflow) == (20, 0)


def test_a_connection_that_the_server_took_back_for_idleness_is_replaced_alone(
    engine: Engine, postgres_url: str
) -> None:
    kept, idle = (engine.raw_connection() for _ in range(2))
    pids = [one.driver_connection.info.backend_pid for one in (kept, idle)]
    for one, limit in ((kept, "0"), (idle, "'20ms'")):
        link = one.driver_connection
        assert link is not None
        link.autocommit = True
        link.execute(f"SET idle_session_timeout = {limit}")
        link.autocommit = False
        one.close()  # the last one is the first to be taken again
    with psycopg.connect(postgres_url, autocommit=True) as looking:
        while looking.execute("SELECT pg_sleep(0.02) FROM pg_stat_activity WHERE pid = %s", (pids[1],)).fetchone():
            pass
    found = servers(engine, 2)
    assert (pids[0] in found, pids[1] in found) == (True, False)
