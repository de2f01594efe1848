"""Opens PostgreSQL with the session guards and runs the store's SQL on it, deferred in a pipeline where it can be."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache, partial
from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors as pg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from engine.errors import Invalid

from . import sight, values
from .errors import AlreadyThere, Misused, OutcomeUnknown, Retryable, Unavailable, UnsafeDatabase
from .session import Row, Watcher

# A frozen process must not hold a lock for ever: the server ends its transaction, the kernel its connection.
_GUARDS = {
    "timezone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "20s",
}
_CONNECTION = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "application_name": "akzess",
}


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine for a `postgresql://` url; guards that the url sets itself are left alone.

    Raises UnsafeDatabase when the server would confirm commits that it has not written (synchronous_commit=off).
    """
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    guards = " ".join(f"-c {name}={value}" for name, value in _GUARDS.items())
    mine = {name: value for name, value in _CONNECTION.items() if name not in parsed.query}
    theirs = parsed.query.get("options", "")
    options = f"{guards} {theirs if isinstance(theirs, str) else ' '.join(theirs)}".strip()
    engine = create_engine(
        parsed.difference_update_query(["options"]),
        connect_args={**mine, "options": options},
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=5,
        pool_use_lifo=True,  # who comes next gets the connection that was good a moment ago
    )
    event.listen(engine, "checkout", partial(_tell, engine))
    try:
        with engine.connect() as connection:
            safe = connection.exec_driver_sql("SHOW synchronous_commit").scalar() != "off"
    except DBAPIError as error:
        raise Unavailable(str(error.orig)) from error
    if not safe:
        engine.dispose()
        raise UnsafeDatabase("synchronous_commit is off: an answered command could be lost")
    return engine


_TELL = "SELECT set_config('app.tenant', %s, false), set_config('app.sites', %s, false), set_config('app.persons', %s, false)"


#: A connection that was good so many seconds ago, and from which nothing has come since, needs no ping.
_FRESH = 1.0
#: When a connection without a ping turned out to be broken: older ones may be so as well.
_doubted: WeakKeyDictionary[Engine, float] = WeakKeyDictionary()


def _tell(engine: Engine, connection: Any, record: Any, _: object) -> None:
    """Tell the database what may be seen (see `sight`) when a connection leaves the pool; this is its ping, too.

    A round trip of its own, so it is left out where it would say and find nothing new: the connection knows the sight,
    was in use a moment ago, and its server has not hung up.
    """
    now = sight.current()
    said = (str(now.tenant), "*" if now.sites is None else _array(now.sites), _array(now.persons))
    moment = time.monotonic()
    since = max(moment - _FRESH, _doubted.get(engine, 0.0))
    record.info["asked"] = record.info.get("told") != said or record.info["at"] <= since or _stirs(connection)
    if not record.info["asked"]:
        record.info["at"] = moment
        return
    try:
        connection.autocommit = True
        connection.execute(_TELL, said)
        connection.autocommit = False
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        if "told" not in record.info:
            raise
        raise InvalidatePoolError from error  # broken while it lay in the pool, as the others may be: new ones
    record.info["told"], record.info["at"] = said, moment


def _stirs(connection: Any) -> bool:
    """Whether something came over an idle connection: a server that ends says so, and then hangs up."""
    asked = select.poll()
    asked.register(connection.fileno(), select.POLLIN)
    return bool(asked.poll(0))


