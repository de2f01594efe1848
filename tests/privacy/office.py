"""The application over HTTP on a store that seals, with the people who decide about erasures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from fastapi.testclient import TestClient

from akzess.house import VirtualHouse
from akzess.retention import Retention
from connectors.bundesagentur.examples import engineer
from engine.commands import CancelCase
from engine.handlers.deployments import read_here
from engine.model import SYSTEM
from service.app import create_app
from service.identity import Accounts
from store import SqlStore

from ..service.conftest import ACCOUNTS, BUNDLE, account

CORPUS = Path(__file__).parent.parent / "security" / "corpus" / "operations"
MORNING = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)
PEOPLE = (*ACCOUNTS, account("dora", "dpo", "DD"), account("lea", "akz-lead", "L"))


def row(name: str) -> dict[str, Any]:
    """A row of the corpus."""
    found: dict[str, Any] = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))
    assert found["id"] == name
    return found


@dataclass
class Office:
    """One application; each story begins a case of its own in Dresden."""

    store: SqlStore
    house: VirtualHouse
    client: TestClient
    accounts: Accounts
    case: str = ""

    def send(self, method: str, path: str, body: Any = None, who: str = "clara", **more: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid4()), **more.pop("headers", {})}
        if not any(name.lower() == "authorization" for name in headers):  # a token: passwords cost time by intention
            headers["Authorization"] = f"Bearer {self.accounts.token(self.accounts[who])[0]}"
        if body is not None:
            more["json"] = body
        return self.client.request(method, path, headers=headers, **more)

    def begins(self, **variables: Any) -> str:
        known = {"request": engineer("09912342"), **variables}
        self.case = self.send(
            "POST", "/cases", {"processId": "small", "site": "DD", "variables": known}, "anna"
        ).json()["id"]
        return self.case

    def ends(self, years: int = 0) -> None:
        self.house.handle(CancelCase(actor=SYSTEM, case_id=self.case, reason="Ende"))
        ended = self.house.clock.now() - timedelta(days=366 * years)
        with self.store.engine.begin() as connection:
            lite = self.store.engine.dialect.name == "sqlite"
            at = str(int(ended.timestamp() * 1_000_000)) if lite else f"'{ended.isoformat()}'"
            connection.exec_driver_sql(f"UPDATE case_instance SET ended_at = {at} WHERE id = '{self.case}'")
        case = self.house.case(self.case)
        Retention(self.store, self.house.engine, lambda: str(uuid4())).classify_one(case)


def built(store: SqlStore, wake: Any = None) -> Office:
    """The application; `wake` is called after each commit."""
    house = VirtualHouse(store, MORNING, read_bundle=read_here)
    house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
    accounts = Accounts(PEOPLE, house.moving)
    app = create_app(house.engine, store, house.agencies.by_name, accounts, house.moving, wake or house.worker.wake)
    return Office(store, house, TestClient(app, raise_server_exceptions=False), accounts)
