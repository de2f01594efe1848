"""The key figures that closed cases do not tell: appointments, backlog, survey, staff, inquiries, registers, faults."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .kpis import LEAST, Figure
from .shares import WHOLE, told
from .suppression import line
from .tally import percentile
from .wilson import wilson

#: The row of all sites together, where they do not add up to it (the survey).
EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Supplied:
    """What was counted for a key figure in a month (yyyymm) at a site.

    `measure` is the key; with "|12" behind it, `numerator` counts the cases of that value.
    """

    month: int
    site: str
    measure: str
    numerator: int
    denominator: int


class Kind(StrEnum):
    """How months and sites come together, and what is protected."""

    SHARE = "share"  # of people: hits and rest are protected
    STOCK = "stock"  # of the last day: the newest month, never a sum over months
    CLASS = "class"  # a share of the stock; all classes are protected together
    SPREAD = "spread"  # the median of a distribution
    SURVEY = "survey"  # protected where it was counted (authority.survey.results)
    RATIO = "ratio"  # a mean or a rate
    FAULTS = "faults"  # of machines: nothing of a person


@dataclass(frozen=True, slots=True)
class Measure:
    """What a key figure is made of; `scale` is what it is multiplied by."""

    kind: Kind
    unit: str
    scale: int = 1


#: How old open cases are, in calendar days since they were begun.
AGES = ("0-28", "29-56", "57-84", ">84")

MEASURES: Mapping[str, Measure] = {
    "K7.offer": Measure(Kind.SPREAD, "days"),
    "K7.late": Measure(Kind.SPREAD, "minutes"),
    "K7.missed": Measure(Kind.SHARE, "share"),
    "K9.open": Measure(Kind.STOCK, "count"),
    **{f"K9.age.{name}": Measure(Kind.CLASS, "share") for name in AGES},
    "K9.paused": Measure(Kind.CLASS, "share"),
    "K13": Measure(Kind.SURVEY, "share"),
    "K13.mean": Measure(Kind.SURVEY, "mean"),
    # Posts are in hundredths and a month is a twelfth of a year.
    "K14.cases": Measure(Kind.RATIO, "per-fte", 1200),
    "K14.minutes": Measure(Kind.RATIO, "minutes"),
    "K15": Measure(Kind.SHARE, "share"),
    "K16": Measure(Kind.FAULTS, "per-100", 100),
    "K18": Measure(Kind.FAULTS, "per-1000", 1000),
}
#: Classes that are parts of one stock, and those of which one is the rest of the other.
_STOCK = "K9.open"
_FAMILIES: tuple[tuple[str, ...], ...] = (tuple(f"K9.age.{name}" for name in AGES), ("K9.paused",))


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a site, or of a month over all sites, or (both None) of the year; its value None where left out."""

    figure: Figure
    site: str | None = None
    month: int | None = None


def figures_of(rows: Sequence[Supplied], *, everywhere: bool) -> list[Told]:
    """The figures of a year's rows, by site, by month, and together; `everywhere`: the rows are of all sites."""
    by_key: defaultdict[str, list[Supplied]] = defaultdict(list)
    for row in rows:
        by_key[row.measure.partition("|")[0]].append(row)
    found: list[Told] = []
    for key, measure in MEASURES.items():
        if key in by_key and key not in _FAMILIES[0] and key not in _FAMILIES[1]:
            found += _OF[measure.kind](key, by_key[key], everywhere)
    stock = {one.site for one in found if one.figure.key == _STOCK and one.figure.value is not None}
    for family in _FAMILIES:
        classes = _classes({key: by_key[key] for key in family if key in by_key})
        # The whole follows from a share and its interval: no share where it is left out.
        found += [one if one.site in stock else replace(one, figure=one.figure.silent) for one in classes]
    order = list(MEASURES)
    return sorted(found, key=lambda one: (order.index(one.figure.key), one.month or 0, one.site or ""))


Sums = dict[str, tuple[int, int]]


def _by(rows: Iterable[Supplied], of: Callable[[Supplied], str]) -> Sums:
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        sums = found[of(row)]
        sums[0] += row.numerator
        sums[1] += row.denominator
    return {name: (sums[0], sums[1]) for name, sums in sorted(found.items())}


def _site(row: Supplied) -> str:
    return row.site


def _month(row: Supplied) -> str:
    return str(row.month)


def _whole(sums: Sums) -> tuple[int, int]:
    return sum(one for one, _ in sums.values()), sum(of for _, of in sums.values())


