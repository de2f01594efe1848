"""What time the database says it is; on SQLite that is this machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from .errors import Unavailable
from .sql_store import SqlStore

# `app.clock_offset` is for tests of clocks that are wrong (reliability K14); nobody sets it in an office.
_TIME = (
    "SELECT clock_timestamp() + coalesce(nullif(current_setting('app.clock_offset', true), '')::interval, interval '0')"
)


def database_time(store: object) -> datetime:
    """The instant, aware. Error: Unavailable."""
    if not isinstance(store, SqlStore) or store.engine.dialect.name != "postgresql":
        return datetime.now(UTC)
    try:
        with store.engine.connect() as connection:
            found: datetime = connection.exec_driver_sql(_TIME).scalar_one()
    except (DBAPIError, PoolTimeout) as error:
        raise Unavailable("the database does not tell the time") from error
    return found.astimezone(UTC)
