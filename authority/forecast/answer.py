"""What many worlds say together: for each week and role how many cases will miss their four weeks, with 90 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from .office import DAY, Went

#: Bounds of the interval.
LOW, HIGH = 0.05, 0.95
#: Cases that fall due in a week, on the mean of all worlds, from which on a share of them is told: of less than one case
#: it would be that of the few worlds in which there is one at all.
LEAST_DUE = 1.0
#: Of those due, and its interval.
Share = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class RoleWeek:
    """Cases whose four weeks end in the week undecided while the role has the ball: mean, interval, chance of any.

    `probability`: of a case whose four weeks end in that week; None where `LEAST_DUE` says that there is none to speak of.
    """

    role: str
    missed: float
    low: float
    high: float
    probability: float | None
    any: float


@dataclass(frozen=True, slots=True)
class Week:
    """A week from `monday` on: cases that fall due, of these missed, decided cases; each mean and interval.

    `probability`, its interval and those of the roles are None where next to nothing falls due (`LEAST_DUE`).
    """

    monday: date
    due: float
    missed: float
    missed_low: float
    missed_high: float
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    decided: float
    decided_low: float
    decided_high: float
    roles: tuple[RoleWeek, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`replications` worlds were simulated; `complete`: all that were asked for."""

    weeks: tuple[Week, ...]
    replications: int
    complete: bool
    seed: int


@dataclass(slots=True)
class Counted:
    """One world, by week: due, missed, decided, and missed by role."""

    due: list[int]
    missed: list[int]
    decided: list[int]
    roles: dict[str, list[int]]


def count(went: Sequence[Went], begins: Sequence[float]) -> Counted:
    """Sort cases into weeks; `begins` are the weeks' first instants, and the end of the last."""
    weeks = len(begins) - 1
    found = Counted([0] * weeks, [0] * weeks, [0] * weeks, {})

    def week(instant: float) -> int | None:
        return next((n for n in range(weeks) if begins[n] <= instant < begins[n + 1]), None)

    for one in went:
        if one.decided is not None and (at := week(one.decided)) is not None:
            found.decided[at] += 1
        if one.due is None or (at := week(one.due)) is None:
            continue
        found.due[at] += 1
        if one.decided is None or one.decided > one.due:
            found.missed[at] += 1
            found.roles.setdefault(one.at_due, [0] * weeks)[at] += 1
    return found


def together(worlds: Sequence[Counted], monday: date, seed: int, complete: bool) -> Answer:
    """Means and intervals over worlds."""
    weeks = len(worlds[0].due) if worlds else 0
    roles = sorted({role for world in worlds for role in world.roles})
    found = []
    for n in range(weeks):
        due, missed, decided = ([getattr(world, name)[n] for world in worlds] for name in ("due", "missed", "decided"))
        shares = [m / d for m, d in zip(missed, due, strict=True) if d]
        spoken = _mean(due) >= LEAST_DUE
        share: Share = (sum(missed) / sum(due), *interval(shares)) if spoken else (None, None, None)
        by_role = []
        for role in roles:
            counted = [world.roles[role][n] if role in world.roles else 0 for world in worlds]
            if any(counted):
                probability = sum(counted) / sum(due) if spoken else None
                chance = sum(one > 0 for one in counted) / len(counted)
                by_role.append(RoleWeek(role, _mean(counted), *interval(counted), probability, chance))
        found.append(
            Week(
                monday + timedelta(days=7 * n),
                _mean(due),
                _mean(missed),
                *interval(missed),
                *share,
                _mean(decided),
                *interval(decided),
                tuple(sorted(by_role, key=lambda one: -one.missed)),
            )
        )
    return Answer(tuple(found), len(worlds), complete, seed)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 5 % and 95 % quantiles, widened to whole observations."""
    ordered = sorted(values)
    if not ordered:
        return 0.0, 0.0
    low = ordered[max(0, math.floor(LOW * (len(ordered) - 1)))]
    return low, ordered[min(len(ordered) - 1, math.ceil(HIGH * (len(ordered) - 1)))]


def boundaries(seconds_of_day: float, weekday: int, weeks: int) -> list[float]:
    """Instants (seconds from now) at which the weeks begin: now, then every Monday at midnight."""
    monday = (7 - weekday) * DAY - seconds_of_day
    return [0.0, *(monday + 7 * DAY * n for n in range(weeks))]


def plain(answer: Answer) -> dict[str, Any]:
    """As JSON values."""
    found = asdict(answer)
    for week in found["weeks"]:
        week["monday"] = week["monday"].isoformat()
    return found
