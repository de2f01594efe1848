"""Key figures: intervals, percentiles, and the same K1 by another way."""

from __future__ import annotations

import random
from datetime import date

import pytest

from authority.figures.elsewhere import quotient
from authority.figures.kpis import figures
from authority.figures.overview import overview
from authority.figures.record import ClosedCase, closed_case
from authority.figures.report import sheets
from authority.figures.synthetic import closed_cases
from authority.figures.tally import added, percentile, tally
from authority.figures.wilson import distinguishable, wilson

CASES = list(closed_cases(3_000, date(2025, 1, 1), date(2025, 12, 31), random.Random(7)))


def test_the_interval_of_nine_in_ten_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263, Wilson without continuity correction.
    low, high = wilson(81, 263) or (0.0, 0.0)

    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(("hits", "of", "expected"), [(0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))])
def test_the_interval_stays_within_zero_and_one(hits: int, of: int, expected: tuple[float, float]) -> None:
    low, high = wilson(hits, of) or (9.0, 9.0)

    assert (round(low, 4), round(high, 4)) == expected


def test_no_cases_have_no_interval() -> None:
    assert wilson(0, 0) is None


def test_more_hits_than_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)


def test_overlapping_intervals_are_no_difference() -> None:
    assert (distinguishable((0.8, 0.9), (0.85, 0.95)), distinguishable((0.7, 0.8), (0.85, 0.95))) == (False, True)


def test_k1_of_a_generated_year_equals_a_count_by_dates() -> None:
    granted = [case for case in CASES if case.outcome == "GRANT"]
    in_time = [c for c in granted if c.clock_stop is not None and c.t01_due is not None and c.clock_stop <= c.t01_due]

    assert figures(tally(CASES))["K1"].value == len(in_time) / len(granted)


def test_the_strict_rate_equals_a_count_by_days_and_pauses() -> None:
    granted = [case for case in CASES if case.outcome == "GRANT"]
    strict = 0
    for case in granted:
        assert case.clock_stop is not None
        assert case.clock_start is not None
        paused = sum(days for _, days in case.pauses)
        strict += (case.clock_stop - case.clock_start).days - paused <= 28

    assert figures(tally(CASES))["K1s"].value == strict / len(granted)


def test_the_median_is_the_middle_case() -> None:
    nets = sorted(case.net_days for case in CASES if case.net_days is not None)

    assert figures(tally(CASES))["K2.net.p50"].value == nets[(len(nets) + 1) // 2 - 1]


def test_months_add_up_to_the_year() -> None:
    months = [tally(case for case in CASES if case.month == 202500 + month) for month in range(1, 13)]

    assert added(months) == tally(CASES)


def test_ninety_percent_of_ten_values_are_reached_at_the_ninth() -> None:
    assert percentile([(value, 1) for value in range(1, 11)], 0.9) == 9


def test_a_grant_without_a_clock_was_not_in_time() -> None:
    lost = ClosedCase("k", 202501, date(2025, 1, 9), "akzess-main", 1, "DD", "FG1", outcome="GRANT")

    assert figures(tally([lost] * 5))["K1"].value == 0


def test_four_cases_have_no_rate() -> None:
    assert figures(tally(CASES[:4]))["K3"].value is None


def test_advice_is_no_case() -> None:
    advised = ClosedCase("k", 202501, date(2025, 1, 9), "akzess-main", 1, "DD", "", outcome="ADVISED")

    assert tally([advised]) == {"advised": 1}


def test_a_site_is_said_to_meet_the_promise_only_when_its_whole_interval_does() -> None:
    found = overview({("DD", "FG1", "2025-01"): {"n": 40, "granted": 40, "granted.inTime": 37, "decided": 40}})

    cell = found.cell()

    assert cell is not None
    assert (cell.figures["K1"].value, cell.target) == (0.925, "")


def test_the_tables_of_a_year_leave_no_small_count_standing() -> None:
    counts = {}
    for site in ("DD", "L", "C", "FG"):
        for month in range(1, 13):
            here = [case for case in CASES if case.site == site and case.month == 202500 + month]
            for group in {case.group for case in here}:
                counts[site, group, f"2025-{month:02d}"] = tally(c for c in here if c.group == group)

    told = [
        count
        for sheet in sheets(counts, overview(counts))
        for one in sheet.lines
        for count in (*one.by_site.values(), one.total)
    ]

    assert not [count for count in told if count is not None and 0 < count < 5]


def test_titles_granted_are_the_same_in_both_tables() -> None:
    counts = {
        ("DD", "FG1", "2025-01"): {"n": 33, "granted": 30, "outcome|GRANT": 30, "outcome|REFUSE": 3},
        ("L", "FG1", "2025-01"): {"n": 36, "granted": 30, "outcome|GRANT": 30, "outcome|REFUSE": 6},
        ("C", "FG1", "2025-01"): {"n": 39, "granted": 30, "outcome|GRANT": 30, "outcome|REFUSE": 9},
    }
    view = overview(counts)

    outcomes = sheets(counts, view)[0]

    assert {site: view.cell(site).granted for site in outcomes.sites} == outcomes.lines[0].by_site


def test_what_is_not_of_the_expected_kind_is_left_out_of_the_row() -> None:
    found = {"netDays": "many", "outcome": "x" * 500, "receivedOn": "some day", "nationality": 436, "req82Count": 2}

    row = closed_case(
        found, case_key="k", family_key="", closed_on=date(2025, 1, 9), process="p", definition_id=1, site="DD"
    )

    assert (row.net_days, row.outcome, row.received_on, row.nationality, row.req82_count) == (None, "", None, "", 2)


def test_a_figure_from_elsewhere_has_its_own_unit() -> None:
    assert (quotient("K18", 3, 1_500).value, quotient("K14.cases", 100, 650).unit) == (2.0, "per-fte")
