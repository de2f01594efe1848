"""An office that reads the models of strangers, for the definition rows of the corpus; one per store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from akzess.house import VirtualHouse
from engine.handlers.deployments import ReadBundle
from service.app import create_app
from service.identity import Accounts
from store import SqlStore
from store.tables import metadata

from ..service.conftest import ACCOUNTS, PASSWORD
from .canary import Canary
from .corpus_files import events

ADMIN = ("lore", PASSWORD)
#: Rows that a refused request may leave behind: that it was refused, and that it was seen.
_NOTES = frozenset({"security_event"})


@dataclass
class Registry:
    """The application as whoever deploys uses it."""

    client: TestClient
    house: VirtualHouse
    store: SqlStore
    canary: Canary

    def deploy(self, files: Mapping[str, bytes], *, raw: bool = False) -> Any:
        """POST /definitions; `raw`: as files to the route that takes them. A minute later than before, because of one
        kind of event only sixty are written in a minute."""
        self.house.moving.advance(timedelta(minutes=1))
        if raw:
            parts = [("resources", (name, data, "application/octet-stream")) for name, data in files.items()]
            return self.client.post("/v2/deployments", files=parts, auth=ADMIN)
        texts = {name: data.decode() for name, data in files.items()}
        return self.client.post("/definitions", json={"resources": texts}, auth=ADMIN, headers=key())

    def start(self, variables: Mapping[str, Any], process: str = "p") -> Any:
        """POST /cases."""
        body = {"processId": process, "variables": variables}
        return self.client.post("/cases", json=body, auth=ADMIN, headers=key())

    def rows(self) -> dict[str, int]:
        """How many rows every table has, but for those that note a refusal."""
        with self.store.engine.connect() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
                if table.name not in _NOTES
            }

    def events(self) -> Counter[str]:
        """Security events by kind."""
        return events(self.store)


def key() -> dict[str, str]:
    """The header of a request that nobody has sent before."""
    return {"Idempotency-Key": str(uuid4())}


@contextmanager
def registry(store: SqlStore, read: ReadBundle, canary: Canary) -> Iterator[Registry]:
    """The application on a store, without limits of rate."""
    with VirtualHouse(store, datetime(2026, 10, 19, 7, 0, tzinfo=UTC), read_bundle=read) as house:
        accounts = Accounts(ACCOUNTS, house.moving)
        app = create_app(house.engine, store, house.agencies.by_name, accounts, house.moving, house.worker.wake)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Registry(client, house, store, canary)
