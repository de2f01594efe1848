"""Stores that seal: SQLite and PostgreSQL with a key file of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store import SqlStore, open_store
from store.erasing import Vault
from store.evidence import Keyring

from ..store.records import emptied
from .office import Office, built

MASTER = bytes(range(32))


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """An empty store of each kind that seals content."""
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    found.vault = Vault(Keyring([MASTER]))
    yield found
    found.vault = None


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One application per store for all stories of a module: building it costs more than they do."""
    if request.param == "postgres":
        postgres: SqlStore = request.getfixturevalue("migrated_postgres")
        emptied(postgres)
        postgres.vault = Vault(Keyring([MASTER]))
        yield built(postgres)
        postgres.vault = None
        return
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('privacy') / 'akzess.db'}")
    assert isinstance(store, SqlStore)
    store.vault = Vault(Keyring([MASTER]))
    store.upgrade()
    yield built(store)
    store.close()
