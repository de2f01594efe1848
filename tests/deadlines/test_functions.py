"""The domain's FEEL functions, called from FEEL as a diagram calls them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import feel
from engine.feel import Evaluation, to_json
from engine.functions import FUNCTIONS, betriebsnummer_valid


def evaluation(text: str, **context: Any) -> Evaluation:
    return feel.compile(text, names=tuple(context), functions=FUNCTIONS).evaluate(context, functions=FUNCTIONS)


def value(text: str, **context: Any) -> Any:
    return evaluation(text, **context).value


PAUSES = '[{grund: "P82", von: date("2026-09-14"), bis: date("2026-09-24")}]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('frist ende(date("2026-10-21"), "P4W")', date(2026, 11, 19)),
        ('frist ende(date("2026-10-21"), @"P28D")', date(2026, 11, 19)),
        ('frist ende(date("2026-01-31"), @"P1M")', date(2026, 3, 2)),
        ('frist ende("2026-10-21", "P4W", "BY")', date(2026, 11, 18)),
        ('frist ende("2026-10-21", "P4W", "BY+SN")', date(2026, 11, 19)),
        ('frist ende(frist: "3 Werktage", start: @"2026-11-16")', date(2026, 11, 20)),
        # an instant shortly before midnight in UTC is already the next day in Saxony
        ('frist ende(date and time("2026-10-20T22:30:00Z"), "P4W")', date(2026, 11, 19)),
        # what now() becomes in a variable: FEEL's text with the zone's name
        ('frist ende("2026-10-21T00:30:00@Europe/Berlin", "P4W")', date(2026, 11, 19)),
        ('frist ende("2026-10-20T22:30:00@Etc/UTC", "P4W")', date(2026, 11, 19)),
        ('frist fester tag("2026-11-15", true)', date(2026, 11, 15)),
        ('frist fester tag("2026-11-15", false)', date(2026, 11, 16)),
        ('bekanntgabe("2026-10-30")', date(2026, 11, 3)),
        ('bekanntgabe("2026-10-27")', date(2026, 11, 2)),
        ('bekanntgabe abruf("2026-11-02", "2026-11-05")', date(2026, 11, 6)),
        ('gesetzte frist("2026-11-02", 14)', date(2026, 11, 20)),
        ('gesetzte frist("2026-11-02", "P2W")', date(2026, 11, 20)),
        ('arbeitstage nach("2026-11-16", 3)', date(2026, 11, 20)),
        ('werktage nach("2026-11-20", 1)', date(2026, 11, 21)),
        ('nächster arbeitstag("2026-11-18")', date(2026, 11, 19)),
        ('naechster arbeitstag("2026-11-18", "BY")', date(2026, 11, 18)),
        ('ist arbeitstag("2026-11-18")', False),
        ('feiertag("2026-11-18")', "Buß- und Bettag"),
        ('feiertag("2026-11-19")', None),
        (f'akzess fällig("2026-09-07", {PAUSES})', date(2026, 10, 15)),
        ('akzess faellig("2026-10-21")', date(2026, 11, 19)),
        ('akzess fällig("2026-09-07", {von: "2026-09-14"})', None),
        ('akzess fällig("2026-09-07", {von: "2026-09-14", grund: "PEMP"})', date(2026, 10, 5)),
        ('akzess fällig("2026-09-07", {von: "2026-09-14", grund: "PEMP"}, {pauseOnEmployer: true})', None),
        (f'nettotage("2026-09-07", "2026-10-15", {PAUSES})', Decimal(28)),
        ('fiktion ba("2026-11-04", 2, "BY")', date(2026, 11, 19)),
        ('fiktion ba("2026-10-21", 1)', date(2026, 10, 28)),
        ('alter am("1981-11-18", "2026-11-18")', Decimal(45)),
        ('betriebsnummer gültig("12345671")', True),
        ('betriebsnummer gueltig("12345678")', False),
        (f'akzess schwelle("2026-09-07", {PAUSES}, 21)', datetime.fromisoformat("2026-10-08T00:00:00+02:00")),
        (f'akzess schwelle("2026-09-07", {PAUSES}, 28)', datetime.fromisoformat("2026-10-16T00:00:00+02:00")),
        ('akzess schwelle("2026-09-07", {von: "2026-09-14"}, 14)', None),
        ('ende des tages(date("2026-11-19"))', datetime.fromisoformat("2026-11-20T00:00:00+01:00")),
        ('beginn des tages("2026-11-19")', datetime.fromisoformat("2026-11-19T00:00:00+01:00")),
    ],
)
def test_a_function_answers_what_the_law_says(text, expected):
    assert value(text) == expected


def test_the_end_of_a_day_arms_a_timer_with_its_zone():
    assert to_json(value('ende des tages(date("2026-11-19"))')) == "2026-11-20T00:00:00@Europe/Berlin"


def test_case_data_from_json_can_be_used_as_it_is():
    case = {"vollständig": "2026-09-07", "pausen": [{"grund": "P82", "von": "2026-09-14", "bis": "2026-09-24"}]}

    assert value("akzess fällig(antrag.vollständig, antrag.pausen)", antrag=case) == date(2026, 10, 15)


def test_information_functions_carry_explanation_and_steps():
    found = value('frist auskunft("2026-10-21", "P4W")')

    assert found["erklaerung"] == "4 Wochen seit 21.10., Buß- und Bettag → 19.11."
    assert [step["norm"] for step in found["schritte"]] == [
        "§ 187 Abs. 1 BGB",
        "§ 188 Abs. 2 BGB",
        "§ 31 Abs. 3 S. 1 VwVfG",
    ]
    assert value('gesetzte frist auskunft("2026-10-27", 16).endeStreng') == date(2026, 11, 16)
    assert value('fiktion ba auskunft("2026-11-04", 2, "BY", [{am: "2026-11-06"}]).gesperrt') is True
    assert value('fiktion ba auskunft("2026-11-04", 2, "BY").endeBundesagentur') == date(2026, 11, 18)


def test_the_clock_can_be_read_in_one_call():
    found = value(f'akzess auskunft("2026-09-07", "2026-09-20", {PAUSES})')

    assert (found["pausiert"], found["nettotage"], found["resttage"], found["pausentage"]) == (True, 7, 21, 6)
    assert [each["stufe"] for each in found["schwellen"]] == ["E1", "E2", "E3", "E4"]


@pytest.mark.parametrize(
    "text",
    [
        'frist ende(null, "P4W")',
        'frist ende("2026-10-21", "bald")',
        'frist ende("2026-10-21T10:00:00", "P4W")',
        'frist ende("2026-13-01", "P4W")',
        'frist ende("2026-10-21", "P4W", "XX")',
        'frist ende("2026-10-21", "P4W", 5)',
        'frist ende("2026-10-21", @"PT5H")',
        'frist ende("2150-10-21", "P4W")',
        'arbeitstage nach("2026-11-16", 1.5)',
        'akzess fällig("2026-09-07", [{grund: "URLAUB", von: "2026-09-14"}])',
        'akzess fällig("2026-09-07", [{grund: "P82"}])',
        'akzess fällig("2026-09-07", ["2026-09-14"])',
        'akzess schwelle("2026-09-07", null, 29)',
        'fiktion ba("2026-10-21", 3)',
        'fiktion ba auskunft("2026-10-21", 2, "SN", [{art: "LAUT", am: "2026-10-22"}])',
    ],
)
def test_what_cannot_be_computed_is_null_with_a_reason(text):
    found = evaluation(text)

    assert found.value is None
    assert found.problems


@pytest.mark.parametrize(
    ("digits", "valid"),
    [("0991234", "27"), ("0881234", "94"), ("0721357", "05"), ("1234567", "16"), ("0955555", "61"), ("5555555", "38")],
)
def test_a_betriebsnummer_has_one_of_two_check_digits(digits, valid):
    assert "".join(last for last in "0123456789" if betriebsnummer_valid(digits + last)) == "".join(sorted(valid))


@pytest.mark.parametrize("text", ["", "1234567", "123456711", "1234567a", "00012340", "10512346", "１２３４５６７１"])
def test_what_has_no_eight_digits_or_a_free_range_is_no_betriebsnummer(text):
    assert not betriebsnummer_valid(text)


def test_every_function_is_documented_in_both_languages_and_in_the_handbook():
    handbook = (Path(__file__).parents[2] / "docs" / "deadlines.md").read_text(encoding="utf-8")

    for function in FUNCTIONS.values():
        german, english = function.documentation.split("\n\n")
        assert german
        assert english
        assert f"`{function.name}(" in handbook
        assert all(parameter.name in handbook for parameter in function.parameters)
