"""The HTTP application on a real engine, with three accounts and the small procedure of tests/town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from akzess.clocks import MovableClock
from akzess.house import VirtualHouse
from connectors.bundesagentur.examples import engineer
from engine.handlers.deployments import ReadBundle, read_here
from service.app import create_app
from service.identity import Account, Accounts, hash_password
from store import MemoryStore

BUNDLE = Path(__file__).parent.parent / "town" / "bundle"
PASSWORD = "ein langes Passwort"
_HASH = hash_password(PASSWORD)


def account(name: str, group: str, *sites: str) -> Account:
    return Account(name, name, name.title(), frozenset({group}), frozenset(sites), _HASH)


ACCOUNTS = (
    account("anna", "akz-clerk", "DD"),
    account("arno", "akz-clerk", "DD"),
    account("axel", "akz-clerk", "L"),
    account("bela", "akz-second", "DD"),
    account("clara", "akz-lead", "DD"),
    account("lore", "system-admin"),
)


#: Acts for which the caller has to name the version of the task or case that it saw.
_VERSIONED = re.compile(
    r"(/tasks/[^/]+)/(?:claim|unclaim|assign|complete|priority)(?:\?|$)"
    r"|(/cases/[^/]+)/(?:cancel|suspend|resume|modify|incidents/)"
)


@dataclass
class Office:
    """The application as different people use it."""

    house: VirtualHouse
    clock: MovableClock
    client: TestClient

    def _as(self, name: str) -> dict[str, Any]:
        return {"auth": (name, PASSWORD)}

    def get(self, path: str, who: str = "anna", **more: Any) -> Any:
        return self.client.get(path, **self._as(who), **more)

    def post(self, path: str, body: Any = None, who: str = "anna", **more: Any) -> Any:
        return self.send("POST", path, {} if body is None else body, who, **more)

    def put(self, path: str, body: Any, who: str = "anna", **more: Any) -> Any:
        return self.send("PUT", path, body, who, **more)

    def delete(self, path: str, who: str = "anna", **more: Any) -> Any:
        return self.send("DELETE", path, None, who, **more)

    def send(
        self, method: str, path: str, body: Any = None, who: str = "anna", *, headers: Any = None, **more: Any
    ) -> Any:
        """A change, with a key of its own and for the version that there is now, unless `headers` say otherwise."""
        sent = {"Idempotency-Key": str(uuid4())}
        seen = _VERSIONED.match(path)
        if seen:
            tag = self.get(seen[1] or seen[2], who).headers.get("etag")
            sent |= {"If-Match": tag} if tag else {}
        sent |= headers or {}
        content = {} if body is None else {"json": body}
        return self.client.request(method, path, headers=sent, **content, **self._as(who), **more)

    def case(self, employer: str = "09912342") -> dict[str, Any]:
        """A started case of the small procedure."""
        recipient = {"name": "Anjali Mustermann-Rao", "address": {"street": "M", "plz": "01067", "city": "Dresden"}}
        body = {
            "processId": "small",
            "site": "DD",
            "variables": {"request": engineer(employer), "recipient": recipient},
        }
        answer = self.post("/cases", body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def task(self, case: dict[str, Any], who: str = "anna") -> str:
        """The id of the one open task of a case."""
        tasks = self.get(f"/cases/{case['id']}", who=who).json()["tasks"]
        assert len(tasks) == 1
        return str(tasks[0]["id"])

    def complete(self, task: str, answers: dict[str, Any], who: str = "anna") -> Any:
        self.post(f"/tasks/{task}/claim", who=who)
        return self.post(f"/tasks/{task}/complete", {"answers": answers}, who=who)


@contextmanager
def opened(store: Any, read_bundle: ReadBundle = read_here) -> Iterator[Office]:
    """The office on a store."""
    house = VirtualHouse(store, datetime(2026, 10, 19, 7, 0, tzinfo=UTC), read_bundle=read_bundle)
    house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
    accounts = Accounts(ACCOUNTS, house.moving)
    app = create_app(house.engine, store, house.agencies.by_name, accounts, house.moving, house.worker.wake, demo=True)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Office(house, house.moving, client)
    house.close()


@pytest.fixture
def office(memory_store: MemoryStore) -> Iterator[Office]:
    with opened(memory_store) as found:
        yield found


@pytest.fixture
def desk(store: Any) -> Iterator[Office]:
    """The office on every store in turn."""
    with opened(store) as found:
        yield found
