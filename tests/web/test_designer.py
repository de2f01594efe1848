"""The workshop in a real browser: designers edit, are told what is wrong, try, compare, and put into force."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.kernel.diagrams import end, flows, process, start, user

from .conftest import AXE, AXE_TAGS, Desk

Sit = Callable[..., Desk]
FILE = "ba-approval.bpmn"
TASK = "Arbeitsmarktangaben ergänzen (EzB)"
#: The first look at the editors loads two megabytes on a machine that does other things, too.
SLOW_MS = 30_000


def _ask(person: Desk, method: str, path: str, **more: Any) -> Any:
    """A request in the person's own session."""
    csrf = person.context.request.get("/me").json()["csrf"]
    headers = {
        "Origin": person.address,
        "X-CSRF": csrf,
        "Idempotency-Key": f"test-{uuid4()}",
        **more.pop("headers", {}),
    }
    answer = person.context.request.fetch(path, method=method, headers=headers, **more)
    assert answer.ok, answer.text()
    return answer


def _draft(person: Desk) -> str:
    return str(_ask(person, "POST", "/designer/drafts", data={"name": "Erinnerung nach 10 Tagen"}).json()["id"])


def _file(person: Desk, draft: str, path: str) -> Any:
    return person.context.request.get(f"/designer/drafts/{draft}/files/{path}")


def _bench(person: Desk, draft: str, path: str = FILE, tab: str = "findings") -> Any:
    page = person.open(f"/app/designer/drafts/{draft}?file={path}&tab={tab}")
    if path.endswith(".bpmn"):
        page.locator(".wks-canvas[data-ready]").first.wait_for(timeout=SLOW_MS)
    return page


def _chosen(page: Page, step: str) -> None:
    page.get_by_role("tab", name="Schritte").click()
    page.locator(".wks-element", has_text=step).first.click()


def _labelled(page: Page, value: str) -> None:
    """Give the chosen step another English label in our group of the panel."""
    page.locator(".bio-properties-panel-group-header-title", has_text="AKZESS").click()
    page.get_by_label("Bezeichnung (en)").fill(value)


def _saved(page: Page) -> None:
    expect(page.locator('[data-saving="saved"]')).to_contain_text("gespeichert um", timeout=SLOW_MS)


