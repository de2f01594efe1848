"""Runs the store's SQL on a connection to PostgreSQL, deferred in a pipeline where it can be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache
from typing import Any, cast

import psycopg
from psycopg import errors as pg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.errors import Invalid

from . import sight, values
from .errors import AlreadyThere, Misused, OutcomeUnknown, Retryable, Unavailable
from .postgres_pool import TELL_FIRST, TELL_HERE, array, doubted, open_engine, taking
from .session import Row, Watcher

#: What a server says before it hangs up.
_LAST_WORDS = (pg.AdminShutdown, pg.CrashShutdown, pg.DatabaseDropped, pg.IdleInTransactionSessionTimeout)

__all__ = ["PostgresSession", "numbered", "open_engine", "translation"]


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
    (BEGIN, lock and load; everything else with COMMIT). A failure of `run` surfaces at the next result or at `commit`.
    """

    values = values.POSTGRES
    postgres = True

    def __init__(self, engine: Engine, watch: Watcher | None) -> None:
        self._engine = engine
        self._watch = watch
        self._pipeline = ExitStack()
        self._sync: Callable[[], None] | None = None
        self._inside = False  # of a transaction whose BEGIN is on its way
        self._sent = 0
        self._take()
        self._sites = sight.current().sites or frozenset()
        self._held: list[str] | None = None if sight.current().sites is None else []

    def _take(self) -> None:
        """A connection of the pool."""
        taking.session = True
        try:
            self._pooled: PoolProxiedConnection = self._engine.raw_connection()
        except PoolTimeout as error:
            raise Unavailable("every connection is busy") from error
        except DBAPIError as error:
            raise Unavailable(str(error.orig)) from error
        except psycopg.Error as error:
            raise translation(error) from error
        finally:
            taking.session = False
        self._connection = cast("psycopg.Connection[tuple[Any, ...]]", self._pooled.driver_connection)
        self._connection.autocommit = True
        self._untold: tuple[str, ...] | None = self._pooled.info["untold"]

    def begin(self) -> None:
        """From here on one transaction; BEGIN travels with the first statement."""
        if psycopg.Pipeline.is_supported():
            # psycopg itself would wait for the answer to BEGIN, and once more after COMMIT to leave the pipeline.
            self._sync = self._pipeline.enter_context(self._connection.pipeline()).sync
        else:
            self._connection.autocommit = False

    def _lost(self, error: psycopg.Error) -> bool:
        """Whether the connection is gone; the server's last word comes before the end of the line is seen."""
        return self._connection.broken or isinstance(error, _LAST_WORDS)

    def _anew(self, error: psycopg.Error) -> bool:
        """Whether the session goes on with another connection: its own was broken before the first statement came.

        Nothing had happened by then. A connection that was asked before it left the pool broke in our hands; that is told.
        """
        if self._sent != 1 or not self._lost(error) or self._pooled.info.get("asked", True):
            return False
        doubted[self._engine] = time.monotonic()
        begun = self._sync is not None
        with suppress(psycopg.Error):
            self._pipeline.close()
        self._pooled.invalidate()
        self._pooled.close()
        self._sent, self._sync, self._inside = 0, None, False
        self._take()
        if begun:
            self.begin()
        return True

    def hold(self, case_id: str, site: str | None = None) -> None:
        """Let the policies go on showing a case for the rest of the transaction: it was seen when it was locked.

        Without it whoever gives a task back, the only one by which the case could be seen, would write into nothing.
        What is seen by its site, which never changes, stays to be seen.
        """
        if self._held is not None and case_id not in self._held and site not in self._sites:
            self._held.append(case_id)
            self.run("SELECT set_config('app.held', ?, true)", (array(self._held),))

    def commit(self) -> None:
        """Send what is left with COMMIT and wait; OutcomeUnknown when the connection breaks meanwhile."""
        if self._watch is not None:
            self._watch("COMMIT")
        try:
            if self._sync is None:
                self._connection.commit()
            elif self._inside:
                ended = self._send("COMMIT", prepare=False)
                self._sync = None
                self._pipeline.close()
                if ended.statusmessage != "COMMIT":
                    raise Misused("committed after a statement that had failed: nothing was written")
        except psycopg.Error as error:
            # Also after an administrator's shutdown: with a synchronous standby the commit may be done already.
            if self._lost(error):
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
            if self._pooled.is_valid:  # otherwise it was thrown away before, and no other was to be had
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
            if self._sync is not None and not self._inside:
                self._send("BEGIN", prepare=False)
                self._inside = True
            if self._untold is not None:
                return self._telling(self._untold, sql, parameters, prepare)
            return self._send(sql, parameters, prepare=prepare)
        except psycopg.Error as error:
            if self._anew(error):
                return self._execute(sql, parameters, prepare=prepare)
            raise translation(error) from error
        except UnicodeEncodeError as error:
            raise Invalid(f"a value cannot be stored: {type(error).__name__}") from error

    def _send(
        self, sql: str, parameters: Sequence[Any] | None = None, *, prepare: bool | None = None
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        return psycopg.RawCursor(self._connection).execute(numbered(sql), parameters, prepare=prepare)

    def _telling(
        self, said: tuple[str, ...], sql: str, parameters: Sequence[Any], prepare: bool | None
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        """The first statement, behind what may be seen: in one round trip."""
        self._untold = None
        if self._inside or not self._connection.autocommit:
            self._send(TELL_HERE, said)  # with the transaction it is forgotten again
            return self._send(sql, parameters, prepare=prepare)
        with self._connection.pipeline():
            self._send(TELL_FIRST, said)
            found = self._send(sql, parameters, prepare=prepare)
        self._pooled.info["told"] = said
        return found

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
            if self._anew(error):
                return self.count(sql, parameters)
            raise translation(error) from error

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Execute; the first row."""
        cursor = self._execute(sql, parameters)
        try:
            return cursor.fetchone()
        except psycopg.Error as error:
            if self._anew(error):
                return self.one(sql, parameters)
            raise translation(error) from error

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Execute; every row."""
        cursor = self._execute(sql, parameters)
        try:
            return list(cursor.fetchall())
        except psycopg.Error as error:
            if self._anew(error):
                return self.all(sql, parameters)
            raise translation(error) from error

    def look(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Execute without a prepared plan, which would be one for values in general; every row."""
        cursor = self._execute(sql, parameters, prepare=False)
        try:
            return list(cursor.fetchall())
        except psycopg.Error as error:
            if self._anew(error):
                return self.look(sql, parameters)
            raise translation(error) from error
