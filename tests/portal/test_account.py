"""Applicants with an account at a login provider find what they have begun; nothing else of the account is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from authority.intake import IntakeDraft
from connectors.settings import Secret
from service.portal.account import CitizenOidc
from store import MemoryStore

from ..identity.provider import CLIENT, Login, Provider, running
from .conftest import Town, bare

START = datetime(2026, 10, 21, 7, 0, tzinfo=UTC)
RANA, OLENA = Login("c-1", "Rana", [], []), Login("c-2", "Olena", [], [])


@dataclass
class Place:
    """The portal with a provider beside it."""

    town: Town
    provider: Provider

    def comes(self, login: Login) -> TestClient:
        """A browser that has logged in at the provider and is back."""
        browser = TestClient(self.town.app, base_url="https://akzess.example", follow_redirects=False)
        away = browser.get("/portal/account")
        back = browser.get(self.provider.visit(away.headers["location"], login))
        assert back.status_code == 302, back.text
        return browser


@pytest.fixture
def place() -> Iterator[Place]:
    with running(lambda: START) as provider:
        provider.redirect_uri = "https://akzess.example/portal/account/callback"
        config = CitizenOidc(
            issuer=provider.issuer,
            client_id=CLIENT,
            base_url="https://akzess.example",
            client_secret=Secret("geheim & lang"),
            name="Bürgerkonto",
            networks=["127.0.0.0/8"],
        )
        town = bare(MemoryStore(), config)
        yield Place(town, provider)
        town.office.house.close()


def _begins(browser: TestClient) -> str:
    return str(browser.post("/portal/drafts", json={"language": "de"}).json()["reference"])


def _mine(browser: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = browser.get("/portal/account/drafts").json()
    return found


def test_whoever_logs_in_again_finds_the_application_without_number_and_code(place: Place) -> None:
    reference = _begins(place.comes(RANA))
    again = place.comes(RANA)
    found = _mine(again)

    opened = again.post(
        "/portal/account/session", json={"reference": reference}, headers={"X-CSRF": found["csrf"]}
    ).status_code

    assert (opened, again.get("/portal/draft").json()["reference"]) == (200, reference)


def test_another_account_sees_nothing_of_it(place: Place) -> None:
    reference = _begins(place.comes(RANA))
    stranger = place.comes(OLENA)
    found = _mine(stranger)

    refused = stranger.post(
        "/portal/account/session", json={"reference": reference}, headers={"X-CSRF": found["csrf"]}
    ).status_code

    assert (found["items"], refused) == ([], 404)


def test_nothing_of_the_account_is_kept_but_a_hash(place: Place) -> None:
    _begins(place.comes(RANA))

    row = place.town.office.house.store.read().records(IntakeDraft, {"tenant": 1})[0]

    assert not any(word in repr(row) for word in ("c-1", "Rana"))


def test_an_answer_that_nobody_asked_for_opens_nothing(place: Place) -> None:
    browser = TestClient(place.town.app, base_url="https://akzess.example", follow_redirects=False)

    assert browser.get("/portal/account/callback?code=x&state=y").json()["code"] == "login-expired"


def test_whoever_turns_back_at_the_provider_is_at_the_portal_again_and_told(place: Place) -> None:
    browser = TestClient(place.town.app, base_url="https://akzess.example", follow_redirects=False)
    away = parse_qs(urlsplit(browser.get("/portal/account").headers["location"]).query)

    back = browser.get(
        "/portal/account/callback",
        params={"error": "access_denied", "state": away["state"][0]},
        headers={"Accept": "text/html"},
    )

    assert (back.status_code, back.headers["location"]) == (302, "/portal/?login=login-failed")


def test_whoever_leaves_at_a_shared_computer_leaves_the_account_too(place: Place) -> None:
    browser = place.comes(RANA)
    _begins(browser)

    browser.post("/portal/logout")

    assert browser.get("/portal/account/drafts").status_code == 401


def test_without_a_provider_there_is_no_such_way(web: Town) -> None:
    assert web.person().client.get("/portal/account").status_code == 404
