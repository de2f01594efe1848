"""The months a need of staff is computed from, and the peak of arrivals without weeks that are counted in part."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from authority.figures.overview import Place
from service.figures.staffing import arrivals, twelve_months

DD = "DD", "FG1"


def _months(year: int, first: int, last: int) -> dict[Place, Counter[str]]:
    return {(*DD, f"{year}-{month:02d}"): Counter(n=month) for month in range(first, last + 1)}


def test_a_year_that_has_just_begun_is_planned_for_by_the_last_twelve_months() -> None:
    since, until, counts = twelve_months(2026, _months(2026, 1, 2), _months(2025, 1, 12), date(2026, 2, 10))

    assert (since, until, len(counts)) == ("2025-02", "2026-01", 12)


def test_in_january_the_year_before_is_taken() -> None:
    since, until, counts = twelve_months(2026, _months(2026, 1, 1), _months(2025, 1, 12), date(2026, 1, 31))

    assert (since, until, counts) == ("2025-01", "2025-12", _months(2025, 1, 12))


def test_a_year_that_is_over_stands_by_itself() -> None:
    assert twelve_months(2025, _months(2025, 1, 12), {}, date(2026, 2, 10))[:2] == ("2025-01", "2025-12")


def _closed(weekly: int, days: int = 28) -> dict[Place, Counter[str]]:
    """So many applications every week, each closed after so many days and four weeks more; closed in 2025."""
    found: dict[Place, Counter[str]] = {}
    monday = date(2024, 9, 2)
    while monday < date(2026, 1, 1):
        over = monday + timedelta(days=days + 28)
        if over.year == 2025:
            year, week, _ = monday.isocalendar()
            tally = found.setdefault((*DD, f"{over:%Y-%m}"), Counter())
            tally.update({f"received|{year * 100 + week}": weekly, f"gross|{days}": weekly, "n": weekly})
        monday += timedelta(days=7)
    return found


def test_steady_arrivals_are_steady_although_the_last_are_still_open() -> None:
    assert set(arrivals(_closed(10), "2025-01", "2025-12")) == {10}


def test_weeks_whose_cases_are_still_open_are_left_out() -> None:
    found = arrivals(_closed(10, days=56), "2025-01", "2025-12")

    assert len(found) == 39


def test_a_week_without_an_application_counts_as_one() -> None:
    counts = _closed(10)
    for tally in counts.values():
        tally.pop("received|202510", None)

    assert sorted(arrivals(counts, "2025-01", "2025-12"))[0] == 0


def test_of_a_few_weeks_no_peak_is_told() -> None:
    assert arrivals(_closed(10, days=250), "2025-01", "2025-12") == ()
