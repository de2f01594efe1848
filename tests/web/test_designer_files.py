"""The other files of a draft in a real browser, and who works on them: tables, forms, texts, parameters, comments."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.kernel.diagrams import end, flows, process, start, user

from .workshop import FILE, SLOW_MS, TASK, Sit, ask, bench, choose, file_of, label, new_draft, saved


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


def test_of_two_designers_at_one_file_nobody_is_overwritten_unasked(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    page = bench(olga, draft)
    other = file_of(olga, draft, FILE)
    headers = {"If-Match": other.headers["etag"], "Content-Type": "application/xml"}
    ask(olga, "PUT", f"/designer/drafts/{draft}/files/{FILE}", data=other.text() + "<!-- theirs -->", headers=headers)
    choose(page, TASK)
    label(page, "Mine")

    expect(page.get_by_text("inzwischen von jemand anderem geändert")).to_be_visible(timeout=SLOW_MS)
    olga.faults.clear()


def test_a_decision_is_edited_as_a_table(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga), "D7_Fee.dmn")
    page.locator(".wks-dmn[data-ready]").wait_for(timeout=SLOW_MS)
    olga.shot("designer/decision.png")

    expect(page.locator(".wks-dmn .tjs-container, .wks-dmn .dmn-drd-container").first).to_be_visible()


def test_a_form_is_seen_as_clerks_will_see_it(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga), "forms/ut-ba.form")
    page.locator(".wks-form-editor[data-ready]").wait_for(timeout=SLOW_MS)
    olga.shot("designer/form.png")
    expect(page.locator(".fjs-repeat-render-footer").first).to_have_text("Wiederholbar")
    expect(page.locator(".fjs-select-placeholder").first).to_have_text("bitte wählen")
    page.get_by_role("tab", name="Vorschau").click()

    expect(page.locator(".akz-form [data-path]").first).to_be_visible()


def test_a_text_is_changed_beside_the_other_languages(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    page = olga.open(f"/app/designer/drafts/{draft}?file=texts/*")
    page.get_by_label("Text suchen").fill("status.karte")
    page.get_by_label("status.karte (Englisch)").fill("Your card is being made.")
    page.get_by_label("Text suchen").focus()
    expect(page.get_by_text("gespeichert um")).to_be_visible(timeout=SLOW_MS)
    olga.shot("designer/texts.png")

    assert 'status.karte: "Your card is being made."' in file_of(olga, draft, "texts/en.yaml").text()


def test_the_table_of_texts_is_accessible(desk: Sit) -> None:
    olga = desk("olga")
    page = olga.open(f"/app/designer/drafts/{new_draft(olga)}?file=texts/*")
    page.get_by_label("Text suchen").wait_for(timeout=SLOW_MS)

    assert olga.axe_everywhere() == {}


def test_a_new_value_of_a_parameter_ends_the_one_before(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    page = bench(olga, draft, "parameters.yaml")
    page.get_by_label("Parameter suchen").fill("limit.age45From")
    page.get_by_role("button", name="Wert anfügen: limit.age45From").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("^Wert")).fill("46")
    dialog.get_by_label("Tag").fill("01.01.2028")
    dialog.get_by_role("button", name="Wert anfügen").click()
    saved(page)
    olga.shot("designer/parameters.png")
    text = file_of(olga, draft, "parameters.yaml").text()

    assert re.search(r"validFrom: 2025-01-01, validTo: 2027-12-31 ?}\n +- { ?value: 46, validFrom: 2028-01-01 ?}", text)


def test_whoever_presses_twice_deletes_a_file_once(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga), "forms/ut-ba.form")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "DELETE" else None)
    page.get_by_role("button", name="Datei löschen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Datei löschen").dblclick()
    dialog.wait_for(state="detached")

    assert len(asked) == 1


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
        found[tab] = olga.axe()

    assert {tab: faults for tab, faults in found.items() if faults} == {}


def test_only_ones_own_comments_can_be_removed(desk: Sit) -> None:
    olga = desk("olga")
    draft = new_draft(olga)
    for person, words in ((olga, "Passt die Frist?"), (desk("lore"), "Ja, § 36 BeschV.")):
        comment = {"path": FILE, "elementId": "UT-BA", "text": words}
        ask(person, "POST", f"/designer/drafts/{draft}/comments", data=comment)
    said = bench(olga, draft, tab="comments").locator(".wks-finding", has_text="zu UT-BA")

    expect(said).to_have_count(2)
    assert [each.get_by_role("button", name="Anmerkung entfernen").count() for each in said.all()] == [1, 0]


def test_who_has_commented_by_keyboard_goes_on_at_the_field(desk: Sit) -> None:
    olga = desk("olga")
    page = bench(olga, new_draft(olga), tab="comments")
    field = page.get_by_label("Neue Anmerkung")
    field.fill("Passt die Frist?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".wks-finding", has_text="Passt die Frist?").wait_for()

    expect(field).to_be_focused()
