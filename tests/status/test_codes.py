"""Codes and sessions of applicants: what opens a case, what does not, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from akzess.clocks import MovableClock
from engine.model import Changes
from service.status import codes
from service.status.attempts import Attempts
from service.status.sessions import Sessions

from ..store.records import case, deployed

REFERENCE = "AKZ-DD-2026-000001"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 10, 21, 7, 0, tzinfo=UTC))


@pytest.fixture
def kept(store: Any, clock: MovableClock) -> codes.Codes:
    """The codes of a store with one case."""
    new = case("c1", deployed(store), business_key=REFERENCE)
    with store.unit_of_work() as unit:
        unit.insert_case(new, Changes())
        unit.commit()
    return codes.Codes(store, clock.now)


def test_the_code_of_the_letter_opens_the_case(kept: codes.Codes) -> None:
    assert kept.opens(1, REFERENCE, kept.issue(1, "c1", REFERENCE)) == "c1"


@pytest.mark.parametrize(
    "typed",
    [
        "akz-dd-2026-000001 ",
        "AKZ DD 2026 000001",
        "\u2068AKZ-DD-2026-000001\u2069",
        "AKZ\u2013DD\u20132026\u2013000001",
    ],
)
def test_a_number_is_known_however_it_is_typed_or_copied(typed: str) -> None:
    assert codes.reference(typed) == REFERENCE


def test_dashes_spaces_and_small_letters_do_not_matter(kept: codes.Codes) -> None:
    code = kept.issue(1, "c1", REFERENCE)

    assert kept.opens(1, REFERENCE, f" {code.lower().replace('-', ' ')} ") == "c1"


def test_another_code_opens_nothing(kept: codes.Codes) -> None:
    kept.issue(1, "c1", REFERENCE)

    assert kept.opens(1, REFERENCE, codes.printed(codes.fresh())) is None


def test_a_code_opens_its_own_case_only(kept: codes.Codes) -> None:
    code = kept.issue(1, "c1", REFERENCE)

    assert kept.opens(1, "AKZ-DD-2026-000002", code) is None


def test_a_letter_sent_twice_leaves_both_codes_valid(kept: codes.Codes) -> None:
    first, second = kept.issue(1, "c1", REFERENCE), kept.issue(1, "c1", REFERENCE)

    assert [kept.opens(1, REFERENCE, code) for code in (first, second)] == ["c1", "c1"]


def test_a_replaced_code_opens_nothing_any_more(kept: codes.Codes, clock: MovableClock) -> None:
    old = kept.issue(1, "c1", REFERENCE)
    clock.advance(timedelta(minutes=1))
    new = kept.replace(1, "c1", REFERENCE, "anna")

    assert [kept.opens(1, REFERENCE, code) for code in (old, new)] == [None, "c1"]


def test_the_store_keeps_no_code(kept: codes.Codes, store: Any) -> None:
    code = kept.issue(1, "c1", REFERENCE)

    assert codes.plain(code).encode() not in store.read().access_codes(1, "c1")[0].code_hash


def test_digits_that_look_like_letters_are_read_as_digits() -> None:
    assert codes.plain("o1l-iO") == "01110"


def test_no_two_fresh_codes_are_alike() -> None:
    assert len({codes.fresh() for _ in range(1000)}) == 1000


def test_a_session_ends_fifteen_minutes_after_the_last_look(store: Any, clock: MovableClock) -> None:
    sessions = Sessions(store, clock.now)
    token, _ = sessions.begin(1, "c1", REFERENCE)
    clock.advance(timedelta(minutes=14))
    sessions.find(token)
    clock.advance(timedelta(minutes=14))
    assert sessions.find(token) is not None

    clock.advance(timedelta(minutes=15))

    assert sessions.find(token) is None


def test_no_session_lasts_longer_than_two_hours(store: Any, clock: MovableClock) -> None:
    sessions = Sessions(store, clock.now)
    token, _ = sessions.begin(1, "c1", REFERENCE)
    for _ in range(11):
        clock.advance(timedelta(minutes=10))
        assert sessions.find(token) is not None

    clock.advance(timedelta(minutes=10))

    assert sessions.find(token) is None


def test_a_session_that_was_ended_opens_nothing(store: Any, clock: MovableClock) -> None:
    sessions = Sessions(store, clock.now)
    token, _ = sessions.begin(1, "c1", REFERENCE)

    sessions.end(token)

    assert sessions.find(token) is None


def test_the_sixth_attempt_of_a_minute_has_to_wait(clock: MovableClock) -> None:
    attempts = Attempts(clock.now)
    for number in range(5):
        assert attempts.wait(REFERENCE, f"198.51.100.{number}") == 0
        attempts.failed(REFERENCE, f"198.51.100.{number}")

    assert attempts.wait(REFERENCE, "198.51.100.9") > 0
    clock.advance(timedelta(seconds=61))
    assert attempts.wait(REFERENCE, "198.51.100.9") == 0


def test_one_address_cannot_try_many_numbers(clock: MovableClock) -> None:
    attempts = Attempts(clock.now)
    for number in range(20):
        attempts.failed(f"AKZ-{number}", "198.51.100.1")

    assert attempts.wait("AKZ-99", "198.51.100.1") > 0


def test_a_flood_of_references_is_forgotten_instead_of_remembered(clock: MovableClock) -> None:
    attempts = Attempts(clock.now)
    for number in range(21_000):
        attempts.failed(f"AKZ-{number}", f"10.0.{number // 250}.{number % 250}")

    assert len(attempts._failed) <= 20_000
