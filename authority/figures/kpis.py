"""The key figures K1 to K12 of a tally, each as its definition says (domain document 8.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .tally import Tally, percentile, spread
from .wilson import wilson

#: The promise: nine of ten titles within four weeks ([S0]).
TARGET = 0.9
#: Fewer cases than this are not told ([P], domain document 8.1).
LEAST = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: `unit` is "share", "days", "per-case", "per-100" or "count"; `of` the cases it is about.

    `low` and `high` are the bounds of the 95 % interval of a share (times 100 for "per-100" of cases). None: no such
    cases, or too few to tell.
    """

    key: str
    unit: str
    value: float | None
    of: int
    low: float | None = None
    high: float | None = None

    @property
    def silent(self) -> Figure:
        """The same figure, not told."""
        return Figure(self.key, self.unit, None, self.of)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many: what is counted as `hits` and `of` is a sum of counts of a tally, by name and sign.

    `beside`: what another figure, told beside this one, would give away together with it.
    """

    hits: tuple[tuple[str, int], ...]
    of: tuple[tuple[str, int], ...]
    scale: int = 1
    beside: tuple[tuple[str, int], ...] = ()

    def protected(self, counts: Tally) -> tuple[int, ...]:
        """The disjoint counts that would follow from it, its neighbours told beside it."""
        hits, of = self.parts(counts)
        return (hits, of - hits, _sum(counts, self.beside)) if self.beside else (hits, of - hits)

    def parts(self, counts: Tally) -> tuple[int, int]:
        """Hits and cases in a tally."""
        return _sum(counts, self.hits), _sum(counts, self.of)


def _sum(counts: Tally, names: tuple[tuple[str, int], ...]) -> int:
    return sum(sign * counts.get(name, 0) for name, sign in names)


def _names(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((name.removeprefix("-"), -1 if name.startswith("-") else 1) for name in text.split())


def _share(hits: str, of: str, scale: int = 1, beside: str = "") -> Share:
    return Share(_names(hits), _names(of), scale, _names(beside))


def _reached(level: int) -> Share:
    """Cases whose highest escalation was at least this one: who came to E3 has been through E1 and E2."""
    return _share(" ".join(f"escalation|E{higher}" for higher in range(level, 6)), "n", 100)


#: Key figures that are shares of cases (domain document 8.1).
SHARES: Mapping[str, Share] = {
    "K1": _share("granted.inTime", "granted"),
    "K1s": _share("granted.strict", "granted"),
    "K1g": _share("granted.gross", "granted"),
    "K1b": _share("decided.inTime", "decided"),
    "K3": _share("complete.first", "n"),
    # Of the approvals that were needed.
    "K5.fiction": _share("ba|FIKTION", "ba -ba|ZUSTIMMUNGSFREI", beside="ba|ZUSTIMMUNGSFREI"),
    "K5.refused": _share("ba|VERSAGT", "ba -ba|ZUSTIMMUNGSFREI", beside="ba|ZUSTIMMUNGSFREI"),
    "K5.demand": _share("ba.demand", "ba"),
    "K6.late": _share("chamber.late", "chamber"),
    "K6.agrees": _share("chamber.agrees", "chamber.spoke", beside="chamber -chamber.spoke"),
    **{f"K10.E{level}": _reached(level) for level in range(1, 6)},
    "K11.refused": _share("outcome|REFUSE", "decided"),
    "K11.objection": _share("objection", "decided"),
    "K11.success": _share("objection.granted", "objection"),
    "K12.withdrawn": _share("outcome|WITHDRAWN", "n"),
    "K12.forwarded": _share("outcome|FORWARDED", "n"),
    "K17": _share("letters.wanted", "letters"),
}

#: Told wherever titles granted are: being late is a property of the office's work, not of a person (docs/figures.md).
PROMISE = frozenset({"K1", "K1s", "K1g"})


def rate(key: str, share: Share, hits: int, of: int) -> Figure:
    """A share with its interval; exact, because whoever tells it has seen to it that both parts may be told."""
    unit = "share" if share.scale == 1 else f"per-{share.scale}"
    bounds = wilson(hits, of) if of >= LEAST and 0 <= hits <= of else None
    if bounds is None:
        return Figure(key, unit, None, of)
    return Figure(key, unit, share.scale * hits / of, of, share.scale * bounds[0], share.scale * bounds[1])


def _rate(key: str) -> Callable[[Tally], Figure]:
    return lambda counts: rate(key, SHARES[key], *SHARES[key].parts(counts))


def _days(key: str, name: str, share: float) -> Callable[[Tally], Figure]:
    def make(counts: Tally) -> Figure:
        values = spread(counts, name)
        base = sum(count for _, count in values)
        value = percentile(values, share) if base >= LEAST else None
        return Figure(key, "days", value, base)

    return make


def _mean(key: str, unit: str, total: str, of: str) -> Callable[[Tally], Figure]:
    def make(counts: Tally) -> Figure:
        base = counts.get(of, 0)
        value = round(counts.get(total, 0) / base, 2) if base >= LEAST else None
        return Figure(key, unit, value, base)

    return make


FIGURES: Mapping[str, Callable[[Tally], Figure]] = {
    "K1": _rate("K1"),
    "K1s": _rate("K1s"),
    "K1g": _rate("K1g"),
    "K1b": _rate("K1b"),
    "K2.net.p50": _days("K2.net.p50", "net", 0.5),
    "K2.net.p75": _days("K2.net.p75", "net", 0.75),
    "K2.net.p90": _days("K2.net.p90", "net", 0.9),
    "K2.gross.p50": _days("K2.gross.p50", "gross", 0.5),
    "K2.gross.p75": _days("K2.gross.p75", "gross", 0.75),
    "K2.gross.p90": _days("K2.gross.p90", "gross", 0.9),
    "K3": _rate("K3"),
    "K4": _mean("K4", "per-case", "req82", "n"),
    "K5.days": _days("K5.days", "ba.days", 0.5),
    "K5.fiction": _rate("K5.fiction"),
    "K5.demand": _rate("K5.demand"),
    "K5.refused": _rate("K5.refused"),
    "K6.days": _days("K6.days", "chamber.days", 0.5),
    "K6.late": _rate("K6.late"),
    "K6.agrees": _rate("K6.agrees"),
    "K7.days": _days("K7.days", "appointment", 0.5),
    "K8": _days("K8", "card", 0.5),
    **{f"K10.E{level}": _rate(f"K10.E{level}") for level in range(1, 6)},
    "K11.refused": _rate("K11.refused"),
    "K11.objection": _rate("K11.objection"),
    "K11.success": _rate("K11.success"),
    "K12.withdrawn": _rate("K12.withdrawn"),
    "K12.forwarded": _rate("K12.forwarded"),
    "K17": _rate("K17"),
}


def figures(counts: Tally, keys: Iterable[str] = FIGURES) -> dict[str, Figure]:
    """Key figures of a tally: all of them, or these."""
    return {key: FIGURES[key](counts) for key in keys}


#: Reporting classes of net days.
CLASSES = ((0, 7), (8, 14), (15, 21), (22, 28), (29, 42), (43, 56), (57, None))
NET_LABELS = tuple(f"{first}-{last}" if last is not None else f">{first - 1}" for first, last in CLASSES)
