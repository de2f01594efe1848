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
from ..status.conftest import PASSWORD
from .conftest import Desk, screens


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
    with screens(chromium, office[1], Desk, width=360, height=800) as come:
        yield come


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
    page.reload()  # as a telephone does that comes back from another program
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
    expect(page.get_by_role("contentinfo")).to_contain_text("آليًا")
    assert visitor.axe_everywhere() == {}


def signed_in(visitor: Desk, account: str = "anna") -> None:
    """The clerk's page, without the form of the login."""
    answer = visitor.context.request.post(
        f"{visitor.address}/login", data={"account": account, "password": PASSWORD},
        headers={"Origin": visitor.address},
    )  # fmt: skip
    assert answer.ok, answer.text()


def pressed(visitor: Desk, name: str | re.Pattern[str]) -> None:
    """By keyboard, as everything at the desk can be done."""
    button = visitor.page.get_by_role("button", name=name).first
    button.focus()
    visitor.page.keyboard.press("Enter")


def test_a_clerk_books_moves_calls_and_notes_who_did_not_come(
    office: tuple[Elsewhere, str], visit: Callable[..., Desk]
) -> None:
    town, _ = office
    for minute in ("00", "15"):
        start = f"2026-10-22T06:{minute}:00+00:00"
        town.clerk(
            "POST", "/appointments", {"site": "DD", "kind": "BIO", "startsAt": start, "counter": "A1"}, status=201
        )
    clerk = visit(width=1280, height=900)
    signed_in(clerk)
    page = clerk.page
    clerk.open("/app/appointments?site=DD&day=2026-10-22")
    pressed(clerk, "Termin vergeben")
    page.get_by_label("Anliegen").select_option("EMPLOYER")
    page.get_by_label("Bestätigung").select_option("LETTER")
    assert clerk.axe_everywhere() == {}
    pressed(clerk, re.compile("^Vergeben$"))
    expect(page.locator(".apt-item")).to_have_count(3)
    printed = page.get_by_role("link", name=re.compile(r"^Einladung \(PDF\)\s*: E"))
    assert printed.evaluate("link => link.scrollWidth <= link.clientWidth")  # no word lies over its neighbour
    with page.expect_download() as file:
        printed.click()
    assert file.value.path().read_bytes().startswith(b"%PDF")

    pressed(clerk, re.compile("^Verlegen: E"))
    page.get_by_label("Freie Zeit").select_option(index=2)
    pressed(clerk, re.compile("^Verlegen$"))
    expect(page.locator(".apt-item").last).to_contain_text("E")

    town.passes(hours=23, minutes=20)
    signed_in(clerk)  # nobody stays signed in over night
    page.reload()
    page.locator(".apt-ticket").first.wait_for()
    first, second = (re.escape(one.inner_text()) for one in page.locator(".apt-ticket").all()[:2])
    pressed(clerk, re.compile(f"^Ist da: {second}"))
    pressed(clerk, "Nächste Person: Schalter A1")
    expect(page.locator(".apt-item--called .apt-ticket")).to_have_text(second)
    pressed(clerk, re.compile(f"^Fertig: {second}"))
    pressed(clerk, re.compile(f"^Nicht erschienen: {first}"))
    expect(page.locator(".apt-item--no_show .apt-ticket")).to_have_text(first)
    assert clerk.axe_everywhere() == {}
    clerk.shot("appointments/day.png")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_view_of_the_desk_can_be_read_in_both_languages_on_a_small_screen_and_in_the_dark(
    office: tuple[Elsewhere, str], visit: Callable[..., Desk], language: str
) -> None:
    town, _ = office
    person = town.person()
    town.clerk(
        "POST", "/appointments/blocks",
        {"site": "DD", "counters": ["A1", "A2"], "reason": "Dienstberatung",
         "startsAt": "2026-10-22T06:00:00+00:00", "endsAt": "2026-10-22T08:00:00+00:00"}, status=201,
    )  # fmt: skip
    person.holds("2026-10-22T06:30:00+00:00")
    person.asks("POST", "/booking/mine/contact", {"email": "anjali@example.org"})
    town.says()
    person.asks("POST", "/booking/mine/confirm", {"proof": person.proof()})
    person.asks("POST", "/booking/mine/waiting", {"fromDay": "2026-10-22", "untilDay": "2026-11-03"}, 201)
    clerk = visit(width=1280, height=900)
    signed_in(clerk)
    me = clerk.context.request.get(f"{clerk.address}/me").json()
    clerk.context.request.put(
        f"{clerk.address}/me/preferences",
        data=me["preferences"] | {"language": language},
        headers={"X-CSRF": me["csrf"], "Origin": clerk.address, "Idempotency-Key": "language-0123456789"},
    )
    page, found = clerk.page, {}
    for tab in ("day", "week", "waiting", "punctuality", "calendar"):
        clerk.open(f"/app/appointments?site=DD&day=2026-10-22&tab={tab}")
        clerk.settled()
        found[tab] = clerk.axe_everywhere()
        clerk.shot(f"appointments/{tab}-{language}.png")
    expect(page.locator("html")).to_have_attribute("lang", language)

    assert {tab: wrong for tab, wrong in found.items() if wrong} == {}


def test_whoever_presses_twice_calls_one_person(office: tuple[Elsewhere, str], visit: Callable[..., Desk]) -> None:
    clerk = visit(width=1280, height=900)
    signed_in(clerk)
    page = clerk.open("/app/appointments?site=DD&day=2026-10-21")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/call-next") else None)
    page.get_by_role("button", name="Nächste Person: Schalter A1").dblclick()
    page.locator(".akz-busy").first.wait_for(state="detached")

    assert len(asked) == 1
