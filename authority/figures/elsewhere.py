"""The key figures that closed cases do not tell: appointments, backlog, survey, staff, inquiries, registers, faults."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from .kpis import LEAST, Figure
from .measures import AGES, EVERYWHERE, MEASURES, Kind, Supplied, Told
from .shares import WHOLE, told
from .suppression import line
from .tally import percentile
from .wilson import wilson

#: Classes that are parts of one stock, and those of which one is the rest of the other.
_STOCK = "K9.open"
_FAMILIES: tuple[tuple[str, ...], ...] = (tuple(f"K9.age.{name}" for name in AGES), ("K9.paused",))


def figures_of(rows: Sequence[Supplied], *, everywhere: bool) -> list[Told]:
    """The figures of a year's rows by site, case group and month, and together; `everywhere`: rows of all sites."""
    by_key: defaultdict[str, list[Supplied]] = defaultdict(list)
    for row in rows:
        by_key[row.measure.partition("|")[0]].append(row)
    found: list[Told] = []
    for key, measure in MEASURES.items():
        if key in by_key and measure.kind is not Kind.CLASS:
            found += _OF[measure.kind](key, by_key[key], everywhere)
    stock = {one.place for one in found if one.figure.key == _STOCK and one.figure.value is not None}
    for family in _FAMILIES:
        classes = _classes({key: by_key[key] for key in family if key in by_key})
        # The whole follows from a share and its interval: no share where it is left out.
        found += [one if one.place in stock else replace(one, figure=one.figure.silent) for one in classes]
    order = list(MEASURES)
    return sorted(found, key=lambda one: (order.index(one.figure.key), one.month or 0, one.group or "", one.site or ""))


def beside(found: Iterable[Told], totals: Collection[tuple[str | None, str | None, int | None]]) -> list[Told]:
    """Without figures of staff where the total of closed cases is left out: it would follow from them."""
    return [
        replace(one, figure=one.figure.silent)
        if MEASURES[one.figure.key].kind is Kind.STAFF and one.place not in totals
        else one
        for one in found
    ]


Sums = dict[str, tuple[int, int]]
_Of = Callable[[Supplied], str]


def _site(row: Supplied) -> str:
    return row.site


def _group(row: Supplied) -> str:
    return row.group


def _month(row: Supplied) -> str:
    return str(row.month)


#: The directions in which figures are told, each for itself; what has no site or no group is a part without a name.
_DIRECTIONS: Mapping[str, _Of] = {"site": _site, "group": _group, "month": _month}


def _told(figure: Figure, direction: str, value: str) -> Told:
    if direction == "month":
        return Told(figure, month=int(value))
    return Told(figure, site=value) if direction == "site" else Told(figure, group=value)


def _by(rows: Iterable[Supplied], of: _Of) -> Sums:
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        sums = found[of(row)]
        sums[0] += row.numerator
        sums[1] += row.denominator
    return {name: (sums[0], sums[1]) for name, sums in sorted(found.items())}


def _whole(sums: Sums) -> tuple[int, int]:
    return sum(one for one, _ in sums.values()), sum(of for _, of in sums.values())


def _months(rows: Iterable[Supplied]) -> list[tuple[int, list[Supplied]]]:
    found: defaultdict[int, list[Supplied]] = defaultdict(list)
    for row in rows:
        found[row.month].append(row)
    return sorted(found.items())


def quotient(key: str, numerator: int, denominator: int) -> Figure:
    """A share with its interval, or a mean; None of fewer than five."""
    measure = MEASURES[key]
    if denominator < LEAST:
        return Figure(key, measure.unit, None, denominator)
    value = measure.scale * numerator / denominator
    if measure.kind is Kind.STAFF or measure.unit == "mean" or numerator > denominator:
        # A rate of staff in whole numbers: it must not tell a total that the overview leaves out.
        digits = 0 if measure.kind is Kind.STAFF else 2
        return Figure(key, measure.unit, round(value, digits), denominator)
    low, high = wilson(numerator, denominator) or (0.0, 1.0)
    return Figure(key, measure.unit, value, denominator, measure.scale * low, measure.scale * high)


