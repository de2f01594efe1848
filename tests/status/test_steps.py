"""Where an application stands, told from facts: steps, pauses, delays, and what is never told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.model import CaseStatus
from processes import load_texts
from service.status.checking import check
from service.status.mapping import findings, load
from service.status.steps import Facts, standing
from service.status.view import Words

MAPPING = load()
TEXTS = load_texts()
RUNNING: dict[str, Any] = {"start": "2026-10-21", "pausen": [], "t01Due": "2026-11-19", "gestoppt": None}


def facts(*alive: str, status: CaseStatus = CaseStatus.RUNNING, timers: Any = None, **variables: Any) -> Facts:
    return Facts("AKZ-DD-2026-000001", "DD", status, frozenset(alive), timers or {}, variables)


def key(*alive: str, **more: Any) -> str:
    return standing(facts(*alive, **more), MAPPING).step.key


@pytest.mark.parametrize(
    ("alive", "step"),
    [
        (["ST-AZR-QUERY"], "EINGEGANGEN"),
        (["UT-COMPL"], "PRUEFUNG_UNTERLAGEN"),
        (["CA-REQ82", "UT-REQ82"], "PRUEFUNG_UNTERLAGEN"),
        (["CA-REQ82", "RT-REQ82"], "UNTERLAGEN_FEHLEN"),
        (["CA-BA", "RT-BA-DECISION", "CA-SEC", "CA-BIO"], "BETEILIGUNG"),
        (["UT-ASSESS"], "PRUEFUNG"),
        (["CA-HEARING", "UT-HEAR"], "PRUEFUNG"),
        (["CA-HEARING", "RT-HEAR"], "ANHOERUNG"),
        (["UT-DECIDE"], "ENTSCHEIDUNG"),
        (["ST-NOTIFY", "ST-LETTER"], "ENTSCHIEDEN"),
        (["RT-EAT-STATUS", "T28"], "KARTE"),
        (["UT-HANDOUT", "CA-AZR-TITEL"], "ABHOLUNG"),
        (["CA-OBJECTION", "RT-OBJ"], "ENTSCHIEDEN"),
        (["CA-OBJECTION", "UT-REMEDY"], "WIDERSPRUCH"),
    ],
)
def test_what_is_alive_says_the_step(alive: list[str], step: str) -> None:
    assert key(*alive) == step


def test_a_complete_file_without_anything_else_to_tell_shows_the_target_date() -> None:
    shown = standing(facts("CA-SEC", "CA-FEE", uhr=RUNNING), MAPPING)

    assert (shown.step.key, shown.target) == ("FRIST_LAEUFT", date(2026, 11, 19))


def test_the_security_query_alone_is_not_told_from_any_other_work_of_the_office() -> None:
    with_query = standing(facts("CA-SEC", "RT-SEC", "UT-SEC", uhr=RUNNING), MAPPING)

    assert with_query == standing(facts("CA-AZR-ANTRAG", uhr=RUNNING), MAPPING)


@pytest.mark.parametrize("reason", ["P82", "P79", "PREC", "PAPP"])
def test_an_open_pause_stops_the_clock_and_takes_the_target_away(reason: str) -> None:
    clock = RUNNING | {"pausen": [{"grund": reason, "von": "2026-10-25", "bis": None}], "t01Due": None}
    shown = standing(facts("UT-ASSESS", uhr=clock), MAPPING)

    assert (shown.pause, shown.target) == (reason, None)


def test_a_pause_that_is_only_recorded_leaves_the_clock_running() -> None:
    clock = RUNNING | {"pausen": [{"grund": "PEMP", "von": "2026-10-25", "bis": None}]}

    assert standing(facts("CA-BA", uhr=clock), MAPPING).pause == ""


def test_a_pause_that_is_over_is_not_told() -> None:
    clock = RUNNING | {"pausen": [{"grund": "P82", "von": "2026-10-22", "bis": "2026-10-25"}]}

    assert standing(facts("CA-BA", uhr=clock), MAPPING).pause == ""


def test_a_breach_tells_its_cause_and_the_new_date() -> None:
    shown = standing(facts("UT-ASSESS", breach={"cause": "BA", "newDate": "2026-12-01"}, uhr=RUNNING), MAPPING)

    assert shown.delay is not None
    assert (shown.delay.cause, shown.delay.new_date) == ("BA", date(2026, 12, 1))


@pytest.mark.parametrize("cause", ["SECURITY", "AZR_TECH", "STAFF"])
def test_causes_that_are_nobodys_business_become_a_neutral_one(cause: str) -> None:
    shown = standing(facts("UT-ASSESS", breach={"cause": cause}, uhr=RUNNING), MAPPING)

    assert shown.delay is not None
    assert shown.delay.cause == "OTHER"


def test_after_the_decision_nobody_hears_of_clocks_any_more() -> None:
    clock = RUNNING | {"gestoppt": "2026-11-10"}
    shown = standing(facts("UT-HANDOUT", uhr=clock, breach={"cause": "BA"}), MAPPING)

    assert (shown.delay, shown.target, shown.pause) == (None, None, "")


@pytest.mark.parametrize(("outcome", "step"), [("GRANT", "ABGESCHLOSSEN"), ("WITHDRAWN", "BEENDET")])
def test_an_ended_case_says_how_it_ended(outcome: str, step: str) -> None:
    assert key(status=CaseStatus.COMPLETED, outcome=outcome) == step


def test_a_cancelled_case_is_closed_without_a_decision() -> None:
    assert key(status=CaseStatus.CANCELLED) == "BEENDET"


def test_the_day_until_which_something_is_awaited_is_that_of_its_timer() -> None:
    day = date(2026, 11, 9)
    shown = standing(facts("RT-REQ82", timers={"T04": day}), MAPPING)

    assert [(wait.rule.what, wait.until) for wait in shown.waiting] == [("await.documents", day)]


def test_when_nobody_else_has_to_act_the_office_does() -> None:
    assert [wait.rule.who for wait in standing(facts("UT-ASSESS"), MAPPING).waiting] == ["who.office"]


def test_nothing_is_missing_in_any_language() -> None:
    assert check() == []


def test_a_text_that_one_language_lacks_is_found() -> None:
    arabic = {key: text for key, text in TEXTS.languages["ar"].items() if key != "status.karte"}
    texts = replace(TEXTS, languages={**TEXTS.languages, "ar": arabic})

    assert findings(MAPPING, texts, MAPPING.elements, (), ()) == ["texts/ar.yaml: status.karte is missing"]


def test_an_element_that_no_diagram_has_is_found() -> None:
    elements = MAPPING.elements - {"UT-COMPL"}

    assert findings(MAPPING, TEXTS, elements, (), ()) == ["status.yaml: no element UT-COMPL in the diagrams"]


def test_a_missing_text_falls_back_to_english_and_then_to_german() -> None:
    texts = replace(TEXTS, languages={"de": {"a": "eins", "b": "zwei"}, "en": {"a": "one"}, "uk": {}})
    words = Words(texts, MAPPING.language("uk"))

    assert (words("a"), words("b")) == ("one", "zwei")


def test_a_number_in_an_arabic_sentence_is_kept_from_turning_around() -> None:
    words = Words(TEXTS, MAPPING.language("ar"))

    assert "\u2068AKZ-DD-2026-000001\u2069" in words("status.eingegangen", {"caseRef": "AKZ-DD-2026-000001"})


@pytest.mark.parametrize("language", ["de", "de-simple", "en", "uk", "ar", "vi", "es", "tr", "ru"])
def test_no_text_of_the_page_names_a_register_or_the_security_query(language: str) -> None:
    shown = [text for name, text in TEXTS.languages[language].items() if not name.startswith(("letter.", "glossary."))]

    assert not [text for text in shown if "AZR" in text or "Sicherheit" in text or "security" in text.lower()]


@pytest.mark.parametrize(("language", "day"), [("de", "09.11.2026"), ("en", "9 November 2026"), ("vi", "09/11/2026")])
def test_a_day_stands_in_a_sentence_as_people_of_the_language_write_it(language: str, day: str) -> None:
    assert Words(TEXTS, MAPPING.language(language)).day(date(2026, 11, 9)) == day


def test_a_sentence_without_its_date_is_still_a_sentence() -> None:
    words = Words(TEXTS, MAPPING.language("de"))

    assert words("status.fristLaeuft", {"date": None}) == "Ihre Unterlagen sind vollständig."
