"""Makes what the pages show of counted cells: quantiles, shares, trends; nothing about fewer than five cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from authority.mining.buckets import quantile
from authority.mining.cells import Measure
from authority.mining.disclosure import FEWEST, offered, part_shown, shown
from store.mining.reading import Figure, NothingMined, Where

from .work import Work

DAY = 86_400.0
#: Variants that are told one by one; the others are put together.
MOST_VARIANTS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the time of decided cases: mean days per decided case, over all and over those that came late.

    `work_hours`: of the days, hours of work by the norm (None: nobody of the office works there). `cases` is None where
    all but so few are concerned.
    """

    key: str
    cases: int | None
    days: float
    late_days: float | None
    work_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """Decided cases closed in a month: median days on the clock, and mean days by holder."""

    month: str
    decided: int
    median_days: float | None
    days: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Overview:
    """Where the weeks went; every number is None where it would be about too few cases."""

    cases: int | None
    decided: int | None
    late: int | None
    median_days: float | None
    p90_days: float | None
    gross_median_days: float | None
    net: Sequence[Part]
    before: Sequence[Part]
    pauses: Sequence[Part]
    months: Sequence[Month]


@dataclass(frozen=True, slots=True)
class Passed:
    """An element: passages, cases, how long (days), and in how many cases it came again; None is in too few to say.

    `work_hours`: what a passage takes by the norm; the rest of its mean is waiting. None: no work of the office.
    """

    key: str
    passages: int | None
    cases: int | None
    median_days: float | None
    p90_days: float | None
    mean_days: float | None
    repeated: int | None
    mean_times: float | None
    path_days: float | None
    work_hours: float | None
    waiting_days: float | None


@dataclass(frozen=True, slots=True)
class Variant:
    """A way that cases took, in its steps."""

    steps: tuple[str, ...]
    cases: int
    share: float
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Variants:
    """The commonest ways; `rare`: ways that fewer than five cases took, and how many cases those are.

    `decided` is None where all of them are fewer than five.
    """

    decided: int | None
    ways: int
    told: Sequence[Variant]
    rare: int
    rare_cases: int


def overview(mined: NothingMined, where: Where, work: Work | None = None) -> Overview:
    """The page's first tab; `work` says what of the time at desks is work by the norm."""
    cases = _count(mined.figures(where, Measure.CASE))
    net = mined.figures(where, Measure.NET)
    decided, counted = _count(net), _histogram(net)
    late_all = mined.figures(where, Measure.LATE)
    late = part_shown(sum(one.n for one in late_all if one.key == ""), decided)
    waits = mined.figures(where, Measure.HOLD) if work is not None else ()
    on, before = (work.by_holder(waits, before_clock=b) if work is not None else {} for b in (False, True))
    return Overview(
        cases=part_shown(cases, cases),
        decided=part_shown(decided, decided),
        late=late,
        median_days=_days(quantile(counted, 0.5), decided),
        p90_days=_days(quantile(counted, 0.9), decided),
        gross_median_days=_days(quantile(_histogram(mined.figures(where, Measure.GROSS)), 0.5), decided),
        net=_parts(mined.figures(where, Measure.BALL), decided, late_all, late or 0, work=on),
        before=_parts(mined.figures(where, Measure.BEFORE), decided, work=before),
        pauses=_parts(mined.figures(where, Measure.PAUSE), decided),
        months=_months(mined, where),
    )


def _parts(
    found: Iterable[Figure],
    decided: int,
    late: Iterable[Figure] = (),
    late_cases: int = 0,
    work: Mapping[str, float] = MappingProxyType({}),
) -> list[Part]:
    if not shown(decided):
        return []
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in found:
        sums[one.key][0] += one.n
        sums[one.key][1] += one.total
    slow: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in late:
        slow[one.key][0] += one.n
        slow[one.key][1] += one.total
    parts = [
        Part(
            key=key,
            cases=part_shown(n, decided),
            days=round(total / DAY / decided, 2),
            # Nor where those that were not late, or were, are so few: both means together would tell of them.
            late_days=round(slow[key][1] / DAY / late_cases, 2)
            if shown(late_cases) and part_shown(slow[key][0], n) is not None
            else None,
            work_hours=round(work[key] / decided, 2) if key in work else None,
        )
        for key, (n, total) in sums.items()
        if shown(n)
    ]
    rest = [one for one in sums.values() if not shown(one[0])]
    if shown(sum(n for n, _ in rest)):
        # Told as one: what few cases did must not be computed as what is missing to the whole.
        days = sum(total for _, total in rest) / DAY / decided
        parts.append(Part("", sum(n for n, _ in rest), round(days, 2), None))
    return sorted(parts, key=lambda part: -part.days)


