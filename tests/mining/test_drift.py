"""Differences between periods: against textbook values, and false alarms no oftener than promised."""

from __future__ import annotations

import random

import pytest

from authority.mining.buckets import bucket, quantile
from authority.mining.drift import chi_square, compare, holm, mann_whitney, shares, upper_gamma


@pytest.mark.parametrize(
    ("freedom", "statistic", "p"), [(1, 3.841, 0.05), (2, 9.210, 0.01), (5, 11.070, 0.05), (10, 18.307, 0.05)]
)
def test_the_tail_of_chi_square_is_that_of_the_tables(freedom: int, statistic: float, p: float) -> None:
    assert upper_gamma(freedom / 2, statistic / 2) == pytest.approx(p, abs=1e-4)


def test_a_table_of_a_textbook_gives_its_p() -> None:
    # 2 × 2: 12/5 against 9/14; X² = 3.879 on one degree of freedom
    assert chi_square([(12, 5), (9, 14)]) == pytest.approx(0.0489, abs=1e-4)


def test_without_ties_the_rank_test_gives_the_known_u() -> None:
    found = mann_whitney(dict.fromkeys(range(10), 1), {n + 5: 1 for n in range(10)})
    assert found is not None
    assert found[0] == pytest.approx(0.875)


def test_the_same_in_both_periods_is_no_drift() -> None:
    counted = {3: 20, 5: 30}
    assert not compare({"A": counted}, {"A": counted})[0].significant


def test_twice_as_long_is_seen_in_fifty_cases() -> None:
    rng = random.Random(3)
    short = [bucket(rng.lognormvariate(12, 0.5)) for _ in range(50)]
    long = [bucket(rng.lognormvariate(12.7, 0.5)) for _ in range(50)]
    found = compare({"A": {n: short.count(n) for n in short}}, {"A": {n: long.count(n) for n in long}})[0]
    assert found.significant


def test_false_alarms_are_no_oftener_than_one_in_twenty() -> None:
    rng, alarms = random.Random(7), 0
    for _ in range(200):
        one, two = ([bucket(rng.lognormvariate(12, 0.8)) for _ in range(40)] for _ in range(2))
        found = mann_whitney({n: one.count(n) for n in one}, {n: two.count(n) for n in two})
        assert found is not None
        alarms += found[1] < 0.05
    assert alarms <= 17  # of 200: 10 expected, more than 17 once in a hundred times


def test_many_comparisons_are_corrected() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == {"a": 0.03, "c": 0.06, "b": 0.06}


def test_shares_of_variants_that_changed_are_seen() -> None:
    found = shares({"x": 60, "y": 40}, {"x": 35, "y": 65})
    assert found is not None
    assert found < 0.01


def test_a_median_from_buckets_is_right_to_within_an_eighth() -> None:
    values = [random.Random(n).lognormvariate(11, 1) for n in range(999)]
    counted = {n: [bucket(v) for v in values].count(n) for n in {bucket(v) for v in values}}
    assert quantile(counted, 0.5) == pytest.approx(sorted(values)[499], rel=0.125)
