"""A designer's day in a real browser, on a platform of its own: from opening the procedure to moving the running cases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from akzess.demo_cases import first_cases
from akzess.embedded import Embedded
from akzess.settings import Settings

from .conftest import Desk

Sit = Callable[..., Desk]
MAIN = "akzess-main.bpmn"
#: The editors load two megabytes, plays and replays begin processes, on a machine that does other things, too.
SLOW_MS = 180_000
#: Running cases; more of them to measure with.
CASES = int(os.environ.get("AKZESS_DAY_CASES", "2"))

#: What the chamber's template asks for.
REQUEST = {
    "(chamber)": '"IHK_DRESDEN"',
    "(kind)": '"ANERKENNUNGSSTATUS"',
    "(dueDate)": 'string(frist ende(today(), "P2W"))',
    "(consentOrLegalBasis)": '"EINWILLIGUNG"',
    "(person)": "{givenNames: applicant.givenNames, familyName: applicant.familyName, birthDate: applicant.birthDate, "
    "nationality: applicant.nationality[1]}",
    "(recognition)": "{accelerated81a: false}",
}


@pytest.fixture(scope="module")
def address(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A platform on which nobody deploys alone, with a few running cases: what is put into force here stays here."""
    folder = tmp_path_factory.mktemp("day")
    running = Embedded(
        Settings(database=f"sqlite:///{folder}/akzess.db", port=0, two_persons_deploy=True), demo_cases=False
    )
    # Playwright keeps an event loop in this thread, in which the connectors could not run theirs.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(running.start).result()
        aside.submit(first_cases, running.house, CASES).result()
        yield running.listener.url
        aside.submit(running.close).result()


def _step(page: Page, name: str) -> None:
    page.get_by_role("tab", name="Schritte").click()
    page.locator(".wks-element", has_text=name).first.click()


def _group(page: Page, name: str) -> None:
    page.locator(".bio-properties-panel-group-header-title", has_text=name).first.click()


def _entry(page: Page, words: str) -> Locator:
    return page.locator(".bio-properties-panel-group-entries.open .bio-properties-panel-entry", has_text=words).first


def _saved(page: Page) -> None:
    expect(page.locator('[data-saving="saved"]')).to_contain_text("gespeichert um", timeout=SLOW_MS)


def _confirmed(page: Page, button: str, **fields: str) -> None:
    """Fill in the open dialog and confirm it."""
    dialog = page.get_by_role("dialog")
    for label, value in fields.items():
        dialog.get_by_label(label.replace("_", " ")).fill(value)
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_have_count(0, timeout=SLOW_MS)


def _opens_the_procedure(olga: Desk) -> Page:
    page = olga.open("/app/designer")
    page.get_by_role("button", name="Neuer Entwurf").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name des Entwurfs").fill("Kammer vorab fragen")
    dialog.get_by_label("Name des Entwurfs").press("Enter")  # as in a form: the dialog's main button
    page.get_by_role("navigation", name="Dateien").get_by_role("button", name=MAIN).click(timeout=SLOW_MS)
    page.locator(".wks-canvas[data-ready]").first.wait_for(timeout=SLOW_MS)
    return page


def _shortens_a_reminder(page: Page) -> None:
    """Five working days become three; a slip on the way is told."""
    _step(page, "T03: fünf Arbeitstage")
    _group(page, "Zeit")
    value = page.locator(".bio-properties-panel .cm-content").last
    value.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Backspace")
    page.get_by_role("tab", name="Prüfung").click()
    expect(page.locator(".wks-finding", has_text="T03").first).to_be_visible(timeout=SLOW_MS)
    value.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    page.keyboard.insert_text("3)")
    page.keyboard.press("Control+End")
    expect(value).to_have_text("ende des tages(arbeitstage nach(today(), 3))")


def _asks_the_chamber(page: Page) -> None:
    """A service task from the connector's template, dropped on the flow behind the first step."""
    _step(page, "Uhr der Akte anlegen")
    page.get_by_role("toolbar").get_by_role("button", name="Element anlegen").click()
    page.locator(".djs-popup-search input").press_sequentially("Stellungnahme der Kammer anf")
    expect(page.locator(".djs-popup .entry")).to_have_count(1)
    page.locator(".djs-popup .entry").click()  # hangs at the pointer; Enter would put it down where there is room
    task = page.locator('[data-element-id="ST-CLOCK-INIT"] .djs-hit').first.bounding_box()
    assert task is not None
    x, y = task["x"] + task["width"] + 15, task["y"] + task["height"] / 2
    page.mouse.move(x, y - 120)
    page.mouse.move(x, y, steps=8)
    page.mouse.click(x, y)
    _group(page, "Allgemein")
    page.locator("#bio-properties-panel-name").fill("Kammer vorab fragen")
    _group(page, "Allgemein")
    _group(page, "Eingaben (FEEL)")
    for words, value in REQUEST.items():
        _entry(page, words).locator(".cm-content").click()
        page.keyboard.insert_text(value)
    _group(page, "Eingaben (FEEL)")
    _group(page, "Ergebnisse")
    _entry(page, "(requestId)").locator("input").fill("vorabanfrage")
    page.keyboard.press("Tab")
    page.get_by_role("tab", name="Prüfung").click()
    _saved(page)


