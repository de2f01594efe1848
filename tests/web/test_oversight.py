"""Oversight in a real browser: audit and data protection have a first page, look into a case, and hold it by two persons."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from akzess.embedded import Embedded

from .cases import started, task_of
from .conftest import Desk

Sit = Callable[..., Desk]


@pytest.fixture(scope="module")
def number(platform: Embedded) -> str:
    """A case in Freiberg."""
    (case,) = started(platform, "FG", 1, "engineer")
    return str(task_of(platform, case, "UT-COMPL").business_key)


@pytest.mark.parametrize(
    ("account", "heading"),
    [("nils", "Aufsicht"), ("olga", "Werkstatt"), ("lore", "Betrieb")],
)
def test_everybody_begins_with_a_page_that_is_theirs(desk: Sit, account: str, heading: str) -> None:
    person = desk(account)

    page = person.open("/app/")

    page.get_by_role("heading", level=1).wait_for()
    person.settled()
    here = page.locator("nav a[aria-current=page]").inner_text()
    assert (here, page.get_by_text("Keine Berechtigung").count()) == (heading, 0)


def test_audit_reads_who_changed_a_case_and_sees_no_act_of_others(desk: Sit, number: str) -> None:
    nils = desk("nils")
    page = nils.open("/app/oversight?tab=case")
    page.get_by_label("Aktenzeichen").fill(number)

    page.get_by_role("button", name="Prüfen", exact=True).click()

    expect(page.get_by_role("cell", name=re.compile("Vorgang angelegt")).first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Sperre|Löschung"))).to_have_count(0)


def test_a_hold_is_laid_by_data_protection_and_lifted_by_another_person_only(desk: Sit, number: str) -> None:
    mara, cord = desk("mara"), desk("cord.fg")
    page = mara.open(f"/app/oversight?tab=case&case={number}")
    page.get_by_role("button", name="Sperre legen …").click()
    dialog = page.get_by_role("dialog", name="Sperre legen")
    dialog.get_by_role("textbox").fill("Klage 3 K 1/27")
    dialog.get_by_role("button", name="Sperre legen", exact=True).click()
    expect(page.get_by_role("rowheader", name="Klage 3 K 1/27")).to_be_visible()
    assert page.get_by_role("button", name="Sperre aufheben").count() == 0
    mara.shot("oversight/case.png")

    other = cord.open(f"/app/oversight?tab=case&case={number}")
    other.get_by_role("button", name="Sperre aufheben").click()

    expect(other.get_by_role("button", name="Sperre aufheben")).to_have_count(0)
    expect(other.get_by_role("button", name="Sperre legen …")).to_be_visible()


def test_a_case_that_is_open_is_not_proposed_for_erasure_and_the_page_says_why(desk: Sit, number: str) -> None:
    dirk = desk("dirk.fg")
    page = dirk.open(f"/app/oversight?tab=case&case={number}")
    page.get_by_role("button", name="Löschung vorschlagen …").click()
    dialog = page.get_by_role("dialog", name="Löschung vorschlagen")
    dialog.get_by_label("Aktenzeichen der Anordnung").fill("LDS 12/2026")

    dialog.get_by_role("button", name="Löschung vorschlagen", exact=True).click()

    expect(dialog.locator(".kern-alert")).to_be_visible()


def test_oversight_is_accessible_in_light_in_dark_and_on_a_phone(desk: Sit, number: str) -> None:
    mara = desk("mara")
    faults = {}
    for query in ("tab=events", "tab=erasures", f"tab=case&case={number}"):
        mara.open(f"/app/oversight?{query}")
        mara.settled()
        mara.page.get_by_role("tabpanel").locator("table, .akz-empty").first.wait_for()
        if query == "tab=events":
            mara.shot("oversight/events.png")
        faults[query] = mara.axe_everywhere()

    assert {query: found for query, found in faults.items() if found} == {}
