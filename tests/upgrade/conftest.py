"""What the stories of upgrades and backups share: new databases of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from .databases import NewDatabase, databases


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDatabase]:
    """Makes empty databases, on SQLite and on PostgreSQL."""
    with databases(request.param, tmp_path, lambda: cast(str, request.getfixturevalue("postgres_url"))) as new:
        yield new


@pytest.fixture
def new_postgres(postgres_url: str, tmp_path: Path) -> Iterator[NewDatabase]:
    """The same on PostgreSQL only."""
    with databases("postgres", tmp_path, lambda: postgres_url) as new:
        yield new
