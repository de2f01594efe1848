"""The real procedure, with a chamber (and, where wanted, the employment agency) that has no system of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from akzess import bundle
from akzess.house import TENANT, VirtualHouse
from akzess.ids import SeededIds
from akzess.scenario_file import applications, merge
from akzess.scenarios import folder
from authority.partners.network import Channel, Network, load
from connectors.bundesagentur.examples import engineer as employed
from documents.registry import Registry
from engine.commands import StartCase
from engine.handlers.deployments import read_here
from engine.model import SYSTEM
from service.app import create_app
from service.identity import Account, Accounts, hash_password
from store.evidence import Kept, Keyring
from store.filing import Files
from store.partners import PartnerRequest
from store.partners.counter import counters

PASSWORD = "ein langes Passwort"

ACCOUNTS = (
    ("anna", "akz-clerk", "C"),
    ("axel", "akz-clerk", "L"),
    ("carla", "akz-lead", "C"),
    ("holger", "hwk", "C"),
    ("ines", "ihk", "C"),
    ("hanna", "hwk", "L"),
    ("gerda", "ba-amz", "C"),
    ("malte", "meldeamt", "C"),
    ("greta", "gewerbeamt", "C"),
    ("mona", "meldeamt", "L"),
    ("ida", "smi-coord", ""),
    ("mara", "dpo", ""),
)


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


@cache
def _resources() -> dict[str, bytes]:
    wanted = ("chamber-opinion", "consultation", "document-request", "letter")
    small = Path(__file__).parent.parent / "town" / "bundle" / "small.bpmn"
    return {"small.bpmn": small.read_bytes()} | {
        name: data
        for name, data in bundle.read().items()
        if not name.endswith((".bpmn", ".dmn")) or name.removesuffix(".bpmn") in wanted
    }


@dataclass
class Town:
    """The office in Chemnitz and its partners."""

    house: VirtualHouse
    client: TestClient
    ledger: Kept
    case_id: str = ""
    reference: str = ""

    def applies(self, who: str = "craftswoman", process: str = "chamber-opinion", **overrides: Any) -> str:
        """A case that asks its partners at once: the sub-process alone, as the main process calls it."""
        application = merge(applications(folder())[who], overrides)
        application["applicant"] = {"azrNumber": "123456789012", **application["applicant"]}
        chambers = [{"consult": "CHAMBER", "chamber": "HWK_CHEMNITZ", "kind": "SELBSTAENDIG_21_1"}]
        self.reference = "AKZ-C-2026-000077"
        variables = {
            **application,
            "request": employed("09912342"),
            "chambers": application.get("chambers", chambers),
            "caseRef": self.reference,
            "uhr": {"pausen": []},
            "fee": 1,
        }
        started = self.house.handle(
            StartCase(actor=SYSTEM, process_id=process, variables=variables, site="C", business_key=self.reference)
        )
        self.case_id = started.case_id
        self.house.timeline.quiet()
        return self.reference

    def request(self) -> PartnerRequest:
        """The one request to a partner with a connector's language."""
        found = self.requests()
        assert len(found) == 1
        return found[0]

    def requests(self) -> list[PartnerRequest]:
        rows = self.house.read.records(PartnerRequest, {"tenant": TENANT, "case_id": self.case_id})
        return [row for row in rows if row.agency]

    def get(self, path: str, who: str, **more: Any) -> Any:
        return self.client.get(path, auth=(who, PASSWORD), **more)

    def send(
        self, method: str, path: str, who: str, body: Any = None, *, version: int | None = None, key: str = ""
    ) -> Any:
        headers = {"Idempotency-Key": key or str(uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.client.request(method, path, json=body, headers=headers, auth=(who, PASSWORD))

    def answers(self, who: str, body: Any, row: PartnerRequest | None = None, key: str = "") -> Any:
        row = row or self.request()
        return self.send("POST", f"/partner-requests/{row.id}/answer", who, body, version=row.version, key=key)

    def hands_in(
        self, who: str, row: PartnerRequest, content: bytes, name: str = "gutachten.pdf", key: str = ""
    ) -> Any:
        return self.client.post(
            f"/partner-requests/{row.id}/documents",
            files={"file": (name, content, "application/pdf")},
            headers={"Idempotency-Key": key or str(uuid4())},
            auth=(who, PASSWORD),
        )

    def asks(self, kind: str, who: str = "anna", **typed: str) -> Any:
        return self.send("POST", f"/cases/{self.case_id}/consultations", who, {"kind": kind, "typed": typed})


def network(*inboxes: str) -> Network:
    """The network in which these partners have no system."""
    found = load()
    changed = {
        name: replace(one, channel=Channel.INBOX if name in inboxes else one.channel)
        for name, one in found.partners.items()
    }
    return Network(changed, found.consultations)


def built(store: Any, *inboxes: str) -> Iterator[Town]:
    house = VirtualHouse(store, datetime(2026, 10, 19, 7, 0, tzinfo=UTC), read_bundle=read_here)
    house.deploy(_resources())
    wrapped = counters(house.agencies, network(*inboxes), store, house.moving)
    house.agencies.by_name.update({one.name: one for one in wrapped})
    keys = Keyring([bytes(range(32))])
    ledger = Kept(store, keys, house.moving)
    files = Registry(Files(store, keys, house.moving), house.moving.now, SeededIds(9).case_id)
    accounts = Accounts(
        [Account(n, n, n.title(), frozenset({g}), frozenset(s.split()), _hash()) for n, g, s in ACCOUNTS], house.moving
    )
    app = create_app(
        house.engine,
        store,
        house.agencies.by_name,
        accounts,
        house.moving,
        house.worker.wake,
        ledger=ledger,
        documents=files,
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Town(house, client, ledger)
    house.close()


@pytest.fixture
def town(memory_store: Any) -> Iterator[Town]:
    """In memory: for what no store can change."""
    yield from built(memory_store)


@pytest.fixture(params=["sqlite", "postgres"])
def stored_town(request: pytest.FixtureRequest) -> Iterator[Town]:
    """On both databases."""
    yield from built(request.getfixturevalue(f"{request.param}_store"))
