"""The computed need of staff from the year's cases and the catalogue in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from authority.figures.overview import Place
from authority.figures.tally import Tally, added, parts, percentile, spread
from authority.staffing.catalogue import EXTENSION, Catalogue, read
from authority.staffing.need import Need, Sensitivity, Terms, counters, need, peak_factor, sensitivity
from processes import load_parameters

#: Hours a week in which counters are open, and weeks of a year ([P]; the sites' opening hours differ).
OPEN_HOURS, WEEKS = 26, 48
#: A peak of fewer weeks is chance.
FEWEST_WEEKS = 13
#: Between decision and closing lie card, handover and objection.
AFTER_DECISION = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Planned:
    """The need with what it was computed from: the cases closed from one month ("2026-01") to another, both included."""

    since: str
    until: str
    catalogue: Catalogue
    terms: Terms
    cases: Mapping[str, int]
    need: Need
    sensitivity: list[Sensitivity]
    peak: Decimal | None
    counters: int


def terms(day: date, lead: Decimal) -> tuple[Terms, Decimal]:
    """What the formula assumes on a day, and the target occupancy of counters."""
    found: dict[str, Any] = load_parameters().at(day, partial=True)["staffing"]
    share = Decimal(str(found["sundryShare"]))
    return Terms(share, int(found["yearMinutes"]), Decimal(str(found["springerShare"])), lead), Decimal(
        str(found["counterOccupancy"])
    )


def twelve_months(
    year: int, counts: Mapping[Place, Tally], before: Mapping[Place, Tally], day: date
) -> tuple[str, str, dict[Place, Tally]]:
    """The months from and to which a need is computed, and their counts: a year that is over, or the last twelve months.

    The cases of a year that has just begun need next to nobody; so for the running year those of the months before today's
    are taken, the first of them from the year before.
    """
    first, last = f"{year}-01", f"{year}-12"
    if year != day.year:
        return first, last, dict(counts)
    now = f"{day:%Y-%m}"
    since = f"{year - 1}-{day:%m}"
    until = f"{year}-{day.month - 1:02d}" if day.month > 1 else f"{year - 1}-12"
    whole = {place: one for place, one in before.items() if place[2] >= since}
    return since, until, whole | {place: one for place, one in counts.items() if place[2] < now}


def arrivals(counts: Mapping[Place, Tally], since: str, until: str) -> Sequence[int]:
    """Applications by week of receipt, quiet weeks too, as far as nearly all of that week are closed by now.

    Only closed cases are counted: those received before the first month are there in part, and of the last weeks most
    are still open. Both would look like quiet weeks and every other week like a peak.
    """
    whole = added(counts.values())
    slow = percentile(spread(whole, "gross"), 0.95)
    if slow is None:
        return ()
    begin, over = date.fromisoformat(f"{since}-01"), date.fromisoformat(f"{until}-01") + timedelta(days=27)
    monday = begin + timedelta(days=-begin.weekday() % 7)
    last = over - timedelta(days=slow) - AFTER_DECISION
    received, found = parts(whole, "received"), []
    while monday + timedelta(days=6) <= last:
        year, week, _ = monday.isocalendar()
        found.append(received.get(str(year * 100 + week), 0))
        monday += timedelta(days=7)
    return found if len(found) >= FEWEST_WEEKS else ()


def planned(
    counts: Mapping[Place, Tally],
    period: tuple[str, str],
    day: date,
    open_cases: Mapping[str, int],
    *,
    lead: Decimal,
    months: int,
) -> Planned:
    """The need for the cases of these counts, of a period of twelve months; extensions of titles are in their groups."""
    assumed, occupancy = terms(day, lead)
    catalogue = read()
    groups = [group for group in catalogue.groups if group != EXTENSION]
    cases = {group: sum(one.get("n", 0) for place, one in counts.items() if place[1] == group) for group in groups}
    tasks = catalogue.per_case()
    handover = next(piece.minutes for piece in catalogue.pieces if piece.code == "HANDOVER")
    visits = sum((handover.get(group, Decimal(0)) * count for group, count in cases.items()), Decimal(0))
    # Everybody comes twice: for biometrics and for the card.
    hourly = Decimal(2 * sum(cases.values())) / (OPEN_HOURS * WEEKS)
    minutes = visits / (2 * sum(cases.values())) if sum(cases.values()) else Decimal(0)
    return Planned(
        *period,
        catalogue,
        assumed,
        cases,
        need(cases, tasks, assumed, backlog=open_cases, months=months),
        sensitivity(cases, tasks, assumed),
        peak_factor(arrivals(counts, *period)),
        counters(hourly, minutes, occupancy),
    )
