"""Makes what the pages show of counted cells: quantiles, shares, trends; nothing about fewer than five cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from authority.mining.buckets import quantile
from authority.mining.cells import Measure
from authority.mining.disclosure import FEWEST, shown
from authority.mining.drift import Drift, compare, shares
from store.mining.reading import Figure, NothingMined, Where

DAY = 86_400.0
#: Variants that are told one by one; the others are put together.
MOST_VARIANTS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the time of decided cases: mean days per decided case, over all and over those that came late."""

    key: str
    cases: int
    days: float
    late_days: float | None


@dataclass(frozen=True, slots=True)
class Month:
    """Decided cases closed in a month: median days on the clock, and mean days by holder."""

    month: str
    decided: int
    median_days: float | None
    days: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Overview:
    """Where the weeks went; `median_days` and the like are None where there are too few cases."""

    cases: int
    decided: int
    late: int
    median_days: float | None
    p90_days: float | None
    gross_median_days: float | None
    net: Sequence[Part]
    before: Sequence[Part]
    pauses: Sequence[Part]
    months: Sequence[Month]


@dataclass(frozen=True, slots=True)
class Passed:
    """An element: passages, cases, how long (days), and in how many cases it came again."""

    key: str
    passages: int
    cases: int
    median_days: float | None
    p90_days: float | None
    mean_days: float | None
    repeated: int
    mean_times: float | None
    path_days: float | None


@dataclass(frozen=True, slots=True)
class Variant:
    """A way that cases took, in its steps."""

    steps: tuple[str, ...]
    cases: int
    share: float
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Variants:
    """The commonest ways; `rare`: ways that fewer than five cases took, and how many cases those are."""

    decided: int
    ways: int
    told: Sequence[Variant]
    rare: int
    rare_cases: int


def overview(mined: NothingMined, where: Where) -> Overview:
    """The page's first tab."""
    cases = _count(mined.figures(where, Measure.CASE))
    net = mined.figures(where, Measure.NET)
    decided, counted = _count(net), _histogram(net)
    late_all = mined.figures(where, Measure.LATE)
    late = sum(one.n for one in late_all if one.key == "")
    return Overview(
        cases=cases,
        decided=decided,
        late=late,
        median_days=_days(quantile(counted, 0.5), decided),
        p90_days=_days(quantile(counted, 0.9), decided),
        gross_median_days=_days(quantile(_histogram(mined.figures(where, Measure.GROSS)), 0.5), decided),
        net=_parts(mined.figures(where, Measure.BALL), decided, late_all, late),
        before=_parts(mined.figures(where, Measure.BEFORE), decided),
        pauses=_parts(mined.figures(where, Measure.PAUSE), decided),
        months=_months(mined, where),
    )


