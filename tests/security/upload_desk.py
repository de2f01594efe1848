"""The application on one store, as clerks hand in and fetch documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient

from akzess.house import VirtualHouse
from akzess.ids import RandomIds
from connectors.bundesagentur.examples import engineer
from documents.checks.scanner import NoScanner, Scanner
from documents.model import Filing, Folder, Scan, Source
from documents.registry import Registry
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Accounts
from service.limits import Limits
from store import SqlStore
from store.evidence import Keyring
from store.filing import Files

from ..documents import files
from ..service.conftest import ACCOUNTS, BUNDLE, PASSWORD

MORNING = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)


class Switch:
    """A scanner that is another one in each story."""

    def __init__(self) -> None:
        self.now: Scanner = NoScanner()

    def scan(self, content: Iterator[bytes]) -> Scan:
        return self.now.scan(content)


@dataclass
class Desk:
    """The application on one store, as clerks use it; every story begins a case of its own in Dresden."""

    client: TestClient
    store: SqlStore
    registry: Registry
    switch: Switch
    case: str = ""

    def begins(self) -> Desk:
        self.switch.now = NoScanner()
        recipient = {"name": "Anjali Mustermann-Rao", "address": {"street": "M", "plz": "01067", "city": "Dresden"}}
        variables = {"request": engineer("09912342"), "recipient": recipient}
        body = {"processId": "small", "site": "DD", "variables": variables}
        self.case = self._send("POST", "/cases", json=body).json()["id"]
        return self

    def _send(self, method: str, path: str, who: str = "anna", key: str = "", **more: Any) -> Any:
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self.client.request(method, path, headers=headers, auth=(who, PASSWORD), **more)

    def uploads(
        self, data: bytes, name: str, declared: str = "application/octet-stream", who: str = "anna", **more: Any
    ) -> Any:
        key = more.pop("key", "")
        path = f"/cases/{self.case}/documents"
        return self._send("POST", path, who, key, files={"file": (name, data, declared)}, data=more)

    def removes(self, document: str) -> Any:
        return self._send("DELETE", f"/documents/{document}", json={"reason": "Falsche Person"})

    def get(self, path: str, who: str | None = "anna", **more: Any) -> Any:
        return self.client.get(path, auth=(who, PASSWORD) if who else None, **more)

    def held(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/cases/{self.case}/documents").json()["items"]
        return found

    def blobs(self) -> int:
        with self.store.engine.connect() as connection:
            count = f"SELECT COUNT(*) FROM document_blob WHERE case_id = '{self.case}'"
            return int(connection.exec_driver_sql(count).scalar_one())

    def files_in(self, folder: Folder) -> str:
        """The id of a document that is in this folder."""
        cabinet = self.registry.cabinet
        return cabinet.file(
            Filing(
                document_id=self.registry.new_id(MORNING),
                tenant=1,
                case_id=self.case,
                folder=folder,
                code=None,
                title="Auskunft",
                source=Source.AGENCY,
                file_name="auskunft.pdf",
                media_type="application/pdf",
                blob=cabinet.keep(1, self.case, [files.pdf()]),
                scan=Scan.CLEAN,
                at=MORNING,
                by="system",
                by_name="AKZESS",
                key=str(uuid4()),
            )
        ).id


def built(store: SqlStore, limits: Limits | None = None) -> Desk:
    house = VirtualHouse(store, MORNING, read_bundle=read_here)
    house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
    clock, switch = house.moving, Switch()
    registry = Registry(Files(store, Keyring([bytes(32)]), clock), clock.now, RandomIds().case_id, switch)
    accounts, agencies, wake = Accounts(ACCOUNTS, clock), house.agencies.by_name, house.worker.wake
    app = create_app(house.engine, store, agencies, accounts, clock, wake, documents=registry, limits=limits)
    return Desk(TestClient(app, raise_server_exceptions=False), store, registry, switch)
