"""Results of a wave that say nothing about anybody: groups from ten answers on, and none that can be got by subtraction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
class Spread:
    """How a part of those who answered has rated: so many answers, and by item how often each value was given."""

    count: int = 0
    ratings: Mapping[str, Counter[int]] = field(default_factory=dict)

    def rated(self, item: str) -> Counter[int]:
        """The values of an item; "no experience" is none."""
        return Counter(
            {value: n for value, n in self.ratings.get(item, {}).items() if value != NO_EXPERIENCE and n > 0}
        )

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Spread:
        """How these have answered."""
        count = 0
        found: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for one in answers:
            count += 1
            for item, value in one.ratings.items():
                found[item][value] += 1
        return cls(count, found)

    def without(self, parts: Iterable[Spread]) -> Spread:
        """What is left of it without these parts."""
        some = list(parts)
        left = {
            item: values - sum((one.ratings.get(item, Counter()) for one in some), Counter())
            for item, values in self.ratings.items()
        }
        return Spread(self.count - sum(one.count for one in some), left)


@dataclass(frozen=True, slots=True)
class Cell:
    """An item in a group: how many rated it, their mean, and the share of 1 and 2 (the index), 0 to 1."""

    count: int
    mean: float
    index: float


@dataclass(frozen=True, slots=True)
class Group:
    """What is reported of a group (a site, or a case group); `cells` has only the items that may be shown of it."""

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


def parts_shown(counts: Mapping[str, int], least: int = LEAST) -> frozenset[str]:
    """The groups of `shown` without the whole; here "" is a group as any other (answers without a site)."""
    named = {f"={name}": number for name, number in counts.items()}
    return frozenset(name.removeprefix("=") for name in shown(named, least) - {WHOLE})


def results(items: Sequence[str], answers: Iterable[Answer], least: int = LEAST) -> list[Group]:
    """The whole first, then its sites by name; the rule of `shown` for the groups and once more for every item."""
    by_site: defaultdict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        by_site[one.site].append(one)
    return of_parts(items, {site: Spread.of(some) for site, some in by_site.items()}, least)


def by_group(
    items: Sequence[str], answers: Iterable[Answer], groups: Mapping[str, Spread], least: int = LEAST
) -> list[Group]:
    """The case groups, by name, under the same rule; whoever named none is the rest of the whole. `site` has the group."""
    rest = Spread.of(answers).without(groups.values())
    return [one for one in of_parts(items, {**groups, WHOLE: rest}, least) if one.site != WHOLE]


def of_parts(items: Sequence[str], parts: Mapping[str, Spread], least: int = LEAST) -> list[Group]:
    """The whole first, then its parts by name; a part without a name is told with nobody."""
    visible = shown({name: one.count for name, one in parts.items()}, least)
    if not visible:
        return []
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    for item in items:
        rated = {name: one.rated(item) for name, one in parts.items()}
        for name in shown({name: values.total() for name, values in rated.items()}, least) & visible:
            cells[name][item] = _cell(sum(rated.values(), Counter()) if name == WHOLE else rated[name])
    groups = [Group(WHOLE, sum(one.count for one in parts.values()), cells[WHOLE])]
    return groups + [Group(name, parts[name].count, cells[name]) for name in sorted(visible - {WHOLE})]


def _cell(values: Counter[int]) -> Cell:
    count = values.total()
    good = sum(values[value] for value in GOOD)
    return Cell(count, sum(value * number for value, number in values.items()) / count, good / count)
