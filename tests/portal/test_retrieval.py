"""The retrieval rule (section 41(2a) VwVfG): the procedure asks the portal, posts what was not retrieved, once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from authority.intake import DeliveryConsent, NoticeKind, PortalMessage, PortalNotice
from connectors.base import Misconfigured, Refused, Request
from documents.model import Blob, Document, Folder, LetterNote, Scan, Source, Version
from engine.errors import Conflict
from service.context import TENANT
from service.portal.delivering import Delivering
from service.portal.noticing import Noticing
from service.portal.providing import PortalOffice

CASE, NUMBER = "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a", "AKZ-DD-2026-000001"
KEY = "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5c"


@dataclass
class Waiting:
    """A case whose decision is set and has not left; its applicant agreed."""

    store: Any
    template: str = "refusal"
    at: datetime = datetime(2026, 10, 21, 7, 0, tzinfo=UTC)
    told: list[Any] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False

    def __post_init__(self) -> None:
        self.delivering = Delivering(self.store, self.now, None)
        self.office = PortalOffice(self.delivering, lambda: self, self.document, self.now)  # type: ignore[arg-type, return-value]  # only `case_by_key` is asked
        self.noticing = Noticing(
            self.store,
            self.now,
            self.told.append,
            {"mail": self},  # type: ignore[dict-item]  # of a connector only `send` is asked
            self.standing,
            self.delivering.noticed,
            self.delivering.unannounced,
        )
        self.delivering.give(CASE, "de")

    def now(self) -> datetime:
        return self.at

    def case_by_key(self, tenant: int, key: str) -> Any:
        return SimpleNamespace(id=CASE, business_key=NUMBER) if key == NUMBER else None

    def document(self, document_id: str) -> Document | None:
        blob = Blob("b", 3, "0" * 64)
        version = Version("doc-1", TENANT, 1, "b.pdf", "application/pdf", blob, Scan.CLEAN, (), self.at, "system", "")
        note = LetterNote(self.template, "de", None, "")
        return Document("doc-1", TENANT, CASE, Folder.BESCHEID, None, "Bescheid", Source.LETTER, version, note)

    def standing(self, case_id: str) -> Any:
        case = SimpleNamespace(business_key=NUMBER, status=SimpleNamespace(open=True))
        return SimpleNamespace(case=case, variables={"applicant": {"email": "a@example.org"}, **self.variables})

    def send(self, request: Any) -> None:
        if self.refuses:
            raise Refused("unknown-recipient", "nobody is called so")

    def asks(self, operation: str, **given: Any) -> dict[str, Any]:
        answer = self.office.send(Request(KEY, operation, {"documentId": "doc-1", **given}, NUMBER))
        return dict(answer.output)

    def provides(self, **given: Any) -> dict[str, Any]:
        """The procedure asks, and remembers what it is answered, as letter.bpmn does."""
        found = self.asks("provide", **{"reachable": True, **given})
        if found["provided"]:
            self.variables["abruf"] = {"documentId": "doc-1", "number": found["offer"], "state": "OPEN"}
        return found

    def stands(self) -> tuple[Any, Any]:
        found = self.asks("availability", offer=1)
        return found["state"], found["retrievedOn"]

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)

    @property
    def heard(self) -> list[tuple[str, str]]:
        return [(one.name, one.key) for one in self.told]

    def rows(self, record: type, **equal: Any) -> list[Any]:
        found: list[Any] = self.store.read().records(record, {"tenant": TENANT, **equal})
        return found


@pytest.fixture
def case(memory_store: Any) -> Waiting:
    """In memory."""
    return Waiting(memory_store)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def stored(request: pytest.FixtureRequest) -> Waiting:
    """On every store."""
    return Waiting(request.getfixturevalue(f"{request.param}_store"))


def test_asked_twice_it_is_one_offer_one_message_and_one_notice(stored: Waiting) -> None:
    first = stored.provides()
    stored.passes(minutes=5)

    again = stored.provides()

    counts = [len(stored.rows(one)) for one in (PortalMessage, PortalNotice)]
    assert (again, len(stored.delivering.provisions(CASE)), counts) == (first, 1, [1, 1])


def test_the_day_of_the_notice_and_the_tenth_day_are_answered(case: Waiting) -> None:
    assert case.provides() == {
        "provided": True,
        "offer": 1,
        "providedAt": "2026-10-21T07:00:00+00:00",
        "until": "2026-11-02",  # 31 October is a holiday and a Saturday
    }


def test_who_has_withdrawn_gets_a_letter(case: Waiting) -> None:
    case.delivering.withdraw(CASE)

    assert case.provides()["provided"] is False


def test_who_never_agreed_gets_a_letter(case: Waiting) -> None:
    case.store.drop(DeliveryConsent, TENANT, CASE)

    assert case.provides()["provided"] is False


def test_who_has_no_email_address_gets_a_letter(case: Waiting) -> None:
    assert (case.provides(reachable=False)["provided"], case.delivering.provisions(CASE)) == (False, [])


def test_what_decides_nothing_is_posted(memory_store: Any) -> None:
    assert Waiting(memory_store, "hearing").provides()["provided"] is False


def test_who_withdrew_between_two_attempts_gets_a_letter_even_after_agreeing_again(stored: Waiting) -> None:
    stored.provides()
    stored.delivering.withdraw(CASE)
    stored.passes(minutes=5)
    stored.delivering.give(CASE, "de")

    assert stored.provides()["provided"] is False


def test_a_document_of_another_case_is_an_error_for_a_person(case: Waiting) -> None:
    case.office = PortalOffice(case.delivering, lambda: case, lambda _: None, case.now)  # type: ignore[arg-type, return-value]  # see above

    with pytest.raises(Misconfigured):
        case.provides()


def test_a_withdrawal_tells_the_procedure_once_that_it_is_to_post(stored: Waiting) -> None:
    stored.provides()
    stored.passes(days=1)
    stored.delivering.withdraw(CASE)
    stored.delivering.withdraw(CASE)

    for _ in range(2):
        stored.noticing.round()

    assert stored.heard == [("abruf.beendet", f"{NUMBER}/doc-1")]


def test_a_retrieval_is_told_to_the_one_that_waits_for_this_offer(stored: Waiting) -> None:
    stored.provides()
    stored.delivering.retrieve(CASE, NUMBER, "doc-1")

    stored.noticing.round()

    assert stored.heard == [("bescheid.abgerufen", f"{NUMBER}/doc-1")]


def test_a_retrieval_after_the_letter_was_posted_is_told_to_the_period_for_an_objection(case: Waiting) -> None:
    case.provides()
    case.variables |= {"abruf": case.variables["abruf"] | {"state": "POSTED"}, "decision": {"outcome": "REFUSE"}}
    case.delivering.retrieve(CASE, NUMBER, "doc-1")

    case.noticing.round()

    assert case.heard == [("bescheid.abgerufen", NUMBER)]


def test_in_a_case_of_an_older_version_a_withdrawal_tells_nobody(case: Waiting) -> None:
    case.provides()
    case.variables = {"decision": {"outcome": "REFUSE"}}
    case.delivering.withdraw(CASE)

    case.noticing.round()

    assert (case.heard, case.rows(PortalNotice, kind=NoticeKind.ENDED.value)) == ([], [])


def test_who_cannot_be_told_by_email_gets_the_letter_now(stored: Waiting) -> None:
    stored.provides()
    stored.refuses = True

    for _ in range(2):
        stored.noticing.round()

    assert (stored.heard, stored.stands()) == ([("abruf.beendet", f"{NUMBER}/doc-1")], ("ENDED", None))


def test_what_was_over_is_not_retrieved_while_it_is_being_posted(stored: Waiting) -> None:
    stored.provides()
    stored.passes(days=13)

    state = stored.stands()

    with pytest.raises(Conflict):
        stored.delivering.retrieve(CASE, NUMBER, "doc-1")
    assert (state, stored.delivering.provisions(CASE)[0].ended_at) == (("ENDED", None), stored.at)


def test_what_was_retrieved_in_the_last_minute_is_not_posted_after_midnight(stored: Waiting) -> None:
    stored.provides()
    stored.at = datetime(2026, 11, 2, 22, 59, tzinfo=UTC)  # one minute to midnight in Saxony
    stored.delivering.retrieve(CASE, NUMBER, "doc-1")
    stored.passes(minutes=2)

    assert stored.stands() == ("RETRIEVED", "2026-11-02")


def test_while_the_ten_days_from_the_email_last_it_is_still_available(case: Waiting) -> None:
    case.provides()
    case.passes(days=5)
    case.noticing.round()
    case.passes(days=8)  # beyond the tenth day after the offer, within those after the e-mail

    assert case.stands() == ("OPEN", None)


def test_an_offer_that_ended_stays_ended_whoever_asks(case: Waiting) -> None:
    case.provides()
    case.passes(days=13)
    case.stands()
    first = case.delivering.provisions(CASE)
    case.passes(days=1)
    with suppress(Conflict):
        case.delivering.unannounced(first[0])

    assert (case.stands(), case.delivering.provisions(CASE)) == (("ENDED", None), first)
