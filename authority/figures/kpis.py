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

    `low` and `high` are the bounds of the 95 % interval, for the shares whose base is published. None: no such cases, or
    too few to tell.
    """

    key: str
    unit: str
    value: float | None
    of: int
    low: float | None = None
    high: float | None = None


def _share(key: str, hits: str, of: str, *, interval: bool = False) -> Callable[[Tally], Figure]:
    def make(counts: Tally) -> Figure:
        number, base = counts.get(hits, 0), counts.get(of, 0)
        if base < LEAST:
            return Figure(key, "share", None, base)
        bounds = wilson(number, base) if interval else None
        # Without its base a share is told in whole percent, so that it does not tell how many there were.
        value = number / base if interval else round(number / base, 2)
        return Figure(key, "share", value, base, *(bounds or (None, None)))

    return make


def _days(key: str, name: str, share: float) -> Callable[[Tally], Figure]:
    def make(counts: Tally) -> Figure:
        values = spread(counts, name)
        base = sum(count for _, count in values)
        value = percentile(values, share) if base >= LEAST else None
        return Figure(key, "days", value, base)

    return make


def _mean(key: str, unit: str, total: str, of: str, scale: int = 1) -> Callable[[Tally], Figure]:
    def make(counts: Tally) -> Figure:
        base = counts.get(of, 0)
        digits = 2 if scale == 1 else 0  # so that a rate per hundred does not tell of one case
        value = round(scale * counts.get(total, 0) / base, digits) if base >= LEAST else None
        return Figure(key, unit, value, base)

    return make


FIGURES: Mapping[str, Callable[[Tally], Figure]] = {
    "K1": _share("K1", "granted.inTime", "granted", interval=True),
    "K1s": _share("K1s", "granted.strict", "granted", interval=True),
    "K1g": _share("K1g", "granted.gross", "granted", interval=True),
    "K1b": _share("K1b", "decided.inTime", "decided"),
    "K2.net.p50": _days("K2.net.p50", "net", 0.5),
    "K2.net.p75": _days("K2.net.p75", "net", 0.75),
    "K2.net.p90": _days("K2.net.p90", "net", 0.9),
    "K2.gross.p50": _days("K2.gross.p50", "gross", 0.5),
    "K2.gross.p75": _days("K2.gross.p75", "gross", 0.75),
    "K2.gross.p90": _days("K2.gross.p90", "gross", 0.9),
    "K3": _share("K3", "complete.first", "n"),
    "K4": _mean("K4", "per-case", "req82", "n"),
    "K5.days": _days("K5.days", "ba.days", 0.5),
    "K5.fiction": _share("K5.fiction", "ba|FIKTION", "ba"),
    "K5.refused": _share("K5.refused", "ba|VERSAGT", "ba"),
    "K6.days": _days("K6.days", "chamber.days", 0.5),
    "K6.late": _share("K6.late", "chamber.late", "chamber"),
    "K6.agrees": _share("K6.agrees", "chamber.agrees", "chamber.spoke"),
    "K7.days": _days("K7.days", "appointment", 0.5),
    "K8": _days("K8", "card", 0.5),
    "K10.E1": _mean("K10.E1", "per-100", "escalation|E1", "n", 100),
    "K10.E2": _mean("K10.E2", "per-100", "escalation|E2", "n", 100),
    "K10.E3": _mean("K10.E3", "per-100", "escalation|E3", "n", 100),
    "K10.E4": _mean("K10.E4", "per-100", "escalation|E4", "n", 100),
    "K10.E5": _mean("K10.E5", "per-100", "escalation|E5", "n", 100),
    "K11.refused": _share("K11.refused", "outcome|REFUSE", "decided"),
    "K11.objection": _share("K11.objection", "objection", "decided"),
    "K11.success": _share("K11.success", "objection.granted", "objection"),
    "K12.withdrawn": _share("K12.withdrawn", "outcome|WITHDRAWN", "n"),
    "K12.forwarded": _share("K12.forwarded", "outcome|FORWARDED", "n"),
}

#: What other records than closed cases tell; whoever keeps them supplies numerator and denominator by month and site.
SUPPLIED: Mapping[str, str] = {
    "K5.demand": "share",
    "K7.late": "minutes",
    "K7.missed": "share",
    "K9.open": "count",
    "K9.paused": "share",
    "K13": "share",
    "K14.cases": "per-fte",
    "K14.minutes": "minutes",
    "K15": "share",
    "K16": "per-100",
    "K17": "share",
    "K18": "per-1000",
}


def figures(counts: Tally, keys: Iterable[str] = FIGURES) -> dict[str, Figure]:
    """Key figures of a tally: all of them, or these."""
    return {key: FIGURES[key](counts) for key in keys}


def supplied(key: str, numerator: int, denominator: int) -> Figure:
    """A key figure from what somebody else counted. KeyError for one that nobody supplies."""
    unit = SUPPLIED[key]
    if unit == "count":
        return Figure(key, unit, numerator, denominator)
    scale = {"per-100": 100, "per-1000": 1000}.get(unit, 1)
    value = round(scale * numerator / denominator, 2) if denominator >= LEAST else None
    return Figure(key, unit, value, denominator)


#: Reporting classes of net days.
CLASSES = ((0, 7), (8, 14), (15, 21), (22, 28), (29, 42), (43, 56), (57, None))
NET_LABELS = tuple(f"{first}-{last}" if last is not None else f">{first - 1}" for first, last in CLASSES)
