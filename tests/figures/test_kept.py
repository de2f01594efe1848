"""A year that was made is kept as long as its counts are the same, and never longer."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from authority.figures.synthetic import closed_cases
from service.figures.desk import Desk, View

ROWS = list(closed_cases(300, date(2026, 1, 1), date(2026, 3, 31), random.Random(3)))
EVERYTHING = View(None)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def desk(request: pytest.FixtureRequest) -> Desk:
    found = Desk(request.getfixturevalue(f"{request.param}_store"), 1)
    found.figures.add(1, ROWS[:200])
    found.figures.count(1)
    return found


def _granted(desk: Desk, view: View = EVERYTHING) -> Any:
    whole = desk.year(2026, view).overview.cell()
    return whole and whole.total


def test_the_same_counts_are_added_up_once(desk: Desk) -> None:
    assert desk.year(2026, EVERYTHING) is desk.year(2026, View(None))


def test_a_case_that_was_counted_meanwhile_is_in_the_next_answer(desk: Desk) -> None:
    before = _granted(desk)
    desk.figures.add(1, ROWS[200:])
    desk.figures.count(1)

    assert (before, _granted(desk)) == (200, 300)


def test_what_is_kept_for_all_sites_is_not_shown_to_one(desk: Desk) -> None:
    everywhere = {place[0] for place in desk.year(2026, EVERYTHING).counts}

    assert ({place[0] for place in desk.year(2026, View({"DD"})).counts}, "DD" in everywhere) == ({"DD"}, True)


def test_what_is_kept_for_a_lead_is_not_shown_before_its_month_is_frozen(desk: Desk) -> None:
    _granted(desk)
    seen = [_granted(desk, View(None, frozen=True)) or 0]
    desk.figures.freeze(1, 202603, datetime(2026, 4, 20, tzinfo=UTC), "akzess")

    assert [*seen, _granted(desk, View(None, frozen=True))] == [0, 200]
