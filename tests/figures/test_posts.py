"""Cases per post (K14): what was closed in a month, over the contracted time of whoever was there."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from akzess.statistics_sources import posts, supply
from authority.figures.synthetic import closed_cases
from authority.staffing import catalogue
from engine.desk import Person
from store import SqlStore
from store.figures.open import figures_of

#: In the month, and when the month before has just ended.
NOW, EARLY = datetime(2026, 10, 22, 12, tzinfo=UTC), datetime(2026, 10, 2, 12, tzinfo=UTC)


def _staffed(store: SqlStore, people: int, closed: dict[str, int]) -> None:
    for number in range(people + 1):  # one of them has left
        store.put(Person(1, f"p{number}", f"p{number}", "P", NOW, ("akz-clerk",), ("DD",), active=number < people))
    cases = [
        replace(one, case_key=f"{group}-{number}", month=202609, site="DD", group=group, outcome="GRANT")
        for group, count in closed.items()
        for number, one in enumerate(closed_cases(count, date(2026, 9, 1), date(2026, 9, 30), random.Random(1)))
    ]
    figures_of(store).add(1, cases)
    figures_of(store).count(1)


@pytest.mark.parametrize(("now", "expected"), [(NOW, set()), (EARLY, {202609})])
def test_cases_per_post_are_told_of_a_month_that_is_over(
    sqlite_store: SqlStore, now: datetime, expected: set[int]
) -> None:
    _staffed(sqlite_store, 5, {"FG1": 30})
    figures_of(sqlite_store).add(1, list(closed_cases(40, date(2026, 10, 1), date(2026, 10, 20), random.Random(1))))
    figures_of(sqlite_store).count(1)

    assert _k14(sqlite_store, now) == expected


def test_posts_are_the_contracted_time_of_whoever_is_there(sqlite_store: SqlStore) -> None:
    _staffed(sqlite_store, 5, {"FG1": 30})

    assert next(
        (one.numerator, one.denominator) for one in posts(sqlite_store, 202609) if one.measure == "K14.cases"
    ) == (
        30,
        500,
    )


def _k14(store: SqlStore, now: datetime) -> set[int]:
    supply(store, (), now)
    return {one.month for one in figures_of(store).supplied(1, 0, 999_999) if one.measure.startswith("K14")}


def test_the_contracted_time_is_shared_by_the_handling_times_of_case_groups(sqlite_store: SqlStore) -> None:
    _staffed(sqlite_store, 5, {"FG1": 30, "FG2": 10})
    rows = {(one.measure, one.group): one for one in posts(sqlite_store, 202609)}
    handling = {one.code: float(one.minutes) for one in catalogue.read().per_case()}

    one, two, whole = (rows["K14.minutes", group].numerator for group in ("FG1", "FG2", ""))

    ratio = handling["FG1"] / handling["FG2"]
    assert (abs(one + two - whole) <= 1, abs((one / 30) / (two / 10) - ratio) < 0.01) == (True, True)


def test_four_people_are_too_few_for_cases_per_post(sqlite_store: SqlStore) -> None:
    _staffed(sqlite_store, 4, {"FG1": 30})

    assert posts(sqlite_store, 202609) == []
