"""The office of tests/status with a portal, and what happened there before a story begins."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from akzess.house import TENANT, VirtualHouse
from akzess.ids import SeededIds
from akzess.procedure import constants, prepare
from documents.registry import Registry
from engine.commands import DeliverMessage
from engine.model import SYSTEM
from service.advice.desk import Advice
from service.app import create_app
from service.identity import Accounts
from service.portal.account import CitizenOidc
from service.portal.desk import Portal
from service.status.codes import Codes
from store import MemoryStore, open_store
from store.evidence import Kept, Keyring
from store.filing import Files
from store.intake.drafts import Drafts

from ..status.conftest import ACCOUNTS, Office, account
from ..status.conftest import built as built_office
from ..store.records import emptied
from .people import Employer, Person

KEYS = Keyring([bytes(range(32))])


@dataclass
class Town:
    """The office, its portal, and people outside."""

    office: Office
    app: Any
    drafts: Drafts

    def person(self, beside: Person | None = None) -> Person:
        """Somebody at a browser of their own, or in another window of somebody's."""
        return Person(beside.client if beside else TestClient(self.app, raise_server_exceptions=False))

    def employer(self, beside: Employer | None = None) -> Employer:
        """The same for an employer."""
        return Employer(beside.client if beside else TestClient(self.app, raise_server_exceptions=False))


def asked_by_the_agency(town: Town) -> None:
    """The agency wants a collective agreement and a job description, until the ninth of November."""
    office = town.office
    office.applies(employer={"betriebsnummer": "09555556"}, pay={"gross": 3833.34, "annualGross": 46000})
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")
    office.passes(days=2)
    demand = {"status": "NACHFORDERUNG", "missingItem": ["Tarifvertrag", "Stelle"], "employerDeadline": "2026-11-09"}
    key = office.house.engine.variables(office.case_id)["ba"]["requestMessageId"]
    office.house.engine.handle(
        DeliverMessage(
            actor=SYSTEM, tenant=TENANT, message_id=f"demand-{office.case_id}", name="bundesagentur.decision", key=key,
            payload=demand, source="bundesagentur",
        )
    )  # fmt: skip
    office.task("UT-BA-INFO")


def asked_by_the_agency_itself(town: Town) -> None:
    """The simulated agency demands more, as it does of this establishment."""
    office = town.office
    office.applies(employer={"betriebsnummer": "07213570"}, pay={"gross": 3833.34, "annualGross": 46000})
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")
    office.task("UT-BA-INFO")


def invited_by_the_applicant(town: Town) -> tuple[Any, Employer]:
    """The applicant made a link on the page of the case, and the employer came by it."""
    applicant = town.office.entered()
    made = applicant.client.post("/status/employer-links", headers={"X-CSRF": applicant.csrf})
    employer = town.employer()
    employer.comes(str(made.json()["path"]).partition("#")[2])
    return applicant, employer


def _open(office: Office, store: Any, account_: CitizenOidc | None = None) -> Town:
    clock = office.house.moving
    accounts = Accounts([account(*one) for one in ACCOUNTS], clock)
    registry = Registry(Files(store, KEYS, clock), clock.now, SeededIds(9).case_id)
    drafts = Drafts(store, KEYS, clock.now)
    app = create_app(
        office.house.engine,
        store,
        office.house.agencies.by_name,
        accounts,
        clock,
        office.house.worker.wake,
        prepare=lambda process, variables, site: prepare(process, variables, site, clock.now()),
        documents=registry,
        ledger=Kept(store, KEYS, clock),
        advice=Advice(TENANT, constants),
        portal_parts=Portal(drafts, constants, account_),
    )
    office.app = app
    return Town(office, app, drafts)


def built(store: Any) -> Town:
    """The whole office with the procedure deployed."""
    return _open(built_office(store), store)


def bare(store: Any, account_: CitizenOidc | None = None) -> Town:
    """The portal alone: nothing is deployed, so no tables are asked and no case can begin."""
    house = VirtualHouse(store, datetime(2026, 10, 21, 7, 0, tzinfo=UTC))
    return _open(Office(house, None, Codes(store, house.moving.now)), store, account_)


def _stores(request: pytest.FixtureRequest, folder: Path) -> Iterator[Any]:
    """A store that a whole module shares: what each story does is its own person's."""
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "sqlite":
        path = folder / "akzess.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        store = open_store(f"sqlite:///{path}")
        yield store
        store.close()
    else:
        store = request.getfixturevalue("migrated_postgres")
        emptied(store)
        yield store


@pytest.fixture(scope="module", params=["memory"])
def memory_of_module(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A store in memory."""
    yield from _stores(request, tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def store_of_module(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A store on each database."""
    yield from _stores(request, tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="module")
def town(memory_of_module: Any) -> Iterator[Town]:
    """In memory: for what no store can change."""
    found = built(memory_of_module)
    yield found
    found.office.house.close()


@pytest.fixture(scope="module")
def stored_town(store_of_module: Any) -> Iterator[Town]:
    """On both databases."""
    found = built(store_of_module)
    yield found
    found.office.house.close()


@pytest.fixture(scope="module")
def web(memory_of_module: Any) -> Iterator[Town]:
    """The portal alone, in memory."""
    found = bare(memory_of_module)
    yield found
    found.office.house.close()


@pytest.fixture(scope="module")
def stored_web(store_of_module: Any) -> Iterator[Town]:
    """The portal alone, on both databases."""
    found = bare(store_of_module)
    yield found
    found.office.house.close()
