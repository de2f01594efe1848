"""The application with a few accounts, and a wave that is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from akzess.house import VirtualHouse
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Account, Accounts, hash_password

PASSWORD = "ein langes Passwort"
ACCOUNTS = (
    ("anna", "akz-clerk", "C"),
    ("axel", "akz-clerk", "L"),
    ("carla", "akz-lead", "C"),
    ("curt", "akz-lead", "L"),
    ("holger", "hwk", "C"),
    ("ida", "smi-coord", ""),
    ("mara", "dpo", ""),
    ("olga", "process-designer", ""),
)
GOOD = {"ratings": {"friendliness": 1, "overall": 2}, "texts": {}}


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


@dataclass
class Bureau:
    """The application as different people use it."""

    house: VirtualHouse
    client: TestClient
    wave: str = ""
    sent: int = field(default=0)

    def get(self, path: str, who: str) -> Any:
        return self.client.get(path, auth=(who, PASSWORD))

    def send(self, method: str, path: str, who: str, body: Any = None, version: int | None = None) -> Any:
        headers = {"Idempotency-Key": str(uuid4())} | ({"If-Match": f'"{version}"'} if version is not None else {})
        return self.client.request(method, path, json=body, headers=headers, auth=(who, PASSWORD))

    def opens_a_wave(self) -> str:
        body = {"name": "Herbst 2026", "opensOn": "2026-10-01", "closesOn": "2026-11-30"}
        self.wave = self.send("POST", "/surveys", "ida", body).json()["id"]
        return self.wave

    def codes(
        self, count: int = 1, population: str = "applicants", site: str = "C", who: str = "", group: str = ""
    ) -> list[str]:
        who = who or {"C": "anna", "L": "axel"}.get(site, "ida")
        body = {"population": population, "site": site, "count": count, "caseGroup": group}
        answer = self.send("POST", f"/surveys/{self.wave}/codes", who, body)
        assert answer.status_code == 201, answer.text
        found: list[str] = answer.json()["codes"]
        return found

    def answers(self, code: str, **given: Any) -> Any:
        return self.client.post("/survey/answers", json={"code": code, **(given or GOOD)})

    def many(self, count: int, site: str = "C", group: str = "", **given: Any) -> None:
        for code in self.codes(count, site=site, group=group):
            assert self.answers(code, **given).status_code == 204

    def ends(self) -> None:
        self.send("POST", f"/surveys/{self.wave}/closing", "ida")

    def results(self, who: str = "ida") -> Any:
        return self.get(f"/surveys/{self.wave}/results", who)

    def passes(self, **time: float) -> None:
        self.house.moving.move_to(self.house.moving.now() + timedelta(**time))


def built(store: Any) -> Iterator[Bureau]:
    house = VirtualHouse(store, datetime(2026, 10, 19, 7, 0, tzinfo=UTC), read_bundle=read_here)
    accounts = Accounts(
        [Account(n, n, n.title(), frozenset({g}), frozenset(s.split()), _hash()) for n, g, s in ACCOUNTS], house.moving
    )
    app = create_app(house.engine, store, house.agencies.by_name, accounts, house.moving, house.worker.wake)
    with TestClient(app, raise_server_exceptions=False) as client:
        found = Bureau(house, client)
        found.opens_a_wave()
        yield found
    house.close()


@pytest.fixture
def bureau(memory_store: Any) -> Iterator[Bureau]:
    """In memory: for what no store can change."""
    yield from built(memory_store)


@pytest.fixture(params=["sqlite", "postgres"])
def stored_bureau(request: pytest.FixtureRequest) -> Iterator[Bureau]:
    """On both databases."""
    yield from built(request.getfixturevalue(f"{request.param}_store"))
