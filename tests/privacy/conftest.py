"""Stores that seal: SQLite and PostgreSQL with a key file of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store import SqlStore
from store.erasing import Vault
from store.evidence import Keyring

MASTER = bytes(range(32))


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """An empty store of each kind that seals content."""
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    found.vault = Vault(Keyring([MASTER]))
    yield found
    found.vault = None
