"""The application with the people of a working group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from akzess.house import VirtualHouse
from authority.figures.record import ClosedCase
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Account, Accounts, hash_password
from store.figures.open import figures_of

PASSWORD = "ein langes Passwort"
ACCOUNTS = (
    ("anna", "akz-clerk", "C"),
    ("carla", "akz-lead", "C"),
    ("holger", "hwk", "C"),
    ("ida", "smi-coord", ""),
)


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


@dataclass
class Group:
    """The working group at its desk."""

    house: VirtualHouse
    client: TestClient

    def get(self, path: str, who: str) -> Any:
        return self.client.get(path, auth=(who, PASSWORD))

    def send(self, method: str, path: str, who: str, body: Any = None, version: int | None = None) -> Any:
        headers = {"Idempotency-Key": str(uuid4())} | ({"If-Match": f'"{version}"'} if version is not None else {})
        return self.client.request(method, path, json=body, headers=headers, auth=(who, PASSWORD))

    def proposes(self, who: str = "holger", **more: Any) -> dict[str, Any]:
        body = {"title": "Erinnerung nach 10 Tagen", "reason": "Antworten kommen spät.", "text": "T09: 10 statt 14."}
        body |= more
        answer = self.send("POST", "/working-group/proposals", who, body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def decides(self, proposal: dict[str, Any], who: str = "ida", **changed: Any) -> Any:
        body = {
            "state": "accepted",
            "decision": "Einstimmig angenommen.",
            "standard": "2026-2",
            "validFrom": "2027-01-01",
        } | changed
        path = f"/working-group/proposals/{proposal['id']}/decision"
        return self.send("POST", path, who, body, version=proposal["version"])

    def closed(self, count: int, **given: Any) -> None:
        """Closed cases of the third quarter of 2026."""
        first = date(2026, 8, 3)
        rows = [
            ClosedCase(
                **{
                    "case_key": uuid4().hex,
                    "month": 202608,
                    "closed_on": first + timedelta(days=number % 20),
                    "process": "akzess-main",
                    "definition_id": 1,
                    "site": "C",
                    "group": "FG1",
                    "outcome": "GRANT",
                    "in_time": True,
                    "net_days": 20,
                    **given,
                }
            )
            for number in range(count)
        ]
        figures = figures_of(self.house.store)
        figures.add(1, rows)
        figures.count(1)

    def report(self, who: str = "ida", quarter: str = "2026-Q3") -> Any:
        return self.get(f"/working-group/report?quarter={quarter}", who)


def built(store: Any) -> Iterator[Group]:
    house = VirtualHouse(store, datetime(2026, 10, 19, 7, 0, tzinfo=UTC), read_bundle=read_here)
    accounts = Accounts(
        [Account(n, n, n.title(), frozenset({g}), frozenset(s.split()), _hash()) for n, g, s in ACCOUNTS], house.moving
    )
    app = create_app(house.engine, store, house.agencies.by_name, accounts, house.moving, house.worker.wake)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Group(house, client)
    house.close()


@pytest.fixture
def group(memory_store: Any) -> Iterator[Group]:
    """In memory: for what no store can change."""
    yield from built(memory_store)


@pytest.fixture(params=["sqlite", "postgres"])
def stored_group(request: pytest.FixtureRequest) -> Iterator[Group]:
    """On both databases."""
    yield from built(request.getfixturevalue(f"{request.param}_store"))