def _plays_and_keeps(olga: Desk, page: Page) -> None:
    page.get_by_role("tab", name="Durchspielen").click()
    panel = page.get_by_role("tabpanel").first
    panel.get_by_role("button", name="Beginnen").click()
    expect(panel.locator(".wks-task").first).to_be_visible(timeout=SLOW_MS)
    olga.shot("designer/play.png")
    panel.get_by_role("button", name="Als Szenario behalten").click()
    fields = {"Kennung_des_Szenarios": "c01-chamber-first", "Was_geschieht?": "Die Kammer wird vorab gefragt"}
    _confirmed(page, "Als Szenario behalten", **fields)
    page.get_by_role("tab", name="Szenarien").click()
    panel.get_by_label("c01-chamber-first").check(timeout=SLOW_MS)
    panel.get_by_role("button", name="Gewählte laufen lassen").click()
    expect(panel.get_by_text("1 von 1 Szenarien bestehen")).to_be_visible(timeout=SLOW_MS)
    olga.shot("designer/scenarios.png")
    assert olga.axe() == []


def _compares_and_replays(olga: Desk, page: Page) -> None:
    page.get_by_role("tab", name="Unterschied").click()
    expect(page.locator(".wks-changes").first).to_be_visible(timeout=SLOW_MS)
    line = page.locator(".djs-connection.akz-mark-added > .djs-visual > path").first
    expect(line).to_have_css("stroke", "rgb(43, 122, 63)")  # lines are drawn as shapes are
    olga.shot("designer/difference.png")
    page.get_by_role("tab", name="Was wäre wenn").click()
    panel = page.get_by_role("tabpanel").first
    panel.get_by_role("button", name="Nachspielen").click()
    expect(panel.get_by_text(f"{CASES} von {CASES} Akten")).to_be_visible(timeout=max(SLOW_MS, CASES * 2_000))
    olga.shot("designer/replay.png")
    page.get_by_role("tab", name="Unterschied").click()
    page.get_by_role("tab", name="Was wäre wenn").click()  # it is still there: nobody waits for it twice
    expect(page.get_by_role("tabpanel").first.get_by_text(f"{CASES} von {CASES} Akten")).to_be_visible(timeout=SLOW_MS)


def _deploys_with(lore: Desk, page: Page) -> None:
    page.get_by_role("tab", name="In Kraft setzen").click()
    page.get_by_role("button", name="Zum Inkraftsetzen vorschlagen").click()
    _confirmed(page, "Zum Inkraftsetzen vorschlagen", Begründung="Absprache vom 12.10.")
    second = lore.open("/app/designer?tab=releases")
    proposal = second.locator(".wks-finding", has_text="Absprache vom 12.10.")
    proposal.get_by_role("button", name="Was sich ändert").click()
    dialog = second.get_by_role("dialog")
    # Places are told in words: nobody has to know how the file is written to agree.
    expect(dialog.locator("dt", has_text="Eingabe 1: Wert").first).to_be_visible(timeout=SLOW_MS)
    lore.shot("designer/proposed.png")
    assert lore.axe() == []
    dialog.get_by_role("button", name="Schließen").first.click()
    proposal.get_by_role("button", name="In Kraft setzen").click()
    expect(second.get_by_role("row", name="Absprache vom 12.10.")).to_contain_text("gilt", timeout=SLOW_MS)


def _moves_the_running_cases(olga: Desk) -> Locator:
    page = olga.open("/app/designer?tab=migrate")
    page.get_by_role("button", name="Zuordnung vorschlagen").click()
    page.locator(".wks-canvas[data-ready]").nth(1).wait_for(timeout=SLOW_MS)
    page.get_by_role("button", name="Probelauf").click()
    expect(page.get_by_text(f"{CASES} von {CASES} Akten")).to_be_visible(timeout=SLOW_MS)
    olga.shot("designer/migrate.png")
    for down in (0, 300, 600):  # the page's head must not lie over what is to be pressed
        page.evaluate(f"window.scrollTo(0, {down})")
        assert olga.axe() == []
    page.get_by_role("button", name="Umziehen").click()
    _confirmed(page, "Umziehen", Begründung="Absprache vom 12.10.")
    return page.get_by_text(f"{CASES} von {CASES} Akten umgezogen")


@pytest.mark.timeout(900)
def test_a_designers_day(desk: Sit) -> None:
    olga, lore = desk("olga"), desk("lore")
    page = _opens_the_procedure(olga)
    _shortens_a_reminder(page)
    _asks_the_chamber(page)
    _plays_and_keeps(olga, page)
    _compares_and_replays(olga, page)
    _deploys_with(lore, page)

    expect(_moves_the_running_cases(olga)).to_be_visible(timeout=SLOW_MS)
