"""The advice pages in a real browser: a plan without a name, what the tables say of it, knowledge in one's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Desk, screens
from .offices import Elsewhere
from .offices import office as office


class Visitor(Desk):
    """Somebody who asks before applying."""

    def answers(self, **told: str | int | bool) -> Page:
        for key, value in told.items():
            field = self.page.locator(f"#q-{key}")
            if isinstance(value, bool):
                field.set_checked(value)
            elif isinstance(value, int):
                field.fill(str(value))
            else:
                field.select_option(value)
        self.page.locator("form button[type=submit]").click()
        return self.page


@pytest.fixture
def visit(chromium: Browser, office: Elsewhere) -> Iterator[Callable[..., Visitor]]:
    """`visit()`: a browser without an account. Errors on the page fail the test."""
    with screens(chromium, office.address, Visitor) as come:
        yield come


def test_an_engineer_sees_the_blue_card_with_fee_and_documents_and_takes_the_answers_over(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.open("/advice/")
    page = visitor.answers(
        purpose="FG1", processType="ERSTERTEILUNG", nationality="436", inside=True, title="VISA_D", site="DD", age=34,
        offer=True, level="DEGREE", isco="2512", gross=60000, qualification="DEGREE", qualifiedIn="436",
        recognition="ANABIN_H_PLUS",
    )  # fmt: skip
    expect(page.locator("#ergebnis")).to_be_focused()
    first = page.locator(".ad-basis").first
    expect(first.locator("h3")).to_contain_text("Blaue Karte EU")
    expect(first).to_contain_text("100")
    visitor.shot("advice/result.png", full_page=True)
    assert visitor.axe_everywhere() == {}

    page.route("**/portal/**", lambda route: route.fulfill(status=200, content_type="text/html", body="<main></main>"))
    page.locator(".st-actions .kern-btn--primary").click()
    page.wait_for_url("**/portal/?from=advice")

    taken = page.evaluate("JSON.parse(sessionStorage.getItem('akzess.advice.application'))")
    assert (taken["purpose"], taken["job"]["isco"]) == ("FG1", "2512")


def test_in_arabic_on_a_telephone_missing_answers_are_named_and_the_page_is_accessible(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(width=360, height=740, locale="ar")
    visitor.open("/advice/")
    page = visitor.answers()
    expect(page.locator(".st-summary")).to_be_focused()
    visitor.shot("advice/arabic.png", full_page=True)

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".st-summary li")).to_have_count(4)
    expect(page.locator(".ad-nav a").last).to_have_attribute("href", "/status/?lang=ar")
    expect(page.locator("#q-site option[value=DD]")).to_have_text("City of Dresden")
    assert visitor.axe_everywhere() == {}


def test_in_arabic_a_german_norm_is_read_from_left_to_right(visit: Callable[..., Visitor]) -> None:
    page = visit(width=360, height=740, locale="ar").open("/advice/#/pages/recognition")
    norm = page.locator(".st-hint [lang=de]")
    norm.wait_for()
    sign, number = norm.evaluate("""element => {
        const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
        return [0, 2].map((place) => {
            const range = document.createRange();
            range.setStart(text, place);
            range.setEnd(text, place + 1);
            return range.getBoundingClientRect().x;
        });
    }""")

    assert sign < number  # "§ 16d", not "16d §"


def test_a_knowledge_page_is_found_and_read_with_its_sources(visit: Callable[..., Visitor]) -> None:
    visitor = visit(locale="en")
    page = visitor.open("/advice/#/pages")
    page.locator("#suche").fill("Gebühr")
    expect(page.locator(".ad-pages a").first).to_have_text("Costs and payment")
    page.locator(".ad-pages a").first.click()

    expect(page.locator("article")).to_contain_text("EUR 100")
    visitor.shot("advice/costs.png", full_page=True)
    assert visitor.axe_everywhere() == {}
