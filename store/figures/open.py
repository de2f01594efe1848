"""The statistics of any store."""

from __future__ import annotations

from typing import Any

from ..memory import MemoryStore
from ..sql_store import SqlStore
from .memory import MemoryFigures
from .records import FigureStore
from .sql import SqlFigures


def figures_of(store: Any) -> FigureStore:
    """By the kind of the store."""
    inner = store
    while not isinstance(inner, SqlStore | MemoryStore):
        inner = inner._inner  # one that watches or traces
    return MemoryFigures(inner) if isinstance(inner, MemoryStore) else SqlFigures(inner)
