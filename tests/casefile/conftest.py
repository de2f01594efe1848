"""Played cases of the real procedure on SQLite and PostgreSQL, read over HTTP by people of the office."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from akzess import bundle, proof, scenario_file
from akzess.clocks import MovableClock
from akzess.house import PLAYED_KEY, VirtualHouse
from akzess.scenarios import Player
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Account, Accounts, hash_password
from store import SqlStore, open_store
from store.evidence import Kept, Keyring
from tests.store.records import emptied

SCENARIOS = bundle.AKZESS / "scenarios"
PASSWORD = "ein langes Passwort"
_HASH = hash_password(PASSWORD)


def _account(name: str, group: str, *sites: str) -> Account:
    return Account(name, name, f"{name.title()} Beispiel", frozenset({group}), frozenset(sites), _HASH)


ACCOUNTS = (
    _account("anna", "akz-clerk", "DD"),
    _account("axel", "akz-clerk", "L"),
    _account("bela", "akz-second", "DD"),
    _account("clara", "akz-lead", "DD"),
    _account("emil", "abh-service", "DD"),
    _account("lore", "system-admin"),
    _account("rita", "audit"),
)


@dataclass
class Played:
    """One case that was played to a certain step, and the office that reads it."""

    house: VirtualHouse
    client: TestClient
    player: Player
    case_id: str
    number: str

    def answer(self, part: str, who: str = "anna", **query: Any) -> Any:
        """The answer to a question about the case."""
        return self.client.get(f"/cases/{self.case_id}/{part}", params=query, auth=(who, PASSWORD))

    def read(self, part: str, who: str = "anna", **query: Any) -> Any:
        """What the case page gets."""
        found = self.answer(part, who, **query)
        assert found.status_code == 200, found.text
        return found.json()

    def goes_on(self, *steps: Mapping[str, Any]) -> None:
        """More steps of a scenario."""
        for step in steps:
            self.player._step(step)


Play = Callable[..., Played]


@pytest.fixture(params=["sqlite", "postgres"])
def play(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> Iterator[Play]:
    """`play("a05", 3)`: the first three steps of scenario A05."""
    opened: list[tuple[VirtualHouse, TestClient]] = []
    stores: list[SqlStore] = []
    if request.param == "sqlite":
        path = tmp_path / "case.db"
        shutil.copy(migrated_sqlite, path)
        found = open_store(f"sqlite:///{path}")
        assert isinstance(found, SqlStore)
        stores.append(found)
        store = found
    else:
        store = request.getfixturevalue("migrated_postgres")
        emptied(store)

    def plays(scenario: str, steps: int | None = None) -> Played:
        read = scenario_file.read(next(SCENARIOS.glob(f"{scenario}-*.yaml")))
        played = replace(read, steps=read.steps[:steps], then={})
        clock = MovableClock(read.start)
        ledger = Kept(store, Keyring([PLAYED_KEY]), clock)
        house = VirtualHouse(store, read.start, clock=clock, read_bundle=_read_once, ledger=ledger)
        client = TestClient(_app(house, store, ledger), raise_server_exceptions=True)
        client.__enter__()
        opened.append((house, client))
        house.deploy(bundle.read(bundle.AKZESS))
        player = Player(house, played)
        result = player.play()
        house.timeline.quiet()
        return Played(house, client, player, result.case_id, result.business_key)

    yield plays
    for house, client in opened:
        client.__exit__(None, None, None)
        house.close()
    for each in stores:
        each.close()


_READ: dict[int, Any] = {}


def _read_once(resources: Mapping[str, bytes]) -> Any:
    """The procedure is read for the first of the tests; its files do not change meanwhile."""
    key = hash(frozenset(resources.items()))
    if key not in _READ:
        _READ[key] = read_here(resources)
    return _READ[key]


def _app(house: VirtualHouse, store: SqlStore, ledger: Kept) -> Any:
    return create_app(
        house.engine,
        store,
        house.agencies.by_name,
        Accounts(ACCOUNTS, house.moving),
        house.moving,
        house.worker.wake,
        ledger=ledger,
        proof=lambda entry: proof.of(entry, store.read(), ledger, house.engine, house.moving.now()),
    )