def quotient(key: str, numerator: int, denominator: int) -> Figure:
    """A share with its interval, or a mean; None of fewer than five."""
    measure = MEASURES[key]
    if denominator < LEAST:
        return Figure(key, measure.unit, None, denominator)
    value = measure.scale * numerator / denominator
    if measure.kind is Kind.RATIO or measure.unit == "mean" or numerator > denominator:
        # A rate of staff in whole numbers: it must not tell a total that the overview leaves out.
        digits = 0 if measure.kind is Kind.RATIO else 2
        return Figure(key, measure.unit, round(value, digits), denominator)
    low, high = wilson(numerator, denominator) or (0.0, 1.0)
    return Figure(key, measure.unit, value, denominator, measure.scale * low, measure.scale * high)


def _shares(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    by_site, by_month = _by(rows, _site), _by(rows, _month)
    both = [told({name: (hits, of - hits) for name, (hits, of) in sums.items()}) for sums in (by_site, by_month)]
    silent = any(WHOLE not in visible for visible in both)

    def figure(sums: tuple[int, int], visible: bool) -> Figure:
        made = quotient(key, *sums)
        return made if visible and not silent else made.silent

    return [
        Told(figure(_whole(by_site), visible=True)),
        *(Told(figure(sums, site in both[0]), site=site) for site, sums in by_site.items()),
        *(Told(figure(sums, month in both[1]), month=int(month)) for month, sums in by_month.items()),
    ]


def _stock(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    newest = max(row.month for row in rows)
    by_site = {site: number for site, (number, _) in _by((r for r in rows if r.month == newest), _site).items()}
    hidden = line(by_site.items())

    def figure(value: int, left_out: bool) -> Figure:
        return Figure(key, MEASURES[key].unit, None if left_out else value, value)

    total = sum(by_site.values())
    return [
        Told(figure(total, 0 < total < LEAST or (bool(hidden) and all(hidden.values())))),
        *(Told(figure(number, hidden[site]), site=site) for site, number in by_site.items()),
    ]


def _classes(family: Mapping[str, Sequence[Supplied]]) -> list[Told]:
    rows = [row for some in family.values() for row in some]
    if not rows:
        return []
    newest = max(row.month for row in rows)
    sums = {key: _by((row for row in some if row.month == newest), _site) for key, some in family.items()}
    sites = sorted({site for by_site in sums.values() for site in by_site})
    counted = {}
    for site in sites:
        numbers = [sums[key].get(site, (0, 0))[0] for key in family]
        of = max(sums[key].get(site, (0, 0))[1] for key in family)
        counted[site] = (*numbers, of - sum(numbers))
    visible = told(counted)
    found = []
    for key, by_site in sums.items():
        whole = quotient(key, *_whole(by_site))
        found.append(Told(whole if WHOLE in visible else whole.silent))
        for site, counts in by_site.items():
            made = quotient(key, *counts)
            found.append(Told(made if site in visible and WHOLE in visible else made.silent, site=site))
    return found


def _spreads(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    def figure(some: Iterable[Supplied]) -> Figure:
        values: Counter[int] = Counter()
        for row in some:
            values[int(row.measure.partition("|")[2])] += row.numerator
        base = values.total()
        middle = percentile(sorted(values.items()), 0.5) if base >= LEAST else None
        return Figure(key, MEASURES[key].unit, middle, base)

    return [
        Told(figure(rows)),
        *(Told(figure(r for r in rows if r.site == site), site=site) for site in sorted({r.site for r in rows})),
        *(Told(figure(r for r in rows if r.month == month), month=month) for month in sorted({r.month for r in rows})),
    ]


def _survey(key: str, rows: Sequence[Supplied], everywhere: bool) -> list[Told]:
    sites = _by((row for row in rows if row.site != EVERYWHERE), _site)
    whole = [row for row in rows if row.site == EVERYWHERE]
    found = [Told(quotient(key, *_whole(_by(whole, _site))))] if everywhere and whole else []
    return [*found, *(Told(quotient(key, *sums), site=site) for site, sums in sites.items())]


def _ratios(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    by_site, by_month = _by(rows, _site), _by(rows, _month)
    return [
        Told(quotient(key, *_whole(by_site))),
        *(Told(quotient(key, *sums), site=site) for site, sums in by_site.items() if site),
        *(Told(quotient(key, *sums), month=int(month)) for month, sums in by_month.items()),
    ]


_OF: Mapping[Kind, Callable[[str, Sequence[Supplied], bool], list[Told]]] = {
    Kind.SHARE: _shares,
    Kind.STOCK: _stock,
    Kind.SPREAD: _spreads,
    Kind.SURVEY: _survey,
    Kind.RATIO: _ratios,
    Kind.FAULTS: _ratios,
}
