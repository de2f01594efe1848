"""An applicant books, moves, comes and is called, in a real browser on a telephone's screen; the clerk at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from akzess.http_server import Listener

from ..appointments.conftest import Town, town_of
from .conftest import Desk, _noted


class Elsewhere:
    """The office in a thread of its own: the browser's driver keeps a loop in this one, in which no e-mail can be sent."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._thread = ThreadPoolExecutor(1)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._town, name)
        return (lambda *a, **m: self._thread.submit(found, *a, **m).result()) if callable(found) else found


@pytest.fixture
def office(built: Path, sqlite_store: Any) -> Iterator[tuple[Elsewhere, str]]:
    town = town_of(sqlite_store)
    listener = Listener()
    listener.serve(town.office.app)
    yield Elsewhere(town), listener.url
    listener.close()
    town.office.house.close()


@pytest.fixture
def visit(chromium: Browser, office: tuple[Elsewhere, str]) -> Iterator[Callable[..., Desk]]:
    """`visit()`: a browser without an account. Errors on the page fail the test."""
    opened: list[Desk] = []

    def come(*, width: int = 360, height: int = 800, locale: str = "de-DE") -> Desk:
        context = chromium.new_context(
            locale=locale, timezone_id="Europe/Berlin", viewport={"width": width, "height": height}
        )
        context.set_default_timeout(30_000)
        visitor = Desk(office[1], context, context.new_page(), "")
        visitor.page.on("pageerror", lambda error: visitor.faults.append(f"exception: {error}"))
        visitor.page.on("console", lambda message: _noted(visitor, message))
        opened.append(visitor)
        return visitor

    yield come
    for visitor in opened:
        visitor.context.close()
    assert [fault for visitor in opened for fault in visitor.faults] == []


def chosen(visitor: Desk, number: int, button: str) -> None:
    """Take a free time by keyboard, as a screen reader's user does."""
    page = visitor.page
    times = page.locator(".bk-times input")
    times.first.wait_for()
    times.nth(number).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=re.compile(button)).focus()
    page.keyboard.press("Enter")


def test_an_applicant_books_moves_comes_and_is_called(
    office: tuple[Elsewhere, str], visit: Callable[..., Desk]
) -> None:
    town, _ = office
    visitor = visit()
    page = visitor.page
    visitor.open("/booking/")
    page.locator("#bk-site option[value=DD]").wait_for(state="attached")
    page.locator("#bk-site").select_option("DD")
    page.locator("#bk-kind").select_option("ADVICE")
    chosen(visitor, 2, "Diese Zeit vormerken")
    assert visitor.axe_everywhere() == {}
    page.locator("#bk-email").fill("anjali@example.org")
    page.get_by_role("button", name="Link schicken").click()
    expect(page.locator(".bk-card > h3")).to_have_text("Der Link ist unterwegs")
    town.says()

    page.goto("about:blank")
    page.goto(f"{office[1]}/booking/#{town.links()[-1]}")
    page.get_by_role("button", name="Termin bestätigen").click()
    expect(page.locator(".bk-card > h3")).to_have_text("Ihr Termin ist gebucht")
    page.get_by_role("button", name="Verlegen").click()
    chosen(visitor, 0, "Auf diese Zeit verlegen")
    expect(page.locator(".bk-card > h3")).to_have_text("Ihr Termin ist verlegt")
    ticket = page.locator(".bk-ticket").inner_text()
    assert visitor.axe_everywhere() == {}

    town.passes(hours=22, minutes=50)
    link = town.links()[-1]
    page.goto("about:blank")
    page.goto(f"{office[1]}/booking/#{link.split('.')[0]}")
    page.get_by_role("button", name="Ich bin da").click()
    expect(page.locator(".bk-card")).to_contain_text(f"{ticket} aufgerufen")
    town.clerk("POST", "/appointments/call-next", {"site": "DD", "counter": "B1"})

    expect(page.locator(".bk-card > h3")).to_have_text("Bitte kommen Sie jetzt: Beratung B1")
    visitor.open("/booking/?board=DD")
    expect(page.locator(".bk-board td").first).to_have_text(ticket)
    assert visitor.axe_everywhere() == {}


def test_in_arabic_the_times_run_from_right_to_left(office: tuple[Elsewhere, str], visit: Callable[..., Desk]) -> None:
    visitor = visit(locale="ar")
    page = visitor.page
    visitor.open("/booking/?lang=ar")
    page.locator("#bk-site option[value=DD]").wait_for(state="attached")
    page.locator("#bk-site").select_option("DD")
    page.locator("#bk-kind").select_option("ADVICE")
    days = page.locator(".bk-days .bk-choice")
    days.first.wait_for()
    first, second = days.nth(0).bounding_box(), days.nth(1).bounding_box()

    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]
    assert visitor.axe_everywhere() == {}
