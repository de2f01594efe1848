"""The employer's part, by a link or without one; in a real browser on the real procedure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from ..portal.conftest import asked_by_the_agency
from ..portal.people import DECLARATION
from .telephones import Elsewhere, Phone, begun, filled_in
from .telephones import elsewhere as elsewhere
from .telephones import phone as phone


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
