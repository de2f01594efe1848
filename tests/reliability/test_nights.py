"""The nights on which clocks are changed (K15), lived through on every store: each deadline passes once, at its instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.kernel.diagrams import boundary, end, flows, on_timer, process, start, user
from tests.kernel.office import Office

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("kind", "spec", "begins", "instants"),
    [
        ("timeDate", "2027-03-28T02:30:00@Europe/Berlin", "2027-03-01T08:00:00Z", ["2027-03-28T01:00:00Z"]),
        ("timeDate", "2027-10-31T02:30:00@Europe/Berlin", "2027-10-01T08:00:00Z", ["2027-10-31T00:30:00Z"]),
        ("timeDuration", "P1D", "2026-03-28T01:30:00Z", ["2026-03-29T01:00:00Z"]),
        ("timeDuration", "P1D", "2026-10-24T00:30:00Z", ["2026-10-25T00:30:00Z"]),
        (
            "timeCycle",
            "R/P1D",
            "2026-03-27T01:30:00Z",
            ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"],
        ),
        (
            "timeCycle",
            "R/P1D",
            "2026-10-23T00:30:00Z",
            ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
        ),
    ],
    ids=[
        "date in the gap",
        "date twice",
        "day over the gap",
        "day over the hour twice",
        "days in March",
        "days in October",
    ],
)
def test_k15_a_deadline_passes_once_in_a_night_on_which_clocks_are_changed(
    office: Office, kind: str, spec: str, begins: str, instants: list[str]
) -> None:
    office.clock.moment = datetime.fromisoformat(begins)
    office.runs(
        process(
            start(),
            user("work"),
            boundary("bell", "work", on_timer(spec, kind), interrupting=False),
            user("rung"),
            end(),
            flows("start -> work -> end", "bell -> rung -> end"),
        )
    )
    rung = []
    for instant in map(datetime.fromisoformat, instants):
        # A second before, the instant, a second after, and when the clock on the wall says the same once more.
        for moment in (instant - SECOND, instant, instant + SECOND, instant + timedelta(hours=1)):
            office.passes(seconds=(moment - office.clock.now()).total_seconds())
            rung.append(office.open().count("rung"))

    assert rung == [many for number in range(len(instants)) for many in (number, *[number + 1] * 3)]
