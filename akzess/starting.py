"""What a process looks at before it begins: it refuses to work on a database that cannot keep what it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from store import UnsafeDatabase, open_store
from store.clock import database_time

from .clocks import SystemClock
from .settings import Settings, complete

#: Seconds that the clock of this machine and that of the database may be apart: tokens, signatures and deadlines hold then.
MOST_SKEW = 5.0


def look(settings: Settings, *, schema: bool = True, now: Callable[[], datetime] | None = None) -> None:
    """Open the database once and refuse, with one line, what is not safe; `schema`: whether it must be up to date.

    Errors: UnsafeDatabase (also for synchronous_commit=off, which opening finds), Unavailable.
    """
    store = open_store(complete(settings.database))
    try:
        if schema:
            store.check()
        refuse_skew(store, now or SystemClock().now)
    finally:
        store.close()


def refuse_skew(store: Any, now: Callable[[], datetime]) -> None:
    """UnsafeDatabase when this machine and the database disagree about the time."""
    before = now()
    theirs = database_time(store)
    ours = before + (now() - before) / 2
    apart = (theirs - ours).total_seconds()
    if abs(apart) > MOST_SKEW:
        way = "ahead of" if apart > 0 else "behind"
        raise UnsafeDatabase(f"the database's clock is {abs(apart):.0f} seconds {way} this machine's: set both by NTP")
