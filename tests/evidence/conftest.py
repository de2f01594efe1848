"""An office on each store that keeps evidence of a real SOAP exchange over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from akzess.clocks import MovableClock
from akzess.house import VirtualHouse
from akzess.people import named
from connectors.bundesagentur.examples import engineer
from connectors.ledger import Letter, Part
from engine.handlers.deployments import read_here
from store import Unavailable
from store.evidence import Entry, EvidenceFilter, Kept, Keyring
from tests.akzess.conftest import Shell

BUNDLE = Path(__file__).parent.parent / "town" / "bundle"
MORNING = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)
MASTER = bytes(range(32))
RECIPIENT = {"name": "Anjali Mustermann-Rao", "address": {"street": "Musterstraße", "plz": "01067", "city": "Dresden"}}


class Death(BaseException):
    """The worker's process is gone."""


class Ledger(Kept):
    """A ledger that may be away for a while, or whose worker meets its fate when it marks a job as sent."""

    away = False
    fate = ""

    def keep(self, letters: Sequence[Letter], *, sent: tuple[str, int] | None = None) -> None:
        if self.away:
            raise Unavailable("the ledger is away")
        if sent is not None and self.fate == "loses its lease":
            self.fate = ""
            store: Any = self._store
            store.sweep(now=self.now() + timedelta(hours=1), backoff={1: -3600.0})
        super().keep(letters, sent=sent)
        if sent is not None and self.fate == "dies after marking":
            raise Death


@dataclass
class Office:
    """People apply, agencies answer, and somebody looks at what was kept."""

    house: VirtualHouse
    store: Any
    kept: Ledger
    case_id: str = ""
    number: str = ""

    def applies(self) -> Office:
        """A case whose request goes out at once."""
        case = self.house.start({"request": engineer("09912342"), "recipient": RECIPIENT}, process="small", site="DD")
        self.case_id, self.number = case.case_id, case.business_key
        task = self.house.open_tasks(case.case_id)[0]
        self.house.complete(task, named("anna.akz-clerk"), {"result": "COMPLETE"})
        self.house.timeline.quiet()
        return self

    def hears(self) -> Office:
        """The agency decides, three minutes later."""
        self.house.timeline.advance(timedelta(minutes=3))
        return self

    def grants(self) -> Office:
        """The last task is done; a letter goes to the post, which is of class C."""
        task = self.house.open_tasks(self.case_id)[0]
        self.house.complete(task, named("anna.akz-clerk"), {"outcome": "GRANT"})
        self.house.timeline.quiet()
        return self

    def lease_ends(self) -> None:
        """Long enough for a lease to run out and its job to be due again."""
        self.house.moving.advance(timedelta(seconds=self.house.worker.lease_seconds + 1))
        self.house.timeline.advance(timedelta(minutes=5))

    def entries(self, **filters: Any) -> list[Entry]:
        return list(self.store.read().evidence(1, filters=EvidenceFilter(**filters)).items)

    def entry(self, agency: str, part: Part) -> Entry:
        (found,) = [e for e in self.entries(agency=agency) if e.part is part]
        return found


@pytest.fixture
def office(store: Any) -> Iterator[Office]:
    """Over HTTP on loopback: agencies and our own endpoint."""
    clock = MovableClock(MORNING)
    kept = Ledger(store, Keyring([MASTER]), clock)
    with VirtualHouse(store, MORNING, clock=clock, over_http=True, read_bundle=read_here, ledger=kept) as house:
        house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
        yield Office(house, store, kept)


@pytest.fixture
def shell(migrated_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    (tmp_path / "akzess.db").write_bytes(migrated_sqlite.read_bytes())
    return Shell(f"sqlite:///{tmp_path}/akzess.db", capsys)
