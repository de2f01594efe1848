"""The HTTP application on a real store, served on loopback, as a program of somebody else meets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from akzess.http_server import Listener
from akzess.ids import RandomIds
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import CaseStatus
from service.app import create_app
from service.identity import Account, Accounts
from store import SqlStore

PASSWORD = "ein langes Passwort"
#: As cheap as argon2 can be: these tests log in a hundred times.
_HASH = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)


class RunningClock:
    """Real time, which tests may push ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def account(name: str, group: str) -> Account:
    return Account(name, name, name.title(), frozenset({group}), frozenset({"DD"}), _HASH)


ACCOUNTS = (account("lore", "system-admin"), account("till", "external-worker"), account("anna", "akz-clerk"))


@dataclass
class Platform:
    """One platform at an address; `post` and its kin are raw HTTP as one account."""

    url: str
    store: SqlStore
    engine: Engine
    clock: RunningClock
    http: httpx2.Client
    woken: list[int] = field(default_factory=list)

    def settings(self, who: str = "lore") -> dict[str, str]:
        """What a client of that API is configured with."""
        return {
            "CAMUNDA_REST_ADDRESS": f"{self.url}/v2",
            "CAMUNDA_AUTH_STRATEGY": "BASIC",
            "CAMUNDA_BASIC_AUTH_USERNAME": who,
            "CAMUNDA_BASIC_AUTH_PASSWORD": PASSWORD,
        }

    def call(self, method: str, path: str, body: Any = None, who: str = "lore", **more: Any) -> httpx2.Response:
        if body is not None:
            more["json"] = body
        return self.http.request(method, f"{self.url}/v2{path}", auth=(who, PASSWORD), **more)

    def post(self, path: str, body: Any = None, who: str = "lore", **more: Any) -> httpx2.Response:
        return self.call("POST", path, body, who, **more)

    def deploys(self, **diagrams: bytes) -> dict[str, Any]:
        files = [("resources", (f"{name}.bpmn", content, "text/xml")) for name, content in diagrams.items()]
        answer = self.post("/deployments", files=files)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def starts(self, process: str = "p", **variables: Any) -> str:
        answer = self.post("/process-instances", {"processDefinitionId": process, "variables": variables})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["processInstanceKey"])

    def takes(self, job_type: str = "desk.work", **more: Any) -> list[dict[str, Any]]:
        body = {"type": job_type, "timeout": 60_000, "maxJobsToActivate": 10, "requestTimeout": -1} | more
        answer = self.post("/jobs/activation", body, who="till")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["jobs"]
        return found

    def take(self, job_type: str = "desk.work", **more: Any) -> dict[str, Any]:
        (found,) = self.takes(job_type, **more)
        return found

    def finds(self, what: str, **filters: Any) -> list[dict[str, Any]]:
        answer = self.post(f"/{what}/search", {"filter": filters})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def state(self, instance: str) -> str:
        return str(self.call("GET", f"/process-instances/{instance}").json()["state"])

    def status(self) -> CaseStatus:
        """Of the newest case."""
        return self.store.read().cases(1, limit=1).items[0].status

    def variables(self, instance: str) -> Mapping[str, str]:
        return {item["name"]: item["value"] for item in self.finds("variables", processInstanceKey=instance)}


class Agency:
    """Stands for a configured connector, whose queue is not for external workers."""

    name = "bundesagentur"


@pytest.fixture
def platform(sqlite_store: SqlStore) -> Iterator[Platform]:
    clock = RunningClock()
    engine = Engine(sqlite_store, clock, RandomIds(), read_bundle=read_here)
    woken: list[int] = []
    agencies: Any = {Agency.name: Agency()}
    app = create_app(engine, sqlite_store, agencies, Accounts(ACCOUNTS, clock), clock, lambda: woken.append(1))
    listener = Listener()
    listener.serve(app)
    with httpx2.Client(timeout=30) as http:
        yield Platform(listener.url, sqlite_store, engine, clock, http, woken)
    listener.close()
