"""Opens SQLite safely (WAL, FULL, foreign keys, BEGIN IMMEDIATE) and runs the store's SQL on it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from engine.errors import Invalid

from . import values
from .errors import AlreadyThere, Misused, OutcomeUnknown, Retryable, Unavailable, UnsafeDatabase
from .session import Row, Watcher

# SQLite's locks are not kept by these; two hosts would write one file at once and destroy it.
_NETWORK = frozenset(
    {
        *(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb3",
            "smbfs",
            "ncpfs",
            "afs",
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "beegfs",
        ),
        *("ocfs2", "gfs2", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone"),
    }
)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def filesystem_of(path: Path, mounts: str) -> str:
    """The type of the file system that holds `path`, from the text of /proc/self/mountinfo; "" when unknown."""
    best, found = -1, ""
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        fields = left.split()
        if not separator or len(fields) < 5:
            continue
        mount = Path(fields[4].replace("\\040", " "))
        if len(mount.parts) >= best and path.is_relative_to(mount):
            best, found = len(mount.parts), right.split()[0]
    return found


def _refuse_network(path: Path) -> None:
    mountinfo = Path("/proc/self/mountinfo")
    if not mountinfo.exists():  # not Linux: an operator's matter, see docs/store.md
        return
    kind = filesystem_of(path, mountinfo.read_text())
    if kind in _NETWORK:
        raise UnsafeDatabase(f"{path.name}: SQLite on a network file system ({kind}) loses data; use a local disk")


def open_engine(location: str) -> Engine:
    """An engine for a file path or ":memory:" (one connection that all threads take in turn)."""
    arguments: dict[str, Any] = {"check_same_thread": False, "timeout": 5.0}
    if location == ":memory:":
        engine = create_engine(
            "sqlite://", connect_args=arguments, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=5
        )
    else:
        path = Path(location).resolve()
        _refuse_network(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            f"sqlite:///{path}", connect_args=arguments, poolclass=QueuePool, pool_size=8, max_overflow=8
        )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    _use_wal(connection)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "busy_timeout = 5000",
        "cache_size = -16000",
        "secure_delete = ON",  # what was erased is not in freed pages (docs/privacy.md)
    ):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: sqlite3.Connection) -> None:
    # Two processes that open a new file at once: SQLite does not wait here, whatever busy_timeout says.
    for left in range(100, -1, -1):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode & 0xFF not in _BUSY:
                raise
            time.sleep(0.05)
        else:
            return


def _begin(connection: Connection) -> None:
    run = connection.exec_driver_sql
    if connection.get_execution_options().get("writing"):  # a migration: whoever starts meanwhile waits for its end
        run("PRAGMA busy_timeout = 60000")
        run("BEGIN IMMEDIATE")
        run("PRAGMA busy_timeout = 5000")
    else:
        run("BEGIN")  # the read side needs one snapshot for all statements of a question


def translation(error: sqlite3.Error) -> Exception:
    """The store's error for one of sqlite3's."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF in _BUSY:
        return Retryable(str(error))
    if code in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
        return AlreadyThere(str(error))
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return Misused(str(error))
    if code & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return Unavailable(str(error))
    return Misused(str(error))


class SqliteSession:
    """One pooled connection; see session.Session."""

    values = values.SQLITE
    postgres = False

    def __init__(self, engine: Engine, watch: Watcher | None) -> None:
        try:
            self._pooled: PoolProxiedConnection = engine.raw_connection()
        except PoolTimeout as error:
            raise Unavailable("every connection is busy") from error
        except (sqlite3.Error, DBAPIError) as error:
            raise Unavailable(str(error)) from error
        driver = self._pooled.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise Misused("not an SQLite connection")
        self._connection = driver
        self._watch = watch

    def _execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        if self._watch is not None:
            self._watch(sql)
        try:
            return self._connection.execute(sql, parameters)
        except sqlite3.Error as error:
            raise translation(error) from error
        except (UnicodeEncodeError, OverflowError) as error:
            raise Invalid(f"a value cannot be stored: {type(error).__name__}") from error

    def begin(self) -> None:
        """BEGIN IMMEDIATE: a deferred begin that reads first fails at once when another writer is busy."""
        self._execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """COMMIT; OutcomeUnknown when the disk fails meanwhile."""
        try:
            self._execute("COMMIT")
        except Unavailable as error:
            raise OutcomeUnknown(str(error)) from error

    def hold(self, case_id: str, site: str | None = None) -> None:
        """There are no policies here."""

    def close(self) -> None:
        """Roll back what is open, return the connection."""
        if self._connection.in_transaction:
            self._connection.rollback()
        self._pooled.close()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute."""
        self._execute(sql, parameters)

    def count(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute; rows touched."""
        return self._execute(sql, parameters).rowcount

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Execute; the first row."""
        cursor = self._execute(sql, parameters)
        rows = cursor.fetchall()  # to the end, or RETURNING statements stay unfinished
        return rows[0] if rows else None

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Execute; every row."""
        return list(self._execute(sql, parameters).fetchall())

    def look(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Execute; every row. SQLite's plans do not depend on the values."""
        return self.all(sql, parameters)
