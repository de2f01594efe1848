"""The designer's part of the application, with two designers and the small procedure of tests/town."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from akzess.house import VirtualHouse
from engine.handlers.deployments import read_here
from service.app import create_app
from service.designer.desk import Designer
from service.identity import Account, Accounts, hash_password
from store import MemoryStore

SMALL = (Path(__file__).parent.parent / "town" / "bundle" / "small.bpmn").read_bytes()
PASSWORD = "ein langes Passwort"
_HASH = hash_password(PASSWORD)
ACCOUNTS = (
    Account("olga", "olga", "Olga Muster", frozenset({"process-designer"}), frozenset(), _HASH),
    Account("otto", "otto", "Otto Muster", frozenset({"process-designer"}), frozenset(), _HASH),
    Account("root", "root", "Rosa Muster", frozenset({"system-admin"}), frozenset(), _HASH),
    Account("anna", "anna", "Anna Muster", frozenset({"akz-clerk"}), frozenset({"DD"}), _HASH),
)
SHIPPED = {"texts/de.yaml": b"status.open: In Bearbeitung\n", "parameters.yaml": b"[]\n"}


@dataclass
class Workshop:
    """The application as designers use it."""

    house: VirtualHouse
    client: TestClient
    tokens: dict[str, str]

    def ask(self, method: str, path: str, who: str = "olga", **more: Any) -> Any:
        headers = {"Authorization": self.tokens[who], "Idempotency-Key": str(uuid4())} | more.pop("headers", {})
        return self.client.request(method, f"/designer{path}", headers=headers, **more)

    def get(self, path: str, who: str = "olga") -> Any:
        answer = self.ask("GET", path, who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, who: str = "olga") -> Any:
        answer = self.ask("POST", path, who, json=body if body is not None else {})
        assert answer.status_code in (200, 201, 202), answer.text
        return answer.json()

    def draft(self, name: str = "Entwurf") -> str:
        return str(self.post("/drafts", {"name": name})["id"])

    def save(self, draft: str, path: str, data: bytes, version: int, who: str = "olga") -> Any:
        headers = {"If-Match": f'"{version}"', "Content-Type": "application/octet-stream"}
        return self.ask("PUT", f"/drafts/{draft}/files/{path}", who, content=data, headers=headers)

    def file(self, draft: str, path: str) -> bytes:
        return bytes(self.ask("GET", f"/drafts/{draft}/files/{path}").content)


@pytest.fixture
def opened() -> Iterator[Callable[..., Workshop]]:
    """Opens the workshop on a store."""
    with ExitStack() as stack:

        def make(store: Any, *, files: dict[str, bytes] | None = None, **desk: Any) -> Workshop:
            house = VirtualHouse(store, datetime(2026, 10, 19, 7, 0, tzinfo=UTC), read_bundle=read_here)
            stack.enter_context(house)
            house.deploy({"small.bpmn": SMALL} if files is None else files)
            accounts = Accounts(ACCOUNTS, house.moving)
            designer = Designer(**{"read_bundle": read_here, "shipped": lambda: SHIPPED, **desk})
            app = create_app(
                house.engine,
                store,
                house.agencies.by_name,
                accounts,
                house.moving,
                house.worker.wake,
                workshop=designer,
            )
            client = stack.enter_context(TestClient(app, raise_server_exceptions=True))
            tokens = {one.name: f"Bearer {accounts.token(accounts[one.name])[0]}" for one in ACCOUNTS}
            return Workshop(house, client, tokens)

        yield make


@pytest.fixture
def workshop(opened: Callable[..., Workshop]) -> Workshop:
    """The workshop on a store in memory."""
    return opened(MemoryStore())
