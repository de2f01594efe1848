"""An office in one process whose figures can be read, with a clock that can be moved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from akzess import duty_officer
from service.app import create_app
from service.identity import Accounts
from service.readiness import Operating
from store import MemoryStore
from tests.service.conftest import ACCOUNTS, Office, opened


@pytest.fixture
def operating() -> Operating:
    """What the process says of itself."""
    return Operating()


@pytest.fixture
def office(memory_store: MemoryStore, operating: Operating) -> Iterator[Office]:
    """The office of the service's own stories, with a page of figures and a worker that lives."""
    with opened(memory_store) as plain:
        house = plain.house
        operating.figures = duty_officer.page(memory_store, plain.clock, house.agencies.names())
        memory_store.heartbeat("w1", plain.clock.now())
        app = create_app(
            house.engine,
            memory_store,
            house.agencies.by_name,
            Accounts(ACCOUNTS, plain.clock),
            plain.clock,
            house.worker.wake,
            operating=operating,
        )
        with TestClient(app, client=("127.0.0.1", 50000), raise_server_exceptions=False) as client:
            yield Office(house, plain.clock, client)
