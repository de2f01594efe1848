"""What the portal says outside of its page: e-mails without content, each once, and the days that count from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from authority.intake import NoticeKind, PortalNotice
from connectors.base import Unavailable
from connectors.mail.config import Config
from connectors.mail.connector import Connector
from connectors.mail.simulator import Simulator
from documents.model import Blob, Document, Folder, LetterNote, Scan, Source, Version
from engine.errors import Conflict, NotFound
from service.context import TENANT
from service.portal.delivering import Delivering
from service.portal.noticing import ATTEMPTS, LEASE, Noticing, notice_of
from store.evidence import Kept
from store.replay_rows import replay_guard

from .conftest import KEYS

CASE, NUMBER = "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a", "AKZ-DD-2026-000001"


class Died(BaseException):
    """The process ends here."""


@dataclass
class Out:
    """A case whose decision has left, its applicant's mailbox, and a clock."""

    store: Any
    at: datetime = datetime(2026, 10, 21, 7, 0, tzinfo=UTC)
    language: str = "de"
    email: str = "anjali@example.org"
    away: bool = False
    stands: bool = False
    dies: bool = False
    erased: bool = False
    told: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.simulator = Simulator(self.now)
        config = Config("smtp+starttls://mail.example:587", "https://akzess.example")
        guard = replay_guard(self.store)
        self.connector = Connector(config, clock=self.now, transport=SimpleNamespace(app=self.simulator), guard=guard)
        self.delivering = Delivering(self.store, self.now, Kept(self.store, KEYS, self))
        self.noticing = Noticing(self.store, self.now, self.hears, {"mail": self}, self.standing, self.noted)

    def now(self) -> datetime:
        return self.at

    def standing(self, case_id: str) -> Any:
        if self.erased:
            raise NotFound(case_id)
        case = SimpleNamespace(business_key=NUMBER, status=SimpleNamespace(open=True))
        applicant = {"email": self.email, "contactLang": self.language}
        return SimpleNamespace(case=case, variables={"applicant": applicant, "decision": {"outcome": "REFUSE"}})

    def send(self, request: Any) -> Any:
        if self.away:
            raise Unavailable("away", "no answer")
        return self.connector.send(request)

    def hears(self, command: Any) -> None:
        if self.stands:
            raise Conflict("the case is held by somebody else")
        self.told.append(command)

    def noted(self, offer: Any) -> None:
        if self.dies:
            raise Died
        self.delivering.noticed(offer)

    def provides(self) -> None:
        self.delivering.give(CASE, self.language)
        blob = Blob("b", 3, "0" * 64)
        version = Version("doc-1", TENANT, 1, "b.pdf", "application/pdf", blob, Scan.CLEAN, (), self.at, "system", "")
        note = LetterNote("refusal", "de", self.at, "d-1")
        letter = Document("doc-1", TENANT, CASE, Folder.BESCHEID, None, "Bescheid", Source.LETTER, version, note)
        self.delivering.provide(CASE, NUMBER, [letter])

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)

    @property
    def mails(self) -> list[Any]:
        return [one.message for one in self.simulator.mailbox]

    @property
    def open(self) -> list[PortalNotice]:
        found: list[PortalNotice] = self.store.read().records(PortalNotice, {"tenant": TENANT})
        return found


@pytest.fixture
def out(memory_store: Any) -> Out:
    """In memory, made available."""
    found = Out(memory_store)
    found.provides()
    return found


@pytest.fixture(params=["sqlite", "postgres"])
def stored(request: pytest.FixtureRequest) -> Out:
    """On both databases, made available."""
    found = Out(request.getfixturevalue(f"{request.param}_store"))
    found.provides()
    return found


def test_the_email_says_until_when_and_where_and_nothing_of_the_decision(out: Out) -> None:
    out.noticing.round()

    text = out.mails[0].get_content()

    assert "02.11.2026" in text
    assert "https://akzess.example/status/?nr=AKZ-" in text
    assert "ablehn" not in f"{out.mails[0]['Subject']}{text}".lower()


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "A document is ready"), ("ar", "يوجد مستند"), ("uk", "Для Вас готовий"), ("de-simple", "Ein Dokument")],
)
def test_the_email_is_in_the_language_of_the_applicant(memory_store: Any, language: str, subject: str) -> None:
    found = Out(memory_store, language=language)
    found.provides()

    found.noticing.round()

    assert found.mails[0]["Subject"].startswith(subject)


