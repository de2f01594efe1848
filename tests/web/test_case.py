"""Days with a case file, in a real browser on the real platform."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from akzess.embedded import Embedded

from .case_file import CLERK, LEAD, SERVICE, Sit, begun, tab_named
from .cases import eventually, played_until, task_of

TABS = ("timeline", "documents", "messages", "decisions", "diagram", "comments", "audit")


#: An employer whose agency stays silent, and a pay that needs its approval.
_SILENT = {"employer": {"betriebsnummer": "09555556"}, "pay": {"gross": 3833.34, "annualGross": 46000}}


@pytest.fixture(scope="module")
def case(platform: Embedded) -> str:
    """A case that waits for the agency: documents complete, legal basis chosen, request sent; everybody only reads it."""
    found = begun(platform, "Aktenmuster", "Noor", _SILENT)
    played_until(platform, found, "UT-FEE", {})
    eventually(lambda: _waits_for_agency(platform, found))
    return found


def _waits_for_agency(platform: Embedded, case: str) -> bool:
    platform.house.worker.wake()
    waits = platform.house.read.open_rows(1, case).subscriptions
    return any(wait.name == "bundesagentur.decision" for wait in waits)


# -- finding


def test_a_case_is_found_by_name_without_its_diacritics(platform: Embedded, desk: Sit) -> None:
    begun(platform, "Çelik-Žižková", "Šárka")
    page = desk(CLERK).open("/app/cases")
    page.get_by_label("Suche").fill("zizkova")
    page.get_by_text("1 Vorgang", exact=True).wait_for()
    page.get_by_role("link", name=re.compile("AKZ-FG")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Çelik-Žižková")


def test_a_search_stands_in_the_address(case: str, desk: Sit) -> None:
    page = desk(CLERK).open("/app/cases")
    page.get_by_label("Suche").fill("Aktenmuster")
    expect(page).to_have_url(re.compile(r"q=Aktenmuster"))
    page.reload()
    expect(page.get_by_role("cell", name="Aktenmuster, Noor")).to_be_visible()


def test_a_case_of_another_site_is_not_there_and_the_page_leads_back_to_ones_own(case: str, desk: Sit) -> None:
    page = desk("anna.dd").open(f"/app/cases/{case}")
    expect(page.get_by_role("heading", name="Vorgang nicht gefunden", level=1)).to_be_visible()

    page.get_by_role("link", name="Zur Liste der Vorgänge").click()

    expect(page).to_have_url(re.compile("/app/cases$"))


# -- the page


def test_the_page_says_at_once_where_the_case_stands(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}")
    expect(page.locator(".akz-stage[aria-current=step]")).to_contain_text("Beteiligung")
    expect(page.get_by_role("region", name="Wartet auf")).to_contain_text("Bundesagentur für Arbeit")
    expect(page.get_by_role("region", name="Uhr")).to_contain_text("0 von 28 Tagen")


def test_the_clock_explains_each_of_its_dates(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}")
    page.get_by_text("Wie kommen die Daten zustande?").click()
    clock = page.get_by_role("region", name="Uhr")
    expect(clock).to_contain_text("Uhr beginnt: Unterlagen vollständig")
    expect(clock).to_contain_text("§ 187 Abs. 1 BGB")


def test_each_tab_has_an_address_that_can_be_passed_on(case: str, desk: Sit) -> None:
    page = desk(LEAD).open(f"/app/cases/{case}")
    for key, name in (("messages", "Schriftverkehr"), ("audit", "Prüfspur")):
        tab_named(page, name).click()
        expect(page).to_have_url(re.compile(f"tab={key}"))
        page.reload()
        expect(tab_named(page, name)).to_have_attribute("aria-selected", "true")


def test_the_tabs_are_reached_by_arrows(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}")
    tab_named(page, "Verlauf").focus()
    page.keyboard.press("ArrowRight")
    expect(tab_named(page, "Dokumente")).to_be_focused()


# -- the parts of the file


def test_the_timeline_can_be_narrowed_to_one_kind(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}")
    page.get_by_label("Anzeigen").select_option(label="Verzweigungen")
    expect(page.locator(".akz-timeline").first).to_contain_text("Akte vollständig?")
    expect(page.locator(".akz-timeline-task")).to_have_count(0)


def test_why_leads_from_the_timeline_to_the_rule_and_its_values(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}")
    line = page.locator(".akz-timeline-entry", has_text="Zustimmung der BA nötig?")
    line.get_by_role("link", name="Warum?").click()
    rules = page.locator(".akz-decision", has_text="Rechtsgrundlagen ermitteln")
    expect(rules.locator(".akz-why").last).to_contain_text("AufenthG")
    expect(rules.locator(".akz-why-value").first).to_contain_text("✓")


def test_the_diagram_leads_into_the_called_process_where_the_token_is(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}?tab=diagram")
    page.locator(".akz-sheet-box[data-ready]").wait_for()
    expect(page.locator("[data-element-id='CA-BA'].akz-active")).to_be_attached()
    page.get_by_role("button", name="Öffnet Zustimmung der Bundesagentur").dispatch_event("click")
    expect(page.locator("[data-element-id='EG-BA'].akz-active")).to_be_attached()


def test_the_diagram_is_read_in_the_language_of_the_page(case: str, desk: Sit) -> None:
    person = desk(CLERK)
    person.page.add_init_script("sessionStorage.setItem('akzess.login.language', 'en')")
    page = person.open(f"/app/cases/{case}?tab=diagram")
    box = page.locator(".djs-container")
    expect(box).to_contain_text("completeness", timeout=30_000)
    expect(box).not_to_contain_text("Vollständigkeit")


def test_the_diagram_keeps_its_makers_logo_and_marks_the_way(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}?tab=diagram")
    page.locator(".akz-sheet-box[data-ready]").wait_for()
    logo = page.locator(".bjs-powered-by")
    logo.scroll_into_view_if_needed()
    on_top = page.evaluate(
        "() => { const box = document.querySelector('.bjs-powered-by').getBoundingClientRect();"
        " return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest('.bjs-powered-by') !== null }"
    )
    assert on_top
    expect(page.locator("[data-element-id='F_G-COMPL__ST-CLOCK-START'].akz-way")).to_be_attached()


def test_the_list_of_steps_names_what_is_under_way_first(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}?tab=diagram")
    steps = page.locator(".akz-step")
    expect(steps.first).to_contain_text("läuft")
    expect(page.locator(".akz-steps")).to_contain_text("Vollständigkeit prüfen")


def test_the_proof_that_the_agency_received_the_request_is_one_click_away(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}?tab=messages")
    exchange = page.locator(".akz-exchange", has_text="Bundesagentur für Arbeit").first
    with page.expect_download() as download:
        exchange.get_by_role("link", name="Empfangsnachweis").click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"


def test_the_audit_shows_the_lead_who_has_read_the_file(case: str, desk: Sit) -> None:
    desk(CLERK).open(f"/app/cases/{case}")
    page = desk(LEAD).open(f"/app/cases/{case}?tab=audit")
    page.get_by_role("button", name="Zugriffe").click()
    reads = page.get_by_role("row").filter(has_text="Arno Beispiel").filter(has_text=re.compile(r"Akte$"))
    expect(reads.first).to_be_visible()


def test_a_clerk_is_not_offered_what_only_the_lead_may_do(case: str, desk: Sit) -> None:
    page = desk(CLERK).open(f"/app/cases/{case}")
    page.get_by_role("button", name="Drucken").wait_for()
    expect(page.get_by_role("button", name="Anhalten")).to_have_count(0)
    expect(tab_named(page, "Prüfspur")).to_have_count(0)


def test_the_service_desk_sees_no_reasons_and_no_documents(case: str, desk: Sit) -> None:
    page = desk(SERVICE).open(f"/app/cases/{case}")
    page.get_by_role("tab").first.wait_for()
    assert set(page.get_by_role("tab").all_text_contents()).isdisjoint({"Warum?", "Dokumente", "Schriftverkehr"})


def test_who_bears_the_applicants_name_says_first_how_they_stand(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Beispiel", "Arno")
    arno = desk(CLERK)
    page = arno.open(f"/app/cases/{case}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Erklärung zur Befangenheit")
    assert arno.axe_everywhere() == {}
    page.get_by_label("Nein, es ist nur der gleiche Name.").check()
    page.get_by_label("Erklärung", exact=False).last.fill("Nicht verwandt, zufällig der gleiche Name.")
    page.get_by_role("button", name="Erklärung abgeben").click()
    expect(page.locator(".akz-case-title")).to_contain_text("Beispiel, Arno")


# -- for everybody


@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_the_case_is_accessible(case: str, desk: Sit, tab: str) -> None:
    cord = desk(LEAD)
    page = cord.open(f"/app/cases/{case}?tab={tab}")
    page.get_by_role("tabpanel").get_by_role("heading", level=2).wait_for()
    if tab == "diagram":
        page.locator(".akz-sheet-box[data-ready]").wait_for()
    if tab == "documents":
        page.get_by_role("button", name="Eingangsbestätigung").click()
        page.wait_for_function("() => document.querySelector('.akz-preview-page')?.naturalWidth > 0")
    cord.settled()
    cord.shot(f"case/{tab}.png")
    assert cord.axe_everywhere() == {}


def test_the_list_of_cases_is_accessible(case: str, desk: Sit) -> None:
    arno = desk(CLERK)
    page = arno.open("/app/cases")
    page.get_by_role("row").nth(1).wait_for()
    arno.shot("case/list.png")
    assert arno.axe_everywhere() == {}


def test_a_task_beside_the_file_is_accessible(platform: Embedded, case: str, desk: Sit) -> None:
    task = task_of(platform, case, "UT-FEE")
    arno = desk(CLERK)
    page = arno.open(f"/app/cases/{case}?task={task.id}")
    page.locator(".akz-task .akz-form [data-path]").first.wait_for()
    assert arno.axe_everywhere() == {}


def test_the_explained_clock_is_accessible(case: str, desk: Sit) -> None:
    arno = desk(CLERK, height=1560)
    page = arno.open(f"/app/cases/{case}")
    page.get_by_text("Wie kommen die Daten zustande?").click()
    arno.shot("case/clock.png")
    assert arno.axe_everywhere() == {}


def test_the_page_speaks_english(case: str, desk: Sit) -> None:
    page = desk("birte.fg").open(f"/app/cases/{case}")
    page.locator(".akz-user-button").click()
    with page.expect_response(lambda answer: answer.url.endswith("/me/preferences")):
        page.get_by_label("Sprache").select_option("en")
    expect(page.locator(".akz-stage[aria-current=step]")).to_contain_text("Participation")
    expect(page.get_by_role("region", name="Waits for")).to_contain_text("Federal Employment Agency")


def test_on_paper_there_is_the_file_and_nothing_to_press(case: str, desk: Sit) -> None:
    arno = desk(CLERK)
    page = arno.open(f"/app/cases/{case}")
    page.locator(".akz-timeline").first.wait_for()
    page.emulate_media(media="print")
    expect(page.locator(".akz-header")).to_be_hidden()
    expect(page.get_by_role("button", name="Drucken")).to_be_hidden()
    expect(page.locator(".akz-timeline").first).to_be_visible()
