"""The office fixture: an engine on a store in memory."""

from __future__ import annotations

import pytest

from tests.kernel.office import Office


@pytest.fixture
def office() -> Office:
    """A fresh office."""
    return Office()