def test_who_dies_after_sending_has_sent_once(stored: Out) -> None:
    stored.dies = True
    with pytest.raises(Died):
        stored.noticing.round()
    stored.dies = False
    stored.passes(seconds=LEASE.total_seconds() + 1)

    stored.noticing.round()

    assert (len(stored.mails), stored.open) == (1, [])


def test_who_says_a_notice_has_it_alone(stored: Out) -> None:
    stored.dies = True
    with pytest.raises(Died):
        stored.noticing.round()

    assert stored.noticing.round() == 0


def test_offer_message_and_notice_come_together(stored: Out) -> None:
    stored.provides()

    assert [(one.kind, one.about, one.number) for one in stored.open] == [("AVAILABLE", "doc-1", 1)]


def test_a_server_that_was_away_for_days_moves_the_last_day(out: Out) -> None:
    out.away = True
    out.noticing.round()
    out.away = False
    out.passes(days=2)

    out.noticing.round()

    assert out.delivering.provisions(CASE)[0].ends_on == "2026-11-02"  # the tenth day after 23 October


def test_what_was_retrieved_before_the_email_left_needs_none(out: Out) -> None:
    out.delivering.retrieve(CASE, NUMBER, "doc-1")

    out.noticing.round()

    assert out.mails == []


def test_without_an_address_the_message_on_the_page_is_all(memory_store: Any) -> None:
    found = Out(memory_store, email="")
    found.provides()

    assert (found.noticing.round(), found.open) == (0, [])


def test_an_erased_case_has_nobody_to_tell(out: Out) -> None:
    out.erased = True

    assert (out.noticing.round(), out.open) == (0, [])


def test_an_address_that_refuses_is_not_asked_again(memory_store: Any) -> None:
    found = Out(memory_store, email="unzustellbar@example.org")
    found.provides()

    found.noticing.round()

    assert found.open == []


def test_the_procedure_is_told_on_which_day_a_refusal_counts_as_known(stored: Out) -> None:
    stored.passes(days=1)
    stored.delivering.retrieve(CASE, NUMBER, "doc-1")
    stored.noticing.round()
    stored.noticing.round()

    assert [one.payload["retrieval"] for one in stored.told] == [
        {"documentId": "doc-1", "availableOn": "2026-10-21", "retrievedOn": "2026-10-22", "knownOn": "2026-10-23"}
    ]


def test_the_procedure_is_told_of_a_retrieval_however_long_it_could_not_listen(out: Out) -> None:
    out.delivering.retrieve(CASE, NUMBER, "doc-1")
    out.stands = True
    for _ in range(ATTEMPTS + 2):
        out.noticing.round()
        out.passes(seconds=LEASE.total_seconds() * ATTEMPTS + 1)
    out.stands = False

    out.noticing.round()

    assert [one.name for one in out.told] == ["bescheid.abgerufen"]


def test_news_of_the_office_say_nothing_of_it(out: Out) -> None:
    out.store.put(notice_of(CASE, NoticeKind.NEWS, "o-1", 0, out.now()))

    out.noticing.round()

    assert sorted(mail["Subject"] for mail in out.mails) == [
        "Ein Dokument liegt für Sie zum Abruf bereit",
        "Neue Nachricht Ihrer Ausländerbehörde",
    ]


def test_a_consent_that_was_looked_at_lets_the_next_one_go_first(stored: Out) -> None:
    other = "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5b"
    stored.passes(minutes=1)
    stored.delivering.give(other, "de")
    seen: list[str] = []

    def of_case(case_id: str) -> tuple[str, bool, list[Document]]:
        seen.append(case_id)
        return NUMBER, True, []

    stored.passes(minutes=1)
    stored.delivering.round(of_case, limit=1)
    stored.passes(minutes=1)
    stored.delivering.round(of_case, limit=1)

    assert seen == [CASE, other]
