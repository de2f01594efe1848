"""Databases that have no room, may only be read, or find a deadlock, as they themselves would say it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url

from store import SqlStore


@contextmanager
def full(store: SqlStore) -> Iterator[None]:
    """No room for one more line of history, as the database itself would say it."""
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            run = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql
            run(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$"
            )
            run("CREATE TRIGGER no_room BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION no_room()")
            yield
            run("DROP TRIGGER no_room ON history")
            run("DROP FUNCTION no_room")
        else:
            with limited(store):
                yield


def _fill(store: SqlStore, filler: str) -> None:
    with store.engine.connect() as connection:
        while True:
            connection.exec_driver_sql(filler)
            connection.commit()


@contextmanager
def limited(store: SqlStore) -> Iterator[None]:
    """SQLite's own limit, on every connection of the pool."""
    taken = [store.engine.raw_connection() for _ in range(8)]
    for connection in taken:
        connection.driver_connection.execute("PRAGMA max_page_count = 1")
    for connection in taken:
        connection.close()
    filler = "INSERT INTO counter (tenant, series, value) VALUES (9, hex(randomblob(500)), 1)"
    with pytest.raises(Exception, match="full"):
        _fill(store, filler)
    yield
    taken = [store.engine.raw_connection() for _ in range(8)]
    for connection in taken:
        connection.driver_connection.execute("PRAGMA max_page_count = 1000000")
    for connection in taken:
        connection.close()


@contextmanager
def read_only(store: SqlStore) -> Iterator[None]:
    if store.engine.dialect.name == "postgresql":
        name = make_url(str(store.engine.url)).database
        for value in ("on", "off"):
            with store.engine.connect() as connection:
                run = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql
                run("SET default_transaction_read_only = off")
                run(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
            store.engine.dispose()  # the setting is for new connections, as after a failover
            if value == "on":
                yield
    else:
        for value in ("ON", "OFF"):
            taken = [store.engine.raw_connection() for _ in range(8)]
            for connection in taken:
                connection.driver_connection.execute(f"PRAGMA query_only = {value}")
            for connection in taken:
                connection.close()
            if value == "ON":
                yield


@contextmanager
def deadlocks(store: SqlStore, times: int) -> Iterator[None]:
    """The next so many lines of history meet a deadlock; a sequence counts, because a rollback does not turn it back."""
    with store.engine.connect() as connection:
        run = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql
        run("CREATE SEQUENCE in_the_way")
        run(
            "CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF nextval('in_the_way') <= {times} THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF;"
            " RETURN new; END $$"
        )
        run("CREATE TRIGGER in_the_way BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION in_the_way()")
        yield
        run("DROP TRIGGER in_the_way ON history")
        run("DROP FUNCTION in_the_way")
        run("DROP SEQUENCE in_the_way")
