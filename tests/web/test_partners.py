"""Partners, the working group and the survey in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from akzess.embedded import Embedded
from authority.partners.answers import request_id
from engine.model import CaseStatus
from store.partners import PartnerDocument, PartnerRequest
from store.queries import CaseFilter
from tests.documents import files

from .conftest import Desk

CHAMBER = "HWK_CHEMNITZ"


@pytest.fixture
def asked(platform: Embedded) -> PartnerRequest:
    """A request that a connector has laid into the inbox of a chamber, about one of the demo's cases."""
    house = platform.house
    case = next(one for one in house.read.cases(1, limit=50).items if one.site in ("C", "FG"))
    now = house.clock.now()
    person = {"familyName": "Muster", "givenNames": "Linh", "birthDate": "1991-04-02", "nationality": "432"}
    business = {"name": "Muster Tischlerei", "legalForm": "EINZEL", "activity": "Tischlerei", "equity": 20000}
    row = PartnerRequest(
        tenant=1,
        id=request_id(f"browser {case.id}"),
        partner=CHAMBER,
        site=case.site,
        case_id=case.id,
        business_key=case.business_key,
        agency="kammern",
        kind="SELBSTAENDIG_21_1",
        key="browser",
        reference="",
        state="open",
        version=1,
        due_on=(now + timedelta(days=14)).date().isoformat(),
        created_at=now,
        created_by="",
        content={
            "out": {"consentOrLegalBasis": "P21_1_S3", "person": person, "business": business},
            "answers": [],
        },
    )
    house.store.put(row)
    name = "Geschäftsplan_mit_einem_langen_Namen_und_ohne_Leerzeichen_2026.pdf"
    house.store.put(
        PartnerDocument(
            *(1, "browser", row.id, case.id, "BUSINESSPLAN", name, "application/pdf", "0" * 64, 3, now, "YWJj")
        )
    )
    return row


def test_a_chamber_without_a_system_answers_in_its_inbox(desk: Callable[..., Desk], asked: PartnerRequest) -> None:
    holger = desk("holger")
    page = holger.open("/app/partner-inbox")
    page.get_by_role("row").filter(has_text=asked.business_key).get_by_role("link").click()
    expect(page.get_by_text("§ 21 Abs. 1 S. 3 AufenthG").first).to_be_visible()
    expect(page.get_by_text("Einzelunternehmen")).to_be_visible()
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_label("Ergebnis")).to_be_focused()
    page.get_by_label("Ergebnis").select_option("ABGEGEBEN")
    page.get_by_label("Gesamturteil").select_option("POSITIV")
    page.get_by_label("Finanzierung").select_option("EHER_POSITIV")
    page.get_by_label("Begründung").fill("Der Betrieb ist tragfähig.")
    page.get_by_label("Unterlage hochladen").set_input_files(
        {"name": "gutachten.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    )
    expect(page.get_by_role("list", name="Unterlagen zur Antwort").get_by_text("gutachten.pdf")).to_be_visible()
    assert holger.axe_everywhere() == {}
    holger.shot("partners/request.png", full_page=True)

    page.get_by_role("button", name="Antwort senden").click()

    expect(page.get_by_role("main").get_by_text("Die Antwort ist bei der Ausländerbehörde.")).to_be_visible()
    expect(page.get_by_role("link", name="Vorgänge")).to_have_count(0)


def test_a_clerk_sees_what_leaves_asks_reminds_and_takes_the_question_back(
    desk: Callable[..., Desk], platform: Embedded
) -> None:
    house = platform.house
    running = CaseFilter(statuses=[CaseStatus.RUNNING], process_id="akzess-main", sites=["DD"])
    (case,) = house.read.cases(1, filters=running, limit=1).items
    anna = desk("anna.dd")
    page = anna.open(f"/app/cases/{case.id}?tab=consultations")
    page.get_by_role("tab", name="Beteiligte").click()
    page.get_by_role("button", name="Stelle beteiligen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Welche Auskunft?").select_option("SOZIALAMT_BENEFITS")
    expect(dialog.get_by_text("§ 87 Abs. 2 S. 3 AufenthG")).to_be_visible()
    dialog.get_by_label(re.compile("Grundlage")).fill("§ 87 Abs. 2 AufenthG")
    assert anna.axe() == []
    anna.shot("partners/consult.png")

    dialog.get_by_role("button", name="Anfrage senden").click()

    expect(page.get_by_role("heading", name=re.compile("Sozialamt"))).to_be_visible()

    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=re.compile("Sozialamt")))
    card.get_by_role("button", name=re.compile("Erinnern")).click()
    expect(card.get_by_text("einmal erinnert")).to_be_visible()
    anna.shot("partners/asked.png")
    card.get_by_role("button", name=re.compile("zurückziehen")).click()
    dialog = page.get_by_role("dialog")
    assert anna.axe() == []

    dialog.get_by_role("button", name="Zurückziehen").click()

    expect(card.get_by_text("keine Antwort: zurückgezogen")).to_be_visible()


