"""An office that gives appointments, on both databases, in virtual time, with applicants who have tokens and no accounts."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from akzess.house import VirtualHouse
from engine.handlers.deployments import read_here
from service.app import create_app
from service.appointments.desk import Desk
from service.appointments.notices import Notices
from service.identity import Accounts
from service.status.codes import Codes
from workers.letters import writer

from ..status.conftest import ACCOUNTS, Office, account


@dataclass
class Person:
    """Somebody with a telephone: books, opens the link of an e-mail, moves, comes."""

    town: Town
    client: TestClient
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def asks(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.client.request(method, path, json=body, headers={"Akzess-Booking": self.token})
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def holds(self, starts_at: str, kind: str = "ADVICE", status: int = 201, **more: Any) -> Any:
        body = {"site": "DD", "kind": kind, "startsAt": starts_at, **more}
        return self.asks("POST", "/booking/holds", body, status)

    def books(self, starts_at: str, kind: str = "ADVICE", email: str = "anjali@example.org", **more: Any) -> Any:
        self.holds(starts_at, kind, **more)
        self.asks("POST", "/booking/mine/contact", {"email": email})
        self.town.says()
        return self.asks("POST", "/booking/mine/confirm", {"proof": self.proof()})

    def proof(self) -> str:
        """What only the e-mail knows."""
        return next(link for link in reversed(self.town.links()) if link.startswith(f"{self.token}.")).split(".")[1]


@dataclass
class Town:
    """The office and what lies around it."""

    office: Office
    desk: Desk
    notices: Notices
    asked: int = 0

    @property
    def now(self) -> datetime:
        return self.office.house.clock.now()

    def person(self) -> Person:
        return Person(self, TestClient(self.office.app, raise_server_exceptions=False))

    def clerk(self, method: str, path: str, body: Any = None, *, who: str = "anna", status: int = 200) -> Any:
        self.asked += 1
        answer = self.office.as_person(who)(method, path, body, Idempotency_Key=f"appointments-{self.asked:08d}")
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def free(self, kind: str = "ADVICE", **more: Any) -> list[str]:
        """Free times of two weeks."""
        answer = TestClient(self.office.app).get("/booking/slots", params={"site": "DD", "kind": kind, **more})
        assert answer.status_code == 200, answer.text
        return [time["startsAt"] for day in answer.json()["days"] for time in day["times"]]

    def says(self) -> int:
        """Everything that is due is said."""
        return self.notices.round()

    def mails(self) -> list[str]:
        """The texts of all e-mails, oldest first."""
        found = []
        for submission in self.office.house.town.simulators["mail"].mailbox:
            found.append(submission.message.get_content())
        return found

    def links(self) -> list[str]:
        """What stands behind the number sign in each e-mail."""
        return [mail.split("#")[1].split()[0] for mail in self.mails()]

    def offers(self) -> list[str]:
        """The links of those e-mails that offer a freed time."""
        return [link for mail, link in zip(self.mails(), self.links(), strict=True) if "früherer Termin" in mail]

    def passes(self, **time: float) -> None:
        self.office.house.moving.advance(timedelta(**time))


def town_of(store: Any) -> Town:
    """Without the procedure's diagrams: whoever books, moves and calls needs none."""
    house = VirtualHouse(store, datetime(2026, 10, 21, 7, 0, tzinfo=UTC), read_bundle=read_here)
    accounts = Accounts([account(*one) for one in ACCOUNTS], house.moving)
    agencies = house.agencies.by_name
    app = create_app(house.engine, store, agencies, accounts, house.moving, house.worker.wake, letters=writer())
    office = Office(house, app, Codes(store, house.moving.now))
    return Town(office, office.app.state.appointments, office.app.state.appointment_notices)


@pytest.fixture(params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest) -> Iterator[Town]:
    found = town_of(request.getfixturevalue(f"{request.param}_store"))
    yield found
    found.office.house.close()


@pytest.fixture
def quick(sqlite_store: Any) -> Iterator[Town]:
    """On SQLite alone: for what no database can change."""
    found = town_of(sqlite_store)
    yield found
    found.office.house.close()
