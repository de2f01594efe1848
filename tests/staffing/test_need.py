"""The computed need of staff: the worked example, what ten percent change, peaks and counters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from authority.staffing.catalogue import CatalogueError, read
from authority.staffing.need import SubTask, Terms, counters, need, peak_factor, quarters, sensitivity
from processes import load_parameters

#: Domain document 8.5.
CASES = {"FG1": 1200, "FG6": 300, "FG2": 120, "FG4": 400, "EXTENSION": 250}


def test_the_worked_example_needs_3_39_posts() -> None:
    found = need(CASES, read().per_case(), Terms())

    assert (found.minutes, round(found.work, 2)) == (Decimal("325220.00"), Decimal("3.39"))


def test_supervision_and_reserve_come_on_top_and_are_rounded_up_to_a_quarter() -> None:
    found = need(CASES, read().per_case(), Terms(lead=Decimal("0.5")))

    assert (round(found.total, 2), found.planned) == (Decimal("4.23"), Decimal("4.25"))


def test_a_whole_number_of_quarters_stays_what_it_is() -> None:
    assert [quarters(Decimal(text)) for text in ("3.25", "3.26", "0")] == [Decimal("3.25"), Decimal("3.5"), Decimal(0)]


def test_a_backlog_of_a_hundred_cases_in_half_a_year_costs_a_third_of_a_post() -> None:
    found = need({}, read().per_case(), Terms(), backlog={"FG1": 100}, months=6)

    assert round(found.backlog, 4) == Decimal("0.3125")


def test_ten_percent_more_time_per_case_need_ten_percent_more_posts() -> None:
    rows = {one.what: one for one in sensitivity(CASES, read().per_case(), Terms())}

    assert (round(rows["minutes"].low, 2), round(rows["minutes"].high, 2)) == (Decimal("3.05"), Decimal("3.73"))


def test_more_working_time_a_year_needs_fewer_posts() -> None:
    rows = {one.what: one for one in sensitivity(CASES, read().per_case(), Terms())}

    assert rows["annual"].high < round(Decimal("3.39"), 2) < rows["annual"].low


def test_the_catalogue_adds_up_to_the_times_of_the_procedures_parameters() -> None:
    told = load_parameters().at(date(2026, 11, 22), partial=True)["staffing"]["minutesPerCase"]

    found = {task.code: task.minutes for task in read().per_case()}

    assert {code: found[code] for code in told} == told


def test_steady_arrivals_have_no_peak_and_a_rush_has_one() -> None:
    assert (peak_factor([10] * 20), peak_factor([10] * 18 + [30, 30])) == (Decimal("1.00"), Decimal("2.50"))


def test_no_arrivals_have_no_peak_factor() -> None:
    assert peak_factor([0, 0]) is None


def test_twelve_visits_an_hour_of_fifteen_minutes_need_four_counters() -> None:
    assert counters(Decimal(12), Decimal(15)) == 4


def test_a_year_without_working_time_is_refused() -> None:
    with pytest.raises(ValueError, match="working time"):
        need(CASES, [SubTask("FG1", Decimal(150))], Terms(annual=0))


def test_a_catalogue_with_a_negative_time_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "catalogue.yaml"
    file.write_text("version: x\nsource: y\ntasks: [{code: A, de: A, en: A, minutes: {FG1: -1}}]\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match="negative"):
        read(file)