def test_the_directory_says_who_stands_in(desk: Callable[..., Desk]) -> None:
    anna = desk("anna.dd")
    page = anna.open("/app/partners")
    page.get_by_label("Suchen nach").fill("Kim")
    anna.shot("partners/directory.png")

    expect(page.get_by_text("Vertretung von Kim Beispiel")).to_be_visible()
    assert anna.axe_everywhere() == {}


def test_the_ministry_reads_the_quarterly_report(desk: Callable[..., Desk]) -> None:
    ida = desk("ida")
    page = ida.open("/app/working-group")
    page.get_by_role("table").first.wait_for()
    assert ida.axe_everywhere() == {}
    ida.shot("working-group/report.png", full_page=True)

    with page.expect_download() as download:
        page.get_by_role("link", name="Als PDF").click()

    assert download.value.suggested_filename.endswith("-de.pdf")


def test_the_coordinator_decides_on_a_proposal(desk: Callable[..., Desk]) -> None:
    ida = desk("ida")
    page = ida.open("/app/working-group?tab=proposals")
    page.get_by_role("link", name=re.compile("Erinnerung an die Kammer")).click()
    ida.shot("working-group/proposal.png")
    page.get_by_role("button", name="Entscheiden").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Entscheidung").fill("Angenommen, gilt ab dem neuen Jahr.")
    dialog.get_by_label("Fassung des Standards").fill("2030-1")
    dialog.get_by_label("Tag").fill("01.01.2030")
    assert ida.axe() == []
    dialog.get_by_role("button", name="Entscheiden").click()

    expect(page.get_by_role("main").get_by_text("2030-1")).to_be_visible()
    page.get_by_role("button", name="In Kraft setzen").click()
    expect(dialog.get_by_role("status")).to_contain_text("akzess-main 1")
    assert ida.axe() == []
    ida.shot("working-group/link.png")
    dialog.get_by_role("button", name="In Kraft setzen").click()

    expect(page.get_by_role("main").get_by_text(re.compile("akzess-main 1"))).to_be_visible()


def test_a_survey_is_answered_once(desk: Callable[..., Desk]) -> None:
    anna = desk("anna.dd")
    office = anna.open("/app/survey")
    office.get_by_role("button", name="Zettel erzeugen").click()
    code = office.locator(".svy-slip strong").inner_text()
    assert anna.axe_everywhere() == {}
    anna.shot("survey/slip.png")

    guest = desk("", width=360, height=740)
    page = guest.open("/survey/")
    page.get_by_label("Code von Ihrem Zettel").fill(code.lower())
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_role("group").first.wait_for()
    for group in page.get_by_role("group").all():
        group.get_by_role("radio").nth(1).check()
    page.get_by_label("Was möchten Sie uns noch sagen?").fill("Danke")
    assert guest.axe_everywhere() == {}
    guest.shot("survey/answer.png")
    page.get_by_role("button", name="Absenden").click()
    expect(page.get_by_role("heading", name="Vielen Dank!")).to_be_visible()

    page = guest.open("/survey/")
    page.get_by_label("Code von Ihrem Zettel").fill(code)
    page.get_by_role("button", name="Beginnen").click()
    expect(page.get_by_role("alert")).to_contain_text("schon benutzt")


@pytest.mark.parametrize(
    ("account", "path", "shot"),
    [
        ("ida", "/app/survey?tab=results", "survey/results.png"),
        ("mara", "/app/survey?tab=review", "survey/review.png"),
        ("carla.c", "/app/survey?tab=trainings", "survey/trainings.png"),
        ("holger", "/app/working-group?tab=agreement", "working-group/agreement.png"),
    ],
)
def test_the_other_pages_are_accessible(desk: Callable[..., Desk], account: str, path: str, shot: str) -> None:
    person = desk(account)
    person.open(path).get_by_role("tabpanel").wait_for()
    person.settled()
    person.shot(shot)

    assert person.axe_everywhere() == {}
