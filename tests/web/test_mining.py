"""Where the four weeks go and the forecast in a real browser: a lead reads every area, and asks about two ill clerks."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from .conftest import Desk

#: Areas, and a word of each that is there as soon as its figures are.
AREAS = {
    "weeks": "Nach Monat des Abschlusses",
    "elements": "kostet je Entscheidung",
    "variants": "Nettotage, Median",
    "conformance": "gingen den gezeichneten Weg",
    "drift": "Wege",
}


def _read(person: Desk, area: str) -> None:
    person.open(f"/app/mining?tab={area}")
    person.page.get_by_role("tabpanel").get_by_text(AREAS[area]).first.wait_for()
    if area == "elements":
        person.page.locator(".djs-shape").first.wait_for()
    person.settled()


def test_every_area_of_the_analysis_is_accessible_in_light_in_dark_and_on_a_phone(desk: Callable[..., Desk]) -> None:
    clara = desk("clara.dd")
    faults = {}
    for area in AREAS:
        _read(clara, area)
        if area in ("weeks", "drift"):
            clara.shot(f"mining/{area}.png")
        faults[area] = clara.axe_everywhere()

    assert {area: found for area, found in faults.items() if found} == {}


def test_months_to_choose_from_stand_in_their_order_by_name(desk: Callable[..., Desk]) -> None:
    clara = desk("clara.dd")
    _read(clara, "weeks")

    offered = clara.page.get_by_label("von", exact=True).locator("option")
    values = [offered.nth(at).get_attribute("value") or "" for at in range(offered.count())]
    named = offered.nth(values.index("2026-10")).text_content()
    assert (values, named) == (sorted(values, reverse=True), "Oktober 2026")


def test_areas_are_reached_with_the_keyboard(desk: Callable[..., Desk]) -> None:
    clara = desk("clara.dd")
    _read(clara, "weeks")
    clara.page.get_by_role("tab", name="Vier Wochen").focus()

    clara.page.keyboard.press("End")

    expect(clara.page.get_by_role("heading", name="Wege", exact=True)).to_be_visible()


def test_two_ill_clerks_stand_beside_the_plan(desk: Callable[..., Desk]) -> None:
    clara = desk("clara.dd")
    clara.open("/app/forecast")
    clara.page.get_by_label("Fehlen würden in").select_option("akz-clerk")

    clara.page.get_by_role("button", name="Rechnen").click()

    heads = clara.page.get_by_role("columnheader", name="wie geplant")
    heads.first.wait_for(timeout=120_000)
    clara.shot("mining/forecast.png", full_page=True)
    expect(clara.page.get_by_role("heading", name="2 weniger in Sachbearbeitung")).to_be_visible()
    assert clara.axe_everywhere() == {}


def test_both_pages_are_there_in_english(desk: Callable[..., Desk]) -> None:
    detlef = desk("detlef.l")  # nobody else's: the language stays with the account
    _read(detlef, "weeks")
    detlef.page.locator(".akz-user-button").click()
    with detlef.page.expect_response(lambda answer: answer.url.endswith("/me/preferences")):
        detlef.page.get_by_label("Sprache").select_option("en")
    expect(detlef.page.get_by_role("heading", level=1)).to_have_text("Where the four weeks go")

    detlef.page.get_by_role("link", name="Forecast").click()

    expect(detlef.page.get_by_role("heading", level=1)).to_have_text("Will four weeks be enough?")
