"""The computed need of staff from the year's cases and the catalogue in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from authority.figures.overview import Place
from authority.figures.tally import Tally, parts
from authority.staffing.catalogue import EXTENSION, Catalogue, read
from authority.staffing.need import Need, Sensitivity, Terms, counters, need, peak_factor, sensitivity
from processes import load_parameters

#: Hours a week in which counters are open, and weeks of a year ([P]; the sites' opening hours differ).
OPEN_HOURS, WEEKS = 26, 48


@dataclass(frozen=True, slots=True)
class Planned:
    """The need with what it was computed from."""

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


def planned(
    counts: Mapping[Place, Tally], day: date, open_cases: Mapping[str, int], *, lead: Decimal, months: int
) -> Planned:
    """The need for the cases of these counts; extensions of titles are in their groups."""
    assumed, occupancy = terms(day, lead)
    catalogue = read()
    groups = [group for group in catalogue.groups if group != EXTENSION]
    cases = {group: sum(one.get("n", 0) for place, one in counts.items() if place[1] == group) for group in groups}
    tasks = catalogue.per_case()
    weekly: Counter[str] = Counter()
    for one in counts.values():
        weekly.update(parts(one, "received"))
    handover = next(piece.minutes for piece in catalogue.pieces if piece.code == "HANDOVER")
    visits = sum((handover.get(group, Decimal(0)) * count for group, count in cases.items()), Decimal(0))
    # Everybody comes twice: for biometrics and for the card.
    hourly = Decimal(2 * sum(cases.values())) / (OPEN_HOURS * WEEKS)
    minutes = visits / (2 * sum(cases.values())) if sum(cases.values()) else Decimal(0)
    return Planned(
        catalogue,
        assumed,
        cases,
        need(cases, tasks, assumed, backlog=open_cases, months=months),
        sensitivity(cases, tasks, assumed),
        peak_factor(list(weekly.values())),
        counters(hourly, minutes, occupancy),
    )
