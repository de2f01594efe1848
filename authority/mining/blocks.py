"""What may be asked by whoever sees no single case: whole quarters, and cells that no two answers give away together.

Questions that may begin and end with any month, for any site and case group, would tell by their differences what each of
them leaves out. So these callers ask for blocks of quarters that never overlap, each with five cases or more, and for the
cells that are told in every block of the question by the rule of the statistics (`authority.figures.suppression`). All
that differs between two such answers is a sum of cells that are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from authority.figures.suppression import Cell, Table, suppressed

from .cells import ALL
from .disclosure import FEWEST

#: Months of a quarter.
QUARTER = 3
#: Closed cases by month ("2026-01"), site and case group.
Counts = Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Block:
    """Months from `since` to `until`, both included; `hidden` cells (site, case group; None: all) are not told."""

    since: str
    until: str
    hidden: frozenset[Cell]

    def tells(self, site: str, group: str) -> bool:
        """Whether a site ("*": all) and a case group ("*": all) may be asked for."""
        return (None if site == ALL else site, None if group == ALL else group) not in self.hidden


def blocks(counted: Counts, last: str) -> list[Block]:
    """The blocks of all months up to `last`, the end of a quarter; earlier ones never change when later ones come."""
    months: dict[str, dict[tuple[str, ...], int]] = {}
    for (month, site, group), n in counted.items():
        if month <= last:
            months.setdefault(month, {})[site, group] = n
    if not months:
        return []
    found: list[Block] = []
    begins = number = quarter_of(min(months))
    pending: dict[tuple[str, ...], int] = {}
    while number + QUARTER - 1 <= number_of(last):
        for one in range(number, number + QUARTER):
            for place, n in months.get(name_of(one), {}).items():
                pending[place] = pending.get(place, 0) + n
        number += QUARTER
        if sum(pending.values()) >= FEWEST:
            found.append(Block(name_of(begins), name_of(number - 1), _hidden(pending)))
            begins, pending = number, {}
    return found


def _hidden(counts: Mapping[tuple[str, ...], int]) -> frozenset[Cell]:
    sites, groups = ({place[at] for place in counts} for at in (0, 1))
    full: dict[tuple[str, ...], int] = {place: counts.get(place, 0) for place in product(sorted(sites), sorted(groups))}
    return frozenset(suppressed(Table(full, ((), (0,), (1,), (0, 1))), FEWEST))


def chosen(known: Sequence[Block], since: str, until: str) -> Sequence[Block]:
    """The blocks in which some of these months lie, the newest where none does."""
    return [one for one in known if one.since <= until and since <= one.until] or known[-1:]


def number_of(month: str) -> int:
    """Months since the year 0 ("2026-01")."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def name_of(number: int) -> str:
    """The month of a number."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def quarter_of(month: str) -> int:
    """The number of the first month of its quarter."""
    return number_of(month) // QUARTER * QUARTER
