"""The diagram on the bench in a real browser: designers draw, change steps, and are told what is wrong."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .workshop import FILE, TASK, Sit, ask, bench, choose, file_of, label, new_draft, saved


def test_our_part_of_the_workshop_is_accessible(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga))
    choose(page, TASK)
    olga.shot("designer/bench.png")

    assert olga.axe_everywhere() == {}


def test_the_logo_of_the_editor_stays_visible(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga))

    logo = page.locator(".bjs-powered-by")
    logo.scroll_into_view_if_needed()
    covered = logo.evaluate(
        "e => { const b = e.getBoundingClientRect();"
        " return !e.contains(document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)) }"
    )

    assert covered is False


ENGLISH = r"\b(the|item|section|toggle|click|simulation|create|delete|open|pop-up|select|expression|set|to)\b"


def test_the_editor_and_its_tools_speak_german(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga))
    choose(page, "Anfrage an die BA")
    page.get_by_role("button", name="Marken laufen lassen").click()
    page.locator(".bts-palette").first.wait_for()
    said = page.evaluate(
        "() => [...document.querySelectorAll('[data-island] [title], [data-island] [aria-label], .bts-text')].flatMap("
        "e => [e.getAttribute('title'), e.getAttribute('aria-label'), e.matches('.bts-text') ? e.textContent : null])"
    )

    assert [word for word in said if word and re.search(ENGLISH, word, re.IGNORECASE)] == []


def test_names_on_the_canvas_and_in_the_list_are_english_on_an_english_page(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    olga.page.add_init_script("sessionStorage.setItem('akzess.login.language', 'en')")
    page = bench(olga, draft, tab="elements")
    expect(page.locator("[data-element-id='UT-BA-REVIEW'] .djs-label").first).to_contain_text("Review")
    expect(page.locator("[data-element-id='G-BA-RESULT_label'] .djs-label")).to_contain_text("Approved?")

    expect(page.locator(".wks-element", has_text="UT-BA-REVIEW").first).to_contain_text("Review the agency's refusal")


def test_what_is_changed_in_the_panel_is_saved_by_itself(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    page = bench(olga, draft)
    choose(page, TASK)
    label(page, "Complete the labour-market data")
    saved(page)

    assert '<akzess:label lang="en">Complete the labour-market data</akzess:label>' in file_of(olga, draft, FILE).text()


def test_what_other_tools_wrote_survives_an_edit(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    before = file_of(olga, draft, FILE)
    foreign = before.text().replace(
        '<bpmn:userTask id="UT-BA"', '<bpmn:userTask xmlns:other="urn:other:1" other:colour="blue" id="UT-BA"'
    )
    headers = {"If-Match": before.headers["etag"], "Content-Type": "application/xml"}
    ask(olga, "PUT", f"/designer/drafts/{draft}/files/{FILE}", data=foreign, headers=headers)
    page = bench(olga, draft)
    choose(page, TASK)
    label(page, "Another label")
    saved(page)
    after = file_of(olga, draft, FILE).text()

    counted = {name: len(re.findall(name, after)) - len(re.findall(name, foreign)) for name in _KEPT}
    assert counted == dict.fromkeys(_KEPT, 0)


_KEPT = (
    "<bpmndi:BPMNShape",
    "<bpmndi:BPMNEdge",
    "<zeebe:",
    "<akzess:",
    'other:colour="blue"',
    "<bpmn:sequenceFlow ",
    "<bpmn:userTask ",
)


def test_a_path_that_stops_is_told_while_it_is_drawn(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga))
    choose(page, "Vorab zugestimmt")
    page.locator(".wks-elements").get_by_role("button", name="Löschen", exact=True).click()
    page.get_by_role("tab", name="Prüfung").click()

    expect(page.locator(".wks-finding", has_text="endet der Weg ohne Endereignis").first).to_contain_text("ST-BA-VORAB")


def test_a_timer_is_told_which_period_of_the_law_it_is_about(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    page = bench(olga, draft)
    choose(page, "T06")
    page.locator(".bio-properties-panel-group-header-title", has_text="AKZESS").click()
    page.get_by_label("Gesetzliche Frist").select_option("T04")
    saved(page)

    assert '<zeebe:property name="period" value="T04" />' in file_of(olga, draft, FILE).text()


def test_a_step_is_drawn_without_a_pointer(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga), tab="elements")
    before = page.locator(".wks-element").count()
    page.get_by_role("button", name="Verkleinern").focus()
    page.keyboard.press("Tab")
    ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("n")
    page.get_by_role("combobox", name="Element anlegen").wait_for()
    page.keyboard.press("Enter")

    expect(page.locator(".wks-element")).to_have_count(before + 1)
    assert (ring, page.locator(".djs-drag-active").count()) == ("solid", 0)


def test_no_tool_lies_half_under_the_head_however_far_the_page_is_scrolled(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga))
    zoom = page.get_by_role("button", name="Vergrößern")
    zoom.evaluate("button => scrollTo(0, scrollY + button.getBoundingClientRect().top - 30)")

    assert [fault for fault in olga.axe() if fault.startswith("target-size")] == []


def test_four_eyes_are_chosen_from_the_tasks_of_the_diagram(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    page = bench(olga, draft)
    choose(page, "Versagung der BA prüfen")
    page.locator(".bio-properties-panel-group-header-title", has_text="AKZESS").click()
    page.get_by_label("Vier Augen").select_option("UT-BA")
    page.get_by_label("und nicht wie bei").select_option(label="Nachforderung der BA beantworten · UT-BA-INFO")
    saved(page)

    assert '<akzess:separation from="UT-BA UT-BA-INFO" />' in file_of(olga, draft, FILE).text()


def test_steps_are_copied_to_another_file_without_a_pointer(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    page = bench(olga, draft)
    choose(page, TASK)
    page.locator(".wks-canvas svg[tabindex]").first.focus()
    page.keyboard.press("Control+c")
    bench(olga, draft, "fee-payment.bpmn", "elements")
    before = page.locator(".wks-element").count()
    page.locator(".wks-canvas svg[tabindex]").first.focus()
    page.keyboard.press("Control+v")
    page.keyboard.press("Enter")
    expect(page.locator(".wks-element")).to_have_count(before + 1)
    saved(page)

    assert f'name="{TASK}"' in file_of(olga, draft, "fee-payment.bpmn").text()
