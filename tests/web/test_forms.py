"""Task forms in a real browser: form-js decides, our fields show, the server has the last word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from akzess.embedded import Embedded
from engine.commands import DeliverMessage

from ..documents.files import pdf
from .case_file import CLERK, begun
from .cases import eventually, played_until, started, task_of
from .conftest import Desk

Sit = Callable[..., Desk]


@pytest.fixture(scope="module")
def completeness(platform: Embedded) -> str:
    """One task that these stories open, and none completes."""
    (case,) = started(platform, "DD", 1, "craftswoman")
    return task_of(platform, case, "UT-COMPL").id


def _opened(desk: Desk, task: str) -> Page:
    page = desk.open(f"/app/tasks?scope=team&task={task}")
    page.locator(".akz-form [data-path]").first.wait_for()
    return page


def _field(page: Page, path: str) -> Locator:
    return page.locator(f'[data-path="{path}"]')


def _saved(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"Entwurf gespeichert um \d\d:\d\d"))


def test_what_is_missing_is_said_at_the_top_and_each_line_leads_to_its_field(desk: Sit, completeness: str) -> None:
    anna = desk("anna.dd")
    page = _opened(anna, completeness)

    page.get_by_role("button", name="Abschließen").click()

    summary = page.locator(".akz-error-summary")
    expect(summary).to_be_focused()
    anna.shot("desk/errors.png")
    assert anna.axe() == []
    summary.get_by_role("button", name=re.compile("^Vollständig")).click()
    expect(_field(page, "result").locator("input").first).to_be_focused()
    described = str(_field(page, "result").get_attribute("aria-describedby"))
    expect(page.locator(f"#{described.split()[-1]}")).to_have_text("Bitte füllen Sie dieses Feld aus.")


def test_what_the_server_refuses_is_shown_at_its_field(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "DD", 1, "spouse")
    page = _opened(desk("anna.dd"), task_of(platform, case, "UT-COMPL").id)
    _field(page, "identityProof").get_by_label("Ja").check()
    _field(page, "result").get_by_label("vollständig: Beginn").check()
    page.route("**/complete?*", _with_a_complexity_that_is_none)

    page.get_by_role("button", name="Abschließen").click()

    expect(_field(page, "complexity").locator(".kern-error")).to_contain_text("höchstens 3")


def _with_a_complexity_that_is_none(route: Any) -> None:
    """What a page that somebody tampered with would send."""
    body = json.loads(route.request.post_data)
    body["answers"]["complexity"] = 9
    route.continue_(post_data=json.dumps(body))


def test_a_draft_is_on_the_server_a_moment_later_and_in_every_browser(desk: Sit, completeness: str) -> None:
    anna = desk("anna.dd")
    page = _opened(anna, completeness)
    page.get_by_label("Geprüft von").fill("Anna, am Schalter")
    expect(_saved(page)).to_be_visible()
    anna.shot("desk/draft.png")

    elsewhere = _opened(desk("anna.dd"), completeness)

    expect(elsewhere.get_by_label("Geprüft von")).to_have_value("Anna, am Schalter")


def test_a_task_left_in_the_middle_of_a_word_keeps_the_word(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "DD", 1, "graduate")
    task = task_of(platform, case, "UT-COMPL").id
    anna = desk("anna.dd")
    page = _opened(anna, task)
    page.get_by_label("Geprüft von").fill("mitten im W")
    with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        page.get_by_role("button", name="Schließen", exact=True).click()

    expect(_opened(anna, task).get_by_label("Geprüft von")).to_have_value("mitten im W")


def test_a_draft_can_be_thrown_away(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "DD", 1, "artist")
    page = _opened(desk("anna.dd"), task_of(platform, case, "UT-COMPL").id)
    page.get_by_label("Geprüft von").fill("falsch")
    expect(_saved(page)).to_be_visible()

    page.get_by_role("button", name="Entwurf verwerfen").click()
    page.get_by_role("dialog").get_by_role("button", name="Entwurf verwerfen").click()

    expect(page.get_by_label("Geprüft von")).to_have_value("")


def test_a_whole_date_fills_day_month_and_year(desk: Sit, completeness: str) -> None:
    page = _opened(desk("anna.dd"), completeness)
    date = _field(page, "identityCheckedOn")

    date.get_by_label("Tag").fill("19.11.2026")

    expect(date.get_by_label("Jahr")).to_have_value("2026")
    expect(date.get_by_label("Monat")).to_have_value("11")


def test_a_day_that_does_not_exist_is_refused_when_the_field_is_left(desk: Sit, completeness: str) -> None:
    page = _opened(desk("anna.dd"), completeness)
    date = _field(page, "identityCheckedOn")
    date.get_by_label("Tag").fill("30")
    date.get_by_label("Monat").fill("2")
    date.get_by_label("Jahr").fill("2026")

    page.get_by_label("Geprüft von").focus()

    expect(date.locator(".kern-error")).to_contain_text("eines Datums an, das es gibt")


def test_a_word_where_a_number_belongs_is_refused(desk: Sit, completeness: str) -> None:
    page = _opened(desk("anna.dd"), completeness)

    page.get_by_label("Fallkategorie").fill("zwei")

    expect(_field(page, "complexity").locator(".kern-error")).to_have_text("Bitte geben Sie eine Zahl ein.")


def test_an_entry_of_a_list_is_added_and_removed_and_the_focus_follows(desk: Sit, completeness: str) -> None:
    page = _opened(desk("anna.dd"), completeness)
    entries = page.locator(".akz-item")
    before = entries.count()

    page.get_by_role("button", name="Unterlagen: Eintrag hinzufügen").click()
    expect(entries.last.locator("input").first).to_be_focused()
    page.get_by_role("button", name=f"Eintrag {before + 1} entfernen").click()

    expect(entries).to_have_count(before)
    expect(page.get_by_role("button", name="Unterlagen: Eintrag hinzufügen")).to_be_focused()


def test_a_condition_of_the_form_shows_its_fields(desk: Sit, completeness: str) -> None:
    page = _opened(desk("anna.dd"), completeness)
    expect(_field(page, "deadlineDays")).to_have_count(0)

    _field(page, "result").get_by_label("unvollständig").check()

    expect(_field(page, "deadlineDays")).to_be_visible()


def test_a_tag_is_found_by_typing_and_taken_with_enter(desk: Sit, completeness: str) -> None:
    page = _opened(desk("anna.dd"), completeness)
    box = _field(page, "translations").get_by_role("combobox")
    box.press("ArrowDown")
    first = str(_field(page, "translations").get_by_role("option").first.text_content())
    box.press_sequentially(first[:3].lower())

    box.press("Enter")

    expect(_field(page, "translations").get_by_role("listitem").first).to_be_visible()
    expect(box).to_be_focused()


def test_labels_errors_and_choices_are_english_when_the_page_is(desk: Sit, completeness: str) -> None:
    anna = desk("anna.dd", locale="en-GB")
    page = anna.open("/app/tasks")
    page.evaluate("() => localStorage.setItem('akzess.language', 'en')")
    me = anna.context.request.get("/me").json()
    anna.context.request.put(
        "/me/preferences",
        data=me["preferences"] | {"language": "en"},
        headers={"X-CSRF": me["csrf"], "Origin": anna.address, "Idempotency-Key": "english-0123456789"},
    )
    page = _opened(anna, completeness)

    page.get_by_role("button", name="Complete", exact=True).click()

    expect(page.locator(".akz-error-summary")).to_contain_text("Please fill in this field.")
    expect(page.get_by_role("heading", name="Check completeness")).to_be_visible()
    anna.shot("desk/english.png")
    anna.context.request.put(
        "/me/preferences",
        data=me["preferences"] | {"language": "de"},
        headers={"X-CSRF": me["csrf"], "Origin": anna.address, "Idempotency-Key": "german-0123456789"},
    )


def test_a_document_for_the_agency_is_chosen_by_its_name(platform: Embedded, desk: Sit) -> None:
    case, task = _demanded(platform)
    arno = desk(CLERK)
    page = arno.open(f"/app/cases/{case}?tab=documents")
    page.locator("input[type=file]").set_input_files(
        {"name": "zusatzblatt.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    expect(page.locator(".akz-document", has_text="zusatzblatt.pdf")).to_be_visible()
    page = _opened(arno, task)
    page.get_by_role("button", name="Übernehmen").click()
    page.get_by_role("button", name="Unterlagen: Eintrag hinzufügen").click()
    named = _field(page, "documents.0.documentId").get_by_role("combobox")
    named.press_sequentially("zusatz")
    expect(_field(page, "documents.0.documentId").get_by_role("option")).to_contain_text("zusatzblatt.pdf")

    named.press("Enter")

    expect(_saved(page)).to_be_visible()
    arno.shot("desk/document-choice.png")
    files = arno.context.request.get(f"/cases/{case}/documents").json()["items"]
    (filed,) = (one for one in files if one["fileName"] == "zusatzblatt.pdf")
    (sent,) = arno.context.request.get(f"/tasks/{task}").json()["draft"]["answers"]["documents"]
    assert sent["documentId"] == filed["id"]


def _demanded(platform: Embedded) -> tuple[str, str]:
    """A case of which the agency wants to know more, and the task that answers it."""
    house = platform.house
    employer = {"betriebsnummer": "09555556"}
    case = begun(platform, "Nachforder", more={"employer": employer, "pay": {"gross": 3833.34, "annualGross": 46000}})
    played_until(platform, case, "UT-FEE", {})
    request = eventually(lambda: (house.engine.variables(case).get("ba") or {}).get("requestMessageId"))
    demand = {"status": "NACHFORDERUNG", "missingItem": ["Zusatzblatt"]}
    house.handle(
        DeliverMessage(
            source="bundesagentur", message_id=case, name="bundesagentur.decision", key=request, payload=demand
        )
    )
    return case, task_of(platform, case, "UT-BA-INFO").id


def test_every_field_is_ours_and_the_sign_of_bpmn_io_is_seen(desk: Sit, completeness: str) -> None:
    page = _opened(desk("anna.dd"), completeness)

    expect(page.locator(".akz-form .fjs-powered-by-link")).to_be_visible()
    assert page.locator(".fjs-input, .fjs-textarea, .fjs-select, .fjs-checkbox, .flatpickr-input").count() == 0


@pytest.mark.parametrize(("element", "who"), [("UT-LEGAL", "anna.dd"), ("UT-BIO", "emil.dd"), ("UT-ASSESS", "anna.dd")])
def test_the_form_is_accessible(platform: Embedded, desk: Sit, element: str, who: str) -> None:
    (case,) = started(platform, "DD", 1, "phd")
    task = played_until(platform, case, element, {})
    person = desk(who)
    page = _opened(person, task.id)
    page.get_by_role("button", name="Abschließen").click()
    person.shot(f"desk/{element.lower()}.png", full_page=True)

    assert person.axe_everywhere() == {}
