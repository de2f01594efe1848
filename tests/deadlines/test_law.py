"""Rules of §§ 187–193 BGB and § 31 VwVfG, and the holidays they look at, told as facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from engine.deadlines import (
    ROLL_VWGO,
    SAXONY,
    Calendar,
    DeadlineError,
    EndRule,
    Period,
    Unit,
    after_hours,
    age_on,
    begin_of_day,
    end_of,
    end_of_day,
    extended,
    fixed_day,
    half_year,
    local_day,
    named_day,
    not_consecutive,
    printed,
    quarter,
    raw_end,
)

D = date.fromisoformat
BAVARIA = Calendar.parse("BY")


def test_a_due_date_says_why():
    due = end_of(D("2026-10-21"), Period.parse("P4W"))

    assert due.explanation_de == "4 Wochen seit 21.10., Buß- und Bettag → 19.11."
    assert due.explanation_en == "4 weeks from 21 Oct, Repentance and Prayer Day → 19 Nov"


def test_the_handbook_shows_the_derivation_as_it_is_printed():
    due = end_of(D("2026-10-21"), Period.parse("P4W"))
    handbook = (Path(__file__).parents[2] / "docs" / "deadlines.md").read_text(encoding="utf-8")

    assert f"```\n{printed(due.derivation)}\n```" in handbook
    assert f"`{due.explanation_de}`" in handbook


def test_an_end_in_another_year_says_which():
    due = end_of(D("2026-12-04"), Period.parse("P4W"))

    assert due.explanation_de == "4 Wochen seit 04.12., Neujahr, Wochenende → 04.01.2027"


def test_a_derivation_prints_each_step_with_day_and_norm():
    lines = printed(end_of(D("2026-01-31"), Period.parse("P1M")).derivation).splitlines()

    assert lines == [
        "1. Samstag, 31.01.2026: Ereignistag, zählt nicht mit (§ 187 Abs. 1 BGB)",
        "2. Samstag, 28.02.2026: 1 Monat (§ 31 Abs. 1 VwVfG): Ende des Fristlaufs vor Feiertagsprüfung "
        "(§ 188 Abs. 3 BGB)",
        "3. Montag, 02.03.2026: Wochenende: Ablauf des nächsten Werktags (Kalender SN) (§ 31 Abs. 3 S. 1 VwVfG)",
    ]


def test_a_derivation_can_be_printed_in_english():
    text = printed(end_of(D("2026-10-21"), Period.parse("P2W")).derivation, "en")

    assert text.startswith("1. Wednesday, 21 Oct 2026: day of the event, not counted")


def test_a_remedy_is_moved_by_its_own_code_of_procedure():
    due = end_of(D("2026-10-16"), Period.parse("P1M"), norm="§ 70 Abs. 1 VwGO", roll_norm=ROLL_VWGO)
    weekend = end_of(D("2026-10-15"), Period.parse("P1M"), norm="§ 70 Abs. 1 VwGO", roll_norm=ROLL_VWGO)

    assert due.end == D("2026-11-16")
    assert weekend.derivation[-1].norm == "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO"


def test_an_act_one_minute_before_midnight_is_in_time_and_at_midnight_too_late():
    due = end_of(D("2026-10-21"), Period.parse("P4W"))

    assert due.ends_at == datetime.fromisoformat("2026-11-20T00:00:00+01:00")
    assert due.kept_by(datetime.fromisoformat("2026-11-19T23:59:59+01:00"))
    assert not due.kept_by(datetime.fromisoformat("2026-11-20T00:00:00+01:00"))
    assert not due.kept_by(datetime.fromisoformat("2026-11-19T23:30:00+00:00"))


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
def test_a_day_with_a_clock_change_still_ends_at_the_next_local_midnight(day):
    length = end_of_day(D(day)).astimezone(UTC) - begin_of_day(D(day)).astimezone(UTC)

    assert length in (timedelta(hours=23), timedelta(hours=25))
    assert local_day(end_of_day(D(day)).astimezone(UTC) - timedelta(microseconds=1)) == D(day)


def test_a_fixed_day_on_a_sunday_with_reference_to_the_provision_stays():
    assert fixed_day(D("2026-11-15"), with_reference=True).end == D("2026-11-15")
    assert fixed_day(D("2026-11-15"), with_reference=False).end == D("2026-11-16")


@pytest.mark.parametrize("rule", [EndRule.CONTINUING_SERVICE, EndRule.APPOINTMENT, EndRule.FIXED_DAY])
def test_services_appointments_and_fixed_days_are_not_moved(rule):
    due = end_of(D("2026-10-21"), Period.parse("P4W"), rule=rule)

    assert due.end == D("2026-11-18")
    assert due.derivation[-1].norm.startswith("§ 31 Abs.")


def test_hours_run_through_the_weekend_and_the_clock_change():
    assert after_hours(datetime.fromisoformat("2026-10-24T12:00:00+02:00"), 24) == datetime.fromisoformat(
        "2026-10-25T11:00:00+01:00"
    )


def test_an_extension_counts_from_the_end_of_the_previous_period():
    first = end_of(D("2026-10-21"), Period.parse("P4W"))

    longer = extended(first, Period.parse("P1W"))

    assert (longer.event, longer.raw_end, longer.end) == (D("2026-10-21"), D("2026-11-26"), D("2026-11-26"))
    assert longer.explanation_de == "Verlängert um 1 Woche seit 19.11. → 26.11."
    assert "§ 190 BGB" in [step.norm for step in longer.derivation]


def test_a_period_that_begins_with_a_day_counts_it():
    assert raw_end(D("2026-10-01"), Period.parse("P1M"), SAXONY, begins_with_day=True) == D("2026-10-31")
    assert raw_end(D("2026-01-31"), Period.parse("P1M"), SAXONY, begins_with_day=True) == D("2026-02-28")
    assert raw_end(D("2026-10-05"), Period.parse("P1W"), SAXONY, begins_with_day=True) == D("2026-10-11")


def test_parts_of_years_and_months_have_their_statutory_lengths():
    assert half_year() == Period(6, Unit.MONTHS)
    assert quarter() == Period(3, Unit.MONTHS)
    assert not_consecutive(Period(2, Unit.MONTHS)) == Period(60, Unit.DAYS)
    assert not_consecutive(Period(1, Unit.YEARS)) == Period(365, Unit.DAYS)
    assert [named_day(2028, 2, name) for name in ("ANFANG", "MITTE", "ENDE")] == [
        D("2028-02-01"),
        D("2028-02-15"),
        D("2028-02-29"),
    ]


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("1981-11-18", "2026-11-17", 44),
        ("1981-11-18", "2026-11-18", 45),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
        ("2026-01-01", "2026-01-01", 0),
    ],
)
def test_a_year_of_life_is_completed_when_the_birthday_begins(birth, day, age):
    assert age_on(D(birth), D(day)) == age


def test_repentance_day_is_a_holiday_in_saxony_only():
    assert not SAXONY.is_arbeitstag(D("2026-11-18"))
    assert BAVARIA.is_arbeitstag(D("2026-11-18"))
    assert not (BAVARIA | SAXONY).is_arbeitstag(D("2026-11-18"))


def test_corpus_christi_is_free_in_bavaria_and_only_in_designated_places_of_saxony():
    assert BAVARIA.holiday(D("2026-06-04")) is not None
    assert SAXONY.holiday(D("2026-06-04")) is None
    assert Calendar.parse("SN-kath").holiday(D("2026-06-04")) is not None


@pytest.mark.parametrize("code", ["SN", "BY-kath", "SN+BY", "DE"])
def test_a_calendar_is_written_as_it_is_read(code):
    assert Calendar.parse(code).code == code


@pytest.mark.parametrize("code", ["", "XX", "SN-prot", "SN+", "Augsburg"])
def test_an_unknown_calendar_is_refused(code):
    with pytest.raises(DeadlineError):
        Calendar.parse(code)


@pytest.mark.parametrize("day", ["1969-12-31", "1990-05-01", "2101-01-03", "9999-12-31"])
def test_years_without_known_statutes_are_refused_instead_of_having_no_holidays(day):
    with pytest.raises(DeadlineError):
        SAXONY.roll_forward(D(day))


@pytest.mark.parametrize(
    "text", ["", "P", "P0D", "P1M3D", "PT3H", "-P1D", "P4W ", "4W", "3 Werktage.", "P٣D", "P99999D"]
)
def test_a_period_that_no_statute_sets_is_refused(text):
    with pytest.raises(DeadlineError):
        Period.parse(text)


def test_a_naive_instant_has_no_legal_day():
    with pytest.raises(DeadlineError):
        local_day(datetime.fromisoformat("2026-11-18T10:00:00"))
