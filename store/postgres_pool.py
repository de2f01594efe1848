"""Opens PostgreSQL with the session guards; a connection leaves the pool alive and told what may be seen."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors as pg
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InvalidatePoolError
from sqlalchemy.pool import QueuePool

from . import sight
from .errors import Unavailable, UnsafeDatabase

# A frozen process must not hold a lock for ever: the server ends its transaction, the kernel its connection.
_GUARDS = {
    "timezone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "20s",
    # What a burst has opened and nobody uses any more the server takes back: with LIFO it is always the same ones.
    "idle_session_timeout": "10min",
}
_CONNECTION = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "application_name": "akzess",
    "client_encoding": "UTF8",
}
_SAFE = "SELECT current_setting('synchronous_commit') <> 'off', current_setting('server_encoding')"


def open_engine(url: str, *, pool_size: int = 20) -> Engine:
    """An engine for a `postgresql://` url; guards that the url sets itself are left alone.

    It opens at most `pool_size` connections, each when there is work for it, and keeps it: an overflow that is closed
    after every use is opened anew with every burst, which costs the server a process and us a handshake each time.
    Raises UnsafeDatabase when the server would confirm commits that it has not written (synchronous_commit=off), or keeps
    text in another encoding than UTF8, which holds no name as it was given.
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
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,  # who comes next gets the connection that was good a moment ago
    )
    event.listen(engine, "checkout", partial(_tell, engine))
    try:
        with engine.connect() as connection:
            written, encoding = connection.exec_driver_sql(_SAFE).one()
    except DBAPIError as error:
        raise Unavailable(str(error.orig)) from error
    if written and encoding == "UTF8":
        return engine
    engine.dispose()
    if not written:
        raise UnsafeDatabase("synchronous_commit is off: an answered command could be lost")
    raise UnsafeDatabase(f"the database keeps text as {encoding}: make one with ENCODING 'UTF8'")


_TELL = "SELECT set_config('app.tenant', %s, false), set_config('app.sites', %s, false), set_config('app.persons', %s, false)"
#: The same for a session that tells it with its first statement: for the connection, and for one transaction.
TELL_FIRST = _TELL.replace("%s", "?")
TELL_HERE = TELL_FIRST.replace("false", "true")


#: A connection that was good so many seconds ago, and from which nothing has come since, needs no ping.
_FRESH = 1.0
#: When a connection without a ping turned out to be broken: older ones may be so as well.
doubted: WeakKeyDictionary[Engine, float] = WeakKeyDictionary()
#: `session` while a session takes a connection: it tells what may be seen by itself, and saves a round trip.
taking = threading.local()


def _tell(engine: Engine, connection: Any, record: Any, _: object) -> None:
    """Tell the database what may be seen (see `sight`) when a connection leaves the pool; this is its ping, too.

    A round trip of its own, so it is left out where it would find nothing new: the connection was in use a moment ago,
    its server has not hung up, and it knows the sight or goes to a session, whose first statement takes it along.
    """
    now = sight.current()
    said = (str(now.tenant), "*" if now.sites is None else array(now.sites), array(now.persons))
    moment = time.monotonic()
    info = record.info
    since = max(moment - _FRESH, doubted.get(engine, 0.0))
    known = info.get("told") == said
    fresh = info.get("at", 0.0) > since and not _stirs(connection)
    info["untold"] = None
    info["asked"] = not fresh or not (known or getattr(taking, "session", False))
    if not info["asked"]:
        info["untold"] = None if known else said
        info["at"] = moment
        return
    try:
        connection.autocommit = True
        connection.execute(_TELL, said)
        connection.autocommit = False
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        if "told" not in info:
            raise
        if isinstance(error, pg.IdleSessionTimeout):
            raise DisconnectionError from error  # this one alone: it was not needed for long
        raise InvalidatePoolError from error  # broken while it lay in the pool, as the others may be: new ones
    info["told"], info["at"] = said, moment


def _stirs(connection: Any) -> bool:
    """Whether something came over an idle connection: a server that ends says so, and then hangs up."""
    asked = select.poll()
    asked.register(connection.fileno(), select.POLLIN)
    return bool(asked.poll(0))


def array(items: Iterable[str]) -> str:
    """The text of an array; every item in quotes."""
    return "{" + ",".join('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in sorted(items)) + "}"