def _array(items: Iterable[str]) -> str:
    """The text of an array; every item in quotes."""
    return "{" + ",".join('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in sorted(items)) + "}"


def translation(error: psycopg.Error) -> Exception:
    """The store's error for one of psycopg's."""
    if isinstance(error, pg.DeadlockDetected | pg.SerializationFailure):
        return Retryable(str(error))
    if isinstance(error, pg.UniqueViolation):
        return AlreadyThere(str(error))
    if isinstance(error, psycopg.DataError):
        return Invalid(f"a value cannot be stored: {type(error).__name__}")  # never the value itself: it ends in logs
    if isinstance(
        error,
        pg.ReadOnlySqlTransaction | pg.LockNotAvailable | pg.QueryCanceled | pg.OperationalError | pg.InterfaceError,
    ):
        return Unavailable(str(error))
    return Misused(str(error))


@lru_cache(maxsize=1024)
def numbered(sql: str) -> str:
    """The text with the server's own placeholders: psycopg passes it on as it is, however long it is.

    Texts with `%s` it reads and rewrites each time when they are longer than 4 kB: a millisecond for 20 rows of history.
    """
    head, *parts = sql.split("?")
    return head + "".join(f"${number}{part}" for number, part in enumerate(parts, 1))


class PostgresSession:
    """One pooled connection; see session.Session.

    After `begin` statements travel in a pipeline: `run` waits for nothing, so a command costs two round trips
    (lock and load; everything else with COMMIT). A failure of `run` surfaces at the next result or at `commit`.
    """

    values = values.POSTGRES
    postgres = True

    def __init__(self, engine: Engine, watch: Watcher | None) -> None:
        self._engine = engine
        self._watch = watch
        self._pipeline = ExitStack()
        self._sync: Callable[[], None] | None = None
        self._sent = 0
        self._take()
        self._held: list[str] | None = None if sight.current().sites is None else []

    def _take(self) -> None:
        """A connection of the pool."""
        try:
            self._pooled: PoolProxiedConnection = self._engine.raw_connection()
        except PoolTimeout as error:
            raise Unavailable("every connection is busy") from error
        except DBAPIError as error:
            raise Unavailable(str(error.orig)) from error
        except psycopg.Error as error:
            raise translation(error) from error
        self._connection = cast("psycopg.Connection[tuple[Any, ...]]", self._pooled.driver_connection)
        self._connection.autocommit = True

    def begin(self) -> None:
        """From here on one transaction; BEGIN travels with the first statement."""
        self._connection.autocommit = False
        if psycopg.Pipeline.is_supported():
            self._sync = self._pipeline.enter_context(self._connection.pipeline()).sync

    def _anew(self) -> bool:
        """Whether the session goes on with another connection: its own was broken before the first statement came.

        Nothing had happened by then. A connection that was asked before it left the pool broke in our hands; that is told.
        """
        if self._sent != 1 or not self._connection.broken or self._pooled.info.get("asked", True):
            return False
        _doubted[self._engine] = time.monotonic()
        begun = self._sync is not None
        with suppress(psycopg.Error):
            self._pipeline.close()
        self._pooled.invalidate()
        self._pooled.close()
        self._sent, self._sync = 0, None
        self._take()
        if begun:
            self.begin()
        return True

    def hold(self, case_id: str) -> None:
        """Let the policies go on showing a case for the rest of the transaction: it was seen when it was locked.

        Without it whoever gives a task back, the only one by which the case could be seen, would write into nothing.
        """
        if self._held is not None and case_id not in self._held:
            self._held.append(case_id)
            self.run("SELECT set_config('app.held', ?, true)", (_array(self._held),))

    def commit(self) -> None:
        """Send what is left with COMMIT and wait; OutcomeUnknown when the connection breaks meanwhile."""
        if self._watch is not None:
            self._watch("COMMIT")
        try:
            self._connection.commit()
        except psycopg.Error as error:
            # Also after an administrator's shutdown: with a synchronous standby the commit may be done already.
            if self._connection.broken:
                raise OutcomeUnknown(str(error)) from error
            raise translation(error) from error

    def close(self) -> None:
        """Roll back what is open, return the connection; a broken one is thrown away."""
        connection = self._connection
        # A failure was raised where it happened; what matters here is the rollback.
        with suppress(psycopg.Error):
            self._pipeline.close()
        try:
            if connection.info.transaction_status is not TransactionStatus.IDLE:
                connection.rollback()
            connection.autocommit = False
        except psycopg.Error as error:
            self._pooled.invalidate(error)
        finally:
            self._pooled.close()

    def _execute(
        self, sql: str, parameters: Sequence[Any], *, prepare: bool | None = None
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        if self._watch is not None:
            self._watch(sql)
        self._sent += 1
        try:
            return psycopg.RawCursor(self._connection).execute(numbered(sql), parameters, prepare=prepare)
        except psycopg.Error as error:
            if self._anew():
                return self._execute(sql, parameters, prepare=prepare)
            raise translation(error) from error
        except UnicodeEncodeError as error:
            raise Invalid(f"a value cannot be stored: {type(error).__name__}") from error

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute without waiting."""
        self._execute(sql, parameters)

    def count(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute; rows touched."""
        cursor = self._execute(sql, parameters)
        try:
            if self._sync is not None:
                self._sync()
            return cursor.rowcount
        except psycopg.Error as error:
            if self._anew():
                return self.count(sql, parameters)
            raise translation(error) from error

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Execute; the first row."""
        cursor = self._execute(sql, parameters)
        try:
            return cursor.fetchone()
        except psycopg.Error as error:
            if self._anew():
                return self.one(sql, parameters)
            raise translation(error) from error

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Execute; every row."""
        cursor = self._execute(sql, parameters)
        try:
            return list(cursor.fetchall())
        except psycopg.Error as error:
            if self._anew():
                return self.all(sql, parameters)
            raise translation(error) from error

    def look(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Execute without a prepared plan, which would be one for values in general; every row."""
        cursor = self._execute(sql, parameters, prepare=False)
        try:
            return list(cursor.fetchall())
        except psycopg.Error as error:
            if self._anew():
                return self.look(sql, parameters)
            raise translation(error) from error
