"""How often somebody may ask, and what that costs in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from service.bodies import BodyLimit
from service.limits import Attempts, Buckets, Limiter, Limits, Rate, RateLimit
from store import MemoryStore

from ..access.office import ADDRESS, MORNING, PASSWORD, Office, open_office


@pytest.fixture
def strict(memory_store: MemoryStore) -> Iterator[Office]:
    """Two requests at once, two deployments an hour."""
    rates = {"api": Rate(1, 60.0, burst=2), "deploys": Rate(2, 3600.0), "uploads": Rate(1, 60.0)}
    with open_office(memory_store, limits=Limits(rates=rates)) as office:
        yield office


def test_the_rates_are_those_of_the_specification() -> None:
    rates = Limits().rates
    found = {name: (rate.count, rate.seconds) for name, rate in rates.items()}

    assert found == {
        "api": (50, 1.0),
        "address": (500, 1.0),
        "uploads": (20, 60.0),
        "exports": (5, 3600.0),
        "deploys": (10, 3600.0),
        "trials": (120, 60.0),
        "bookings": (60, 3600.0),
    }


def test_too_many_requests_are_told_when_to_come_back(strict: Office) -> None:
    answers = [strict.call("akz-clerk.dd", "GET", "/me") for _ in range(3)]

    last = answers[-1]
    assert ([a.status_code for a in answers], last.json()["code"], int(last.headers["retry-after"]) in range(1, 61)) == (
        [200, 200, 429], "too-many-requests", True,
    )  # fmt: skip


def test_one_person_does_not_use_up_what_another_has(strict: Office) -> None:
    for _ in range(3):
        strict.call("akz-clerk.dd", "GET", "/me")

    assert strict.call("akz-lead.dd", "GET", "/me").status_code == 200


def test_a_new_token_is_no_new_allowance_for_what_is_counted_by_person(memory_store: MemoryStore) -> None:
    with open_office(memory_store, limits=Limits(rates={"deploys": Rate(2, 3600.0)})) as office:
        statuses = []
        for _ in range(3):
            office.clock.advance(timedelta(minutes=1))  # another token each time
            statuses.append(office.call("system-admin", "POST", "/definitions", {"resources": {}}).status_code)

    assert statuses == [422, 422, 429]


def test_an_allowance_comes_back_with_time() -> None:
    buckets = Buckets(Rate(2, 10.0))
    waits = [buckets.take("a", now) for now in (0.0, 0.0, 0.0, 5.0)]

    assert waits == [0, 0, 5, 0]


def test_a_million_strangers_take_a_bounded_place() -> None:
    buckets, attempts = Buckets(Rate(1, 1.0), most_keys=100), Attempts(5, timedelta(minutes=1), most_keys=100)
    for number in range(10_000):
        buckets.take(str(number), 0.0)
        attempts.note(str(number), MORNING)

    assert (len(buckets), len(attempts)) == (100, 100)


def test_a_made_up_credential_with_each_request_gets_no_further_than_the_address(memory_store: MemoryStore) -> None:
    with open_office(memory_store, limits=Limits(rates={"api": Rate(1, 60.0), "address": Rate(3, 60.0)})) as office:
        client = TestClient(office.app, base_url=ADDRESS)
        statuses = [client.get("/me", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(4)]

    assert statuses == [401, 401, 401, 429]


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        (None, "192.0.2.1"),
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 192.0.2.2", "203.0.113.9"),
        ("nonsense", "192.0.2.1"),
        ("203.0.113.9, nonsense", "192.0.2.1"),
    ],
)
def test_behind_a_proxy_the_last_address_that_is_not_ours_counts(forwarded: str | None, found: str) -> None:
    limiter = Limiter(Limits(rates={}, proxies=("192.0.2.0/24",)), lambda: 0.0)
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]

    assert limiter.address({"client": ("192.0.2.1", 1), "headers": headers}) == found


def test_without_a_proxy_nobody_says_where_they_come_from() -> None:
    limiter = Limiter(Limits(rates={}), lambda: 0.0)
    scope = {"client": ("192.0.2.1", 1), "headers": [(b"x-forwarded-for", b"198.51.100.7")]}

    assert limiter.address(scope) == "192.0.2.1"


def test_the_limit_stands_before_everything_that_costs(memory_store: MemoryStore) -> None:
    with open_office(memory_store) as office:
        names = [middleware.cls for middleware in office.app.user_middleware]

    assert names.index(RateLimit) < names.index(BodyLimit)


def test_a_password_is_not_asked_for_while_there_are_too_many_requests(strict: Office) -> None:
    statuses = [
        TestClient(strict.app, base_url=ADDRESS)
        .post("/login", json={"account": "akz-clerk.dd", "password": PASSWORD})
        .status_code
        for _ in range(3)
    ]

    assert statuses == [200, 200, 429]
