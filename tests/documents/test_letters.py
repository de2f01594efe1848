"""Letters: every one can be set in every language, as PDF/A and PDF/UA, and whatever a person wrote stays text."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pypdfium2 as pdfium
import pytest
from lxml import etree
from pypdf import PdfReader

from documents.errors import Unrenderable
from documents.letters import Order, load
from documents.letters.book import Text
from documents.letters.filling import clean, filled, written
from workers.letters import writer

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RECIPIENT = {
    "name": "Anjali Mustermann-Rao",
    "address": {"street": "Musterstraße", "houseNo": "1", "plz": "01067", "city": "Dresden"},
}
FACTS: Mapping[str, Any] = {
    "applicationDate": "2026-11-20",
    "applicant": {"givenNames": "Anjali", "familyName": "Mustermann-Rao"},
    "documents": [{"code": "DEG", "nameDe": "Hochschulabschluss", "nameEn": "degree certificate"}],
    "nachforderung": {"items": ["DEG", "XYZ"], "deadlineDays": 14, "text": "Bitte auch die Übersetzung."},
    "anhoerung": {"grounds": "Der Lebensunterhalt ist nicht gesichert.", "deadlineDays": 14},
    "decision": {
        "outcome": "GRANT",
        "titleType": "BLUE_CARD",
        "legalBasis": "§ 18g Abs. 1 Satz 1 AufenthG",
        "validFrom": "2026-12-01",
        "validTo": "2030-11-30",
        "employmentRemark": "Beschäftigung erlaubt",
        "reasons": "Die Voraussetzungen liegen nicht vor.",
        "departureDays": 30,
    },
    "fiktion": {"serialNo": "D1234567", "effect": "P81_4", "validUntil": "2027-05-20"},
    "verzoegerung": {"text": "Eine Zustimmung steht aus.", "newDate": "2026-12-18"},
    "gebuehr": {"amount": 1100.5, "code": "F1"},
    "appointment": {"type": "BIO", "slotStart": "2026-12-03T08:30:00+00:00"},
    "move": {"authority": "Ausländerbehörde Leipzig"},
    "eligibility": {"reason": "FREIZUEGIGKEIT"},
    "withdrawal": {"feeKept": True},
    "vorab": {"validUntil": "2027-02-01", "reasons": "Gleichwertigkeit nicht festgestellt"},
    "business": {"activity": "Designbüro"},
    "widerspruch": {"lodgedOn": "2026-11-02", "remedyReasons": "unverändert"},
    "visumAnfrage": {"decision": "CONSENT"},
}
BOOK = load()


def order(template: str, language: str = "de", **more: Any) -> Order:
    made = Order(template, language, "AKZ-DD-2026-000042", RECIPIENT, FACTS, AT)
    return replace(made, **more)


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    return " ".join("\n".join(pages).replace("\ufffe", "-").split())


def metadata(pdf: bytes) -> etree._Element:
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return etree.fromstring(root["/Metadata"].get_data())


def test_no_text_and_no_place_is_missing() -> None:
    assert BOOK.findings() == ()


def test_a_missing_text_and_a_misspelt_place_are_found() -> None:
    english = BOOK.languages["en"]
    letters = dict(english.letters)
    del letters["grant"]
    letters["hearing"] = Text("Hearing", ({"text": "until {dedline}"},))
    broken = replace(BOOK, languages={**BOOK.languages, "en": replace(english, letters=letters)})
    assert [finding for finding in broken.findings() if "grant" in finding or "dedline}" in finding] == [
        "letters/en.yaml: no text for grant",
        "letters/en.yaml: hearing: {dedline} is no value",
    ]


@pytest.mark.parametrize("language", ["de", "de-simple", "en", "uk", "ar", "vi", "es", "tr", "ru"])
@pytest.mark.parametrize("template", sorted(BOOK.templates))
def test_every_letter_can_be_set_in_every_language(template: str, language: str) -> None:
    made = writer().write(order(template, language))
    pages = len(PdfReader(io.BytesIO(made.pdf)).pages)
    assert pages == (1 if language == "de" or BOOK.templates[template].to == "authority" else 2)
    assert "\u25a1" not in text_of(made.pdf)


def test_documents_that_are_missing_are_named_in_the_language_of_the_sheet() -> None:
    assert "Título universitario con traducción" in text_of(writer().write(order("document-request", "es")).pdf)


def test_a_sheet_says_that_a_machine_has_translated_it() -> None:
    assert "Bu çeviri makine tarafından yapıldı" in text_of(writer().write(order("grant", "tr")).pdf)


def test_a_letter_is_archivable_and_accessible() -> None:
    pdf = writer().write(order("refusal", "en")).pdf
    namespaces = {"a": "http://www.aiim.org/pdfa/ns/id/", "u": "http://www.aiim.org/pdfua/ns/id/"}
    found = metadata(pdf)
    said = [found.findtext(f".//{name}", namespaces=namespaces) for name in ("a:part", "a:conformance", "u:part")]
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert said == ["2", "A", "1"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    assert root["/StructTreeRoot"] is not None


def test_every_font_of_a_letter_is_in_it() -> None:
    reader = PdfReader(io.BytesIO(writer().write(order("document-request", "ar")).pdf))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert inner
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in inner)


def test_the_second_page_says_its_language() -> None:
    reader = PdfReader(io.BytesIO(writer().write(order("document-request", "ar")).pdf))
    spoken = set()

    def walk(node: Any) -> None:
        node = node.get_object()
        if "/Lang" in node:
            spoken.add(str(node["/Lang"]))
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if hasattr(child, "get_object") and hasattr(child.get_object(), "get"):
                walk(child)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    assert "ar" in spoken


@pytest.mark.parametrize(
    "evil",
    [
        '#import "x": y',
        "$ x^2 $",
        "{{7*7}}",
        "${7*7}",
        '#eval("1+1")',
        "*fett* _kursiv_ = Titel",
        "<img src=x onerror=alert(1)>",
        "{deadline} {authority}",
        "\\u{41} @ref `raw`",
    ],
)
def test_what_a_person_wrote_is_never_markup(evil: str) -> None:
    facts = {**FACTS, "anhoerung": {"grounds": evil, "deadlineDays": 14}}
    recipient = {**RECIPIENT, "name": evil}
    shown = text_of(writer().write(order("hearing", facts=facts, recipient=recipient)).pdf)
    wanted = " ".join(evil.split())
    assert shown.count(wanted) >= 2


def test_an_invisible_turn_of_direction_does_not_reach_the_page() -> None:
    assert clean("an\u202enex\u200b.\u2066pdf\r\nx\x00\x1b") == "annex.pdf\nx"


def test_letters_that_no_font_has_become_boxes_and_the_letter_is_set() -> None:
    made = writer().write(order("grant", recipient={**RECIPIENT, "name": "李小龍 Nguyễn Đặng Łódź"}))
    assert "□□□ Nguyễn Đặng Łódź" in text_of(made.pdf)


def test_the_period_is_computed_as_the_law_says() -> None:
    # 22.11.2026 and the four days of § 41 Abs. 2 VwVfG, then 14 days: computed by the same function as timer T04.
    assert "bis zum 10.12.2026" in text_of(writer().write(order("document-request")).pdf)


def test_a_missing_document_has_its_name_in_each_language() -> None:
    shown = text_of(writer().write(order("document-request", "en")).pdf)
    assert "Hochschulabschluss" in shown
    assert "degree certificate" in shown
    assert "XYZ" in shown


def test_a_refusal_without_reasons_is_not_written() -> None:
    facts = {**FACTS, "decision": {"outcome": "REFUSE", "reasons": ""}}
    with pytest.raises(Unrenderable, match="reasons"):
        writer().write(order("refusal", facts=facts))


def test_an_unknown_letter_is_not_written() -> None:
    with pytest.raises(Unrenderable):
        writer().write(order("../../etc/passwd"))


@pytest.mark.parametrize("template", ["refusal", "partial", "grant", "fee-notice"])
def test_every_decision_says_how_to_object(template: str) -> None:
    shown = text_of(writer().write(order(template)).pdf)
    assert "Rechtsbehelfsbelehrung" in shown
    assert "innerhalb eines Monats" in shown
    assert "Ausländerbehörde Dresden, Theaterstraße 11, 01067 Dresden" in shown


def test_the_same_letter_at_the_same_second_has_the_same_bytes() -> None:
    assert writer().write(order("grant", "en")).sha256 == writer().write(order("grant", "en")).sha256


def test_the_office_of_the_case_writes() -> None:
    shown = text_of(writer().write(order("receipt", case_ref="AKZ-L-2026-000007")).pdf)
    assert "Ausländerbehörde Leipzig" in shown


@pytest.mark.parametrize(
    ("language", "amount", "moment"),
    [("de", "1.100,50 EUR", "03.12.2026, 09:30 Uhr"), ("en", "EUR 1,100.50", "3 December 2026, 09:30")],
)
def test_amounts_and_times_are_written_as_the_language_does(language: str, amount: str, moment: str) -> None:
    fee = BOOK.templates["fee-notice"].places["amount"]
    slot = BOOK.templates["appointment-invitation"].places["slot"]
    assert written(fee, 1100.5, language, BOOK) == amount
    assert written(slot, "2026-12-03T08:30:00+00:00", language, BOOK) == moment


def test_a_key_that_has_no_name_is_not_shown_to_the_applicant() -> None:
    reason = BOOK.templates["not-eligible"].places["reason"]
    assert written(reason, "DULDUNG_GESTATTUNG", "de", BOOK) == ""


def test_a_place_is_filled_once() -> None:
    assert filled("{name}", {"name": "{caseRef}", "caseRef": "x"}) == "{caseRef}"


def test_machine_translations_say_so() -> None:
    assert {code for code, language in BOOK.languages.items() if language.review} == {
        "uk",
        "ar",
        "vi",
        "es",
        "tr",
        "ru",
    }


def test_no_letter_names_what_applicants_must_not_read() -> None:
    words = re.compile(r"\bAZR\b|Sicherheitsabfrage|security query", re.IGNORECASE)
    shown = [
        text_of(writer().write(order(name, "en")).pdf) for name, t in BOOK.templates.items() if t.to == "applicant"
    ]
    assert [text for text in shown if words.search(text)] == []
