"""Brings a database to the schema of this version of the code, in one transaction, once however many start together."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from ..errors import UnsafeDatabase

#: The revision that this code works with: the newest file in versions/.
HEAD = "0007"
_LOCK = 4_715_001  # any number that no other lock of ours has


def revision(engine: Engine) -> str | None:
    """The revision of a database; None when it has no schema of ours yet."""
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def upgrade(engine: Engine) -> None:
    """Run what is missing; UnsafeDatabase when the database is newer than the code."""
    if revision(engine) == HEAD:
        return
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            # A table that is in use: give up soon, or every command would queue behind the migration.
            connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        found = _revision(connection)
        if found != HEAD:
            _run(connection, found)


def _run(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise UnsafeDatabase(f"the database has schema {found}, which this version ({HEAD}) does not know")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