def _parts(found: Iterable[Figure], decided: int, late: Iterable[Figure] = (), late_cases: int = 0) -> list[Part]:
    if not shown(decided):
        return []
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in found:
        sums[one.key][0] += one.n
        sums[one.key][1] += one.total
    slow: dict[str, int] = defaultdict(int)
    for one in late:
        slow[one.key] += one.total
    parts = [
        Part(
            key=key,
            cases=n,
            days=round(total / DAY / decided, 2),
            late_days=round(slow[key] / DAY / late_cases, 2) if shown(late_cases) else None,
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
    found = []
    for month, counted in sorted(net.items()):
        decided = sum(counted.values())
        parts = balls[month].items() if shown(decided) else ()
        days = {key: round(total / DAY / decided, 2) for key, (n, total) in parts if shown(n)}
        found.append(Month(month, decided if shown(decided) else 0, _days(quantile(counted, 0.5), decided), days))
    return found


def elements(mined: NothingMined, where: Where) -> list[Passed]:
    """Every element where somebody waits, by the time that decided cases spent there."""
    spans: dict[str, dict[int, int]] = defaultdict(dict)
    totals: dict[str, int] = defaultdict(int)
    for one in mined.figures(where, Measure.SPAN):
        spans[one.key][one.bucket] = one.n
        totals[one.key] += one.total
    seen: dict[str, dict[int, int]] = defaultdict(dict)
    for one in mined.figures(where, Measure.SEEN):
        seen[one.key][one.bucket] = one.n
    path: dict[str, int] = defaultdict(int)
    for one in mined.figures(where, Measure.HOLD):
        path[one.key] += one.total
    decided = _count(mined.figures(where, Measure.NET))
    found = []
    for key, counted in spans.items():
        passages, cases = sum(counted.values()), sum(seen[key].values())
        enough = shown(cases)
        found.append(
            Passed(
                key=key,
                passages=passages if enough else 0,
                cases=cases if enough else 0,
                median_days=_days(quantile(counted, 0.5), cases),
                p90_days=_days(quantile(counted, 0.9), cases),
                mean_days=round(totals[key] / DAY / passages, 3) if enough else None,
                repeated=sum(n for times, n in seen[key].items() if times > 1) if enough else 0,
                mean_times=round(passages / cases, 2) if enough else None,
                path_days=round(path[key] / DAY / decided, 3) if enough and shown(decided) else None,
            )
        )
    return sorted(found, key=lambda one: (-(one.path_days or 0), -one.passages, one.key))


def variants(mined: NothingMined, where: Where) -> Variants:
    """The ways that decided cases took."""
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    for one in mined.figures(where, Measure.VARIANT):
        counted[one.key][one.bucket] = one.n
    sizes = {key: sum(one.values()) for key, one in counted.items()}
    decided = sum(sizes.values())
    chosen = sorted((key for key, n in sizes.items() if shown(n)), key=lambda key: (-sizes[key], key))[:MOST_VARIANTS]
    steps = mined.steps(where.tenant, chosen)
    told = [
        Variant(steps.get(key, ()), sizes[key], sizes[key] / decided, _days(quantile(counted[key], 0.5), sizes[key]))
        for key in chosen
    ]
    rare = len(sizes) - len(chosen)
    return Variants(decided, len(sizes), told, rare, decided - sum(one.cases for one in told))


def conformance(mined: NothingMined, where: Where) -> tuple[int, dict[str, int], dict[str, int]]:
    """(cases, cases by how they left the diagram, cases by element that they entered without a flow); 0: below five."""
    cases = _count(mined.figures(where, Measure.CASE))
    kinds, strayed = (
        {one.key: one.n if shown(one.n) else 0 for one in mined.figures(where, measure)}
        for measure in (Measure.FIT, Measure.STRAY)
    )
    return cases, kinds, strayed


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two periods: by holder, by element, and whether cases take other ways than before."""

    decided_before: int
    decided_after: int
    net: Drift | None
    holders: Sequence[Drift]
    elements: Sequence[Drift]
    variants_p: float | None


def drift(mined: NothingMined, before: Where, after: Where) -> Change:
    """Tests of the later period against the earlier, each family corrected for its number."""

    def by_key(where: Where, measure: Measure) -> dict[str, dict[int, int]]:
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for one in mined.figures(where, measure):
            found[one.key][one.bucket] = one.n
        return found

    nets = by_key(before, Measure.NET), by_key(after, Measure.NET)
    ways = [{key: sum(one.values()) for key, one in by_key(w, Measure.VARIANT).items()} for w in (before, after)]
    overall = compare(*nets)
    return Change(
        decided_before=sum(nets[0].get("", {}).values()),
        decided_after=sum(nets[1].get("", {}).values()),
        net=overall[0] if overall else None,
        holders=_told(compare(by_key(before, Measure.BALL), by_key(after, Measure.BALL))),
        elements=_told(compare(by_key(before, Measure.SPAN), by_key(after, Measure.SPAN))),
        variants_p=shares(ways[0], ways[1]),
    )


def _told(found: Iterable[Drift]) -> list[Drift]:
    told = [one for one in found if one.p is not None and min(one.n_before, one.n_after) >= FEWEST]
    return sorted(told, key=lambda one: (one.p or 0.0, one.key))


def _count(found: Iterable[Figure]) -> int:
    return sum(one.n for one in found)


def _histogram(found: Iterable[Figure]) -> dict[int, int]:
    counted: dict[int, int] = defaultdict(int)
    for one in found:
        counted[one.bucket] += one.n
    return counted


def _days(seconds: float | None, cases: int) -> float | None:
    return None if seconds is None or not shown(cases) else round(seconds / DAY, 2)
