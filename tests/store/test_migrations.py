"""The schema that migrations make is the one the code is written for, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url

from store import SqlStore, UnsafeDatabase, migrations, open_store
from store.queries import Reach, TaskQuery
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
            for row in connection.exec_driver_sql(f"SELECT * FROM pragma_{pragma}(?)", (table[0],))
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
        except BaseException as error:  # noqa: BLE001  # whatever it is, the main thread shows it
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
        connection.exec_driver_sql("UPDATE platform_value SET value = '9999' WHERE name = 'schema.serves'")
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


def brought_to(engine: Engine, revision: str) -> None:
    """Run the migrations up to one revision, as an older version of the code would have."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


_OLD_BUNDLE = (
    "INSERT INTO deployment (tenant, hash, resources, compiled, deployed_at, deployed_by)"
    " VALUES (1, 'h', {blob}, {blob}, {at}, 'x')"
)
_OLD_CASE = (
    "INSERT INTO case_instance (id, tenant, definition_id, deployment_id, process_id, business_key, site, status, version,"
    " state, state_format, checksum, history_seq, history_head, created_at, updated_at)"
    " VALUES ('c1', 1, 1, 1, 'akzess', 'AKZ-1', 'DD', 'RUNNING', 1, {blob}, 1, {blob}, 0, {blob}, {at}, {at})"
)
_OLD_TASK = (
    "INSERT INTO task (case_id, activation, tenant, element_id, name, assignee, candidate_groups, candidate_users,"
    " priority, site, state, created_at, business_key, process_id, version)"
    " VALUES ('c1', {number}, 1, 'UT', 'Prüfen', 'anna', {names}, {none}, 50, 'DD', {state}, {at}, 'AKZ-1', 'akzess', 1)"
)


def test_tasks_that_were_open_before_the_lists_came_are_on_them(two_databases: tuple[str, str], tmp_path: Path) -> None:
    """What a worker of the version before opens later is on them as well: triggers see to it."""
    postgres = {"at": "'2026-03-02T12:00Z'", "names": "'{akz}'", "none": "'{}'", "blob": "''"}
    sqlite = {"at": "0", "names": "'[\"akz\"]'", "none": "'[]'", "blob": "x''"}
    for url, words in ((two_databases[0], postgres), (f"sqlite:///{tmp_path}/old.db", sqlite)):
        store = open_store(url)
        assert isinstance(store, SqlStore)
        brought_to(store.engine, "0005")
        with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
            run = connection.exec_driver_sql
            run(_OLD_BUNDLE.format(**words))
            run(
                "INSERT INTO definition (tenant, process_id, version, deployment_id, name, hash)"
                " VALUES (1, 'akzess', 1, 1, 'AKZESS', 'h')"
            )
            run(_OLD_CASE.format(**words))
            run(_OLD_TASK.format(number=1, state=0, **words))
            run(_OLD_TASK.format(number=2, state=1, **words))
        store.upgrade()
        with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
            connection.exec_driver_sql(_OLD_TASK.format(number=3, state=0, **words))
        for reach in (Reach(groups=("akz",), sites=("DD",)), Reach(persons=("anna",)), Reach(groups=None)):
            assert [one.activation for one in store.read().tasks(1, TaskQuery((reach,))).items] == [1, 3]
        store.close()
