"""The applicant's page in a real browser, on the real procedure in virtual time: in by code, read, hand in, log out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from processes import load_texts
from service.status.mapping import load

from ..status.conftest import PDF
from .conftest import Desk, screens
from .offices import Elsewhere
from .offices import office as office


class Visitor(Desk):
    """An applicant at a telephone."""

    def enters(self, office: Elsewhere, lang: str = "") -> Page:
        self.open("/status/" + (f"?lang={lang}" if lang else ""))
        self.page.locator("#reference").fill(office.reference)
        self.page.locator("#code").fill(office.code())
        self.page.locator("form button[type=submit]").click()
        self.page.locator(".st-now").wait_for()
        return self.page

    def hands_in(self, number: int, file: Path | dict[str, Any] | None = None) -> None:
        paper = self.page.locator(".st-paper").nth(number)
        paper.locator("input[type=file]").set_input_files(
            file or {"name": "Zeugnis.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        paper.locator(".kern-btn--primary").click()


@pytest.fixture
def visit(chromium: Browser, office: Elsewhere) -> Iterator[Callable[..., Visitor]]:
    """`visit()`: a browser without an account. Errors on the page fail the test."""
    with screens(chromium, office.address, Visitor) as come:
        yield come


def test_the_applicant_uploads_what_was_asked_for_and_the_clock_resumes(
    office: Elsewhere, visit: Callable[..., Visitor]
) -> None:
    office.asks_for("DEG_CERTIFICATE", "DEG_ANABIN")
    visitor = visit()
    page = visitor.enters(office)
    expect(page.locator(".st-notice--pause")).to_contain_text("Die Frist läuft nicht.")
    visitor.shot("status/asked.png", full_page=True)

    visitor.hands_in(0)
    expect(page.locator(".st-paper--there")).to_have_count(1)
    visitor.shot("status/half.png", full_page=True)
    visitor.hands_in(1)
    expect(page.locator(".st-success")).to_be_focused()
    office.quiet()
    page.reload()

    expect(page.locator(".st-text")).to_have_text("Wir prüfen Ihre Unterlagen.")
    assert office.clock["pausen"][0]["bis"] == "2026-10-21"


def test_the_page_is_accessible_before_and_after_the_login(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    office.asks_for("DEG_CERTIFICATE", "DEG_ANABIN")
    visitor = visit()
    visitor.open("/status/")
    assert visitor.axe_everywhere() == {}

    visitor.enters(office)
    visitor.hands_in(0)
    visitor.page.locator(".st-paper--there").wait_for()

    assert visitor.axe_everywhere() == {}


def test_in_arabic_the_page_runs_from_right_to_left_and_is_accessible(
    office: Elsewhere, visit: Callable[..., Visitor]
) -> None:
    office.asks_for("DEG_CERTIFICATE", "DEG_ANABIN")
    visitor = visit()
    page = visitor.enters(office, "ar")
    visitor.shot("status/arabic.png", full_page=True)

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    left = page.locator(".st-dot").first.bounding_box()
    assert left is not None
    assert left["x"] > 640
    assert visitor.axe_everywhere() == {}


def test_the_language_changes_without_logging_in_again(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.enters(office)

    page.locator("#sprache").select_option("uk")

    expect(page.locator("h1")).to_have_text("Стан Вашої заяви")
    expect(page.locator(".st-now")).to_be_visible()


def test_empty_fields_are_named_at_the_top_and_the_focus_goes_there(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("/status/")
    page.locator("form button[type=submit]").click()

    expect(page.locator(".st-summary")).to_be_focused()
    assert visitor.axe() == []
    visitor.shot("status/login-errors.png", full_page=True)


def test_a_wrong_code_says_so_without_saying_which(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    page = visit().open("/status/")
    page.locator("#reference").fill(office.reference)
    page.locator("#code").fill("0000-0000-0000")
    page.locator("form button[type=submit]").click()

    expect(page.locator(".st-summary")).to_contain_text("Nummer oder Zugangscode stimmen nicht.")


def test_a_file_that_is_refused_is_explained_beside_it(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    office.asks_for("DEG_CERTIFICATE")
    visitor = visit()
    page = visitor.enters(office)

    visitor.hands_in(0, {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(300)})

    expect(page.locator(".st-fault")).to_contain_text("Diese Art von Datei nehmen wir nicht an.")


def test_a_session_that_is_over_asks_for_the_code_again(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.enters(office)
    office.passes(minutes=20)

    page.locator("#sprache").select_option("en")

    expect(page.locator(".st-note")).to_contain_text("logged out after 15 minutes")
    page.locator("#sprache").select_option("de")
    expect(page.locator(".st-note")).to_contain_text("nach 15 Minuten ohne Eingabe abgemeldet")


def test_a_family_looks_into_two_cases_in_two_windows(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    left, mine = visitor.enters(office), office.reference
    yours = office.applies()
    right = visitor.context.new_page()
    right.goto(f"{office.address}/status/?nr={yours}")  # as a letter says it: asks for the code, shows nothing of mine
    right.locator("#code").fill(office.code())
    right.locator("form button[type=submit]").click()
    expect(right.locator(".st-reference")).to_contain_text(yours)

    left.reload()

    expect(left.locator(".st-reference")).to_contain_text(mine)


def test_another_case_is_asked_for_beside_the_one_that_is_open(
    office: Elsewhere, visit: Callable[..., Visitor]
) -> None:
    page = visit().enters(office)
    page.get_by_role("button", name="Anderen Antrag ansehen").click()
    page.locator("#sprache").select_option("en")

    expect(page.locator("#reference")).to_have_value("")


def test_on_paper_there_is_nothing_to_press_and_nothing_to_fill_in(
    office: Elsewhere, visit: Callable[..., Visitor]
) -> None:
    page = visit().enters(office)
    page.locator("#nachricht").wait_for()
    page.emulate_media(media="print")

    expect(page.locator("button:visible, textarea:visible, input:visible, summary:visible")).to_have_count(0)


def test_everything_can_be_done_by_keyboard_alone(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("/status/")
    page.keyboard.press("Tab")
    expect(page.locator(".st-skip")).to_be_focused()
    for _ in range(2):  # past the choice of the language
        page.keyboard.press("Tab")
    page.keyboard.type(office.reference)
    page.keyboard.press("Tab")
    page.keyboard.type(office.code())
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".st-now")).to_be_visible()


def test_without_scripts_there_is_a_telephone_number(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(f"{office.address}/status/")

    expect(page.locator("a[href='tel:+493023125301']")).to_be_visible()


class _NoScript(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data


def test_without_scripts_every_page_of_applicants_says_in_their_languages_whom_to_call(built: Path) -> None:
    mapping, texts = load(), load_texts()
    wanted = [texts.get("page.javascript", language.code) for language in mapping.languages]
    wanted += [f"{contact.office}: {contact.phone}" for contact in mapping.contacts.values()]
    missing = {}
    for name in ("status", "portal", "booking", "advice"):
        reader = _NoScript()
        reader.feed((built / f"{name}.html").read_text(encoding="utf-8"))
        said = re.sub(r"\s+", " ", reader.words)
        missing[name] = [text for text in wanted if text not in said]

    assert {name: texts for name, texts in missing.items() if texts} == {}


def test_the_page_loads_nothing_of_the_clerks_pages(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    loaded: list[str] = []
    visitor.page.on("response", lambda answer: loaded.append(answer.url) if "/assets/" in answer.url else None)
    visitor.open("/status/")
    visitor.page.wait_for_load_state("networkidle")

    scripts = [url for url in loaded if url.endswith(".js")]
    assert sum(len(visitor.context.request.get(url).body()) for url in scripts) < 100_000
    assert not [url for url in scripts if "app-" in url or "form" in url]


def test_pictures_of_the_states_of_a_procedure(office: Elsewhere, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.open("/status/")
    visitor.shot("status/login.png", full_page=True)
    office.completes("UT-COMPL", result="COMPLETE")
    visitor.enters(office)
    visitor.shot("status/running.png", full_page=True)
    visitor.look("dark", 1280)
    visitor.shot("status/running-dark.png", full_page=True)
    visitor.look("light", 320)
    visitor.shot("status/running-320.png", full_page=True)

    expect(visitor.page.locator(".st-target")).to_contain_text("19.11.2026")
