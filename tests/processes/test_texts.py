"""What applicants read: German first, English complete, the same placeholders, nothing that must not be shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from processes import AKZESS, ParameterError, Texts, load_texts
from processes.yaml_files import read_yaml

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
PLACEHOLDER = re.compile(r"\{[a-zA-Z]+\}")
STEPS = [
    "eingegangen",
    "unterlagen",
    "unterlagenFehlen",
    "fristLaeuft",
    "beteiligung",
    "pruefung",
    "anhoerung",
    "entschieden",
    "karte",
    "abholung",
    "abgeschlossen",
    "beendet",
    "pause",
    "verspaetet",
]
LETTERS = ["receipt", "document-request", "hearing", "grant", "refusal", "fiction-certificate", "holding", "forward"]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts()


def test_both_languages_have_every_text(texts: Texts) -> None:
    assert set(texts.languages["de"]) == set(texts.languages["en"])


def test_both_languages_fill_the_same_placeholders(texts: Texts) -> None:
    different = [
        key
        for key in texts.languages["de"]
        if set(PLACEHOLDER.findall(texts.get(key))) != set(PLACEHOLDER.findall(texts.get(key, "en")))
    ]
    assert different == []


@pytest.mark.parametrize("step", STEPS)
def test_every_status_step_has_a_text(texts: Texts, step: str) -> None:
    assert texts.get(f"status.{step}") != texts.get(f"status.{step}", "en")


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_has_a_subject_and_a_body(texts: Texts, letter: str) -> None:
    assert "{caseRef}" in texts.get(f"letter.{letter}.subject")
    assert len(texts.get(f"letter.{letter}.body")) > 80


def test_a_refusal_tells_the_legal_remedy_and_that_it_has_no_suspensive_effect(texts: Texts) -> None:
    body = texts.get("letter.refusal.body")
    assert "innerhalb eines Monats" in body
    assert "keine aufschiebende Wirkung" in body


def test_the_document_request_warns_of_late_evidence(texts: Texts) -> None:
    assert "§ 82 Abs. 1 Satz 4" in texts.get("letter.document-request.body")


@pytest.mark.parametrize("language", ["de", "en"])
def test_applicants_never_read_about_registers_or_security_results(texts: Texts, language: str) -> None:
    shown = [texts.get(key, language) for key in texts.names if key.startswith(("status.", "pause.", "letter."))]
    assert not [
        text for text in shown if re.search(r"\bAZR\b|Sicherheits(abfrage|bedenken)|security (query|concern)", text)
    ]


def test_the_four_weeks_are_a_target_and_no_guarantee(texts: Texts) -> None:
    assert "Ziel" in texts.get("letter.receipt.body")
    assert "not a guarantee" in texts.get("letter.receipt.body", "en")


def test_an_unknown_language_falls_back_to_english(texts: Texts) -> None:
    assert texts.get("status.karte", "eo") == texts.get("status.karte", "en")
    with pytest.raises(KeyError):
        texts.get("status.unbekannt")


def test_a_text_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "de.yaml").write_text("a: 5\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="a is no text"):
        load_texts(tmp_path)


def test_a_machine_translation_is_marked_until_somebody_has_read_it(texts: Texts) -> None:
    assert texts.review == {"uk", "ar", "vi", "es", "tr", "ru"}


def test_every_text_a_table_or_a_diagram_names_exists(texts: Texts) -> None:
    tables = "".join(path.read_text(encoding="utf-8") for path in AKZESS.glob("*.dmn"))
    named = set(re.findall(r'"((?:eligibility|statuswechsel)\.[a-zA-Z]+)"', tables))
    for path in AKZESS.glob("*.bpmn"):
        named |= set(re.findall(r'applicantText key="([^"]+)"', path.read_text(encoding="utf-8")))
    assert named
    assert named <= texts.names


def test_whatever_a_decision_table_says_of_itself_is_there_in_english() -> None:
    english = read_yaml(AKZESS / "texts" / "tables" / "en.yaml")
    models = [etree.fromstring(path.read_bytes()) for path in AKZESS.glob("*.dmn")]
    said = {one.get("label") for model in models for one in model.iter() if one.get("label")}
    # Below the model itself: what a file says of itself nobody sees.
    said |= {one.text for model in models for one in model.iterfind(f"*//{DMN}description")}
    said |= {one.text for model in models for one in model.iterfind(f"{DMN}decision/{DMN}description")}
    others = {"Vereinbarung nach § 81a Abs. 2 AufenthG", "Antwort auf die Nachforderung der Bundesagentur für Arbeit"}
    assert said | others == set(english)
