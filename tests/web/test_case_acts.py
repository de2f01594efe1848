"""What clerk and lead do with a case file, in a real browser on the real platform."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from akzess.embedded import Embedded

from ..documents.files import pdf
from .case_file import CLERK, LEAD, Sit, begun, tab_named
from .cases import played_until, task_of


def test_a_task_is_done_beside_the_file(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Nebenan")
    played_until(platform, case, "UT-FEE", {})
    arno = desk(CLERK)
    page = arno.open(f"/app/cases/{case}")
    page.get_by_role("region", name="Offene Aufgaben").get_by_role("button", name="Gebührenbescheid").click()
    panel = page.get_by_role("region", name="Aufgabe", exact=True)
    panel.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_role("tab", name="Verlauf")).to_be_visible()  # the file stays beside it
    panel.locator(".akz-form").wait_for()
    arno.shot("case/task.png")
    panel.get_by_role("button", name="Abschließen").click()
    expect(page.locator(".akz-timeline")).to_contain_text("„Gebührenbescheid und Zahlungsweg“ erledigt")
    expect(page.get_by_role("region", name="Offene Aufgaben")).not_to_contain_text("Gebührenbescheid")


def test_what_somebody_else_does_appears_by_itself(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Nebenbei")
    task_of(platform, case, "UT-COMPL")
    page = desk(CLERK).open(f"/app/cases/{case}")
    expect(page.locator(".akz-stage[aria-current=step]")).to_contain_text("Unterlagen")
    played_until(platform, case, "UT-FEE", {})
    expect(page.locator(".akz-stage[aria-current=step]")).to_contain_text("Beteiligung")


def test_a_document_is_handed_in_looked_at_and_taken_out_with_a_reason(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Unterlage")
    arno = desk(CLERK)
    page = arno.open(f"/app/cases/{case}?tab=documents")
    picture = BytesIO()
    Image.new("RGB", (600, 400), (210, 225, 240)).save(picture, "PNG")
    page.locator("input[type=file]").set_input_files(
        {"name": "zeugnis.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    document = page.locator(".akz-document", has_text="zeugnis.png")
    expect(document).to_be_visible()
    expect(page.locator(".akz-preview-page")).to_have_js_property("naturalWidth", 600)
    page.get_by_role("button", name="Entfernen: zeugnis.png").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Begründung").fill("Gehört zu einem anderen Vorgang")
    dialog.get_by_role("button", name="Entfernen").click()
    expect(document).to_have_count(0)


def test_what_came_on_paper_is_filed_as_one_of_the_documents_asked_for(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Papier")
    task_of(platform, case, "UT-COMPL")
    page = desk(CLERK).open(f"/app/cases/{case}?tab=documents")
    kind = page.get_by_label("Welche Unterlage ist es?")
    kind.select_option(index=1)
    name = kind.locator("option:checked").inner_text()
    page.locator("input[type=file]").set_input_files(
        {"name": "scan-0042.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    expect(page.locator(".akz-document", has_text=name)).to_be_visible()
    expect(kind).to_have_value("")


def test_a_file_that_is_not_what_it_says_is_refused_by_name(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Falschname")
    page = desk(CLERK).open(f"/app/cases/{case}?tab=documents")
    page.locator("input[type=file]").set_input_files(
        {"name": "vertrag.pdf", "mimeType": "application/pdf", "buffer": b"MZ this is a program"}
    )
    expect(page.get_by_role("tabpanel").locator(".kern-alert")).to_be_visible()
    expect(page.get_by_text("vertrag.pdf")).to_be_visible()
    expect(page.locator(".akz-document", has_text="vertrag")).to_have_count(0)


def test_a_note_is_written_and_can_be_changed_on_the_same_day(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Notiz")
    page = desk(CLERK).open(f"/app/cases/{case}?tab=comments")
    page.get_by_label("Neue Notiz").fill("Arbeitgeber rief an, Vertrag folgt.")
    page.get_by_role("button", name="Notiz speichern").click()
    note = page.locator(".akz-comment")
    expect(note).to_contain_text("Arbeitgeber rief an")
    note.get_by_role("button", name="Ändern").click()
    note.get_by_label("Ändern").fill("Arbeitgeber rief an, Vertrag liegt vor.")
    note.get_by_role("button", name="Speichern").click()
    expect(note).to_contain_text("liegt vor")


def test_the_lead_stops_a_case_with_a_reason_and_lets_it_go_on(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Anhalten")
    page = desk(LEAD).open(f"/app/cases/{case}")
    page.get_by_role("button", name="Anhalten").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Vorgang anhalten").click()
    expect(dialog).to_contain_text("Pflichtfeld")
    dialog.get_by_label("Begründung").fill("Rückfrage beim Ministerium")
    dialog.get_by_role("button", name="Vorgang anhalten").click()
    expect(page.locator(".akz-case-title")).to_contain_text("angehalten")
    expect(page.locator(".akz-timeline").first).to_contain_text("Rückfrage beim Ministerium")
    page.get_by_role("button", name="Fortsetzen").click()
    expect(page.locator(".akz-case-title")).to_contain_text("läuft")


def test_a_sealed_part_opens_with_a_reason_that_stays_on_record(platform: Embedded, desk: Sit) -> None:
    case = begun(platform, "Siegel")
    page = desk(LEAD).open(f"/app/cases/{case}")
    page.get_by_role("button", name="Öffnen Sicherheit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Begründung").fill("Prüfung der Auskunft")
    dialog.get_by_role("button", name="Öffnen").click()
    expect(page.get_by_role("region", name="Verschlossene Teile")).to_contain_text("für Sie geöffnet")
    tab_named(page, "Prüfspur").click()
    page.get_by_role("button", name="Verschlossenes").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Prüfung der Auskunft")
