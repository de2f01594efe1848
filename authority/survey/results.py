"""Results of a wave that say nothing about anybody: groups from ten answers on, and none that can be got by subtraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .questionnaire import NO_EXPERIENCE

#: The fewest answers that are reported (domain document 8.4).
LEAST = 10
#: Returned answers that a comparison of sites needs (8.4).
COMPARABLE = 100
#: The index is the share of these two (8.4).
GOOD = (1, 2)

#: The whole population, over all sites.
WHOLE = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its site and the ratings."""

    site: str
    ratings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """An item in a group: how many rated it, their mean, and the share of 1 and 2 (the index), 0 to 1."""

    count: int
    mean: float
    index: float


@dataclass(frozen=True, slots=True)
class Group:
    """What is reported of a group; `cells` has only the items that may be shown of it."""

    site: str
    count: int
    cells: Mapping[str, Cell]


def shown(counts: Mapping[str, int], least: int = LEAST) -> frozenset[str]:
    """The groups whose figures may stand beside the figure of the whole (`WHOLE`), which is the sum of all of them.

    A group stands there from `least` on, and only when what is left of the whole after all shown groups is nobody or at
    least `least`: else the small rest could be computed. Then the smallest shown group is withheld as well, and so on.
    Nothing is shown when the whole is too small.
    """
    total = sum(counts.values())
    if total < least:
        return frozenset()
    found = {name: number for name, number in counts.items() if number >= least}
    while found and 0 < total - sum(found.values()) < least:
        del found[min(found, key=lambda name: (found[name], name))]
    return frozenset(found) | {WHOLE}


def results(items: Sequence[str], answers: Iterable[Answer], least: int = LEAST) -> list[Group]:
    """The whole first, then its sites by name; the rule of `shown` for the groups and once more for every item."""
    by_site: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        by_site[one.site].append(one)
    visible = shown({site: len(given) for site, given in by_site.items()}, least)
    if not visible:
        return []
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    for item in items:
        values = {site: _values(item, given) for site, given in by_site.items()}
        for site in shown({site: len(found) for site, found in values.items()}, least):
            if site in visible:
                rated = [value for found in values.values() for value in found] if site == WHOLE else values[site]
                cells[site][item] = _cell(rated)
    everybody = [one for given in by_site.values() for one in given]
    groups = [Group(WHOLE, len(everybody), cells[WHOLE])]
    groups += [Group(site, len(by_site[site]), cells[site]) for site in sorted(visible - {WHOLE})]
    return groups


def _values(item: str, given: Iterable[Answer]) -> list[int]:
    rated = [one.ratings.get(item, NO_EXPERIENCE) for one in given]
    return [value for value in rated if value != NO_EXPERIENCE]


def _cell(values: Sequence[int]) -> Cell:
    good = sum(value in GOOD for value in values)
    return Cell(len(values), sum(values) / len(values), good / len(values))