def _axe(person: Desk) -> list[str]:
    """What axe finds in our own chrome: the editors of bpmn.io are islands that others build."""
    if not person.page.evaluate("() => 'axe' in window"):
        person.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = person.page.evaluate(
        "tags => axe.run({include: [document], exclude: ['[data-island]']},"
        " {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        AXE_TAGS,
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _axe_everywhere(person: Desk) -> dict[str, list[str]]:
    """Light, dark and 320 px, and whether the page scrolls sideways there."""
    found: dict[str, list[str]] = {}
    for name, scheme, width in (("light", "light", 1440), ("dark", "dark", 1440), ("320", "light", 320)):
        person.look(scheme, width, 900)
        found[name] = _axe(person)
        if person.page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found[name].append(f"the page scrolls sideways at {width} px")
    person.look("light", 1440, 900)
    return {name: faults for name, faults in found.items() if faults}


def test_our_part_of_the_workshop_is_accessible(desk: Sit) -> None:
    olga = desk("olga")
    page = _bench(olga, _draft(olga))
    _chosen(page, TASK)
    olga.shot("designer/bench.png")

    assert _axe_everywhere(olga) == {}


def test_the_logo_of_the_editor_stays_visible(desk: Sit) -> None:
    olga = desk("olga")
    page = _bench(olga, _draft(olga))

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
    page = _bench(olga, _draft(olga))
    _chosen(page, "Anfrage an die BA")
    page.get_by_role("button", name="Marken laufen lassen").click()
    page.locator(".bts-palette").first.wait_for()
    said = page.evaluate(
        "() => [...document.querySelectorAll('[data-island] [title], [data-island] [aria-label], .bts-text')].flatMap("
        "e => [e.getAttribute('title'), e.getAttribute('aria-label'), e.matches('.bts-text') ? e.textContent : null])"
    )

    assert [word for word in said if word and re.search(ENGLISH, word, re.IGNORECASE)] == []


def test_what_is_changed_in_the_panel_is_saved_by_itself(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    page = _bench(olga, draft)
    _chosen(page, TASK)
    _labelled(page, "Complete the labour-market data")
    _saved(page)

    assert '<akzess:label lang="en">Complete the labour-market data</akzess:label>' in _file(olga, draft, FILE).text()


def test_what_other_tools_wrote_survives_an_edit(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    before = _file(olga, draft, FILE)
    foreign = before.text().replace(
        '<bpmn:userTask id="UT-BA"', '<bpmn:userTask xmlns:other="urn:other:1" other:colour="blue" id="UT-BA"'
    )
    headers = {"If-Match": before.headers["etag"], "Content-Type": "application/xml"}
    _ask(olga, "PUT", f"/designer/drafts/{draft}/files/{FILE}", data=foreign, headers=headers)
    page = _bench(olga, draft)
    _chosen(page, TASK)
    _labelled(page, "Another label")
    _saved(page)
    after = _file(olga, draft, FILE).text()

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
    page = _bench(olga, _draft(olga))
    _chosen(page, "Vorab zugestimmt")
    page.locator(".wks-elements").get_by_role("button", name="Löschen", exact=True).click()
    page.get_by_role("tab", name="Prüfung").click()

    expect(page.locator(".wks-finding", has_text="endet der Weg ohne Endereignis").first).to_contain_text("ST-BA-VORAB")


def test_a_diagram_of_another_tool_is_laid_into_a_new_draft_and_drawn_with_all_its_flows(desk: Sit) -> None:
    olga = desk("olga")
    page = olga.open("/app/designer?tab=import")
    foreign = process(start(), user("u"), end(), flows("start -> u -> end"))
    page.locator("input[type=file]").set_input_files({"name": "fremd.bpmn", "mimeType": "text/xml", "buffer": foreign})
    page.get_by_role("button", name="Lesen").click()
    page.get_by_label("In diesen Entwurf legen").select_option(label="neuer Entwurf")
    page.get_by_role("button", name="In den Entwurf legen").click()
    page.get_by_role("link", name="fremd.bpmn im Entwurf öffnen").click()
    page.locator(".wks-canvas[data-ready]").wait_for(timeout=SLOW_MS)

    expect(page.locator(".djs-connection[data-element-id]")).to_have_count(2)


def test_a_timer_is_told_which_period_of_the_law_it_is_about(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    page = _bench(olga, draft)
    _chosen(page, "T06")
    page.locator(".bio-properties-panel-group-header-title", has_text="AKZESS").click()
    page.get_by_label("Gesetzliche Frist").select_option("T04")
    _saved(page)

    assert '<zeebe:property name="period" value="T04" />' in _file(olga, draft, FILE).text()


def test_of_two_designers_at_one_file_nobody_is_overwritten_unasked(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    page = _bench(olga, draft)
    other = _file(olga, draft, FILE)
    headers = {"If-Match": other.headers["etag"], "Content-Type": "application/xml"}
    _ask(olga, "PUT", f"/designer/drafts/{draft}/files/{FILE}", data=other.text() + "<!-- theirs -->", headers=headers)
    _chosen(page, TASK)
    _labelled(page, "Mine")

    expect(page.get_by_text("inzwischen von jemand anderem geändert")).to_be_visible(timeout=SLOW_MS)
    olga.faults.clear()


def test_a_decision_is_edited_as_a_table(desk: Sit) -> None:
    olga = desk("olga")
    page = _bench(olga, _draft(olga), "D7_Fee.dmn")
    page.locator(".wks-dmn[data-ready]").wait_for(timeout=SLOW_MS)
    olga.shot("designer/decision.png")

    expect(page.locator(".wks-dmn .tjs-container, .wks-dmn .dmn-drd-container").first).to_be_visible()


def test_a_form_is_seen_as_clerks_will_see_it(desk: Sit) -> None:
    olga = desk("olga")
    page = _bench(olga, _draft(olga), "forms/ut-ba.form")
    page.locator(".wks-form-editor[data-ready]").wait_for(timeout=SLOW_MS)
    olga.shot("designer/form.png")
    page.get_by_role("tab", name="Vorschau").click()

    expect(page.locator(".akz-form [data-path]").first).to_be_visible()


def test_a_text_is_changed_beside_the_other_languages(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    page = olga.open(f"/app/designer/drafts/{draft}?file=texts/*")
    page.get_by_label("Text suchen").fill("status.karte")
    page.get_by_label("status.karte (Englisch)").fill("Your card is being made.")
    page.get_by_label("Text suchen").focus()
    expect(page.get_by_text("gespeichert um")).to_be_visible(timeout=SLOW_MS)
    olga.shot("designer/texts.png")

    assert 'status.karte: "Your card is being made."' in _file(olga, draft, "texts/en.yaml").text()


def test_the_table_of_texts_is_accessible(desk: Sit) -> None:
    olga = desk("olga")
    page = olga.open(f"/app/designer/drafts/{_draft(olga)}?file=texts/*")
    page.get_by_label("Text suchen").wait_for(timeout=SLOW_MS)

    assert _axe_everywhere(olga) == {}


def test_a_new_value_of_a_parameter_ends_the_one_before(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    page = _bench(olga, draft, "parameters.yaml")
    page.get_by_label("Parameter suchen").fill("limit.age45From")
    page.get_by_role("button", name="Wert anfügen: limit.age45From").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("^Wert")).fill("46")
    dialog.get_by_label("Tag").fill("01.01.2028")
    dialog.get_by_role("button", name="Wert anfügen").click()
    _saved(page)
    olga.shot("designer/parameters.png")
    text = _file(olga, draft, "parameters.yaml").text()

    assert re.search(r"validFrom: 2025-01-01, validTo: 2027-12-31 ?}\n +- { ?value: 46, validFrom: 2028-01-01 ?}", text)


def test_clerks_have_no_workshop(desk: Sit) -> None:
    page = desk("anna.dd").open("/app/tasks")
    page.get_by_role("navigation").first.wait_for()

    expect(page.get_by_role("link", name="Werkstatt")).to_have_count(0)


def test_every_area_of_the_first_page_is_accessible(desk: Sit) -> None:
    olga = desk("olga")
    found: dict[str, list[str]] = {}
    for tab in ("drafts", "releases", "migrate", "live", "import"):
        olga.open(f"/app/designer?tab={tab}").get_by_role("tabpanel").wait_for()
        olga.settled()
        olga.shot(f"designer/{tab}.png")
        found[tab] = _axe(olga)

    assert {tab: faults for tab, faults in found.items() if faults} == {}


def test_a_step_is_drawn_without_a_pointer(desk: Sit) -> None:
    olga = desk("olga")
    page = _bench(olga, _draft(olga), tab="elements")
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
    page = _bench(olga, _draft(olga))
    zoom = page.get_by_role("button", name="Vergrößern")
    zoom.evaluate("button => scrollTo(0, scrollY + button.getBoundingClientRect().top - 30)")

    assert [fault for fault in _axe(olga) if fault.startswith("target-size")] == []


def test_four_eyes_are_chosen_from_the_tasks_of_the_diagram(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    page = _bench(olga, draft)
    _chosen(page, "Versagung der BA prüfen")
    page.locator(".bio-properties-panel-group-header-title", has_text="AKZESS").click()
    page.get_by_label("Vier Augen").select_option("UT-BA")
    page.get_by_label("und nicht wie bei").select_option(label="Nachforderung der BA beantworten · UT-BA-INFO")
    _saved(page)

    assert '<akzess:separation from="UT-BA UT-BA-INFO" />' in _file(olga, draft, FILE).text()


def test_only_ones_own_comments_can_be_removed(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    for person, words in ((olga, "Passt die Frist?"), (desk("lore"), "Ja, § 36 BeschV.")):
        comment = {"path": FILE, "elementId": "UT-BA", "text": words}
        _ask(person, "POST", f"/designer/drafts/{draft}/comments", data=comment)
    said = _bench(olga, draft, tab="comments").locator(".wks-finding", has_text="zu UT-BA")

    expect(said).to_have_count(2)
    assert [each.get_by_role("button", name="Anmerkung entfernen").count() for each in said.all()] == [1, 0]


def test_who_has_commented_by_keyboard_goes_on_at_the_field(desk: Sit) -> None:
    olga = desk("olga")
    page = _bench(olga, _draft(olga), tab="comments")
    field = page.get_by_label("Neue Anmerkung")
    field.fill("Passt die Frist?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".wks-finding", has_text="Passt die Frist?").wait_for()

    expect(field).to_be_focused()


def test_steps_are_copied_to_another_file_without_a_pointer(desk: Sit) -> None:
    olga = desk("olga")
    draft = _draft(olga)
    page = _bench(olga, draft)
    _chosen(page, TASK)
    page.locator(".wks-canvas svg[tabindex]").first.focus()
    page.keyboard.press("Control+c")
    _bench(olga, draft, "fee-payment.bpmn", "elements")
    before = page.locator(".wks-element").count()
    page.locator(".wks-canvas svg[tabindex]").first.focus()
    page.keyboard.press("Control+v")
    page.keyboard.press("Enter")
    expect(page.locator(".wks-element")).to_have_count(before + 1)
    _saved(page)

    assert f'name="{TASK}"' in _file(olga, draft, "fee-payment.bpmn").text()
