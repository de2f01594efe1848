"""Team leads and operators in a real browser: what is stuck, who has how much, which agency answers, where a token goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from engine.commands import ClaimTask
from engine.model import Actor

from ..status.conftest import PASSWORD
from .conftest import Desk, screens
from .offices import Elsewhere
from .offices import office as office


@pytest.fixture
def sit(chromium: Browser, office: Elsewhere) -> Iterator[Callable[..., Desk]]:
    """`sit("clara")`: a browser in which she is logged in. Errors on the page fail the test."""
    with screens(chromium, office.address, Desk, password=PASSWORD, height=860) as login:
        yield login


def _open(person: Desk, tab: str, **more: str) -> Any:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    page = person.open(f"/app/operations?tab={tab}{query}")
    page.locator("[role=tabpanel]").wait_for()
    person.settled()
    return page


def _fails(office: Elsewhere) -> None:
    """The register does not answer through all waits."""
    office.house.town["azr"].fail_next("500", 5)
    office.applies()
    office.passes(hours=20)


def test_a_lead_reads_what_is_stuck_and_lets_it_go_on(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    _fails(office)
    clara = sit("clara")
    page = _open(clara, "incidents")
    expect(page.locator(".ops-incident")).to_contain_text(
        "Die Stelle hat auch nach allen Wartezeiten nicht geantwortet"
    )
    assert clara.axe_everywhere() == {}
    clara.shot("operations/incidents.png")

    page.get_by_role("button", name="Noch einmal versuchen").click()
    page.get_by_role("dialog").get_by_role("button", name="Noch einmal versuchen").click()

    expect(page.locator(".ops-incident")).to_have_count(0)
    office.passes(minutes=5)
    assert office.open_elements() == {"UT-COMPL"}


def test_going_on_by_hand_asks_for_a_reason(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    _fails(office)
    page = _open(sit("clara"), "incidents")
    page.get_by_role("button", name="Von Hand weiter").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Weiter").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("Ergebnisse (JSON)").fill('{"hits": []}')
    dialog.get_by_label("Begründung").fill("Auskunft kam per Fax")
    dialog.get_by_role("button", name="Weiter").click()

    expect(page.locator(".ops-incident")).to_have_count(0)
    reasons = [line.detail.get("reason") for line in office.house.read.history(1, office.case_id)]
    assert "Auskunft kam per Fax" in reasons


def test_the_ladder_shows_who_has_to_act(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    office.completes("UT-COMPL", result="COMPLETE")
    office.passes(days=22)
    clara = sit("clara")
    page = _open(clara, "escalations")
    expect(page.get_by_role("row").filter(has_text="Neu zuteilen oder zweite Kraft?")).to_have_count(1)
    assert clara.axe_everywhere() == {}
    clara.shot("operations/escalations.png")

    page.locator(".ops-level").filter(has_text="E2").click()

    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)


def test_a_lead_gives_the_tasks_of_an_absent_clerk_to_another_one(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    anna = Actor(person="anna", account="anna", groups=frozenset({"akz-clerk"}), sites=frozenset({"DD"}))
    for _ in range(3):
        office.applies()
        office.house.handle(ClaimTask(actor=anna, task_id=office.task("UT-COMPL").id))
    clara = sit("clara")
    page = _open(clara, "workload")
    clara.shot("operations/workload.png")
    page.get_by_role("button", name="Umverteilen: Anna").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill("Berta")
    dialog.get_by_role("option").first.click()
    assert clara.axe() == []
    clara.shot("operations/reassign.png")
    dialog.get_by_role("button", name="3 Aufgaben zuweisen").click()

    expect(page.get_by_role("row").filter(has_text="Berta")).to_contain_text("3")


def test_an_operator_pauses_an_agency_with_a_reason(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    lore = sit("lore")
    page = _open(lore, "agencies")
    page.get_by_role("button", name="Anhalten: bundesagentur").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Begründung").fill("Wartung angekündigt")
    dialog.get_by_role("button", name="Anhalten").click()

    expect(page.get_by_role("row").filter(has_text="bundesagentur")).to_contain_text("angehalten")
    assert lore.axe_everywhere() == {}
    lore.shot("operations/agencies.png")


def test_an_operator_moves_a_token(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    lore = sit("lore")
    page = _open(lore, "case", case=office.reference)
    page.get_by_label("Vollständigkeit prüfen").check()
    page.get_by_label("Suchen").fill("UT-ASSESS")
    page.get_by_label("Starten bei").select_option("UT-ASSESS")
    assert lore.axe_everywhere() == {}
    lore.shot("operations/move.png", full_page=True)
    page.get_by_role("button", name="Versetzen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Begründung").fill("Antrag war schon geprüft")
    dialog.get_by_role("button", name="Versetzen").click()

    expect(dialog).to_have_count(0)
    assert office.open_elements() == {"UT-ASSESS"}


def test_a_lead_suspends_a_case_and_lets_it_run_again(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    page = _open(sit("clara"), "case", case=office.reference)
    page.get_by_role("button", name="Ruhen lassen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Begründung").fill("Akte ist bei Gericht")
    dialog.get_by_role("button", name="Ruhen lassen").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("ruht")

    page.get_by_role("button", name="Weiterlaufen lassen").click()

    expect(page.get_by_role("button", name="Ruhen lassen")).to_be_visible()


@pytest.mark.parametrize("tab", ["jobs", "timers", "parked"])
def test_the_other_lists_are_accessible(office: Elsewhere, sit: Callable[..., Desk], tab: str) -> None:
    office.completes("UT-COMPL", result="COMPLETE")
    clara = sit("clara")
    _open(clara, tab)
    clara.shot(f"operations/{tab}.png")

    assert clara.axe_everywhere() == {}


def test_a_message_that_nobody_took_is_set_aside(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    said = {"messageId": "m1", "name": "unterlagen.eingegangen", "key": office.reference, "payload": {}}
    office.as_person("lore")("POST", "/messages", said, Idempotency_Key="0123456789abcdef")
    office.passes(days=31)
    clara = sit("clara")
    page = _open(clara, "parked")
    page.get_by_role("button", name="Beiseitelegen: unterlagen.eingegangen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Begründung").fill("Versuch des Absenders")
    dialog.get_by_role("button", name="Beiseitelegen").click()

    expect(page.get_by_role("tabpanel")).to_contain_text("Nichts liegengeblieben")


def test_a_clerk_has_no_operations_in_the_navigation(office: Elsewhere, sit: Callable[..., Desk]) -> None:
    page = sit("anna").open("/app/tasks")
    page.get_by_role("navigation").first.wait_for()

    expect(page.get_by_role("link", name="Betrieb")).to_have_count(0)
