"""The inbox of a chamber that hears by e-mail, its mailbox, and a clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from authority.partners.network import Network, load
from connectors.mail.config import Config
from connectors.mail.connector import Connector
from connectors.mail.simulator import Simulator
from service.partners.noticing import Noticing
from store.partners import PartnerNotice, PartnerRequest
from store.partners.notices import announce
from store.partners.records import OPEN, NoticeKind
from store.replay_rows import replay_guard


class Died(BaseException):
    """The process ends here."""


@dataclass
class Out:
    """The inbox of a chamber, its mailbox, and a clock: Monday in the morning."""

    store: Any
    at: datetime = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)
    to: tuple[str, ...] = ("hwk-c@example.org",)
    languages: tuple[str, ...] = ("de",)
    fails: dict[str, Exception] = field(default_factory=dict)
    dies: str = ""
    sent: list[str] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self.simulator = Simulator(self.now)
        config = Config("smtp+starttls://mail.example:587", "https://akzess.example")
        guard = replay_guard(self.store)
        self.connector = Connector(config, clock=self.now, transport=SimpleNamespace(app=self.simulator), guard=guard)

    @property
    def network(self) -> Network:
        found = load()
        chamber = found.partners["HWK_CHEMNITZ"]
        notices = dict.fromkeys(chamber.sites, self.to) if self.to else {}
        mine = replace(chamber, notices=notices, languages=self.languages)
        return Network({**found.partners, mine.id: mine}, found.consultations)

    @property
    def noticing(self) -> Noticing:
        return Noticing(self.store, self.now, {"mail": self}, self.network)

    def now(self) -> datetime:
        return self.at

    def send(self, request: Any) -> Any:
        if self.dies == "before":
            raise Died
        if request.input["to"] in self.fails:
            raise self.fails[request.input["to"]]
        self.sent.append(request.key)
        done = self.connector.send(request)
        if self.dies == "after":
            raise Died
        return done

    def asks(self, due_on: str = "2026-11-02", site: str = "C") -> PartnerRequest:
        self.asked += 1
        row = PartnerRequest(
            *(1, f"r-{self.asked}", "HWK_CHEMNITZ", site, f"case-{self.asked}", f"AKZ-C-2026-00000{self.asked}"),
            *("kammern", "SELBSTAENDIG_21_1", f"k-{self.asked}", "", OPEN, 1, due_on, self.at, ""),
            content={"out": {"person": {"familyName": "Muster"}}},
        )
        self.announced(row, NoticeKind.NEW)
        return row

    def announced(self, row: PartnerRequest, kind: NoticeKind) -> None:
        with self.store.unit_of_work() as work:
            work.put(row)
            announce(work, row, self.network, kind, self.at)
            work.commit()

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)

    def crashes(self, moment: str) -> None:
        """A round whose process ends before or after the e-mail has left."""
        self.dies = moment
        with pytest.raises(Died):
            self.noticing.round()
        self.dies = ""

    def goes_on(self, days: int = 0) -> None:
        """Rounds every five minutes for a quarter of an hour, and every hour of so many days."""
        steps = [timedelta(minutes=5)] * 3 + [timedelta(hours=1)] * 24 * days
        for step in steps:
            self.at += step
            self.noticing.round()

    @property
    def mails(self) -> list[Any]:
        return [one.message for one in self.simulator.mailbox]

    @property
    def waiting(self) -> list[PartnerNotice]:
        """What is still to be said now."""
        found = self.store.read().records(PartnerNotice, {"tenant": 1})
        return [one for one in found if one.kind != NoticeKind.DUE]
