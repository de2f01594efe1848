"""An office of two sites over HTTP: one account for each role and site, a small procedure, browsers with cookies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from akzess.clocks import MovableClock
from akzess.house import VirtualHouse
from akzess.ids import SeededIds
from akzess.procedure import constants
from documents.model import Filing, Folder, Scan, Source
from documents.registry import Registry
from engine.commands import AssignTask, StartCase
from engine.handlers.deployments import read_here
from engine.model import SYSTEM
from service.advice.desk import Advice
from service.app import create_app
from service.identity import Account, Accounts, hash_password
from service.identity.roles import CENTRAL, ROLES
from service.portal.desk import Portal
from store.evidence import Kept, Keyring
from store.filing import Files
from store.intake.drafts import Drafts

BUNDLE = Path(__file__).parent
PASSWORD = "ein langes Passwort"
HASH = hash_password(PASSWORD)
ADDRESS = "https://akzess.example"
MASTER = bytes(range(32))
MORNING = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)

#: What a case of these tests holds: one value of each class of data.
VARIABLES: Mapping[str, Any] = {
    "applicant": {
        "familyName": "Mustermann-Rao",
        "givenNames": "Anjali",
        "birthDate": "1990-05-01",
        "nationality": ["436"],
        "address": {"street": "Musterweg", "city": "Dresden"},
        "religion": "keine Angabe",
    },
    "azrNumber": "000000000001",
    "employer": {"name": "Muster Maschinenbau GmbH"},
    "business": {"name": "Muster"},
    "docs": [{"code": "PASS"}],
    "decision": {"reasons": "Begründung"},
    "convictions": {"answer": True, "explanation": "Kanarienvogel"},
    "hardship": {"kind": "Kanarienvogel"},
    "bio": {"photo": "Kanarienvogel"},
    "ba": {"result": "APPROVED"},
    "chamber": {"overall": "POSITIVE"},
    "uhr": {"net": 3},
}


def account(name: str, groups: str | Iterable[str], *sites: str, person: str = "", display: str = "") -> Account:
    named = frozenset([groups] if isinstance(groups, str) else groups)
    return Account(name, person or name, display or name.title(), named, frozenset(sites), HASH)


def everybody() -> list[Account]:
    """`<role>.dd` and `<role>.l` for every role; central roles without sites are `<role>`, too."""
    sites = [account(f"{role}.{site.lower()}", role, site) for role in sorted(ROLES) for site in ("DD", "L")]
    return sites + [account(role, role) for role in sorted(CENTRAL)]


@dataclass
class Browser:
    """A browser: keeps cookies, sends where it comes from, and the second token once it knows it."""

    client: TestClient
    csrf: str = ""
    behalf: str = ""
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    def headers(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        found = {
            "Origin": ADDRESS,
            "Sec-Fetch-Site": "same-origin",
            "Idempotency-Key": f"browser-key-{next(self.keys):08}",
        }
        if self.csrf:
            found["X-CSRF"] = self.csrf
        if self.behalf:
            found["Akzess-On-Behalf-Of"] = self.behalf
        return found | dict(more or {})

    def log_in(self, name: str, password: str = PASSWORD) -> Any:
        answer = self.post("/login", {"account": name, "password": password})
        if answer.status_code == 200:
            self.csrf = self.get("/me").json()["csrf"]
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=self.headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(path, json={} if body is None else body, headers=self.headers(headers))

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.put(path, json=body, headers=self.headers(headers))

    def delete(self, path: str, **headers: str) -> Any:
        return self.client.delete(path, headers=self.headers(headers))

    @property
    def cookie(self) -> str:
        return self.client.cookies.get("__Host-akzess", "")


@dataclass
class Office:
    """The application as different people use it."""

    app: FastAPI
    house: VirtualHouse
    store: Any
    files: Files
    ids: SeededIds

    @property
    def clock(self) -> MovableClock:
        return self.house.moving

    def browser(self, name: str = "") -> Browser:
        """A new browser, logged in as somebody if a name is given."""
        found = Browser(TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False))
        if name:
            answer = found.log_in(name)
            assert answer.status_code == 200, answer.text
        return found

    def call(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A program's request, with a bearer token and a key of its own."""
        client = TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False)
        given = {
            "Idempotency-Key": f"program-key-{next(_KEYS):08}",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        return client.request(method, path, json=body, headers={"Authorization": self.bearer(who), **given})

    def bearer(self, who: str) -> str:
        """The header of a token for an account; passwords are slow on purpose."""
        accounts = self.app.state.context.accounts
        return f"Bearer {accounts.token(accounts[who])[0]}"

    def case(self, site: str = "DD", variables: Mapping[str, Any] | None = None) -> str:
        """The id of a new case."""
        command = StartCase(actor=SYSTEM, process_id="desk", variables=dict(variables or VARIABLES), site=site)
        return str(self.house.handle(command).case_id)

    def document(self, case: str, folder: Folder = Folder.NACHWEISE) -> str:
        """The id of a new document of a case."""
        now, number = self.clock.now(), next(_KEYS)
        filing = Filing(
            document_id=self.ids.case_id(now),
            tenant=1,
            case_id=case,
            folder=folder,
            code="DEG",
            title="Zeugnis",
            source=Source.CLERK,
            file_name="zeugnis.pdf",
            media_type="application/pdf",
            blob=self.files.keep(1, case, [b"%PDF-1.7"]),
            scan=Scan.CLEAN,
            at=now,
            by="akz-clerk.dd",
            by_name="Anna Beispiel",
            key=f"upload:{number}",
        )
        return self.files.file(filing).id

    def erase(self, case: str) -> None:
        """Destroy the case's data key."""
        Kept(self.store, Keyring([MASTER]), self.clock).erase(1, case, case)

    def task(self, case: str, element: str) -> str:
        """The id of the open task of an element."""
        return next(task.id for task in self.house.open_tasks(case) if task.element_id == element)

    def assign(self, case: str, element: str, person: str) -> str:
        """Give a task to somebody; its id."""
        task = self.task(case, element)
        self.house.handle(AssignTask(actor=SYSTEM, task_id=task, assignee=person))
        return task


_KEYS = count(1)


@contextmanager
def open_office(store: Any, accounts: Iterable[Account] | Accounts | None = None, **more: Any) -> Iterator[Office]:
    """The application on a store, at eight o'clock in the morning of 19 October 2026."""
    house = VirtualHouse(store, MORNING, read_bundle=read_here)
    house.deploy({"desk.bpmn": (BUNDLE / "desk.bpmn").read_bytes()})
    files = Files(store, Keyring([MASTER]), house.moving)
    ids = SeededIds(7)
    documents = Registry(files, house.moving.now, ids.case_id)
    found = accounts if isinstance(accounts, Accounts) else Accounts(accounts or everybody(), house.moving)
    portal = Portal(Drafts(store, Keyring([MASTER]), house.moving.now), constants, None)
    app = create_app(
        house.engine,
        store,
        house.agencies.by_name,
        found,
        house.moving,
        house.worker.wake,
        **({"documents": documents, "advice": Advice(1, constants), "portal_parts": portal} | more),
    )
    try:
        yield Office(app, house, store, files, ids)
    finally:
        house.close()
