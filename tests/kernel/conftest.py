"""The office fixture: an engine on a store in memory."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside the tests: diagrams, office

from office import Office  # after the path


@pytest.fixture
def office() -> Office:
    """A fresh office."""
    return Office()
