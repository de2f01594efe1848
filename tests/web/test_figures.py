"""The statistics in a real browser: the ministry reads the year, a lead the need of staff; nobody is shut out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import expect

from .conftest import Desk

LAST = datetime.now(UTC).year - 1
TABS = ("overview", "sites", "groups", "tables", "compare", "frozen")


def _open(person: Desk, tab: str) -> None:
    person.open(f"/app/figures?tab={tab}&year={LAST}")
    person.page.get_by_role("tabpanel").locator("table").first.wait_for()
    person.settled()


def test_the_ministry_reads_the_year(desk: Callable[..., Desk]) -> None:
    ida = desk("ida")
    _open(ida, "overview")

    ida.shot("figures/overview.png")

    expect(ida.page.get_by_role("img", name="Jan: ")).to_be_visible()


def test_every_area_is_accessible_in_light_in_dark_and_on_a_phone(desk: Callable[..., Desk]) -> None:
    ida = desk("ida")
    faults = {}
    for tab in TABS:
        _open(ida, tab)
        faults[tab] = ida.axe_everywhere()

    assert [tab for tab, found in faults.items() if found] == []


def test_the_report_can_be_taken_along(desk: Callable[..., Desk]) -> None:
    ida = desk("ida")
    _open(ida, "overview")

    with ida.page.expect_download() as download:
        ida.page.get_by_role("link", name="Jahresbericht als PDF").click()

    assert download.value.suggested_filename == f"akzess-statistik-{LAST}.pdf"


def test_a_lead_reads_the_need_of_staff_with_the_keyboard(desk: Callable[..., Desk]) -> None:
    clara = desk("clara.dd")
    _open(clara, "overview")
    clara.page.get_by_role("tab", name="Überblick").focus()

    clara.page.keyboard.press("End")

    expect(clara.page.get_by_role("heading", name="Empfindlichkeit")).to_be_visible()
    assert clara.axe_everywhere() == {}


def test_a_clerk_sees_the_own_site_and_no_files(desk: Callable[..., Desk]) -> None:
    anna = desk("anna.dd")
    _open(anna, "sites")

    names = anna.page.get_by_role("rowheader").first.all_inner_texts()
    assert (names, anna.page.get_by_role("link", name="CSV").count()) == (["Landeshauptstadt Dresden"], 0)