def _months(mined: NothingMined, where: Where) -> list[Month]:
    net: dict[str, dict[int, int]] = defaultdict(dict)
    for one in mined.by_month(where, Measure.NET):
        net[one.month][one.bucket] = one.n
    balls: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in mined.by_month(where, Measure.BALL):
        balls[one.month][one.key][0] += one.n
        balls[one.month][one.key][1] += one.total
    decided = {month: sum(counted.values()) for month, counted in net.items()}
    told = offered(decided)  # what is left of the period after the months that are told is no single small one
    holders: dict[str, dict[str, int]] = defaultdict(dict)
    for month, parts in balls.items():
        for key, (n, _) in parts.items():
            holders[key][month] = n
    with_holder = {key: offered(counts) for key, counts in holders.items()}
    found = []
    for month, counted in sorted(net.items()):
        if month not in told:
            found.append(Month(month, 0, None, {}))
            continue
        days = {
            key: round(total / DAY / decided[month], 2)
            for key, (_, total) in balls[month].items()
            if month in with_holder[key]
        }
        found.append(Month(month, decided[month], _days(quantile(counted, 0.5), decided[month]), days))
    return found


def elements(mined: NothingMined, where: Where, work: Work | None = None) -> list[Passed]:
    """Every element where somebody waits, by the time that decided cases spent there."""
    spans: dict[str, dict[int, int]] = defaultdict(dict)
    totals: dict[str, int] = defaultdict(int)
    for one in mined.figures(where, Measure.SPAN):
        spans[one.key][one.bucket] = one.n
        totals[one.key] += one.total
    seen: dict[str, dict[int, int]] = defaultdict(dict)
    for one in mined.figures(where, Measure.SEEN):
        seen[one.key][one.bucket] = one.n
    path: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in mined.figures(where, Measure.HOLD):
        path[one.key][0] += one.n
        path[one.key][1] += one.total
    decided = _count(mined.figures(where, Measure.NET))
    whole = _count(mined.figures(where, Measure.CASE))
    found = []
    for key, counted in spans.items():
        passages, cases = sum(counted.values()), sum(seen[key].values())
        enough = shown(cases)
        mean = round(totals[key] / DAY / passages, 3) if enough else None
        hours = work.hours(key) if work is not None else None
        repeated = part_shown(sum(n for times, n in seen[key].items() if times > 1), cases)
        # One passage more than cases is one case that came again.
        often = enough and repeated is not None
        found.append(
            Passed(
                key=key,
                passages=passages if often and part_shown(cases, whole) is not None else None,
                cases=part_shown(cases, whole),
                median_days=_days(quantile(counted, 0.5), cases),
                p90_days=_days(quantile(counted, 0.9), cases),
                mean_days=mean,
                repeated=repeated,
                mean_times=round(passages / cases, 2) if often else None,
                # Many may pass where the decision of few waited.
                path_days=round(path[key][1] / DAY / decided, 3) if shown(path[key][0]) and shown(decided) else None,
                work_hours=None if hours is None else round(hours, 2),
                waiting_days=None if mean is None else round(max(0.0, mean - (hours or 0.0) / 24), 3),
            )
        )
    return sorted(found, key=lambda one: (-(one.path_days or 0), -(one.passages or 0), one.key))


def variants(mined: NothingMined, where: Where) -> Variants:
    """The ways that decided cases took."""
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    for one in mined.figures(where, Measure.VARIANT):
        counted[one.key][one.bucket] = one.n
    sizes = {key: sum(one.values()) for key, one in counted.items()}
    decided = sum(sizes.values())
    chosen = sorted((key for key, n in sizes.items() if shown(n)), key=lambda key: (-sizes[key], key))[:MOST_VARIANTS]
    while chosen and 0 < decided - sum(sizes[key] for key in chosen) < FEWEST:
        chosen.pop()  # else what few cases did could be computed from the rest
    steps = mined.steps(where.tenant, chosen)
    ways = [
        Variant(steps.get(key, ()), sizes[key], sizes[key] / decided, _days(quantile(counted[key], 0.5), sizes[key]))
        for key in chosen
    ]
    rare, rare_cases = len(sizes) - len(chosen), decided - sum(one.cases for one in ways)
    if 0 < decided < FEWEST:
        return Variants(None, 0, (), 0, 0)
    return Variants(decided, len(sizes), ways, rare, rare_cases)


@dataclass(frozen=True, slots=True)
class Fits:
    """`fitting` cases went the drawn way (None: too few did not, or did); others by kind and by element (0: the same)."""

    cases: int | None
    fitting: int | None
    kinds: Mapping[str, int]
    strayed: Mapping[str, int]


def conformance(mined: NothingMined, where: Where) -> Fits:
    """What happened against what is drawn."""
    cases = _count(mined.figures(where, Measure.CASE))
    kinds, strayed = (
        {one.key: one.n for one in mined.figures(where, measure)} for measure in (Measure.FIT, Measure.STRAY)
    )
    fitting = kinds.pop("FIT", 0)
    # Nor where the rest is small: a single kind and the whole would tell how many fit.
    parts = [{key: part_shown(n, cases) or 0 for key, n in some.items()} for some in (kinds, strayed)]
    return Fits(part_shown(cases, cases), part_shown(fitting, cases), *parts)


def _count(found: Iterable[Figure]) -> int:
    return sum(one.n for one in found)


def _histogram(found: Iterable[Figure]) -> dict[int, int]:
    counted: dict[int, int] = defaultdict(int)
    for one in found:
        counted[one.bucket] += one.n
    return counted


def _days(seconds: float | None, cases: int) -> float | None:
    return None if seconds is None or not shown(cases) else round(seconds / DAY, 2)
