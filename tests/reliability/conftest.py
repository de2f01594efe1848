"""An office on PostgreSQL for races, and one on each store for everything else."""

from __future__ import annotations

from typing import Any

import pytest

from store import SqlStore
from tests.kernel.office import Office


@pytest.fixture
def office(store: Any) -> Office:
    """On memory, SQLite and PostgreSQL in turn."""
    return Office(store)


@pytest.fixture
def crowded(postgres_store: SqlStore) -> Office:
    """On PostgreSQL, where transactions really run side by side."""
    return Office(postgres_store)
