"""The simulation by itself: reproducible, bounded, harder with fewer people, and honest about a known office."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import count, pairwise

from authority.forecast import Absence, Question, Situation, Week, forecast
from authority.forecast.answer import Counted, boundaries, together
from authority.forecast.draws import spells
from authority.forecast.situation import Asked, plain, read

from .truth import Truth

FEW = Question(weeks=3, replications=12)


@cache
def known() -> Truth:
    truth = Truth(4)
    truth.run()
    return truth


def today() -> Situation:
    return known().today


def test_the_same_question_gives_the_same_answer() -> None:
    assert forecast(today(), FEW) == forecast(today(), FEW)


def test_another_seed_gives_another_world() -> None:
    assert forecast(today(), FEW).weeks != forecast(today(), replace(FEW, seed=2)).weeks


def test_two_clerks_away_miss_more_deadlines() -> None:
    since = today().now.date()
    away = Absence("akz-clerk", 2, since, since + timedelta(days=18))
    usual, without = forecast(today(), FEW), forecast(today(), replace(FEW, absences=(away,)))
    assert sum(week.missed for week in without.weeks) > sum(week.missed for week in usual.weeks)


def test_a_simulation_ends_when_its_time_is_up() -> None:
    ticks = count(0, 10)
    found = forecast(today(), replace(FEW, replications=500, seconds=5), seconds=lambda: next(ticks))
    assert (found.complete, found.replications) == (False, 20)


def test_intervals_hold_the_mean() -> None:
    found = forecast(today(), FEW)
    assert all(week.decided_low <= week.decided <= week.decided_high for week in found.weeks)


def _week(*due: int) -> Week:
    """A week of so many worlds, in each of which so many four weeks end, all missed with a clerk."""
    worlds = [Counted([n], [n], [0], {"akz-clerk": [n]}) for n in due]
    (week,) = together(worlds, date(2026, 11, 23), 1, complete=True).weeks
    return week


def test_a_week_in_which_next_to_nothing_is_due_tells_no_share() -> None:
    week = _week(0, 0, 2)
    assert (week.missed, week.probability, week.probability_low, week.roles[0].probability) == (2 / 3, None, None, None)


def test_a_week_in_which_one_case_is_due_on_the_mean_tells_its_share() -> None:
    assert _week(0, 1, 2).probability == 1


def test_a_question_crosses_to_another_process_unchanged() -> None:
    since = today().now.date()
    asked = Asked(today(), replace(FEW, absences=(Absence("akz-clerk", 2, since, since),)))
    assert read(json.loads(json.dumps(plain(asked)))) == asked


def test_people_are_ill_as_often_as_said_and_for_days_on_end() -> None:
    ill = spells(0.05, 3.0, [True] * 200_000, random.Random(1))
    begun = sum(not before and after for before, after in pairwise(ill))
    assert (round(sum(ill) / len(ill), 2), round(sum(ill) / begun)) == (0.05, 3)


def test_weeks_begin_on_mondays() -> None:
    wednesday_noon = boundaries(12 * 3600.0, 2, 2)
    assert wednesday_noon == [0.0, 4.5 * 86_400, 11.5 * 86_400]


def test_most_of_what_comes_to_be_lies_within_the_interval() -> None:
    held = []
    for seed in (1, 2, 3):
        truth = Truth(seed)
        truth.run()
        found = forecast(truth.today, Question(weeks=4, replications=20))
        begins = boundaries(0.0, truth.today.now.weekday(), 4)
        for week, a, b in zip(found.weeks, begins, begins[1:], strict=False):
            _, missed, decided = truth.missed(a, b)
            held += [week.missed_low <= missed <= week.missed_high, week.decided_low <= decided <= week.decided_high]
    assert sum(held) >= 0.75 * len(held)  # `python -m benchmarks.forecast` counts many offices
