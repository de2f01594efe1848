"""The real procedure behind the real application on a store, with people who act in it and one applicant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from fastapi.testclient import TestClient

from akzess import bundle
from akzess.clerks import Clerks
from akzess.house import TENANT, VirtualHouse
from akzess.ids import SeededIds
from akzess.procedure import constants
from akzess.scenario_file import applications, merge
from akzess.scenarios import folder
from documents.registry import Registry
from engine.handlers.deployments import read_here
from engine.model import Task
from service.advice.desk import Advice
from service.app import create_app
from service.identity import Account, Accounts, hash_password
from service.status.codes import Codes
from store.evidence import Keyring
from store.filing import Files

PASSWORD = "ein langes Passwort"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n172\n%%EOF\n"
)


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


@cache
def _resources() -> dict[str, bytes]:
    return dict(bundle.read())


def account(name: str, group: str, *sites: str) -> Account:
    return Account(name, name, name.title(), frozenset({group}), frozenset(sites), _hash())


ACCOUNTS = (
    ("anna", "akz-clerk", "DD"),
    ("axel", "akz-clerk", "L"),
    ("berta", "akz-clerk", "DD"),
    ("clara", "akz-lead", "DD"),
    ("curt", "akz-lead", "L"),
    ("lore", "system-admin"),
    ("ida", "smi-coord", "DD", "FG", "C", "L"),
)


@dataclass
class Applicant:
    """A browser without an account."""

    client: TestClient
    csrf: str = ""
    sent: int = 0

    def enters(self, reference: str, code: str) -> Any:
        answer = self.client.post("/status/session", json={"reference": reference, "code": code})
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
        return answer

    def sees(self, lang: str = "de") -> dict[str, Any]:
        answer = self.client.get("/status/case", params={"lang": lang}, headers={"X-CSRF": self.csrf})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def hands_in(self, code: str, *, key: str | None = None, content: bytes = PDF, name: str = "a.pdf") -> Any:
        self.sent += 1
        return self.client.post(
            "/status/documents",
            data={"code": code},
            files={"file": (name, content, "application/pdf")},
            headers={"X-CSRF": self.csrf, "Idempotency-Key": key or f"upload-number-{self.sent:06d}"},
        )

    def finishes(self) -> Any:
        return self.client.post("/status/finish", headers={"X-CSRF": self.csrf})


@dataclass
class Office:
    """The office around one case."""

    house: VirtualHouse
    app: Any
    codes: Codes
    case_id: str = ""
    reference: str = ""
    address: str = ""
    clerks: Clerks = field(default_factory=lambda: Clerks(folder() / "clerks.yaml"))

    def applies(self, application: str = "engineer", **overrides: Any) -> str:
        given = merge(applications(folder())[application], overrides)
        started = self.house.start(given, site="DD")
        self.case_id, self.reference = started.case_id, started.business_key
        self.house.timeline.quiet()
        return self.reference

    def code(self) -> str:
        return self.codes.issue(TENANT, self.case_id, self.reference)

    def task(self, element_id: str) -> Task:
        limit = self.house.clock.now() + timedelta(hours=4)
        while True:
            self.house.timeline.quiet()
            found = [t for t in self.house.open_tasks(self.case_id) if t.element_id == element_id]
            if found:
                return found[0]
            assert self.house.timeline.step(limit), f"{element_id} is not open"

    def completes(self, element_id: str, **answers: Any) -> None:
        task = self.task(element_id)
        view = self.house.engine.task_view(task.id)
        given = self.clerks.answers(task, view.variables, self.house.clock.now(), answers)
        self.house.complete(task, self.clerks.person(task), given)
        self.house.timeline.quiet()

    def asks_for(self, *codes: str) -> None:
        """Documents are missing; the letter of request leaves."""
        missing = [{"code": code, "state": "MISSING"} for code in codes]
        self.completes("UT-COMPL", result="INCOMPLETE", deadlineDays=14, missingText="Es fehlt etwas.", item=missing)
        self.completes("UT-REQ82", items=list(codes), deadlineDays=14, text="Bitte mit Unterschrift.")

    def passes(self, **time: float) -> None:
        self.house.timeline.advance(timedelta(**time))

    def quiet(self) -> None:
        """Everything that is due happens."""
        self.house.timeline.quiet()

    @property
    def clock(self) -> dict[str, Any]:
        """The variable `uhr` of the case."""
        found: dict[str, Any] = self.house.engine.variables(self.case_id)["uhr"]
        return found

    def open_elements(self) -> set[str]:
        return {task.element_id for task in self.house.open_tasks(self.case_id)}

    def applicant(self, beside: Applicant | None = None) -> Applicant:
        """Somebody at a browser of their own, or in another window of somebody's."""
        return Applicant(beside.client if beside else TestClient(self.app, raise_server_exceptions=False))

    def entered(self, beside: Applicant | None = None) -> Applicant:
        applicant = self.applicant(beside)
        assert applicant.enters(self.reference, self.code()).status_code == 200
        return applicant

    def as_person(self, name: str) -> Callable[..., Any]:
        client = TestClient(self.app, raise_server_exceptions=False)

        def ask(method: str, path: str, body: Any = None, **headers: str) -> Any:
            return client.request(
                method,
                path,
                json=body,
                auth=(name, PASSWORD),
                headers={k.replace("_", "-"): v for k, v in headers.items()},
            )

        return ask


def built(store: Any) -> Office:
    house = VirtualHouse(store, datetime(2026, 10, 21, 7, 0, tzinfo=UTC), read_bundle=read_here)
    house.deploy(_resources())
    clock = house.moving
    accounts = Accounts([account(*one) for one in ACCOUNTS], clock)
    registry = Registry(Files(store, Keyring([bytes(range(32))]), clock), clock.now, SeededIds(9).case_id)
    app = create_app(
        house.engine,
        store,
        house.agencies.by_name,
        accounts,
        clock,
        house.worker.wake,
        documents=registry,
        demo=False,
        advice=Advice(TENANT, constants),
    )
    return Office(house, app, Codes(store, clock.now))


@pytest.fixture
def office(memory_store: Any) -> Iterator[Office]:
    """In memory: for what no store can change."""
    found = built(memory_store)
    yield found
    found.house.close()


@pytest.fixture(params=["sqlite", "postgres"])
def stored_office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """On both databases."""
    found = built(request.getfixturevalue(f"{request.param}_store"))
    yield found
    found.house.close()
