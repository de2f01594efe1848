"""One unit of work, begun anew when another one was in its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.errors import TryAgain

from ..memory import MemoryStore
from ..sql_store import SqlStore

R = TypeVar("R")

#: So often, the first time included.
TRIES = 4


def in_unit(store: SqlStore | MemoryStore, act: Callable[[Any], R]) -> R:
    """What `act` answers, committed. Errors: its own, and TryAgain after the last attempt."""
    for _ in range(TRIES - 1):
        try:
            return _once(store, act)
        except TryAgain:
            continue
    return _once(store, act)


def _once(store: SqlStore | MemoryStore, act: Callable[[Any], R]) -> R:
    with store.unit_of_work() as work:
        found = act(work)
        work.commit()
    return found
