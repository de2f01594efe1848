"""What the stories of upgrades and backups share: new databases of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from .databases import NewDatabase, named, opened, postgres_databases, sqlite_databases

_TEMPLATE = "upgrade_template"


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a database with the schema of today, to make others of; nobody is connected to it."""
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {_TEMPLATE}")
        store = opened(named(postgres_url, _TEMPLATE))
        store.upgrade()
        store.close()
        yield _TEMPLATE
        server.execute(f"DROP DATABASE {_TEMPLATE} WITH (FORCE)")


@pytest.fixture
def new_postgres(postgres_url: str, postgres_template: str, tmp_path: Path) -> Iterator[NewDatabase]:
    """Makes databases on PostgreSQL."""
    with postgres_databases(tmp_path, postgres_url, postgres_template) as new:
        yield new


@pytest.fixture
def new_sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[NewDatabase]:
    """Makes databases in files."""
    with sqlite_databases(tmp_path, migrated_sqlite) as new:
        yield new


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes databases, on SQLite and on PostgreSQL."""
    found: NewDatabase = request.getfixturevalue(f"new_{request.param}")
    return found