def _shares(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    sums = {direction: _by(rows, of) for direction, of in _DIRECTIONS.items()}
    visible = {
        direction: told({name: (hits, of - hits) for name, (hits, of) in parts.items()})
        for direction, parts in sums.items()
    }
    silent = any(WHOLE not in one for one in visible.values())

    def figure(counts: tuple[int, int], *, shown: bool) -> Figure:
        made = quotient(key, *counts)
        return made if shown and not silent else made.silent

    return [
        Told(figure(_whole(sums["month"]), shown=True)),
        *(
            _told(figure(counts, shown=value in visible[direction]), direction, value)
            for direction, parts in sums.items()
            for value, counts in parts.items()
            if value
        ),
    ]


def _stock(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    def figure(value: int, *, left_out: bool) -> Figure:
        return Figure(key, MEASURES[key].unit, None if left_out else value, value)

    found: list[Told] = []
    for month, some in _months(rows):
        parts = {name: {value: n for value, (n, _) in _by(some, _DIRECTIONS[name]).items()} for name in _PARTS}
        hidden = {name: line(counts.items()) for name, counts in parts.items()}
        total = sum(row.numerator for row in some)
        # A part of a month was told while it was the newest one: the month is told by the same rule ever after.
        whole = figure(
            total, left_out=0 < total < LEAST or any(bool(one) and all(one.values()) for one in hidden.values())
        )
        found = [one for one in found if one.month is not None]
        found += [Told(whole), Told(whole, month=month)]
        found += [
            _told(figure(n, left_out=whole.value is None or hidden[name][value]), name, value)
            for name, counts in parts.items()
            for value, n in counts.items()
            if value
        ]
    return found


#: What a stock is told by beside its months: only of the newest.
_PARTS = ("site", "group")


def _classes(family: Mapping[str, Sequence[Supplied]]) -> list[Told]:
    found: list[Told] = []
    for month, _ in _months(row for some in family.values() for row in some):
        of_month = {key: [row for row in some if row.month == month] for key, some in family.items()}
        sums = {name: {key: _by(some, _DIRECTIONS[name]) for key, some in of_month.items()} for name in _PARTS}
        visible = {name: told(_counted(by_key)) for name, by_key in sums.items()}
        silent = any(WHOLE not in one for one in visible.values())
        found = [one for one in found if one.month is not None]
        for key in family:
            whole = quotient(key, *_whole(sums["site"][key]))
            whole = whole.silent if silent else whole
            found += [Told(whole), Told(whole, month=month)]
            for name in _PARTS:
                for value, counts in sums[name][key].items():
                    if value:
                        made = quotient(key, *counts)
                        shown = value in visible[name] and not silent
                        found.append(_told(made if shown else made.silent, name, value))
    return found


def _counted(by_key: Mapping[str, Sums]) -> dict[str, tuple[int, ...]]:
    """The counts of all classes of each part, and what is in none of them."""
    counted = {}
    for value in sorted({value for sums in by_key.values() for value in sums}):
        numbers = [sums.get(value, (0, 0))[0] for sums in by_key.values()]
        of = max(sums.get(value, (0, 0))[1] for sums in by_key.values())
        counted[value] = (*numbers, of - sum(numbers))
    return counted


def _spreads(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    def figure(values: Counter[int]) -> Figure:
        base = values.total()
        middle = percentile(sorted(values.items()), 0.5) if base >= LEAST else None
        return Figure(key, MEASURES[key].unit, middle, base)

    whole: Counter[int] = Counter()
    parts: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for row in rows:
        number = int(row.measure.partition("|")[2])
        whole[number] += row.numerator
        for direction, of in _DIRECTIONS.items():
            parts[direction, of(row)][number] += row.numerator
    return [Told(figure(whole)), *(_told(figure(one), *part) for part, one in sorted(parts.items()) if part[1])]


def _survey(key: str, rows: Sequence[Supplied], everywhere: bool) -> list[Told]:
    """Rows of a site, of a case group, and of neither: the whole, which is not the sum of those that are shown."""
    whole = [row for row in rows if row.site == EVERYWHERE and not row.group] if everywhere else []
    sites = _by((row for row in rows if row.site != EVERYWHERE), _site)
    groups = _by((row for row in rows if row.site == EVERYWHERE and row.group), _group)
    return [
        *([Told(quotient(key, *_whole(_by(whole, _site))))] if whole else []),
        *(Told(quotient(key, *sums), site=site) for site, sums in sites.items()),
        *(Told(quotient(key, *sums), group=group) for group, sums in groups.items()),
        *(Told(quotient(key, *sums), month=int(month)) for month, sums in _by(whole, _month).items()),
    ]


def _ratios(key: str, rows: Sequence[Supplied], _: bool) -> list[Told]:
    return [
        Told(quotient(key, *_whole(_by(rows, _month)))),
        *(
            _told(quotient(key, *sums), direction, value)
            for direction, of in _DIRECTIONS.items()
            for value, sums in _by(rows, of).items()
            if value
        ),
    ]


def _staff(key: str, rows: Sequence[Supplied], everywhere: bool) -> list[Told]:
    """Rows without a group are all cases; those with one its share of them, of the same people."""
    all_cases = [row for row in rows if not row.group]
    groups = _by((row for row in rows if row.group), _group)
    found = _ratios(key, all_cases, everywhere) if all_cases else []
    return [*found, *(Told(quotient(key, *sums), group=group) for group, sums in groups.items())]


_OF: Mapping[Kind, Callable[[str, Sequence[Supplied], bool], list[Told]]] = {
    Kind.SHARE: _shares,
    Kind.STOCK: _stock,
    Kind.SPREAD: _spreads,
    Kind.SURVEY: _survey,
    Kind.STAFF: _staff,
    Kind.FAULTS: _ratios,
}
