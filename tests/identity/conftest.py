"""The office with a provider behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from akzess.clocks import MovableClock
from connectors.settings import Secret
from service.identity import OidcConfig
from store import MemoryStore

from ..access.office import ADDRESS, MORNING, Browser, Office, open_office
from .provider import CLIENT, SECRET, Login, Provider, running

ANNA = Login("7f1c", "Anna Beispiel", ["sachbearbeitung", "unbekannt"], ["DD"], person="p-anna")


@dataclass
class SingleSignOn:
    """An office whose people log in at the provider."""

    office: Office
    provider: Provider

    def depart(self, browser: Browser, back_to: str = "/app/tasks") -> Any:
        """The first step: to the provider."""
        return browser.client.get("/login/oidc", params={"return": back_to})

    def arrive(self, browser: Browser, login: Login = ANNA) -> Any:
        """The whole way: there, log in, and back."""
        address = self.depart(browser).headers["location"]
        return browser.client.get(self.provider.visit(address, login))

    def logged_in(self, login: Login = ANNA) -> Browser:
        """A browser with a session."""
        browser = self.office.browser()
        answer = self.arrive(browser, login)
        assert answer.status_code == 302, answer.text
        browser.csrf = browser.get("/me").json()["csrf"]
        return browser

    def says(self, token: str) -> Any:
        """The provider calls the back channel."""
        browser = self.office.browser()
        return browser.client.post("/login/oidc/backchannel-logout", data={"logout_token": token})


def config(provider: Provider, **more: Any) -> OidcConfig:
    """As an operator would write it."""
    return OidcConfig(
        **{
            "issuer": provider.issuer,
            "client_id": CLIENT,
            "client_secret": Secret(SECRET),
            "base_url": ADDRESS,
            "name": "Behördenkonto",
            "person": "person",
            "role_names": {"sachbearbeitung": "akz-clerk", "zweitzeichnung": "akz-second", "leitung": "akz-lead"},
            "networks": ("127.0.0.0/8",),
        }
        | more
    )


def opened(store: Any, provider: Provider, **more: Any) -> Any:
    """An office with this provider."""
    return open_office(store, oidc=config(provider, **more))


@pytest.fixture
def provider() -> Iterator[Provider]:
    clock = MovableClock(MORNING)
    with running(clock.now) as found:
        yield found


@pytest.fixture
def sso(store: Any, provider: Provider) -> Iterator[SingleSignOn]:
    """On each store."""
    with opened(store, provider) as office:
        provider.now = office.clock.now
        yield SingleSignOn(office, provider)


@pytest.fixture
def quick(memory_store: MemoryStore, provider: Provider) -> Iterator[SingleSignOn]:
    """In memory, for questions that no store answers differently."""
    with opened(memory_store, provider) as office:
        provider.now = office.clock.now
        yield SingleSignOn(office, provider)


@pytest.fixture
def office(store: Any) -> Iterator[Office]:
    """Local accounts, on each store."""
    with open_office(store) as found:
        yield found
