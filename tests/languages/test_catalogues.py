"""What applicants read: nothing is missing in any language, terms are the same everywhere, and what nobody read is said."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from authority.partners.network import WRITTEN
from processes import AKZESS, load_texts
from processes.answers import PLACES, load_answers
from processes.catalogues import AREAS, catalogues, standing
from processes.forms_in import in_language, load_form_words
from processes.knowledge import amount, filled, load_knowledge, places
from processes.languages import Languages, load_languages
from processes.reviews import Review, Reviews, digest, load_reviews, write_reviews
from processes.text_checks import findings, unused

WEB = Path(__file__).parents[2] / "web" / "src"
LANGUAGES = load_languages()


@pytest.fixture
def procedure(tmp_path: Path) -> Iterator[Path]:
    """A copy of everything that is read, to be spoiled."""
    folder = tmp_path / "akzess"
    for name in ("texts", "letters", "knowledge", "answers"):
        shutil.copytree(AKZESS / name, folder / name)
    for name in ("languages.yaml", "glossary.yaml", "reviews.yaml"):
        shutil.copy(AKZESS / name, folder / name)
    yield folder
    for load in (load_languages, load_knowledge, load_answers):
        load.cache_clear()


def spoil(path: Path, key: str, text: str | None) -> None:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    if text is None:
        del found[key]
    else:
        found[key] = text
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")


def test_no_text_is_missing_or_wrong_in_any_language() -> None:
    assert [str(one) for one in findings(AKZESS, WEB)] == []


def test_every_page_of_the_applicants_has_its_words_in_all_languages() -> None:
    there = [area for area in AREAS if (WEB / area / "words" / "de.json").exists()]
    wanted = {language.code for language in LANGUAGES.items} - {"de-simple"}
    assert {area: wanted - {path.stem for path in (WEB / area / "words").glob("*.json")} for area in there} == {
        area: set() for area in there
    }


@pytest.mark.parametrize(
    ("key", "text", "kind"),
    [
        ("status.karte", None, "missing"),
        ("status.erfunden", "Привіт", "unknown"),
        ("status.fristLaeuft", "Ваші документи повні.", "places"),
        ("status.karte", "بطاقتكم", "direction"),
        ("status.karte", " ", "empty"),
        ("group.FG8", "Картка шансу", "glossary"),
        ("status.karte", "Картку \u2068{x", "direction"),
    ],
)
def test_each_kind_of_fault_is_found(procedure: Path, key: str, text: str | None, kind: str) -> None:
    spoil(procedure / "texts" / "uk.yaml", key, text)
    assert kind in {one.kind for one in findings(procedure) if (one.language, one.key) == ("uk", key)}


@pytest.mark.parametrize("text", ["إبرام الاتفاقية بموجب § 81a", "جامعة مصنفة H+"])
def test_a_sign_that_would_stray_in_an_arabic_sentence_is_found(procedure: Path, text: str) -> None:
    spoil(procedure / "texts" / "ar.yaml", "await.agreement", text)
    assert [(one.kind, one.key) for one in findings(procedure)] == [("direction", "await.agreement")]


def test_a_language_without_a_letter_for_applicants_is_found(procedure: Path) -> None:
    path = procedure / "letters" / "vi.yaml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    del found["letters"]["refusal"]
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    assert [(one.kind, one.catalogue, one.key) for one in findings(procedure)] == [("missing", "letters", "refusal")]


def test_a_word_that_no_page_uses_is_found(tmp_path: Path) -> None:
    (tmp_path / "portal" / "words").mkdir(parents=True)
    (tmp_path / "portal" / "words" / "de.json").write_text(json.dumps({"a.b": "x", "c.d": "y", "e": "z"}))
    (tmp_path / "portal" / "Page.tsx").write_text('t("e"); t(`a.${kind}`);')
    assert [one.key for one in unused(tmp_path, ["portal"])] == ["c.d"]


@pytest.mark.parametrize(
    ("asked", "chain"),
    [("uk", ("uk", "en", "de")), ("de-simple", ("de-simple", "de", "en")), ("de", ("de", "en")), ("eo", ("en", "de"))],
)
def test_a_missing_text_is_taken_from_english_and_then_german(asked: str, chain: tuple[str, ...]) -> None:
    assert LANGUAGES.chain(asked) == chain


def test_german_in_plain_words_falls_back_to_german_and_not_to_english() -> None:
    texts = load_texts()
    assert texts.get("glossary.bescheid", "de-simple") == "Bescheid"


def test_a_region_is_the_language_and_an_unknown_one_is_german() -> None:
    assert LANGUAGES.first(["es-MX"]).code == "es"
    assert LANGUAGES.first(["eo", None]).code == "de"


def test_the_pages_offer_the_languages_of_the_procedure() -> None:
    source = (WEB / "i18n" / "applicant.ts").read_text(encoding="utf-8")
    offered = re.findall(r'code: "([^"]+)", name: "([^"]+)", dir: "([^"]+)"', source)
    assert offered == [(one.code, one.name, one.dir) for one in LANGUAGES.items]


def test_whoever_reads_a_translation_is_data_and_a_later_change_has_to_be_read_again(procedure: Path) -> None:
    one = next(one for one in catalogues(procedure) if one.name == "texts")
    own = one.languages["uk"]
    seen = {key: digest(one.leading.get(key, ""), text) for key, text in own.items()}
    write_reviews(procedure, Reviews((Review("texts", "uk", "Sprachmittlung", date(2026, 12, 1), seen),)))
    assert "uk" not in load_texts(procedure).review

    spoil(procedure / "texts" / "de.yaml", "status.karte", "Ihre Karte wird gemacht.")

    unread = load_reviews(procedure).unread("texts", "uk", load_texts(procedure).languages["de"], own)
    assert unread == {"status.karte"}
    assert "uk" in load_texts(procedure).review


def test_machine_made_translations_are_marked_and_those_of_the_authors_are_not() -> None:
    unread = {row.language for row in standing(AKZESS, WEB) if row.unread}
    assert unread == {"uk", "ar", "vi", "es", "tr", "ru"}


@pytest.mark.parametrize("language", ["uk", "ar", "vi", "es", "tr", "ru"])
def test_the_application_form_has_no_german_label_left(language: str) -> None:
    words = load_form_words(language)
    schema = json.loads((AKZESS / "forms" / "ut-intake.form").read_text(encoding="utf-8"))
    german, shown = list(_labels(schema)), list(_labels(in_language(schema, language)))
    same = {one for one, other in zip(german, shown, strict=True) if one == other and re.search("[a-zäöü]{4}", one)}
    # Norms and keys of registers stay; states are named by the browser (CLDR).
    states = {s["de"] for v in yaml.safe_load((AKZESS / "codes" / "nationalities.yaml").read_text())[0]["values"] for s in v["value"]}  # fmt: skip
    assert words.code == language
    assert {
        one for one in same - states if not re.search(r"§|Art\.|anabin|KldB|ISCO|[A-Z]{3}|Hindi|Telefon|Firma", one)
    } == set()


def _labels(part: dict[str, object]) -> Iterator[str]:
    if isinstance(part.get("label"), str):
        yield str(part["label"])
    for name in ("components", "values"):
        for one in part.get(name) or []:
            yield from _labels(one)


def test_a_refusal_keeps_its_number_in_every_language() -> None:
    german, english = "Bitte geben Sie höchstens 40 Zeichen ein.", "Please enter at most 40 characters."
    assert load_form_words("es")(german, english) == "Introduzca como máximo 40 caracteres."
    assert load_form_words("de-simple")(german, english) == german
    assert load_form_words("eo")(german, english) == english


def test_amounts_on_knowledge_pages_come_from_the_parameters() -> None:
    pages = load_knowledge().pages["de"].values()
    assert {"fee.F1", "fee.F10"} <= places([text for page in pages for text in page.texts])
    assert not [page.key for page in pages for text in page.texts if re.search(r"\d+ Euro", text)]
    assert filled("{fee.F1} Euro", {"fee": {}}, "de") == "… Euro"


@pytest.mark.parametrize(
    ("language", "text"), [("de", "50.700"), ("en", "50,700"), ("ru", "50\u00a0700"), ("ar", "50,700")]
)
def test_an_amount_is_written_as_people_of_the_language_write_it(language: str, text: str) -> None:
    assert amount(50700, language) == text


def test_every_page_names_its_sources_and_when_it_was_checked() -> None:
    assert not [page.key for page in load_knowledge().pages["de"].values() if not page.law or not page.checked]


@pytest.mark.parametrize(
    ("words", "language", "first"),
    [("Gebühr", "en", "costs"), ("khiếu nại", "vi", "refusal"), ("отказ", "ru", "refusal"), ("anabin ZAB", "de", "recognition")],
)  # fmt: skip
def test_a_search_finds_the_page_in_the_language_or_by_a_german_term(words: str, language: str, first: str) -> None:
    assert load_knowledge().search(words, language)[0].key == first


def test_a_search_for_what_is_nowhere_finds_nothing() -> None:
    assert load_knowledge().search("xyzzy", "de") == []


def test_answer_templates_use_known_places_only() -> None:
    used = {name for answer in load_answers().items for text in answer.texts.values() for name in text.places}
    assert used <= set(PLACES)


def test_a_procedure_without_languages_speaks_german_and_english(tmp_path: Path) -> None:
    found: Languages = load_languages(tmp_path)
    assert [one.code for one in found.items] == ["de", "en"]


def test_notices_by_mail_say_the_same_in_every_language() -> None:
    texts = yaml.safe_load((AKZESS.parents[1] / "connectors" / "mail" / "texts.yaml").read_text(encoding="utf-8"))
    shapes = {
        code: (set(words["subject"]), set(words["body"]), *(sorted(re.findall(r"\{\w+\}", words[part])) for part in ("until", "frame", "slot")))
        for code, words in texts.items()
    }  # fmt: skip
    assert set(shapes) == {language.code for language in LANGUAGES.items if language.level != "L3"}
    assert [code for code, shape in shapes.items() if shape != shapes["de"]] == []


def test_partners_are_told_the_same_in_both_languages() -> None:
    path = AKZESS.parents[1] / "connectors" / "mail" / "partner_texts.yaml"
    texts = yaml.safe_load(path.read_text(encoding="utf-8"))
    shapes = {
        code: (set(words["subject"]), set(words["body"]), *(sorted(re.findall(r"\{\w+\}", words[part])) for part in ("until", "frame")))
        for code, words in texts.items()
    }  # fmt: skip
    assert set(shapes) == set(WRITTEN)
    assert shapes["de"] == shapes["en"]


def test_a_refusal_says_in_every_language_when_to_leave_and_that_an_objection_does_not_stop_it() -> None:
    letters = next(one for one in catalogues(AKZESS) if one.name == "letters")
    silent = {code for code, texts in letters.languages.items() if "{departureDays}" not in texts["refusal"]}
    assert silent == set()


def test_the_chosen_terms_are_those_of_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "languages.md").read_text(encoding="utf-8")
    texts = load_texts().languages
    codes = ("de", "en", "uk", "ru", "ar", "vi", "es", "tr")
    rows = ["| " + " | ".join(texts[code][key] for code in codes) + " |" for key in texts["de"] if key.startswith("glossary.")]  # fmt: skip
    assert [row for row in rows if row not in page] == []
