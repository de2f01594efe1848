"""Brings a database to the schema of this code, revision by revision, while others work on it; may die at any statement."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from psycopg import errors as pg
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from engine import failpoints

from ..errors import Unavailable, UnsafeDatabase

_FOLDER = Path(__file__).parent
#: The revision that this code works with: the newest file in versions/.
HEAD = max(file.name[:4] for file in (_FOLDER / "versions").glob("[0-9]*.py"))
#: Row of `platform_value`: the oldest code, named by its HEAD, that may go on beside the schema that is there.
SERVES = "schema.serves"
#: Row of `platform_value`: the database was restored, and what must not happen twice is not stopped yet.
RESTORING = "restore.pending"

_LOCK = 4_715_001  # any number that no other lock of ours has
#: Times that a revision is tried which found its table in use, and seconds between two (growing up to five).
_TRIES, _FIRST_PAUSE, _LONGEST_PAUSE = 120, 0.25, 5.0
#: alembic's `op` and `context` are one per process.
_in_this_process = Lock()
_BUSY = (pg.LockNotAvailable, pg.DeadlockDetected)


def revision(engine: Engine) -> str | None:
    """The revision of a database; None when it has no schema of ours yet."""
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def window(engine: Engine) -> tuple[str | None, str | None]:
    """The revision of a database, and the oldest code (by its HEAD) that it says it still serves."""
    with engine.connect() as connection:
        found = _revision(connection)
        if found is None or not inspect(connection).has_table("platform_value"):
            return found, None
        serves = connection.execute(text("SELECT value FROM platform_value WHERE name = :n"), {"n": SERVES}).scalar()
        return found, None if serves is None else str(serves)


def fits(engine: Engine) -> bool:
    """Whether this code may work on the database: it has this code's schema, or a newer one that still serves it.

    Error: UnsafeDatabase, with the one line that an operator needs, for a newer schema that does not.
    """
    found, serves = window(engine)
    if found is None or found <= HEAD:
        return found == HEAD
    if serves is None or serves > HEAD:
        needs = f"code of schema {serves} or newer" if serves else "newer code"
        raise UnsafeDatabase(f"the database has schema {found}, which needs {needs}; this version has {HEAD}")
    return True


def refuse_unsettled(engine: Engine) -> None:
    """UnsafeDatabase while the aftermath of a restore is not done: a worker would send again what was sent."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("platform_value"):
            return
        found = connection.execute(text("SELECT 1 FROM platform_value WHERE name = :n"), {"n": RESTORING}).scalar()
    if found is not None:
        raise UnsafeDatabase(
            "the database was restored, and that is not finished: run `akzess restore` again (docs/backup.md)"
        )


def upgrade(
    engine: Engine, target: str = HEAD, *, folder: Path = _FOLDER, pause: Callable[[float], None] = time.sleep
) -> None:
    """Run what is missing up to `target`; nothing when the schema is there, or newer and still serves this code.

    Every revision is a transaction of its own (or several, each of which may be run again), so that no lock on a table
    in use is held longer than its own change takes. UnsafeDatabase when the database is too new for the code,
    Unavailable when a table stayed in use for minutes or another migration has not ended.
    """
    if folder == _FOLDER and fits(engine):
        return
    from alembic.script import ScriptDirectory

    config = _config(folder)
    with _alone(engine, pause):
        found = revision(engine)
        config.attributes["fresh"] = found is None
        counted, scripts = _Counted(), ScriptDirectory.from_config(config)
        for step in _missing(scripts, found, target):
            _run(engine, config, scripts, step, counted, pause)


def _config(folder: Path) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder))
    return config


def _missing(scripts: Any, found: str | None, target: str) -> Iterator[str]:
    steps = [script.revision for script in scripts.walk_revisions()][::-1]
    return (step for step in steps if (found is None or step > found) and step <= target)


class _Counted:
    """Names each statement of a run before it is executed, for rigs that let the process die there."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, *_: Any) -> None:
        self.number += 1
        failpoints.hit(f"schema.stmt.{self.number}")


def _run(
    engine: Engine, config: Any, scripts: Any, step: str, counted: _Counted, pause: Callable[[float], None]
) -> None:
    from alembic.runtime.environment import EnvironmentContext

    def wanted(found: Any, _: Any) -> Any:
        return scripts._upgrade_revs(step, found)

    for attempt in range(1, _TRIES + 1):
        with engine.connect().execution_options(writing=True) as connection:
            if connection.dialect.name == "postgresql":
                # A table that is in use: give up soon, or every command would queue behind the migration.
                connection.exec_driver_sql("SET lock_timeout = '2s'")
                connection.exec_driver_sql("SET statement_timeout = 0")
                connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
                connection.commit()
            event.listen(connection, "before_cursor_execute", counted)
            config.attributes["connection"] = connection
            try:
                # As alembic.command.upgrade does, but with scripts that are read once and not for every revision.
                with EnvironmentContext(config, scripts, fn=wanted, destination_rev=step):
                    scripts.run_env()
            except DBAPIError as error:
                if not isinstance(error.orig, _BUSY):
                    raise
                if attempt == _TRIES:
                    raise Unavailable(
                        f"revision {step}: a table stayed in use, {attempt} times: {error.orig}"
                    ) from error
            else:
                return
            finally:
                if connection.dialect.name == "postgresql":
                    connection.invalidate()  # the pool must never see these settings; of SQLite it may be the database
        pause(min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE))


@contextmanager
def _alone(engine: Engine, pause: Callable[[float], None]) -> Iterator[None]:
    """One migration at a time. On SQLite the write lock of each revision sees to it between processes.

    The lock belongs to an idle connection and is asked for again and again: whoever waited for it inside a statement
    would hold a snapshot, and CREATE INDEX CONCURRENTLY of the one who works would wait for that for ever.
    """
    if engine.dialect.name != "postgresql":
        with _in_this_process:
            yield
        return
    guard = engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    try:
        guard.execute(text("SET idle_session_timeout = 0"))  # it says nothing for as long as the others work
        for left in range(_TRIES, -1, -1):
            if guard.execute(text(f"SELECT pg_try_advisory_lock({_LOCK})")).scalar():
                break
            if not left:
                raise Unavailable("another migration of this database has not ended")
            pause(0.5)
        with _in_this_process:
            yield
    finally:
        with suppress(DBAPIError):
            # The session ends only after a while; who comes next need not wait for that.
            guard.execute(text("SELECT pg_advisory_unlock_all()"))
        with suppress(DBAPIError):
            guard.invalidate()  # with the session the lock is gone
            guard.close()
