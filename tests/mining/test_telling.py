"""What the analysis says of few cases: nothing, nor anything from which it could be computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from authority.mining.cells import Measure
from service.mining import changes, telling
from store.mining.reading import Figure, NothingMined, Where

BEFORE, AFTER = (
    Where(1, "proc", None, since, until) for since, until in (("2026-01", "2026-03"), ("2026-04", "2026-06"))
)
DAY = 86_400


class Counted(NothingMined):
    """Figures as they would be read: (month, measure, key, bucket, cases, days together)."""

    def __init__(self, *rows: tuple[str, Measure, str, int, int, float]) -> None:
        self._rows = rows

    def figures(self, where: Where, measure: Measure) -> list[Figure]:
        sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
        for month, of, key, bucket, n, days in self._rows:
            if of is measure and where.since <= month <= where.until:
                sums[key, bucket][0] += n
                sums[key, bucket][1] += round(days * DAY)
        return [Figure(key, bucket, n, total) for (key, bucket), (n, total) in sums.items()]

    def by_month(self, where: Where, measure: Measure) -> list[Figure]:
        return [
            Figure(key, bucket, n, round(days * DAY), month)
            for month, of, key, bucket, n, days in self._rows
            if of is measure and where.since <= month <= where.until
        ]

    def steps(self, tenant: int, digests: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {one: (one,) for one in digests}


def january(*rows: tuple[Measure, str, int, int, float]) -> Counted:
    return Counted(*(("2026-01", *row) for row in rows))


def test_one_case_that_came_again_is_not_found_in_the_number_of_passages() -> None:
    mined = january(
        (Measure.CASE, "", 0, 8, 0),
        (Measure.SPAN, "A", 9, 9, 9),
        (Measure.SEEN, "A", 1, 7, 0),
        (Measure.SEEN, "A", 2, 1, 0),
    )
    (row,) = telling.elements(mined, BEFORE)
    assert (row.cases, row.passages, row.mean_times, row.repeated) == (8, None, None, None)


def test_how_long_the_decision_of_few_waited_is_not_told() -> None:
    mined = january(
        (Measure.CASE, "", 0, 10, 0), (Measure.NET, "", 9, 10, 90), (Measure.SPAN, "A", 9, 10, 30),
        (Measure.SEEN, "A", 1, 10, 0), (Measure.HOLD, "A", 9, 2, 20),
    )  # fmt: skip
    assert [row.path_days for row in telling.elements(mined, BEFORE)] == [None]


def test_days_of_the_one_late_case_with_somebody_are_not_told() -> None:
    mined = january(
        (Measure.CASE, "", 0, 12, 0), (Measure.NET, "", 9, 12, 200), (Measure.LATE, "", 9, 6, 180),
        (Measure.BALL, "ba", 9, 12, 120), (Measure.LATE, "ba", 9, 6, 60),
        (Measure.BALL, "security", 9, 7, 70), (Measure.LATE, "security", 9, 1, 60),
    )  # fmt: skip
    parts = {part.key: part.late_days for part in telling.overview(mined, BEFORE).net}
    assert parts == {"ba": 10.0, "security": None}


def test_few_that_went_the_drawn_way_are_not_all_but_those_that_were_moved() -> None:
    mined = january((Measure.CASE, "", 0, 100, 0), (Measure.FIT, "FIT", 0, 3, 0), (Measure.FIT, "MOVED", 0, 97, 0))
    found = telling.conformance(mined, BEFORE)
    assert (found.fitting, found.kinds) == (None, {"MOVED": 0})


def test_a_small_month_is_not_what_the_others_leave_of_the_period() -> None:
    mined = Counted(*((f"2026-0{n}", Measure.NET, "", 9, cases, 9) for n, cases in ((1, 20), (2, 26), (3, 4))))
    assert [one.decided for one in telling.overview(mined, BEFORE).months] == [0, 26, 0]


def test_four_closed_cases_are_not_told_as_four() -> None:
    found = telling.overview(january((Measure.CASE, "", 0, 4, 0), (Measure.NET, "", 9, 4, 9)), BEFORE)
    assert (found.cases, found.decided) == (None, None)


def test_all_but_two_is_not_told_of_who_had_the_ball() -> None:
    mined = january((Measure.CASE, "", 0, 30, 0), (Measure.NET, "", 9, 30, 99), (Measure.BALL, "ba", 9, 28, 60))
    assert [part.cases for part in telling.overview(mined, BEFORE).net] == [None]


def test_few_decisions_of_one_period_are_not_what_the_other_leaves() -> None:
    mined = Counted(("2026-01", Measure.NET, "", 9, 3, 9), ("2026-04", Measure.NET, "", 9, 97, 9))
    found = changes.drift(mined, BEFORE, AFTER)
    assert (found.decided_before, found.decided_after, found.net) == (None, None, None)


def test_ten_passages_of_two_cases_are_no_comparison() -> None:
    rows = [
        (month, m, "A", b, n, 9.0)
        for month in ("2026-01", "2026-04")
        for m, b, n in ((Measure.SPAN, 9, 12), (Measure.SEEN, 6, 2))
    ]
    assert changes.drift(Counted(*rows), BEFORE, AFTER).elements == []
