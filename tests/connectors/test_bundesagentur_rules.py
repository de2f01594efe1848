"""What the simulated Bundesagentur finds implausible about job and pay, and how often it may be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.base import Refused, Reply, Unavailable
from connectors.bundesagentur.examples import ENGINEER
from tests.connectors.stage import Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("bundesagentur") as raised:
        yield raised


def engineer(**changes: dict[str, Any] | str) -> dict[str, Any]:
    """The example's request with other fields; a None takes a field away."""
    given = dict(ENGINEER)
    for name, value in changes.items():
        merged = dict(given[name]) | value if isinstance(value, dict) else value
        given[name] = {k: v for k, v in merged.items() if v is not None} if isinstance(merged, dict) else merged
    return given


def refused_at(on: Stage, given: dict[str, Any]) -> str:
    """Where the agency objects; "" when it takes the request."""
    try:
        on.sends("submitApprovalRequest", given)
    except Refused as refusal:
        return str(refusal.output["path"]) if refusal.code == "SCHEMA_INVALID" else refusal.code
    return ""


@pytest.mark.parametrize(
    ("pay", "place"),
    [
        ({"gross": 4000, "annualGross": 48000}, ""),
        ({"gross": 4000, "annualGross": 48480}, ""),
        ({"gross": 4000, "annualGross": 48481}, "pay/annualGross"),
        ({"gross": 4000, "annualGross": 47520}, ""),
        ({"gross": 4000, "annualGross": 47519}, "pay/annualGross"),
        ({"gross": 4000, "annualGross": 60000, "remarks": "Dreizehntes Gehalt und Bonus"}, ""),
        ({"gross": 25, "grossUnit": "STUNDE", "annualGross": 52000}, ""),
        ({"gross": 25, "grossUnit": "STUNDE", "annualGross": 300}, "pay/annualGross"),
    ],
)
def test_the_year_is_twelve_months_or_fifty_two_weeks_within_one_percent(
    on: Stage, pay: dict[str, Any], place: str
) -> None:
    given = engineer(pay={"remarks": None, "grossUnit": "MONAT"} | pay, job={"hoursPerWeek": 40})

    assert refused_at(on, given) == place


@pytest.mark.parametrize(
    ("job", "place"),
    [
        ({"vacationDays": 20}, ""),
        ({"vacationDays": 19}, "job/vacationDays"),
        ({"vacationDays": 12, "workTimeType": "TEILZEIT"}, ""),
    ],
)
def test_full_time_has_the_statutory_leave(on: Stage, job: dict[str, Any], place: str) -> None:
    assert refused_at(on, engineer(job=job)) == place


@pytest.mark.parametrize(
    ("basis", "isco", "obtained", "place"),
    [
        ("18G2", "2512", "2010-06-30", ""),
        ("18G2", "1330", "2010-06-30", ""),
        ("18G2", "2144", "2010-06-30", "job/isco"),
        ("18G2", None, "2010-06-30", "job/isco"),
        ("18G1S2", "2144", "2010-06-30", ""),
        ("18G1S2", "2411", "2010-06-30", "job/isco"),
        ("18G1S2", "2411", "2024-06-30", ""),
        ("18G1S2", "2411", "2023-10-21", ""),
        ("18G1S2", "2411", "2023-10-19", "job/isco"),
        ("18B", "2411", "2010-06-30", ""),
    ],
)
def test_a_blue_card_needs_its_occupation(on: Stage, basis: str, isco: str | None, obtained: str, place: str) -> None:
    given = engineer(legalBasis=basis, job={"isco": isco})
    given["qualification"] = [{"kind": "HOCHSCHULE", "name": "Informatik", "country": "436", "obtainedOn": obtained}]

    assert refused_at(on, given) == place


def test_the_example_is_plausible(on: Stage) -> None:
    assert isinstance(on.sends("submitApprovalRequest", ENGINEER), Reply)


def reference(on: Stage) -> dict[str, Any]:
    return {"baReference": on.sends("submitApprovalRequest", ENGINEER).output["baReference"]}


def test_a_decision_is_asked_for_every_half_hour_at_most(on: Stage) -> None:
    given = reference(on)
    on.sends("getDecision", given)
    on.clock.passes(minutes=20)
    arrived = len(on.simulator.arrivals)

    with pytest.raises(Unavailable) as failure:
        on.sends("getDecision", given)

    assert (failure.value.code, failure.value.retry_after, failure.value.outcome_unknown) == ("too-soon", 600, False)
    assert len(on.simulator.arrivals) == arrived
    on.clock.passes(minutes=10)
    assert on.sends("getDecision", given).output["status"] == "ZUGESTIMMT"


def test_the_same_question_may_be_repeated_and_other_cases_are_not_held_up(on: Stage) -> None:
    given, other, key = reference(on), reference(on), on.key()

    for _ in range(3):
        on.sends("getDecision", given, key)

    assert on.sends("getDecision", other).output["status"] == "EINGEGANGEN"


def test_the_agency_itself_makes_other_workers_wait(on: Stage) -> None:
    given = reference(on)
    on.sends("getDecision", given)
    on.clock.passes(minutes=29)

    with pytest.raises(Unavailable, match="TEMPORAER"):
        on.connect().send(on.request("getDecision", given))

    on.clock.passes(minutes=1)
    assert isinstance(on.connect().send(on.request("getDecision", given)), Reply)
