"""The office of the kernel tests, on each of the three stores."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kernel.office import Office


@pytest.fixture
def office(store: Any) -> Office:
    """An office on memory, SQLite and PostgreSQL in turn."""
    return Office(store)
