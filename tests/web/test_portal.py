"""Applying on a telephone in Arabic, until the card, and what the office does for it; in a real browser on the real procedure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from ..status.conftest import PASSWORD, PDF
from .telephones import Elsewhere, Phone, begun, filled_in
from .telephones import elsewhere as elsewhere
from .telephones import phone as phone

PAPER: Any = {"name": "pass.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_an_applicant_applies_in_arabic_on_a_telephone_uploads_books_comes_and_gets_the_card(
    elsewhere: Elsewhere, phone: Callable[..., Phone]
) -> None:
    applicant = phone("ar")
    page: Page = applicant.page
    reference, code = begun(applicant)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    applicant.says("purpose", "FG1")
    page.locator("#f-processType-ERSTERTEILUNG").check()
    applicant.turns_to("person")
    applicant.says("applicant.familyName", "Muster")
    applicant.says("applicant.givenNames", "Rana")
    applicant.dates("applicant.birthDate", "١٩٩٠-٠٥-١٤")  # as an Arabic keyboard writes it
    expect(page.locator("#f-applicant-birthDate-year")).to_have_value("1990")
    assert applicant.axe_everywhere() == {}
    applicant.shot("portal/arabic-person.png", full_page=True)
    page.locator("#weiter").click()
    expect(page.locator(".st-summary")).to_be_focused()

    filled_in(applicant, elsewhere, reference, code, "documents")
    page.locator(".st-wanted").wait_for()
    page.locator("#datei-BASE_PASSPORT").set_input_files(PAPER)
    expect(page.locator(".st-paper--there")).to_have_count(1)
    assert applicant.axe_everywhere() == {}
    applicant.shot("portal/arabic-documents.png", full_page=True)
    applicant.turns_to("summary")
    page.locator("#richtig").check()
    page.locator("#hinweise").check()
    assert applicant.axe() == []
    page.locator("#absenden").click()
    number = page.locator("#die-nummer").inner_text()
    opens = page.locator("#der-code").inner_text()
    applicant.shot("portal/arabic-done.png", full_page=True)
    page.locator("a.kern-btn--primary").click()
    page.locator("#code").fill(opens)
    page.locator("form button[type=submit]").click()
    page.locator(".st-now").wait_for()
    page.locator("#zustimmen").click()
    expect(page.locator("#zustimmen")).to_have_count(0)

    office = elsewhere.town.office

    def until_biometrics() -> None:
        office.quiet()
        row = office.house.read.case_by_key(1, number)
        assert row is not None
        office.case_id, office.reference = row.id, number
        for element in ("UT-COMPL", "UT-LEGAL"):
            office.completes(element)
        office.quiet()

    elsewhere.do(until_biometrics)
    page.reload()
    page.locator("#termine").wait_for()
    _books(page)
    assert applicant.axe() == []
    applicant.shot("portal/arabic-booked.png", full_page=True)

    def comes() -> None:
        office.completes("UT-FEE")
        office.completes("UT-BIO")
        office.passes(days=1)
        office.completes("UT-ASSESS")
        office.completes("UT-DECIDE")
        office.passes(hours=1)

    elsewhere.do(comes)
    _again(page, elsewhere, number)
    page.locator("#abrufen").click()
    with page.expect_download() as file:
        page.locator("#jetzt-abrufen").click()
    assert file.value.suggested_filename == "bescheid.pdf"

    def card() -> None:
        office.passes(days=21)
        office.completes("UT-HANDOUT")
        office.passes(days=10)

    elsewhere.do(card)
    _again(page, elsewhere, number)
    expect(page.locator(".st-mark--ahead")).to_have_count(0)


def _books(page: Page) -> None:
    """The first free time of what the case needs, confirmed."""
    card = page.locator(".bk-card").first
    card.locator(".kern-btn--primary").click()
    page.locator("input[name=bk-time]").first.check()
    page.locator(".bk-slots button[type=submit]").click()
    page.locator(".bk-acts .kern-btn--primary").first.click()
    page.locator(".bk-ticket").wait_for()


def _again(page: Page, elsewhere: Elsewhere, number: str) -> None:
    """In once more: days have passed."""

    def code() -> str:
        office = elsewhere.town.office
        told: str = office.codes.issue(1, office.case_id, number)
        return told

    page.goto(f"{elsewhere.address}/status/?nr={number}&lang=ar")
    page.locator("#code").fill(elsewhere.do(code))
    page.locator("form button[type=submit]").click()
    page.locator(".st-now").wait_for()


def test_a_clerk_takes_an_answer_template_over_into_a_message(
    elsewhere: Elsewhere, phone: Callable[..., Phone]
) -> None:
    office = elsewhere.town.office
    elsewhere.do(lambda: office.applies(applicant={"contactLang": "uk"}))
    clerk = phone("de-DE")
    body = {"account": "anna", "password": PASSWORD}
    answer = clerk.context.request.post(f"{elsewhere.address}/login", data=body, headers={"Origin": elsewhere.address})
    assert answer.ok, answer.text()
    page = clerk.open(f"/app/cases/{office.case_id}?tab=applicant")
    page.locator("details summary", has_text="Antwortvorlage").click()
    page.get_by_label("Vorlage suchen").fill("termin buchen")
    page.get_by_label("Vorlage", exact=True).select_option("appointments.book")
    page.get_by_role("button", name="In die Nachricht übernehmen").wait_for()
    assert clerk.axe_everywhere() == {}
    clerk.shot("portal/template.png", full_page=True)
    page.get_by_role("button", name="In die Nachricht übernehmen").click()
    page.get_by_role("button", name="Senden").click()

    expect(page.locator(".akz-comments").first).to_contain_text("Вітаємо")


def test_a_link_that_is_asked_for_twice_in_a_hurry_is_made_once(
    elsewhere: Elsewhere, phone: Callable[..., Phone]
) -> None:
    office = elsewhere.town.office
    elsewhere.do(office.applies)
    clerk = phone("de-DE")
    body = {"account": "anna", "password": PASSWORD}
    assert clerk.context.request.post(f"{elsewhere.address}/login", data=body, headers={"Origin": elsewhere.address}).ok
    page = clerk.open(f"/app/cases/{office.case_id}?tab=applicant")
    made = page.get_by_role("button", name="Link erstellen: Erklärung")
    made.wait_for()
    held: list[Any] = []
    asked = "**/cases/*/employer-links"
    page.route(asked, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())

    made.dblclick()
    expect(made).to_have_attribute("aria-busy", "true")
    for route in held:
        route.continue_()

    expect(made).not_to_have_attribute("aria-busy", "true")
    assert len(held) == 1


def test_whoever_closes_the_page_finds_what_was_typed(elsewhere: Elsewhere, phone: Callable[..., Phone]) -> None:
    first = phone("en-GB")
    reference, code = begun(first)
    first.says("purpose", "FG5")
    expect(first.page.locator(".po-save")).to_contain_text("Saved")
    first.context.close()
    second = phone("en-GB")
    page = second.open("/portal/")
    page.locator("#nummer").fill(reference.lower())
    page.locator("#zugangscode").fill(code)
    page.locator("form button[type=submit]").click()

    expect(page.locator("#f-purpose")).to_have_value("FG5")


def test_the_language_is_the_same_after_the_way_to_a_login_provider_and_back(phone: Callable[..., Phone]) -> None:
    applicant = phone("de-DE")
    offered = {"account": "Bürgerkonto", "accountPath": "/portal/?login=login-failed", "filesLargest": 1}
    applicant.page.route("**/portal/setup", lambda route: route.fulfill(json=offered))
    page = applicant.open("/portal/?lang=ar")

    page.get_by_role("link", name="Bürgerkonto").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".st-note")).to_contain_text("تسجيل الدخول")


def test_before_the_first_page_nothing_is_wrong_for_axe(phone: Callable[..., Phone]) -> None:
    start = phone("de-DE")
    start.open("/portal/").locator("#beginnen").wait_for()
    start.shot("portal/start.png", full_page=True)

    assert start.axe_everywhere() == {}
