"""The rows A04 and A05 of the corpus: guesses at passwords, and requests of other people's pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import pytest
from fastapi.testclient import TestClient

from akzess.clocks import MovableClock
from service.identity import Accounts
from service.problems import Problem
from store import MemoryStore

from ..access.office import ADDRESS, MORNING, PASSWORD, Office, account, everybody, open_office
from .corpus_files import added, events, outcome, row

CLERK = "akz-clerk.dd"

# -- A04


@contextmanager
def guesser(store: Any) -> Iterator[tuple[Office, Callable[..., Any]]]:
    """An office, and a function that tries a password from an address."""
    with open_office(store, [*everybody(), *(account(f"a{n}", "akz-clerk", "DD") for n in range(50))]) as office:
        clients: dict[str, TestClient] = {}

        def guess(name: str, password: str, address: str = "192.0.2.1") -> Any:
            if address not in clients:
                clients[address] = TestClient(office.app, base_url=ADDRESS, client=(address, 4711))
            return clients[address].post("/login", json={"account": name, "password": password})

        yield office, guess


def guesses(guess: Callable[..., Any], many: int) -> dict[str, list[Any]]:
    return {
        "thousand-guesses": [guess(CLERK, f"falsch {n}") for n in range(many)],
        "one-account-from-fifty-addresses": [guess("akz-lead.dd", "falsch", f"198.51.100.{n}") for n in range(50)],
        "fifty-accounts-from-one-address": [guess(f"a{n}", "falsch", "203.0.113.1") for n in range(50)],
        "fifty-made-up-accounts-from-one-address": [guess(f"x{n}", "falsch", "203.0.113.2") for n in range(50)],
        "same-words-for-everybody": [guess(name, "f", "203.0.113.3") for name in ("akz-clerk.l", "gibt-es-nicht")],
    }


def test_a04_guessing_stops_early(store: Any) -> None:
    corpus = row("identity", "A04")
    many = 1000 if isinstance(store, MemoryStore) else 100  # who asks too often is not looked up in any database
    found = {}
    with guesser(store) as (_, guess):
        for name, answers in guesses(guess, many).items():
            tried = sum(answer.status_code == 401 for answer in answers)
            found[name] = outcome(answers[-1]) | {"tried": tried}

    assert found == corpus["variants"]


def test_a04_an_unknown_account_takes_as_long_as_a_known_one() -> None:
    """Processor time, so that a busy machine changes nothing; without a decoy the medians differ by a hundred times."""
    known = [account(f"a{n}", "akz-clerk", "DD") for n in range(12)]
    accounts = Accounts(known, MovableClock(MORNING))
    spent: dict[str, list[float]] = {"a": [], "x": []}
    for n in range(12):
        for kind in ("a", "x"):
            begin = time.process_time()
            with pytest.raises(Problem):
                accounts.log_in(f"{kind}{n}", "falsch", f"192.0.2.{n}")
            spent[kind].append(time.process_time() - begin)

    ratio = median(spent["x"][1:]) / median(spent["a"][1:])  # the first one makes the decoy
    assert 0.7 < ratio < 1.4, ratio


# -- A05


def test_a05_nobody_uses_a_clerks_cookie_from_another_page(store: Any) -> None:
    corpus = row("identity", "A05")
    found = {}
    with open_office(store) as office:
        browser, other = office.browser(CLERK), office.browser("akz-lead.dd")
        case = office.case()
        for name, how in corpus["variants"].items():
            before = events(office.store)
            headers = dict(how["headers"]) | ({"X-CSRF": other.csrf} if how.get("token") == "other" else {})
            client = office.browser().client if how.get("cookie") is False else browser.client
            path = how.get("path", f"/cases/{case}/comments")
            answer = client.post(path, content=b'{"text": "x"}', headers={"Content-Type": "application/json"} | headers)
            found[name] = outcome(answer) | {"event": next(iter(added(before, events(office.store))), "")}

    assert found == dict.fromkeys(corpus["variants"], corpus["expect"])


def test_a05_the_page_itself_may(memory_store: MemoryStore) -> None:
    with open_office(memory_store) as office:
        assert office.browser(CLERK).post(f"/cases/{office.case()}/comments", {"text": "x"}).status_code == 201


def test_a_password_is_what_lets_people_in(memory_store: MemoryStore) -> None:
    """Otherwise A04 would prove nothing."""
    with guesser(memory_store) as (_, guess):
        assert guess(CLERK, PASSWORD).status_code == 200
