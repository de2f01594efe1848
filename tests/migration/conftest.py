"""An office on each store, with verbs to move its cases to another version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from store import SqlStore
from tests.rigs import invariants

from .moving import MovingOffice


@pytest.fixture
def office(store: Any) -> Iterator[MovingOffice]:
    """On memory, SQLite and PostgreSQL in turn; on a database the invariants hold when the story is over."""
    found = MovingOffice(store)
    yield found
    if isinstance(store, SqlStore):
        invariants.require(store, found.clock.now(), names=invariants.SAFETY)


@pytest.fixture
def desk(memory_store: Any) -> MovingOffice:
    """In memory, for stories in which the store plays no part."""
    return MovingOffice(memory_store)
