"""The schema that migrations make is the one the code is written for, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url

from store import SqlStore, UnsafeDatabase, migrations, open_store
from store.tables import metadata

# alembic's own table is no table of ours; storage parameters are PostgreSQL's tuning and not in the metadata.
_COLUMNS = """
    SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default, collation_name, is_identity,
           ordinal_position
      FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 9"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"""


def described(connection: Connection) -> list[str]:
    """The schema as text, one object a line."""
    found: Iterable[Sequence[object]]
    if connection.dialect.name == "sqlite":
        # A column that came later stands elsewhere in the text of its table: tables are compared by what they are.
        tables = connection.exec_driver_sql(
            "SELECT name, wr, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
        ).all()
        found = [
            (*table, *row)
            for table in tables
            for pragma in ("table_xinfo", "foreign_key_list", "index_list")
            for row in connection.exec_driver_sql(f"SELECT * FROM pragma_{pragma}(?)", (table[0],))  # noqa: S608
            if not pragma.startswith("index") or row[3] != "c"
        ]
        found += connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY name"
        ).all()
    else:
        found = (row for sql in (_COLUMNS, _INDEXES, _CONSTRAINTS) for row in connection.exec_driver_sql(sql))
    return [" ".join(str(row).split()) for row in found if "alembic_version" not in str(row)]


def schema(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return described(connection)


@pytest.fixture
def two_databases(postgres_url: str) -> Iterator[tuple[str, str]]:
    names = ("migrated", "created")
    with psycopg.connect(postgres_url, autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            url = make_url(postgres_url)
            yield tuple(url.set(database=name).render_as_string(hide_password=False) for name in names)
        finally:
            for name in names:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def both(migrated: str, created: str) -> tuple[list[str], list[str]]:
    stores = [open_store(url) for url in (migrated, created)]
    first, second = stores
    assert isinstance(first, SqlStore)
    assert isinstance(second, SqlStore)
    first.upgrade()
    metadata.create_all(second.engine)
    found = schema(first.engine), schema(second.engine)
    for store in stores:
        store.close()
    return found


def test_on_sqlite_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    migrated, created = both(f"sqlite:///{tmp_path}/migrated.db", f"sqlite:///{tmp_path}/created.db")
    assert migrated == created
    assert len(created) > 30


def test_on_postgresql_migrations_make_the_tables_of_the_code(two_databases: tuple[str, str]) -> None:
    migrated, created = both(*two_databases)
    assert migrated == created
    assert len(created) > 150


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_an_upgrade_runs_once_however_many_start_together(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/akzess.db"
    failed: list[BaseException] = []

    def starts() -> None:
        store = open_store(url)
        try:
            store.upgrade()
            store.check()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the main thread shows it
            failed.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=starts) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_database_that_is_newer_or_empty_is_refused(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/akzess.db")
    assert isinstance(store, SqlStore)
    with pytest.raises(UnsafeDatabase, match="none"):
        store.check()
    store.upgrade()
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnsafeDatabase, match="9999"):
        store.check()
    with pytest.raises(UnsafeDatabase, match="9999"):
        store.upgrade()
    store.close()


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/akzess.db")
    assert isinstance(store, SqlStore)
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE timer (x INTEGER)")
    with pytest.raises(Exception, match="already exists"):
        store.upgrade()
    assert len(schema(store.engine)) == 1
    store.close()
