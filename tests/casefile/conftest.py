"""Played cases of the real procedure on SQLite and PostgreSQL, read over HTTP by people of the office."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from akzess import bundle, proof, scenario_file
from akzess.clocks import MovableClock
from akzess.house import PLAYED_KEY, VirtualHouse
from akzess.scenarios import Player
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Account, Accounts
from store import SqlStore, open_store
from store.evidence import Kept, Keyring

SCENARIOS = bundle.AKZESS / "scenarios"
PASSWORD = "ein langes Passwort"
#: Cheap on purpose: these stories are not about passwords.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


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


class Stage:
    """Plays cases, each in a store of its own, and keeps them for the stories that only read."""

    def __init__(self, empty_store: Callable[[], SqlStore]) -> None:
        self._empty_store = empty_store
        self._kept: dict[tuple[str, int | None], Played] = {}
        self._opened: list[tuple[VirtualHouse, SqlStore]] = []

    def play(self, scenario: str, steps: int | None = None, *, fresh: bool = False) -> Played:
        """`play("a05", 3)`: the first three steps of scenario A05. `fresh`: the story will change the case."""
        if fresh:
            return self._played(scenario, steps)
        if (scenario, steps) not in self._kept:
            self._kept[scenario, steps] = self._played(scenario, steps)
        return self._kept[scenario, steps]

    def _played(self, scenario: str, steps: int | None) -> Played:
        read = scenario_file.read(next(SCENARIOS.glob(f"{scenario}-*.yaml")))
        store = self._empty_store()
        clock = MovableClock(read.start)
        ledger = Kept(store, Keyring([PLAYED_KEY]), clock)
        house = VirtualHouse(store, read.start, clock=clock, read_bundle=_read_once, ledger=ledger)
        self._opened.append((house, store))
        house.deploy(bundle.read(bundle.AKZESS))
        player = Player(house, replace(read, steps=read.steps[:steps], then={}))
        result = player.play()
        house.timeline.quiet()
        client = TestClient(_app(house, store, ledger))
        return Played(house, client, player, result.case_id, result.business_key)

    def close(self) -> None:
        """Stop the agencies and close the stores."""
        for house, store in self._opened:
            house.close()
            store.close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A stage on each store."""
    found = Stage(request.getfixturevalue(f"empty_{request.param}"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Callable[[], SqlStore]:
    """Makes empty files."""

    def copied() -> SqlStore:
        path = tmp_path_factory.mktemp("case") / "case.db"
        shutil.copy(migrated_sqlite, path)
        return _opened(f"sqlite:///{path}")

    return copied


@pytest.fixture(scope="session")
def empty_postgres(postgres_url: str) -> Iterator[Callable[[], SqlStore]]:
    """Makes empty databases beside the one of the other tests, as copies of one that was migrated."""
    made = ["casefile_0"]
    _administer(postgres_url, 'DROP DATABASE IF EXISTS "casefile_0" WITH (FORCE)', 'CREATE DATABASE "casefile_0"')
    template = _opened(_beside(postgres_url, "casefile_0"))
    template.upgrade()
    template.close()

    def copied() -> SqlStore:
        name = f"casefile_{len(made)}"
        made.append(name)
        drop, create = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE casefile_0'
        _administer(postgres_url, drop, create)
        return _opened(_beside(postgres_url, name))

    yield copied
    _administer(postgres_url, *(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in made))


def _beside(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


def _administer(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _opened(url: str) -> SqlStore:
    found = open_store(url)
    assert isinstance(found, SqlStore)
    return found


@pytest.fixture
def play(stage: Stage) -> Play:
    """`play("a05", 3)`: the first three steps of scenario A05."""
    return stage.play


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
