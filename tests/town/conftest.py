"""The fixture `town`: the whole system, once per store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store import MemoryStore, SqlStore

from .town import Town


@pytest.fixture
def town(store: SqlStore | MemoryStore) -> Iterator[Town]:
    """A town on each kind of store."""
    found = Town(store)
    yield found
    found.agencies.close()


@pytest.fixture
def small_town(memory_store: MemoryStore) -> Iterator[Town]:
    """A town in memory, for stories in which the store plays no part."""
    found = Town(memory_store)
    yield found
    found.agencies.close()
