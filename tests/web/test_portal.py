"""Applying on a telephone in Arabic, until the card; the employer's part; in a real browser on the real procedure."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from store import SqlStore, open_store

from ..portal.conftest import DECLARATION, asked_by_the_agency
from ..status.conftest import PASSWORD, PDF
from .conftest import screens
from .telephones import Elsewhere, Phone, begun, filled_in

PAPER: Any = {"name": "pass.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture(scope="module")
def elsewhere(built: Any, migrated_sqlite: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """One town for all stories of this file; on a database, because appointments need one."""
    path = tmp_path_factory.mktemp("portal") / "akzess.db"
    shutil.copy(migrated_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    assert isinstance(store, SqlStore)
    found = Elsewhere(store)
    yield found
    found.close()
    store.close()


@pytest.fixture
def phone(chromium: Browser, elsewhere: Elsewhere) -> Iterator[Callable[..., Phone]]:
    """`phone("ar")`: a telephone of its own. Errors on the page fail the test."""
    with screens(chromium, elsewhere.address, Phone, width=360, height=740, has_touch=True) as hold:
        yield lambda locale="ar", **more: hold(locale=locale, **more)


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


def test_an_employer_does_his_part_by_a_link(elsewhere: Elsewhere, phone: Callable[..., Phone]) -> None:
    applicant = phone("de-DE")
    reference, code = begun(applicant)
    filled_in(applicant, elsewhere, reference, code, "documents")
    applicant.page.locator("#link-erstellen").click()
    link = applicant.page.locator("#der-link").inner_text()
    employer = phone("de-DE")
    employer.page.goto(link)
    employer.page.locator("#f-employer-phone").wait_for()
    # the heading says it, and not the line below once more
    expect(employer.page.locator("legend:not(.kern-sr-only)").get_by_text("Arbeitgeber", exact=True)).to_have_count(0)
    employer.page.locator("#f-employer-phone").fill("")
    employer.page.locator("#erklaeren").click()
    expect(employer.page.locator(".st-summary")).to_be_focused()
    assert employer.axe_everywhere() == {}
    employer.shot("portal/employer.png", full_page=True)
    phone_number = str(DECLARATION["employer"]["phone"])  # type: ignore[index]
    employer.page.locator("#f-employer-phone").fill(phone_number)
    employer.page.locator("#berechtigt").check()
    employer.page.locator("#erklaeren").click()

    expect(employer.page.locator(".st-success")).to_be_visible()
    applicant.page.reload()
    expect(applicant.page.locator(".po-invite")).to_contain_text("geantwortet")


def test_an_employer_opens_both_links_of_his_mail(elsewhere: Elsewhere, phone: Callable[..., Phone]) -> None:
    def link(firm: str) -> str:
        person = elsewhere.town.person()
        person.begins()
        assert person.saves({"purpose": "FG1", "employer": {"name": firm}}).status_code == 200
        return f"{elsewhere.address}/portal/employer/#{person.invites()}"

    one, other = (elsewhere.do(lambda firm=firm: link(firm)) for firm in ("Erste GmbH", "Zweite GmbH"))
    employer = phone("de-DE")
    left, right = employer.page, employer.context.new_page()
    for window, address in ((left, one), (right, other)):
        window.goto(address)
        window.locator("#f-employer-name").wait_for()
    left.reload()
    expect(left.locator("#f-employer-name")).to_have_value("Erste GmbH")

    right.goto(one)  # pasted over the other one: the page itself is not loaded anew by that

    expect(right.locator("#f-employer-name")).to_have_value("Erste GmbH")


def test_an_employer_answers_the_question_of_the_agency(elsewhere: Elsewhere, phone: Callable[..., Phone]) -> None:
    def asked() -> tuple[str, str]:
        asked_by_the_agency(elsewhere.town)
        return elsewhere.town.office.reference, elsewhere.town.office.code()

    reference, code = elsewhere.do(asked)
    applicant = phone("ar")
    page = applicant.open("/status/?lang=ar")
    page.locator("#reference").fill(reference)
    page.locator("#code").fill(code)
    page.locator("form button[type=submit]").click()
    page.locator("#link-erstellen").click()
    link = page.locator("#der-link").inner_text()
    employer = phone("de-DE")
    employer.page.goto(link)
    employer.page.locator("#f-answer").fill("Es gilt der Haustarifvertrag.")
    employer.page.locator("#berechtigt").check()
    assert employer.axe_everywhere() == {}
    employer.shot("portal/agency-question.png", full_page=True)
    employer.page.locator("#erklaeren").click()

    expect(employer.page.locator(".st-success")).to_be_visible()


def test_an_employer_begins_without_a_link_and_the_applicant_takes_it_over(
    elsewhere: Elsewhere, phone: Callable[..., Phone]
) -> None:
    employer = phone("ar")
    employer.open("/portal/employer/").locator("#selbst-beginnen").wait_for()
    assert employer.axe_everywhere() == {}
    employer.shot("portal/employer-start.png", full_page=True)
    employer.page.locator("#selbst-beginnen").click()
    employer.page.locator("#f-employer-phone").wait_for()
    assert employer.page.locator("#die-nummer").inner_text().startswith("A-")
    assert employer.axe() == []

    def declares() -> dict[str, str]:
        desk = elsewhere.town.employer()
        keys = desk.begins()
        assert desk.answers(DECLARATION).status_code == 200
        return keys

    keys = elsewhere.do(declares)
    applicant = phone("de-DE")
    reference, code = begun(applicant)
    filled_in(applicant, elsewhere, reference, code, "documents")
    applicant.page.locator(".po-take summary").click()
    applicant.page.locator("#erklaerung-nummer").fill(keys["reference"])
    applicant.page.locator("#erklaerung-code").fill(keys["code"])
    assert applicant.axe() == []
    applicant.shot("portal/take-over.png", full_page=True)
    applicant.page.locator("#uebernehmen").click()

    expect(applicant.page.locator(".po-invite")).to_contain_text("geantwortet")


def test_an_employer_without_a_link_comes_back_after_lunch_and_nothing_is_lost(
    elsewhere: Elsewhere, phone: Callable[..., Phone]
) -> None:
    employer = phone("de-DE")
    page = employer.open("/portal/employer/")
    page.locator("#selbst-beginnen").click()
    page.locator("#f-employer-name").fill("Vor der Pause GmbH")
    reference, code = page.locator("#die-nummer").inner_text(), page.locator("#der-code").inner_text()
    expect(page.locator(".po-save")).to_contain_text("Gespeichert")
    page.reload()  # the code is not shown any more, and the page does not know it
    expect(page.locator("#f-employer-name")).to_have_value("Vor der Pause GmbH")
    elsewhere.do(lambda: elsewhere.town.office.house.moving.advance(timedelta(minutes=31)))
    page.locator("#f-employer-phone").fill("+493511234567")
    expect(page.locator(".st-note")).to_contain_text("noch einmal")
    assert employer.axe() == []
    employer.shot("portal/employer-again.png", full_page=True)

    page.locator("#erklaerung-nummer").fill(reference)
    page.locator("#erklaerung-code").fill(code)
    page.get_by_role("button", name="Fortsetzen").click()
    expect(page.locator(".po-save")).to_contain_text("Gespeichert")
    page.reload()

    expect(page.locator("#f-employer-phone")).to_have_value("+493511234567")


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
