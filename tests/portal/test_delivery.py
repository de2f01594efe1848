"""Notification by retrieval (section 41(2a) VwVfG): available, notified, retrieved or over; every act is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from authority.intake import PortalMessage, Provision, Standing, standing
from documents.model import Blob, Document, Folder, LetterNote, Scan, Source, Version
from engine.errors import Conflict, NotFound
from service.context import TENANT
from service.portal.decisions import object_until
from service.portal.delivering import Delivering
from store.evidence import EvidenceFilter, Kept

from .conftest import KEYS

CASE, NUMBER = "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a", "AKZ-DD-2026-000001"


@dataclass
class Clock:
    """A Wednesday morning, until somebody moves it."""

    at: datetime = datetime(2026, 10, 21, 7, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Offer:
    """A case with consent and one decision."""

    delivering: Delivering
    clock: Clock
    store: Any
    letter: Document

    def provide(self) -> int:
        return self.delivering.provide(CASE, NUMBER, [self.letter])

    def passes(self, days: int) -> None:
        self.clock.at += timedelta(days=days)


def _letter(template: str, sent_at: datetime) -> Document:
    version = Version(
        "doc-1",
        TENANT,
        1,
        "bescheid.pdf",
        "application/pdf",
        Blob("b", 3, "0" * 64),
        Scan.CLEAN,
        (),
        sent_at,
        "system",
        "",
    )
    note = LetterNote(template, "de", sent_at, "d-1")
    return Document("doc-1", TENANT, CASE, Folder.BESCHEID, None, "Bescheid", Source.LETTER, version, note)


def _offered(store: Any, template: str = "grant") -> Offer:
    clock = Clock()
    offer = Offer(Delivering(store, clock.now, Kept(store, KEYS, clock)), clock, store, _letter(template, clock.now()))
    offer.delivering.give(CASE, "ar")
    return offer


@pytest.fixture
def offer(memory_store: Any) -> Offer:
    """In memory, made available."""
    found = _offered(memory_store)
    found.provide()
    return found


def test_the_last_day_is_the_tenth_after_the_notice_moved_off_a_weekend(offer: Offer) -> None:
    assert offer.delivering.provisions(CASE)[0].ends_on == "2026-11-02"  # 31 October is a holiday and a Saturday


def test_it_counts_as_known_on_the_day_after_the_retrieval_even_if_that_is_a_sunday(offer: Offer) -> None:
    offer.passes(3)  # Saturday

    assert offer.delivering.retrieve(CASE, NUMBER, "doc-1").deemed_on == "2026-10-25"


def test_retrieving_again_changes_no_day(offer: Offer) -> None:
    first = offer.delivering.retrieve(CASE, NUMBER, "doc-1")
    offer.passes(2)

    assert offer.delivering.retrieve(CASE, NUMBER, "doc-1") == first


def test_after_the_last_day_it_is_over_and_nothing_was_notified(offer: Offer) -> None:
    offer.passes(13)

    with pytest.raises(Conflict):
        offer.delivering.retrieve(CASE, NUMBER, "doc-1")
    assert standing(offer.delivering.provisions(CASE)[0], offer.clock.at.date()) is Standing.ENDED


def test_it_may_be_made_available_once_more(offer: Offer) -> None:
    offer.passes(13)
    offer.provide()

    assert offer.delivering.provide_again(CASE, NUMBER, "doc-1").number == 2


def test_while_it_is_available_there_is_no_second_offer(offer: Offer) -> None:
    with pytest.raises(Conflict):
        offer.delivering.provide_again(CASE, NUMBER, "doc-1")


def test_what_was_never_available_cannot_be_retrieved(offer: Offer) -> None:
    with pytest.raises(NotFound):
        offer.delivering.retrieve(CASE, NUMBER, "another")


def test_without_consent_nothing_is_made_available(memory_store: Any) -> None:
    found = _offered(memory_store)
    found.delivering.withdraw(CASE)

    assert (found.provide(), found.delivering.provisions(CASE)) == (0, [])


def test_a_consent_does_not_reach_back(memory_store: Any) -> None:
    found = _offered(memory_store)
    note = LetterNote("grant", "de", found.clock.at - timedelta(hours=1), "d-1")
    found.letter = replace(found.letter, letter=note)

    assert found.provide() == 0


def test_a_withdrawn_consent_ends_what_is_available(offer: Offer) -> None:
    offer.delivering.withdraw(CASE)

    assert offer.delivering.provisions(CASE)[0].ended_at == offer.clock.at


def test_letters_that_decide_nothing_are_not_notified_so(memory_store: Any) -> None:
    assert _offered(memory_store, "receipt").provide() == 0


def test_looking_twice_makes_one_offer_and_one_notice(offer: Offer) -> None:
    offer.provide()

    notices = offer.store.read().records(PortalMessage, {"tenant": TENANT, "case_id": CASE})
    assert (len(offer.delivering.provisions(CASE)), len(notices)) == (1, 1)


@pytest.mark.parametrize(
    ("template", "days", "until"),
    [
        # The fourth day of the letter is Sunday, so it is Monday, 26 October, by which it is known at the latest.
        ("refusal", 0, date(2026, 11, 26)),
        # Retrieved on Friday, known on Saturday, a holiday, so on Monday, 2 November: later than by the letter.
        ("refusal", 9, date(2026, 12, 2)),
        ("grant", 0, None),
    ],
)
def test_one_may_object_within_a_month_of_the_later_of_letter_and_retrieval(
    memory_store: Any, template: str, days: int, until: date | None
) -> None:
    found = _offered(memory_store, template)
    found.provide()
    found.passes(days)

    retrieved = found.delivering.retrieve(CASE, NUMBER, "doc-1")

    assert object_until(retrieved, found.letter.letter) == until


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
def test_consent_notice_retrieval_and_end_are_kept_as_evidence(request: pytest.FixtureRequest, kind: str) -> None:
    found = _offered(request.getfixturevalue(f"{kind}_store"))
    found.provide()
    found.delivering.retrieve(CASE, NUMBER, "doc-1")

    kept = found.store.read().evidence(TENANT, filters=EvidenceFilter(agency="portal"), bare=True).items

    assert sorted(one.operation for one in kept) == ["available", "consent", "retrieved"]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_chore_ends_what_nobody_retrieved_and_stops_watching_when_all_is_over(
    request: pytest.FixtureRequest, kind: str
) -> None:
    found = _offered(request.getfixturevalue(f"{kind}_store"))
    found.delivering.round(lambda case_id: (NUMBER, True, [found.letter]))
    found.passes(13)

    rounds = [found.delivering.round(lambda case_id: (NUMBER, False, [found.letter])) for _ in range(2)]

    consent = found.delivering.consent(CASE)
    assert (rounds, consent and consent.state) == ([1, 0], "DONE")


@dataclass
class Meanwhile:
    """A store beside which something happens, once, as soon as its offers were read."""

    store: Any
    then: Callable[[], Any] | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def read(self) -> Any:
        return self

    def records(self, record: type, equal: dict[str, Any], **how: Any) -> Any:
        found = self.store.read().records(record, equal, **how)
        if record is Provision and self.then is not None:
            then, self.then = self.then, None
            then()
        return found


def _beside(offer: Offer, then: Callable[[], Any]) -> Delivering:
    """Another process, which reads the offers, then the one of `offer` does something, then it goes on."""
    return Delivering(Meanwhile(offer.store, then), offer.clock.now, None)


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
def test_a_retrieval_at_the_moment_of_a_withdrawal_stays(request: pytest.FixtureRequest, kind: str) -> None:
    found = _offered(request.getfixturevalue(f"{kind}_store"))
    found.provide()

    _beside(found, lambda: found.delivering.retrieve(CASE, NUMBER, "doc-1")).withdraw(CASE)

    assert found.delivering.provisions(CASE)[0].retrieved_at == found.clock.at


def test_a_consent_withdrawn_while_letters_are_looked_at_makes_none_available(memory_store: Any) -> None:
    found = _offered(memory_store)

    _beside(found, lambda: found.delivering.withdraw(CASE)).provide(CASE, NUMBER, [found.letter])

    assert found.delivering.provisions(CASE) == []


def test_a_case_that_cannot_be_looked_at_is_not_the_only_one_ever_looked_at(memory_store: Any) -> None:
    found = _offered(memory_store)
    found.passes(1)
    found.delivering.give("0199f3a2-another", "de")

    def of_case(case_id: str) -> tuple[str, bool, list[Document]]:
        if case_id == CASE:
            raise Conflict("its documents cannot be read")
        looked.append(case_id)
        return NUMBER, True, []

    looked: list[str] = []
    found.passes(1)
    for _ in range(2):
        with suppress(Conflict):
            found.delivering.round(of_case, limit=1)
        found.passes(1)

    assert looked == ["0199f3a2-another"]
